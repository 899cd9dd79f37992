"""Measures what the program costs: time, memory and size at several numbers of projects.

`make bench` runs it; see `__main__`. Everything measured is made here, the same on every machine.
"""
