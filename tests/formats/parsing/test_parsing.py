"""JSON and YAML from strangers: named faults, exact positions, no way to exhaust or crash the reader."""

import json
import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.formats.parsing import Parsed, parse_json, parse_json_past_extras, parse_yaml
from innersource_marketplace.limits import DOCUMENT_PROBLEMS

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


def codes(parsed: Parsed) -> list[str]:
    return [problem.code for problem in parsed.problems]


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"", "empty-file", (1, 1)),
        (b" \n\t", "empty-file", (1, 1)),
        (b"{", "syntax", (1, 2)),
        (b'{"a": 1,\n "b": 2,\n}', "trailing-comma", (2, 8)),
        (b"[1, 2,]", "trailing-comma", (1, 6)),
        (b'{"a": 1, // why\n"b": 2}', "comment", (1, 10)),
        (b'/* why */ {"a": 1}', "comment", (1, 1)),
        (b'# why\n{"a": 1}', "comment", (1, 1)),
        (b"{'a': 1}", "syntax", (1, 2)),
        (b"{a: 1}", "syntax", (1, 2)),
        (b'{"a": True}', "syntax", (1, 7)),
        (b'{"a" 1}', "syntax", (1, 6)),
        (b'{"a": 1\n "b": 2}', "syntax", (2, 2)),
        (b'{"a": "x\ny"}', "syntax", (1, 9)),
        (b'{"a": 1} {"b": 2}', "syntax", (1, 10)),
        (b'<<<<<<< HEAD\n{"a": 1}', "syntax", (1, 1)),
        (b'{"a": 1, "a": 2}', "duplicate-key", (1, 10)),
        (b'{"b": {"c": 1,\n  "c": 2}}', "duplicate-key", (2, 3)),
        (b'{"a": NaN}', "not-a-number", (1, 7)),
        (b'{"a": [1, -Infinity]}', "not-a-number", (1, 11)),
        (b'{"a": 1e400}', "number-too-long", (1, 7)),
        (b'{"a": ' + b"7" * 5_000 + b"}", "number-too-long", (1, 7)),
        (b'{"a": "\\ud800"}', "lone-surrogate", (1, 7)),
        (b'{"\\udc00": 1}', "lone-surrogate", (1, 1)),
        (b"[" * 100_000, "too-deep", (1, 65)),
        (b'{"a":' * 40_000, "too-deep", (1, 321)),
        (b'\xef\xbb\xbf{"a": 1}', "byte-order-mark", (1, 1)),
        ('{"a": 1}'.encode("utf-16"), "not-utf-8", (1, 1)),
        ('{"a": 1}'.encode("utf-16-le"), "not-utf-8", (1, 1)),
        ('{\n"a": "café"}'.encode("latin-1"), "not-utf-8", (2, 10)),
        (b'{"a": "\xc3"}', "not-utf-8", (1, 8)),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "lfs-pointer", (1, 1)),
        (b'"' + b"x" * 10_000_000 + b'"', "too-large", (1, 1)),
    ],
)
def test_a_fault_in_json_is_named_at_its_place(data: bytes, code: str, place: tuple[int, int]) -> None:
    problem = parse_json(data, "innersource.json").problems[0]
    assert (problem.code, (problem.line, problem.column)) == (code, place)
    assert problem.fix


def test_of_a_key_that_stands_twice_the_first_counts_and_positions_stay_right() -> None:
    parsed = parse_json(b'{"a": 1,\n"a": {"x": 2},\n"b": {"c": 1, "c": 2},\n\t"d": [3, {"e": 4}]}', "f")
    assert parsed.value == {"a": 1, "b": {"c": 1}, "d": [3, {"e": 4}]}
    assert parsed.position("/a") == (1, 7)
    assert parsed.position("/b/c") == (3, 12)
    assert parsed.position("/d/1/e") == (4, 17)


def test_the_rest_of_a_document_survives_refused_scalars() -> None:
    parsed = parse_json(b'{"a": NaN, "b": "x\\ud800", "c": "good"}', "f")
    assert parsed.value == {"a": None, "b": "x\ufffd", "c": "good"}
    assert codes(parsed) == ["not-a-number", "lone-surrogate"]


def test_a_surrogate_pair_is_one_character() -> None:
    parsed = parse_json(b'{"a": "\\ud83d\\ude00"}', "f")
    assert (parsed.value, parsed.problems) == ({"a": "😀"}, ())


