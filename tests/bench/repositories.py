"""The made-up projects as real git repositories, and as a source that needs none."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from hashlib import sha1
from pathlib import Path

from innersource_marketplace.collect.sources import Changed, Outcome, Planned
from innersource_marketplace.escape import url
from innersource_marketplace.model import (
    Collected,
    Document,
    DocumentRole,
    Facts,
    LanguageShare,
    ObjectId,
    ProjectKey,
    Provider,
)

from .projects import HOST, NOW, Made, projects

_ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
_ROLES = {
    "README.md": DocumentRole.README,
    "innersource.json": DocumentRole.METADATA,
    "LICENSE": DocumentRole.LICENSE,
    "CONTRIBUTING.md": DocumentRole.CONTRIBUTING,
    ".gitlab/CODEOWNERS": DocumentRole.CODE_OWNERS,
}


def make_repositories(folder: Path, start: int, count: int) -> None:
    """Make bare repositories `folder/team/name.git` for the projects with these numbers."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda number: _make(folder, Made(number)), range(start, count)))


def _make(folder: Path, project: Made) -> None:
    place = folder / project.owner / f"{project.name}.git"
    # By hand what `git init` would do: half of the time goes into starting processes.
    for part in ("objects", "refs"):
        (place / part).mkdir(parents=True)
    (place / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (place / "config").write_text("[core]\n\tbare = true\n\trepositoryformatversion = 0\n", encoding="utf-8")
    subprocess.run(
        ["git", "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--depth=1"],
        cwd=place,
        env=_ENVIRONMENT,
        input=_stream(project),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _stream(project: Made) -> bytes:
    parts: list[bytes] = []
    for index, commit in enumerate(project.commits):
        when = int(commit.when.timestamp())
        person = f"{commit.author} <{commit.author.lower().replace(' ', '.')}@acme.example> {when} +0000"
        head = f"commit refs/heads/main\nauthor {person}\ncommitter {person}\n"
        parts.append(f"{head}data {len(commit.message)}\n{commit.message}\n".encode())
        files = (*project.documents.items(), *commit.files) if index == 0 else commit.files
        for path, data in files:
            parts.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        if index % 20 == 19:
            tag = f"v{1 + index // 20}.0.{project.number % 7}"
            parts.append(f"tag {tag}\nfrom refs/heads/main\ntagger {person}\ndata 0\n".encode())
    return b"".join(parts)


class MadeSource:
    """The made-up projects without repositories: for numbers at which only the build is measured."""

    name = "made"

    def __init__(self, count: int) -> None:
        self._count = count

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield every project as changed."""
        yield Planned(self._count)
        for project in projects(self._count):
            yield Changed(collected(project))


def collected(project: Made) -> Collected:
    """What collecting the repository of a project would yield, near enough for its page to be alike."""
    blobs = {path: (_object_id(data), data) for path, data in project.documents.items() if path in _ROLES}
    weeks: dict[str, int] = {}
    for commit in project.commits:
        if NOW - commit.when < timedelta(weeks=52):
            year, week, _ = commit.when.astimezone(UTC).isocalendar()
            weeks[f"{year:04d}-W{week:02d}"] = weeks.get(f"{year:04d}-W{week:02d}", 0) + 1
    facts = Facts(
        key=ProjectKey(project.key),
        host=HOST,
        owner=project.owner,
        name=project.name,
        provider=Provider.GIT,
        source=MadeSource.name,
        url=url(f"https://{project.key}"),
        forge="gitlab",
        identity=_object_id(project.key.encode()),
        fingerprint=str(project.number),
        default_branch="main",
        head=_object_id(project.name.encode()),
        license="MIT" if "LICENSE" in project.documents else None,
        created_at=project.commits[0].when,
        updated_at=project.commits[-1].when,
        commits=len(project.commits),
        contributors=len({commit.author for commit in project.commits}),
        weekly_commits=weeks,
        languages=(LanguageShare(name=project.language, weight=10_000 + project.number),),
        releases=(),
        release_count=0,
        documents={
            _ROLES[path]: Document(path=path, oid=oid, size=len(data)) for path, (oid, data) in sorted(blobs.items())
        },
        ci_files=(".gitlab-ci.yml",),
        test_files=5,
        code_owners=(f"@{project.owner}",),
    )
    return Collected(facts=facts, blobs=dict(blobs.values()))


def _object_id(data: bytes) -> ObjectId:
    return ObjectId(sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest())
