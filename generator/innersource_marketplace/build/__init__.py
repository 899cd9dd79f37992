"""Composition: what `collect` and `build` do, put together from the stages.

Nothing is imported here: each process of a build would import all of it again, and needs little.
"""
