"""The rule for levels: what cannot be told lowers nothing, and fixing something never lowers a level."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace.insight.readiness import assess
from innersource_marketplace.insight.readiness.levels import level
from innersource_marketplace.insight.readiness.subject import OutsideWork
from innersource_marketplace.model import Answer, Element, Evidence, Finding, Provider, ReadinessSettings, day_of
from projects import NOW, make_project
from readiness_subjects import facts, readme


def finding(needed_for: int, answer: Answer) -> Finding:
    return Finding(
        check="x", element=Element.REVIEW, level=needed_for, answer=answer, evidence=Evidence(word="no-file")
    )


FINDINGS = st.lists(st.builds(finding, st.integers(1, 3), st.sampled_from(Answer)), max_size=8)


def test_a_level_needs_a_yes_and_no_no_up_to_it() -> None:
    yes, no, unknown = Answer.YES, Answer.NO, Answer.CANNOT_TELL
    assert level([finding(1, yes), finding(2, yes), finding(3, no)]) == 2
    assert level([finding(1, no), finding(2, yes), finding(3, yes)]) == 0
    assert level([finding(1, yes), finding(2, unknown), finding(3, yes)]) == 3
    assert level([finding(1, yes), finding(2, no), finding(3, yes)]) == 1
    assert level([finding(2, no)]) == 0
    assert level([finding(1, unknown)]) is None
    assert level([]) is None


def test_what_plain_git_tells_of_other_teams_does_not_reach_the_highest_level_alone() -> None:
    git = replace(facts(), provider=Provider.GIT, pull_requests=None, forking_allowed=None)
    outside = OutsideWork(percent=40, sample=200)
    result = assess(make_project(), git, readme(), outside=outside, settings=ReadinessSettings(), today=day_of(NOW))

    assert result.levels[Element.PULL_REQUESTS] == 2


@given(FINDINGS)
def test_a_check_that_cannot_tell_counts_as_if_it_did_not_exist(findings: Sequence[Finding]) -> None:
    assert level(findings) == level([f for f in findings if f.answer is not Answer.CANNOT_TELL])


@given(FINDINGS, st.integers(0, 7), st.sampled_from([Answer.YES, Answer.CANNOT_TELL]))
def test_a_no_that_goes_away_never_lowers_a_level(findings: Sequence[Finding], at: int, answer: Answer) -> None:
    fixed = [replace(f, answer=answer) if i == at and f.answer is Answer.NO else f for i, f in enumerate(findings)]
    before, after = level(findings), level(fixed)
    assert after is None or before is None or after >= before
