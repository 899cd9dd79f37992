"""The catalogue in the formats of other metadata files, and of which projects it cannot be written and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from innersource_marketplace.model import DocumentRole, Project, ProjectKey, SiteSettings
from innersource_marketplace.render.data import backstage, code_json, codemeta
from innersource_marketplace.render.data.json_files import json_lists
from innersource_marketplace.render.data.publiccode_export import publiccode
from innersource_marketplace.render.data.yaml_blocks import yaml_block

Kept = Callable[[ProjectKey], Mapping[DocumentRole, Mapping[str, object]]]
"""Gives what the own metadata files of a project have for exports, by role."""

PATH: Final = "api/v1/exports.json"
"""Where the report is, from the site's root."""

_NAMED: Final = 100
"""Projects that the report names for each reason; all others lack the same."""


class ExportReport(msgspec.Struct):
    """One format: the projects that it is written of, and the others by the facts that are missing."""

    file: DocumentRole
    written: list[str] = msgspec.field(default_factory=list)
    left_out: dict[tuple[str, ...], list[ProjectKey]] = msgspec.field(default_factory=dict)
    counts: Counter[tuple[str, ...]] = msgspec.field(default_factory=Counter)

    def add(self, project: Project, path: str, missing: tuple[str, ...]) -> None:
        """Note a project: where it is written, or what is missing."""
        if not missing:
            self.written.append(path)
            return
        self.counts[missing] += 1
        named = self.left_out.setdefault(missing, [])
        if len(named) < _NAMED:
            named.append(project.key)

    @property
    def missing(self) -> list[tuple[str, int]]:
        """Each missing fact with the number of projects, the most frequent first."""
        facts: Counter[str] = Counter()
        for missing, count in self.counts.items():
            for name in missing:
                facts[name] += count
        return sorted(facts.items(), key=lambda item: (-item[1], item[0]))


def publiccode_path(project: Project) -> str:
    """Where the publiccode.yml of a project is, from the site's root."""
    return f"api/v1/{project.page}publiccode.yml"


def export_reports(projects: Iterable[Project], kept: Kept) -> tuple[ExportReport, ...]:
    """What can be written of which projects."""
    reports = [ExportReport(role) for role in _ROLES]
    for project in sorted(projects, key=lambda one: one.key):
        own = kept(project.key)
        found = (
            (backstage.PATH, ()),
            (codemeta.PATH, ()),
            (publiccode_path(project), publiccode(project, own.get(DocumentRole.PUBLICCODE, {}))[1]),
            (code_json.PATH, code_json.release(project, own.get(DocumentRole.CODE_JSON, {}))[1]),
        )
        for report, (path, missing) in zip(reports, found, strict=True):
            report.add(project, path, missing)
    return tuple(reports)


_ROLES: Final = (DocumentRole.BACKSTAGE, DocumentRole.CODEMETA, DocumentRole.PUBLICCODE, DocumentRole.CODE_JSON)


def metadata_exports(
    projects: Sequence[Project],
    kept: Kept,
    reports: Iterable[ExportReport],
    settings: SiteSettings,
    now: datetime,
    *,
    in_full: Callable[[Project], Project],
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield all files: Backstage's entities, CodeMeta, publiccode.yml of some projects, code.json, and the report.

    `in_full` gives a project with its languages, releases and documents, which it lacks in brief.
    """

    def own(key: ProjectKey, role: DocumentRole) -> Mapping[str, object]:
        return kept(key).get(role, {})

    yield from backstage.catalog_info(projects, settings)
    yield from codemeta.codemeta(projects, settings, lambda key: own(key, DocumentRole.CODEMETA), in_full)
    by_key = sorted(projects, key=lambda one: one.key)
    for project in by_key:
        if publiccode(project, own(project.key, DocumentRole.PUBLICCODE))[0] is not None:
            yield publiccode_path(project), _publiccode_file(project, kept)
    found = (code_json.release(project, own(project.key, DocumentRole.CODE_JSON))[0] for project in by_key)
    yield from code_json.code_json(settings.organization, (one for one in found if one is not None))
    yield PATH, json_lists({"generated_at": now.isoformat()}, {"formats": map(_as_data, reports)})


def _publiccode_file(project: Project, kept: Kept) -> Iterator[bytes]:
    """The file in one piece, made when it is written."""
    document, _ = publiccode(project, kept(project.key).get(DocumentRole.PUBLICCODE, {}))
    yield yaml_block(document or {}).encode()


def _as_data(report: ExportReport) -> dict[str, object]:
    left_out = sorted(report.left_out.items(), key=lambda item: (-report.counts[item[0]], item[0]))
    return {
        "file": report.file,
        "projects": len(report.written),
        "paths": sorted({*report.written}),
        "left_out": [
            {"missing": list(missing), "count": report.counts[missing], "projects": named}
            for missing, named in left_out
        ],
    }
