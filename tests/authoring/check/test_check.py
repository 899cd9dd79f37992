"""The check for authors: complete, in plain words, and safe to print."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import innersource_marketplace
from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.authoring.problem_codes import CODES, anchor
from innersource_marketplace.authoring.problem_formats import format_github, format_json, format_text
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.catalog import catalog_keys as config_keys
from innersource_marketplace.formats.innersource_json import field_names as metadata_keys
from innersource_marketplace.formats.published_schemas import SchemaName, schema

PACKAGE = Path(innersource_marketplace.__file__).parent
INNERSOURCE = json.loads(schema("innersource"))
CATALOG = json.loads(schema("catalog"))
RECORD = json.loads(schema("record"))


def found(name: str, data: str | bytes) -> list[tuple[str, str, str]]:
    """What is wrong with a file, without what would be nice to have."""
    raw = data.encode() if isinstance(data, str) else data
    return [(p.pointer, p.code, p.severity.value) for p in check_file(name, raw) if p.code != "recommended"]


@pytest.mark.parametrize("name", ["innersource", "catalog"])
def test_a_schema_is_valid_and_its_own_examples_pass(name: SchemaName) -> None:
    document = json.loads(schema(name))
    Draft202012Validator.check_schema(document)
    validator = Draft202012Validator(document)
    for example in document["examples"]:
        validator.validate(example)
    for key, rules in document["properties"].items():
        assert rules["title"], key
        assert rules["description"], key
        for example in rules.get("examples", []):
            Draft202012Validator({**rules, "$defs": document["$defs"]}).validate(example)
            problems = check_file("innersource.json", json.dumps({key: example}).encode())
            assert name == "catalog" or {problem.code for problem in problems} <= {"recommended"}, key


def described(rules: Any, where: str) -> list[str]:
    """Places in a schema where completion would leave somebody without a word."""
    if isinstance(rules, list):
        return [place for index, inner in enumerate(rules) for place in described(inner, f"{where}/{index}")]
    if not isinstance(rules, dict):
        return []
    missing = [
        f"{where}/{key}: {word}"
        for key, rule in rules.get("properties", {}).items()
        for word in ("title", "description", "examples")
        if not rule.get(word)
    ]
    missing += [where for words in [rules.get("enumDescriptions")] if words and len(words) != len(rules["enum"])]
    return missing + [place for key, inner in rules.items() for place in described(inner, f"{where}/{key}")]


@pytest.mark.parametrize("document", [INNERSOURCE, CATALOG, RECORD], ids=["innersource", "catalog", "record"])
def test_completion_alone_teaches_the_format(document: dict[str, Any]) -> None:
    assert described(document, "") == []


def test_examples_at_every_depth_pass_the_check() -> None:
    definitions = INNERSOURCE["$defs"]
    for name, field in (("committer_object", "trusted_committers"), ("gig_object", "gigs"), ("channel_object", "x")):
        for key, rules in definitions[name]["properties"].items():
            for example in rules["examples"]:
                needed = {
                    "committer_object": {"name": "A"},
                    "gig_object": {"title": "A"},
                    "channel_object": {"text": "#a"},
                }
                value = [{**needed[name], key: example}]
                document = {"communication": {"chat": value}} if field == "x" else {field: value}
                assert found("innersource.json", json.dumps(document)) == [], (name, key)


def test_readers_and_schemas_know_the_same_keys() -> None:
    definitions = INNERSOURCE["$defs"]
    also = {"name"}
    assert set(INNERSOURCE["properties"]) - {"$schema", "$comment"} == set(metadata_keys.FIELD_KEYS) | also
    assert set(definitions["channel_object"]["properties"]) == set(metadata_keys.CHANNEL_KEYS)
    assert set(definitions["gig_object"]["properties"]) == set(metadata_keys.GIG_KEYS)
    accounts = {"github", "gitlab", "email"}
    assert set(definitions["committer_object"]["properties"]) == set(metadata_keys.COMMITTER_KEYS) | accounts
    assert also | accounts == set(metadata_keys.GOOD_SPELLINGS)
    assert set(CATALOG["properties"]) == set(config_keys.CATALOG_KEYS)
    assert set(CATALOG["properties"]["site"]["properties"]) == set(config_keys.SITE_KEYS)
    assert set(CATALOG["$defs"]["shelf_object"]["properties"]) == set(config_keys.SHELF_KEYS)
    assert set(CATALOG["properties"]["publish"]["properties"]) == set(config_keys.PUBLISH_KEYS)
    definitions = CATALOG["$defs"]
    assert set(definitions["git_source"]["properties"]) == set(config_keys.GIT_KEYS)
    assert set(definitions["github_source"]["properties"]) == set(config_keys.GITHUB_KEYS)
    assert set(definitions["github_source"]["properties"]["app"]["properties"]) == set(config_keys.APP_KEYS)
    entry = definitions["project"]["properties"]
    ours = set(metadata_keys.FIELD_KEYS) - set(metadata_keys.OF_REPOSITORIES)
    assert set(entry) == set(config_keys.ENTRY_KEYS) | ours | also


def test_an_entry_of_the_catalogue_has_the_very_fields_of_innersource_json() -> None:
    entry = CATALOG["$defs"]["project"]["properties"]
    ours = [key for key in metadata_keys.FIELD_KEYS if key not in metadata_keys.OF_REPOSITORIES]
    assert {key: entry[key] for key in ours} == {key: INNERSOURCE["properties"][key] for key in ours}
    assert INNERSOURCE["$defs"].items() <= CATALOG["$defs"].items()


def test_every_code_that_is_reported_stands_in_the_table_and_none_besides() -> None:
    files = [*(PACKAGE / "authoring" / "check").glob("*.py"), *(PACKAGE / "formats").rglob("*.py")]
    literals = {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    calls = {
        node.args[1].value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("error", "warning")
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
    }
    assert calls <= set(CODES)
    assert set(CODES) <= literals


def test_a_good_file_is_clean() -> None:
    document = {
        "title": "Ledger",
        "contributions": ["Bug fixes"],
        "trusted_committers": ["@ada", {"name": "Bob", "email": "b@acme.example"}],
        "communication": {"chat": "#ledger", "issues": ["https://git.acme.example/i"]},
        "language": "Java",
        "x-ours": {"any": "thing"},
    }
    assert found("innersource.json", json.dumps(document)) == []


def test_all_faults_of_a_file_come_at_once() -> None:
    document = {
        "title": 7,
        "skilz": ["a"],
        "contribution": ["Bug fixes"],
        "skills": "Java, Go",
        "lifecycle": "Production",
        "governance_level": "contributions_welcom",
        "warranty_days": -1,
        "docs": "docs/",
        "logo": "path/to/your/project-logo.png (optional)",
        "gigs": [{"effort": "x"}],
        "zebra": 1,
    }
    assert sorted(found("innersource.json", json.dumps(document))) == [
        ("/contribution", "other-spelling", "warning"),
        ("/docs", "address-refused", "error"),
        ("/gigs/0", "gig-untitled", "error"),
        ("/governance_level", "unknown-word", "error"),
        ("/lifecycle", "other-word", "error"),
        ("/logo", "placeholder", "warning"),
        ("/skills", "list-expected", "error"),
        ("/skilz", "unknown-key", "error"),
        ("/title", "wrong-type", "error"),
        ("/warranty_days", "out-of-range", "error"),
        ("/zebra", "unknown-key", "warning"),
    ]


def test_each_fault_has_a_place_and_a_fix() -> None:
    data = b'{\n  "skilz": [],\n  "governance_level": "contributions_welcom",\n  "gigs": [7, {"title": ""}]\n}'
    problems = check_file("innersource.json", data)
    assert [(p.line, p.column) for p in problems if p.pointer] == [(2, 3), (3, 23), (4, 12), (4, 15), (4, 25)]
    assert 'Did you mean "skills"?' in [str(p.fix) for p in problems]
    assert all(problem.fix for problem in problems)


def test_a_catalogue_is_told_by_its_name() -> None:
    assert found("x/catalog.yaml", "version: 1\norganization: A\nsources: [{git: ./a}]") == []
    assert found("catalog.json", '{"version": 1, "organization": "A", "sources": [{"git": "./a"}]}') == []
    codes = [code for _, code, _ in found("catalog.yml", "title: x")]
    assert codes == ["missing-key", "missing-key", "nothing-listed", "unknown-key"]
    assert found("notes.txt", "hello") == [("", "unknown-file", "error")]


def test_a_fault_is_not_told_twice() -> None:
    catalog = "version: 1\norganization: A\nsources: [{github: acme, topc: x, forks: 7}]\nprojects: [{title: x}]"
    assert sorted(found("catalog.yml", catalog)) == [
        ("/projects/0", "missing-key", "error"),
        ("/sources/0/forks", "wrong-type", "error"),
        ("/sources/0/topc", "unknown-key", "error"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b'{"gigs": [' + b",".join([b"{}", b"[]"] * 10_000) + b"]}",
        b'{"skills": [' + b",".join([b"{}", b"[]"] * 10_000) + b"]}",
        b"{" + b",".join(b'"skil%d": 1' % n for n in range(15_000)) + b"}",
        b'{"communication": {' + b",".join(b'"k%d": 1' % n for n in range(3_000)) + b"}}",
    ],
)
def test_a_file_made_to_take_long_does_not(data: bytes) -> None:
    import time

    start = time.process_time()
    check_file("innersource.json", data)
    assert time.process_time() - start < 8


HOSTILE = Problem(
    where="a,b:c%.json",
    line=3,
    column=4,
    severity=Severity.ERROR,
    code="invalid",
    message="x\r\n::set-output name=a::b %0A \x1b[31m\u202e",
    fix="::warning::y",
)


def test_text_stays_on_its_lines_and_gives_no_command() -> None:
    shown = "a,b:c%.json:3:4: error[invalid] x ::set-output name=a::b %0A [31m\n    ::warning::y\n"
    assert format_text([HOSTILE]) == shown
    assert not any(line.startswith("::") for line in format_text([HOSTILE]).splitlines())


def test_an_annotation_escapes_what_ends_data_and_properties() -> None:
    printed = format_github([HOSTILE])
    assert printed.count("\n") == 1
    assert printed.startswith("::error file=a%2Cb%3Ac%25.json,title=invalid,line=3,col=4::x ::set-output")
    assert "%250A" in printed


def test_json_is_ascii_and_complete() -> None:
    [entry] = json.loads(format_json([HOSTILE]))
    assert (entry["file"], entry["line"], entry["code"], entry["docs"]) == (
        HOSTILE.where,
        3,
        "invalid",
        anchor("invalid"),
    )
    assert format_json([HOSTILE]).isascii()


@given(st.binary(max_size=200), st.sampled_from(["innersource.json", "catalog.yml", "x"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    problems = check_file(name, data)
    assert list(problems) == sorted(problems)
    assert all(problem.code in CODES for problem in problems)
    format_text(problems)


inner_keys = st.sampled_from(["git", "github", "name", "title", "url", "app"]) | st.text(max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(inner_keys, inner, max_size=4),
    max_leaves=15,
)


@given(
    st.dictionaries(st.sampled_from([*metadata_keys.FIELD_KEYS, *config_keys.CATALOG_KEYS]), json_values, max_size=5),
    st.sampled_from(["innersource.json", "catalog.yml"]),
)
def test_no_value_raises_and_every_code_is_known(value: dict[str, object], name: str) -> None:
    problems = check_file(name, json.dumps(value).encode())
    assert all(problem.code in CODES and problem.line for problem in problems)
