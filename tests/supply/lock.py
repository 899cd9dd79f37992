"""The lock file of the runtime, read: which packages at which versions, and which one asks for which."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from packaging.markers import Marker

LOCK = Path(__file__).parents[2] / "requirements" / "runtime.txt"

_BLOCKS = re.compile(r"\n(?=[a-z0-9])")
_PIN = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? \\$", re.MULTILINE)
_VIA = re.compile(r"^    # via((?:\s+#?\s*[^\s#].*)?(?:\n    #   .*)*)", re.MULTILINE)


class Locked(msgspec.Struct, frozen=True, kw_only=True):
    """One package of the lock file. `marker` says on which systems it is installed, empty for all.

    `wanted_by` are the packages that ask for it; the names of files stand for this project itself.
    """

    name: str
    version: str
    marker: str
    wanted_by: tuple[str, ...]


def locked(text: str) -> Iterator[Locked]:
    """Every package of a lock file, in its order."""
    for block in _BLOCKS.split(text):
        pin, via = _PIN.search(block), _VIA.search(block)
        if pin:
            words = re.findall(r"#?\s*([^\s#(]+)(?: \([^)]*\))?", via[1]) if via else []
            yield Locked(name=pin[1], version=pin[2], marker=pin[3] or "", wanted_by=tuple(sorted(words)))


def lock_for(text: str, python: str) -> str:
    """The part of a lock file that a Python of this version, such as 3.11.2, installs on Linux."""
    system = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    version = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}
    blocks = []
    for block in _BLOCKS.split(text):
        pin = _PIN.search(block)
        marker = (pin and pin[3]) or ""
        if not marker or Marker(marker).evaluate({**system, **version}):
            blocks.append(block.replace(f" ; {marker}", "", 1) if marker else block)
    return "\n".join(blocks) + "\n"
