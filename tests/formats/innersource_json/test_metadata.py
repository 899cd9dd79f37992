"""innersource.json as people write it: both dialects, other spellings, leftovers, and hostile texts."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.formats.innersource_json.field_names import FIELD_KEYS
from innersource_marketplace.formats.innersource_json.own_links import with_own_links
from innersource_marketplace.limits import LIST_ITEMS, METADATA_BYTES, TITLE_CHARACTERS
from innersource_marketplace.model import (
    Channel,
    FactsInBrief,
    Gig,
    GovernanceLevel,
    Lifecycle,
    Metadata,
    ProjectKey,
    Provider,
    TrustedCommitter,
)

MAIL = escape.url("mailto:ada@acme.example")
PROFILE = escape.url("https://github.com/ada")


def read(**fields: object) -> tuple[Metadata, tuple[Problem, ...]]:
    return read_metadata(json.dumps(fields).encode(), "innersource.json")


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("field", ["owner", "owner_Id"])
def test_an_address_of_a_person_is_no_team(field: str) -> None:
    metadata, problems = read(**{"title": "Tide tables", field: "ada.lovelace@acme.example"})
    assert metadata.owner is None
    assert "owner-not-team" in codes(problems)


def test_documentation_of_a_sister_project_is_not_shown() -> None:
    facts = FactsInBrief(
        key=ProjectKey("git.acme.example/sea/tides"),
        host="git.acme.example",
        owner="sea",
        name="tides",
        provider=Provider.GIT,
        source="s",
        url=escape.url("https://git.acme.example/sea/tides"),
    )
    for docs, kept in (
        ("https://git.acme.example/sea/winds/wiki", False),
        ("https://git.acme.example/sea/tides/wiki", True),
        ("https://git.acme.example/sea/docs", True),
        ("https://docs.acme.example/winds", True),
    ):
        metadata, problems = with_own_links(read(docs=docs)[0], facts)
        assert metadata is not None
        assert (metadata.docs is not None) is kept
        assert codes(problems) == ([] if kept else ["foreign-docs"])


def test_the_dialect_of_saps_portal_is_read_without_a_word() -> None:
    metadata, problems = read(
        title="Tide tables",
        motivation="Every ferry team needs the same tides.",
        contributions=["Bug fixes", "New harbours"],
        skills=["Python", "Numerics"],
        logo="docs/tide.png",
        docs="https://docs.acme.example/tides",
        language="Python",
    )
    assert problems == ()
    assert metadata == Metadata(
        title="Tide tables",
        motivation="Every ferry team needs the same tides.",
        contributions=("Bug fixes", "New harbours"),
        skills=("Python", "Numerics"),
        logo="docs/tide.png",
        docs=escape.url("https://docs.acme.example/tides"),
        language="Python",
    )


def test_the_second_dialect_is_read() -> None:
    metadata, problems = read(
        name="Harbour map",
        description="Maps of every harbour.",
        participating=True,
        governance_level="contributions_welcome",
        trusted_committers=[{"name": "Ada Lovelace", "github": "ada", "role": "maintainer"}],
        communication={"channel": "<!-- TODO: the channel -->", "issues": "https://git.acme.example/maps/issues"},
    )
    issues = escape.url("https://git.acme.example/maps/issues")
    assert metadata == Metadata(
        title="Harbour map",
        description="Maps of every harbour.",
        participating=True,
        governance_level=GovernanceLevel.CONTRIBUTIONS_WELCOME,
        trusted_committers=(TrustedCommitter(name="Ada Lovelace", account="ada", role="maintainer"),),
        communication=(Channel(purpose="issues", text=str(issues), url=issues),),
    )
    assert codes(problems) == ["placeholder"]


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("contribution", ["Bug fixes"], "contributions", ("Bug fixes",)),
        ("project_logo", "logo.png", "logo", "logo.png"),
        ("documentation", "https://d.example/", "docs", "https://d.example/"),
        ("owner_Id", "Payments", "owner", "Payments"),
        ("owner", {"name": "Payments"}, "owner", "Payments"),
        ("TrustedCommitters", ["@ada"], "trusted_committers", (TrustedCommitter(name="ada", account="ada"),)),
        ("Title", "Ledger", "title", "Ledger"),
        ("licence", "MIT", "license", "MIT"),
        ("skills", "Java, ReactNative", "skills", ("Java", "ReactNative")),
        ("skills", ["Go", "go", " GO "], "skills", ("Go",)),
        ("topics", ["caf\u00e9", "cafe\u0301"], "topics", ("café",)),
        ("language", "NodeJS", "language", "JavaScript"),
        ("language", "golang", "language", "Go"),
        ("language", "Java, ReactNative", "language", "Java"),
        ("language", "Klingon", "language", "Klingon"),
        ("governance_level", "Shared Write-Access", "governance_level", GovernanceLevel.SHARED_WRITE_ACCESS),
        ("lifecycle", "Production", "lifecycle", Lifecycle.ACTIVE),
        ("lifecycle", "beta", "lifecycle", Lifecycle.EXPERIMENTAL),
        ("lifecycle", "end of life", "lifecycle", Lifecycle.ARCHIVED),
        ("warranty_days", "30 days", "warranty_days", 30),
        ("SLA", "Answers in two days.", "support", "Answers in two days."),
        ("participating", "yes", "participating", True),
        ("gigs", ["Translate it"], "gigs", (Gig(title="Translate it"),)),
        ("logo", "./docs//logo.png", "logo", "docs/logo.png"),
        ("logo", "https://img.acme.example/l.png", "logo", "https://img.acme.example/l.png"),
        ("getting_started", "Run make.", "getting_started", "Run make."),
        ("docs", "team@acme.example", "docs", "mailto:team@acme.example"),
    ],
)
def test_other_spellings_and_words_are_understood(key: str, value: object, field: str, expected: object) -> None:
    metadata, problems = read(**{key: value})
    assert getattr(metadata, field) == expected
    assert all(problem.severity is Severity.WARNING for problem in problems)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ada Lovelace <ada@acme.example>", TrustedCommitter(name="Ada Lovelace", contact=MAIL)),
        ("Ada Lovelace (@ada)", TrustedCommitter(name="Ada Lovelace", account="ada")),
        ("@ada", TrustedCommitter(name="ada", account="ada")),
        ("ada", TrustedCommitter(name="ada", account="ada")),
        ("Ada", TrustedCommitter(name="Ada")),
        ("Ada Lovelace", TrustedCommitter(name="Ada Lovelace")),
        ("ada@acme.example", TrustedCommitter(name="ada", contact=MAIL)),
        ("https://github.com/ada", TrustedCommitter(name="ada", account="ada", contact=PROFILE)),
        ({"login": "@ada", "email": "ada@acme.example"}, TrustedCommitter(name="ada", account="ada", contact=MAIL)),
        ({"name": "Ada", "timezone": "UTC"}, TrustedCommitter(name="Ada", time_zone="UTC")),
    ],
)
def test_a_person_is_read_in_any_usual_form(words: object, expected: TrustedCommitter) -> None:
    metadata, problems = read(trusted_committers=[words])
    assert metadata.trusted_committers == (expected,)
    assert set(codes(problems)) <= {"other-spelling"}


@pytest.mark.parametrize("value", ["mail@acme.example\nBcc: x@y.example", "mailto:a@b.example?bcc=c@d.example"])
def test_a_contact_cannot_smuggle_mail_headers(value: str) -> None:
    metadata, problems = read(trusted_committers=[{"name": "Ada", "contact": value}])
    assert metadata.trusted_committers == (TrustedCommitter(name="Ada"),)
    assert codes(problems) == ["address-refused"]


@pytest.mark.parametrize(
    ("communication", "expected"),
    [
        ("#ledger", [("chat", "#ledger", None)]),
        ({"chat": ["#a", "#b"]}, [("chat", "#a", None), ("chat", "#b", None)]),
        (
            ["#a", {"type": "Mail", "url": "x@y.example"}],
            [("chat", "#a", None), ("mail", "x@y.example", "mailto:x@y.example")],
        ),
        ({"chat": "#a (https://c.example/a)"}, [("chat", "#a", "https://c.example/a")]),
        ({"issues": {"text": "Tracker", "link": "https://c.example/"}}, [("issues", "Tracker", "https://c.example/")]),
    ],
)
def test_channels_are_read_in_any_usual_form(
    communication: object, expected: list[tuple[str, str, str | None]]
) -> None:
    metadata, problems = read(communication=communication)
    channels = [(channel.purpose, channel.text, channel.url) for channel in metadata.communication or ()]
    assert channels == expected
    assert set(codes(problems)) <= {"other-spelling"}


@pytest.mark.parametrize(
    "leftover",
    [
        "path/to/your/project-logo.png (optional)",
        "TODO",
        "todo: write this",
        "<!-- the motivation -->",
        "CHANGE ME",
        "change-me",
        "TBD.",
        "<your title>",
        "{{ title }}",
        "Your project title here",
        "[insert text]",
        "...",
    ],
)
def test_what_a_template_left_behind_counts_as_unset(leftover: str) -> None:
    metadata, problems = read(title=leftover, motivation=leftover, logo=leftover, skills=[leftover])
    assert metadata in (Metadata(skills=()), Metadata())
    assert set(codes(problems)) == {"placeholder"}


@pytest.mark.parametrize("words", ["Your team, faster", "Bring your project forward", "TODO lists for everyone", "xx"])
def test_real_words_are_no_placeholder(words: str) -> None:
    assert read(title=words)[0].title == words


@pytest.mark.parametrize("field", sorted(FIELD_KEYS))
@pytest.mark.parametrize(
    "value", [7, True, 1.5, "", [], {}, [[]], [{}], {"a": {"b": []}}, [None], "\u202e", "x" * 10_000]
)
def test_each_field_survives_a_value_of_any_type(field: str, value: object) -> None:
    metadata, _ = read(**{field: value, "title" if field != "title" else "owner": "kept"})
    assert "kept" in (metadata.title, metadata.owner)
    assert_showable(metadata)


@pytest.mark.parametrize("field", sorted(FIELD_KEYS))
def test_null_is_unknown_and_no_problem(field: str) -> None:
    assert read(**{field: None}) == (Metadata(), ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("support", {"level": 3}),
        ("warranty_days", True),
        ("warranty_days", -1),
        ("warranty_days", 2**63),
        ("warranty_days", 1.5),
        ("participating", 1),
        ("lifecycle", "someday"),
        ("skills", {"a": 1}),
        ("title", 7),
        ("communication", 7),
        ("gigs", 7),
    ],
)
def test_a_value_of_the_wrong_type_or_range_is_dropped_with_its_place(field: str, value: object) -> None:
    metadata, problems = read(**{field: value})
    assert metadata == Metadata()
    assert [(problem.pointer, problem.severity) for problem in problems] == [(f"/{field}", Severity.ERROR)]


@pytest.mark.parametrize(
    "address",
    [
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "//e.example",
        "https:e",
        "https://u:t0ken@h.example",
        "https://h\\@e.example",
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "https://h.example:99999/",
        "https://h.example/" + "x" * 10_000,
        "docs/",
        "../README.md",
    ],
)
def test_a_dangerous_or_relative_address_is_dropped_and_its_password_not_repeated(address: str) -> None:
    metadata, problems = read(docs=address, communication={"chat": address}, gigs=[{"title": "x", "url": address}])
    assert metadata.docs is None
    assert metadata.gigs == (Gig(title="x"),)
    assert all(channel.url is None for channel in metadata.communication or ())
    assert "address-refused" in codes(problems)
    assert "t0ken" not in repr(problems)


@pytest.mark.parametrize(
    "logo",
    [
        "../../.env",
        "a/../../b",
        "..%2f..%2f.env",
        "%252e%252e/x",
        "\\\\host\\share",
        "/etc/passwd",
        "C:\\x.png",
        "//h.example/x",
        "http://h.example/x.png",
        "javascript:alert(1)",
        "data:image/svg+xml,x",
        "file:///x",
        "a\x00b",
        "a\u202eb",
    ],
)
def test_a_logo_stays_inside_the_repository(logo: str) -> None:
    metadata, problems = read(logo=logo)
    assert metadata.logo is None
    assert set(codes(problems)) <= {"path-refused", "address-refused"}
    assert problems


@pytest.mark.parametrize(
    "title",
    [
        "</title><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "x {: onclick=alert(1) }",
        "a | b \\ ` c",
        "{{ config }}",
        "{% raw %}",
        "${{ secrets.X }} x",
        "=HYPERLINK(1)",
        "@SUM",
        "::set-output name=x::y",
    ],
)
def test_hostile_texts_are_kept_as_plain_texts_for_the_encoders(title: str) -> None:
    metadata, _ = read(title=title)
    assert metadata.title in (title, None)


def test_a_title_is_one_line_without_invisible_characters_and_bounded() -> None:
    title = "---\ntemplate: evil.html\x1b[0m\u202e\u2066\u2028 a" + "\u0301" * 500 + "x" * 1_000
    metadata, _ = read(title=title)
    assert metadata.title is not None
    assert metadata.title.startswith("--- template: evil.html[0m ")
    assert len(metadata.title) == TITLE_CHARACTERS
    assert_showable(metadata)


def test_a_long_list_is_cut_with_a_problem() -> None:
    metadata, problems = read(topics=[f"t{n}" for n in range(10_000)])
    assert metadata.topics is not None
    assert len(metadata.topics) == LIST_ITEMS
    assert codes(problems) == ["too-many-items"]


def test_unknown_keys_are_kept_and_a_misspelling_gets_a_suggestion() -> None:
    metadata, problems = read(
        **{"skilz": [], "zebra": 1, "__proto__": {}, "constructor": 1, "x-ours": 1, "$schema": "x"}
    )
    assert metadata.unknown == ("__proto__", "constructor", "skilz", "x-ours", "zebra")
    errors = [(problem.pointer, str(problem.fix)) for problem in problems if problem.severity is Severity.ERROR]
    assert errors == [("/skilz", 'Did you mean "skills"?')]


def test_the_exact_name_wins_over_another_spelling() -> None:
    metadata, problems = read(name="Other", title="Exact")
    assert metadata.title == "Exact"
    assert codes(problems) == ["second-spelling"]


@pytest.mark.parametrize("data", [b"null", b"[]", b'"x"', b"7", b"", b"{", b"\xff\xfe{\x00}\x00"])
def test_a_file_that_is_no_object_gives_empty_metadata_and_one_problem(data: bytes) -> None:
    metadata, problems = read_metadata(data, "innersource.json")
    assert metadata == Metadata()
    assert len(problems) == 1


def test_ten_megabytes_are_not_parsed() -> None:
    _, problems = read_metadata(b'{"title": "' + b"x" * 10_000_000 + b'"}', "innersource.json")
    assert codes(problems) == ["too-large"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"skills": [' + b",".join(b'"k%d"' % n for n in range(25_000)) + b"]}",
        b"{" + b",".join(b'"key%d": 1' % n for n in range(15_000)) + b"}",
        b'{"communication": {' + b",".join(b'"k%d": "https:"' % n for n in range(10_000)) + b"}}",
        b'{"logo": "' + b"https://<{" * 20_000 + b'"}',
        b'{"title": "' + b"<!--" * 50_000 + b'"}',
        b'{"docs": "https://' + b"path/to<" * 25_000 + b'"}',
    ],
)
def test_a_file_made_to_take_long_does_not(data: bytes) -> None:
    import time

    assert len(data) <= METADATA_BYTES
    start = time.process_time()
    read_metadata(data, "innersource.json")
    assert time.process_time() - start < 2


def assert_showable(metadata: Metadata) -> None:
    """Every text is plain and every address is what `escape.url` gives."""
    people = metadata.trusted_committers or ()
    gigs = metadata.gigs or ()
    channels = metadata.communication or ()
    addresses = [metadata.docs, *(p.contact for p in people), *(g.url for g in gigs), *(c.url for c in channels)]
    for address in addresses:
        assert address is None or escape.url(address) == address
    for text in strings([metadata]):
        assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text)
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [text for item in value for text in strings(item)]
    if hasattr(value, "__slots__"):
        return [text for name in value.__slots__ for text in strings(getattr(value, name))]
    return []


leaves = st.sampled_from(["@ada", "https://x.example/", "a@b.example", "TODO"])
names = st.sampled_from(["name", "github", "url", "text", "title", "purpose", "contact"])
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(), inner, max_size=4),
    max_leaves=25,
)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert_showable(read_metadata(data, "f")[0])


@given(st.dictionaries(st.sampled_from(sorted(FIELD_KEYS)) | st.text(), any_json, max_size=6))
def test_any_json_gives_metadata_fit_to_show(value: dict[str, object]) -> None:
    metadata, problems = read_metadata(json.dumps(value).encode(), "f")
    assert_showable(metadata)
    assert all(problem.line and problem.column and problem.message for problem in problems)
