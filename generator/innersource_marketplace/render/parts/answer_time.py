"""Response times of projects for guests, from the readiness checks."""

import msgspec

from innersource_marketplace.model import Project
from innersource_marketplace.render.messages import Messages

_CHECK = "response-outside"


class AnswerTime(msgspec.Struct, frozen=True, kw_only=True):
    """The median wait of guests for a first answer to a pull request, in hours, and the sample behind it.

    `hours` is None where the sample is too small to tell. `short` is for cards; "" where nothing is known.
    """

    hours: int | None
    sample: int
    words: str
    short: str


def answer_time(project: Project, say: Messages) -> AnswerTime | None:
    """The response time of a project for guests; None if its source has no pull requests."""
    findings = project.readiness.findings if project.readiness else ()
    found = next((finding.evidence for finding in findings if finding.check == _CHECK), None)
    if found is None or "count" not in found.values:
        return None
    count = int(found.values["count"])
    if found.word == "pulls.few":
        return AnswerTime(
            hours=None, sample=count, words=say("answer.few", count=count) if count else say("answer.none"), short=""
        )
    unit = {"response.hours": 1, "response.days": 24}.get(found.word)
    if unit is None:
        return None
    sample = int(found.values["of"])
    key = "answer.hours" if unit == 1 else "answer.days"
    count_shown = max(count, 1)
    return AnswerTime(
        hours=count * unit,
        sample=sample,
        words=say(key, count=count_shown, of=sample),
        short=say(f"{key}.short", count=count_shown),
    )


def answer_as_data(answer: AnswerTime | None) -> dict[str, object] | None:
    """The same for other programs; null where nothing is known."""
    return None if answer is None else {"median_hours": answer.hours, "sample": answer.sample}
