"""The export for Backstage keeps its rules for entities, whatever projects are called."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.model import Dependency, Lifecycle, Project, Requirement, SiteSettings
from innersource_marketplace.render.data.backstage import PATH, catalog_info
from projects import SETTINGS, address, extreme_projects, hostile_projects, make_project, varied_projects

NAME = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
TAG = re.compile(r"[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*")
REFERENCE = re.compile(rf"(?:group|component):default/(?:{NAME.pattern})")


def entities(*projects: Project, **changes: Any) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(written(projects, replace(SETTINGS, **changes))))


def written(projects: Sequence[Project], settings: SiteSettings) -> bytes:
    ((path, pieces),) = catalog_info(projects, settings)
    assert path == PATH
    return b"".join(pieces)


def check(entity: dict[str, Any]) -> None:
    """Backstage's rules for an entity. Source: Descriptor Format of Catalog Entities, and Well-known Annotations."""
    assert entity["apiVersion"] == "backstage.io/v1alpha1"
    metadata, spec = entity["metadata"], entity["spec"]
    assert NAME.fullmatch(metadata["name"])
    assert len(metadata["name"]) <= 63
    assert isinstance(metadata["title"], str)
    assert metadata["title"]
    for tag in metadata.get("tags", ()):
        assert TAG.fullmatch(tag)
        assert len(tag) <= 63
    for key, value in metadata.get("annotations", {}).items():
        assert re.fullmatch(r"[a-z.]+/[a-z-]{1,63}", key)
        assert isinstance(value, str)
    for link in metadata.get("links", ()):
        assert escape.url(link["url"]) == link["url"]
        assert link["title"]
    assert isinstance(spec["type"], str)
    if entity["kind"] == "Group":
        assert spec["children"] == []
    else:
        assert entity["kind"] == "Component"
        assert isinstance(spec["lifecycle"], str)
        assert all(REFERENCE.fullmatch(one) for one in (spec["owner"], *spec.get("dependsOn", ())))


@pytest.mark.parametrize("projects", [varied_projects(), hostile_projects(), extreme_projects()])
def test_every_entity_is_valid_unique_and_owned_by_a_group_of_the_file(projects: tuple[Project, ...]) -> None:
    found = entities(*projects)

    for entity in found:
        check(entity)
    names = [(entity["kind"], entity["metadata"]["name"].lower()) for entity in found]
    assert len(set(names)) == len(names)
    groups = {f"group:default/{name}" for kind, name in names if kind == "Group"}
    components = [entity for entity in found if entity["kind"] == "Component"]
    assert len(components) == len(projects)
    assert {entity["spec"]["owner"] for entity in components} == groups


def test_a_project_says_where_it_lives_and_what_it_builds_upon() -> None:
    money = make_project(owner="payments", name="money", title="Money", topics=("library",))
    needs = Requirement(ecosystem="golang", name="money", path="go.mod")
    ledger = make_project(depends_on=(Dependency(key=money.key, packages=(needs,)),))

    group, one, other = entities(ledger, money, site_url=address("https://market.acme.example"))

    assert (group["kind"], group["metadata"]["name"], group["metadata"]["title"]) == ("Group", "payments", "Payments")
    assert one["metadata"]["annotations"]["backstage.io/source-location"] == (
        "url:https://git.acme.example/payments/ledger/"
    )
    assert one["metadata"]["annotations"]["backstage.io/view-url"] == (
        "https://market.acme.example/projects/payments/ledger/"
    )
    assert one["metadata"]["tags"] == ["ledger", "payments", "go"]
    assert one["spec"] == {
        "type": "other",
        "lifecycle": "production",
        "owner": "group:default/payments",
        "dependsOn": ["component:default/payments.money"],
    }
    assert other["spec"]["type"] == "library"


def test_unknown_stays_unknown() -> None:
    (_, entity) = entities(make_project(lifecycle=None, url=None, edit_metadata=None, docs=None, topics=()))

    assert entity["spec"]["lifecycle"] == "unknown"
    assert "annotations" not in entity["metadata"]
    assert "links" not in entity["metadata"]


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    for word in ("no", "012", "1:30", "0o7", "1e3", "null", "2026-01-01", "!!python/object:x", "&a", "*a", "- x", "#"):
        assert entities(make_project(title=word))[1]["metadata"]["title"] == word


def test_the_order_of_projects_does_not_matter() -> None:
    projects = varied_projects(12)

    assert written(projects, SETTINGS) == written(projects[::-1], SETTINGS)


@given(st.text(), st.sampled_from((*Lifecycle, None)))
def test_any_words_make_valid_entities(text: str, lifecycle: Lifecycle | None) -> None:
    words = escape.plain(text, 120) or "x"
    project = make_project(title=words, description=words, team=words, topics=(words,), lifecycle=lifecycle)

    for entity in entities(project):
        check(entity)


@given(st.text())
def test_a_quoted_text_is_the_same_text_again(text: str) -> None:
    whole = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)

    assert yaml.safe_load(escape.yaml_text(text)) == whole
