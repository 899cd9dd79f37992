"""Repositories as checks of readiness see them: one in order, to be changed in a test."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from innersource_marketplace.formats.manifests.commands import read_commands
from innersource_marketplace.insight.readiness import assess
from innersource_marketplace.model import (
    Document,
    DocumentRole,
    Facts,
    Finding,
    Heading,
    ObjectId,
    Project,
    ProjectKey,
    Provider,
    PullRequest,
    ReadinessSettings,
    Readme,
    SafeHtml,
    Visibility,
    day_of,
)
from projects import NOW, address, make_project

URL = address("https://github.example/payments/ledger")


def facts(**changes: Any) -> Facts:
    """What GitHub tells of a repository in which everything is as it should be."""
    whole = Facts(
        key=ProjectKey("github.example/payments/ledger"),
        host="github.example",
        owner="payments",
        name="ledger",
        provider=Provider.GITHUB,
        source="github: payments",
        url=URL,
        forge="github",
        default_branch="main",
        head=ObjectId("a" * 40),
        description="Double-entry bookkeeping.",
        visibility=Visibility.INTERNAL,
        archived=False,
        forking_allowed=True,
        updated_at=NOW - timedelta(days=3),
        commits=12,
        open_issues=4,
        documents={role: document(role) for role in DocumentRole},
        ci_files=(".github/workflows/ci.yml",),
        test_files=3,
        paths=(".github/dependabot.yml", "README.md", "docs/", "docs/guide.md"),
        code_owners=("@payments/core",),
        pull_requests=tuple(pull(number) for number in range(10)),
        checks_pass=True,
    )
    return replace(whole, **changes)


def document(role: DocumentRole) -> Document:
    return Document(path=f"{role.value}.md", oid=ObjectId("b" * 40))


def pull(number: int, **changes: Any) -> PullRequest:
    whole = PullRequest(
        number=number,
        author=f"person-{number}",
        created_at=NOW - timedelta(days=10),
        first_response_at=NOW - timedelta(days=9),
        approved_by_other_human=True,
        merged_at=NOW - timedelta(days=8),
        closed_at=NOW - timedelta(days=8),
        from_fork=True,
        author_association="CONTRIBUTOR" if number % 2 else "MEMBER",
    )
    return replace(whole, **changes)


def readme(text: str = "Ledger keeps the books.", *headings: str, **changes: Any) -> Readme:
    whole = Readme(
        path="README.md",
        html=SafeHtml("".join(f"<p>{line}</p>" for line in [*text.split("\n"), *headings])),
        contents=tuple(Heading(level=2, anchor=str(number), text=head) for number, head in enumerate(headings)),
        text="\n".join([text, *headings]),
    )
    return replace(whole, **changes)


def ask(
    check: str,
    seen: Facts | None = None,
    shown: Readme | None = None,
    *,
    project: Project | None = None,
    choices: ReadinessSettings | None = None,
    files: Mapping[str, str] | None = None,
) -> Finding:
    """One answer; `files` are build files in the root, by name."""
    build_files = ((path, text.encode()) for path, text in (files or {}).items())
    result = assess(
        project or make_project(host="github.example"),
        seen or facts(),
        shown,
        commands=read_commands(build_files),
        settings=choices or ReadinessSettings(),
        today=day_of(NOW),
    )
    return next(finding for finding in (*result.findings, *result.assistants) if finding.check == check)
