"""Pictures of READMEs on the finished site: copied where the catalogue says so, and links in every other case."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from git_repositories import Commit, add_commits, link
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CATALOG, Marketplace, files_of, make_marketplace

pytestmark = pytest.mark.slow

COPY = CATALOG + "site:\n  readme_images: copy\n"
PAGE = "projects/payments/ledger/index.html"
README = b"""# Ledger

Books for everybody at Acme.

![The flow of money](docs/flow.png) ![A photograph](docs/photo.jpg) ![Broken](docs/broken.png)
![Linked](docs/link.png) ![Missing](docs/missing.png) ![Drawing](docs/drawing.svg)
![Elsewhere](https://elsewhere.example/a.png) ![Up](../../up.png)
"""


def picture(kind: str, size: tuple[int, int] = (80, 40), colour: str = "teal") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


FILES: dict[str | bytes, object] = {
    "README.md": README,
    "docs/flow.png": picture("PNG"),
    "docs/photo.jpg": picture("JPEG", (2_000, 1_000)),
    "docs/broken.png": picture("PNG")[:60],
    "docs/link.png": link("flow.png"),
    "docs/drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
}


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    marketplace = make_marketplace(tmp_path, catalog=COPY)
    marketplace.repository("payments/ledger", FILES)  # type: ignore[arg-type]
    return marketplace


def images(marketplace: Marketplace) -> list[str]:
    """The pictures beside the page that it shows, as tags."""
    page = (marketplace.site / PAGE).read_text(encoding="utf-8")
    return [tag for tag in re.findall(r"<img[^>]*>", page) if 'src="../' not in tag]


def copies(marketplace: Marketplace) -> dict[str, bytes]:
    return {name: data for name, data in files_of(marketplace.site).items() if "/picture-" in name}


def test_pictures_of_the_same_repository_are_served_with_the_page(marketplace: Marketplace) -> None:
    marketplace.night()
    flow, photograph = images(marketplace)
    assert 'alt="The flow of money"' in flow
    assert 'width="80" height="40"' in flow
    assert 'width="1520" height="760"' in photograph
    names = [match[1] for match in map(re.compile(r'src="([^"]+)"').search, (flow, photograph)) if match]
    assert sorted(copies(marketplace)) == sorted(f"projects/payments/ledger/{name}" for name in names)
    assert all(re.fullmatch(r"picture-[0-9a-f]{40}\.webp", name) for name in names)
    page = (marketplace.site / PAGE).read_text(encoding="utf-8")
    for words in ("Broken", "Linked", "Missing", "Drawing", "Elsewhere"):
        assert re.search(rf'<span class="readme-(?:image|badge)">{words}</span>', page), words
    assert marketplace.run("audit", "site").status == 0


def test_two_builds_give_the_same_bytes_and_the_second_keeps_what_it_has(marketplace: Marketplace) -> None:
    marketplace.night()
    first = files_of(marketplace.site)
    assert marketplace.run("build").status == 0
    assert files_of(marketplace.site) == first


def test_links_are_the_default_and_one_word_goes_back_to_them(marketplace: Marketplace) -> None:
    marketplace.night()
    marketplace.write_catalog(CATALOG)
    # What was collected before is not shown either, once it is no longer wanted.
    assert marketplace.run("build").status == 0
    assert images(marketplace) == []
    assert copies(marketplace) == {}
    assert '<span class="readme-image">The flow of money</span>' in (marketplace.site / PAGE).read_text()

    marketplace.night()
    with open_snapshot(marketplace.snapshot) as snapshot:
        assert all(facts.pictures is None for facts in snapshot.known().values())
        assert picture("PNG") not in [snapshot.blob(oid) for oid in snapshot.blob_ids()]


def test_a_picture_that_changes_is_shown_anew_and_the_old_one_is_gone(marketplace: Marketplace) -> None:
    marketplace.night()
    before = copies(marketplace)
    newer = picture("PNG", colour="orange")
    add_commits(marketplace.folder / "git/payments/ledger.git", [Commit(files={"docs/flow.png": newer})])
    marketplace.night()
    after = copies(marketplace)
    assert len(after) == len(before) == len(before.keys() & after.keys()) + 1
    with open_snapshot(marketplace.snapshot) as snapshot:
        stored = [snapshot.blob(oid) for oid in snapshot.blob_ids()]
    assert newer in stored
    assert picture("PNG") not in stored


def test_a_picture_whose_content_is_lost_is_a_link_again(marketplace: Marketplace) -> None:
    assert marketplace.run("collect").status == 0
    with open_snapshot(marketplace.snapshot) as snapshot:
        (facts,) = snapshot.known().values()
        flow = (facts.pictures or {})["docs/flow.png"]
        assert flow is not None
        snapshot._connection.execute("DELETE FROM blob WHERE oid = ?", (flow.oid,))
        snapshot._connection.commit()
    assert marketplace.run("build").status == 0
    assert len(images(marketplace)) == 1
    assert '<span class="readme-image">The flow of money</span>' in (marketplace.site / PAGE).read_text()


def test_the_audit_finds_a_picture_that_is_none_and_one_that_is_missing(marketplace: Marketplace) -> None:
    marketplace.night()
    first, second = sorted(copies(marketplace))
    (marketplace.site / first).write_bytes(b"<script>alert(1)</script>")
    (marketplace.site / second).unlink()
    audited = marketplace.run("audit", "site")
    assert audited.status == 1
    assert "audit-damaged" in audited.out + audited.err
    assert "audit-broken" in audited.out + audited.err
