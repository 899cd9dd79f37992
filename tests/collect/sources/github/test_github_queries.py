"""Every question is one that GitHub publishes, whatever is asked and however little a host knows."""

import re

import pytest
from github_nights import NOW, night, repository
from graphql import parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from github_server import World, serve
from github_server.published import published_schema
from github_server.schema import served_schema
from innersource_marketplace.collect.sources.forge import selection
from innersource_marketplace.collect.sources.github.reading import defaults, queries
from innersource_marketplace.collect.sources.github.transport import api

COUNTS = (1, 2, 20)
QUESTIONS = {
    "probe": api.PROBE,
    "introspection": queries.introspection(selection.types_in(queries.LISTED, queries.REFRESHED, queries.DETAILED)),
    "listing": queries.listing(queries.LISTED, both_ends=False),
    "listing from both ends": queries.listing(queries.LISTED, both_ends=True),
    "listing with issues": queries.listing((*queries.LISTED, queries.NEWEST_ISSUE), both_ends=True),
    "ends of links": queries.linked(queries.LINKED, 2),
    "without tasks": queries.repositories(selection.without(queries.DETAILED, "tasks"), 3),
    "weeks": queries.weeks(54),
    "details with accounts": queries.repositories(selection.with_accounts(queries.DETAILED), 2),
    "commits with accounts": queries.commits(2, accounts=True),
    "defaults of accounts": queries.repositories(defaults.SELECTION, 3),
    "teams": queries.teams(),
    **{f"members of {count} teams": queries.members(count) for count in COUNTS},
    "files": queries.files([(3, True), (0, True), (2, False)]),
    "a logo alone": queries.files([(0, True)]),
    **{f"{count} details": queries.repositories(queries.DETAILED, count) for count in COUNTS},
    **{f"{count} refreshed": queries.repositories(queries.REFRESHED, count) for count in COUNTS},
    **{f"{count} pages of commits": queries.commits(count) for count in COUNTS},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_valid_against_what_github_publishes(name: str) -> None:
    assert validate(published_schema(), parse(QUESTIONS[name])) == []


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(dropped=st.sets(st.sampled_from(sorted(selection.types_in(queries.DETAILED)))), nth=st.integers(2, 9))
def test_whatever_a_host_lacks_what_remains_is_valid(dropped: set[str], nth: int) -> None:
    served = served_schema()
    fields: dict[str, frozenset[str]] = {}
    for name in selection.types_in(queries.LISTED, queries.DETAILED):
        known = sorted(getattr(served.type_map[name], "fields", ()))
        kept = known if name not in dropped else [field for index, field in enumerate(known) if index % nth]
        fields[name] = frozenset(kept)
    for asked in (queries.LISTED, queries.DETAILED, queries.REFRESHED, defaults.SELECTION):
        pruned = selection.prune(asked, fields)
        assert validate(served, parse(queries.repositories(pruned, 2))) == []


def test_nothing_from_outside_stands_in_a_question() -> None:
    hostile = '") { viewer { login } } #'
    assert hostile not in "".join(QUESTIONS.values())
    with serve(World(repositories=(repository("plain"),))) as server:
        found = night(server, labels=(hostile,), repositories=("acme/plain",))
        assert set(found.changed) == {"acme/plain"}
        bodies = [record.request.body.decode() for record in server.log if record.operation == "Details"]
    assert all("viewer" not in re.search(r'"query": "(.*?)", "variables"', body)[1] for body in bodies)  # type: ignore[index]


def test_sources_without_labels_ask_for_no_tasks() -> None:
    with serve(World(repositories=(repository("plain"),))) as server:
        facts = night(server, labels=()).changed["acme/plain"].collected.facts
        assert all(b"tasks" not in record.request.body for record in server.log)
    assert facts.issues == ()


def test_the_price_of_a_batch_of_twenty_is_known() -> None:
    with serve(World(repositories=tuple(repository(f"r{index:02d}") for index in range(20)))) as server:
        night(server, now=NOW)
        prices = {record.operation: record.points for record in server.log}
    assert prices["Details"] <= 13
    assert prices["Files"] == 1
    assert prices["List"] == 2  # one for the topics of a hundred, one for their issues
