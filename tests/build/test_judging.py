"""Each project judged by itself: what the snapshot says is looked up there, and must be what it was."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from innersource_marketplace.build.projects import read_judgements
from innersource_marketplace.build.select import assemble, open_tools
from innersource_marketplace.collect.plan import load_catalog
from innersource_marketplace.errors import SnapshotError
from innersource_marketplace.insight.teamwork import roster_of
from innersource_marketplace.model import Collected, TeamMap
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot
from marketplaces import Marketplace, make_marketplace
from projects import NOW

README = b"# Ledger\n\nWhat was posted, and when. Nothing is ever deleted.\n"


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    made = make_marketplace(tmp_path)
    for name in ("ledger", "shop"):
        made.repository(f"payments/{name}", {"README.md": README, "innersource.json": b'{"topics": ["money"]}'})
    made.run("collect")
    return made


def judged(
    marketplace: Marketplace, snapshot: Snapshot, work: Path, on_step: Callable[[str], None] = lambda _step: None
) -> int:
    work.mkdir()
    catalog = load_catalog(marketplace.folder / "catalog.yml")[0]
    with open_tools(work, snapshot.path, catalog, roster_of(TeamMap()), NOW) as tools:
        return len(assemble(catalog, snapshot, tools, base=marketplace.folder, on_step=on_step).projects)


def test_when_a_run_has_ended_its_snapshot_is_one_file(marketplace: Marketplace) -> None:
    assert [path.name for path in marketplace.snapshot.parent.iterdir() if path.name.startswith("snapshot")] == [
        "snapshot.db"
    ]


def test_a_snapshot_that_changes_while_it_is_read_is_noticed(marketplace: Marketplace, tmp_path: Path) -> None:
    def collect_meanwhile(step: str) -> None:
        if step == "Merging facts":
            with open_snapshot(marketplace.snapshot) as other:
                for one in [*other.projects()]:
                    other.save(Collected(facts=replace(one.facts, commits=99), blobs={}), now=NOW)

    with (
        open_snapshot(marketplace.snapshot) as snapshot,
        pytest.raises(SnapshotError, match=r"was changed while it was read\. Build again"),
    ):
        judged(marketplace, snapshot, tmp_path / "work", collect_meanwhile)


def test_what_the_search_knows_of_a_project_is_kept_with_its_judgement(
    marketplace: Marketplace, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    with open_snapshot(marketplace.snapshot) as snapshot:
        assert judged(marketplace, snapshot, work) == 2
        keys = [one.facts.key for one in snapshot.projects()]
    kept = read_judgements(work)
    for key in keys:
        assert "Nothing is ever deleted." in kept.record(key)
        assert kept.brief(key).record.characters == len(kept.record(key))
