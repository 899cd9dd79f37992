"""What a README says that its project is for: one sentence, by the same rule wherever it is asked for.

What precedes it is passed over: notices, warnings, sponsors, badges, lists of languages and pointers to
other places. Where nothing reads like a purpose, nothing is said.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from posixpath import splitext

from innersource_marketplace.escape import plain
from innersource_marketplace.insight.lifecycle_words import NOTICE_HEADING
from innersource_marketplace.insight.purpose_words import (
    ABOUT,
    BACKGROUND,
    BADGE,
    COMMAND,
    END,
    GOAL,
    IDEOGRAPHS,
    ITSELF,
    LANGUAGES,
    LEGAL,
    NO_PROSE,
    NOTICE,
    POINTER,
    PROBLEM,
    SAYS,
    SECTION,
    SENTENCE,
    SOLUTION,
    SPONSOR,
    STATE,
    THANKS,
)
from innersource_marketplace.model import Readme
from innersource_marketplace.readme import plain_text

_PURPOSE_CHARACTERS = 300
_SEARCHED_CHARACTERS = 40_000
_SEARCHED_MARKUP = 200_000
_NO_WORDS = re.compile(
    r'<(?:span class="readme-(?:image|badge)">[^<]*</span>|pre\b.*?</pre>|table\b.*?</table>'
    r'|div class="[^"]*(?:alert|admonition)[^"]*">.*?</div>'
    r"|(?<=<li><)a href=\"#[^\"<>]{0,500}\"[^<>]{0,100}>[^<>]{0,300}</a>(?=\s*<))",
    re.DOTALL,
)
"""Markup that is no prose: images and badges, which are shown by what they are called, code, tables, alerts,
tables of contents."""

_QUOTATION = re.compile(r"(?<=[:：]</p>\n)<blockquote\b.*?</blockquote>", re.DOTALL)
"""What somebody else is quoted with, below a line that says who."""

_LISTS = re.compile(r"<li\b.*?</li>", re.DOTALL)
"""What is in lists is a feature, a part or a notice more often than what the whole is for."""

_BROKEN = re.compile(r"(?<=[^\W\d_])\s*<br>\s*(?=[a-zß-öø-ÿа-я])")
"""A line break within a sentence."""

_LINE_CHARACTERS = 2_000
_OPENING_LINES = 40
_SENTENCE_WORDS = 4
_LINE_WORDS = 3
_NAME_CHARACTERS = 2
_HEADING_CHARACTERS = 200
_MOSTLY = 0.5

_MARKED: Mapping[str, re.Pattern[str]] = {
    ".adoc": re.compile(r"^(={1,5})[ \t]+(\S.*)$", re.MULTILINE),
    ".asciidoc": re.compile(r"^(={1,5})[ \t]+(\S.*)$", re.MULTILINE),
    ".asc": re.compile(r"^(={1,5})[ \t]+(\S.*)$", re.MULTILINE),
    ".org": re.compile(r"^(\*{1,4})[ \t]+(\S.*)$", re.MULTILINE),
    ".textile": re.compile(r"^h([1-5])\.[ \t]+(\S.*)$", re.MULTILINE),
}
"""Headings in the formats that are shown as text: the mark of their level, and their words."""


@lru_cache(maxsize=1)  # the page and a check ask for the same one, project after project
def purpose_of(readme: Readme | None, names: tuple[str, ...]) -> str | None:
    """The sentence of a README that says what the project of these names is for; None if none reads like it.

    First what begins with the name and says what it is, then the first sentence, both above the first
    section or in the one that is an introduction; then a line without a verb above everything.
    """
    if readme is None or readme.html is None:
        return None
    begins = _beginning_with(names)
    # Others are quoted with what they think of it, but a quotation may be a definition too.
    markup = _QUOTATION.sub(
        lambda found: found[0] if begins(plain_text(found[0]).strip()) else " ", readme.html[:_SEARCHED_MARKUP]
    )
    as_text = is_shown_as_text(readme.html)
    text = unwrapped(readme.text[:_SEARCHED_CHARACTERS]) if as_text else _prose(_LISTS.sub(" ", markup))
    below = headings(readme)
    titles = {heading.text for heading in readme.contents}
    text = _without_notices(text, {*titles, *below}, begins)
    above = list(opening_lines(text, below))
    thanked = any(map(THANKS.match, text.split("\n")[:_OPENING_LINES]))
    opening = [_without_label(line, begins) for line in above if line not in titles]
    introduction = [_without_label(line, begins) for line in _introduction(text, below)]
    lines = () if thanked else _before_lists(above)
    said = (
        _first(filter(begins, opening))
        or next(
            (line for line in filter(None, map(_before_an_example, above)) if begins(line) or _is_of_itself(line)), None
        )
        or _first_said(begins, opening)
        or _first(filter(begins, introduction))
        or _first_said(begins, introduction)
        or _first(filter(begins, above))
        or _first(line for line in lines if weight(line) >= _LINE_WORDS)
        or _first(filter(begins, text.split("\n")))
    )
    if said is None and not as_text:
        listed = _prose(markup).split("\n")
        said = _first(filter(begins, listed)) or (None if text else _first_said(begins, listed))
    return None if said is None else shortened(said.rstrip(_SEPARATORS))


def _without_notices(text: str, heads: Collection[str], begins: Callable[[str], bool]) -> str:
    """The text without sections that are a notice, but for what begins with the name.

    Of the last section nobody knows where its notice ends.
    """
    kept: list[str] = []
    notice: list[str] | None = None
    for line in text.split("\n"):
        bare = line.lstrip("=*").strip()
        if bare in heads:
            notice = [] if NOTICE_HEADING.match(bare) else None
        (kept if notice is None or begins(line) else notice).append(line)
    return "\n".join([*kept, *(notice or ())])


def is_shown_as_text(markup: str) -> bool:
    """Whether a README has no markup of its own: then all of it is in one element."""
    return markup.startswith("<pre") and markup.count("<pre") == 1 and markup.rstrip().endswith("</pre>")


def _prose(markup: str) -> str:
    prose = _NO_WORDS.sub(" ", markup)
    return plain_text(_BROKEN.sub(" ", prose) if "<br>" in prose else prose)


def _is_of_itself(line: str) -> bool:
    return weight(line) > _SENTENCE_WORDS and ITSELF.match(line) is not None


_LABEL = re.compile(r"\W*(?:\w+\W+){1,3}?[-–—:] (?=\S)")


def _without_label(line: str, begins: Callable[[str], bool]) -> str:
    """The line without a word or two in front that are set apart from what begins with the name, or is a solution."""
    if (solution := SOLUTION.match(line)) is not None:
        return line[solution.end() :]
    label = _LABEL.match(line)
    return line[label.end() :] if label is not None and begins(line[label.end() :]) else line


_SEPARATORS = " ·•∙|"
_SENTENCE_ENDS = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"”’)]))\s+(?=\S)")


def _first_said(begins: Callable[[str], bool], lines: Iterable[str]) -> str | None:
    """The first line that is a sentence; where the problem comes first, from where the project does."""
    problem = False
    for line in filter(is_sentence, lines):
        if is_passed_over(line):
            continue
        problem = problem or BACKGROUND.match(line) is not None
        sentences = _SENTENCE_ENDS.split(line)
        for at, sentence in enumerate(sentences):
            own = GOAL.match(sentence) or (problem and (begins(sentence) or _is_of_itself(sentence)))
            if own and not is_passed_over(sentence):
                return " ".join(sentences[at:])
        if not BACKGROUND.match(line):
            return line
    return None


def _first(lines: Iterable[str]) -> str | None:
    """The first line that is not passed over, which costs more to ask than what the lines were chosen by."""
    return next((line for line in lines if not is_passed_over(line)), None)


_WRAPPED_AT = 50
"""A line of plain text that is shorter ends where its author wanted it to."""


def unwrapped(text: str) -> str:
    """Plain text with each paragraph on one line; what begins with anything but a word stays by itself."""
    lines: list[str] = []
    full = False
    for line in text.split("\n"):
        if full and line[:1].isalnum():
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
        full = len(line) > _WRAPPED_AT and line[:1].isalnum() and not line.rstrip().endswith((":", "："))
    return "\n".join(lines)


def _before_an_example(line: str) -> str | None:
    """A sentence that ends with a colon before code; what leads to a list says too little by itself."""
    if (cut := _BEFORE_LIST.search(line)) is not None:  # "… a variety of structures, including"
        sentence = line[: cut.start()] + "."
    elif not line.endswith((":", "：")) or _LEADS_TO_LIST.search(line):
        return None
    else:
        sentence = line[:-1] + "."
    return None if is_passed_over(sentence) else sentence


_BEFORE_LIST = re.compile(r",? (?:including|such as|for example|e\.g\.|namely|among them):?$", re.IGNORECASE)
_LEADS_TO_LIST = re.compile(r"\b(?:following|these|those|such as|including|below|for example)\b", re.IGNORECASE)


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
        told = told[SECTION.match(told[0][1]) is None :]
    return [words for _, words in told]


def opening_lines(text: str, below: Collection[str]) -> Iterator[str]:
    """The lines of a README above its first section; a heading that it begins with is its title."""
    began = False
    for line in text.split("\n")[:_OPENING_LINES]:
        bare = line.lstrip("=*").strip()  # a line of AsciiDoc still has its marks
        if THANKS.match(bare):
            return  # what follows is about others
        if line in below or bare in below:
            if began or SECTION.match(bare):
                return
            began = not is_passed_over(bare)
        else:
            began = began or not is_passed_over(line) or line.endswith((":", "："))
            yield _without_lead(line)


_QUESTION = re.compile(r"[.!] [^.!?]{1,200}\?$")


def _without_lead(line: str) -> str:
    """The line without a last sentence that only leads to a list below it."""
    if not line.endswith((":", "：")):
        return line
    end = max(line.rfind(stop) for stop in (". ", "! ", "? ", "。", "！"))
    rest = line[: end + 1] if end > 0 else line
    # A question that the list answers leads to it too.
    return rest[: asked[0].start() + 1] if (asked := [*_QUESTION.finditer(rest)]) else rest


def _before_lists(lines: Iterable[str]) -> Iterator[str]:
    """The lines before one that leads to a list: what has no verb below it is a person, or a file, or a feature."""
    return takewhile(lambda line: not line.endswith((":", "：")), lines)


def _introduction(text: str, below: Collection[str]) -> Iterator[str]:
    inside = False
    for line in text.split("\n"):
        bare = line.lstrip("=*").strip()
        if bare in below:
            inside = ABOUT.match(bare[:_HEADING_CHARACTERS]) is not None
        elif inside:
            yield line


def is_sentence(line: str) -> bool:
    """Whether a line reads like a sentence, in any script."""
    return weight(line) >= _SENTENCE_WORDS and SENTENCE.search(line) is not None


def weight(line: str) -> int:
    """How many words a line has; two ideographs count as one, as they have no spaces between them."""
    ideographs = len(IDEOGRAPHS.findall(line))
    return len(IDEOGRAPHS.sub(" ", line).split()) + (ideographs + 1) // 2


@lru_cache(maxsize=256)  # a line is asked about by several rules
def is_passed_over(line: str) -> bool:
    """Whether a line is about something other than what the project is for."""
    line, start = line[:_LINE_CHARACTERS], line[:120]
    return (
        NO_PROSE.search(line) is not None
        or NOTICE.match(start) is not None
        or STATE.search(start) is not None
        or THANKS.match(start) is not None
        or PROBLEM.match(start) is not None
        or SPONSOR.search(start) is not None
        or POINTER.match(start) is not None
        or LEGAL.match(start) is not None
        or COMMAND.match(line) is not None
        or line.endswith((":", "："))
        or _is_list_of_languages(line)
        or _is_badges(line)
        or _is_navigation(line)
    )


def _is_list_of_languages(line: str) -> bool:
    rest, found = LANGUAGES.subn(" ", line[:400].lower())
    return found > 1 and sum(character.isalpha() for character in rest) <= 12 * found


def _is_badges(line: str) -> bool:
    words = re.findall(r"\w+", line)
    return bool(words) and not END.search(line) and len(BADGE.findall(line)) > _MOSTLY * len(words)


def _is_navigation(line: str) -> bool:
    parts = re.split(r"[•·∙|›]", line)
    return len(parts) > _LINE_WORDS and all(weight(part) <= _SENTENCE_WORDS for part in parts)


def _beginning_with(names: Iterable[str]) -> "_Begins":
    return _Begins({name for name in names if len(name) >= _NAME_CHARACTERS})


_ASIDE = r"(?:\s*\([^)]{0,80}\)|,[^,]{0,80},|\s+\w+ly|\s+(?:project|library|package|framework|tool|module|plugin))?"
_SAYS_WHAT = re.compile(
    rf"[\"'”`]?(?:{_ASIDE}\s+{SAYS}|,? (?:an?|the|\w+['’]s)\b|\s+[-–—]{{1,2}}(?:\s+\S+){{4}}|[^\x00-\x7f].*)",
    re.IGNORECASE,
)


_BEFORE_NAME = len('welcome to the "')
"""The most that may stand before a name at the beginning of a line."""


class _Begins:
    """Whether a line begins with one of some names and says what it is or does."""

    def __init__(self, names: Collection[str]) -> None:
        starts = {start.casefold() for name in names for start in (name[:1], name.lstrip(" _-")[:1])}
        self._initials = {"t", "w", *starts}
        self._names = [parts_of(name) for name in sorted(names)]

    def __call__(self, line: str) -> bool:
        if line[:1].casefold().lstrip("\"'“`") not in {"", *self._initials} or weight(line) < _SENTENCE_WORDS:
            return False
        named = (at_the_beginning(parts, line) for parts in self._names)
        return any(_SAYS_WHAT.match(line, name.end()) for name in named if name is not None)


def parts_of(name: str) -> list[str]:
    """The words of a name."""
    return re.split(r"[\s_-]+", name)


def at_the_beginning(parts: Sequence[str], line: str) -> re.Match[str] | None:
    """Where a line begins with a name of these parts, with any signs between them; None if it does not."""
    first = parts[0]
    # Most lines begin with no name, and a pattern takes longer to make than to look.
    if first.isascii() and line.isascii() and first.lower() not in line[: len(first) + _BEFORE_NAME].lower():
        return None
    name = r"[\s_-]*".join(map(re.escape, parts))
    return re.match(rf"(?:welcome to )?(?:the )?[\"'“`]?{name}", line, re.IGNORECASE)


def shortened(line: str) -> str:
    """As many whole sentences of a line as there is room for."""
    words = plain(line, len(line) + 1) or ""
    if len(words) <= _PURPOSE_CHARACTERS:
        return words
    start = words[:_PURPOSE_CHARACTERS]
    end = max(start.rfind(stop) + len(stop.rstrip()) for stop in (". ", "! ", "? ", "。", "！", "？", "। "))
    return start[:end].rstrip() if end > 40 else plain(words, _PURPOSE_CHARACTERS)