def test_brackets_inside_a_text_are_no_nesting() -> None:
    assert parse_json(json.dumps({"a": "[" * 500}).encode(), "f").problems == ()


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"a: &x [1]", "alias", (1, 4)),
        (b"a: 1\nb: *x", "alias", (2, 4)),
        (b"a: !!python/object/apply:os.system [id]", "tag", (1, 4)),
        (b"a: !x 1", "tag", (1, 4)),
        (b"<<: {a: 1}", "merge-key", (1, 1)),
        (b"a: 1\nb: 2\na: 3", "duplicate-key", (3, 1)),
        (b"a:\n  b: 1\n  b: 2", "duplicate-key", (3, 3)),
        (b"a: 1\n---\nb: 2", "several-documents", (2, 1)),
        (b"# nothing yet\n", "empty-file", (1, 1)),
        (b"? [a]\n: b", "key-not-text", (1, 3)),
        (b"a: b: c", "syntax", (1, 5)),
        (b"a:\n\t- b", "syntax", (2, 1)),
        (b'a: "x\x00y"', "syntax", (1, 6)),
        (b"[" * 100_000, "too-deep", (1, 65)),
        (b"a: " + b"9" * 5_000, "number-too-long", (1, 4)),
        (b"a: caf\xe9", "not-utf-8", (1, 7)),
    ],
)
def test_a_fault_in_yaml_is_named_at_its_place(data: bytes, code: str, place: tuple[int, int]) -> None:
    problem = parse_yaml(data, "catalog.yml").problems[0]
    assert (problem.code, (problem.line, problem.column)) == (code, place)
    assert problem.fix


def test_an_alias_bomb_is_named_and_not_expanded() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    parsed = parse_yaml("\n".join(lines).encode(), "catalog.yml")
    assert set(codes(parsed)) == {"alias"}


def test_yaml_words_stay_the_words_that_were_written() -> None:
    data = b"a: no\nb: 012\nc: 1:30\nd: 2024-02-30\ne: on\nf: 0x1f\ng: 1_000\nh: .inf\ni: '7'\nno: yes\n1: x"
    assert parse_yaml(data, "f").value == {
        "a": "no",
        "b": "012",
        "c": "1:30",
        "d": "2024-02-30",
        "e": "on",
        "f": "0x1f",
        "g": "1_000",
        "h": ".inf",
        "i": "7",
        "no": "yes",
        "1": "x",
    }


def test_yaml_knows_the_scalars_of_json() -> None:
    data = b"a: true\nb: False\nc: null\nd:\ne: 7\nf: -0.5\ng: 1e3\nh: ~"
    expected = {"a": True, "b": False, "c": None, "d": None, "e": 7, "f": -0.5, "g": 1000.0, "h": None}
    assert parse_yaml(data, "f").value == expected


def test_a_flood_of_problems_is_cut() -> None:
    data = b"{" + b",".join(b'"a":1' for _ in range(5_000)) + b"}"
    parsed = parse_json(data, "f")
    assert len(parsed.problems) == DOCUMENT_PROBLEMS + 1
    assert "too-many-problems" in codes(parsed)


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    for parse in (parse_json, parse_yaml):
        parsed = parse(data, "f")
        assert (
            parsed.value is not None
            or parsed.problems
            or data.strip().lower() in (b"null", b"~", b"---", b"...")
            or b"\n" in data
            or parse is parse_yaml
        )
        parsed.position("/0/a")


@given(st.text(alphabet='{}[]:,"\\ab1-.&*!?|>#\n\t ’\ud7ff', max_size=60))
def test_no_text_made_of_punctuation_raises(text: str) -> None:
    parse_json(text.encode(), "f").position("/a/0")
    parse_yaml(text.encode(), "f").position("/a/0")


@given(json_values, st.sampled_from([None, 1, "\t"]))
def test_json_is_read_as_the_standard_library_does_and_each_value_has_its_place(
    value: object, indent: int | None
) -> None:
    text = json.dumps(value, indent=indent, allow_nan=False)
    parsed = parse_json(text.encode(), "f")
    if not parsed.problems:
        assert parsed.value == value
        assert_places(parsed, parsed.value, "", text)


