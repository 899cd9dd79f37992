"""Collecting on several machines: the list they share, the file of each, and how they become one snapshot."""
