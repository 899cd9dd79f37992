"""What must hold of every reader of strangers' bytes, searched for exceptions by a machine that watches the code."""
