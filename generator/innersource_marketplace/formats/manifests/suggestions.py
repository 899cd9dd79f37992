"""Suggestions from one file of a repository, and the cleaning of their values."""

import re
from collections.abc import Mapping

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.limits import TAG_CHARACTERS, TITLE_CHARACTERS
from innersource_marketplace.model import SafeUrl

TOPICS = 10
"""Most topics taken over; keywords of packages tend to be many."""

DESCRIPTION_CHARACTERS = 300
"""Longest description taken over; at the end of a sentence, if there is one."""

PEOPLE = 5
"""Most people taken over; a page with more helps nobody to find the right one."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The suggestions of `origin` (a file, or the git remote); None or empty if it has none.

    `title` is meant for people, `name` for programs. `home` is any page of the project.
    """

    origin: str
    title: str | None = None
    name: str | None = None
    description: str | None = None
    motivation: str | None = None
    license: str | None = None
    owner: str | None = None
    lifecycle: str | None = None
    language: str | None = None
    docs: SafeUrl | None = None
    home: SafeUrl | None = None
    issues: SafeUrl | None = None
    chat: SafeUrl | None = None
    getting_started: SafeUrl | None = None
    topics: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def text(value: object, limit: int = TITLE_CHARACTERS) -> str | None:
    """Take one line of text, unless it is a variable of a build tool."""
    if not isinstance(value, str) or "${" in value or "{{" in value or "$(" in value:
        return None
    return escape.plain(value, limit) or None


def sentences(value: object) -> str | None:
    """Take a description: whole sentences, as many as fit."""
    whole = text(value, DESCRIPTION_CHARACTERS * 8)
    if whole is None or len(whole) <= DESCRIPTION_CHARACTERS:
        return whole
    start = whole[:DESCRIPTION_CHARACTERS]
    end = max(start.rfind(stop) for stop in (". ", "! ", "? "))
    return start[: end + 1] if end > 40 else escape.plain(whole, DESCRIPTION_CHARACTERS)


def address(value: object) -> SafeUrl | None:
    """Take a web address."""
    safe = escape.url(value) if isinstance(value, str) else None
    return safe if safe is not None and not safe.startswith("mailto:") else None


def tags(value: object) -> tuple[str, ...]:
    """Take a list of short words, or a text that separates them with commas, semicolons or spaces."""
    if isinstance(value, str):
        value = re.split(r"[,;]\s*" if re.search(r"[,;]", value) else r"\s+", value)
    if not isinstance(value, list):
        return ()
    clean = (text(item, TAG_CHARACTERS) for item in value[:100])
    return tuple(dict.fromkeys(item for item in clean if item))[:TOPICS]


def inner(value: object, *keys: str) -> object:
    """Follow keys into nested objects; None where one is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def names(value: object) -> tuple[str, ...]:
    """Take the names of people, from texts such as “Ada <mail>” or objects with a name; addresses stay behind."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        raw = item.get("name") if isinstance(item, dict) else item
        name = text(re.sub(r"[<(].*", "", raw[:500])) if isinstance(raw, str) else None
        if name and "@" not in name:
            found.append(name)
    return tuple(dict.fromkeys(found))[:PEOPLE]
