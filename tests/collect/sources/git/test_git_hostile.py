"""Nothing in a repository or an address makes git run a command, wait for ever or fill the disk."""

import os
import stat
import time
from pathlib import Path

import pytest

from git_repositories import ENVIRONMENT, NOW, Commit, git, make_repository
from innersource_marketplace.collect.sources import Changed, Failed
from innersource_marketplace.collect.sources.git.command import Budget, Git, failure, prepare, run, stream
from innersource_marketplace.collect.sources.git.remote import Remote, remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.errors import SourceError


def collect_one(remote: Remote, scratch: Path, *, budget: Budget | None = None) -> Changed | Failed:
    source = GitSource("test", (remote,), scratch=scratch, now=NOW, environment=ENVIRONMENT, budget=budget)
    _, outcome = source.collect({}, full=False)
    assert isinstance(outcome, Changed | Failed)
    return outcome


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("as_address", [True, False])
def test_a_hostile_configuration_runs_nothing(tmp_path: Path, *, bare: bool, as_address: bool) -> None:
    repository = make_repository(tmp_path / "trap", [Commit(), Commit(files={"a": b"a"})], bare=bare, annotated=["v1"])
    folder = repository if bare else repository / ".git"
    trap = script(tmp_path / "trap.sh", f'touch "{tmp_path}/sprung"; exit 1')
    for key in (
        "core.fsmonitor",
        "core.hooksPath",
        "core.alternateRefsCommand",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "core.askPass",
        "credential.helper",
        "gpg.program",
        "uploadpack.packObjectsHook",
        "remote.origin.uploadpack",
        "diff.external",
        "filter.x.smudge",
        "alias.log",
    ):
        git(repository, "config", key, str(trap))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "extensions.partialClone", "origin")
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "remote.origin.url", f"ext::sh -c {trap}")
    (folder / "hooks").mkdir(exist_ok=True)
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman", "update"):
        script(folder / "hooks" / hook, f'touch "{tmp_path}/sprung"')
    (folder / "info").mkdir(exist_ok=True)
    (folder / "info" / "attributes").write_text("* filter=x diff=x\n")

    (remote,) = remotes_of(f"file://{repository}" if as_address else str(repository), base=tmp_path)
    outcome = collect_one(remote, tmp_path / "scratch")

    assert isinstance(outcome, Changed)
    assert outcome.collected.facts.commits == 2
    assert not (tmp_path / "sprung").exists()


def test_missing_contents_are_never_fetched_from_where_the_repository_says(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "trap", [Commit(files={"README.md": b"x", "innersource.json": b"{}"})])
    assert not [*(repository / "objects" / "pack").iterdir()]  # small imports are stored loose
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "remote.origin.url", f"ext::touch {tmp_path}/sprung")
    oid = git(repository, "rev-parse", "main:innersource.json").decode().strip()
    blob = repository / "objects" / oid[:2] / oid[2:]
    blob.unlink()

    outcome = collect_one(remotes_of(str(repository), base=tmp_path)[0], tmp_path / "scratch")

    assert isinstance(outcome, Changed)
    assert [problem.code for problem in outcome.problems] == ["missing-content"]
    assert outcome.collected.facts.commits == 1
    assert not (tmp_path / "sprung").exists()


def test_objects_behind_a_link_are_not_read(tmp_path: Path) -> None:
    secret = make_repository(tmp_path / "secret")
    window = make_repository(tmp_path / "window")
    (window / "objects").rename(window / "own")
    (window / "objects").symlink_to(secret / "objects")
    outcome = collect_one(remotes_of(str(window), base=tmp_path)[0], tmp_path / "scratch")
    assert isinstance(outcome, Failed)
    assert outcome.error.code == "refused"


