"""Files for other programs: the static API, tables, the portal exchange format and redirects.

Every function yields `(path in the site, content)`; what is about all projects comes in pieces. The
shape of `api/v1` is a promise: keys are added, never renamed or removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem, Words
from innersource_marketplace.model import Commands, DuplicateDecision, Project, ProjectKey, day_of
from innersource_marketplace.model.listing_status import Considered
from innersource_marketplace.render.data.json_files import json_list, json_lists
from innersource_marketplace.render.http_headers import CONTENT_POLICY
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import considered_as_data
from innersource_marketplace.render.pages.readiness_pages import levels_as_data, readiness_as_data
from innersource_marketplace.render.parts.answer_time import answer_as_data, answer_time
from innersource_marketplace.render.parts.dependency_lists import dependencies_as_data, packages_as_data
from innersource_marketplace.render.parts.install_commands import install_commands
from innersource_marketplace.render.parts.similar_projects import duplicates_as_data, relatives_as_data

_CSV_COLUMNS = (
    "key",
    "title",
    "owner",
    "name",
    "description",
    "language",
    "topics",
    "skills",
    "contributions",
    "lifecycle",
    "governance_level",
    "license",
    "score",
    "tasks",
    "updated_at",
    "url",
    "page",
)


def api(
    projects: Sequence[Project],
    *,
    problems: Sequence[Problem],
    excluded: Mapping[ProjectKey, Words],
    considered: Sequence[Considered] = (),
    decisions: Sequence[DuplicateDecision] = (),
    now: datetime,
    say: Messages | None = None,
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The list of projects, possible duplicates, and problems.

    `considered` are all repositories that may be named; `say` puts the rules into words.
    """
    say = say or Messages()
    yield (
        "api/v1/projects.json",
        json_lists({"generated_at": now.isoformat(), "count": len(projects)}, {"projects": map(summary, projects)}),
    )
    yield (
        "api/v1/duplicates.json",
        json_lists({"generated_at": now.isoformat()}, {"pairs": duplicates_as_data(projects, decisions)}),
    )
    yield (
        "api/v1/problems.json",
        json_lists(
            {"generated_at": now.isoformat(), "count": len(problems)},
            {
                "problems": map(_problem, problems),
                "excluded": ({"key": key, "rule": str(excluded[key])} for key in sorted(excluded)),
                "repositories": (considered_as_data(one, day_of(now), say) for one in considered),
            },
        ),
    )


def project_file(project: Project, say: Messages) -> tuple[str, bytes]:
    """All data of one project: the path of its file and its content.

    It changes only with the project; when each was last read is in the list of projects.
    """
    return project_api_path(project), _json(_whole(project, say))


def project_api_path(project: Project) -> str:
    """The path of one project in the static API: `api/v1/projects/OWNER/NAME.json`."""
    return f"api/v1/{project.page.rstrip('/')}.json"


def summary(project: Project) -> dict[str, object]:
    """One entry of `api/v1/projects.json`; unknown is null."""
    return {
        "key": project.key,
        "title": project.title,
        "url": project.url,
        "page": project.page,
        "description": project.description,
        "motivation": project.motivation,
        "language": project.language,
        "topics": list(project.topics),
        "skills": list(project.skills),
        "contributions": list(project.contributions),
        "owner": project.team,
        "name": project.name,
        "part_of": project.part_of,
        "lifecycle": project.lifecycle,
        "governance_level": project.governance_level,
        "license": project.license,
        "score": None if project.score is None else project.score.value,
        "activity_level": None if project.score is None else project.score.level,
        "tasks": task_count(project),
        "stars": project.stars,
        "created_at": _iso(project.created_at),
        "updated_at": _iso(project.updated_at),
        "first_seen": _iso(project.first_seen),
        "collected_at": _iso(project.collected_at),
        "failing_since": _iso(project.failing_since),
        "readiness": levels_as_data(project.readiness),
        "details": project_api_path(project),
    }


def task_count(project: Project) -> int:
    """Tasks that a guest can take: offered in the metadata, or open issues that nobody works on."""
    free = [issue for issue in project.issues or () if not issue.assigned and not issue.linked_pull_request]
    return len(project.gigs) + len(free)


