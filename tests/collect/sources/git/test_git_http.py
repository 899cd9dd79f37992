"""The git source against a real remote over HTTP, with and without partial clones."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from git_repositories import ENVIRONMENT, NOW, Commit, Entry, add_commits, git, http_remote, make_repository
from innersource_marketplace.collect.sources import Changed, Excluded, Failed, Outcome, Unchanged
from innersource_marketplace.collect.sources.git.command import Budget
from innersource_marketplace.collect.sources.git.remote import remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.model import DocumentRole, Facts, LanguageShare, ProjectKey
from shared_children import shared_converter

FILES: dict[str | bytes, bytes | Entry] = {
    "README.md": b"# Ledger\n",
    "innersource.json": b'{"title": "Ledger", "logo": "logo.png"}',
    "logo.png": b"\x89PNG",
    "src/ledger.py": b"x = 1\n" * 50,
    "src/more.py": b"y = 1\n",
    "src/app.js": b"z\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_repository(tmp_path / "root" / "payments" / "ledger.git", [Commit(files=FILES), Commit()], annotated=["v1"])
    return tmp_path / "root"


@pytest.fixture
def base(root: Path) -> Iterator[str]:
    with http_remote(root) as address:
        yield address


def collect(address: str, tmp_path: Path, *, known: Mapping[ProjectKey, Facts] | None = None, **limits: int) -> Outcome:
    remotes = remotes_of(address, base=tmp_path)
    budget = Budget(seconds=30, **limits)
    source = GitSource(
        "t",
        remotes,
        scratch=tmp_path / "scratch",
        now=NOW,
        environment=ENVIRONMENT,
        budget=budget,
        converter=shared_converter(),
    )
    _, outcome = source.collect(known or {}, full=False)
    assert not [*(tmp_path / "scratch").iterdir()]
    return outcome


@pytest.mark.slow
@pytest.mark.parametrize("partial", [True, False])
def test_a_remote_gives_the_same_with_and_without_partial_clones(
    tmp_path: Path, root: Path, base: str, *, partial: bool
) -> None:
    git(root / "payments" / "ledger.git", "config", "uploadpack.allowFilter", str(partial).lower())

    outcome = collect(f"{base}/payments/ledger.git", tmp_path)

    assert isinstance(outcome, Changed), outcome
    facts = outcome.collected.facts
    assert facts.key == "127.0.0.1/payments/ledger"
    assert facts.url == f"{base}/payments/ledger"
    assert facts.commits == 2
    assert facts.releases is not None
    assert [(release.tag, release.published_at is not None) for release in facts.releases] == [("v1", True)]
    assert {*outcome.collected.blobs.values()} == {
        FILES[name] for name in ("README.md", "innersource.json", "logo.png")
    }
    assert facts.documents[DocumentRole.LOGO].size == 4
    assert facts.languages is not None
    assert facts.languages[0] == LanguageShare(name="Python", weight=2 if partial else 306)
    assert outcome.problems == ()


@pytest.mark.slow
def test_an_untouched_remote_is_unchanged_and_a_new_tag_is_seen(tmp_path: Path, root: Path, base: str) -> None:
    first = collect(f"{base}/payments/ledger.git", tmp_path)
    assert isinstance(first, Changed)
    known = {first.collected.facts.key: first.collected.facts}
    assert isinstance(collect(f"{base}/payments/ledger.git", tmp_path, known=known), Unchanged)
    add_commits(
        root / "payments" / "ledger.git", [Commit(files={"x": b"x"})], branch="elsewhere", onto=False, tags=["v2"]
    )
    second = collect(f"{base}/payments/ledger.git", tmp_path, known=known)
    assert isinstance(second, Changed)
    assert second.collected.facts.release_count == 2
    assert second.collected.facts.releases is not None
    assert second.collected.facts.releases[0].published_at is not None


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("payments/absent.git", "missing"),
        ("private/ledger.git", "authentication"),
        ("broken/ledger.git", "unreachable"),
        ("sign-in/ledger.git", "malformed"),
    ],
)
def test_a_remote_that_fails_says_why(tmp_path: Path, base: str, path: str, code: str) -> None:
    outcome = collect(f"{base}/{path}", tmp_path)
    assert isinstance(outcome, Failed)
    assert outcome.error.code == code


@pytest.mark.slow
def test_a_remote_that_moved_is_followed(tmp_path: Path, base: str) -> None:
    assert isinstance(collect(f"{base}/moved/payments/ledger.git", tmp_path), Changed)


def test_an_empty_remote_and_a_host_that_is_not_there_say_so(tmp_path: Path, root: Path, base: str) -> None:
    make_repository(root / "empty.git", [])
    empty = collect(f"{base}/empty.git", tmp_path)
    assert isinstance(empty, Excluded)
    nobody = collect("http://127.0.0.1:1/a/b", tmp_path)
    assert isinstance(nobody, Failed)
    assert nobody.error.code == "unreachable"


def test_a_remote_over_the_size_limit_is_too_large(tmp_path: Path, root: Path, base: str) -> None:
    noise = bytes(range(256)) * 400
    make_repository(root / "big.git", [Commit(files={f"{n}.bin": noise + bytes([n]) for n in range(20)})])
    outcome = collect(f"{base}/big.git", tmp_path, repository_bytes=2_000)
    assert isinstance(outcome, Failed)
    assert outcome.error.code == "too-large"


def test_a_large_readme_of_a_partial_clone_is_left_out(tmp_path: Path, root: Path, base: str) -> None:
    repository = make_repository(root / "wordy.git", [Commit(files={"README.md": b"word " * 200_000})])
    git(repository, "config", "uploadpack.allowFilter", "true")
    outcome = collect(f"{base}/wordy.git", tmp_path)
    assert isinstance(outcome, Changed)
    assert [problem.code for problem in outcome.problems] == ["too-large"]
    assert outcome.collected.blobs == {}


@pytest.mark.slow
def test_a_remote_over_ssh_is_collected_with_the_operators_own_command(tmp_path: Path, root: Path) -> None:
    command = tmp_path / "ssh"
    command.write_text('#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
    command.chmod(0o755)
    environment = {**ENVIRONMENT, "GIT_SSH_COMMAND": str(command), "GIT_SSH_VARIANT": "ssh"}
    remotes = remotes_of(f"git@git.acme.example:{root}/payments/ledger.git", base=tmp_path, owner="payments")
    source = GitSource("t", remotes, scratch=tmp_path / "scratch", now=NOW, environment=environment)
    _, outcome = source.collect({}, full=False)
    assert isinstance(outcome, Changed), outcome
    assert outcome.collected.facts.key == "git.acme.example/payments/ledger"
