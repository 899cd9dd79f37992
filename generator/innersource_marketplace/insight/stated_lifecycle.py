"""What a README says of the end of its own project: that it is deprecated, or only gets fixes.

Its title says so, or a sentence about the project as a whole, above the first section or under a heading that is a
notice. A part, a version, an option or another project that ends says nothing: silence is better than a mistake.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from innersource_marketplace.escape import plain
from innersource_marketplace.insight import lifecycle_words as words
from innersource_marketplace.insight.purpose import at_the_beginning, headings, is_shown_as_text, parts_of, unwrapped
from innersource_marketplace.insight.purpose_words import NO_PROSE, SECTION
from innersource_marketplace.model import Lifecycle, Readme
from innersource_marketplace.readme import plain_text

_SEARCHED_CHARACTERS: Final = 10_000
_WORDS_CHARACTERS: Final = 200
_LINE_CHARACTERS: Final = 1_000
_OPENING_LINES: Final = 40
_NAME_CHARACTERS: Final = 3
_TOP_LEVEL: Final = 3
"""The level of the highest headings of a README; a title that only repeats the name is left out."""

_NO_WORDS: Final = re.compile(r"<(li|table|pre|del|s)\b[^>]{0,500}>.*?(?:</\1>|\Z)", re.DOTALL)
"""What is in lists, tables and code is about parts, and what is struck out no longer holds."""

_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[.!?][\"”’)])\s+(?=\S)|(?<=[。！？])")


class StatedLifecycle(msgspec.Struct, frozen=True):
    """A stage that a README states, and the sentence or title in which it does."""

    lifecycle: Lifecycle
    words: str


def lifecycle_in(readme: Readme | None, names: Sequence[str]) -> StatedLifecycle | None:
    """What the README of the project of these names states first of its end; None if it states nothing."""
    if readme is None or readme.html is None or not _may_say(readme.text[:_SEARCHED_CHARACTERS]):
        return None
    parts = [parts_of(name) for name in names if len(name) >= _NAME_CHARACTERS]
    for line, is_title in _opening(readme, parts):
        if is_title and (found := _of_title(line, names)) is not None:
            return StatedLifecycle(found, plain(line, _WORDS_CHARACTERS))
        for sentence in _SENTENCE_ENDS.split(line):
            if (found := _of_sentence(sentence, parts)) is not None:
                return StatedLifecycle(found, plain(sentence.strip(), _WORDS_CHARACTERS))
    return None


def _may_say(text: str) -> bool:
    lowered = text.lower()
    return any(sign in lowered for sign in words.SIGNS)


def _opening(readme: Readme, names: Sequence[Sequence[str]]) -> Iterator[tuple[str, bool]]:
    """The lines above the first section and those of notices, and whether each is the title."""
    html = readme.html or ""
    as_text = is_shown_as_text(html)
    text = (
        unwrapped(readme.text[:_SEARCHED_CHARACTERS])
        if as_text
        else plain_text(_NO_WORDS.sub(" ", html[:_SEARCHED_CHARACTERS]))
    )
    below = {*headings(readme)}
    first = readme.contents[0] if readme.contents else None
    began = False
    for line in text.split("\n")[:_OPENING_LINES]:
        bare = line.lstrip("=*").strip()[:_LINE_CHARACTERS]
        is_title = first is not None and first.level == _TOP_LEVEL and bare == first.text
        if bare in below and (began or not is_title or SECTION.match(bare)):
            if not words.NOTICE_HEADING.match(bare) and _of_sentence(bare, names) is None:
                return
        elif as_text and NO_PROSE.search(bare):
            continue
        began = True
        yield bare, is_title


def _of_title(title: str, names: Sequence[str]) -> Lifecycle | None:
    """What a title says that has the project's name in it."""
    folded = letters_of(title)
    if not any(letters_of(name) and letters_of(name) in folded for name in names):
        return None
    if words.TITLE_ENDS.match(title):
        return Lifecycle.DEPRECATED
    return Lifecycle.MAINTENANCE if words.TITLE_ONLY_FIXES.match(title) else None


def letters_of(name: str) -> str:
    """A name without what people write differently: signs, blanks and capitals."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _of_sentence(sentence: str, names: Sequence[Sequence[str]]) -> Lifecycle | None:
    """What a sentence says whose subject is the project as a whole."""
    if not _may_say(sentence) or words.RESTRICTED.search(sentence):
        return None
    rest = _without_label(sentence)
    return _of_clause(rest, names) or (_of_clause(rest.partition("：")[2], names) if "：" in rest else None)


def _without_label(sentence: str) -> str:
    rest = sentence
    for lead in (words.LABEL, words.LABEL, words.CIRCUMSTANCE, words.LABEL):
        rest = rest[found.end() :] if (found := lead.match(rest)) is not None else rest
    return rest


def _of_clause(clause: str, names: Sequence[Sequence[str]]) -> Lifecycle | None:
    for before, predicate in ((words.WE, None), (words.WORK_ON, words.HAS_STOPPED)):
        if (lead := before.match(clause)) is not None:
            rests = (rest for rest in _after_subject(clause[lead.end() :], names))
            ended = any(_says(rest, predicate) for rest in rests)
            return Lifecycle.DEPRECATED if ended else None
    for rest in _after_subject(clause, names):
        if _says(rest, words.ENDS):
            return Lifecycle.DEPRECATED
        if _says(rest, words.ONLY_FIXES):
            return Lifecycle.MAINTENANCE
    return _of_clause_elsewhere(clause, names)


def _says(rest: str, predicate: re.Pattern[str] | None) -> bool:
    """Whether what follows a subject is this predicate, or nothing, and is about all of it."""
    found = predicate.match(rest) if predicate is not None else None
    if predicate is not None and found is None:
        return False
    return words.GOES_ON.match(rest, found.end() if found is not None else 0) is not None


def _after_subject(clause: str, names: Sequence[Sequence[str]]) -> Iterator[str]:
    """What follows the project at the beginning of a clause, by each way to read it."""
    if (found := words.SUBJECT.match(clause)) is not None:
        yield clause[found.end() :]
    for parts in names:
        if (found := at_the_beginning(parts, clause)) is not None:
            rest = clause[found.end() :]
            kind = words.AFTER_NAME.match(rest)
            yield rest[kind.end() :] if kind is not None else rest


def _of_clause_elsewhere(clause: str, names: Sequence[Sequence[str]]) -> Lifecycle | None:
    """The same in other languages than English."""
    named = [found.end() for parts in names if (found := at_the_beginning(parts, clause)) is not None]
    for language in words.OTHER_LANGUAGES:
        subject = language.subject.match(clause)
        for end in [*([] if subject is None else [subject.end()]), *named]:
            if language.ends.match(clause, end):
                return Lifecycle.DEPRECATED
            if language.only_fixes.match(clause, end):
                return Lifecycle.MAINTENANCE
    return None
