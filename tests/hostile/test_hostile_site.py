"""Whatever stands in the repositories, the site shows it as text, and the run ends as it should."""

import csv
import gzip
import io
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import comrak
import markdown
import pytest

from hostile import corpus
from hostile.conftest import Built, environment, everything
from hostile.look import Look, look_at, look_at_page
from hostile.organisation import FAST_READMES, Case, cases
from innersource_marketplace import escape
from innersource_marketplace.audit import audit_site
from innersource_marketplace.limits import TITLE_CHARACTERS
from innersource_marketplace.render.http_headers import CONTENT_POLICY
from marketplaces import CANARY

pytestmark = pytest.mark.slow

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")
_PAGE_BYTES = 60_000
"""The budget of any page, though each mark of hostile words becomes an entity."""

_CASES = [case.name for case in cases() if case.owner == "cases"]
_TEXTS = [f"text: {name}" for name in corpus.TEXTS]


@cache
def _page(path: Path) -> Look:
    return look_at_page(path)


def _page_of(hostile: Built, case: Case) -> Path:
    return hostile.site / "projects" / "cases" / case.repository / "index.html"


def _whole(hostile: Built, case: Case) -> dict[str, Any]:
    return dict(hostile.marketplace.api(f"projects/cases/{case.repository}.json"))


def _every_word(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _every_word(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _every_word(item)


def test_the_commands_end_with_the_right_status_and_say_why(hostile: Built) -> None:
    assert hostile.collected.status == 3
    assert "1 failed (1 refused)" in hostile.collected.err
    assert hostile.built.status == 0


def test_the_audit_finds_nothing(hostile: Built) -> None:
    assert audit_site(hostile.site, canaries=(CANARY, corpus.CANARY_IN_FILE, str(hostile.marketplace.folder))) == ()


def test_a_second_look_finds_nothing_either(hostile: Built) -> None:
    hand_written = {"reference", "decisions", "activity-score", "operate", "about", "contribute", "list-a-project"}
    for page in sorted(hostile.site.rglob("*.html")):
        if page.relative_to(hostile.site).parts[0] not in hand_written:
            assert _page(page).faults == [], page


def test_no_page_has_an_element_that_pages_of_harmless_projects_do_not_have(hostile: Built) -> None:
    plain = [hostile.case(name) for name in ("text: plain words", "text: plain sentence", "address: harmless")]
    ours = set().union(*(_page(_page_of(hostile, case)).shapes for case in plain))
    ours.add(("details", "class", "data-fold", "open"))  # a warranty, which the plain ones do not give
    for case in hostile.cases:
        if case.owner == "cases":
            assert _page(_page_of(hostile, case)).shapes <= ours, case.name


@pytest.mark.parametrize("name", _CASES)
def test_each_case_is_listed_and_has_its_problems_named_with_place_and_fix(hostile: Built, name: str) -> None:
    case = hostile.case(name)
    assert case.key in _keys(hostile.site)
    found = [one for one in _problems(hostile.site) if f"{one['where']}/".startswith(case.key + "/")]
    assert {one["code"] for one in found} >= set(case.codes)
    for one in found:
        assert one["fix"], one
        assert one["message"], one
        if one["pointer"]:
            assert one["line"] > 0, one
            assert one["column"] > 0, one


@cache
def _problems(site: Path) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((site / "api/v1/problems.json").read_bytes())["problems"])


@cache
def _projects(site: Path) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((site / "api/v1/projects.json").read_bytes())["projects"])


@cache
def _keys(site: Path) -> tuple[str, ...]:
    return tuple(sorted(project["key"] for project in _projects(site)))


@pytest.mark.parametrize("name", _TEXTS)
def test_a_text_is_shown_as_it_was_written_but_for_what_hides(hostile: Built, name: str) -> None:
    case = hostile.case(name)
    project = _whole(hostile, case)
    page = _page(_page_of(hostile, case))
    written = re.sub("[\ud800-\udfff]", "\ufffd", corpus.TEXTS[name.removeprefix("text: ")])
    title = escape.plain(written, TITLE_CHARACTERS)
    without_comment = " ".join(re.sub(r"<!--.*?(?:-->|$)", " ", title).split())
    # A text of nothing visible, or one that looks left over from a template, counts as unset.
    assert project["title"] in (title, without_comment, case.repository)
    assert page.title.startswith(str(project["title"]))
    for key in ("title", "description", "motivation", "owner"):
        value = project[key]
        assert value is None or " ".join(str(value).split()) in page.text, key
    for key in ("topics", "skills", "contributions"):
        for value in project[key]:
            assert value in page.text, key


