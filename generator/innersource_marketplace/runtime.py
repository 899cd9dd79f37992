"""How often the interpreter looks for garbage: rarely, for a build makes millions of objects and hardly a cycle."""

import gc
from typing import Final

_NEW_OBJECTS: Final = 50_000
_YOUNGER_ROUNDS: Final = 20


def collect_garbage_rarely() -> None:
    """Look for cycles after so many new objects only, and never among those that are there already.

    Python's own threshold of 700 costs a build a fifth of its processor time: every page of a
    project makes ten thousand objects, which go when their last reference does. For programs and
    processes at their beginning, when what is loaded stays until the end; a library that does this
    would decide for its callers. Source: https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNGER_ROUNDS, _YOUNGER_ROUNDS)
