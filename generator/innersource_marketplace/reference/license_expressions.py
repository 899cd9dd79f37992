"""SPDX licence expressions: one spelling for each, the licences in them, and whether they allow a wanted one.

Sources: SPDX Specification, annex "SPDX license expressions"; the identifiers are those that the library
`license-expression` carries. How licences are called in running text is folded here.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from license_expression import (
    ExpressionError,
    LicenseExpression,
    LicenseWithExceptionSymbol,
    Licensing,
    get_license_index,
)

_CHARACTERS = 300
_TOKENS = 40
"""Most words and characters of an expression that is read; nobody writes a longer one, and nesting stays shallow."""

_OPERATORS = frozenset({"AND", "OR", "WITH"})
_WORD = re.compile(r"[A-Za-z0-9.+:-]+")
_REFERENCE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_BETWEEN = re.compile(r"(\(|\)|\s+(?:and|or|with)\s+|\s*[/|]{1,2}\s*)", re.IGNORECASE)
_LATER = re.compile(
    r"(?i)(?<=[\d.])\s*\+|[\s,-]*\(?\b(?:or[\s-]+(?:any[\s-]+)?(?:later|newer|greater|above)(?:[\s-]+versions?)?)\)?"
)
_AT_LEAST = re.compile(r"\(\s*>=\s*([\d.]{1,9})\s*\)")
"""How packages of R say it: “GPL (>= 2)”."""

_SPELLED_OUT: tuple[tuple[str, str], ...] = (
    (r"(?:gnu )?(?:lesser|library) (?:general )?public licen[cs]e|(?:gnu )?lesser gpl|gnu lgpl", "lgpl"),
    (r"(?:gnu )?affero (?:general )?public licen[cs]e|(?:gnu )?affero gpl|gnu agpl", "agpl"),
    (r"(?:gnu )?free documentation licen[cs]e|gnu fdl", "gfdl"),
    (r"(?:gnu )?general public licen[cs]e|gnu gpl|gnu public licen[cs]e", "gpl"),
    (r"mozilla public licen[cs]e", "mpl"),
    (r"eclipse public licen[cs]e", "epl"),
    (r"european union public licen[cs]e", "eupl"),
    (r"boost software licen[cs]e", "bsl"),
    (r"(?:sil )?open font licen[cs]e|sil ofl", "ofl"),
    (r"common development and distribution licen[cs]e", "cddl"),
    (r"academic free licen[cs]e", "afl"),
    (r"open software licen[cs]e", "osl"),
    (r"universal permissive licen[cs]e", "upl"),
    (r"microsoft public licen[cs]e", "ms pl"),
    (r"creative commons attribution share ?alike", "cc by sa"),
    (r"creative commons attribution", "cc by"),
    (r"creative commons zero|cc ?zero|cc0 public domain dedication|cc0 universal", "cc0"),
    (r"bsd 3 clause new or revised", "bsd 3 clause"),
    (r"bsd 2 clause simplified", "bsd 2 clause"),
    (r"asl", "apache"),
    (
        r"(?:new|modified|revised|3 clause|three clause) bsd|bsd (?:3|three|new|modified|revised)(?: clause)?",
        "bsd 3 clause",
    ),
    (r"(?:simplified|2 clause|two clause) bsd|bsd (?:2|two|simplified)(?: clause)?", "bsd 2 clause"),
    (r"zero clause bsd", "0bsd"),
    (r"expat", "mit"),
)
"""What licences are called in running text, as the beginning of their identifiers, folded."""

_NO_MATTER = re.compile(
    r"\b(?:the|an?|licen[cs]e[ds]?|version|ver|v|software|asf|international|generic|universal|osi approved)\b"
)
_NUMBER = re.compile(r"(?<=[a-z])(?=v?\d+(?:\.\d+)?\b)v?")
_ZERO = re.compile(r"(?<=\d)\.0\b")
_ALONE = frozenset({"apache", "bsd", "gpl", "lgpl", "agpl", "mpl", "epl", "cc by", "cc by sa", "artistic", "psf"})
"""Families that have more than one member, so that the name alone says too little."""


@lru_cache(maxsize=4096)
def canonical(text: str) -> str | None:
    """The SPDX expression that a text is, spelled the one usual way: “Apache 2.0” is `Apache-2.0`.

    None of what names no licence known, or only a family of them (“BSD”). Of the licences of GNU the bare
    identifier stays as it is: a text that says no more does not tell whether later versions are meant.
    """
    text = " ".join(text.split())
    if not text or len(text) > _CHARACTERS:
        return None
    whole = _identifier(text)
    if whole is not None:
        return whole
    parts = _BETWEEN.split(_LATER.sub("-or-later", text))
    if len(parts) > _TOKENS:
        return None
    words: list[str] = []
    for part in filter(str.strip, parts):
        operator = part.strip().upper()
        if operator in {"(", ")", *_OPERATORS}:
            words.append(operator)
        elif not operator.strip("/|"):
            words.append("OR")
        else:
            found = _exceptions().get(part.strip().casefold()) if words[-1:] == ["WITH"] else _identifier(part)
            if found is None:
                return None
            words.append(found)
    parsed = _parsed(" ".join(words))
    return None if parsed is None else str(_grammar().dedup(parsed))


def folded(text: str) -> str:
    """What a licence is counted and compared by: its expression, or the text itself if it is none."""
    return canonical(text) or text


@lru_cache(maxsize=4096)
def names(expression: str) -> tuple[str, ...]:
    """The licences in an expression, once each, in order; the text itself if it is not an expression."""
    parsed = _parsed(folded(expression))
    if parsed is None:
        return (expression,)
    return tuple(dict.fromkeys(str(one) for one in _grammar().license_symbols(parsed, decompose=False)))


def either(expressions: tuple[str, ...]) -> str:
    """The expression that gives the choice of several."""
    return " OR ".join(f"({one})" if " AND " in one else one for one in expressions)


def satisfied(expression: str, wanted: Callable[[str], bool]) -> bool:
    """Whether `wanted` matches the expression as a whole, or one of its alternatives.

    Of alternatives one must be wanted, of licences that hold together all. An exception only
    permits more, so that a licence with one is wanted if the licence is.
    """
    if wanted(expression) or wanted(folded(expression)):
        return True
    parsed = _parsed(folded(expression))
    return parsed is not None and _holds(parsed, wanted)


def _holds(parsed: LicenseExpression, wanted: Callable[[str], bool]) -> bool:
    if isinstance(parsed, _grammar().OR):
        return any(_holds(one, wanted) for one in parsed.args)
    if isinstance(parsed, _grammar().AND):
        return all(_holds(one, wanted) for one in parsed.args)
    if isinstance(parsed, LicenseWithExceptionSymbol):
        return wanted(str(parsed)) or wanted(str(parsed.license_symbol))
    return wanted(str(parsed))


def _parsed(expression: str) -> LicenseExpression | None:
    if not _is_well_formed(expression):
        return None
    try:
        return _grammar().parse(expression)
    except ExpressionError:
        return None


def _is_well_formed(expression: str) -> bool:
    """Whether words and operators alternate; on anything else the library fails in its own ways."""
    depth, wants_word, before = 0, True, ""
    tokens = expression.replace("(", " ( ").replace(")", " ) ").split()
    for word in tokens:
        opens_word = word == "(" or bool(_WORD.fullmatch(word) and word.upper() not in _OPERATORS)
        if opens_word is not wants_word or (before == "WITH" and word == "("):
            return False
        depth += (word == "(") - (word == ")")
        if depth < 0 or not (opens_word or word == ")" or word in _OPERATORS):
            return False
        wants_word = word == "(" or word in _OPERATORS
        before = word
    return 0 < len(tokens) <= _TOKENS and depth == 0 and not wants_word


def _identifier(text: str) -> str | None:
    """The identifier of a single licence, by any name, with its short name in brackets or without."""
    text = _AT_LEAST.sub(r" \1 or later", text.strip())
    if _REFERENCE.fullmatch(text):
        return text
    name, bracket, short = text.removesuffix(")").partition(" (") if text.endswith(")") else (text, "", "")
    if any(character in name + short for character in "()<>="):
        return None
    found = _identifiers().get(_folded(name))
    return found if not bracket or found == _identifiers().get(_folded(short)) else None


def _folded(text: str) -> str:
    later = _LATER.search(text)
    words = _LATER.sub(" ", text.casefold())
    words = re.sub(r"[^a-z0-9.]+", " ", words)
    # "gplv3", "gpl3" and "apache2" are written together.
    words = " ".join(_NUMBER.sub(" ", words).split()) if not words.strip().startswith("cc0") else words
    words = " ".join(_NO_MATTER.sub(" ", _called(words)).split())
    words = _ZERO.sub("", words).strip(" .")
    return f"{words} or later" if later else words


def _called(words: str) -> str:
    for pattern, name in _SPELLED_OUT:
        words = re.sub(rf"\b(?:{pattern})\b", name, words)
    return words


def _entries() -> Iterator[dict[str, object]]:
    yield from get_license_index()


@cache
def _identifiers() -> dict[str, str]:
    """Every identifier, and every former one, by its folded form."""
    found: dict[str, str] = {}
    entries = [entry for entry in _entries() if not entry["is_exception"] and not entry["is_deprecated"]]
    for entry in entries:
        key = str(entry["spdx_license_key"] or "")
        if key and not key.startswith("LicenseRef-"):
            found.setdefault(_folded(key), key)
    for entry in entries:
        key = str(entry["spdx_license_key"] or "")
        for former in entry["other_spdx_license_keys"] or ():  # type: ignore[attr-defined]
            if not former.startswith("LicenseRef-") and not key.startswith("LicenseRef-"):
                bare = key == f"{former}-only"
                found.setdefault(_folded(former), former if bare else key)
    return {name: key for name, key in found.items() if name not in _ALONE}


@cache
def _exceptions() -> dict[str, str]:
    keys = (str(entry["spdx_license_key"] or "") for entry in _entries() if entry["is_exception"])
    return {key.casefold(): key for key in keys if key}


@cache
def _grammar() -> Licensing:
    return Licensing()
