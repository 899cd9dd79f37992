"""Which of the sections that a guest looks for a README has.

The sections are those of the InnerSource pattern "Base Documentation"; how they are headed differs
everywhere, so each is known by many words (`section_words`). Found by heading first, then by what the text says.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from innersource_marketplace.insight.purpose import headings, purpose_of
from innersource_marketplace.insight.readiness.section_words import (
    GOVERNANCE,
    INVOLVED,
    MISSION,
    PATH,
    STARTED,
    WHO,
    is_about,
    language_of,
    mentions,
    says_best,
)
from innersource_marketplace.insight.readiness.subject import (
    Ask,
    Subject,
    Verdict,
    cannot_tell,
    document,
    file_url,
    missing,
    no,
    sees_files,
    unseen,
    yes,
)
from innersource_marketplace.model import Day, DocumentRole, Readme, SafeUrl
from innersource_marketplace.readme import plain_text
from innersource_marketplace.reference.licenses import LICENSE_HEADING

_SEARCHED_CHARACTERS = 40_000
_SEARCHED_SENTENCE = 2_000
_SHOWN_CHARACTERS = 80
_EMPTY_WORDS = 6
_NAME_CHARACTERS = 2


class _Statement(msgspec.Struct, frozen=True):
    """What says the same outright in the text, which then holds one of `words`.

    Looking for words is much faster than looking for a pattern, and most READMEs hold none.
    """

    pattern: re.Pattern[str]
    words: tuple[str, ...]


def _statement_of(pattern: str, words: tuple[str, ...]) -> _Statement:
    return _Statement(re.compile(pattern, re.IGNORECASE), words)


_STATEMENTS: Mapping[str, _Statement] = {
    STARTED: _statement_of(
        r"\b(?:getting started|quick ?start|installation (?:guide|instructions?)"
        r"|(?<!examples of )(?<!example of )how to (?:install|run|build (?:it|this|the|from|and))\b"
        r"|introductory tutorial"
        r"|git clone \S*[:/]\S+)",
        ("getting started", "quick", "installation ", "how to ", "introductory tutorial", "git clone "),
    ),
    INVOLVED: _statement_of(
        r"\bcontributions? (?:are|is) (?:\w+ ){0,2}(?:welcome|appreciated|encouraged|accepted)\b"
        r"|\bcontribut(?:ing (?:to (?:this|the|\w+)|guide\w*)|ions? (?:guide\w*|of any))\b"
        r"|\b(?:how|want|like|wish|if you(?:['’]d like| want)?) to contribute\b"
        r"|\b(?:please|to) (?:open|file|create|raise|report)\w* (?:an? |new |any )*(?:issue|bug|ticket)"
        r"|(?:pull requests?|patches) (?:are )?(?:\w+ )?welcome|\beveryone is welcome to\b"
        r"|\bget(?:ting)? involved\b|CONTRIBUTING\.\w+",
        ("contribut", "issue", "bug", "ticket", "pull request", "patches", "everyone is", "involved"),
    ),
    WHO: _statement_of(
        r"\b(?:is|are|was|were|been) (?:(?!not |never |no |originally |initially |formerly |first |once )\w+ ){0,2}"
        r"(?:maintained|owned|developed|written|run) by\b"
        r"(?! (?:their|its|the|each) (?:respective )?(?:own\w*|contributors|authors))"
        r"(?! (?:the |an? |our )?(?:(?:open|whole|wider|larger|global|source|user)[ -]){0,2}"
        r"(?:community|communities|users|volunteers|others|third)\b)"
        r"|(?:^|[.!]\s+|\n)(?:maintained|owned|developed|created|built|brought to you) by\b"
        r"|(?:^|\n)(?:authors?|maintainers?|owners?|team): ",
        (
            *(f"{done} by" for done in ("maintained", "owned", "developed", "written", "run", "created", "built")),
            *("brought to you by", "author", "maintainer", "owner", "team: "),
        ),
    ),
    PATH: _statement_of(
        r"\b(?:becom(?:e|ing)|promot\w+ to|grow into|path to(?:wards?)?)\b[^.\n]{0,60}"
        r"\b(?:maintainer|(?:trusted )?committer|core (?:team|member))",
        ("becom", "promot", "grow into", "path to"),
    ),
}
_CONDITION = re.compile(r"\s*(?:if|when|unless|where)\b", re.IGNORECASE)
_AGREEMENT = re.compile(r"(?i)\bby (?:contributing|participating|submitting)\b|\bagree to\b|\babide\b")
"""What codes of conduct say of contributions, which invites to none."""

_USAGE = re.compile(
    r"(?i)\b(?:usage|examples?|quick[ -]?start|getting started|(?:how|easy|simple) to use|using|demo|sample"
    r"|beispiele?|verwendung|benutzung|nutzung|schnellstart|erste schritte|utilisation|exemples?|uso|ejemplos?)\b"
)
_CHAT = re.compile(
    r"https?://(?!(?:[\w-]+\.)?(?:shields\.io|badgen\.net|badge\.fury\.io|badges?\.))(?:[\w.-]+\.)?(?:slack\.com|slack\.[\w-]+\.[\w.-]+|discord\.(?:gg|com)|gitter\.im|zulipchat\.com|zulip\.[\w-]+\.[\w.-]+"
    r"|matrix\.to|teams\.microsoft\.com|chat\.[\w.-]+|mattermost\.[\w-]+\.[\w.-]+|discourse\.[\w-]+\.[\w.-]+|discuss\.[\w.-]+"
    r"|groups\.google\.com|kiwiirc\.com|t\.me|forums?\.[\w.-]+|lists\.[\w.-]+|web\.libera\.chat|lore\.kernel\.org"
    r"|marc\.info|www\.mail-archive\.com)(?=[/\"'\s<])"
    r"|https?://(?!(?:[\w-]+\.)?(?:shields\.io|badgen\.net|badge\.fury\.io))[^\s\"'<>]+/(?:discussions|slack|forums?|mailman|mail(?:ing)?-?lists?)\b"
    r"|https?://(?:www\.)?(?:stackoverflow\.com/(?:questions/tagged|tags|c)|reddit\.com/r)/",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\W*(?:communication|chat|contacts?|slack|discord|irc|mailing lists?|where to talk|kommunikation|kontakt)"
    r"(?: (?:channels?|us|lists?|rooms?))?\W*",
    re.IGNORECASE,
)
_A_PLACE = re.compile(
    r"(?i)\b(?:slack|discord|irc|chat\w*|e?-?mails?|mailing|forums?|channels?|gitter|matrix|zulip|mattermost|teams|telegram|reddit|twitter"
    r"|mastodon|discuss\w*|contact\w*|kontakt\w*|join|ask|reach|meet\w*|issue tracker|community)\b|[@#]\w"
)
"""What a section has near its beginning that is about where to talk, rather than about how programs do."""

_SOMEBODY = re.compile(r"(?i)[\w.+-]@\w|(?:^|[\s(])@\w|\b(?:maintain\w*|authors?|developers?|team|my|me|i|i['’]m)\b")
"""What a section called “Contact” has if it says who somebody is."""

_LIKE_A_TOPIC = re.compile(
    r"(?i)\W*(?:development|build(?:ing|s)?|deploy(?:ing|ment)?|tutorials?|running|using|run)(?: \w+)?\W*"
)
"""Headings about how to start, which in a list of what others made are about what it is for."""

_NEARBY = 300
_MARKUP_NEARBY = 4_000
_LINKS_OF_A_LIST = 3


def license_heading(shown: Readme | None) -> str | None:
    """The heading of a README that is about its licence."""
    return next((text for text in headings(shown) if LICENSE_HEADING.fullmatch(text)), None) if shown else None


def usage_heading(shown: Readme | None) -> str | None:
    """The heading of a README that by its words is about how the project is used, or about examples."""
    return None if shown is None else next(filter(_USAGE.search, headings(shown)), None)


def start_heading(shown: Readme | None) -> str | None:
    """The heading of a README under which it says how to start, by the rule of the check for that."""
    told = () if shown is None else headings(shown)
    return next((words for words in told if is_about(words, STARTED)), None)


def place_to_talk(shown: Readme | None) -> str | None:
    """The address of a chat, forum or mailing list that a README links to, without what leads into it."""
    found = _CHAT.search(shown.html) if shown is not None and shown.html is not None else None
    return found[0] if found else None


def talk_heading(shown: Readme | None) -> str | None:
    """The heading of a README under which it says where to talk."""
    told = () if shown is None else [text for text in headings(shown) if _TALK.fullmatch(text)]
    return next((text for text in told if shown is not None and _is_about_a_place(_below(text, shown))), None)


def _is_about_a_place(text: str) -> bool:
    return not text.strip() or _A_PLACE.search(text) is not None


def readme(subject: Subject, today: Day) -> Verdict:
    """There is a README with words in it."""
    found = document(subject, DocumentRole.README)
    if found is None:
        return missing(subject)
    url = file_url(subject, found.path)
    if subject.readme is not None and subject.readme.html is not None:
        words = len(subject.readme.text.split())
        return no("readme.empty", path=found.path, url=url) if words < _EMPTY_WORDS else _long(words, found.path, url)
    return yes("file", path=found.path, url=url)


def _long(words: int, path: str, url: SafeUrl | None) -> Verdict:
    return yes("readme.words", count=words, path=path, url=url)


def has_section(name: str) -> Ask:
    """A check that the README has one of the sections."""

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
        # The page shows the same sentence where nobody wrote a better one.
        said = purpose_of(shown, (subject.project.last_name, subject.project.title)) if name == MISSION else None
        about = [words for words in below if is_about(words, name) and _convinces(words, name, shown)]
        about.sort(key=lambda words: not says_best(words, name))
        # Where to get help is a part of it; what the text says of contributions is better.
        weak = name == INVOLVED and not (about and says_best(about[0], name))
        if said is None and about and not weak:
            return yes("section.heading", heading=_cut(about[0]), url=url)
        if said is None and (statement := _STATEMENTS.get(name)) is not None:
            said = _statement(statement.pattern, statement.words, text)
        if said is not None:
            return yes("section.text", text=_cut(said), url=url)
        if about:
            return yes("section.heading", heading=_cut(about[0]), url=url)
        if name == INVOLVED and (address := place_to_talk(shown)) is not None:
            return yes("section.channel", address=_cut(address), url=url)
        if name == PATH and (heading := next(filter(GOVERNANCE.match, below), None)) is not None:
            return cannot_tell("section.perhaps", heading=_cut(heading), url=url)
        language = language_of(text)
        if language is None or (language != "en" and mentions(text, name)):
            return cannot_tell("section.language", url=url)
        # What was cut off may hold it.
        cut = shown.truncated or len(shown.text) > _SEARCHED_CHARACTERS
        return cannot_tell("section.cut", url=url) if cut else no("section.none", url=url)

    return ask


def _below(heading: str, shown: Readme) -> str:
    """How a README goes on below a heading; by its markup where that tells, for the text may be cut before."""
    markup = markup_below(heading, shown)
    if markup is not None:
        return plain_text(markup[:_MARKUP_NEARBY])[:_NEARBY]
    text = f"\n{shown.text}\n"
    at = text.rfind(f"\n{heading}\n")  # the same words may be in a table of contents
    start = len(text) if at < 0 else at + len(heading) + 2
    return text[start : start + _NEARBY]


def markup_below(heading: str, shown: Readme) -> str | None:
    """The markup of a README below a heading, to its end; None where the heading has no place in it."""
    found = next((one for one in shown.contents if one.text == heading), None)
    markup = shown.html or ""
    start = markup.find(f'id="user-content-{found.anchor}"') if found is not None else -1
    return None if start < 0 else markup[start:].partition("</h")[2].partition(">")[2]


def _convinces(heading: str, name: str, shown: Readme) -> bool:
    """Whether a reader who opens the section finds there what its heading says, as far as that is easily seen."""
    section = (markup_below(heading, shown) or "").partition("<h")[0]
    if name == WHO and _TALK.fullmatch(heading):
        return _SOMEBODY.search(plain_text(section) or _below(heading, shown)) is not None
    if name == STARTED and _LIKE_A_TOPIC.fullmatch(heading):
        return section.count('<a href="http') < _LINKS_OF_A_LIST or "<p>" in section or "<pre" in section
    return True


def _statement(pattern: re.Pattern[str], words: tuple[str, ...], text: str) -> str | None:
    """The line in which a README says something outright, not under a condition nor in a code of conduct."""
    folded = _folded(text)
    if not any(word in folded for word in words):
        return None
    for match in pattern.finditer(text):
        begin = max(text.rfind(mark, 0, match.start()) + len(mark) for mark in ("\n", ". ", "! "))
        begin = begin if begin > 1 else 0
        sentence = re.split(r"\n|[.!] ", text[begin : begin + _SEARCHED_SENTENCE], maxsplit=1)[0]
        if not _CONDITION.match(sentence) and not _AGREEMENT.search(sentence):
            return _around(text, match.end() - 1)
    return None


@lru_cache(maxsize=1)  # one README after the other, each asked about by several checks
def _folded(text: str) -> str:
    return text.casefold()


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
