"""Each file of the API is what its published schema says: no key more, no key less."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.published_schemas import API_SCHEMAS, api_schema, schema_files
from innersource_marketplace.model import (
    Answer,
    Dependency,
    DocumentRole,
    Element,
    Evidence,
    Finding,
    Kinship,
    Project,
    ProjectKey,
    Readiness,
    Relative,
    Requirement,
)
from innersource_marketplace.render.data import code_json, codemeta, exports
from innersource_marketplace.render.data.metadata_exports import PATH as EXPORTS_PATH
from innersource_marketplace.render.data.metadata_exports import export_reports, metadata_exports
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.work import work_files
from owner_records import considered, left_out
from projects import NOTHING_KNOWN, NOW, SETTINGS, extreme_projects, hostile_projects, make_project, varied_projects

ROOT = Path(__file__).resolve().parents[3]
SAY = Messages()


def closed(schema: Any) -> Any:
    """The schema with every object closed: programs read past new keys, but we must not forget to describe them."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(part) for key, part in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in inner else inner


def validator(name: str) -> Draft202012Validator:
    schema = json.loads(api_schema(name))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(closed(schema))


def schema_for(path: str) -> str:
    """The schema of a file of the API; a new file needs one too, and a chapter in docs/reference/api.md."""
    name = path.removeprefix("api/v1/")
    return "project.json" if name.startswith("projects/") else name


def faults(path: str, data: bytes) -> list[str]:
    found = validator(schema_for(path)).iter_errors(json.loads(data))
    return [f"{path} {fault.json_path}: {fault.message[:200]}" for fault in found]


def nothing_kept(key: ProjectKey) -> Mapping[DocumentRole, Mapping[str, object]]:
    return {}


def api(projects: tuple[Project, ...]) -> Iterator[tuple[str, bytes]]:
    problems = (Problem(where="x", code="y", message="z"),)
    records = (*considered(projects, with_problem=[one.key for one in projects]), left_out("site"))
    excluded = {ProjectKey("h/o/n"): "It is archived."}
    for path, pieces in exports.api(
        projects, problems=problems, excluded=excluded, considered=records, now=NOW, say=SAY
    ):
        yield path, b"".join(pieces)
    yield from (exports.project_file(project, SAY) for project in projects)
    reports = export_reports(projects, nothing_kept)
    for path, pieces in metadata_exports(projects, nothing_kept, reports, SETTINGS, NOW, in_full=lambda one: one):
        if path in (codemeta.PATH, EXPORTS_PATH):
            yield path, b"".join(pieces)
    yield from ((path, data) for path, data in work_files(projects, SETTINGS, NOW, SAY) if path.startswith("api/"))


def full() -> Project:
    """A project with everything that a project can have."""
    finding = Finding(
        check="readme", element=Element.REVIEW, level=1, answer=Answer.YES, evidence=Evidence(word="no-file")
    )
    other = varied_projects(2)[1].key
    return make_project(
        name="full",
        readiness=Readiness(levels=dict.fromkeys(Element, 2), findings=(finding,), next_step="readme"),
        relatives=(Relative(key=other, kinship=Kinship.SIMILAR, similarity=0.4, terms=("a",), duplicate=True),),
        used_by=(Dependency(key=other, packages=(Requirement(ecosystem="npm", name="a", path="package.json"),)),),
    )


@pytest.mark.parametrize(
    "projects",
    [
        varied_projects(6),
        hostile_projects(),
        extreme_projects(),
        (full(), replace(make_project(name="empty"), **NOTHING_KNOWN)),
        (),
    ],
    ids=["varied", "hostile", "extreme", "full-and-empty", "none"],
)
def test_every_file_is_what_its_schema_says(projects: tuple[Project, ...]) -> None:
    files = dict(api(projects))

    assert {schema_for(path) for path in files} >= set(API_SCHEMAS) - {"project.json"}
    assert [fault for path, data in files.items() for fault in faults(path, data)] == []


@pytest.mark.slow
def test_every_file_of_the_sample_is_what_its_schema_says(sample_site: Path) -> None:
    paths = {path.relative_to(sample_site).as_posix() for path in (sample_site / "api").rglob("*.json")}
    paths.remove(code_json.PATH)  # its schema is code.gov's

    assert len(paths) > 30
    assert [fault for path in sorted(paths) for fault in faults(path, (sample_site / path).read_bytes())] == []


def test_a_schema_is_published_under_its_name_and_explains_every_key() -> None:
    published = dict(schema_files())

    assert {f"schemas/api/{name}" for name in API_SCHEMAS} < {*published}
    for name in API_SCHEMAS:
        data = published[f"schemas/api/{name}"]
        unexplained = [key for key, rule in properties(json.loads(data)) if not rule.get("description")]
        assert unexplained == []


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from properties(part)
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
        # The levels of the elements are explained together.
        yield from ((key, rule) for key, rule in schema["properties"].items() if key not in {*Element})


def test_the_examples_of_the_documentation_are_what_the_schemas_say() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    examples = re.findall(r"^## (\w+\.json)\n\n```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)

    assert sorted(name for name, _ in examples) == ["duplicates.json", "problems.json", "projects.json", "tasks.json"]
    for name, body in examples:
        assert [fault.message for fault in validator(name).iter_errors(json.loads(body))] == []


def test_every_schema_is_named_in_the_documentation() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")

    assert [name for name in API_SCHEMAS if f"schemas/api/{name}" not in page] == []
