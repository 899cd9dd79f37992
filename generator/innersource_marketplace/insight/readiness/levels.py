"""The rule for levels, in one place.

A check belongs to one level of its element, from 1 to 3. Checks that cannot tell count as if they
did not exist. The level of an element is the highest one that

1. no check of that level or a lower one answers with "no", and
2. at least one check of that level answers with "yes";

if there is no such level it is 0, and if no check of the element could tell, it is unknown.
"""

from collections.abc import Iterable, Sequence

from innersource_marketplace.insight.readiness.registry import BY_ID
from innersource_marketplace.model import HIGHEST_LEVEL, Answer, Element, Finding


def level(findings: Iterable[Finding]) -> int | None:
    """The level of one element, from the findings of its checks."""
    told = [finding for finding in findings if finding.answer is not Answer.CANNOT_TELL]
    if not told:
        return None
    lowest_no = min((finding.level for finding in told if finding.answer is Answer.NO), default=HIGHEST_LEVEL + 1)
    return max((f.level for f in told if f.answer is Answer.YES and f.level < lowest_no), default=0)


def next_step(findings: Sequence[Finding], levels: dict[Element, int | None]) -> str | None:
    """The fix that helps most: of the lowest level, ready to paste if any is, in the element that is least ready."""
    order = list(Element)
    open_steps = [
        ((finding.level, _by_hand(finding), levels[finding.element] or 0, order.index(finding.element)), finding.check)
        for finding in findings
        if finding.answer is Answer.NO and finding.element is not None
    ]
    # The findings are in the order of the page and `min` takes the first of equals.
    return min(open_steps, key=lambda step: step[0])[1] if open_steps else None


def _by_hand(finding: Finding) -> bool:
    check = BY_ID.get(finding.check)
    return check is None or check.paste is None
