"""Which of the sections that a guest looks for a README has.

The sections are those of the InnerSource pattern "Base Documentation"; how they are headed differs
everywhere, so each is known by many words. Found by heading first, then by what the text says.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from posixpath import splitext

from innersource_marketplace.insight.readiness.subject import (
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
from innersource_marketplace.model import Day, DocumentRole, Project, Readme, SafeUrl

_SEARCHED_CHARACTERS = 40_000
_SHOWN_CHARACTERS = 80
_OPENING_WORDS = 4
_EMPTY_WORDS = 6
_NAME_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class _Section:
    """How a section is known: by its heading, or by a statement in the text, which holds one of `words`.

    Looking for words is much faster than looking for a pattern, and most READMEs hold none.
    """

    heading: re.Pattern[str]
    text: re.Pattern[str] | None = None
    words: tuple[str, ...] = ()


def _section(heading: str, text: str | None = None, words: tuple[str, ...] = ()) -> _Section:
    known = re.compile(rf"\b(?:{heading})\b", re.IGNORECASE)
    return _Section(known, re.compile(text, re.IGNORECASE) if text else None, words)


_SECTIONS: Mapping[str, _Section] = {
    "mission": _section(
        r"about|overview|introduction|intro|mission|vision|motivation|purpose|rationale|background|goals?|summary"
        r"|what (?:is|does|are)|why|features|description|abstract|über|zweck|ziel|einleitung|überblick"
    ),
    "getting-started": _section(
        r"get(?:ting)? started|quick[ -]?start|start here|first steps|install(?:ation|ing)?|set[ -]?up|usage"
        r"|how (?:to|can (?:you|i|we)|do (?:you|i|we)) (?:use|run|install|build)|using|run(?:ning)?|build(?:ing)?"
        r"|prerequisites|requirements|tutorial"
        r"|development|deploy(?:ment|ing)?|erste schritte|einrichtung|nutzung|voraussetzungen",
        r"\b(?:getting started|quick ?start|installation (?:guide|instructions?)|how to (?:install|build|run)\b"
        r"|introductory tutorial"
        r"|git clone \S+)",
        ("getting started", "quick", "installation ", "how to ", "introductory tutorial", "git clone "),
    ),
    "getting-involved": _section(
        r"contribut(?:e|ing|ions?)|get(?:ting)? involved|participat\w*|community|feedback|get(?:ting)? help"
        r"|help(?! (?:me|us) (?:keep|fund|pay))|bugs?"
        r"|(?<!vulnerability )(?<!security )report(?:ing)?(?! (?:a )?(?:security|vuln))"
        r"|questions|chat|contact|discuss(?:ion)?s?|communication|mitmachen|beitragen|fragen|kontakt"
        r"|(?<!environment )(?<!browser )(?<!platform )support(?! (?:matrix|versions?|table|policy))",
        r"\bcontribut(?:ing|ions?|e)\b|\b(?:open|file|create|raise|report)\w* (?:an? |new )*(?:issue|bug|ticket)"
        r"|pull requests? (?:are )?welcome|\bget(?:ting)? involved\b",
        ("contribut", "issue", "bug", "ticket", "pull request", "involved"),
    ),
    "who-we-are": _section(
        r"who we are|(?:the |our |core )?team|maintainers?|committers?|authors?|contributors?"
        r"|contacts?|owners?|people|wir über uns|ansprechpartner\w*",
        r"\b(?:is|are|was|were|been) (?:\w+ ){0,2}(?:maintained|owned|developed|written|run) by\b"
        r"|(?:^|[.!]\s+|\n)(?:maintained|owned|developed|created|built|brought to you) by\b"
        r"|(?:^|\n)(?:authors?|maintainers?|owners?|team): ",
        (
            *(f"{done} by" for done in ("maintained", "owned", "developed", "written", "run", "created", "built")),
            *("brought to you by", "author", "maintainer", "owner", "team: "),
        ),
    ),
    "committer-path": _section(
        r"becom(?:e|ing) an? (?:\w+ )?(?:maintainer|committer|owner|member)|trusted committers?|governance"
        r"|contributor ladder|path to (?:\w+ )*(?:maintainer|committer)|roles",
        r"\b(?:becom(?:e|ing)|promot\w+ to|grow into|path to(?:wards?)?)\b[^.\n]{0,60}"
        r"\b(?:maintainer|(?:trusted )?committer|core (?:team|member))",
        ("becom", "promot", "grow into", "path to"),
    ),
}
_VERBS = r"\b(?:is|are|provides?|helps?|lets?|allows?|contains?|creates?|generates?|makes?|turns?|manages?|keeps?)\b"
_SENTENCE = re.compile(rf"[.!?。]['\")]*$|{_VERBS}", re.IGNORECASE)
_CONDITION = re.compile(r"\s*(?:if|when|unless|where)\b", re.IGNORECASE)
_MARKED: Mapping[str, re.Pattern[str]] = {
    ".adoc": re.compile(r"^(={1,5})[ \t]+(\S.*)$", re.MULTILINE),
    ".asciidoc": re.compile(r"^(={1,5})[ \t]+(\S.*)$", re.MULTILINE),
    ".org": re.compile(r"^(\*{1,4})[ \t]+(\S.*)$", re.MULTILINE),
    ".textile": re.compile(r"^h([1-5])\.[ \t]+(\S.*)$", re.MULTILINE),
}
"""Headings in the formats that are shown as text: the mark of their level, and their words."""

_NO_PROSE = re.compile(r"^(?:[:|/\[<=*#>-]|image:|ifdef|ifndef|endif)|://\S+\[|@\w+\]")
_CHAT = re.compile(
    r"https?://(?:[\w.-]+\.)?(?:slack\.com|slack\.[\w.-]+|discord\.(?:gg|com)|gitter\.im|zulipchat\.com|zulip\.[\w.-]+"
    r"|matrix\.to|teams\.microsoft\.com|chat\.[\w.-]+|mattermost\.[\w.-]+|discourse\.[\w.-]+|discuss\.[\w.-]+"
    r"|groups\.google\.com|kiwiirc\.com|t\.me|forums?\.[\w.-]+|lists\.[\w.-]+|web\.libera\.chat)(?=[/\"'\s<])"
    r"|https?://[^\s\"'<>]+/(?:discussions|slack|forums?|mailman|mail(?:ing)?-?lists?)\b"
    r"|https?://(?:www\.)?(?:stackoverflow\.com/(?:questions/tagged|tags|c)|reddit\.com/r)/",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\W*(?:communication|chat|contacts?|slack|discord|irc|mailing lists?|where to talk|kommunikation|kontakt)"
    r"(?: (?:channels?|us|lists?|rooms?))?\W*",
    re.IGNORECASE,
)
_MAINTAINERS = re.compile(
    r"\b(?:maintainers?|(?:trusted )?committers?|core (?:team|developers)|team members|technical committee)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r'<a href="([^"#][^"]*)"[^>]*>(.{1,200}?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_DOCUMENTATION = re.compile(
    r"\W*(?:(?:the|our|its|read|full|official|complete|detailed|latest|online|project|user|developer|api|reference"
    r"|website|and|excellent) ){0,4}"
    r"(?:documentation|docs|wiki|manual|handbook|guides?|api reference|javadocs?|dokumentation)\W*",
    re.IGNORECASE,
)
_GUIDELINES = re.compile(
    r"\W*(?:(?:our|the|full) )?(?:how to contribute|contributing(?: (?:guide(?:line)?s?|doc\w*))?(?:\.\w{2,8})?"
    r"|contribution guide(?:line)?s?)\W*",
    re.IGNORECASE,
)


def maintainers_heading(shown: Readme | None) -> str | None:
    """The heading of a README under which those who help guests are named."""
    return next((text for text in headings(shown) if _MAINTAINERS.search(text)), None) if shown else None


def place_to_talk(shown: Readme | None) -> str | None:
    """The address of a chat, forum or mailing list that a README links to, without what leads into it."""
    found = _CHAT.search(shown.html) if shown is not None and shown.html is not None else None
    return found[0] if found else None


def talk_heading(shown: Readme | None) -> str | None:
    """The heading of a README under which it says where to talk."""
    return next((text for text in headings(shown) if _TALK.fullmatch(text)), None) if shown else None


def documentation_link(shown: Readme | None) -> str | None:
    """The address that a README calls its documentation."""
    return _linked(shown, _DOCUMENTATION)


def guidelines_link(shown: Readme | None) -> str | None:
    """The address that a README calls its guidelines for contributors."""
    return _linked(shown, _GUIDELINES)


def _linked(shown: Readme | None, words: re.Pattern[str]) -> str | None:
    markup = shown.html if shown is not None and shown.html is not None else ""
    found = (link for link in _LINK.finditer(markup) if words.fullmatch(" ".join(_TAG.sub("", link[2]).split())))
    return next((html.unescape(link[1]) for link in found), None)


def headings(shown: Readme) -> list[str]:
    """The headings of a README below its title."""
    told = [(heading.level, heading.text) for heading in shown.contents]
    opens = shown.html is not None and shown.html.lstrip().startswith("<h")
    marked = _MARKED.get(splitext(shown.path)[1].lower())
    if not told and marked is not None:
        text = shown.text[:_SEARCHED_CHARACTERS]
        told = [(int(mark) if mark.isdigit() else len(mark), words) for mark, words in marked.findall(text)]
        opens = marked.match(text) is not None
    # A single uppermost heading above all others is the title, or the only one, with everything below it.
    if told and (told[0][0] < min(level for level, _ in told[1:]) if len(told) > 1 else opens):
        told = told[1:]
    return [words for _, words in told]


def readme(subject: Subject, today: Day) -> Verdict:
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

    def ask(subject: Subject, today: Day) -> Verdict:
        found = document(subject, DocumentRole.README)
        if found is None:
            return no("section.no-readme") if sees_files(subject) else unseen(subject)
        shown = subject.readme
        url = file_url(subject, found.path)
        if shown is None or shown.html is None:
            return cannot_tell("section.unread", path=found.path, url=url)
        text = shown.text[:_SEARCHED_CHARACTERS]
        below = headings(shown)
        opening = list(_opening(text.split("\n"), frozenset(below))) if name == "mission" else []
        said = _about(opening, subject.project) or next(filter(_is_sentence, opening), None)
        heading = next((words for words in below if section.heading.search(words)), None)
        if heading is not None and said is None:
            return yes("section.heading", heading=_cut(heading), url=url)
        if said is None and name == "mission":
            said = _about(text.split("\n"), subject.project)
        if said is None and section.text is not None:
            said = _statement(section.text, section.words, text)
        if said is not None:
            return yes("section.text", text=_cut(said), url=url)
        if name == "getting-involved" and (address := place_to_talk(shown)) is not None:
            return yes("section.channel", address=_cut(address), url=url)
        # What was cut off may hold it.
        cut = shown.truncated or len(shown.text) > _SEARCHED_CHARACTERS
        return cannot_tell("section.cut", url=url) if cut else no("section.none", url=url)

    return ask


def _about(lines: Iterable[str], project: Project) -> str | None:
    """A sentence that begins with the project's name and says what it is or does."""
    names = {name for name in (project.name, project.title) if len(name) >= _NAME_CHARACTERS}
    if not names:
        return None
    spelled = "|".join(sorted(r"[\s_-]*".join(map(re.escape, re.split(r"[\s_-]+", name))) for name in names))
    # Making the pattern costs more than reading the lines, few of which begin so.
    begins = {"t", *(start.casefold() for name in names for start in (name[:1], name.lstrip(" _-")[:1]))}
    likely = [line for line in lines if line[:1].casefold() in begins and len(line.split()) >= _OPENING_WORDS]
    if not likely:
        return None
    said = re.compile(rf"(?:the )?(?:{spelled})\b[^.]{{0,60}}{_VERBS}", re.IGNORECASE)
    return next((line for line in likely if said.match(line)), None)


