"""How many requests a repository on Gitea costs, and that fewer of them tell the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import gitea_server
from forge_nights import hosted, run_night, world_of
from gitlab_server.world import ADA, RUI, Issue, MergeRequest, Note

BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TASK = Issue(iid=1, title="A task", labels=("gig",))
DONE = tuple(Issue(iid=n, title="Done", closed=True) for n in range(100, 160))
OPEN = tuple(Issue(iid=n, title="Open") for n in range(100, 160))


def answered(comments: int) -> tuple[MergeRequest, ...]:
    """Three requests, each with so many comments of another person."""
    notes = tuple(Note(author=ADA, at=BEGUN + timedelta(hours=3 + n)) for n in range(comments))
    return tuple(MergeRequest(iid=n, author=RUI, created=BEGUN, notes=notes) for n in (5, 6, 7))


@pytest.mark.parametrize(
    ("issues", "comments", "counts", "lists", "each"),
    [
        pytest.param((TASK,), 1, True, 1, 0, id="one list of issues, one of comments"),
        pytest.param((*DONE, TASK), 1, True, 2, 0, id="more issues than a page, few of them open"),
        pytest.param((*OPEN, TASK), 20, True, 5, 3, id="more open issues and comments than a page"),
        pytest.param((TASK,), 1, False, 1, 3, id="lists that do not say how long they are"),
    ],
)
def test_requests_for_one_repository(
    tmp_path: Path, issues: tuple[Issue, ...], comments: int, counts: bool, lists: int, each: int
) -> None:
    one = hosted(tmp_path, 1, "acme/client", issues=issues, requests=answered(comments), releases=("v1",))
    with gitea_server.serve(world_of(one), counts=counts) as server:
        found = run_night(server, "gitea", tmp_path / "scratch")

    facts = found.facts["acme/client"]
    assert [task.number for task in facts.issues or ()] == [1]
    assert len(facts.opened_issues or ()) == min(len(issues), 20)
    assert [request.first_response_at for request in facts.pull_requests or ()] == [BEGUN + timedelta(hours=3)] * 3
    asked = [one.path for one in found.log if one.kind != "git" and "/repos/acme/client/" in one.path]
    assert sum("/issues?" in path for path in asked) == lists
    assert sum(path.endswith("/comments") for path in asked) == each
    assert sum("/issues/comments?" in path for path in asked) == 1
    assert sum(path.count("/reviews") for path in asked) == 3