def assert_places(parsed: Parsed, value: object, pointer: str, text: str) -> None:
    line, column = parsed.position(pointer)
    rest = "\n".join([text.split("\n")[line - 1][column - 1 :], *text.split("\n")[line:]])
    found, _ = json.JSONDecoder().raw_decode(rest)
    assert found == value
    if isinstance(value, dict):
        for key, inner in value.items():
            assert_places(parsed, inner, pointer + "/" + key.replace("~", "~0").replace("/", "~1"), text)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            assert_places(parsed, inner, f"{pointer}/{index}", text)


def test_texts_without_an_end_and_long_ones_take_linear_time_and_little_memory() -> None:
    begin = b"[" + b"[]," * 80
    for long in (b'"' + b'\\"' * 120_000, b'"' + b"x" * 240_000 + b'", ""', b'"' + b"\\n" * 120_000 + b'"'):
        tracemalloc.start()
        start = time.process_time()
        parsed = parse_json(begin + long + b"}", "f.json")
        assert time.process_time() - start < 1
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
        tracemalloc.stop()
        assert [problem.code for problem in parsed.problems] == ["syntax"]


@given(json_values)
def test_yaml_reads_json_alike(value: object) -> None:
    text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    parsed = parse_yaml(text.encode(), "f")
    if not parsed.problems:
        assert parsed.value == value


@pytest.mark.slow
def test_a_catalogue_of_100_000_entries_is_read_in_bounded_time() -> None:
    entry = "- repository: https://git.acme.example/t/{0}\n  title: Project {0}\n  skills: [a, b, c]\n"
    data = ("projects:\n" + "".join(entry.format(n) for n in range(100_000))).encode()
    start = time.process_time()
    parsed = parse_yaml(data, "catalog.yml")
    assert parsed.position("/projects/99999/title") == (300_000, 10)
    assert time.process_time() - start < 30


def test_comments_and_trailing_commas_hide_nothing_else_that_is_wrong_and_shift_no_place() -> None:
    text = '{ // "é, // ]\n  "a": "/* no */ # comment, }", /* x\n ,] */ "b": [1, 2, ],\n  "a": 1, "c": NaN, # end\n}\n'
    parsed = parse_json_past_extras(text.encode(), "f.json")
    assert parsed.value == {"a": "/* no */ # comment, }", "b": [1, 2], "c": None}
    assert sorted((one.line, one.column, one.code) for one in parsed.problems) == [
        (1, 3, "comment"),
        (2, 33, "comment"),
        (3, 18, "trailing-comma"),
        (4, 3, "duplicate-key"),
        (4, 16, "not-a-number"),
        (4, 19, "trailing-comma"),
        (4, 21, "comment"),
    ]
    assert parsed.position("/b/1") == (3, 17)


@pytest.mark.parametrize(
    "text", ['{"a": 1} // é', "{'a': 1, // b\n}", '{"a": 1, /* b }', "// only", '{"a": "b // c\n}', "[1,,]"]
)
def test_what_is_none_for_another_reason_too_is_told_as_before(text: str) -> None:
    parsed = parse_json_past_extras(text.encode(), "f.json")
    if parsed.value is None:
        assert parsed.problems == parse_json(text.encode(), "f.json").problems
    else:
        assert (parsed.value, [one.code for one in parsed.problems]) == ({"a": 1}, ["comment"])


@given(st.text(alphabet='{}[]",/*# \n\\:a1é', max_size=40))
def test_reading_past_extras_never_raises_and_changes_nothing_that_is_json(text: str) -> None:
    strict, tolerant = parse_json(text.encode(), "f.json"), parse_json_past_extras(text.encode(), "f.json")
    if strict.value is not None:
        assert (tolerant.value, tolerant.problems) == (strict.value, strict.problems)


@pytest.mark.parametrize("parse", [parse_json, parse_yaml])
def test_a_key_has_a_place_of_its_own(parse: Callable[[bytes, str], Parsed]) -> None:
    parsed = parse(b'{"a": 1,\n "b":\n    {"c d": [true, {"e": "x"}]},\n "a": {"f": 2}, "g": 3}', "f")
    places = {pointer: parsed.position(pointer, key=True) for pointer in ("/a", "/b", "/b/c d", "/b/c d/1/e", "/g")}
    assert places == {"/a": (1, 2), "/b": (2, 2), "/b/c d": (3, 6), "/b/c d/1/e": (3, 21), "/g": (4, 17)}
    # What stands under no key is found itself.
    assert parsed.position("/b/c d/1", key=True) == parsed.position("/b/c d/1") == (3, 20)
    assert parsed.position("", key=True) == (1, 1)
