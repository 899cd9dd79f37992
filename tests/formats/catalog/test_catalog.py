"""catalog.yml: strict, complete, and careful with whatever may hold a secret."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.catalog import (
    AppSettings,
    Catalog,
    Entry,
    Forge,
    GitHubSettings,
    GitSettings,
    is_local,
    read_catalog,
    repository_identity,
)
from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.model import Metadata, ReadmeImages, Shelf, ShelfRule, Visibility
from innersource_marketplace.reference import forge_urls as links

HEAD = "version: 1\norganization: Acme\n"


def read(text: str) -> tuple[Catalog, tuple[Problem, ...]]:
    catalog, problems = read_catalog((HEAD + text).encode(), "catalog.yml")
    assert catalog is not None
    return catalog, problems


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_every_key_is_read() -> None:
    catalog, problems = read(
        """
site: {title: Acme InnerSource, purpose: Find a project., url: https://m.acme.example/, edit_url: https://g.acme.example/edit}
publish: {shrink_share: 0.3}
sources:
  - git: https://git.acme.example/platform/http-client.git
    web: https://git.acme.example/
    owner: platform
    name: http-client
    branch: main
    forge: gitlab
  - github: [acme, acme-labs]
    url: https://github.acme.example
    token_env: ACME_TOKEN
    app: {id: 12, private_key_env: APP_KEY, installation: 34}
    topic: innersource
    all_with_metadata: true
    include: [lib-*]
    exclude: old-*
    visibility: [internal, private]
    forks: true
    archived: true
    templates: true
    labels: [gig]
    certificate_authority: /etc/ssl/acme.pem
projects:
  - repository: https://github.acme.example/payments/ledger
    title: Ledger
    renamed_from: payments/books
  - repository: https://git.acme.example/core/vault
    collect: false
    description: Secrets for every service.
"""
    )
    assert problems == ()
    assert catalog.organization == "Acme"
    assert (catalog.site.title, catalog.site.site_url, catalog.shrink_share) == (
        "Acme InnerSource",
        "https://m.acme.example/",
        0.3,
    )
    assert catalog.sources == (
        GitSettings(
            address="https://git.acme.example/platform/http-client.git",
            web="https://git.acme.example",
            owner="platform",
            name="http-client",
            branch="main",
            forge=Forge.GITLAB,
        ),
        GitHubSettings(
            accounts=("acme", "acme-labs"),
            url="https://github.acme.example",
            token_env="ACME_TOKEN",
            app=AppSettings(id="12", private_key_env="APP_KEY", installation=34),
            topics=("innersource",),
            all_with_metadata=True,
            include=("lib-*",),
            exclude=("old-*",),
            visibility=(Visibility.INTERNAL, Visibility.PRIVATE),
            forks=True,
            archived=True,
            templates=True,
            labels=("gig",),
            certificate_authority="/etc/ssl/acme.pem",
        ),
    )
    assert catalog.projects == (
        Entry(
            repository="https://github.acme.example/payments/ledger",
            renamed_from=("payments/books",),
            metadata=Metadata(title="Ledger"),
        ),
        Entry(
            repository="https://git.acme.example/core/vault",
            collect=False,
            metadata=Metadata(description="Secrets for every service."),
        ),
    )


def test_a_site_without_a_purpose_has_one_in_its_language() -> None:
    english, german = (read(f"version: 1\norganization: Acme\nsite: {{language: {name}}}")[0] for name in ("en", "de"))
    assert english.site.purpose.startswith("Projects of our company")
    assert german.site.purpose.startswith("Projekte unserer Firma")


def test_defaults_never_list_private_repositories_nor_a_whole_organization() -> None:
    catalog, problems = read("sources: [{github: acme}]")
    assert problems == ()
    assert catalog.sources == (GitHubSettings(accounts=("acme",)),)
    settings = GitHubSettings(accounts=("acme",))
    assert settings.visibility == (Visibility.PUBLIC, Visibility.INTERNAL)
    assert settings.topics == ("innersource",)


@pytest.mark.parametrize(
    ("text", "line", "suggestion"),
    [
        ("source: []", 3, "sources"),
        ("sources:\n- git: ./x\n  brnch: main", 5, "branch"),
        ("sources:\n- github: acme\n  topc: x", 5, "topic"),
        ("site:\n  titel: x\nsources: [{git: ./x}]", 4, "title"),
        ("publish: {shrink_shar: 0.1}\nsources: [{git: ./x}]", 3, "shrink_share"),
        ("projects:\n- repository: ./x\n  titel: x", 5, "title"),
        ("projects:\n- repository: ./x\n  colect: false", 5, "collect"),
    ],
)
def test_an_unknown_key_is_an_error_with_a_suggestion(text: str, line: int, suggestion: str) -> None:
    _, problems = read(text)
    unknown = [problem for problem in problems if problem.code == "unknown-key"]
    assert [(p.line, p.severity, str(p.fix)) for p in unknown] == [
        (line, Severity.ERROR, f'Did you mean "{suggestion}"?')
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://h.example/a/b.git",
        "ssh://git@h.example/a",
        "git@h.example:a/b.git",
        "h.example:a",
        "file:///srv/a",
        "./a",
        "../a",
        "/srv/a",
        "repositories",
        "http://127.0.0.1:8000/a",
        "http://localhost/a",
        "http://[::1]/a",
        "git+ssh://git@h.example/a",
    ],
)
def test_a_usual_git_address_is_accepted(address: str) -> None:
    catalog, problems = read(f"sources: [{{git: '{address}'}}]\nprojects: [{{repository: '{address}'}}]")
    assert problems == ()
    assert catalog.sources == (GitSettings(address=address),)
    assert catalog.projects == (Entry(repository=address),)


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c id",
        "fd::17",
        "transport::x",
        "--upload-pack=id",
        "-x",
        "http://h.example/a",
        "git://h.example/a",
        "ftp://h.example/a",
        "https://user:s3cret@h.example/a",
        "https://s3cret@h.example/a",
        "ssh://u:s3cret@h.example/a",
        "u:s3cret@h.example:a",
        "https://",
        "https://h.example",
        "https://h.example:99999/a",
        "ssh://-oProxyCommand=id/a",
        "ssh://-o@h.example/a",
        "-oProxyCommand=id:a",
        "h.example:-a",
        "h.example:\u202ea",
        "file://",
        "",
        "x" * 3_000,
    ],
)
def test_a_dangerous_git_address_is_refused_and_not_repeated(address: str) -> None:
    catalog, problems = read(f"sources: [{{git: '{address}'}}]\nprojects: [{{repository: '{address}'}}]")
    assert (catalog.sources, catalog.projects) == ((), ())
    assert {problem.severity for problem in problems} == {Severity.ERROR}
    assert "s3cret" not in repr(problems)


@pytest.mark.parametrize(
    "token", ["ghp_" + "a1" * 18, "ghs_x", "github_pat_" + "1A" * 20, "glpat-" + "x" * 20, "0a" * 20]
)
@pytest.mark.parametrize("key", ["token_env", "app: {id: 1, private_key_env"])
def test_a_token_in_the_place_of_a_variables_name_is_refused_and_not_repeated(token: str, key: str) -> None:
    _, problems = read(f"sources:\n- github: acme\n  {key}: '{token}'" + ("}" if "{" in key else ""))
    assert set(codes(problems)) == {"secret-in-file"}
    assert token not in repr(problems)


@pytest.mark.parametrize(
    "line", ["organisation: {}", "sources: [{{github: {}}}]", "projects: [{{repository: ./a, title: {}}}]", "# {}"]
)
def test_a_token_anywhere_in_the_file_is_found_and_not_repeated(line: str) -> None:
    token = "ghp_" + "b2" * 18
    _, problems = read(line.format(token))
    assert "secret-in-file" in codes(problems)
    assert token not in repr(problems)


@pytest.mark.parametrize(
    "url", ["http://github.acme.example", "ftp://x.example", "https://u:s3cret@x.example", "x", "https://x.example/?a"]
)
def test_a_refused_server_never_falls_back_to_another_one(url: str) -> None:
    catalog, problems = read(f"sources: [{{github: acme, url: '{url}'}}]")
    assert catalog.sources == ()
    assert codes(problems) == ["address-refused"]
    assert "s3cret" not in repr(problems)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost:1", "https://github.acme.example/api/v3/"])
def test_a_server_by_https_or_on_loopback_is_accepted(url: str) -> None:
    catalog, problems = read(f"sources: [{{github: acme, url: '{url}'}}]")
    assert problems == ()
    assert catalog.sources == (GitHubSettings(accounts=("acme",), url=url.rstrip("/")),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sources: [{}]", "source-kind"),
        ("sources: [{git: ./a, github: b}]", "source-kind"),
        ("sources: [{owner: x}]", "source-kind"),
        ("sources: x", "wrong-type"),
        ("sources: [{github: 7}]", "wrong-type"),
        ("sources: [{github: []}]", "missing-value"),
        ("sources: [{github: 'a b'}]", "account-refused"),
        ("sources: [{github: a, topic: No Topic}]", "topic-refused"),
        ("sources: [{github: a, visibility: secret}]", "unknown-word"),
        ("sources: [{github: a, visibility: []}]", "missing-value"),
        ("sources: [{github: a, forks: 'yes'}]", "wrong-type"),
        ("sources: [{github: a, app: {private_key_env: K}}]", "missing-key"),
        ("sources: [{git: ./a, forge: svn}]", "unknown-word"),
        ("sources: [{git: ./a, branch: -x}]", "name-refused"),
        ("sources: [{git: ./a, branch: a..b}]", "name-refused"),
        ("sources: [{git: ./a, name: ../x}]", "name-refused"),
        ("projects: [{title: x}]", "missing-key"),
        ("projects: [7]", "wrong-type"),
        ("projects: [{repository: ./a, renamed_from: '../..'}]", "name-refused"),
        ("projects: [{repository: https://h.example/a/b}, {repository: git@h.example:A/b.git}]", "duplicate-entry"),
        ("projects: [{repository: ./a, collect: false}]", "entry-wordless"),
        ("projects: [{repository: ./a, skills: [Go], docs: docs/}]", "address-refused"),
        ("sources: [{git: ./a}]\npublish: {shrink_share: 2}", "out-of-range"),
        ("sources: [{git: ./a}]\npublish: {shrink_share: true}", "wrong-type"),
        ("sources: [{git: ./a}]\nsite: {url: 'javascript:alert(1)'}", "address-refused"),
        ("", "nothing-listed"),
    ],
)
def test_a_fault_of_meaning_is_named(text: str, code: str) -> None:
    assert codes(read(text)[1]) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("organization: A", "missing-key"),
        ("version: 1", "missing-key"),
        ("version: 2\norganization: A", "version-unknown"),
        ("version: true\norganization: A", "version-unknown"),
    ],
)
def test_version_and_organization_are_needed(text: str, code: str) -> None:
    _, problems = read_catalog((text + "\nsources: [{git: ./a}]").encode(), "catalog.yml")
    assert codes(problems) == [code]


def test_all_problems_come_at_once_in_order() -> None:
    _, problems = read("sources: [{git: 'ext::x'}, {github: 7}]\nprojects: [{title: x}]\nzzz: 1")
    assert codes(problems) == ["address-refused", "wrong-type", "missing-key", "unknown-key"]
    assert list(problems) == sorted(problems)


@pytest.mark.parametrize("data", [b"", b"[]", b"x", b"null", b"a: b: c", b"\xff", b"&a [*a]"])
def test_what_is_no_catalogue_gives_none_and_a_reason(data: bytes) -> None:
    catalog, problems = read_catalog(data, "catalog.yml")
    assert catalog is None
    assert problems


def test_addresses_of_one_repository_have_one_identity() -> None:
    addresses = (
        "https://H.example/A/b.git",
        "git@h.example:a/b",
        "ssh://git@h.example.:7999/a/b",
        "https://h.example:8443/a/b/",
    )
    assert {repository_identity(address) for address in addresses} == {"h.example/a/b"}
    assert repository_identity("./A/b.git") == "./A/b"
    assert is_local("./a")
    assert not is_local("git@h.example:a")


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    read_catalog(data, "f")


@given(
    st.text(max_size=60),
    st.sampled_from(
        [
            "sources: [{git: %s}]",
            "sources: [{github: %s}]",
            "sources: [{github: a, url: %s}]",
            "projects: [{repository: %s}]",
            "site: {url: %s}",
        ]
    ),
)
def test_no_text_as_an_address_raises(text: str, line: str) -> None:
    read_catalog((HEAD + line % json.dumps(text)).encode(), "f")


def test_shelves_are_rules_or_projects_picked_by_hand() -> None:
    catalog, problems = read(
        "sources: [{git: ./a}]\nsite:\n  shelves:\n    - new\n    - {rule: most_active, title: Busy}\n"
        "    - {title: Start here, projects: [payments/ledger, https://git.acme.example/core/vault.git]}\n"
    )
    assert problems == ()
    assert catalog.site.shelves == (
        Shelf(rule=ShelfRule.NEW),
        Shelf(rule=ShelfRule.MOST_ACTIVE, title="Busy"),
        Shelf(title="Start here", projects=("payments/ledger", "git.acme.example/core/vault")),
    )
    assert read("sources: [{git: ./a}]\nsite: {shelves: []}")[0].site.shelves == ()
    assert read("sources: [{git: ./a}]")[0].site.shelves is None


@pytest.mark.parametrize(
    ("shelf", "code"),
    [
        ("newest", "unknown-word"),
        ("{title: Empty}", "shelf-unclear"),
        ("{rule: new, projects: [a/b], title: Both}", "shelf-unclear"),
        ("{projects: [a/b]}", "missing-key"),
        ("{rule: new, titel: New}", "unknown-key"),
        ("[new]", "wrong-type"),
    ],
)
def test_a_faulty_shelf_is_left_out_and_named(shelf: str, code: str) -> None:
    catalog, problems = read(f"sources: [{{git: ./a}}]\nsite: {{shelves: [{shelf}]}}")
    assert code in codes(problems)
    assert all(problem.pointer.startswith("/site/shelves/0") for problem in problems)
    assert catalog.site.shelves is not None


@pytest.mark.parametrize("key", ["sources", "projects", "site", "publish"])
def test_a_key_whose_content_is_commented_out_is_empty(key: str) -> None:
    text = f"{key}:\n#  - of no use yet\n"
    _, problems = read(text)
    assert codes(problems) == ["nothing-listed"]
    assert [problem.code for problem in check_file("catalog.yml", (HEAD + text).encode())] == ["nothing-listed"]


def test_a_catalogue_may_name_every_forge_that_links_know_and_a_plain_one() -> None:
    words = [*links.forges(), "plain"]
    assert sorted(words) == sorted(Forge)
    assert json.loads(schema("catalog"))["$defs"]["git_source"]["properties"]["forge"]["enum"] == words
    for word in words:
        catalog, problems = read(f"sources: [{{git: ./x, forge: {word}}}]")
        assert problems == ()
        assert catalog.sources == (GitSettings(address="./x", forge=Forge(word)),)


@pytest.mark.parametrize(
    ("said", "policy"),
    [
        ("", ReadmeImages.LINK),
        (", readme_images: link", ReadmeImages.LINK),
        (", readme_images: copy", ReadmeImages.COPY),
    ],
)
def test_pictures_of_readmes_are_links_unless_the_catalogue_wants_copies(said: str, policy: ReadmeImages) -> None:
    catalog, problems = read(f"sources: [{{git: ./a}}]\nsite: {{title: T{said}}}")
    assert problems == ()
    assert catalog.site.readme_images is policy


@pytest.mark.parametrize("said", ["all", "true", "1", "[copy]"])
def test_another_word_for_the_pictures_of_readmes_is_an_error(said: str) -> None:
    catalog, problems = read(f"sources: [{{git: ./a}}]\nsite: {{readme_images: {said}}}")
    assert [problem.pointer for problem in problems] == ["/site/readme_images"]
    assert catalog.site.readme_images is ReadmeImages.LINK
