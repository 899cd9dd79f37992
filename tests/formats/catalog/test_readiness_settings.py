"""What an organisation says about readiness in catalog.yml, and every slip in it."""

import pytest

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.formats.catalog import read_catalog
from innersource_marketplace.model import Element, FileCheck, ReadinessSettings

HEAD = "version: 1\norganization: Acme\nsources:\n  - git: ./x\nreadiness:\n"


def read(text: str) -> tuple[ReadinessSettings, list[str]]:
    catalog, problems = read_catalog((HEAD + text).encode(), "catalog.yml")
    assert catalog is not None
    return catalog.site.readiness, [f"{problem.pointer} {problem.code}" for problem in problems]


def test_checks_are_switched_off_moved_and_added() -> None:
    found, problems = read(
        "  off: [agents]\n  levels: {topics: 3}\n  licenses: [MIT]\n  files:\n"
        "    - {name: Threat model, path: ./docs/threats.md, element: review}\n"
    )

    assert problems == []
    assert found.off == ("agents",)
    assert found.levels == {"topics": 3}
    assert found.licenses == ("MIT",)
    assert found.files == (
        FileCheck(
            id="added-threat-model", name="Threat model", path="docs/threats.md", element=Element.REVIEW, level=2
        ),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  of: [agents]\n", "/readiness/of unknown-key"),
        ("  off: [agnets]\n", "/readiness/off/0 unknown-word"),
        ("  levels: {topics: 4}\n", "/readiness/levels/topics out-of-range"),
        ("  levels: {topics: true}\n", "/readiness/levels/topics out-of-range"),
        ("  levels: {nothing: 1}\n", "/readiness/levels/nothing unknown-word"),
        ("  files: [{name: A, path: b}]\n", "/readiness/files/0 missing-key"),
        ("  files: [{name: A, path: b, element: moon}]\n", "/readiness/files/0/element unknown-word"),
        (
            "  files: [{name: A, path: b, element: review}, {name: a, path: c, element: review}]\n",
            "/readiness/files/1 duplicate-entry",
        ),
        ("  files: 7\n", "/readiness/files wrong-type"),
    ],
)
def test_a_slip_is_named_where_it_stands(text: str, problem: str) -> None:
    _, problems = read(text)
    assert problem in problems
    assert check_file("catalog.yml", (HEAD + text).encode())
