"""Whether all that is locked can be installed without a compiler: `make lock` asks for each system and each Python.

The page that it writes names the lock file by its hash; a test fails when the lock file has changed since.
"""

import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

from .lock import LOCK

PAGE: Final = Path(__file__).parents[2] / "docs" / "engineering" / "wheels.md"
SYSTEMS: Final = {
    "Linux, x86-64": "x86_64-unknown-linux-gnu",
    "Linux, ARM": "aarch64-unknown-linux-gnu",
    "macOS, ARM": "aarch64-apple-darwin",
    "macOS, x86-64": "x86_64-apple-darwin",
    "Windows, x86-64": "x86_64-pc-windows-msvc",
}
PYTHONS: Final = ("3.11.0", "3.12", "3.13", "3.14")
GAPS: Final = {("Linux, ARM", "3.11.0"): "ukkonen"}
"""Where a package has no wheel and is compiled: use a newer Python there."""

_HEAD: Final = """\
# Wheels

`make lock` writes this page. A number is how many packages of `requirements/runtime.txt` a system installs; each of
them has a wheel for that system and that Python, so that nothing is compiled. Where one has none, it is named.
That the program works there, the workflow `tests.yml` tries.

Lock file: sha256 `{digest}`

| system | {pythons} |
|---|{lines}
"""


def digest() -> str:
    """The hash of the lock file."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def installed(system: str, python: str) -> tuple[int, str]:
    """How many packages a system installs from wheels alone; 0 and the reason if one of them has none."""
    done = subprocess.run(
        [
            *(Path(sysconfig.get_path("scripts")) / "uv", "pip", "compile", "--quiet", "--no-deps", "--no-header"),
            *("--no-annotate", "--only-binary", ":all:", "--python-platform", system, "--python-version", python, LOCK),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout.count("=="), "") if done.returncode == 0 else (0, done.stderr)


def main() -> int:
    """Ask, and write the page; 1 if something would have to be compiled somewhere."""
    rows = []
    missing = False
    for name, system in SYSTEMS.items():
        cells = []
        for python in PYTHONS:
            count, reason = installed(system, python)
            gap = GAPS.get((name, python), "")
            missing = missing or (not count and (not gap or f"{gap}==" not in reason))
            if reason:
                sys.stderr.write(f"{name}, Python {python}: {reason}\n")
            cells.append(str(count) if count else f"{gap or 'a package'} is compiled")
        rows.append(f"| {name} | {' | '.join(cells)} |\n")
    pythons = " | ".join(f"Python {python}" for python in PYTHONS)
    head = _HEAD.format(digest=digest(), pythons=pythons, lines="--:|" * len(PYTHONS))
    PAGE.write_text(head + "".join(rows), encoding="utf-8")
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())
