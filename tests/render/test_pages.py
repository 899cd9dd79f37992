"""What stands in the generated Markdown: one raw block a page, and nothing of others that acts."""

import html
import json
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace.model import (
    DocumentRole,
    Issue,
    LicenseFile,
    Lifecycle,
    Origin,
    PeopleSource,
    Picture,
    Project,
    Provider,
    SafeUrl,
    day_of,
)
from innersource_marketplace.paths import instance_file
from innersource_marketplace.render.data.feeds import twin_file
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.gallery import FIRST_CARDS, LIST_ROWS, gallery_data, gallery_files, numbered
from innersource_marketplace.render.parts import icons
from innersource_marketplace.render.parts.cards import open_tasks
from innersource_marketplace.render.parts.icons import ICONS
from innersource_marketplace.render.site import render_pages
from page_markup import Markup
from projects import (
    HOSTILE_TEXTS,
    NOTHING_KNOWN,
    NOW,
    SETTINGS,
    extreme_projects,
    hostile_projects,
    make_project,
    varied_projects,
)

SAY = Messages()
SCRIPTS = instance_file("overrides") / "assets" / "marketplace"
GALLERY_SCRIPTS = (*SCRIPTS.glob("gallery/*.js"), *SCRIPTS.glob("filters/*.js"), SCRIPTS / "shared" / "messages.js")
EVERYTHING = (*varied_projects(), *extreme_projects(), *hostile_projects())
HARMLESS = re.compile(r"(?:https?://|mailto:)[^\s\"]+|(?!/)[^:\s\\]*")
"""An address with a scheme that runs nothing, or one inside the site."""


def files_of(projects: tuple[Project, ...]) -> dict[str, bytes]:
    return dict(render_pages(projects, lambda _: None, {}, SETTINGS, NOW))


@cache
def parsed(page: bytes) -> Markup:
    return Markup(page)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return files_of(EVERYTHING)


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith(".md")}


@pytest.mark.slow
def test_each_page_is_front_matter_and_one_raw_block_on_a_single_line(pages: dict[str, bytes]) -> None:
    for path, data in pages.items():
        _, head, body = data.decode().split("---\n", 2)
        assert set(yaml.safe_load(head)) == {"title", "description", "template", "hide"}, path
        assert body.startswith("\n<div "), path
        assert body.count("\n") == 2, path
        assert body.endswith("</div>\n"), path


def test_front_matter_names_only_our_templates(pages: dict[str, bytes]) -> None:
    found = {yaml.safe_load(data.decode().split("---\n", 2)[1])["template"] for data in pages.values()}
    assert found == {
        "duplicates.html",
        "gallery.html",
        "project.html",
        "listing.html",
        "own.html",
        "tasks.html",
        "start.html",
        "task.html",
        "work.html",
    }


def test_front_matter_values_are_harmless_as_html(pages: dict[str, bytes]) -> None:
    for path, data in pages.items():
        head = yaml.safe_load(data.decode().split("---\n", 2)[1])
        assert not set(head["title"] + head["description"]) & set("<>\"'`{}"), path


def test_tags_match_and_no_text_of_others_became_markup(pages: dict[str, bytes]) -> None:
    for path, data in pages.items():
        markup = parsed(data)
        assert not markup.faults, path
        assert not markup.open, path
        for tag, attributes in markup.elements:
            assert tag not in ("script", "style", "iframe", "object", "base", "template"), path
            assert not [name for name in attributes if name.startswith("on") or name == "style"], path
            for name in ("href", "src", "action"):
                value = attributes.get(name)
                if value:
                    assert HARMLESS.fullmatch(value), (path, value)


def test_hostile_titles_are_shown_as_they_are_written(pages: dict[str, bytes]) -> None:
    for index, text in enumerate(HOSTILE_TEXTS):
        markup = parsed(pages[f"projects/hostile-{index}/case/index.md"])
        assert text in markup.text


def test_ids_are_unique_on_every_page(pages: dict[str, bytes]) -> None:
    for path, data in pages.items():
        ids = [attributes["id"] for _, attributes in parsed(data).elements if "id" in attributes]
        assert len(ids) == len(set(ids)), path


