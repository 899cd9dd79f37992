"""What owners and operators are told: complete, in place, harmless, and of nobody who must stay unnamed."""

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.errors import Problem
from innersource_marketplace.model import ProjectKey, day_of
from innersource_marketplace.model.listing_status import repository_of
from innersource_marketplace.paths import instance_file
from innersource_marketplace.render.data import badges
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.editor import editor_data, example
from innersource_marketplace.render.pages.listing_reasons import ROWS, addresses, considered_as_data
from marketplaces import CATALOG, make_marketplace
from owner_records import SAY, considered, hostile, left_out, misspelt, owner_files
from page_markup import Markup
from projects import (
    HOSTILE_TEXTS,
    NOW,
    SETTINGS,
    address,
    extreme_projects,
    hostile_projects,
    make_project,
    varied_projects,
)

LEDGER = make_project()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    projects = (*varied_projects(), *extreme_projects(), *hostile_projects())
    notice = Problem(where=HOSTILE_TEXTS[1], code=HOSTILE_TEXTS[0], message=HOSTILE_TEXTS[0], fix=HOSTILE_TEXTS[1])
    known = considered(projects, with_problem=[projects[0].key])
    return dict(owner_files((*known, left_out("site"), *hostile()), [notice]))


def test_every_page_is_one_raw_block_without_markup_of_others(files: dict[str, bytes]) -> None:
    pages = {path: data for path, data in files.items() if path.endswith(".md")}
    assert {"listed/index.md", "listed/well/index.md", "health/index.md", "editor/index.md"} <= pages.keys()
    for path, data in pages.items():
        assert data.decode().split("---\n\n", 1)[1].count("\n") == 1, path
        markup = Markup(data)
        assert not markup.faults, path
        assert not markup.open, path
        for tag, attributes in markup.elements:
            assert tag not in ("script", "style", "iframe", "object", "base", "template"), path
            assert not [name for name in attributes if name.startswith("on") or name == "style"], path
            for name in ("href", "src", "action"):
                value = attributes.get(name)
                assert not value or value.startswith(("https://", "../", "#")), (path, value)


def test_a_problem_leads_to_its_line_its_editor_and_its_explanation(files: dict[str, bytes]) -> None:
    links = {attributes.get("href") for tag, attributes in Markup(files["listed/index.md"]).elements if tag == "a"}
    base = "https://git.acme.example/payments/ledger"
    assert f"{base}/-/blob/main/innersource.json#L4" in links
    assert f"{base}/-/edit/main/innersource.json" in links
    assert "../reference/problems/#other-spelling" in links


def test_each_repository_has_its_place_and_the_index_knows_it(files: dict[str, bytes]) -> None:
    places: dict[str, set[str]] = {}
    for path, data in files.items():
        if path.startswith("listed/"):
            found = [attributes.get("id") for tag, attributes in Markup(data).elements if tag == "article"]
            assert len(found) <= ROWS
            places[path.removesuffix("index.md")] = {str(one) for one in found}
    index = json.loads(files["assets/listed.json"])
    assert len(index["rows"]) == sum(len(ids) for ids in places.values())
    for _, _, _, where, _ in index["rows"]:
        page, _, fragment = where.partition("#")
        assert fragment in places[page]


