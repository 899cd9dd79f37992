"""The published JSON Schemas of the files under `api/v1`."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

import innersource_marketplace

API_SCHEMAS: Final = ("duplicates.json", "problems.json", "project.json", "projects.json", "tasks.json")
"""The schemas by file name; `project.json` is that of the files under `api/v1/projects/`."""


def api_schema(name: str) -> str:
    """The text of one of the schemas. Raises FileNotFoundError for a name that is none."""
    return files(innersource_marketplace).joinpath("formats", "schemas", "api", name).read_text(encoding="utf-8")


def api_schema_files() -> Iterator[tuple[str, bytes]]:
    """Yield the schemas as files of the site."""
    for name in API_SCHEMAS:
        yield f"schemas/api/{name}", api_schema(name).encode()
