"""The JSON Schemas that the site publishes and `marketplace schema` prints."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final, Literal, get_args

SchemaName = Literal["catalog", "innersource"]
"""Formats that a file given to the check can have."""

PublishedSchema = SchemaName | Literal["record"]
"""Formats with a published schema; records are checked with the catalogue that names their folder."""

API_SCHEMAS: Final = (
    "codemeta.json",
    "duplicates.json",
    "exports.json",
    "problems.json",
    "project.json",
    "projects.json",
    "tasks.json",
)
"""The schemas of the files under `api/v1`; `project.json` is that of the files in `api/v1/projects/`."""


def schema(name: PublishedSchema) -> str:
    """The text of a published JSON Schema (2020-12): `catalog`, `innersource` or `record`."""
    return _text(f"{name}.json")


def api_schema(name: str) -> str:
    """The text of one of `API_SCHEMAS`. Raises FileNotFoundError for any other name."""
    return _text(f"api/{name}")


def _text(path: str) -> str:
    return files(__package__).joinpath("schemas", *path.split("/")).read_text(encoding="utf-8")


def schema_files() -> Iterator[tuple[str, bytes]]:
    """Yield all of them as files of the site: (path, content)."""
    for name in (*get_args(SchemaName), "record"):
        yield f"schemas/{name}.json", schema(name).encode()
    for name in API_SCHEMAS:
        yield f"schemas/api/{name}", api_schema(name).encode()
