"""Which of the sections that a guest looks for a README has.

The sections are those of the InnerSource pattern "Base Documentation"; how they are headed differs
everywhere, so each is known by many words. Found by heading first, then by what the text says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from posixpath import splitext

from innersource_marketplace.model import DocumentRole, Readme, SafeUrl
from innersource_marketplace.readiness.subject import (
    Ask,
    Subject,
    Verdict,
    cannot_tell,
    document,
    file_url,
    no,
    sees_files,
    unseen,
    yes,
)

_SEARCHED_CHARACTERS = 40_000
_SHOWN_CHARACTERS = 80
_OPENING_WORDS = 4
_EMPTY_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Section:
    heading: re.Pattern[str]
    text: re.Pattern[str] | None = None


def _section(heading: str, text: str | None = None) -> _Section:
    return _Section(re.compile(rf"\b(?:{heading})\b", re.IGNORECASE), re.compile(text, re.IGNORECASE) if text else None)


_SECTIONS: Mapping[str, _Section] = {
    "mission": _section(
        r"about|overview|introduction|intro|mission|vision|motivation|purpose|rationale|background|goals?|summary"
        r"|what (?:is|does|are)|why|features|description|abstract|über|zweck|ziel|einleitung|überblick"
    ),
    "getting-started": _section(
        r"get(?:ting)? started|quick[ -]?start|start here|first steps|install(?:ation|ing)?|set[ -]?up|usage"
        r"|how to (?:use|run|install|build)|using|run(?:ning)?|build(?:ing)?|prerequisites|requirements|tutorial"
        r"|development|deploy(?:ment|ing)?|erste schritte|einrichtung|nutzung|voraussetzungen",
        r"\b(?:getting started|quick ?start|installation (?:guide|instructions?)|how to (?:install|build|run)\b"
        r"|git clone \S+)",
    ),
    "getting-involved": _section(
        r"contribut(?:e|ing|ions?)|get(?:ting)? involved|participat\w*|community|feedback|get(?:ting)? help|help|bugs?"
        r"|report(?:ing)?|questions|chat|contact|discuss(?:ion)?s?|communication|mitmachen|beitragen|fragen|kontakt"
        r"|(?<!environment )(?<!browser )(?<!platform )support(?! (?:matrix|versions?|table|policy))",
        r"\bcontribut(?:ing|ions?|e)\b|\b(?:open|file|create|raise|report)\w* (?:an? |new )*(?:issue|bug|ticket)"
        r"|pull requests? (?:are )?welcome|\bget(?:ting)? involved\b",
    ),
    "who-we-are": _section(
        r"who we are|(?:the |our |core )?team|maintainers?|committers?|authors?|contributors?|credits"
        r"|contacts?|owners?|people|wir über uns|ansprechpartner\w*",
        r"\b(?:is|are|was|were|been) (?:\w+ )?(?:maintained|owned|developed|run) by\b"
        r"|(?:^|[.!]\s+|\n)(?:maintained|owned|developed|created|built|brought to you) by\b"
        r"|(?:^|\n)(?:authors?|maintainers?|owners?|team): ",
    ),
    "committer-path": _section(
        r"becom(?:e|ing) an? (?:\w+ )?(?:maintainer|committer|owner|member)|trusted committers?|governance"
        r"|contributor ladder|path to (?:\w+ )*(?:maintainer|committer)|roles",
        r"\b(?:becom(?:e|ing)|promot\w+ to|grow into|path to(?:wards?)?)\b[^.\n]{0,60}"
        r"\b(?:maintainer|(?:trusted )?committer|core (?:team|member))",
    ),
}
_SENTENCE = re.compile(
    r"[.!?。]['\")]*$"
    r"|\b(?:is|are|provides?|helps?|lets?|allows?|contains?|creates?|generates?|makes?|turns?|manages?|keeps?)\b",
    re.IGNORECASE,
)
_MARKED: Mapping[str, re.Pattern[str]] = {
    ".adoc": re.compile(r"^={2,5}[ \t]+(\S.*)$", re.MULTILINE),
    ".asciidoc": re.compile(r"^={2,5}[ \t]+(\S.*)$", re.MULTILINE),
    ".org": re.compile(r"^\*{1,4}[ \t]+(\S.*)$", re.MULTILINE),
    ".textile": re.compile(r"^h[2-5]\.[ \t]+(\S.*)$", re.MULTILINE),
}
"""Headings in the formats that are shown as text."""

_NO_PROSE = re.compile(r"^(?:[:|/\[<=*#>-]|image:|ifdef|ifndef|endif)|://\S+\[|@\w+\]")
_CHAT = re.compile(
    r"https?://(?:[\w.-]+\.)?(?:slack\.com|slack\.[\w.-]+|discord\.(?:gg|com)|gitter\.im|zulipchat\.com|zulip\.[\w.-]+"
    r"|matrix\.to|teams\.microsoft\.com|chat\.[\w.-]+|mattermost\.[\w.-]+|discourse\.[\w.-]+|discuss\.[\w.-]+"
    r"|groups\.google\.com|kiwiirc\.com|t\.me)(?=[/\"'\s<])"
    r"|https?://[^\s\"'<>]+/(?:discussions|slack)\b",
    re.IGNORECASE,
)
_MAINTAINERS = re.compile(r"\b(?:maintainers?|trusted committers?)\b", re.IGNORECASE)


def maintainers_heading(shown: Readme | None) -> str | None:
    """The heading of a README under which those who help guests are named."""
    return next((text for text in headings(shown) if _MAINTAINERS.search(text)), None) if shown else None


def place_to_talk(shown: Readme | None) -> str | None:
    """The address of a chat, forum or mailing list that a README links to, without what leads into it."""
    found = _CHAT.search(shown.html) if shown is not None and shown.html is not None else None
    return found[0] if found else None


def headings(shown: Readme) -> list[str]:
    """The headings of a README below its title."""
    told = [heading.text for heading in shown.contents]
    upper = [heading.level for heading in shown.contents]
    # A single uppermost heading above all others is the title.
    if len(upper) > 1 and upper[0] < min(upper[1:]):
        told = told[1:]
    marked = _MARKED.get(splitext(shown.path)[1].lower())
    return told or (marked.findall(shown.text[:_SEARCHED_CHARACTERS]) if marked is not None else [])


def readme(subject: Subject, now: datetime) -> Verdict:
    """There is a README with words in it."""
    found = document(subject, DocumentRole.README)
    if found is None:
        return no("no-file") if sees_files(subject) else unseen(subject)
    url = file_url(subject, found.path)
    if subject.readme is not None and subject.readme.html is not None:
        words = len(subject.readme.text.split())
        return no("readme.empty", path=found.path, url=url) if words < _EMPTY_WORDS else _long(words, found.path, url)
    return yes("file", path=found.path, url=url)


def _long(words: int, path: str, url: SafeUrl | None) -> Verdict:
    return yes("readme.words", count=words, path=path, url=url)


def has_section(name: str) -> Ask:
    """A check that the README has one of the sections."""
    section = _SECTIONS[name]

    def ask(subject: Subject, now: datetime) -> Verdict:
        found = document(subject, DocumentRole.README)
        if found is None:
            return no("section.no-readme") if sees_files(subject) else unseen(subject)
        shown = subject.readme
        url = file_url(subject, found.path)
        if shown is None or shown.html is None:
            return cannot_tell("section.unread", path=found.path, url=url)
        said = _opening(shown) if name == "mission" else None
        heading = next((text for text in headings(shown) if section.heading.search(text)), None)
        if heading is not None and said is None:
            return yes("section.heading", heading=_cut(heading), url=url)
        text = shown.text[:_SEARCHED_CHARACTERS]
        if said is None and section.text is not None and (match := section.text.search(text)) is not None:
            said = _around(text, match.end() - 1)
        if said is not None:
            return yes("section.text", text=_cut(said), url=url)
        if name == "getting-involved" and (address := place_to_talk(shown)) is not None:
            return yes("section.channel", address=_cut(address), url=url)
        # What was cut off may hold it.
        cut = shown.truncated or len(shown.text) > _SEARCHED_CHARACTERS
        return cannot_tell("section.cut", url=url) if cut else no("section.none", url=url)

    return ask


def _opening(shown: Readme) -> str | None:
    below = set(headings(shown))
    lines = shown.text[:_SEARCHED_CHARACTERS].split("\n")
    # A line of AsciiDoc still has its marks.
    opening = takewhile(lambda line: line not in below and line.lstrip("=*").strip() not in below, lines)
    return next((line for line in opening if _is_sentence(line)), None)


def _is_sentence(line: str) -> bool:
    prose = len(line.split()) >= _OPENING_WORDS and not _NO_PROSE.search(line)
    return prose and _SENTENCE.search(line) is not None


def _around(text: str, at: int) -> str:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    return line if len(line) <= _SHOWN_CHARACTERS else line[max(at - begin - 20, 0) :]


def _cut(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN_CHARACTERS else words[: _SHOWN_CHARACTERS - 1].rstrip() + "…"