@pytest.mark.parametrize("count", [0, 1, ROWS, ROWS + 1, 350])
def test_a_long_catalogue_is_paged(count: int) -> None:
    known = considered([make_project(name=f"p{number}") for number in range(count)])
    found = dict(owner_files(known))
    pages = [path for path in found if path.startswith("listed/well/")]
    assert len(pages) == max(-(-count // ROWS), 1)
    assert len(set(addresses(known, day_of(NOW)).values())) == count


def test_what_needs_somebody_comes_first() -> None:
    stale = make_project(name="stale", failing_since=NOW - timedelta(days=2), collected_at=NOW - timedelta(days=3))
    known = (*considered([LEDGER, stale]), left_out("site"))
    where = addresses(known, day_of(NOW))
    assert where[LEDGER.key].startswith("listed/well/#")
    assert where[stale.key].startswith("listed/#")
    assert where[left_out("site").key].startswith("listed/#")


def test_the_data_say_the_rule_the_times_and_the_ways_to_mend() -> None:
    (one,) = considered([LEDGER], with_problem=[LEDGER.key])
    data = considered_as_data(one, day_of(NOW), SAY)
    assert data["listed"] is True
    assert data["rule"] == "source"
    assert data["state"] == "problems"
    assert data["page"] == LEDGER.page
    assert data["tried_at"] is not None
    assert data["problems"] == [
        {
            "code": "other-spelling",
            "severity": "warning",
            "file": "innersource.json",
            "line": 4,
            "column": 3,
            "pointer": "/contribution",
            "message": str(misspelt(LEDGER.key).message),
            "fix": str(misspelt(LEDGER.key).fix),
            "documentation": "reference/problems/#other-spelling",
            "view": "https://git.acme.example/payments/ledger/-/blob/main/innersource.json#L4",
            "edit": "https://git.acme.example/payments/ledger/-/edit/main/innersource.json",
        }
    ]
    gone = considered_as_data(left_out("site"), day_of(NOW), SAY)
    assert (gone["listed"], gone["reason"], gone["page"]) == (False, "It is archived.", None)
    assert gone["fix"]


def test_a_problem_belongs_to_the_repository_whose_key_it_begins_with() -> None:
    keys = {ProjectKey("h/a/b"): 1, ProjectKey("h/a/b/c"): 2}
    assert repository_of("h/a/b/innersource.json", keys) == "h/a/b"
    assert repository_of("h/a/b/c/innersource.json", keys) == "h/a/b/c"
    assert repository_of("h/a/b", keys) == "h/a/b"
    assert repository_of("h/a/bb/innersource.json", keys) is None
    assert repository_of("https://h/a/b", keys) is None


def test_every_code_of_a_problem_is_explained_where_the_link_leads() -> None:
    text = (instance_file("docs") / "reference" / "problems.md").read_text(encoding="utf-8")
    for code in ("other-spelling", "placeholder", "empty", "logo", "timeout", "private"):
        assert f"#{code} }}" in text


def test_health_counts_what_it_defines(files: dict[str, bytes]) -> None:
    whole, bare = make_project(), extreme_projects()[2]
    text = "".join(
        Markup(dict(owner_files(considered([whole, bare], with_problem=[whole.key])))["health/index.md"]).text
    )
    text = re.sub(r"\s+", " ", text)
    assert re.search(r"Trusted committers\s*1 of 2\s*50\s%", text)
    assert "From 11 projects on 20 October 2026 to 40 projects on 18 November 2026; maximum 40." in text
    assert "The source failed: the host cannot be reached" in text
    assert "Withheld3" in text.replace(" ", "")


@pytest.mark.parametrize("kind", ["listed", "activity"])
def test_a_badge_says_its_date_and_is_grey_when_old(kind: str) -> None:
    fresh = dict(badges.badge_files([LEDGER], SETTINGS, day_of(NOW), SAY))[badges.badge_path(LEDGER, kind)].decode()
    assert "18 November 2026" in fresh
    assert badges.Tone.GOOD.value in fresh
    late = dict(badges.badge_files([LEDGER], SETTINGS, day_of(NOW + timedelta(days=4)), SAY))
    old = late[badges.badge_path(LEDGER, kind)].decode()
    assert "not updated since 18 November 2026" in old
    assert badges.Tone.OLD.value in old
    assert badges.Tone.GOOD.value not in old


@given(st.text(), st.text(), st.text())
def test_a_badge_is_well_formed_and_does_nothing_whatever_the_words(label: str, message: str, title: str) -> None:
    root = ElementTree.fromstring(badges.badge_svg(label, message, title, badges.Tone.GOOD))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg",
        "title",
        "clipPath",
        "g",
        "rect",
        "text",
    }
    assert not [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]


@pytest.mark.parametrize("project", hostile_projects(), ids=lambda project: str(project.owner))
def test_the_words_that_embed_a_badge_are_made_of_safe_addresses(project: object) -> None:
    listed, *_ = badges.snippets(project, SETTINGS, SAY)  # type: ignore[arg-type]
    assert re.fullmatch(r"\[!\[InnerSource\]\(/badges/[a-z0-9./-]+\)\]\(/projects/[a-z0-9/-]+\)", listed.markdown)
    assert not listed.absolute


def test_with_the_sites_address_the_words_work_as_they_are() -> None:
    from msgspec.structs import replace

    site = replace(SETTINGS, site_url=address("https://inner.acme.example/market/"))
    found = badges.snippets(LEDGER, site, SAY)[0]
    assert found.absolute
    assert "(https://inner.acme.example/market/badges/payments/ledger.svg)" in found.markdown


def test_the_example_of_the_editor_is_a_good_file() -> None:
    from innersource_marketplace.authoring.check import check_file
    from innersource_marketplace.formats.published_schemas import schema

    text = example(json.loads(schema("innersource")))
    assert [one for one in check_file("innersource.json", text.encode()) if one.severity == "error"] == []


def test_each_field_of_the_schema_has_its_section_and_hosts_their_addresses() -> None:
    from innersource_marketplace.formats.published_schemas import schema

    data = editor_data(SAY)
    placed = {key for _, keys in data["sections"] for key in keys}  # type: ignore[attr-defined]
    assert placed == set(json.loads(schema("innersource"))["properties"]) - {"$schema", "$comment", "name"}
    for patterns in data["forges"].values():  # type: ignore[attr-defined]
        assert "{branch}" in patterns["create"]


def test_both_languages_say_the_same_things() -> None:
    english, german = Messages("en"), Messages("de")
    for prefix in ("listed.", "health.", "badge.", "editor."):
        ours = {key for key in english.forms(prefix) if not key.startswith("editor.field.")}
        assert ours <= german.forms(prefix).keys()
        for key in ours:
            marks = [set(re.findall(r"{\w+}", json.dumps(say.forms(key)[key]))) for say in (english, german)]
            assert marks[0] == marks[1], key


@pytest.mark.slow
def test_from_night_to_page(tmp_path: Path) -> None:
    market = make_marketplace(tmp_path, "team/plain")
    market.repository("team/faulty", {"innersource.json": b'{\n  "contribution": ["Ideas"]\n}\n'})
    market.repository("team/shy", {"innersource.json": b'{"participating": false}'})
    market.night()
    found = {one["key"]: one for one in market.api("problems.json")["repositories"]}
    assert [found[f"git.acme.example/team/{name}"]["state"] for name in ("plain", "faulty", "shy")] == [
        "well",
        "problems",
        "left-out",
    ]
    assert found["git.acme.example/team/faulty"]["problems"][0]["line"] == 2
    page = (market.site / "projects" / "team" / "faulty" / "index.html").read_text()
    (asked,) = set(re.findall(r'href="\.\./\.\./\.\./listed/\?q=([^"]*)"', page))
    assert f">{unquote(asked)}<" in (market.site / "listed" / "index.html").read_text()
    assert (market.site / "badges" / "team" / "plain.svg").is_file()
    assert (market.site / "health" / "index.html").is_file()
    assert (market.site / "editor" / "index.html").is_file()


@pytest.mark.slow
def test_what_the_catalogue_no_longer_may_name_is_named_nowhere(tmp_path: Path) -> None:
    """Rules left it out when internal repositories could be named; now only public ones may."""
    from innersource_marketplace.snapshot.store import open_snapshot

    market = make_marketplace(tmp_path, "team/plain")
    market.night()
    key = "github.acme.example/acme/secret-plan"
    with open_snapshot(market.snapshot) as snapshot:
        run = snapshot.last_run()
        assert run is not None
        snapshot.finish_run(
            started_at=run[0],
            finished_at=run[0],
            remove={},
            pages={},
            redirects={},
            first_seen={},
            problems=[Problem(where=key, code="timeout", message="took too long")],
            excluded={ProjectKey(key): "It is archived."},
            figures={},
            report={**run[1], "excluded_visibility": {key: "internal"}},
        )
    market.write_catalog(CATALOG + "  - github: acme\n    url: https://github.acme.example\n    visibility: [public]\n")
    assert market.run("build").status == 0
    for path in market.site.rglob("*"):
        if path.is_file():
            assert b"secret-plan" not in path.read_bytes(), path
