"""What is known of tasks wherever they are shown: where their pages are, and how long their efforts take."""

import re
from typing import Final

TASKS: Final = "tasks/"
"""Where the pages of tasks are, from the site's root: below it the path of the project, then the task."""

_HOURS_A_UNIT: Final = {"min": 1 / 60, "h": 1, "d": 8, "w": 40, "mo": 160}
_UNITS = (
    ("mo", r"months?|monate?n?"),
    ("min", r"minutes?|minuten?|mins?"),
    ("h", r"hours?|hrs?|h|stunden?|std"),
    ("d", r"days?|d|tage?n?"),
    ("w", r"weeks?|w|wochen?"),
)
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<half>half (?:an? )?|halbe[rn]? |½ ?)?(?P<number>\d{1,4}(?:[.,]\d{1,2})?|an?|one|eine?n?)?"
    r"(?P<two>\s?(?:-|–|to|bis)\s?\d{1,4})?[\s-]?(?:"
    + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS)
    + r")(?!\w)",
    re.IGNORECASE,
)
_LONGEST_HOURS: Final = 4000


def effort_hours(said: str | None) -> float | None:
    """The working hours that an effort comes to: "2 days" is 16, "half a day" 4, "1-3 h" 3.

    None where the words name no amount, or one beyond belief.
    """
    match = _AMOUNT.search(said or "")
    if match is None or not (match["number"] or match["half"]):
        return None
    upper = re.search(r"\d+", match["two"] or "")
    number = upper[0] if upper else match["number"] or "1"
    amount = float(number.replace(",", ".")) if number[0].isdigit() else 1.0
    unit = next(unit for unit, _ in _UNITS if match[unit])
    hours = amount * _HOURS_A_UNIT[unit] * (0.5 if match["half"] else 1)
    return hours if 0 < hours <= _LONGEST_HOURS else None
