"""Which locked packages have no wheel on some system and are compiled there: the page docs/engineering/wheels.md.

The lock file and `GAPS` say all that is on the page, so that a test compares them without a network. `make lock` asks
the package index whether `GAPS` is still true, and fails if it is not.
"""

import hashlib
import re
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from packaging.markers import Marker

from .lock import LOCK, locked

PAGE: Final = Path(__file__).parents[2] / "docs" / "engineering" / "wheels.md"
PYTHONS: Final = ("3.11.0", "3.12", "3.13", "3.14")
"""The oldest of 3.11 too, for some packages are needed only before 3.11.5."""


class System(NamedTuple):
    """A system: how `uv` calls it, and what markers of requirements ask about it."""

    platform: str
    markers: Mapping[str, str]


_LINUX: Final = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
_MACOS: Final = {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"}
_WINDOWS: Final = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}
SYSTEMS: Final = {
    "Linux, x86-64": System("x86_64-unknown-linux-gnu", _LINUX | {"platform_machine": "x86_64"}),
    "Linux, ARM": System("aarch64-unknown-linux-gnu", _LINUX | {"platform_machine": "aarch64"}),
    "macOS, ARM": System("aarch64-apple-darwin", _MACOS | {"platform_machine": "arm64"}),
    "macOS, x86-64": System("x86_64-apple-darwin", _MACOS | {"platform_machine": "x86_64"}),
    "Windows, x86-64": System("x86_64-pc-windows-msvc", _WINDOWS | {"platform_machine": "AMD64"}),
}


class Gap(NamedTuple):
    """A package without a wheel for some Pythons of one system; `needs` says what one can do there."""

    package: str
    system: str
    pythons: tuple[str, ...]
    needs: str


GAPS: Final = (
    Gap("ukkonen", "Linux, ARM", PYTHONS, "a C++ compiler and the headers of Python (`g++`, `python3-dev`)"),
    Gap("cryptography", "macOS, x86-64", PYTHONS, "a Rust compiler and OpenSSL (`brew install rust openssl@3`)"),
    Gap(
        "comrak",
        "Windows, x86-64",
        ("3.11.0", "3.12", "3.13"),
        "Python 3.14; or a Rust compiler and the C++ build tools",
    ),
)

_HEAD: Final = """\
# Wheels

`make lock` writes this page from `requirements/runtime.txt` and `GAPS` in `tests/supply/wheels.py`, and asks the
package index whether it is true. A number is how many packages a system installs, each from a wheel, so that nothing
is compiled. A name is a package that has no wheel there at the locked version: pip compiles it from its source.

Lock file: sha256 `{digest}`

| system | {pythons} |
|---|{lines}
{rows}
All of these packages are needed to run the program, not only to test it. Where something is compiled:

| system | package | needs |
|---|---|---|
{gaps}
`tests.yml` runs the program on Linux with x86-64, macOS with ARM and Windows with Python 3.14, where nothing is
compiled. Nobody has tried the others.
"""


def page(text: str) -> str:
    """The page for a lock file."""
    rows = (f"| {name} | {' | '.join(_cell(text, name, python) for python in PYTHONS)} |\n" for name in SYSTEMS)
    return _HEAD.format(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        pythons=" | ".join(f"Python {python}" for python in PYTHONS),
        lines="--:|" * len(PYTHONS),
        rows="".join(rows),
        gaps="".join(f"| {gap.system} | {gap.package} | {gap.needs} |\n" for gap in GAPS),
    )


def gaps_of(system: str, python: str) -> set[str]:
    """The packages that are known to have no wheel for a Python of a system."""
    return {gap.package for gap in GAPS if gap.system == system and python in gap.pythons}


def _cell(text: str, system: str, python: str) -> str:
    missing = sorted(gaps_of(system, python))
    return " and ".join(missing) if missing else str(len(_pins(text, system, python)))


def _pins(text: str, system: str, python: str) -> dict[str, str]:
    """What a Python of a system installs of a lock file: names with their versions."""
    version = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}
    cpython = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    asked = {**SYSTEMS[system].markers, **version, **cpython}
    return {one.name: one.version for one in locked(text) if not one.marker or Marker(one.marker).evaluate(asked)}


def without_wheel(pins: Mapping[str, str], system: str, python: str) -> set[str]:
    """Ask the package index which of these packages have no wheel. Raises `RuntimeError` if it does not say."""
    left = dict(pins)
    # It names one package each time.
    while left:
        done = subprocess.run(
            [
                *(Path(sysconfig.get_path("scripts")) / "uv", "pip", "compile", "--quiet", "--no-deps", "--no-header"),
                *("--no-annotate", "--only-binary", ":all:", "--python-platform", SYSTEMS[system].platform),
                *("--python-version", python, "-"),
            ],
            input="".join(f"{name}=={version}\n" for name, version in left.items()),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            break
        words = " ".join(done.stderr.split())
        named = {name for name, version in left.items() if re.search(rf"\b{name}=={re.escape(version)} has no", words)}
        if not named:
            raise RuntimeError(done.stderr)
        left = {name: version for name, version in left.items() if name not in named}
    return set(pins) - set(left)


def main() -> int:
    """Write the page, and ask whether it is true; 1 if a package has no wheel that is expected, or one that is not."""
    text = LOCK.read_text(encoding="utf-8")
    PAGE.write_text(page(text), encoding="utf-8")
    wrong = []
    for system in SYSTEMS:
        for python in PYTHONS:
            missing = without_wheel(_pins(text, system, python), system, python)
            for name in sorted(missing - gaps_of(system, python)):
                wrong.append(
                    f"{name} has no wheel on {system}, Python {python}: pin another version, or say so in GAPS"
                )
            for name in sorted(gaps_of(system, python) - missing):
                wrong.append(f"{name} has a wheel on {system}, Python {python}: take that out of GAPS")
    if wrong:
        sys.stderr.write("".join(f"{line}.\n" for line in wrong))
        sys.stderr.write("GAPS is in tests/supply/wheels.py. Run `make lock` again after that.\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
