"""Let a coverage-guided fuzzer loose on the readers of strangers' bytes, for so many seconds in total.

    make fuzz                                       ten minutes over all targets
    python -m tests.fuzz --seconds 60 readme        a minute of one
    python -m tests.fuzz --list                     the names of the targets

What was learned stays in .fuzz/, so that the next run begins where this one ended. Exit status: 0 when
everything held; 1 when something did not, with the bytes in .fuzz/TARGET/; 2 wrong usage.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_WORK = _ROOT / ".fuzz"
_FINDS = ("crash-*", "timeout-*", "oom-*", "leak-*")
NAMES = (
    *("json", "yaml", "catalogue", "metadata", "metadata-files", "record", "code-owners", "descriptions", "github"),
    *("readme", "restructuredtext", "escape"),
)
"""All targets; named here too, so that a wrong name is told without loading them."""

_PATH = ("generator", "tests", "tests/readme")
_START_SECONDS = 120
"""Longest that a search may take on top of its time, for instrumenting and for reading its corpus again."""


def main(arguments: Sequence[str]) -> int:
    """Search what is asked for, one target after the other; the exit status."""
    options = _options(arguments)
    if options.list:
        _say("\n".join(NAMES))
        return 0
    unknown = sorted(set(options.targets) - set(NAMES))
    if unknown:
        _say(f"{', '.join(unknown)}: no such target. There are: {', '.join(NAMES)}.")
        return 2
    if importlib.util.find_spec("atheris") is None:
        _say("atheris is not installed. `make fuzz` installs it, where there is a build of it for this Python.")
        return 2
    targets = options.targets or NAMES
    failed = [name for name in targets if not _search(name, max(options.seconds // len(targets), 1))]
    _say(f"Searched {len(targets)} targets: {', '.join(failed) or 'nothing'} failed.")
    return int(bool(failed))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="what to search; everything if none is named")
    parser.add_argument("--seconds", type=int, default=600, help="time for all targets together (default: 600)")
    parser.add_argument("--list", action="store_true", help="print the names of the targets")
    return parser.parse_args(arguments)


def _search(name: str, seconds: int) -> bool:
    """Whether everything held."""
    folder = _WORK / name
    folder.mkdir(parents=True, exist_ok=True)
    before = _found(folder)
    _say(f"{name}: {seconds} s")
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.search", name, str(folder), str(seconds)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(_ROOT / place) for place in _PATH)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=2 * seconds + _START_SECONDS,
        check=False,
    )
    tried = [line for line in done.stderr.splitlines() if "number_of_executed_units" in line]
    _say(f"{name}: {tried[0].split()[-1] if tried else 'an unknown number of'} documents tried")
    new = sorted(_found(folder) - before)
    if done.returncode == 0 and not new:
        return True
    told = [*done.stdout.splitlines()[-40:], *done.stderr.splitlines()[-20:]]
    _say("\n".join(line for line in told if not line.startswith("INFO:")))
    for path in new:
        _say(f"{name}: {path.relative_to(_ROOT)} fails. Mend it, and keep it in tests/fuzz/finds/{name}/.")
    return False


def _found(folder: Path) -> set[Path]:
    return {path for pattern in _FINDS for path in folder.glob(pattern)}


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
