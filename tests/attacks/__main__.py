"""Run the tests of every attack, count what was tried and what held, and write docs/engineering/hostile-input.md.

    make attacks

Exit status: that of the tests; the page is written in any case, with what did not hold.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from attacks.page import PAGE, Count, page
from attacks.rows import ATTACKS

_ROOT = Path(__file__).parents[2]


def main() -> int:
    """Run, count, write; the exit status of the tests."""
    with tempfile.TemporaryDirectory(prefix="marketplace-attacks-") as place:
        results = Path(place) / "results.xml"
        tests = sorted({test for attack in ATTACKS for test in attack.tests})
        words = [
            "-m",
            "slow or not slow",
            "--numprocesses",
            "auto",
            "--dist",
            "worksteal",
            f"--junit-xml={results}",
            *tests,
        ]
        done = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=_ROOT, env=os.environ, check=False)
        if not results.exists():
            return done.returncode
        counts = counted(ElementTree.parse(results).iter("testcase"))
    PAGE.write_text(page(counts, datetime.now(UTC).date()), encoding="utf-8")
    missing = [attack.name for attack in ATTACKS if not counts[attack.name].tried]
    sys.stderr.write("".join(f"{name}: nothing was tried.\n" for name in missing) + f"Written to {PAGE}\n")
    return done.returncode or int(bool(missing))


def counted(cases: Iterable[ElementTree.Element]) -> Mapping[str, Count]:
    """How many cases of each attack were tried and held; what was skipped was not tried."""
    tried: dict[str, list[bool]] = {}
    for case in cases:
        if case.find("skipped") is None:
            held = case.find("failure") is None and case.find("error") is None
            function = re.sub(r"\[.*", "", case.attrib["name"], flags=re.DOTALL)
            tried.setdefault(f"{case.attrib['classname'].replace('.', '/')}.py::{function}", []).append(held)
    counts = {}
    for attack in ATTACKS:
        outcomes = [held for test in attack.tests for held in tried.get(test, [])]
        counts[attack.name] = Count(tried=len(outcomes), held=sum(outcomes))
    return counts


if __name__ == "__main__":
    sys.exit(main())
