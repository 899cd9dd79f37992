"""How a process of a pool begins, and that it ends when its parent does."""

import os
import threading
from multiprocessing import parent_process

from innersource_marketplace.runtime import collect_garbage_rarely

_PARENT_GONE = 1


def begin_child() -> None:
    """Prepare a process of a pool. To be called first in it.

    A parent that is killed takes no leave of its pool: each process would wait for work for ever.
    """
    collect_garbage_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(_PARENT_GONE)
