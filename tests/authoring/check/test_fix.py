"""What `--fix` fixes, and that it leaves everything else as it is."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.authoring.check.fix import fix_text
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.formats.innersource_json.field_names import FIELD_KEYS


def fixed(text: str, name: str = "innersource.json") -> str:
    return fix_text(name, text.encode()).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"contribution": ["Docs"]}', '{"contributions": ["Docs"]}'),
        ('{"project_logo" : "l.png"}', '{"logo" : "l.png"}'),
        ('{"skilz": ["Go"]}', '{"skills": ["Go"]}'),
        ('{"skilz": "Go"}', '{"skills": ["Go"]}'),
        ('{"gigs": [{"name": "Port it"}]}', '{"gigs": [{"title": "Port it"}]}'),
        ('{"language": "golang"}', '{"language": "Go"}'),
        ('{"language":"c sharp" }', '{"language":"C#" }'),
        ('{"lifecycle": "In Production"}', '{"lifecycle": "active"}'),
        ('{"governance_level": "Shared-Ownership"}', '{"governance_level": "shared_ownership"}'),
        ('{"participating": "yes"}', '{"participating": true}'),
        ('{"warranty": "30 days"}', '{"warranty_days": 30}'),
        ('{"skills": "Java, C++;Go"}', '{"skills": ["Java", "C++", "Go"]}'),
        ('{"trusted_committers": "@ada"}', '{"trusted_committers": ["@ada"]}'),
        ('{"gigs": {"title": "Port it"}}', '{"gigs": [{"title": "Port it"}]}'),
        ('{"skills": ["Go", "go", "Java"]}', '{"skills": ["Go", "Java"]}'),
        ('{"skills": ["Go", "Java", "GO"]}', '{"skills": ["Go", "Java"]}'),
        ('{"skills": ["", "Go", null, "go"]}', '{"skills": ["Go"]}'),
        ('{"skills": [""]}', '{"skills": []}'),
        ('{"title": "A",}', '{"title": "A"}'),
        ('{"skills": ["Go" , ] , }', '{"skills": ["Go"  ]  }'),
        ('\ufeff{"title": "A"}', '{"title": "A"}'),
        ('{\n  // why\n  "title": "A" // what\n}', '{\n  "title": "A"\n}'),
        ('{ /* a */ "title": "// no, # no, /* no */" }', '{  "title": "// no, # no, /* no */" }'),
        ('{\n# why\n"title": "A"}', '{\n"title": "A"}'),
        ('{"skilz": "Go",\r\n "language": "golang"}\r\n', '{"skills": ["Go"],\r\n "language": "Go"}\r\n'),
    ],
)
def test_what_has_one_right_answer_is_written(before: str, after: str) -> None:
    assert fixed(before) == after
    assert fixed(after) == after


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "Ledger"}',
        '{"contribution": ["a"], "contributions": ["b"]}',
        '{"skilz": ["a"], "skills": ["b"]}',
        '{"zebra": 1}',
        '{"language": "Java, ReactNative"}',
        '{"language": "Klingon"}',
        '{"title": ""}',
        '{"title": "TODO"}',
        '{"governance_level": "contributions_welcom"}',
        '{"title": "A" "skills": []}',
        "{'title': 'A'}",
        '{"title": "A", // unclosed',
        '{"title": "A"} /* unclosed',
        "",
        "[]",
        "\x00\x01",
    ],
)
def test_what_is_for_a_person_to_decide_stays(text: str) -> None:
    assert fixed(text) == text


def test_layout_order_and_everything_else_stay() -> None:
    before = '{\n\t"zebra" : 1,\n\n\t"contribution":\n\t[ "Docs",\n\t  "docs", "Code"\n\t],   "x-ours": {"a":[ ]}\n}'
    after = '{\n\t"zebra" : 1,\n\n\t"contributions":\n\t[ "Docs",\n\t  "Code"\n\t],   "x-ours": {"a":[ ]}\n}'
    assert fixed(before) == after


def test_a_catalogue_keeps_its_comments() -> None:
    before = """version: 1 # the first
organization: Acme
sources:   # where
  - github: acme
    topc: innersource
project:
  - repository: ./x
    colect: false
    skills: "Go, go, Java"   # what
    'contribution':
      - Docs   # keep
      - docs
      -
      - Bugs
    language: c sharp
    lifecycle: Production
    warranty: 30 days
