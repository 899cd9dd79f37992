"""Whether the tests notice when the code that keeps strangers' words harmless is changed."""