def test_the_stylesheet_has_every_icon_that_is_used_and_no_other(
    files: dict[str, bytes], pages: dict[str, bytes]
) -> None:
    used = {
        name
        for data in pages.values()
        for _, attributes in parsed(data).elements
        for name in re.findall(r"icon--(\S+)", attributes.get("class") or "")
    }
    assert used <= {*ICONS}

    render = Path(icons.__file__).parents[1]
    sources = {*render.rglob("*.py"), *render.glob("templates/*.html"), *SCRIPTS.rglob("*.js")} - {Path(icons.__file__)}
    words = {*re.findall(r"[\"']([a-z]+(?:-[a-z]+)*)[\"']", "".join(path.read_text() for path in sources))}
    assert {*ICONS} <= words

    path, stylesheet = icons.icons_file()
    assert files[path] == stylesheet
    assert {*re.findall(r"\.icon--(\S+) ", stylesheet.decode())} == {*ICONS}


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.text(max_size=80))
def test_any_text_in_any_field_leaves_the_page_well_formed(text: str) -> None:
    project = make_project(title=text or "x", description=text, skills=(text,), team=text, license=text)
    for path, data in files_of((project,)).items():
        if path.endswith(".md"):
            markup = parsed(data)
            assert not markup.faults
            assert not markup.open


def test_a_project_page_stays_small() -> None:
    page = files_of((make_project(),))["projects/payments/ledger/index.md"]
    assert len(page) < 40 * 1024  # 60 KB with the theme around it


def test_a_project_page_does_not_depend_on_the_others() -> None:
    few, many = varied_projects(3), varied_projects(40)
    path = f"{few[0].page}index.md"
    assert files_of(few)[path] == files_of(many)[path]


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(files: dict[str, bytes]) -> None:
    assert files_of(EVERYTHING) == files


def test_what_is_unknown_is_left_out() -> None:
    bare = make_project(title="bare", **NOTHING_KNOWN)
    text = " ".join(parsed(files_of((bare,))["projects/payments/ledger/index.md"]).text)
    assert "None" not in text
    assert "0 commits" not in text
    assert "Activity not known" in text


def test_the_gallery_shows_the_most_active_first_and_links_to_the_plain_list(pages: dict[str, bytes]) -> None:
    elements = parsed(pages["index.md"]).elements
    assert len([tag for tag, _ in elements if tag == "article"]) == FIRST_CARDS
    assert [a for t, a in elements if t == "input" and a.get("type") == "search"]
    assert any(attributes.get("role") == "status" for _, attributes in elements)
    assert any(attributes.get("href") == "all/" for _, attributes in elements)


def test_the_plain_lists_hold_every_project_once() -> None:
    projects = varied_projects(LIST_ROWS * 2 + 5)
    files = dict(gallery_files(projects, {}, SETTINGS, day_of(NOW), SAY))
    for folder in ("all/", "all/owner/"):
        links = [
            attributes["href"]
            for address in (folder, f"{folder}2/", f"{folder}3/")
            for tag, attributes in parsed(files[f"{address}index.md"]).elements
            if tag == "a" and "/projects/" in (attributes.get("href") or "")
        ]
        assert len(links) == len({link.lstrip("./") for link in links if link}) == len(projects)


def test_an_empty_catalogue_says_how_to_begin() -> None:
    markup = parsed(files_of(())["index.md"])
    assert "No projects are listed yet." in markup.text


def test_logos_are_published_beside_their_page() -> None:
    project = make_project(logo=Picture(data=b"png", extension="png", width=1, height=1))
    files = files_of((project,))
    assert files["projects/payments/ledger/logo.png"] == b"png"
    assert b"../../../projects/payments/ledger/logo.png" in files["projects/payments/ledger/index.md"]


def test_the_data_file_has_a_value_a_project_in_every_column() -> None:
    projects = varied_projects(30)
    data = json.loads(files_of(projects)["assets/gallery.json"])
    assert data["count"] == 30
    assert {len(column) for column in data["columns"].values()} == {30}
    for facet in data["facets"].values():
        assert len(facet["rows"]) == 30
        assert {number for row in facet["rows"] for number in row} == set(range(len(facet["values"])))


def test_spellings_that_differ_by_case_are_one_value() -> None:
    projects = tuple(
        make_project(name=name, skills=(skill,)) for name, skill in (("a", "python"), ("b", "Python"), ("c", "Python"))
    )
    data = gallery_data(projects, {}, day_of(NOW), SAY)
    facets = data["facets"]
    assert isinstance(facets, dict)
    assert facets["skill"]["values"] == ["Python"]


