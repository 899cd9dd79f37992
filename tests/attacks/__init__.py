"""Which attack is tried by which tests, and how many of its cases held in the last run."""
