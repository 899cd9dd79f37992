"""The time to a first response, for insiders and guests."""

from collections.abc import Iterable
from statistics import median

import msgspec

from innersource_marketplace.insight.readiness.review import waits
from innersource_marketplace.insight.readiness.subject import by_people, from_outside
from innersource_marketplace.insight.teamwork.shares import ENOUGH
from innersource_marketplace.model import Day, FactsInBrief


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """A median wait in hours and its sample; None where the sample is too small to tell."""

    hours: float | None
    sample: int


def response_times(projects: Iterable[FactsInBrief], today: Day) -> tuple[Response, Response] | None:
    """The waits of insiders and of guests over all projects; None if no source has pull requests.

    Guests are people without write access, the same as on project pages.
    """
    found: dict[bool, list[float]] = {False: [], True: []}
    told = False
    for facts in projects:
        pulls = by_people(facts.pull_requests)
        if pulls is None:
            continue
        told = True
        for outside, hours in found.items():
            chosen = (pull for pull in pulls if from_outside(pull) is outside)
            hours.extend(wait.total_seconds() / 3600 for wait in waits(chosen, today))
    return (_response(found[False]), _response(found[True])) if told else None


def _response(hours: list[float]) -> Response:
    return Response(hours=round(median(hours), 1) if len(hours) >= ENOUGH else None, sample=len(hours))
