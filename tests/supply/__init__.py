"""What is shipped and installed with the program: a bill of materials and the licences, from the lock file."""