REFUSED = [
    "ext::sh -c 'touch {sprung}'",
    "ext::sh -c touch% {sprung}",
    "fd::17",
    "foo::https://git.acme.example/a/b",
    "--upload-pack=touch {sprung}",
    "-oProxyCommand=touch {sprung}",
    "ssh://-oProxyCommand=touch%20{sprung}/a/b",
    "ftp://git.acme.example/a/b",
    "http://git.acme.example/a/b",
    "https://user:token@git.acme.example/a/b",
    "https://token@git.acme.example/a/b",
    "ssh://git:secret@git.acme.example/a/b",
    "https://",
    "https:///a/b",
    "https://git.acme.example:99999/a/b",
    "https://git.acme.example/a\nb",
    "https://git.acme.example",
    "https://git.acme.example/../..",
    "file://host/a/b",
    "",
    "   ",
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_could_run_or_reveal_something_is_refused(tmp_path: Path, address: str) -> None:
    written = address.format(sprung=tmp_path / "sprung")
    with pytest.raises(SourceError) as refusal:
        remotes_of(written, base=tmp_path)
    assert refusal.value.code == "refused"
    assert refusal.value.fix
    assert "token" not in str(refusal.value).split("contains")[0]
    assert "secret@" not in str(refusal.value)


@pytest.mark.parametrize("address", [address for address in REFUSED if address.strip()])
def test_the_source_refuses_by_itself_too(tmp_path: Path, address: str) -> None:
    written = address.format(sprung=tmp_path / "sprung")
    outcome = collect_one(Remote(address=written, host="h", owner="o", name="n"), tmp_path / "scratch")
    assert isinstance(outcome, Failed)
    assert not (tmp_path / "sprung").exists()


@pytest.fixture
def hardened(tmp_path: Path) -> Git:
    home = tmp_path / "home"
    home.mkdir()
    return prepare({**ENVIRONMENT, "SECRET_TOKEN": "canary", "GIT_TRACE": "1"}, home, Budget())


def test_git_itself_refuses_every_transport_that_was_not_asked_for(tmp_path: Path, hardened: Git) -> None:
    repository = make_repository(tmp_path / "a")
    for address in (f"ext::touch {tmp_path}/sprung", f"file://{repository}", "https://127.0.0.1:1/a"):
        with pytest.raises(SourceError) as refusal:
            run(hardened, ["ls-remote", "--end-of-options", address])
        assert refusal.value.code == "refused"
    with pytest.raises(SourceError):
        run(hardened, ["ls-remote", "--end-of-options", f"--upload-pack=touch {tmp_path}/sprung"], protocol="file")
    assert not (tmp_path / "sprung").exists()


def test_git_sees_no_variable_that_it_does_not_need(hardened: Git) -> None:
    assert "canary" not in " ".join(hardened.environment.values())
    assert not {name for name in hardened.environment if "TRACE" in name}
    assert hardened.environment["GIT_TERMINAL_PROMPT"] == "0"


def test_credentials_come_only_from_the_helper_that_the_operator_names(tmp_path: Path) -> None:
    named = prepare({"MARKETPLACE_GIT_CREDENTIAL_HELPER": "store", "HOME": "/home/ada"}, tmp_path, Budget())
    plain = prepare({"HOME": "/home/ada"}, tmp_path, Budget())
    assert named.environment["HOME"] == "/home/ada"
    assert plain.environment["HOME"] == str(tmp_path)
    assert b"store" in run(named, ["config", "--get-all", "credential.helper"])
    assert run(named, ["config", "http.followRedirects"]).strip() == b"false"
    assert run(plain, ["config", "--get-all", "credential.helper"]).strip() == b""


@pytest.fixture
def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a test writes a `git` of its own, found first on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setitem(ENVIRONMENT, "PATH", f"{folder}{os.pathsep}{ENVIRONMENT['PATH']}")
    return folder / "git"


@pytest.mark.slow
def test_a_command_over_its_time_is_killed_with_all_it_started(tmp_path: Path, fake_git: Path) -> None:
    script(fake_git, f"sh -c 'sleep 1; touch {tmp_path}/survived' & sleep 60")
    started = time.monotonic()
    with pytest.raises(SourceError) as over:
        run(prepare(ENVIRONMENT, tmp_path, Budget(seconds=0.3)), ["log"])
    assert over.value.code == "timeout"
    assert time.monotonic() - started < 10
    time.sleep(1.0)
    assert not (tmp_path / "survived").exists()


def test_endless_output_is_cut(tmp_path: Path, fake_git: Path) -> None:
    script(fake_git, "yes")
    with pytest.raises(SourceError) as over:
        run(prepare(ENVIRONMENT, tmp_path, Budget(output_bytes=10_000)), ["log"])
    assert over.value.code == "too-large"


def test_endless_errors_and_a_closed_output_do_not_hang(tmp_path: Path, fake_git: Path) -> None:
    script(fake_git, "exec >&-; yes fatal: no | head -c 10000000 >&2; exit 3")
    with pytest.raises(SourceError) as broken:
        run(prepare(ENVIRONMENT, tmp_path, Budget(seconds=20)), ["log"])
    assert broken.value.code == "broken"


def test_a_copy_that_outgrows_its_limit_is_stopped(tmp_path: Path, fake_git: Path) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    script(fake_git, f"head -c 3000000 /dev/zero > {watched}/pack; sleep 60")
    with pytest.raises(SourceError) as over:
        list(
            stream(
                prepare(ENVIRONMENT, tmp_path, Budget(seconds=20, repository_bytes=1_000_000)),
                ["fetch"],
                watched=watched,
            )
        )
    assert over.value.code == "too-large"


def test_a_machine_without_git_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as missing:
        run(prepare({"PATH": str(tmp_path)}, tmp_path, Budget()), ["version"])
    assert missing.value.code == "no-git"


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ("fatal: could not read Username for 'https://git.acme.example': terminal prompts disabled", "authentication"),
        (
            "git@git.acme.example: Permission denied (publickey).\nfatal: Could not read from remote repository.",
            "authentication",
        ),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", "authentication"),
        ("remote: Repository not found.\nfatal: repository 'https://git.acme.example/a/b/' not found", "missing"),
        (
            "fatal: unable to access 'https://git.acme.example/': Could not resolve host: git.acme.example",
            "unreachable",
        ),
        ("fatal: unable to access 'https://git.acme.example/': The requested URL returned error: 502", "unreachable"),
        ("fatal: transport 'ext' not allowed", "refused"),
        ("fatal: bad object HEAD", "broken"),
        ("", "broken"),
    ],
)
def test_what_git_says_becomes_a_typed_reason_with_a_fix(errors: str, code: str) -> None:
    error = failure(errors.encode())
    assert error.code == code
    assert error.fix
    assert str(error)


def test_messages_show_no_credentials() -> None:
    error = failure(b"fatal: unable to access 'https://ada:canary@git.acme.example/x/': Could not resolve host")
    assert "canary" not in str(error)
    assert "git.acme.example" in str(error)
