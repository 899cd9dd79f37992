"""Change the code in every small way that mutmut knows, and see whether the tests notice.

    make mutation                               escape and readme; writes docs/engineering/mutation.md
    python -m tests.mutation escape.py          one of the modules; writes nothing

mutmut finds the code by its place, in `src`; so it works in a copy that has it there. What the tests do not notice
must be explained in `explained.py`. Exit status: 0 when each survivor is; 1 when one is not; 2 wrong usage.
"""

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from .explained import EXPLAINED
from .report import Module, write
from .survivors import Mutant, read_mutants

_ROOT = Path(__file__).parents[2]
_PACKAGE = "innersource_marketplace"
_REPORT = _ROOT / "docs" / "engineering" / "mutation.md"
MODULES = (
    *("escape.py", "readme/html_policy.py", "readme/readme_links.py", "readme/decoding.py", "readme/__init__.py"),
    *("readme/conversion.py", "readme/rewrite.py"),
)
"""What is mutated, the code that carries the policy first."""

TESTS = (
    "tests/escape",
    "tests/readme/test_anchors.py",
    "tests/readme/test_host_links.py",
    "tests/readme/test_pictures.py",
    "tests/readme/test_readme_convert.py",
    "tests/readme/test_readme_fixtures.py",
    "tests/readme/test_readme_exactly.py",
    "tests/readme/test_readme_markup.py",
)
_CONFIGURATION = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = {sources}
also_copy = ["docs", "overrides", "mkdocs.yml", "README.md", "LICENSE"]
pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
"""


def main(arguments: Sequence[str]) -> int:
    """Mutate what is asked for, one module after the other; the exit status."""
    parser = argparse.ArgumentParser(
        prog="mutation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"among {', '.join(MODULES)}")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="tests at a time")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.modules) - set(MODULES))
    if unknown:
        _say(f"{', '.join(unknown)}: not among {', '.join(MODULES)}.")
        return 2
    if importlib.util.find_spec("mutmut") is None:
        _say("mutmut is not installed. `make mutation` installs it.")
        return 2
    measured = [_measure(name, options.processes) for name in options.modules or MODULES]
    if not options.modules:
        write(_REPORT, datetime.now(UTC).date(), measured)
    unexplained = [mutant for module in measured for mutant in module.survivors if _reason(mutant) is None]
    for mutant in unexplained:
        _say(f"{mutant.module} {mutant.function}: nobody noticed {mutant.before!r} -> {mutant.after!r}")
    return int(bool(unexplained))


def _measure(name: str, processes: int) -> Module:
    dotted = f"{_PACKAGE}.{name.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}"
    with tempfile.TemporaryDirectory(prefix="marketplace-mutation-") as place:
        folder = Path(place) / "copy"
        _copy(folder, name)
        status = _mutate(folder, processes)
        mutated = folder / "mutants" / "src" / _PACKAGE / name
        found = list(read_mutants(mutated, dotted, status))
    survivors = tuple(sorted(mutant for mutant, how in found if how in ("survived", "no tests")))
    killed = len(found) - len(survivors)
    slow = sum(how == "timeout" for _, how in found)
    _say(f"{name}: {len(found)} mutants, {killed} killed, {slow} of them by running forever")
    return Module(
        name=name, mutants=len(found), killed=killed, survivors={mutant: _reason(mutant) or "" for mutant in survivors}
    )


def _reason(mutant: Mutant) -> str | None:
    return next(
        (
            reason
            for function, part, reason in EXPLAINED
            if function == mutant.function and part in f"{mutant.before} -> {mutant.after}"
        ),
        None,
    )


def _copy(folder: Path, path: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(_ROOT / "generator", folder / "src", ignore=ignored)
    for name in ("tests", "docs", "overrides"):
        shutil.copytree(_ROOT / name, folder / name, ignore=ignored)
    for name in ("mkdocs.yml", "README.md", "LICENSE"):
        shutil.copy2(_ROOT / name, folder / name)
    configuration = _CONFIGURATION.format(sources=[f"src/{_PACKAGE}/{path}"], tests=list(TESTS))
    text = (_ROOT / "pyproject.toml").read_text(encoding="utf-8") + configuration.replace("'", '"')
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def _mutate(folder: Path, processes: int) -> Mapping[str, str]:
    """Run mutmut; the status of each mutant by its name."""
    done = _mutmut(folder, "run", "--max-children", str(processes))
    if done.returncode:
        _say("\n".join(re.split(r"[\r\n]+", done.stdout)[-40:]))
        raise SystemExit(2)
    listed = _mutmut(folder, "results", "--all", "true").stdout
    return dict(_statuses(listed.splitlines()))


def _mutmut(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _statuses(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        name, colon, status = line.strip().partition(": ")
        if colon and "__mutmut_" in name:
            yield name, status


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
