"""What visitors and programs get to see of readiness."""

import json

from msgspec.structs import replace

from innersource_marketplace.insight.readiness import assess
from innersource_marketplace.insight.readiness.registry import ASSISTANT_CHECKS, CHECKS, text_to_paste
from innersource_marketplace.model import ASSISTANT_CHECK_IDS, Element, FileCheck, Project, ReadinessSettings, day_of
from innersource_marketplace.render.data.exports import api, project_file
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.gallery import gallery_data
from innersource_marketplace.render.pages.project_page import project_page
from innersource_marketplace.render.pages.readiness_pages import readiness_page
from projects import NOW, SETTINGS, make_project
from readiness_subjects import facts, readme

SAY = Messages()
BARE = facts(documents={}, paths=(), ci_files=())


def assessed() -> Project:
    project = make_project(title="The <b>Ledger</b>")
    return replace(project, readiness=assess(project, BARE, None, settings=ReadinessSettings(), today=day_of(NOW)))


def test_the_project_page_shows_five_levels_the_next_step_and_each_check_with_its_fix() -> None:
    page = project_page(assessed(), None, (), day_of(NOW), SAY).decode()

    assert page.count("ready__marks") >= 5
    assert SAY("readiness.next") in page
    assert "No such file in the usual places." in page
    assert "Create the file" in page
    assert "../../../readiness/#contributing" in page
    assert 'id="ready-assistants"' in page
    assert "../../../readiness/#agents-tests" in page
    assert "<b>Ledger" not in page


def test_a_page_explains_every_check_and_the_rule() -> None:
    added = FileCheck(id="added-<i>", name="<i>", path="x", element=Element.REVIEW, fix="<s>")
    settings = replace(SETTINGS, readiness=ReadinessSettings(off=("agents",), files=(added,)))
    ((path, content),) = readiness_page([assessed()], settings, SAY)
    page = content.decode()

    assert path == "readiness/index.md"
    assert all(f'id="{check.id}"' in page for check in (*CHECKS, *ASSISTANT_CHECKS))
    assert ".gitlab-ci.yml" in page
    assert SAY("readiness.page.rule.text") in page
    assert SAY("readiness.off") in page
    assert "<i>" not in page
    assert "<s>" not in page


def test_the_gallery_has_a_facet_for_each_element() -> None:
    data = json.loads(json.dumps(gallery_data([assessed(), make_project(name="other")], {}, day_of(NOW), SAY)))

    for element in Element:
        facet = data["facets"][f"ready-{element.value}"]
        assert facet["rows"][0] or facet["rows"][1]
        assert data["words"][f"facet.ready-{element.value}"]
    assert data["labels"]["ready-review.unknown"] == "Not known"


def test_the_gallery_finds_a_choice_of_licences_under_each() -> None:
    rows = [make_project(license="Unlicense OR MIT"), make_project(name="other", license="MIT")]
    facet = json.loads(json.dumps(gallery_data(rows, {}, day_of(NOW), SAY)))["facets"]["license"]
    assert facet["values"] == ["MIT", "Unlicense", "Unlicense OR MIT"]
    assert sorted(facet["rows"]) == [[0], [2, 1, 0]]


def test_the_api_has_levels_in_the_list_and_evidence_in_the_project() -> None:
    files = {path: json.loads(b"".join(data)) for path, data in api([assessed()], problems=(), excluded={}, now=NOW)}

    listed = files["api/v1/projects.json"]["projects"][0]["readiness"]
    assert set(listed) == {element.value for element in Element}
    path, data = project_file(assessed(), Messages())
    assert path == "api/v1/projects/payments/ledger.json"
    whole = json.loads(data)["readiness"]
    assert whole["levels"] == listed
    assert {check["answer"] for check in whole["checks"]} == {"yes", "no", "cannot-tell"}
    assert all(check["evidence"] for check in whole["checks"])
    assert [check["check"] for check in whole["assistants"]] == [*ASSISTANT_CHECK_IDS]
    assert all(check["evidence"] and "level" not in check for check in whole["assistants"])


def test_texts_to_paste_carry_the_project_and_stay_valid() -> None:
    for check in CHECKS:
        text = text_to_paste(check, "github", title='A "B" \\ C', team="Data Platform")
        assert text is None or "@title@" not in text
        if check.paste == "innersource.json":
            assert json.loads(text or "")["title"] == 'A "B" \\ C'
    owners = next(check for check in CHECKS if check.id == "owners")
    assert "@data-platform" in (text_to_paste(owners, None, title="x", team="Data Platform") or "")


def test_a_readme_in_order_makes_the_section_say_so() -> None:
    project = make_project()
    shown = readme("It is run by us. Become a trusted committer.", "Install", "Contributing", "Team", "About")
    whole = replace(project, readiness=assess(project, facts(), shown, settings=ReadinessSettings(), today=day_of(NOW)))
    assert SAY("readiness.next.none") in project_page(whole, None, (), day_of(NOW), SAY).decode()