def test_nothing_in_the_data_hides_or_reorders(hostile: Built) -> None:
    for path in sorted((hostile.site / "api").rglob("*.json")):
        for word in _every_word(json.loads(path.read_bytes())):
            assert not _CONTROL.search(word), (path, word[:80])


def test_each_repository_is_listed_or_its_absence_is_explained(hostile: Built) -> None:
    problems = hostile.marketplace.api("problems.json")
    listed = [key for key in _keys(hostile.site) if not key.startswith("closed.acme.example/")]
    failed = {one["where"] for one in problems["problems"] if one["code"] == "refused"}
    assert len(listed) + len(problems["excluded"]) + len(failed) == len(hostile.cases)
    assert failed == {"git.acme.example/names/line end"}
    assert ["would have the same key" in one["rule"] for one in problems["excluded"]] == [True]
    assert len({one["page"] for one in _projects(hostile.site)}) == len(_keys(hostile.site))


def test_addresses_of_pages_are_safe_on_every_file_system(hostile: Built) -> None:
    folded: dict[str, str] = {}
    for path in sorted(hostile.site.rglob("*")):
        name = path.relative_to(hostile.site).as_posix()
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name), name
        assert folded.setdefault(name.casefold(), name) == name
        for segment in name.split("/"):
            assert len(segment) < 120
            assert not re.fullmatch(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|.*\.", segment), name


def test_no_secret_is_anywhere(hostile: Built) -> None:
    folder = hostile.marketplace.folder
    secrets = (CANARY.encode(), corpus.CANARY_IN_FILE.encode())
    for place in ("site", "build", ".marketplace"):
        for path in sorted((folder / place).rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                data += gzip.decompress(data) if data.startswith(b"\x1f\x8b") else b""
                assert not any(secret in data for secret in secrets), path
    with sqlite3.connect(hostile.marketplace.snapshot) as connection:
        for (blob,) in connection.execute("SELECT data FROM blob"):
            assert not any(secret in zlib.decompress(blob) for secret in secrets)
    for text in (hostile.collected, hostile.built):
        assert corpus.CANARY_IN_FILE not in text.out + text.err


def test_nothing_is_written_outside_and_nothing_ran(hostile: Built) -> None:
    folder = hostile.marketplace.folder
    # The tests of the browser, of the second build and so on write beside it.
    assert everything(folder) == hostile.before
    assert {path.name for path in folder.iterdir()} <= {
        *(".env", "git", "catalog.yml", "home", "temporary"),
        *("site", "build", ".marketplace", "again"),
    }
    assert [*(folder / "home").iterdir()] == []
    assert [*(folder / "temporary").iterdir()] == []
    assert [*folder.rglob("sprung*")] == []


def test_the_terminal_gets_plain_lines(hostile: Built) -> None:
    for text in (hostile.collected.err, hostile.built.err):
        assert not _CONTROL.search(text.replace("\n", ""))
        assert str(hostile.marketplace.folder) not in text
        for line in text.splitlines():
            assert not line.startswith(("::", "##[")), line


def test_what_the_theme_makes_of_it_holds_nothing_odd(hostile: Built) -> None:
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        data = (hostile.site / name).read_bytes()
        text = gzip.decompress(data) if name.endswith(".gz") else data
        for element in ElementTree.fromstring(text).iter():
            assert re.fullmatch(
                r"[0-9-]*|https://marketplace\.acme\.example/inner/[A-Za-z0-9/._-]*", (element.text or "").strip()
            )
    assert not (hostile.site / "search").exists()  # the search of ours reads the list of projects


def test_hostile_words_cannot_blow_up_a_page(hostile: Built) -> None:
    for page in sorted((hostile.site / "projects").glob("*/*/index.html")):
        without = re.sub(r'(?s)<div class="readme.*</section>', "", page.read_text(encoding="utf-8"))
        assert len(without.encode()) < _PAGE_BYTES, page


def test_the_table_reads_back(hostile: Built) -> None:
    text = (hostile.site / "catalog.csv").read_text(encoding="utf-8-sig")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}
    assert tuple(sorted(rows)) == _keys(hostile.site)
    for row in rows.values():
        assert None not in row
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row.values()), row
    for project in _projects(hostile.site):
        written = rows[project["key"]]["title"]
        assert written.removeprefix("'").replace("; ", ";") == project["title"].removeprefix("'").replace("; ", ";")


