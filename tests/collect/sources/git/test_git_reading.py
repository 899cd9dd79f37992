"""Parsers of what git prints, and what paths, tags and CODEOWNERS tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_repositories import NOW
from innersource_marketplace.collect.sources.git.reading.documents import (
    ci_files,
    count_tests,
    documents,
    misplaced,
)
from innersource_marketplace.collect.sources.git.reading.history import count, tag_time
from innersource_marketplace.collect.sources.git.reading.language_shares import language_shares
from innersource_marketplace.collect.sources.git.references import parse_ls_remote
from innersource_marketplace.collect.sources.git.tree import File, Object, parse_batch, parse_tree_record, records
from innersource_marketplace.formats.code_owners import code_owners
from innersource_marketplace.model import DocumentRole, LanguageShare, ObjectId

OID = ObjectId("a" * 40)
WHOLE = st.binary(min_size=40, max_size=40).map(lambda data: data.hex()[:40])


def files(*paths: str, size: int | None = 1, kind: str = "file") -> list[File]:
    return [File(path, OID, kind, size) for path in paths]


def found(*paths: str) -> dict[str, str]:
    return {role.value: document.path for role, document in documents(files(*paths)).items()}


@pytest.mark.parametrize(
    "name",
    [
        "README",
        "README.md",
        "readme.markdown",
        "Readme.rst",
        "README.adoc",
        "README.asciidoc",
        "README.org",
        "README.txt",
    ],
)
def test_a_readme_of_any_usual_name_and_format_is_found(name: str) -> None:
    assert found(name, "src/README.md") == {"readme": name}


def test_the_best_place_and_format_win() -> None:
    assert found("docs/README.md", "README.txt", "README.rst") == {"readme": "README.rst"}
    assert found("README.txt", "README.md", "README") == {"readme": "README.md"}
    assert found("CODEOWNERS", ".github/CODEOWNERS") == {"code_owners": ".github/CODEOWNERS"}
    assert found(".innersource/innersource.json", ".github/innersource.json") == {
        "innersource.json": ".github/innersource.json"
    }


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("CONTRIBUTING.md", DocumentRole.CONTRIBUTING),
        (".gitlab/CODEOWNERS", DocumentRole.CODE_OWNERS),
        ("LICENCE", DocumentRole.LICENSE),
        ("LICENSE-APACHE", DocumentRole.LICENSE),
        ("COPYING", DocumentRole.LICENSE),
        ("UNLICENSE", DocumentRole.LICENSE),
        ("docs/COMMUNICATION.md", DocumentRole.COMMUNICATION),
        ("SUPPORT.md", DocumentRole.SUPPORT),
        (".github/CODE_OF_CONDUCT.md", DocumentRole.CODE_OF_CONDUCT),
        ("SECURITY.md", DocumentRole.SECURITY),
        ("AGENTS.md", DocumentRole.AGENTS),
        ("CLAUDE.md", DocumentRole.AGENTS),
        (".github/copilot-instructions.md", DocumentRole.AGENTS),
        ("CHANGELOG.md", DocumentRole.CHANGELOG),
        ("NEWS.rst", DocumentRole.CHANGELOG),
        (".github/PULL_REQUEST_TEMPLATE.md", DocumentRole.PULL_REQUEST_TEMPLATE),
        (".gitlab/merge_request_templates/Default.md", DocumentRole.PULL_REQUEST_TEMPLATE),
        (".github/ISSUE_TEMPLATE/bug.yml", DocumentRole.ISSUE_TEMPLATE),
    ],
)
def test_a_document_is_known_by_its_path(path: str, role: DocumentRole) -> None:
    assert found(path) == {role.value: path}


@pytest.mark.parametrize(
    ("path", "readers"),
    [
        (".gitlab/merge_request_templates/Default.md", {"gitlab", None, "bitbucket"}),
        (".gitlab/issue_templates/Bug.md", {"gitlab", None, "bitbucket"}),
        (".github/pull_request_template.md", {"github", "gitea", "forgejo", None, "bitbucket"}),
        (".gitea/issue_template/bug.yaml", {"gitea", "forgejo", None, "bitbucket"}),
    ],
)
def test_a_template_counts_where_the_forge_looks_for_it(path: str, readers: set[str | None]) -> None:
    forges = ("github", "gitlab", "gitea", "forgejo", "bitbucket", None)
    assert {forge for forge in forges if documents(files(path), forge)} == readers


def test_a_template_of_another_forge_does_not_hide_the_one_that_is_used() -> None:
    tree = files(".gitlab/merge_request_templates/Default.md", ".github/PULL_REQUEST_TEMPLATE/a.md")
    role = DocumentRole.PULL_REQUEST_TEMPLATE
    assert documents(tree, "gitea")[role].path == ".github/PULL_REQUEST_TEMPLATE/a.md"
    assert documents(tree, "gitlab")[role].path == ".gitlab/merge_request_templates/Default.md"


@pytest.mark.parametrize(
    "path", ["src/LICENSE.md", "licensing.py", "history.py", "news/a.md", "readme.exe", "support/a"]
)
def test_other_files_have_no_role(path: str) -> None:
    assert found(path) == {}


def test_a_real_file_in_a_lesser_place_beats_a_link_in_the_best() -> None:
    tree = files("README.md", kind="symbolic link") + files("docs/README.md")
    assert documents(tree)[DocumentRole.README].path == "docs/README.md"
    assert misplaced(tree) == {}
    assert [*misplaced(files("README.md", kind="symbolic link"))] == [DocumentRole.README]
    assert misplaced(files("docs/changes", kind="folder")) == {}


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "azure-pipelines.yml",
        ".circleci/config.yml",
        ".travis.yml",
        "bitbucket-pipelines.yml",
        ".drone.yml",
        ".woodpecker.yml",
        ".woodpecker/test.yaml",
        ".buildkite/pipeline.yml",
        "appveyor.yml",
        ".tekton/push.yaml",
        ".forgejo/workflows/test.yaml",
        ".gitea/workflows/test.yaml",
        "cloudbuild.yaml",
        "buildspec.yml",
        ".vsts-ci.yml",
        "ci/Jenkinsfile",
        "release.jenkinsfile",
        ".gitlab/ci/test.yml",
        "bamboo-specs/plan.yaml",
        ".zuul.d/jobs.yaml",
        ".ci/test.sh",
    ],
)
def test_continuous_integration_of_any_kind_is_seen(path: str) -> None:
    assert ci_files(files(path)) == (path,)


def test_scripts_for_continuous_integration_are_not_its_configuration() -> None:
    assert ci_files(files(".ci/apt-get.sh", ".ci/Jenkinsfile", ".gitlab-ci.yml")) == (
        ".ci/Jenkinsfile",
        ".gitlab-ci.yml",
    )


@pytest.mark.parametrize("path", [".azuredevops/dependabot.yml", ".ci/README.md", "src/ci/pipeline.yml"])
def test_what_only_stands_beside_continuous_integration_is_none(path: str) -> None:
    assert ci_files(files(path)) == ()


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("tests/test_a.py", 1),
        ("test/unit/a.js", 1),
        ("src/__tests__/a.tsx", 1),
        ("pkg/a_test.go", 1),
        ("src/a.spec.ts", 1),
        ("src/test/java/ATest.java", 1),
        ("Acme.Tests/LoginTests.cs", 1),
        ("spec/a_spec.rb", 1),
        ("a.bats", 1),
        ("ledger/tests.py", 1),
        ("test.js", 1),
        ("okio/src/commonTest/kotlin/Buffer.kt", 1),
        ("src/ledger_SUITE.erl", 1),
        ("modules/vpc/main.tftest.hcl", 1),
        ("cypress/login.cy.ts", 1),
        ("src/latest.py", 0),
        ("src/contest.c", 0),
        ("docs/testing.md", 0),
        ("node_modules/x/test/a.js", 0),
        ("t/0001-basic.t", 1),
        ("molecule/default/verify.yml", 1),
        ("charts/ledger/tests/deployment_test.yaml", 1),
        ("charts/ledger/templates/tests/test-connection.yaml", 1),
        ("charts/ledger/unittests/web/ingress_test.yaml", 1),
        ("plugins/dotenv/tests/basic.zunit", 1),
        # data, pictures and prose
        (".github/workflows/e2e-tests.yml", 0),
        ("requirements/requirements-tests.txt", 0),
        ("tests/ui/fail/no-context.stderr", 0),
        ("tests/resources/logo.png", 0),
        ("tests/README.md", 0),
        ("tests/data/accounts.json", 0),
        ("test/CMakeLists.txt", 0),
        ("test/expected.html", 0),
        ("docs/12-smoke-test.md", 0),
        ("spec/openapi.yaml", 0),
        ("examples/unit_test.csv", 0),
        ("tests/__snapshots__/a.test.js.snap", 0),
    ],
)
def test_tests_are_known_by_their_path(path: str, number: int) -> None:
    assert count_tests(files(path)) == number


def test_languages_are_weighed_by_bytes_or_else_by_files() -> None:
    python, go = files("a.py", "b.py", size=10), files("c.go", size=500)
    assert language_shares(python + go) == (
        LanguageShare(name="Go", weight=500),
        LanguageShare(name="Python", weight=20),
    )
    assert language_shares(python + files("c.go", size=None)) == (
        LanguageShare(name="Python", weight=2),
        LanguageShare(name="Go", weight=1),
    )


def test_examples_and_documentation_count_only_where_there_is_nothing_else() -> None:
    assert language_shares(files("a.go", "docs/site.js", "examples/b.py")) == (LanguageShare(name="Go", weight=1),)
    assert language_shares(files("examples/b.py", "README.md")) == (LanguageShare(name="Python", weight=1),)


def test_code_owners_are_accounts_and_teams_in_order() -> None:
    text = """
