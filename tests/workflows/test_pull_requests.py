"""A pull request is checked without rights, and one comment under it tells the verdict."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gh import Storage
from runner import Run, Runner

from git_repositories import git
from loopback import serving
from published import publish_ledger

pytestmark = pytest.mark.slow

GOOD = "version: 1\norganization: Acme\nprojects:\n  - repository: https://git.acme.example/a/b\n"
WRONG = "version: 1\norganisation: Acme\nprojects:\n  - repository: https://git.acme.example/a/b\n"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as `marketplace init` makes it; tests work on copies."""
    repository = tmp_path_factory.mktemp("fresh") / "repository"
    subprocess.run([str(Path(sys.executable).with_name("marketplace")), "init", str(repository), "-q"], check=True)
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A")
    git(repository, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "-q", "-m", "Begin")
    return repository


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(publish_ledger(tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture
def runner(fresh: Path, tmp_path: Path) -> Runner:
    repository = tmp_path / "repository"
    shutil.copytree(fresh, repository)
    storage = Storage(tmp_path / "storage")
    storage.write("pulls", [{"number": 7, "head": {"label": "guest:add-ours", "sha": "c0ffee"}}])
    return Runner(repository=repository, storage=storage, work=tmp_path / "work")


def propose(runner: Runner, catalog: str) -> Run:
    """Propose a catalogue in a pull request from a fork; gives the run of the comment."""
    file = runner.storage.folder / "proposed" / "c0ffee" / "catalog.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(catalog)
    origin = {"event": "pull_request", "head_sha": "c0ffee", "head_branch": "add-ours"}
    fork = {"id": 1, "owner": {"login": "guest"}}
    run = runner.run("comment.yml", event={"workflow_run": {**origin, "head_repository": fork}})
    assert run.conclusion == "success", run.steps
    return run


def comments(runner: Runner) -> list[str]:
    return [comment["body"] for comment in runner.storage.read("comments")]


def test_the_check_marks_the_lines(runner: Runner) -> None:
    (runner.repository / "catalog.yml").write_text(WRONG)
    git(runner.repository, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "-qam", "Mistake")
    run = runner.run("check.yml")
    assert run.conclusion == "failure"
    assert "::error file=catalog.yml,title=unknown-key,line=2,col=1::" in run.step("Check").output
    assert not [name for name in run.step("Check").environment if "TOKEN" in name]


def test_one_comment_is_kept_up_to_date(runner: Runner) -> None:
    propose(runner, WRONG)
    (first,) = comments(runner)
    assert "## ✗ Checked" in first
    assert "organization" in first
    propose(runner, GOOD)
    (second,) = comments(runner)
    assert "## ✓ Checked" in second


def test_the_comment_knows_the_teams_that_the_catalogue_names(runner: Runner) -> None:
    team_file = runner.storage.folder / "proposed" / "c0ffee" / "people/teams.yml"
    team_file.parent.mkdir(parents=True)
    team_file.write_text("teams:\n  - name: Payments\n    member: ['@ada']\n")
    propose(runner, GOOD + "teams_file: './people/teams.yml' # from the directory\n")
    (comment,) = comments(runner)
    assert "## ✓ Checked: 0 errors, 1 warning" in comment
    assert "unknown" in comment


@pytest.mark.parametrize(
    "path",
    [
        "../../other/contents/secret.yml",
        "$(touch sprung)",
        *(
            pytest.param(path, marks=pytest.mark.exhaustive)
            for path in ("a/../../b", "x?ref=main", "innersource.json/x", "/etc/passwd")
        ),
    ],
)
def test_a_path_of_teams_never_leads_elsewhere(runner: Runner, path: str) -> None:
    metadata = runner.storage.folder / "proposed" / "c0ffee" / "innersource.json"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("{}")
    run = propose(runner, GOOD + f"teams_file: {path}\n")
    (comment,) = comments(runner)
    assert "## ✗ Checked" in comment
    assert not list(runner.work.rglob("sprung"))
    here = next(runner.work.glob("*/checkout"))
    taken = sorted(str(one.relative_to(here / "proposed")) for one in (here / "proposed").rglob("*"))
    assert taken == ["catalog.yml", "innersource.json"]
    assert run.conclusion == "success"


def test_a_comment_of_somebody_else_is_left_alone(runner: Runner) -> None:
    pretended = {"id": 1, "request": 7, "user": {"type": "User"}, "body": "<!-- marketplace check --> hello"}
    runner.storage.write("comments", [pretended])
    propose(runner, GOOD)
    assert len(comments(runner)) == 2
    assert comments(runner)[0] == pretended["body"]


def test_a_proposal_that_is_out_of_date_gets_no_comment(runner: Runner) -> None:
    runner.storage.write("pulls", [{"number": 7, "head": {"label": "guest:add-ours", "sha": "newer"}}])
    run = propose(runner, WRONG)
    assert comments(runner) == []
    assert "nothing to say" in run.step("Create or update the comment").output


def test_what_a_guest_writes_acts_in_no_comment(runner: Runner) -> None:
    hostile = "@all <img src=x onerror=a()> [x](http://evil.example) #1"
    fields = f'    title: "{hostile}"\n    description: "</code>{hostile}"\n    skills: ["{hostile}"]\n'
    propose(runner, f'{GOOD}{fields}"{hostile}": 2\n')
    (comment,) = comments(runner)
    assert comment.count("&#64;all") >= 4
    for active in ("@all", "<img", "](", "http://evil", "#1 ", "onerror=a"):
        assert active not in comment


def test_the_comment_shows_the_cards_that_change_and_no_other(runner: Runner) -> None:
    (runner.repository / "catalog.yml").write_text(GOOD + "    title: Listed already\n")
    git(runner.repository, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "-qam", "List one")
    more = "  - repository: https://git.acme.example/pay/ledger\n    title: Ledger\n    skills: [Go, SQL]\n"
    propose(runner, GOOD + "    title: Listed already\n" + more)
    (comment,) = comments(runner)
    assert "### In the gallery" in comment
    assert "> **<code>Ledger</code>**<br>" in comment
    assert "> <code>git&#46;acme&#46;example&#47;pay&#47;ledger</code><br>" in comment
    assert "> Skills: <code>Go</code> <code>SQL</code><br>" in comment
    assert "Listed already" not in comment


def test_the_comment_tells_what_exists_already_that_a_new_entry_does(runner: Runner, site: str) -> None:
    old = f"{GOOD}site: {{url: {site}}}\n"
    (runner.repository / "catalog.yml").write_text(old)
    git(runner.repository, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "-qam", "Address")
    said = "    description: Posts debit and credit entries to accounts for double-entry bookkeeping.\n"
    more = f"  - repository: https://git.acme.example/web/posting\n{said}"
    propose(runner, f"{GOOD}{more}site: {{url: http://127.0.0.1:9}}\n")
    (comment,) = comments(runner)
    assert "## ✓ Checked" in comment
    assert (
        "### This may exist already\n\n<code>https&#58;&#47;&#47;git&#46;acme&#46;example&#47;web&#47;posting"
        in comment
    )
    assert f"({site}/projects/payments/ledger/)" in comment


def test_the_check_of_the_proposal_holds_no_token(runner: Runner) -> None:
    run = propose(runner, GOOD)
    holding = [step.name for step in run.steps if "GH_TOKEN" in step.environment]
    assert holding == ["Take the proposed files as data", "Create or update the comment"]