def test_a_spreadsheet_that_parts_at_semicolons_runs_nothing_either(hostile: Built) -> None:
    text = (hostile.site / "catalog.csv").read_text(encoding="utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not any(re.match(r"[=+@\t\r]|-[^\d]", cell) for cell in row), row


def test_the_feed_reads_back(hostile: Built) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring((hostile.site / "feed.xml").read_bytes())
    titles = {project["title"] for project in _projects(hostile.site)}
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 50
    for entry in entries:
        assert entry.findtext(f"{atom}title") in titles
        link = entry.find(f"{atom}link")
        assert link is not None
        assert re.fullmatch(r"https://marketplace\.acme\.example/inner/projects/[a-z0-9/-]+/", link.attrib["href"])


def test_the_exchange_format_reads_back(hostile: Built) -> None:
    exchanged = json.loads((hostile.site / "repos.json").read_bytes())
    projects = _projects(hostile.site)
    assert [one["_InnerSourceMetadata"]["title"] for one in exchanged] == [one["title"] for one in projects]


_EXTENSIONS = ["extra", "attr_list", "md_in_html", "meta", "toc", "admonition", "pymdownx.superfences"]


@pytest.mark.parametrize("name", _TEXTS)
def test_the_markdown_twin_stays_text_for_readers_of_markdown(hostile: Built, name: str) -> None:
    case = hostile.case(name)
    twin = (hostile.site / "projects" / "cases" / case.repository / "index.md").read_text(encoding="utf-8")
    assert not _CONTROL.search(twin.replace("\n", "").replace("\t", ""))
    _renders_as_text(twin, case.name)


def test_the_index_for_assistants_stays_text(hostile: Built) -> None:
    _renders_as_text((hostile.site / "llms.txt").read_text(encoding="utf-8"), "llms.txt")


def _renders_as_text(text: str, name: str) -> None:
    options = comrak.RenderOptions()
    options.unsafe_ = True
    for rendered in (
        markdown.markdown(text, extensions=_EXTENSIONS),
        comrak.render_markdown(text, render_options=options),
    ):
        look = look_at(rendered)
        assert look.faults == [], (name, rendered[:2_000])
        shapes = {shape[0] for shape in look.shapes}
        assert shapes <= {"h1", "h2", "p", "ul", "ol", "li", "a", "pre", "code", "blockquote"}, name
        attributes = {attribute for shape in look.shapes for attribute in shape[1:]}
        assert attributes <= {"href", "id"}, name


@pytest.mark.parametrize("name", sorted(FAST_READMES))
def test_a_readme_is_shown_or_its_absence_is_explained(hostile: Built, name: str) -> None:
    carriers = [case for case in hostile.cases if case.readme == name]
    assert carriers
    page = _page(_page_of(hostile, carriers[0]))
    assert page.readme or "README" in page.text


def test_two_builds_are_equal_to_the_byte(hostile: Built) -> None:
    folder = hostile.marketplace.folder
    odd = {**environment(folder), "PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"}
    assert hostile.marketplace.run("build", "--site-dir", "again", environment=odd).status == 0
    for path in sorted(hostile.site.rglob("*")):
        if path.is_file():
            assert (folder / "again" / path.relative_to(hostile.site)).read_bytes() == path.read_bytes(), path


def _policies(headers: str, path: str) -> list[str]:
    """The policies that a host sends with a path: those of all rules that fit it."""
    found, fits = [], False
    for line in headers.splitlines():
        if not line.startswith(" "):
            fits = path.startswith(line[:-1]) if line.endswith("*") else path == line
        elif fits and line.strip().startswith("Content-Security-Policy: "):
            found.append(line.strip().removeprefix("Content-Security-Policy: "))
    return found


def test_other_origins_may_frame_the_pieces_that_are_made_for_it_and_nothing_else(hostile: Built) -> None:
    headers = (hostile.site / "_headers").read_text(encoding="utf-8")
    for page in sorted(hostile.site.rglob("*.html")):
        path = "/" + page.relative_to(hostile.site).as_posix().removesuffix("index.html")
        policies = _policies(headers, path)
        piece = path.startswith("/embed/") and path != "/embed/"
        assert any("frame-ancestors 'self'" in policy for policy in policies) is not piece, path
        assert all(policy.startswith(CONTENT_POLICY) for policy in policies), path
