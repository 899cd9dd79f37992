"""What happens on forges beside the ordinary: each time, what is listed is what everybody there may see."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import gitea_server
from forge_nights import Night, hosted, nights_on, run_night, world_of
from forge_providers import PROVIDERS, Forge, edited, path_of
from git_repositories import Commit, add_commits, git, link, make_repository
from github_server.exchange import Reply
from gitlab_server import Asked
from gitlab_server.world import ADA, KIM, RUI, Issue, MergeRequest, Project
from innersource_marketplace.errors import SourceError
from innersource_marketplace.model import DocumentRole

TASK = Issue(iid=1, title="A task", labels=("gig",))
SECRET = Issue(iid=2, title="A hole", labels=("gig",), confidential=True)
DONE = MergeRequest(iid=5, author=RUI)


@pytest.fixture
def forge(request: pytest.FixtureRequest) -> Forge:
    return PROVIDERS[request.param]


@pytest.fixture
def server(forge: Forge, tmp_path: Path) -> Iterator[Any]:
    world = world_of(
        hosted(tmp_path, 1, "acme/client", issues=(TASK, SECRET), requests=(DONE,), releases=("v1",)),
        *(hosted(tmp_path, n, f"acme/quiet-{n}") for n in range(2, 6)),
    )
    with forge.serve(world) as server:
        yield server


@pytest.fixture
def night(server: Any, forge: Forge, tmp_path: Path) -> Callable[..., Night]:
    return nights_on(server, forge.kind, tmp_path / "scratch")


def on(*names: str, often: bool = False) -> pytest.MarkDecorator:
    """On some providers, in the long run; the first of what is tried `often` in every one."""
    rare = names[1:] if often else names
    given = [pytest.param(name, marks=[pytest.mark.slow] if name in rare else []) for name in names]
    return pytest.mark.parametrize("forge", given, indirect=True)


ALL_BY_GIT = ("gitea", "gitlab", "gitlab-2023", "gitlab-rest")


@on(*ALL_BY_GIT, often=True)
def test_confidential_issues_are_not_even_counted(night: Callable[..., Night]) -> None:
    facts = night().facts["acme/client"]
    assert (facts.open_issues, len(facts.issues or ()), len(facts.opened_issues or ())) == (1, 1, 1)


@on(*ALL_BY_GIT, often=True)
def test_a_new_repository_under_the_path_of_another_inherits_nothing(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    old = server.world.project("acme/client")
    new = replace(old, id=77, requests=(), issues=(), releases=())
    server.world.projects = [*(one for one in server.world.projects if one is not old), new]

    facts = night(1, first).facts["acme/client"]

    assert (facts.identity, facts.pull_requests, facts.issues) == ("127.0.0.1:77", (), ())


@on("gitea", "gitlab-rest")
def test_a_server_that_names_another_address_of_its_own_is_read_whole(server: Any, night: Callable[..., Night]) -> None:
    def rename(asked: Asked) -> Reply | None:
        if "/repos?" not in asked.path and "/projects?" not in asked.path:
            return None
        server.faults.clear()
        link = f'<http://git.internal:3000{asked.path}&page=1>; rel="next"'
        return Reply(headers={"Content-Type": "application/json", "Link": link}, body=b"[]")

    server.faults.append(rename)
    found = night()
    assert len(found.facts) == 5
    (task,) = found.facts["acme/client"].issues or ()
    (release,) = found.facts["acme/client"].releases or ()
    assert str(task.url).startswith(f"{server.web}/acme/client/")
    assert str(release.url).startswith(f"{server.web}/acme/client/")


@on("gitlab-rest", "gitea")
def test_a_page_that_comes_again_and_again_is_an_error(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    def repeat(asked: Asked) -> Reply | None:
        listed = '{"id": 9, "path_with_namespace": "acme/other", "full_name": "acme/other"}'
        wanted = "/repos?" in asked.path or "/projects?" in asked.path
        return Reply(headers={"Content-Type": "application/json"}, body=f"[{listed}]".encode()) if wanted else None

    server.faults.append(repeat)
    with pytest.raises(SourceError) as failed:
        night()
    assert failed.value.code == "malformed"


@on("gitlab-rest", "gitea")
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Total-Count": "9" * 5_000, "X-Total": "9" * 5_000, "X-Next-Page": "9" * 5_000},
        {"X-Total-Count": "\u00b2", "X-Total": "-1", "X-Next-Page": "1e400"},
        {"Link": '<http://[?page=2>; rel="next"'},
    ],
)
def test_headers_of_a_list_that_make_no_sense_are_no_fault_of_ours(
    server: Any, night: Callable[..., Night], headers: dict[str, str]
) -> None:
    def odd(asked: Asked) -> Reply | None:
        if "/repos?" not in asked.path and "/projects?" not in asked.path:
            return None
        first = not re.search(r"[?&]page=[^1]", asked.path)
        listed = '[{"path_with_namespace": "acme/a", "full_name": "acme/a"}]' if first else "[]"
        return Reply(headers={"Content-Type": "application/json", **headers}, body=listed.encode())

    server.faults.append(odd)
    with suppress(SourceError):  # of the list, which nothing is removed for
        assert night().facts == {}


@on("gitlab", "gitlab-2023", "gitlab-rest", often=True)
@pytest.mark.parametrize("level", ["private", pytest.param("disabled", marks=pytest.mark.slow)])
def test_a_project_whose_code_only_members_see_is_not_listed(
    server: Any, night: Callable[..., Night], level: str
) -> None:
    first = night()
    # GitLab lets nobody see merge requests who may not see the code.
    server.world.replace("acme/client", code_access=level, requests_access=level)
    server.world.projects.append(replace(server.world.project("acme/client"), id=78, path="acme/new"))

    second = night(1, first)

    assert second.gone == {"acme/client"}
    assert "acme/new" not in second.facts


@on("gitlab")
def test_merge_requests_that_are_switched_off_hide_nothing_else(server: Any, night: Callable[..., Night]) -> None:
    for number in range(2, 6):
        server.world.replace(f"acme/quiet-{number}", requests_access="disabled")
    found = night()
    assert len(found.facts) == 5
    assert found.facts["acme/quiet-2"].pull_requests == ()
    assert len(found.asked("rest")) == 1  # one list rather than each alone
    server.rest = False
    server.world.projects.append(replace(server.world.project("acme/quiet-2"), id=79, path="acme/new"))
    unsure = night(1, found)
    assert "acme/new" not in unsure.facts
    assert unsure.gone == set()


@on("gitlab", "gitlab-rest")
def test_a_project_goes_when_its_group_is_marked_for_deletion(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    server.world.replace("acme/quiet-2", group_doomed=True)
    assert night(1, first).gone == {"acme/quiet-2"}


@on("gitlab")
def test_groups_with_the_same_names_are_told_apart(server: Any, night: Callable[..., Night], tmp_path: Path) -> None:
    for number, path in ((30, "acme/a/tools/http"), (31, "acme/b/tools/http"), (32, "acme/a/http")):
        server.world.projects.append(hosted(tmp_path, number, path, {f"{number}.md": b"x"}))
    found = night()
    owners = {facts.owner for facts in found.facts.values() if facts.name == "http"}
    assert owners == {"acme/a/tools", "acme/b/tools", "acme/a"}


@on("gitea")
@pytest.mark.parametrize(
    ("said", "visible"),
    [
        ({"internal": True}, False),
        ({"owner": {"login": "acme", "visibility": "private"}}, False),
        ({"owner": {"login": "acme"}}, True),
        ({"owner": None}, None),
        ({"private": None}, None),
    ],
)
def test_who_sees_a_repository_of_gitea(
    server: Any, night: Callable[..., Night], said: dict[str, Any], visible: bool | None
) -> None:
    first = night()
    server.replies.append(
        edited(lambda entries: [one | said if path_of(one) == "acme/quiet-2" else one for one in entries])
    )
    second = night(1, first)
    assert ("acme/quiet-2" in second.gone) is (visible is False)
    assert visible is not None or second.known.keys() == first.known.keys()


def of_gitea(server: gitea_server.Server, part: str, change: Callable[[Any], Any]) -> None:
    server.replies.append(lambda asked, answer: change(answer) if part in asked.path else answer)


@on("gitea")
def test_an_approval_that_was_dismissed_is_none(server: Any, night: Callable[..., Night]) -> None:
    server.world.replace("acme/client", requests=(replace(DONE, approved_by=(ADA, KIM)),))
    of_gitea(server, "/reviews", lambda answer: [one | {"dismissed": True} for one in answer])
    (request,) = night().facts["acme/client"].pull_requests or ()
    assert request.approved_by_other_human is False
    assert len(request.reviewers or ()) == 2


@on("gitea")
def test_issues_in_another_program_are_unknown_not_none(server: Any, night: Callable[..., Night]) -> None:
    elsewhere = {"external_tracker": {"external_tracker_url": "https://jira.example"}}
    of_gitea(server, "/repos?", lambda answer: [one | elsewhere for one in answer])
    facts = night().facts["acme/client"]
    assert (facts.issues, facts.opened_issues, facts.open_issues) == (None, None, None)
    assert len(facts.pull_requests or ()) == 1


@on("gitea")
def test_a_token_without_a_scope_is_told_so(server: Any, night: Callable[..., Night]) -> None:
    words = b'{"message": "token does not have at least one of required scope(s), required=[read:issue]"}'
    server.faults.append(lambda asked: Reply(status=403, body=words) if "/client/issues" in asked.path else None)
    found = night()
    (problem,) = found.problems
    assert "read:issue" in str(problem.message)
    assert "read:issue" in str(problem.fix)
    assert found.facts["acme/client"].issues is None


@on("gitea")
def test_odd_values_of_gitea_are_unknown(server: Any, night: Callable[..., Night]) -> None:
    none = {"created_at": "0001-01-01T00:00:00Z", "default_branch": "", "description": None, "stars_count": -1}
    of_gitea(server, "/repos?", lambda answer: [one | none for one in answer])
    of_gitea(server, "/client/issues?", lambda answer: [one | {"user": None, "labels": None} for one in answer])
    facts = night().facts["acme/client"]
    assert (facts.description, facts.stars, facts.issues) == (None, None, ())
    assert facts.commits == 1
    assert facts.created_at != "0001-01-01"
    assert len(facts.opened_issues or ()) == 1


@on("gitea", "gitlab", "gitlab-rest")
def test_default_branches_with_odd_names(server: Any, night: Callable[..., Night], tmp_path: Path) -> None:
    for number, branch in enumerate(("release/1.0", "fix#2", "ä%2fö", "HEAD-1")):
        content = make_repository(tmp_path / "odd" / f"{number}.git", [Commit(files={"README.md": b"# Odd\n"})])
        git(content, "branch", "-m", "main", branch)
        git(content, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        server.world.projects.append(Project(id=50 + number, path=f"acme/odd-{number}", content=content))
    found = night()
    branches = {found.facts[f"acme/odd-{number}"].default_branch for number in range(4)}
    assert branches == {"release/1.0", "fix#2", "ä%2fö", "HEAD-1"}
    assert found.problems == []
    assert found.facts["acme/odd-0"].checks_pass is True


@on("gitlab")
@pytest.mark.parametrize("words", ["must accept the Terms of Service", "Your account has been blocked", "Your IP"])
def test_a_refusal_is_given_in_the_words_of_the_server(server: Any, night: Callable[..., Night], words: str) -> None:
    server.faults.append(lambda asked: Reply(status=403, body=f'{{"message":"403 Forbidden - {words}"}}'.encode()))
    with pytest.raises(SourceError) as failed:
        night()
    assert words in str(failed.value)


@on("gitea", often=True)
def test_an_organization_that_was_renamed_loses_nothing(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    server.world.projects = [replace(one, path=one.path.replace("acme/", "acme-inc/")) for one in server.world.projects]
    server.world.groups = [replace(one, path="acme-inc") for one in server.world.groups]
    server.renamed["acme"] = "acme-inc"

    second = night(1, first)

    assert second.gone == set()
    before = {facts.name: facts.identity for facts in first.facts.values()}
    assert {facts.name: facts.identity for facts in second.facts.values()} == before
    assert {facts.owner for facts in second.facts.values()} == {"acme-inc"}


@on("gitea", "gitlab-rest", "gitlab")
@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_page_of_somebody_in_between_removes_nothing(server: Any, night: Callable[..., Night], status: int) -> None:
    first = night()
    page = Reply(status=status, headers={"Content-Type": "text/html"}, body=b"<html>nginx</html>")
    server.faults.append(lambda asked: page if asked.kind != "git" else None)
    with pytest.raises(SourceError) as failed:
        night(1, first)
    assert failed.value.code == "refused"
    assert "web page" in str(failed.value)
    assert "proxy" in str(failed.value.fix)
    server.faults[:] = [lambda asked: page if re.search(r"/(?:projects|repositories)/\d+$", asked.path) else None]
    server.replies.append(edited(lambda entries: [one for one in entries if path_of(one) != "acme/client"]))
    second = night(1, first)
    assert second.gone == set()
    assert second.known.keys() == first.known.keys()


@on("gitea", "gitlab")
def test_git_that_is_asked_too_often_says_so(server: Any, night: Callable[..., Night]) -> None:
    server.faults.append(lambda asked: Reply(status=429, body=b"Retry later") if asked.kind == "git" else None)
    assert set(night().reasons.values()) == {"rate-limited"}


@on("gitlab")
def test_a_server_that_describes_itself_to_nobody_is_asked_by_rest(server: Any, night: Callable[..., Night]) -> None:
    words = b'{"errors": [{"message": "Introspection is disabled"}]}'
    refusal = Reply(headers={"Content-Type": "application/json"}, body=words)
    server.faults.append(lambda asked: refusal if asked.operation == "describe" else None)
    found = night()
    assert len(found.facts) == 5
    assert len(found.facts["acme/client"].pull_requests or ()) == 1
    assert found.problems == []


@on("gitlab")
def test_without_approvals_it_is_unknown_who_approved(server: Any, night: Callable[..., Night]) -> None:
    def edit(asked: Asked, answer: Any) -> None:
        if asked.operation == "describe":
            described = answer["data"]["MergeRequest"]
            described["fields"] = [one for one in described["fields"] if one["name"] != "approvedBy"]

    server.edits.append(edit)
    (request,) = night().facts["acme/client"].pull_requests or ()
    assert (request.approved_by_other_human, request.reviewers) == (None, None)


@on("gitlab", "gitlab-rest", "gitea")
def test_a_server_in_a_folder_of_its_host(forge: Forge, tmp_path: Path) -> None:
    world = world_of(hosted(tmp_path, 1, "acme/client", issues=(TASK,), releases=("v1",)))
    with forge.serve(world, prefix="/forge") as server:
        facts = run_night(server, forge.kind, tmp_path / "scratch").facts["acme/client"]
    place = f"{server.url}/forge/acme/client"
    assert facts.url == place
    addresses = [*(task.url for task in facts.issues or ()), *(release.url for release in facts.releases or ())]
    assert len(addresses) == 2
    assert all(str(address).startswith(f"{place}/") for address in addresses)


START = b"# The start\n\nBegin here.\n"
LINKS: dict[str, tuple[str, dict[str | bytes, Any], bytes | None]] = {
    "a folder": ("docs/START.md", {"docs/START.md": START}, START),
    "a deep folder": ("packages/core/./README.md", {"packages/core/README.md": START}, START),
    "back": ("docs/../START.md", {"START.md": START}, START),
    "nowhere": ("docs/MISSING.md", {}, None),
    "outside": ("../../etc/passwd", {"etc/passwd": START}, None),
    "the root": ("/etc/passwd", {"etc/passwd": START}, None),
    "a folder itself": ("docs", {"docs/START.md": START}, None),
    "another link": ("NEXT.md", {"NEXT.md": link("docs/START.md"), "docs/START.md": START}, None),
    "through a link": ("other/START.md", {"other": link("docs"), "docs/START.md": START}, None),
    "itself": ("README.md", {}, None),
}


@on("gitlab", "github", "gitea", often=True)
def test_a_readme_that_is_a_link_is_followed_within_its_repository(forge: Forge, tmp_path: Path) -> None:
    """Each in a repository of its own; one that leads to no file is a problem."""
    projects = []
    for number, (target, files, _) in enumerate(LINKS.values()):
        commit = Commit(files={"README.md": link(target), "LICENSE": b"MIT\n", **files})
        content = make_repository(tmp_path / f"{number}.git", [commit])
        projects.append(Project(id=number + 1, path=f"acme/linked-{number}", content=content))
    with forge.serve(world_of(*projects), **({"filters": True} if forge.git else {})) as server:
        found = run_night(server, forge.kind, tmp_path / "scratch")
    troubled = {str(problem.where).rpartition("/")[2] for problem in found.problems if problem.code == "not-a-file"}
    for number, (what, (_, _, expected)) in enumerate(LINKS.items()):
        collected = found.changed[f"acme/linked-{number}"].collected
        readme = collected.facts.documents.get(DocumentRole.README)
        read = None if readme is None else (readme.path, readme.size, collected.blobs[readme.oid])
        assert read == (None if expected is None else ("README.md", len(expected), expected)), what
        assert (f"linked-{number}" in troubled) is (expected is None), what


@on("gitlab", "github", often=True)
@pytest.mark.slow
def test_a_readme_that_is_a_link_to_a_file_in_lfs_or_of_great_size(forge: Forge, tmp_path: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"
    for number, data in enumerate((pointer, b"# Large\n" + b"word " * 200_000)):
        content = make_repository(
            tmp_path / f"{number}.git", [Commit(files={"README.md": link("docs/a.md"), "docs/a.md": data})]
        )
        project = Project(id=number + 1, path="acme/linked", content=content)
        with forge.serve(world_of(project)) as server:
            collected = run_night(server, forge.kind, tmp_path / f"scratch{number}").changed["acme/linked"].collected
        readme = collected.facts.documents.get(DocumentRole.README)
        assert readme is None or readme.oid not in collected.blobs


@on("github", often=True)
def test_where_a_link_cannot_be_followed_tonight_the_former_readme_stays(
    server: Any, night: Callable[..., Night], tmp_path: Path
) -> None:
    commits = [Commit(files={"README.md": link("docs/a.md"), "docs/a.md": START})]
    content = make_repository(tmp_path / "linked.git", commits)
    server.world.projects.append(Project(id=60, path="acme/linked", content=content))
    first = night()
    readme = first.facts["acme/linked"].documents[DocumentRole.README]
    add_commits(content, [Commit(files={"docs/a.md": b"# Another\n"})])
    server.faults.append(lambda asked: Reply(status=500, body=b"{}") if "query Linked" in asked.body else None)
    second = night(1, first)
    assert second.facts["acme/linked"].documents[DocumentRole.README] == readme
    assert [problem.code for problem in second.problems] == ["files-unavailable"]
    server.faults.clear()
    third = night(2, second)
    assert third.facts["acme/linked"].documents[DocumentRole.README] != readme
    assert third.problems == []


@on("github", often=True)
def test_a_host_that_cannot_tell_where_a_link_leads_says_that_it_is_one(
    server: Any, night: Callable[..., Night], tmp_path: Path
) -> None:
    content = make_repository(
        tmp_path / "linked.git", [Commit(files={"README.md": link("docs/a.md"), "docs/a.md": START})]
    )
    server.world.projects.append(Project(id=60, path="acme/linked", content=content))

    def edit(asked: Asked, answer: Any) -> None:
        if asked.operation == "describe":
            described = answer["data"]["Commit"]
            described["fields"] = [one for one in described["fields"] if one["name"] != "file"]

    server.edits.append(edit)
    found = night()
    assert DocumentRole.README not in found.facts["acme/linked"].documents
    assert [problem.code for problem in found.problems] == ["not-a-file"]
