"""What the git source collects from local repositories, and what it says of those it cannot read."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from identify.vendor.licenses import LICENSES

from git_repositories import ENVIRONMENT, NOW, Commit, Entry, add_commits, git, link, make_repository, submodule
from innersource_marketplace.collect.sources import NO_COMMITS, Changed, Excluded, Failed, Outcome, Planned, Unchanged
from innersource_marketplace.collect.sources.git.command import Budget
from innersource_marketplace.collect.sources.git.remote import Remote, remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.errors import Problem
from innersource_marketplace.insight.licensing import licensing_of
from innersource_marketplace.limits import ATTRIBUTE_FILES, ATTRIBUTE_RULES, MANIFEST_BYTES
from innersource_marketplace.model import Defaults, DocumentRole, Facts, LanguageShare, ProjectKey
from innersource_marketplace.reference.forge_urls import inherited_url
from shared_children import shared_converter

DAY = 24 * 3600
NOW_SECONDS = int(NOW.timestamp())


def collect(
    address: Path | str | tuple[Remote, ...],
    scratch: Path,
    *,
    known: Mapping[ProjectKey, Facts] | None = None,
    full: bool = False,
    budget: Budget | None = None,
    branch: str | None = None,
) -> list[Outcome]:
    """Run the source over one address and give everything but the plan."""
    remotes = address if isinstance(address, tuple) else remotes_of(str(address), base=scratch, branch=branch)
    source = GitSource(
        "test", remotes, scratch=scratch, now=NOW, environment=ENVIRONMENT, budget=budget, converter=shared_converter()
    )
    planned, *outcomes = source.collect(known or {}, full=full)
    assert planned == Planned(len(outcomes))
    assert not [*scratch.glob("git-*")]
    return outcomes


def changed(address: Path, scratch: Path, **options: str) -> Changed:
    (outcome,) = collect(address, scratch, **options)  # type: ignore[arg-type]
    assert isinstance(outcome, Changed), outcome
    return outcome


def facts_of(address: Path, scratch: Path) -> Facts:
    return changed(address, scratch).collected.facts


def failure(address: Path | str | tuple[Remote, ...], scratch: Path, **options: object) -> Failed:
    (outcome,) = collect(address, scratch, **options)  # type: ignore[arg-type]
    assert isinstance(outcome, Failed), outcome
    assert outcome.error.fix
    assert str(scratch.parent) not in str(outcome.error)  # messages are published
    return outcome


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "scratch"


def test_an_ordinary_repository_gives_all_that_git_knows(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(
        tmp_path / "platform" / "http-client.git",
        [
            Commit(files={"README.md": b"# Client\n"}, when=NOW_SECONDS - 400 * DAY, email="Ada@acme.example"),
            Commit(files={"src/client.py": b"x = 1\n" * 10}, when=NOW_SECONDS - 14 * DAY),
            Commit(
                files={
                    "LICENSE": b"SPDX-License-Identifier: MIT\n",
                    ".github/CODEOWNERS": b"* @acme/platform grace@acme.example\n",
                    ".github/workflows/ci.yml": b"on: push\n",
                    "tests/test_client.py": b"def test(): ...\n",
                    "AGENTS.md": b"Run make test.\n",
                    "web/app.ts": b"let x = 1\n",
                },
                email="grace@acme.example",
            ),
            Commit(
                files={"a.txt": b"a"}, email="49699333+dependabot[bot]@users.noreply.example", author="dependabot[bot]"
            ),
        ],
        tags=["v1.2.0", "v1.10.0", "nightly"],
        annotated=["v2.0.0-rc1"],
    )

    result = changed(repository, scratch)

    facts = result.collected.facts
    assert (facts.key, facts.host, facts.owner, facts.name) == (
        "local/platform/http-client",
        "local",
        "platform",
        "http-client",
    )
    assert facts.url is None
    assert facts.default_branch == "main"
    assert facts.head == git(repository, "rev-parse", "main").decode().strip()
    assert facts.identity == git(repository, "rev-list", "--max-parents=0", "main").decode().strip()
    assert facts.commits == 4
    assert facts.contributors == 2
    assert facts.weekly_commits == {"2026-W45": 1, "2026-W47": 2}
    assert facts.created_at == datetime.fromtimestamp(NOW_SECONDS - 400 * DAY, UTC)
    assert facts.updated_at == datetime.fromtimestamp(NOW_SECONDS - 3600, UTC)
    assert facts.languages == (LanguageShare(name="Python", weight=76), LanguageShare(name="TypeScript", weight=10))
    assert facts.releases is not None
    assert [release.tag for release in facts.releases] == ["v1.10.0", "v2.0.0-rc1", "v1.2.0"]
    assert facts.releases[1].published_at == datetime.fromtimestamp(NOW_SECONDS - 60, UTC)
    assert facts.releases[0].published_at == facts.updated_at
    assert facts.release_count == 4
    assert facts.license == "MIT"
    assert facts.code_owners == ("@acme/platform",)
    assert facts.ci_files == (".github/workflows/ci.yml",)
    assert facts.test_files == 1
    assert {role: document.path for role, document in facts.documents.items()} == {
        DocumentRole.AGENTS: "AGENTS.md",
        DocumentRole.CODE_OWNERS: ".github/CODEOWNERS",
        DocumentRole.LICENSE: "LICENSE",
        DocumentRole.README: "README.md",
    }
    assert result.collected.blobs[facts.documents[DocumentRole.README].oid] == b"# Client\n"
    assert facts.stars is None
    assert facts.visibility is None
    assert result.problems == ()


def test_no_e_mail_address_is_kept(tmp_path: Path, scratch: Path) -> None:
    facts = facts_of(
        make_repository(tmp_path / "a", [Commit(files={"CODEOWNERS": b"* grace@acme.example\n"})]), scratch
    )
    assert "acme.example" not in repr(facts)


def test_a_working_copy_a_bare_one_and_sha256_are_all_readable(tmp_path: Path, scratch: Path) -> None:
    make_repository(tmp_path / "all" / "bare.git")
    make_repository(tmp_path / "all" / "team" / "ordinary", bare=False)
    make_repository(tmp_path / "all" / "team" / "long", object_format="sha256")

    outcomes = collect(tmp_path / "all", scratch)

    assert sorted(outcome.collected.facts.key for outcome in outcomes if isinstance(outcome, Changed)) == [
        "local/all/bare",
        "local/team/long",
        "local/team/ordinary",
    ]


def test_an_untouched_repository_is_unchanged_until_a_commit_or_a_tag_comes(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "a")
    first = facts_of(repository, scratch)
    assert collect(repository, scratch, known={first.key: first}) == [Unchanged(first.key)]

    add_commits(repository, [Commit(files={"b": b"b"})])
    (second,) = collect(repository, scratch, known={first.key: first})
    assert isinstance(second, Changed)
    assert second.collected.facts.commits == 2

    known = {first.key: second.collected.facts}
    git(repository, "tag", "v1")
    (third,) = collect(repository, scratch, known=known)
    assert isinstance(third, Changed)
    assert third.collected.facts.release_count == 1

    assert isinstance(collect(repository, scratch, known={first.key: third.collected.facts}, full=True)[0], Changed)


def test_packed_and_loose_names_are_read_alike(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "a", tags=["v1"], annotated=["v2"])
    loose = facts_of(repository, scratch)
    git(repository, "pack-refs", "--all")
    git(repository, "gc", "--quiet")
    assert facts_of(repository, scratch) == loose


def test_an_empty_repository_says_so(tmp_path: Path, scratch: Path) -> None:
    (outcome,) = collect(make_repository(tmp_path / "a", []), scratch)
    assert isinstance(outcome, Excluded)
    assert outcome.rule == NO_COMMITS


def test_a_missing_path_and_a_folder_without_a_repository_say_so(tmp_path: Path, scratch: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert failure(tmp_path / "absent", scratch).error.code == "missing"
    assert failure(tmp_path / "nothing", scratch).error.code == "missing"


def test_a_head_that_names_no_branch_falls_back_to_a_usual_one(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "a", branch="master")
    git(repository, "symbolic-ref", "HEAD", "refs/heads/gone")
    assert facts_of(repository, scratch).default_branch == "master"

    git(repository, "branch", "-m", "master", "one")
    git(repository, "branch", "two", "one")
    assert failure(repository, scratch).error.code == "no-branch"
    assert changed(repository, scratch, branch="two").collected.facts.default_branch == "two"
    assert failure(repository, scratch, branch="three").error.code == "no-branch"


def test_a_detached_head_is_read_without_a_branch(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "a", bare=False)
    git(repository, "checkout", "--quiet", "--detach", "main")
    facts = facts_of(repository, scratch)
    assert facts.default_branch is None
    assert facts.commits == 1


@pytest.mark.parametrize("what", ["HEAD^{tree}", "HEAD:README.md"])
def test_a_name_of_a_folder_or_a_file_is_no_branch(tmp_path: Path, scratch: Path, what: str) -> None:
    repository = make_repository(tmp_path / "a", [Commit(files={"README.md": b"# A\n"})])
    known = facts_of(repository, scratch)
    (repository / "HEAD").write_bytes(git(repository, "rev-parse", what))
    (repository / "refs" / "heads" / "odd").write_bytes(
        git(repository, "rev-parse", f"main{what.removeprefix('HEAD')}")
    )
    failed = failure(repository, scratch, known={known.key: known})
    assert (failed.error.code, failed.error.gone) == ("no-branch", False)
    assert "not a commit" in str(failed.error)
    assert failure(repository, scratch, branch="odd").error.code == "no-branch"
    assert changed(repository, scratch, branch="main").collected.facts.commits == 1


def test_attributes_over_their_limits_are_a_problem(tmp_path: Path, scratch: Path) -> None:
    lines = "".join(f"a{number}.py linguist-vendored\n" for number in range(ATTRIBUTE_RULES + 5)).encode()
    made: dict[str, dict[str | bytes, bytes | Entry]] = {
        "lines": {".gitattributes": lines},
        "files": {f"{number}/.gitattributes": b"* text=auto\n" for number in range(ATTRIBUTE_FILES + 3)},
        "large": {".gitattributes": b"#" * (MANIFEST_BYTES + 1)},
    }
    for name, files in made.items():
        make_repository(tmp_path / "all" / name, [Commit(files={"a.py": b"print()\n", **files})])
    outcomes = [one for one in collect(tmp_path / "all", scratch) if isinstance(one, Changed)]
    found = {one.collected.facts.name: one for one in outcomes}
    told = {name: [(one.code, str(one.message).partition(" ")[0]) for one in found[name].problems] for name in made}
    assert told == {
        "lines": [("too-many-attributes", "5")],
        "files": [("too-many-attributes", "3")],
        "large": [("too-large", ".gitattributes")],
    }
    assert all(problem.fix for one in outcomes for problem in one.problems)


def test_a_shallow_copy_keeps_quiet_about_what_needs_all_commits(tmp_path: Path, scratch: Path) -> None:
    whole = make_repository(tmp_path / "whole", [Commit(), Commit(files={"a": b"a"})])
    git(tmp_path, "clone", "--quiet", "--bare", "--depth=1", f"file://{whole}", "shallow")
    result = changed(tmp_path / "shallow", scratch)
    assert result.collected.facts.commits is None
    assert result.collected.facts.weekly_commits is None
    assert [problem.code for problem in result.problems] == ["shallow"]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"innersource.json": link("/etc/passwd")}, "not-a-file"),
        ({"innersource.json": link("../../secret.json")}, "not-a-file"),
        ({"innersource.json": submodule()}, "not-a-file"),
        ({"innersource.json/a": b"{}"}, "not-a-file"),
        ({"innersource.json": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"}, "lfs-pointer"),
        ({"innersource.json": b" " * 300_000}, "too-large"),
    ],
)
def test_metadata_that_is_no_ordinary_file_is_a_problem(
    tmp_path: Path, scratch: Path, files: Mapping[str | bytes, bytes], code: str
) -> None:
    result = changed(make_repository(tmp_path / "a", [Commit(files=files)]), scratch)
    assert codes(result.problems) == [code]
    assert result.collected.blobs == {}


def test_a_readme_that_is_a_link_to_a_file_of_the_repository_is_that_file(tmp_path: Path, scratch: Path) -> None:
    def seen(name: str, **others: bytes | Entry) -> tuple[list[str], bytes | None]:
        files: dict[str | bytes, bytes | Entry] = dict(others.items())
        files["README.md"] = link(name)
        result = changed(make_repository(tmp_path / name, [Commit(files=files)]), scratch)
        document = result.collected.facts.documents.get(DocumentRole.README)
        assert document is None or document.path == "README.md"
        return codes(result.problems), None if document is None else result.collected.blobs[document.oid]

    assert seen("kit", kit=b"# Kit") == ([], b"# Kit")
    assert seen("absent") == (["not-a-file"], None)
    assert seen("again", again=link("third"), third=b"x") == (["not-a-file"], None)
    for outside in ("/etc/passwd", "../secret", "sub/../../secret"):
        repository = make_repository(tmp_path / f"out{len(outside)}", [Commit(files={"README.md": link(outside)})])
        assert codes(changed(repository, scratch).problems) == ["not-a-file"]


def test_the_logo_of_a_publiccode_yml_is_kept_where_that_file_counts(tmp_path: Path, scratch: Path) -> None:
    described = b"publiccodeYmlVersion: '0.4'\nname: Ledger\nlogo: docs/logo.png\n"
    files: dict[str | bytes, bytes] = {"publiccode.yml": described, "docs/logo.png": b"\x89PNG"}
    remotes = remotes_of(str(make_repository(tmp_path / "a", [Commit(files=files)])), base=scratch, branch=None)
    for counted, expected in (((DocumentRole.PUBLICCODE,), "docs/logo.png"), ((DocumentRole.METADATA,), None)):
        source = GitSource("t", remotes, scratch=scratch, now=NOW, environment=ENVIRONMENT, counted=counted)
        _, outcome = source.collect({}, full=False)
        assert isinstance(outcome, Changed)
        logo = outcome.collected.facts.documents.get(DocumentRole.LOGO)
        assert (None if logo is None else logo.path) == expected


def test_metadata_in_other_case_is_found(tmp_path: Path, scratch: Path) -> None:
    result = changed(make_repository(tmp_path / "a", [Commit(files={"InnerSource.JSON": b"{}"})]), scratch)
    assert result.collected.facts.documents[DocumentRole.METADATA].path == "InnerSource.JSON"
    assert [*result.collected.blobs.values()] == [b"{}"]


@pytest.mark.slow
def test_the_logo_is_kept_if_it_is_a_raster_file_of_the_repository(tmp_path: Path, scratch: Path) -> None:
    def logo(name: str, files: Mapping[str | bytes, bytes]) -> str | None:
        metadata = b'{"title": "x", "logo": "%s"}' % name.encode()
        repository = make_repository(
            tmp_path / str(len([*tmp_path.iterdir()])), [Commit(files={"innersource.json": metadata, **files})]
        )
        document = facts_of(repository, scratch).documents.get(DocumentRole.LOGO)
        return document.path if document else None

    assert logo("docs/logo.png", {"docs/logo.png": b"\x89PNG"}) == "docs/logo.png"
    assert logo("./logo.jpg", {"logo.jpg": b"\xff\xd8"}) == "logo.jpg"
    assert logo("logo.svg", {"logo.svg": b"<svg/>"}) is None
    assert logo("../../.env", {".env": b"x"}) is None
    assert logo("absent.png", {}) is None


def test_names_of_files_that_nobody_can_type_are_read_and_never_shown(tmp_path: Path, scratch: Path) -> None:
    names: list[str | bytes] = [
        b"a\nb.py",
        b'"quoted".py',
        b"\xff\xfe.py",
        b"tab\t.py",
        "ü.py".encode(),
        b"README\n.md",
    ]
    names += [b".github/workflows/\xff.yml", b".github/workflows/a\nb.yml", b"docs/README.md"]
    result = changed(make_repository(tmp_path / "a", [Commit(files=dict.fromkeys(names, b"12345"))]), scratch)
    facts = result.collected.facts
    assert facts.languages == (LanguageShare(name="Python", weight=25),)
    assert facts.ci_files == ()
    assert facts.documents[DocumentRole.README].path == "docs/README.md"


def test_names_of_folders_and_branches_that_are_no_text_are_stored_as_text(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "all" / "team" / "odd")
    git(repository, "pack-refs", "--all")
    names = (repository / "packed-refs").read_bytes()
    (repository / "packed-refs").write_bytes(names.replace(b"refs/heads/main", b"refs/heads/m\xff"))
    (repository / "HEAD").write_bytes(b"ref: refs/heads/m\xff\n")
    repository.rename(os.fsdecode(os.fsencode(tmp_path / "all" / "team") + b"/o\xff\x1b[31m.git"))

    facts = facts_of(tmp_path / "all", scratch)

    assert facts.default_branch is None
    assert facts.key == "local/team/o\ufffd[31m"
    assert facts.commits == 1


def test_commit_dates_out_of_this_world_count_as_unknown(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "a")
    tree = git(repository, "rev-parse", "main^{tree}").decode().strip()
    parent = git(repository, "rev-parse", "main").decode().strip()
    for when in ("-62135596800", "253402300799", str(NOW_SECONDS + 30 * DAY), "99999999999999999999", "0"):
        text = f"tree {tree}\nparent {parent}\nauthor A <b@c> {when} +0000\ncommitter A <b@c> {when} +0000\n\nx\n"
        arguments = ("hash-object", "-t", "commit", "-w", "--stdin", "--literally")
        parent = git(repository, *arguments, given=text.encode()).decode().strip()
    git(repository, "update-ref", "refs/heads/main", parent)

    facts = facts_of(repository, scratch)

    assert facts.commits == 6
    assert facts.weekly_commits == {"2026-W47": 1}
    assert facts.created_at == facts.updated_at == datetime.fromtimestamp(NOW_SECONDS - 3600, UTC)


def test_a_damaged_repository_is_broken_and_the_others_go_on(tmp_path: Path, scratch: Path) -> None:
    damaged = make_repository(tmp_path / "all" / "damaged")
    make_repository(tmp_path / "all" / "well")
    for name in git(damaged, "rev-list", "--objects", "main").decode().split():
        path = damaged / "objects" / name[:2] / name[2:]
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"garbage")
    for pack in (damaged / "objects" / "pack").iterdir():
        pack.chmod(0o644)
        pack.write_bytes(b"garbage")

    outcomes = {type(outcome): outcome for outcome in collect(tmp_path / "all", scratch)}

    broken = outcomes[Failed]
    assert isinstance(broken, Failed)
    assert broken.error.code == "broken"
    assert str(tmp_path) not in str(broken.error)
    assert isinstance(outcomes[Changed], Changed)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_repository_without_permission_is_unreadable(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "a")
    (repository / "HEAD").chmod(0)
    assert failure(repository, scratch).error.code == "unreadable"


def test_two_repositories_of_the_same_key_are_told_apart_by_a_fix(tmp_path: Path, scratch: Path) -> None:
    first = make_repository(tmp_path / "one" / "team" / "tool.git")
    second = make_repository(tmp_path / "two" / "team" / "tool.git")
    remotes = remotes_of(str(first), base=tmp_path) + remotes_of(str(second), base=tmp_path)
    excluded, collected = collect(remotes, scratch)
    assert isinstance(excluded, Excluded)
    assert "set web, owner or name" in str(excluded.rule)
    assert str(tmp_path) not in str(excluded.rule)
    assert isinstance(collected, Changed)


def test_reviewers_are_read_from_trailers_of_messages(tmp_path: Path, scratch: Path) -> None:
    repository = make_repository(tmp_path / "a")
    tree = git(repository, "rev-parse", "HEAD^{tree}").decode().strip()
    when = f"{int(NOW.timestamp()) - 60} +0000"
    ada = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@acme.example", "GIT_AUTHOR_DATE": when}
    identity = ada | {name.replace("AUTHOR", "COMMITTER"): value for name, value in ada.items()}
    for message in (
        "One\n\nReviewed-by: Lea\n <lea@acme.example>\n",
        "Two\n\nApproved-by: Ada <ada@acme.example>\n",
        "Three",
    ):
        head = git(repository, "rev-parse", "HEAD").decode().strip()
        new = git(repository, "commit-tree", tree, "-p", head, given=message.encode(), environment=identity)
        git(repository, "update-ref", "HEAD", new.decode().strip())
    (outcome,) = collect(remotes_of(str(repository), base=tmp_path), scratch)
    assert isinstance(outcome, Changed)
    noted = outcome.collected.facts.noted_reviews
    assert noted is not None
    assert (noted.reviewed, noted.changes) == (1, 4)


def test_ending_early_leaves_nothing_behind(tmp_path: Path, scratch: Path) -> None:
    for number in range(8):
        make_repository(tmp_path / "all" / str(number))
    source = GitSource(
        "test", remotes_of("all", base=tmp_path), scratch=scratch, now=NOW, environment=ENVIRONMENT, workers=2
    )
    outcomes = iter(source.collect({}, full=False))
    next(outcomes)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert not [*scratch.iterdir()]


@pytest.mark.slow
def test_a_choice_of_licences_is_read_from_the_files_beside(tmp_path: Path, scratch: Path) -> None:
    texts = dict(LICENSES)
    files: Mapping[str | bytes, bytes] = {
        "COPYING": b"Dual-licensed: use it under either the Unlicense or the MIT license.\n",
        "LICENSE-MIT": texts["MIT"].encode(),
        "UNLICENSE": texts["Unlicense"].encode(),
    }
    repository = make_repository(tmp_path / "search.git", [Commit(files=files)])
    found = facts_of(repository, scratch)
    assert [one.license for one in found.license_files or ()] == ["Unlicense OR MIT", "MIT", "Unlicense"]
    assert licensing_of(found, {}, "").license == "Unlicense OR MIT"

    add_commits(repository, [Commit(files={"LICENSE-MIT": b"All rights reserved.\n"})])
    assert licensing_of(facts_of(repository, scratch), {}, "").license is None


@pytest.mark.slow
def test_a_licence_file_that_only_names_another_is_followed(tmp_path: Path, scratch: Path) -> None:
    files: Mapping[str | bytes, bytes] = {
        "GNU-AGPL-3.0.txt": dict(LICENSES)["AGPL-3.0"].encode(),
        "LICENSE": b"GNU-AGPL-3.0.txt\n",
    }
    found = facts_of(make_repository(tmp_path / "pm.git", [Commit(files=files)]), scratch)
    assert [one.license for one in found.license_files or ()] == ["AGPL-3.0", "AGPL-3.0"]
    assert licensing_of(found, {"package.json": "AGPL-3.0"}, "").license == "AGPL-3.0"


def test_a_folder_of_repositories_on_github_inherits_from_its_owner(tmp_path: Path, scratch: Path) -> None:
    home = tmp_path / "platform"
    shared = make_repository(
        home / ".github", [Commit(files={"CONTRIBUTING.md": b"# How\n", "SUPPORT.md": b"# Help\n"})]
    )
    make_repository(home / "http-client", [Commit(files={"SUPPORT.md": b"# Ours\n"})])

    def night(forge: str, known: dict[ProjectKey, Facts]) -> dict[ProjectKey, Facts]:
        remotes = remotes_of(str(tmp_path), base=scratch, web="https://github.example", forge=forge)
        outcomes = collect(remotes, scratch, known=known)
        return known | {one.collected.facts.key: one.collected.facts for one in outcomes if isinstance(one, Changed)}

    key = ProjectKey("github.example/platform/http-client")
    known = night("github", {})
    assert known[key].inherited == {DocumentRole.CONTRIBUTING: "CONTRIBUTING.md"}
    address = inherited_url(known[key], DocumentRole.CONTRIBUTING)
    assert address == "https://github.example/platform/.github/blob/main/CONTRIBUTING.md"
    assert night("github", known) == known
    assert night("gitlab", {})[key].defaults is None

    add_commits(shared, [Commit(files={"SECURITY.md": b"# Tell us\n"})])
    known = night("github", known)
    assert known[key].inherited.keys() == {DocumentRole.CONTRIBUTING, DocumentRole.SECURITY}

    (shared / ".git" / "HEAD" if (shared / ".git").exists() else shared / "HEAD").write_text("nonsense")
    assert night("github", known)[key] == known[key]
    assert night("github", {})[key].defaults == Defaults(owner="platform", documents=None)
