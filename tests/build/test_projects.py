"""Several processes give what one process gives, from a snapshot that stays as it was."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.repositories import MadeSource
from innersource_marketplace.build.build import build
from innersource_marketplace.build.workers import Workers
from innersource_marketplace.collect.run import collect
from innersource_marketplace.errors import SnapshotError
from innersource_marketplace.model import Collected
from innersource_marketplace.progress import Progress
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import Marketplace, files_of, make_marketplace
from projects import NOW

README = b"# Ledger\n\nWhat was posted, and when. Nothing is ever deleted.\n"


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    made = make_marketplace(tmp_path)
    for name in ("ledger", "shop", "cart"):
        made.repository(f"payments/{name}", {"README.md": README, "innersource.json": b'{"topics": ["money"]}'})
    assert made.run("collect").status == 0
    return made


def build_with(marketplace: Marketplace, *, jobs: int = 1, progress: Progress | None = None) -> dict[str, bytes]:
    build(
        catalog_path=marketplace.folder / "catalog.yml",
        snapshot_path=marketplace.snapshot,
        site=marketplace.site,
        now=NOW,
        environment={},
        jobs=jobs,
        progress=progress,
    )
    return files_of(marketplace.site)


@pytest.mark.slow
def test_when_a_run_has_ended_its_snapshot_is_one_file(marketplace: Marketplace) -> None:
    build_with(marketplace)
    assert [path.name for path in marketplace.snapshot.parent.iterdir() if path.name.startswith("snapshot")] == [
        "snapshot.db"
    ]


@pytest.mark.slow
def test_a_readme_whose_content_is_not_kept_is_not_said_to_be_missing(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path)
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"
    for name, readme in (("ledger", pointer), ("shop", b"# Shop\n" + b"word " * 200_000)):
        made.repository(f"payments/{name}", {"README.md": readme})
    assert made.run("collect").status == 0
    pages = build_with(made)
    for name in ("ledger", "shop"):
        page = pages[f"projects/payments/{name}/index.html"].decode()
        assert "There is no README yet" not in page
        assert "It is too large, kept in Git LFS, or no text." in page


@pytest.mark.slow
def test_a_snapshot_that_changes_while_it_is_read_is_noticed(marketplace: Marketplace) -> None:
    class Collects(Progress):
        def on_stage(self, name: str) -> None:
            if name == "Assessing projects":
                with open_snapshot(marketplace.snapshot) as other:
                    for one in [*other.projects()]:
                        other.save(Collected(facts=replace(one.facts, commits=99), blobs={}), now=NOW)

    with pytest.raises(SnapshotError, match=r"was changed while it was read\. Build again"):
        build_with(marketplace, progress=Collects())
    assert not marketplace.site.exists()


@pytest.mark.slow
def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path)
    collect([MadeSource(Workers.WORTH_PROCESSES)], snapshot_path=made.snapshot, clock=lambda: NOW)
    alone = build_with(made)
    assert build_with(made, jobs=2) == alone
    pages = [name for name in alone if name.startswith("projects/") and name.endswith("/index.html")]
    assert len(pages) == Workers.WORTH_PROCESSES
