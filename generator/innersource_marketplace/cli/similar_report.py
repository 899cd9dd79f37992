"""What `marketplace similar` prints: as text, as JSON, and as a comment for a pull request."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from innersource_marketplace.assistants.similar import Similar
from innersource_marketplace.cli.job_summary import code
from innersource_marketplace.escape import entities, log_line, plain, url

COMMENT_CHARACTERS: Final = 30_000
"""Longest comment, half of what GitHub takes: a catalogue's comment has the result of its check too."""

_MEANT: Final = "none, it means the same"
_KEY: Final = 300
"""Longest key that is shown."""

_ANSWER: Final = """\
Reuse it or join it if it does what you need. Otherwise say how they differ, and the catalogue will show it:

- yours replaces it, in `innersource.json`: {supersedes}
- both have their place, in `innersource.json`: {alternatives}
- they do different things, in `catalog.yml` of the catalogue:

{decision}
"""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Something new with what is similar to it.

    `entry` is the address of a new entry in a catalogue, None for a repository or a sentence; `key` is
    what its project is called (`host/owner/name`), None where that is not known.
    """

    found: Sequence[Similar]
    entry: str | None = None
    key: str | None = None


def rows(compared: Iterable[Compared]) -> list[dict[str, object]]:
    """All that was found, for JSON."""
    return [
        {
            "key": one.key,
            "title": one.title,
            "page": one.page,
            "percent": one.percent,
            "alike": one.alike,
            "words": one.words,
            **({} if new.entry is None else {"entry": new.entry}),
        }
        for new in compared
        for one in new.found
    ]


def text(compared: Iterable[Compared], base: str) -> Iterator[str]:
    """The lines for a terminal; `base` is what addresses of pages begin with."""
    for new in compared:
        if new.entry is not None:
            yield f"{log_line(new.entry)}:"
        if not new.found:
            yield "Nothing in the catalogue is similar."
        elif not new.found[0].alike:
            yield "Nothing is clearly the same. Nearest:"
        for one in new.found:
            yield f"{log_line(one.title)}  ({one.percent} % similar)"
            if one.description:
                yield f"  {log_line(one.description)}"
            yield f"  words in common: {log_line(', '.join(one.words)) or _MEANT}"
            yield f"  {log_line(base + one.page)}"


def comment(compared: Iterable[Compared], base: str) -> str:
    """A comment for a pull request; "" where nothing is alike, so that nobody is disturbed for nothing.

    What others wrote becomes code with all punctuation as entities: it links nowhere and notifies nobody.
    """
    parts: list[str] = []
    room = COMMENT_CHARACTERS
    left_out = 0
    for new in compared:
        alike = [one for one in new.found if one.alike]
        if not alike:
            continue
        part = "\n".join(_part(new, alike, base))
        room -= len(part)
        if room < 0:
            left_out += 1
        else:
            parts.append(part)
    if not parts:
        return ""
    more = [f"… and {left_out} more entries that look alike."] if left_out else []
    return "\n\n".join(("### This may exist already", *parts, *more)) + "\n"


def _part(new: Compared, alike: Sequence[Similar], base: str) -> Iterator[str]:
    if new.entry is not None:
        yield f"{code(new.entry)} looks like:\n"
    for one in alike:
        words = ", ".join(map(code, one.words)) or _MEANT
        address = url(base + one.page)
        title = code(one.title) if address is None else f"[{code(one.title)}]({address})"
        yield f"- {title} {code(one.key)}, {one.percent} % similar. In common: {words}"
    first = plain(alike[0].key, _KEY)
    yield ""
    yield _ANSWER.format(
        supersedes=code(f'"supersedes": ["{first}"]', 2 * _KEY),
        alternatives=code(f'"alternatives": ["{first}"]', 2 * _KEY),
        decision=_decision(plain(new.key or "OWNER/NAME-OF-YOURS", _KEY), first),
    ).rstrip()


def _decision(own: str, other: str) -> str:
    lines = ("duplicates:", f"  - projects: [{own}, {other}]", "    decision: not a duplicate")
    return f"<pre>{chr(10).join(map(entities, lines))}</pre>"
