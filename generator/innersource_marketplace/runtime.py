"""How processes of the program run: when Python looks for garbage, and that children end with their parent."""

import gc
import os
import threading
from multiprocessing import parent_process
from typing import Final

_NEW_OBJECTS: Final = 50_000
_YOUNGER_ROUNDS: Final = 20
_PARENT_GONE: Final = 1


def collect_garbage_rarely() -> None:
    """Look for cycles after so many new objects only, and never among those that are there already.

    Python's own threshold of 700 costs a build a fifth of its processor time: every page of a
    project makes ten thousand objects, which go when their last reference does. For programs and
    processes at their beginning, when what is loaded stays until the end; a library that does this
    would decide for its callers. Source: https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNGER_ROUNDS, _YOUNGER_ROUNDS)


def begin_child() -> None:
    """Prepare a process of a pool. To be called first in it.

    A parent that is killed cannot shut its pool down: each process would wait for work for ever.
    """
    collect_garbage_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(_PARENT_GONE)