def test_spellings_of_one_skill_are_one_value_and_lead_to_it() -> None:
    rows = [["Node.js"], ["nodejs", "C++"], ["NodeJS"], ["Node.js", "c"]]
    found = numbered(rows)
    assert found["values"] == ["c", "C++", "Node.js"]
    assert found["rows"] == [[2], [2, 1], [2], [2, 0]]
    assert found["also"] == {"NodeJS": 2, "nodejs": 2}


def test_a_licence_is_counted_once_whatever_its_authors_call_it() -> None:
    projects = [make_project(license=name) for name in ("Apache 2.0", "apache-2.0", "Apache License, Version 2.0")]
    assert gallery_data(projects, {}, day_of(NOW), Messages())["facets"]["license"]["values"] == ["Apache-2.0"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"license_files": (LicenseFile(path="COPYING"),)}, "see COPYING"),
        (
            {"license_files": (LicenseFile(path="A", license="MIT"), LicenseFile(path="B", license="GPL-3.0"))},
            "several: MIT, GPL-3.0",
        ),
        ({"license_files": (LicenseFile(path="A", license="MIT"), LicenseFile(path="B"))}, "perhaps MIT, see B"),
        ({"provider": Provider.GIT}, "No licence found"),
        ({"people_source": PeopleSource(path="MAINTAINERS.md")}, "listed in MAINTAINERS.md"),
        ({"provider": Provider.CATALOG}, "The repository is not read"),
    ],
)
def test_what_is_not_sure_is_said_as_far_as_it_is_known(changes: dict[str, Any], said: str) -> None:
    project = make_project(**{**NOTHING_KNOWN, "provider": Provider.GIT, **changes})
    page = html.unescape(
        dict(render_pages([project], lambda _: None, {}, SETTINGS, NOW))["projects/payments/ledger/index.md"].decode()
    )
    assert said in page
    if project.provider is Provider.CATALOG:
        for claim in ("No licence found", "innersource.json yet", "no README", "Last checked"):
            assert claim not in page


def test_taken_issues_are_no_open_tasks() -> None:
    issue = Issue(number=1, title="x", url=None)
    project = make_project(
        gigs=(), issues=(issue, replace(issue, assigned=True), replace(issue, linked_pull_request=True))
    )
    assert open_tasks(project) == 1
    assert open_tasks(make_project(gigs=(), issues=None)) is None


def test_a_failing_source_is_said_with_its_age() -> None:
    project = make_project(failing_since=NOW - timedelta(days=5), collected_at=NOW - timedelta(days=6))
    text = " ".join(parsed(files_of((project,))["projects/payments/ledger/index.md"]).text)
    assert "the first failure was 5 days ago" in text


def test_every_message_that_scripts_name_exists() -> None:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in GALLERY_SCRIPTS)
    words = {**SAY.script, **SAY.forms("card."), **SAY.forms("time.")}
    named = set(re.findall(r"""\bsay\(\s*"([a-z._]+)\"""", scripts))
    assert len(named) > 30
    assert sorted(named - set(words)) == []


def test_a_guide_that_is_inherited_says_from_whom() -> None:
    guide = SafeUrl("https://github.example/payments/.github/blob/main/SECURITY.md")
    project = make_project(
        documents={DocumentRole.SECURITY: guide, DocumentRole.CONTRIBUTING: None}, inherited=(DocumentRole.SECURITY,)
    )
    (page,) = (content.decode() for path, content in files_of((project,)).items() if path.endswith("ledger/index.md"))
    assert page.count(SAY("project.contribute.inherited", owner=project.owner)) == 1
    assert str(guide) in page


def test_what_a_readme_says_of_the_end_of_its_project_stands_at_the_top_and_in_its_markdown() -> None:
    ends = make_project(
        lifecycle=Lifecycle.DEPRECATED,
        lifecycle_words="Ledger is <b>deprecated</b>.",
        origins={"lifecycle": Origin.README},
    )
    files = files_of((ends,))
    page = files[f"{ends.page}index.md"].decode()
    assert SAY("lifecycle.deprecated.explained") in page
    assert "<q><bdi>Ledger is &lt;b&gt;deprecated&lt;/b&gt;.</bdi></q>" in page
    assert SAY("origin.readme") in page
    _, twin = twin_file(ends, None)
    assert "- Its README says: Ledger is" in twin.decode()
    said = replace(ends, lifecycle_words=None, origins={"lifecycle": Origin.METADATA})
    assert "<q>" not in files_of((said,))[f"{ends.page}index.md"].decode()
