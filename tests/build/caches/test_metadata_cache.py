"""What projects say of themselves, as a build reads it."""

from pathlib import Path

import pytest

from innersource_marketplace.build.caches.cache import open_cache
from innersource_marketplace.build.caches.metadata_cache import MetadataReader
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import make_marketplace

FILES = {
    "well": (b'{"title": "Well"}', True),
    "faulty": (b'{"titel": "Well"}', True),
    "empty": (b"{}", True),
    "commented": (b'{"title": "Well"} // no', False),
    "list": (b"[]", False),
    "binary": (bytes(range(256)), False),
}


@pytest.mark.slow
def test_a_file_that_cannot_be_read_says_nothing_and_counts_as_none(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path)
    for name, (data, _) in FILES.items():
        marketplace.repository(f"team/{name}", {"innersource.json": data})
    marketplace.run("collect")
    for _ in ("read", "kept"):
        with (
            open_snapshot(marketplace.snapshot) as snapshot,
            open_cache(tmp_path / "some.db") as cache,
            ReadmeConverter(1) as converter,
        ):
            stated = MetadataReader(cache, snapshot, converter, {})
            read = {one.facts.name: stated.read(one.facts) for one in snapshot.projects()}
        assert {name: words is not None for name, (words, _, _) in read.items()} == {
            name: readable for name, (_, readable) in FILES.items()
        }
        assert all(problems for name, (_, problems, _) in read.items() if not FILES[name][1])
