"""The lock file of the runtime, read: which packages at which versions, and which one asks for which."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements" / "runtime.txt"

_PIN = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? \\$", re.MULTILINE)
_VIA = re.compile(r"^    # via((?:\s+#?\s*[^\s#].*)?(?:\n    #   .*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One package of the lock file. `marker` says on which systems it is installed, empty for all.

    `wanted_by` are the packages that ask for it; the names of files stand for this project itself.
    """

    name: str
    version: str
    marker: str
    wanted_by: tuple[str, ...]


def locked(text: str) -> Iterator[Locked]:
    """Every package of a lock file, in its order."""
    for block in re.split(r"\n(?=[a-z0-9])", text):
        pin, via = _PIN.search(block), _VIA.search(block)
        if pin:
            words = re.findall(r"#?\s*([^\s#(]+)(?: \([^)]*\))?", via[1]) if via else []
            yield Locked(name=pin[1], version=pin[2], marker=pin[3] or "", wanted_by=tuple(sorted(words)))