# everything
*        @acme/platform @ada  # not @grace
/my\\ docs  @writers grace@acme.example
[Database][2] @dba @@maintainer
^[Optional] @helpers
db/ @dba
/no-owner
"""
    assert code_owners(text) == ("@acme/platform", "@ada", "@writers", "@dba", "@@maintainer", "@helpers")


@given(st.text())
def test_code_owners_never_hold_an_e_mail_address_or_markup(text: str) -> None:
    for owner in code_owners(text):
        assert owner.startswith("@")
        assert "@" not in owner.lstrip("@")
        assert not set(owner) & set("<>\"'& ")


def test_the_time_of_a_tag_is_its_taggers_or_its_commits() -> None:
    head = b"tree x\nauthor A <a@b> 5 +0000\ncommitter A <a@b> 1700000000 +0100"
    moment = tag_time(Object("commit", head + b"\n\ntagger A <a@b> 1 +0000"), NOW)
    assert moment is not None
    assert moment.timestamp() == 1_700_000_000
    assert tag_time(Object("tree", b""), NOW) is None
    assert tag_time(Object("tag", b"tagger A <a@b> 99999999999999999999 +0000\n\n"), NOW) is None
    assert tag_time(None, NOW) is None


@given(st.lists(st.binary()))
def test_any_lines_count_as_a_history(lines: list[bytes]) -> None:
    history = count(lines, NOW)
    assert history.contributors is not None
    assert 0 <= history.contributors <= history.commits <= len(lines)
    assert sum(history.weekly.values()) <= history.commits


def test_weeks_are_iso_weeks_in_utc_and_reach_back_a_year() -> None:
    def line(when: int) -> bytes:
        return b"%s\0%s\0%d\0a@b\0A\0" % (OID.encode(), OID.encode(), when)

    sunday = int(NOW.timestamp()) - 5 * 24 * 3600
    last_second = sunday - sunday % 86_400 + 86_399
    year = 52 * 7 * 86_400
    history = count(
        [line(last_second), line(last_second + 1), line(last_second + 1 - year), line(last_second - year)], NOW
    )
    assert history.weekly == {"2026-W46": 1, "2026-W47": 1, "2025-W47": 1}


@pytest.mark.parametrize(
    ("reviewers", "parents", "noted"),
    [
        ("Lea <lea@b>", "1", 1),
        ("Lea <lea@b>\x01Rui <rui@b>", "1", 1),
        ("A <A@B>", "1", 0),
        ("ci <renovate[bot]@b>", "1", 0),
        ("Lea", "1", 0),
        ("%(trailers:key=Reviewed-by)", "1", 0),
        ("Lea <lea@b>", "1 2", None),
    ],
)
def test_a_review_is_noted_where_a_message_names_somebody_else(reviewers: str, parents: str, noted: int | None) -> None:
    line = f"{OID}\0{parents}\0{int(NOW.timestamp()) - 60}\0a@b\0A\0{reviewers}".encode()
    found = count([line], NOW).reviews
    assert (found.reviewed, found.changes) == ((0, 0) if noted is None else (noted, 1))


@given(st.binary(min_size=1).filter(lambda path: b"\0" not in path), st.integers(0, 10**9), WHOLE)
def test_a_tree_record_keeps_every_byte_of_its_path(path: bytes, size: int, oid: str) -> None:
    file = parse_tree_record(f"100644 blob {oid} {size:7}\t".encode() + path)
    assert file is not None
    assert file.path.encode("utf-8", "surrogateescape") == path
    assert (file.oid, file.kind, file.size) == (oid, "file", size)


@given(st.binary())
def test_any_bytes_are_a_tree_record_or_none(data: bytes) -> None:
    file = parse_tree_record(data)
    assert file is None or len(file.oid) in (40, 64)


@given(st.dictionaries(WHOLE, st.binary()))
def test_objects_are_read_whole_whatever_they_hold(objects: dict[str, bytes]) -> None:
    output = b"".join(f"{oid} blob {len(data)}\n".encode() + data + b"\n" for oid, data in objects.items())
    output = b"b" * 40 + b" missing\n" + output
    assert {oid: read.data for oid, read in parse_batch(output)} == objects


@given(st.binary())
def test_any_bytes_are_read_as_objects_or_not(data: bytes) -> None:
    assert all(read.type for _, read in parse_batch(data))


@given(st.binary())
def test_any_answer_of_a_remote_is_read(data: bytes) -> None:
    _, names = parse_ls_remote([data])
    assert all(len(oid) in (40, 64) for oid in (*names.branches.values(), *names.tags.values()))


def test_the_names_of_a_remote_are_read() -> None:
    names = ["HEAD", "refs/heads/main", "refs/tags/v1", "refs/tags/v1^{}"]
    text = "ref: refs/heads/main\tHEAD\n" + "".join(f"{OID}\t{name}\n" for name in names)
    head, read = parse_ls_remote([text.encode()])
    assert head == "refs/heads/main"
    assert (read.head, read.branches, read.tags) == (OID, {"main": OID}, {"v1": OID})


@given(st.lists(st.binary()), st.integers(1, 9))
def test_records_do_not_depend_on_how_the_stream_is_cut(parts: list[bytes], step: int) -> None:
    whole = b"\0".join(parts)
    cut = [whole[start : start + step] for start in range(0, len(whole), step)]
    assert [*records(cut, b"\0")] == [*records([whole], b"\0")]
