"""Measure a build with each site builder: `python -m tests.bench.engines 300`.

Each build is cold but for the READMEs, which a build before the measured ones has converted.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from innersource_marketplace.build.mkdocs.engines import ENGINES
from innersource_marketplace.collect.run import collect

from .processes import Cost, measured
from .projects import NOW
from .repositories import MadeSource
from .stages import CATALOG


def measure_engines(folder: Path, count: int) -> Mapping[str, Cost]:
    """Build `count` made-up projects with each engine; what each build cost."""
    collect([MadeSource(count)], snapshot_path=folder / ".marketplace" / "snapshot.db", clock=lambda: NOW)
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    program = [sys.executable, "-m", "innersource_marketplace", "--quiet", "build"]
    measured(program, folder=folder, environment=environment)
    return {
        name: measured(
            [*program, "--engine", name, "--site-dir", f"{name}-site"], folder=folder, environment=environment
        )
        for name in ENGINES
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for engine, cost in measure_engines(Path(place), int(sys.argv[1])).items():
            print(engine, cost)  # noqa: T201
