"""The reader of records: complete about what is wrong, silent about people, unmoved by any bytes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import fields

from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.formats.records import ISSUE_KEYS, PULL_REQUEST_KEYS, RECORD_KEYS, Record, read_record
from innersource_marketplace.limits import RECORD_ISSUES, RECORD_PULL_REQUESTS
from innersource_marketplace.model import Facts, Issue, OpenedIssue, PullRequest

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SCHEMA = json.loads(schema("record"))
PULL: dict[str, Any] = {
    "number": 7,
    "author": "ada@acme.example",
    "created_at": "2026-11-02T09:00:00Z",
    "first_response_at": "2026-11-02T13:00:00+01:00",
    "merged_at": "2026-11-04T15:00:00Z",
    "from_fork": True,
    "author_association": "contributor",
    "reviewers": ["mara", "ADA@acme.example", "renovate[bot]"],
    "approved_by": ["rui@acme.example"],
}
ISSUE: dict[str, Any] = {
    "number": 3,
    "title": "Say which retry gave up",
    "url": "https://git.acme.example/i/3",
    "author": "rui@acme.example",
    "created_at": "2026-10-12T08:00:00Z",
    "labels": ["Good first issue", "docs"],
    "assigned": False,
    "linked_pull_request": True,
}


def read(
    document: object, labels: tuple[str, ...] = ("good first issue",)
) -> tuple[Record | None, list[tuple[str, str]]]:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    record, problems = read_record(data, "records/a/b.json", now=NOW, labels=labels)
    assert all(problem.fix and problem.line and problem.where == "records/a/b.json" for problem in problems)
    return record, [(problem.pointer, problem.code) for problem in problems]


def whole(**keys: object) -> dict[str, object]:
    return {"as_of": "2026-11-20T04:00:00Z", **keys}


def pulls(*changes: dict[str, object]) -> tuple[tuple[PullRequest, ...], list[tuple[str, str]]]:
    record, problems = read(whole(pull_requests=[{**PULL, **change} for change in changes]))
    assert record is not None
    assert record.pull_requests is not None
    return record.pull_requests, problems


def issues(*changes: dict[str, object]) -> tuple[Record, list[tuple[str, str]]]:
    record, problems = read(whole(issues=[{**ISSUE, **change} for change in changes]))
    assert record is not None
    return record, problems


def test_a_pull_request_says_who_did_what_when_by_digest() -> None:
    found, problems = pulls({})

    assert problems == []
    assert found == (
        PullRequest(
            number=7,
            author=None,
            author_id=author_id("ada@acme.example"),
            created_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
            first_response_at=datetime(2026, 11, 2, 12, tzinfo=UTC),
            approved_by_other_human=True,
            merged_at=datetime(2026, 11, 4, 15, tzinfo=UTC),
            closed_at=datetime(2026, 11, 4, 15, tzinfo=UTC),
            from_fork=True,
            author_association="contributor",
            reviewers=tuple(sorted([author_id("mara"), author_id("rui@acme.example")])),
        ),
    )


def test_an_open_issue_with_a_label_is_a_task_and_each_was_opened_by_somebody() -> None:
    record, problems = issues({}, {"number": 4, "labels": ["bug"]}, {"number": 5, "closed_at": "2026-11-01T00:00:00Z"})

    assert problems == []
    assert record.issues == (
        Issue(
            number=3,
            title="Say which retry gave up",
            url=record.issues[0].url if record.issues else None,
            labels=("Good first issue", "docs"),
            created_at=datetime(2026, 10, 12, 8, tzinfo=UTC),
            assigned=False,
            linked_pull_request=True,
        ),
    )
    opened = OpenedIssue(author=author_id("rui@acme.example"), created_at=datetime(2026, 10, 12, 8, tzinfo=UTC))
    assert record.opened_issues == (opened,) * 3


def test_what_is_left_out_is_unknown_and_an_empty_list_is_none() -> None:
    bare, problems = read(whole())
    assert problems == []
    assert bare == Record(recorded_at=datetime(2026, 11, 20, 4, tzinfo=UTC))

    empty, _ = read(whole(pull_requests=[], issues=[]))
    assert empty is not None
    assert (empty.pull_requests, empty.issues, empty.opened_issues) == ((), (), ())

    (silent,), _ = pulls({"author": None, "reviewers": None, "approved_by": None, "author_association": None})
    assert (silent.author_id, silent.reviewers, silent.approved_by_other_human) == (None, None, None)
    (nobody,), _ = pulls({"reviewers": [], "approved_by": ["ada@acme.example", "dependabot[bot]"]})
    assert (nobody.reviewers, nobody.approved_by_other_human) == ((), False)


def test_bots_open_ones_and_those_beyond_the_newest_do_not_count() -> None:
    started: dict[str, object] = {"created_at": "2026-01-01T00:00Z", "first_response_at": None}
    closed = [
        {**started, "number": 10 + day, "merged_at": f"2026-{1 + day % 10:02}-03T00:00Z"}
        for day in range(RECORD_PULL_REQUESTS + 9)
    ]
    found, problems = pulls(
        {"author": "renovate[bot]"},
        {"number": 8, "merged_at": None},
        *closed,
    )

    assert problems == []
    assert len(found) == RECORD_PULL_REQUESTS
    assert {7, 8}.isdisjoint(pull.number for pull in found)
    ended = [pull.merged_at for pull in found]
    assert ended == sorted(ended, reverse=True)  # type: ignore[type-var]

    record, _ = issues(*({"number": 1 + number, "author": f"p{number}"} for number in range(RECORD_ISSUES + 9)))
    assert record.opened_issues is not None
    assert len(record.opened_issues) == RECORD_ISSUES


@pytest.mark.parametrize("key", ["created_at", "first_response_at", "merged_at", "closed_at"])
@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-02-30T00:00:00Z", "time-refused"),
        ("2026-11-02", "time-refused"),
        ("2026-11-03T09:00:00", "time-refused"),
        ("0001-01-01T00:00:00+14:00", "time-refused"),
        ("9999-12-31T23:59:59-14:00", "time-refused"),
        ("1969-12-31T23:59:59Z", "time-refused"),
        ("2027-01-01T00:00:00Z", "time-refused"),
        ("x" * 50, "text-refused"),
        (1762074000, "wrong-type"),
        (True, "wrong-type"),
        ([], "wrong-type"),
    ],
)
def test_a_time_that_cannot_be_leaves_the_pull_request_out(key: str, value: object, code: str) -> None:
    found, problems = pulls({key: value}, {"number": 9})

    assert [pull.number for pull in found] == [9]
    assert (f"/pull_requests/0/{key}", code) in problems


def test_an_end_before_the_beginning_leaves_the_pull_request_out() -> None:
    found, problems = pulls({"merged_at": "2026-11-01T00:00:00Z"}, {"number": 9})

    assert [pull.number for pull in found] == [9]
    assert problems == [("/pull_requests/0/merged_at", "time-refused")]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"number": -1}, "/number", "out-of-range"),
        ({"number": 0}, "/number", "out-of-range"),
        ({"number": 2**60}, "/number", "out-of-range"),
        ({"number": True}, "/number", "wrong-type"),
        ({"number": "12"}, "/number", "wrong-type"),
        ({"number": 1.5}, "/number", "wrong-type"),
        ({"number": None}, "", "missing-key"),
        ({"author": "Ada Lovelace"}, "/author", "account-refused"),
        ({"author": ["ada"]}, "/author", "wrong-type"),
        ({"reviewers": "mara"}, "/reviewers", "wrong-type"),
        ({"reviewers": ["mara", 5]}, "/reviewers/1", "wrong-type"),
        ({"from_fork": "yes"}, "/from_fork", "wrong-type"),
        ({"author_association": "friend"}, "/author_association", "unknown-word"),
        ({"__proto__": {}}, "/__proto__", "unknown-key"),
        ({"aproved_by": []}, "/aproved_by", "unknown-key"),
    ],
)
def test_what_cannot_be_meant_has_its_place_and_takes_no_other_item_along(
    change: dict[str, object], pointer: str, code: str
) -> None:
    found, problems = pulls({"number": 9}, change)

    assert problems == [(f"/pull_requests/1{pointer}", code)]
    assert 9 in {pull.number for pull in found}


def test_reviewers_of_whom_one_cannot_be_read_are_unknown() -> None:
    (pull,), _ = pulls({"reviewers": ["mara", "a b"], "approved_by": [None]})
    assert (pull.reviewers, pull.approved_by_other_human) == (None, None)


def test_a_number_that_comes_twice_counts_once() -> None:
    found, problems = pulls({}, {"merged_at": "2026-11-05T00:00Z"})

    assert [pull.merged_at for pull in found] == [datetime(2026, 11, 4, 15, tzinfo=UTC)]
    assert problems == [("/pull_requests/1/number", "duplicate-number")]


@pytest.mark.parametrize(
    ("url", "kept"), [("javascript:alert(1)", False), ("mailto:a@b.example", False), ("https://h.example/1", True)]
)
def test_only_a_web_address_leads_from_a_task(url: str, *, kept: bool) -> None:
    record, problems = issues({"url": url})

    assert record.issues is not None
    assert (record.issues[0].url is not None) is kept
    assert problems == ([] if kept else [("/issues/0/url", "address-refused")])


def test_words_of_a_task_are_cleaned_of_what_hides() -> None:
    record, _ = issues({"title": "a\u202eb\x00c\nd", "labels": ["gig\u2066", "good first issue"]})
    assert record.issues is not None
    assert record.issues[0].title == "abc d"
    assert record.issues[0].labels == ("good first issue",)  # the other one is refused, for it can be no label


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"", "empty-file"),
        (b"\xff\xfe{}", "not-utf-8"),
        (b"[]", "not-an-object"),
        (b"{", "syntax"),
        (b'{"as_of": NaN}', "not-a-number"),
        (b'{"as_of": 1e400}', "number-too-long"),
        (b"[" * 100_000, "too-deep"),
        (b" " * (3 * 1024 * 1024), "too-large"),
        (b"{}", "missing-key"),
        (b'{"as_of": "2027-01-01T00:00:00Z"}', "time-refused"),
        (b'{"as_of": "yesterday"}', "time-refused"),
        (b'{"as_of": null, "pull_requests": []}', "missing-key"),
    ],
)
def test_a_record_that_does_not_say_of_when_it_is_says_nothing(document: bytes, code: str) -> None:
    record, problems = read(document)
    assert record is None
    assert code in {found for _, found in problems}


def test_a_list_that_is_none_is_unknown_and_named() -> None:
    record, problems = read(whole(pull_requests={"number": 1}, issues="none", stars=-1, forks=1.5, checks_pass=1))

    assert record == Record(recorded_at=datetime(2026, 11, 20, 4, tzinfo=UTC))
    assert [code for _, code in problems].count("wrong-type") == 4
    assert ("/stars", "out-of-range") in problems


def test_of_a_key_that_stands_twice_the_first_counts_and_it_is_said() -> None:
    record, problems = read(b'{"as_of": "2026-11-20T04:00:00Z", "stars": 1, "stars": 2}')
    assert record is not None
    assert record.stars == 1
    assert problems == [("/stars", "duplicate-key")]


def test_the_schema_knows_the_same_keys_and_its_example_reads_well() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    definitions = SCHEMA["$defs"]
    assert tuple(SCHEMA["properties"]) == RECORD_KEYS
    assert tuple(definitions["pull_request"]["properties"]) == PULL_REQUEST_KEYS
    assert tuple(definitions["recorded_issue"]["properties"]) == ISSUE_KEYS
    for document in SCHEMA["examples"]:
        Draft202012Validator(SCHEMA).validate(document)
        record, problems = read(document)
        assert problems == []
        assert record is not None
        assert record.issues
    for key, rules in SCHEMA["properties"].items():
        for value in rules["examples"]:
            Draft202012Validator(SCHEMA).validate({"as_of": "2026-11-20T04:00:00Z", key: value})
            assert read(whole(**{key: value}))[1] == []


NAMES = ["Ada Lovelace", "ada@acme.example", "mara", "s3cret name", "x" * 400]
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(NAMES)
times = st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat) | st.sampled_from([PULL["created_at"], "x"])
people = st.sampled_from(NAMES) | st.lists(st.sampled_from(NAMES) | scalars, max_size=4)


def objects(keys: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    def value(key: str) -> st.SearchStrategy[Any]:
        likely = times if key.endswith("_at") else people if key in ("author", "reviewers", "approved_by") else scalars
        return likely | scalars | st.lists(scalars, max_size=3)

    return st.fixed_dictionaries({}, optional={key: value(key) for key in (*keys, "else")})


records = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(RECORD_KEYS, scalars),
        "as_of": times,
        "pull_requests": st.lists(objects(PULL_REQUEST_KEYS), max_size=5) | scalars,
        "issues": st.lists(objects(ISSUE_KEYS), max_size=5) | scalars,
    },
)


@given(records)
@example(whole(pull_requests=[PULL], issues=[ISSUE]))
def test_whatever_a_record_holds_what_is_read_of_it_can_be(document: dict[str, Any]) -> None:
    data = json.dumps(document).encode()
    record, problems = read_record(data, "r.json", now=NOW, labels=("gig",))

    assert problems == tuple(sorted(set(problems)))
    for problem in problems:
        assert not any(name in f"{problem.message}{problem.fix}" for name in NAMES if len(name) > 4 and " " in name)
    if record is None:
        assert problems
        return
    moments = [record.recorded_at]
    for pull in record.pull_requests or ():
        assert pull.author is None
        assert pull.number > 0
        ended = pull.merged_at or pull.closed_at
        assert ended is not None
        moments += [pull.created_at, ended, pull.first_response_at or ended]
        assert all(end is None or end >= pull.created_at for end in (ended, pull.first_response_at))
        assert all(len(digest) == 16 for digest in (*(pull.reviewers or ()), pull.author_id or "0" * 16))
    for issue in record.issues or ():
        assert issue.title
    moments += [one.created_at for one in record.opened_issues or ()]
    assert all(datetime(1970, 1, 1, tzinfo=UTC) <= moment <= NOW + timedelta(days=1) for moment in moments)


@given(records)
def test_what_the_reader_takes_without_a_word_the_schema_takes_too(document: dict[str, Any]) -> None:
    record, problems = read_record(json.dumps(document).encode(), "r.json", now=NOW, labels=())
    if record is not None and not problems:
        Draft202012Validator(SCHEMA).validate(document)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    record, problems = read_record(data, "r.json", now=NOW, labels=())
    assert record is not None or problems


def test_a_record_has_fields_of_facts_only() -> None:
    assert {field.name for field in fields(Record)} <= {field.name for field in fields(Facts)}
