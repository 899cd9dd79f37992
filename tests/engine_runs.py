"""A site builder, run to its end."""

from collections.abc import Mapping
from pathlib import Path

from innersource_marketplace.build.mkdocs.engines import MKDOCS, Engine
from innersource_marketplace.build.mkdocs.site_builder import EngineRun


def run_engine(
    configuration: Path, site: Path, *, environment: Mapping[str, str], epoch: int, engine: Engine = MKDOCS
) -> None:
    """Build a staging folder; takes what `EngineRun` takes, and raises what its `finish` raises."""
    with EngineRun(configuration, site, environment=environment, epoch=epoch, engine=engine) as run:
        run.finish()
