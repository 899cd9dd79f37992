"""Repositories as checks of readiness see them: one in order, to be changed in a test."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from innersource_marketplace.model import (
    Document,
    DocumentRole,
    Facts,
    Heading,
    ObjectId,
    ProjectKey,
    Provider,
    PullRequest,
    Readme,
    SafeHtml,
    Visibility,
)
from projects import NOW, address

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
