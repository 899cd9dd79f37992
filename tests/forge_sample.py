"""The sample organisation as a forge hosts it: its repositories, with what happened there from its records."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

from git_repositories import Commit, add_commits, git
from gitlab_server.world import Group, Issue, MergeRequest, Note, Person, Project, World
from innersource_marketplace import sample

TEMPLATES = (
    (".github/pull_request_template.md", ".gitlab/merge_request_templates/default.md"),
    (".github/ISSUE_TEMPLATE/bug.md", ".gitlab/issue_templates/bug.md"),
)
REQUESTS, ISSUES = 5, 20
"""As many as each forge is asked for; of more, one would tell more than another."""


def sample_world(folder: Path, now: datetime, teams: Collection[str] = ()) -> World:
    """Make the repositories in a folder; of some teams only, where any are given."""
    paths = [path for path in sample.make(folder, now) if not teams or path.parent.name in teams]
    owners = sorted({path.parent.name for path in paths})
    return World(
        projects=[_project(path, number, folder, now) for number, path in enumerate(paths, 1)],
        groups=[Group(id=1000 + at, path=owner, name=owner.title()) for at, owner in enumerate(owners)],
    )


def _project(path: Path, number: int, folder: Path, now: datetime) -> Project:
    name = f"{path.parent.name}/{path.stem}"
    _add_templates(path, now)
    tags = _tags(path)
    exported = folder / "records" / f"{name}.json"
    record: Mapping[str, Any] = json.loads(exported.read_bytes()) if exported.exists() else {}
    return Project(
        id=number,
        path=name,
        content=path,
        visibility="public" if number % 3 == 0 else "internal",
        description=None,
        topics=("innersource", path.parent.name),
        stars=crc32(name.encode()) % 50,
        forks=crc32(name.encode()) % 7,
        issues=tuple(_issues(record.get("issues", ()))),
        requests=tuple(_requests(record.get("pull_requests", ()))),
        releases=tuple(tags),
        released=tuple(tags.values()),
        pipeline="SUCCESS" if record.get("checks_pass") else None,
        active=now,
    )


def _add_templates(path: Path, now: datetime) -> None:
    """Put the templates of a project wherever a forge looks for them; each forge looks into places of its own."""
    listed = git(path, "ls-tree", "-r", "--name-only", "HEAD").decode() if git(path, "for-each-ref") else ""
    found = [name for names in TEMPLATES if any(one.lower() in listed.lower() for one in names) for name in names]
    if found:
        branch = (path / "HEAD").read_text(encoding="ascii").strip().removeprefix("ref: refs/heads/")
        commit = Commit(files=dict.fromkeys(found, b"What and why?\n"), when=int(now.timestamp()) - 60)
        add_commits(path, [commit], branch=branch)


def _tags(path: Path) -> dict[str, datetime]:
    """The tags of a repository and their days, the newest first: its releases."""
    lines = git(
        path, "for-each-ref", "--sort=-creatordate", "--format=%(refname:short) %(creatordate:unix)", "refs/tags"
    )
    pairs = (line.rpartition(" ") for line in lines.decode().splitlines())
    return {tag: datetime.fromtimestamp(int(when), UTC) for tag, _, when in pairs}


def _issues(entries: Collection[Mapping[str, Any]]) -> Iterator[Issue]:
    newest = sorted(entries, key=lambda one: ("title" in one, one["created_at"]), reverse=True)[:ISSUES]
    for one in sorted(newest, key=lambda one: str(one["created_at"]), reverse=True):
        yield Issue(
            iid=one["number"],
            title=one.get("title", "An issue"),
            author=_person(one["author"]),
            labels=tuple(one.get("labels", ())),
            closed="closed_at" in one,
            created=datetime.fromisoformat(one["created_at"]),
            assignees=(_person(one["author"]),) if one.get("assigned") else (),
        )


def _requests(entries: Collection[Mapping[str, Any]]) -> Iterator[MergeRequest]:
    for one in sorted(entries, key=lambda one: str(one["closed_at"]), reverse=True)[:REQUESTS]:
        answered = one["first_response_at"]
        yield MergeRequest(
            iid=one["number"],
            author=_person(one["author"]),
            created=datetime.fromisoformat(one["created_at"]),
            merged=_moment(one["merged_at"]),
            closed=_moment(one["closed_at"]),
            from_fork=one["from_fork"],
            approved_by=tuple(map(_person, one["approved_by"])),
            notes=tuple(
                Note(author=_person(who), at=datetime.fromisoformat(answered), review=True) for who in one["reviewers"]
            )
            if answered
            else (),
        )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _person(email: str) -> Person:
    return Person(username=email.partition("@")[0])