def table(projects: Iterable[Project]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """`catalog.csv` for spreadsheets: every cell quoted, formulas defused, lists joined by `; `."""
    # The mark makes spreadsheets read UTF-8.
    yield "catalog.csv", chain((b"\xef\xbb\xbf",), (row.encode() for row in _rows(projects)))


def _rows(projects: Iterable[Project]) -> Iterator[str]:
    yield ",".join(escape.csv_cell(column) for column in _CSV_COLUMNS) + "\r\n"
    for project in projects:
        row = summary(project)
        cells = []
        for column in _CSV_COLUMNS:
            value = row[column]
            text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
            cells.append(str(value) if isinstance(value, int) else escape.csv_cell(text))
        yield ",".join(cells) + "\r\n"


def portal(projects: Iterable[Project]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """`repos.json` in the format of SAP's project portal for InnerSource."""
    yield (
        "repos.json",
        json_list(
            {
                "id": int(sha256(project.key.encode()).hexdigest()[:12], 16),
                "name": project.name,
                "full_name": f"{project.owner}/{project.name}",
                "html_url": project.url,
                "description": project.description,
                "created_at": _iso(project.created_at),
                "updated_at": _iso(project.updated_at),
                "pushed_at": _iso(project.updated_at),
                "stargazers_count": project.stars,
                "watchers_count": project.subscribers,
                "language": project.language,
                "forks_count": project.forks,
                "open_issues_count": project.open_issues,
                "license": None if project.license is None else {"spdx_id": project.license},
                "default_branch": project.default_branch,
                "owner": {"login": project.owner, "avatar_url": None},
                "_InnerSourceMetadata": {
                    "title": project.title,
                    "motivation": project.motivation or project.description,
                    "contributions": list(project.contributions),
                    "skills": list(project.skills),
                    "topics": list(project.topics),
                    "docs": project.docs,
                    "language": project.language,
                    "participation": None if project.activity is None else list(project.activity),
                    "score": None if project.score is None else project.score.value,
                },
            }
            for project in projects
        ),
    )


def redirects(pages: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """A page at each former address that leads to the present one, without JavaScript.

    `pages` maps former to present page addresses, both relative to the site's root.
    """
    for former, present in sorted(pages.items()):
        target = escape.html("../" * former.rstrip("/").count("/") + "../" + present)
        yield (
            f"{former}index.html",
            (
                '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
                f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">'
                "<title>This page has moved</title>"
                f'<meta name="robots" content="noindex"><link rel="canonical" href="{target}">'
                f'<meta http-equiv="refresh" content="0; url={target}"></head>'
                f'<body><p>This page has moved: <a href="{target}">go to its page</a>.</p></body></html>\n'
            ).encode(),
        )


def _whole(project: Project, say: Messages) -> dict[str, object]:
    # What is written in another form below need not be converted first.
    bare = replace(
        project,
        expiry=None,
        logo=None,
        readiness=None,
        relatives=(),
        provides=(),
        depends_on=(),
        used_by=(),
        score=None,
        commands=Commands(),
    )
    whole = _plain(bare)
    if not isinstance(whole, dict):
        raise TypeError("a project is a record")
    for name in ("logo", "collected_at"):
        whole.pop(name)
    listed = summary(project)
    listed.pop("collected_at")
    return {
        **whole,
        **listed,
        "readiness": readiness_as_data(project.readiness, say),
        "relatives": relatives_as_data(project),
        "provides": packages_as_data(project.provides),
        "depends_on": dependencies_as_data(project.depends_on),
        "used_by": dependencies_as_data(project.used_by),
        "expiry": _expiry(project),
        "answer": answer_as_data(answer_time(project, say)),
        "score_parts": _plain(project.score.parts) if project.score else None,
        "install": [{"tool": one.tool, "command": one.command} for one in install_commands(project)],
        "commands": {
            "set_up": [{"command": one.words, "path": one.path} for one in project.commands.set_up],
            "tests": [{"command": one.words, "path": one.path} for one in project.commands.tests],
        },
    }


def _expiry(project: Project) -> dict[str, object] | None:
    """Since when a flagged project is quiet, and when it will be hidden."""
    found = project.expiry
    if found is None:
        return None
    return {"last_activity": _iso(found.last_activity), "hide_on": found.hide_on.isoformat()}


def _problem(problem: Problem) -> object:
    """A problem as a record, in English."""
    return _plain(
        replace(problem, pointer=escape.plain(problem.pointer), message=str(problem.message), fix=str(problem.fix))
    )


def _plain(value: object) -> object:
    """Reduce records to what `escape.json_text` takes."""
    return msgspec.to_builtins(value, builtin_types=(datetime,), order="deterministic")


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _json(value: object) -> bytes:
    # Without indentation: the encoder is ten times as fast, and a tenth of the bytes were spaces.
    return (escape.json_text(value) + "\n").encode()