def _opening(lines: Iterable[str], below: Collection[str]) -> Iterator[str]:
    for line in lines:
        # A line of AsciiDoc still has its marks.
        if line in below or line.lstrip("=*").strip() in below:
            return
        yield line


def _statement(pattern: re.Pattern[str], words: tuple[str, ...], text: str) -> str | None:
    """The line in which a README says something outright, not under a condition."""
    folded = _folded(text)
    if not any(word in folded for word in words):
        return None
    for match in pattern.finditer(text):
        begin = max(text.rfind(mark, 0, match.start()) + len(mark) for mark in ("\n", ". ", "! "))
        if not _CONDITION.match(text, begin if begin > 1 else 0):
            return _around(text, match.end() - 1)
    return None


@lru_cache(maxsize=1)  # one README after the other, each asked about by several checks
def _folded(text: str) -> str:
    return text.casefold()


def _is_sentence(line: str) -> bool:
    prose = len(line.split()) >= _OPENING_WORDS and not _NO_PROSE.search(line)
    return prose and _SENTENCE.search(line) is not None


def _around(text: str, at: int) -> str:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    if len(line) <= _SHOWN_CHARACTERS or at - begin < _SHOWN_CHARACTERS // 2:
        return line
    return "…" + line[line.find(" ", at - begin - _SHOWN_CHARACTERS // 2) :]


def _cut(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN_CHARACTERS else words[: _SHOWN_CHARACTERS - 1].rstrip() + "…"
