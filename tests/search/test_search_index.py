"""The full-text index: what goes into it, that it is the same each time, and that it fails in words."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from innersource_marketplace.build.publish import Staging
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.limits import SEARCH_TEXT_CHARACTERS
from innersource_marketplace.search import pagefind_index as search_index
from innersource_marketplace.search.pagefind_index import (
    Record,
    Section,
    build_index,
    project_record,
    write_record,
    written_pages,
)
from projects import make_project

PAGE = """<!doctype html><html><body><nav>Menu</nav><main><article class="md-content__inner md-typeset">
<h1 id="top">Operate<a class="headerlink" href="#top">¶</a></h1><p>First <b>words</b>.</p>
<svg><path d="M0"/><title>icon</title></svg>
<h2 id="night">The night</h2><ul><li>One</li><li>Two</li></ul></article></main><footer>Foot</footer></body></html>"""


def indexed(found: Iterable[Record], site: Path, *, language: str, work: Path) -> int:
    """Write the records and index them."""
    written = [write_record(record, language=language) for record in found]
    texts = {record.address: text for record, text in written}
    return build_index(
        [record for record, _ in written], texts.__getitem__, Staging(site), language=language, work=work
    )


def records(count: int) -> list[Record]:
    return [
        Record(
            address=f"projects/team/p{number}/",
            kind="project",
            title=f"Project {number}",
            path=f"team/p{number}",
            sections=(Section(text=f"Words of number {number}. " * 5),),
        )
        for number in range(count)
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_project_is_found_by_its_words_its_people_and_its_readme() -> None:
    record = project_record(make_project(), "The README.\nSecond line.")
    words = " ".join([record.title, record.path, record.purpose, *(section.text for section in record.sections)])
    for expected in ("Ledger", "payments/ledger", "PostgreSQL", "Ada Marsh", "Second line.", "Five teams"):
        assert expected in words


def test_the_text_of_a_readme_is_capped() -> None:
    record = project_record(make_project(), "x" * 100_000)
    assert max(len(section.text) for section in record.sections) == SEARCH_TEXT_CHARACTERS


def test_written_pages_are_read_with_their_headings_and_without_the_frame(tmp_path: Path) -> None:
    (tmp_path / "operate").mkdir()
    (tmp_path / "operate" / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "index.html").write_text("<main><div>generated</div></main>", encoding="utf-8")
    (record,) = written_pages(tmp_path, ["", "operate/", "left-out/"])
    assert (record.address, record.kind, record.title) == ("operate/", "page", "Operate")
    assert [(section.heading, section.anchor) for section in record.sections] == [
        ("Operate", ""),
        ("The night", "night"),
    ]
    texts = [" ".join(section.text.split()) for section in record.sections]
    assert texts == ["First words .", "One Two"]


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        indexed(records(40), tmp_path / name, language="en", work=tmp_path / f"work-{name}")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert not [name for name in contents(tmp_path / "one") if name.endswith("-ui.js")]


def test_the_order_of_records_does_not_matter_and_an_unchanged_index_is_kept(tmp_path: Path) -> None:
    work = tmp_path / "work"
    indexed(records(10), tmp_path / "one", language="en", work=work)
    (kept,) = (work / "kept").iterdir()
    made = kept.stat().st_mtime_ns
    indexed(reversed(records(10)), tmp_path / "two", language="en", work=work)
    assert kept.stat().st_mtime_ns == made
    indexed(records(11), tmp_path / "three", language="en", work=work)
    assert not kept.exists()


def test_a_large_catalogue_is_split_and_only_the_first_part_brings_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "SEARCH_INDEX_CHARACTERS", 4_000)
    count = indexed(records(40), tmp_path / "site", language="en", work=tmp_path / "work")
    names = contents(tmp_path / "site" / "pagefind")
    assert count > 1
    assert f'"{count - 1}"' in names["parts.json"].decode()
    assert "pagefind.js" in names
    assert "1/pagefind-entry.json" in names
    assert "1/pagefind.js" not in names


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    text = '</p><p data-pagefind-ignore="all"><script>alert(1)</script>'
    hostile = Record(address="projects/a/b/", kind="project", title=text, path=text, sections=(Section(text=text),))
    page = search_index._page(hostile, "en")
    assert "<script" not in page
    assert "<p data-pagefind-ignore" not in page


def test_without_a_record_there_is_no_index(tmp_path: Path) -> None:
    assert indexed([], tmp_path / "site", language="de", work=tmp_path / "work") == 0


def test_a_failing_program_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: Path("/bin/false"))
    with pytest.raises(MarketplaceError, match="the site was not changed"):
        indexed(records(1), tmp_path / "site", language="en", work=tmp_path / "work")