"""
    after = """version: 1 # the first
organization: Acme
sources:   # where
  - github: acme
    topic: innersource
projects:
  - repository: ./x
    collect: false
    skills: ["Go", "Java"]   # what
    'contributions':
      - Docs   # keep
      - Bugs
    language: C#
    lifecycle: active
    warranty_days: 30
"""
    assert fixed(before, "catalog.yml") == after
    assert fixed(after, "catalog.yml") == after


def test_a_text_beyond_the_basic_plane_does_not_shift_the_edits() -> None:
    before = "version: 1\norganization: 😀 Äö\r\nprojects:\n- {repository: ./x, language: golang} # 😀\n"
    assert fixed(before, "catalog.yml") == before.replace("golang", "Go")


def test_anchors_are_left_alone() -> None:
    text = "version: 1\norganization: &a Acme\nproject: []\n"
    assert fixed(text, "catalog.yml") == text


keys = st.sampled_from([*FIELD_KEYS, "contribution", "skilz", "Name", "licence", "tags", "zebra", "x-y", "owner_Id"])
words = st.sampled_from(
    ["Go", "go", "GO", "golang", "", "Java, Go", "Production", "yes", "30 days", "TODO", "@ada", "é😀"]
)
scalars = words | st.none() | st.booleans() | st.integers(-5, 50)
values = scalars | st.lists(scalars, max_size=5) | st.dictionaries(st.sampled_from(["name", "title", "gihub"]), scalars)
documents = st.dictionaries(keys, values, max_size=6)


def assert_improved(name: str, before: bytes) -> None:
    after = fix_text(name, before)
    assert fix_text(name, after) == after
    if after == before:
        return
    old, new = check_file(name, before), check_file(name, after)
    misspelt = [problem for problem in old if problem.code == "unknown-key" and problem.instead]
    assert misspelt or len(new) < len(old) or any(problem.code in ("comment", "trailing-comma") for problem in old)
    if name == "innersource.json" and not misspelt:
        read, now = read_metadata(before, name)[0], read_metadata(after, name)[0]
        unread = {field.name for field in fields(read) if getattr(read, field.name) in (None, ())}
        changed = {field.name for field in fields(read) if getattr(read, field.name) != getattr(now, field.name)}
        assert changed <= unread | {"unknown"}


@settings(max_examples=60)
@given(documents, st.sampled_from([None, 2]), st.booleans())
def test_mended_metadata_reads_the_same_with_fewer_problems(
    document: dict[str, object], indent: int | None, plain: bool
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=plain)
    assert_improved("innersource.json", text.encode())


@settings(max_examples=60)
@given(documents, st.booleans())
def test_mended_entries_read_the_same_with_fewer_problems(document: dict[str, object], flow: bool) -> None:
    import yaml

    catalogue = {"version": 1, "organization": "Acme", "projects": [{"repository": "./x", **document}]}
    text = yaml.safe_dump(catalogue, default_flow_style=flow, allow_unicode=True)
    assert_improved("catalog.yml", text.encode())


@given(st.text(alphabet='{}[]",:/*#\\ \n\tab1', max_size=40))
def test_nonsense_is_left_alone_or_becomes_json(text: str) -> None:
    after = fix_text("innersource.json", text.encode())
    if after != text.encode():
        assert isinstance(json.loads(after), dict | list | str | int)


@given(st.binary(max_size=60), st.sampled_from(["innersource.json", "catalog.yml", "catalog.json", "x"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    assert isinstance(fix_text(name, data), bytes)


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,}' + b"/*" * 100_000,
        b'{"a":1,} "' + b'\\"' * 100_000,
        b'{"a":1,}' + b"," * 200_000,
        b"{//" + b" //" * 60_000 + b"\n}",
        b"{" + b"//\n" * 60_000 + b"}",
        b'{"skills": [' + b'"a",' * 4_000 + b'"a"]}',
        b"{" + b",".join(b'"skil%d": "x"' % n for n in range(10_000)) + b"}",
    ],
)
def test_a_file_made_to_take_long_does_not(data: bytes) -> None:
    import time

    start = time.process_time()
    fix_text("innersource.json", data)
    assert time.process_time() - start < 8
