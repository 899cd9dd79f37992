"""Words reduced to their stems, in the language of the text that they stand in.

English and German by the rules of Snowball (snowballstem.org), but for some words; other languages keep their words.
The package of that name takes ten times as long, which is seconds for a large catalogue; a test compares both, and
`overrides/assets/marketplace/search/stems.js`, which is the same in JavaScript.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from innersource_marketplace.search.text.word_lists import STOP_WORDS

LANGUAGES: Final = ("en", "de")

_SHORTEST: Final = 3
_LETTERS: Final = re.compile(r"[a-z]+")
_TELLING: Final = 2


@lru_cache(maxsize=8_192)
def stem(word: str, language: str) -> str:
    """Reduce a folded word to its stem; one that is short or has other characters than a to z stays as it is."""
    if len(word) <= _SHORTEST or not _LETTERS.fullmatch(word):
        return word
    return _german(word) if language == "de" else _english(word)


def language_of(words: Iterable[str]) -> str:
    """Say which language words without accents are in, by the different little words among them.

    English unless German is plain.
    """
    there = set("\n".join(words).lower().split("\n"))
    english, german = len(there & STOP_WORDS["en"]), len(there & STOP_WORDS["de"])
    return "de" if german >= _TELLING and german > english else "en"


_APART: Final = """
accessib accessibility accessible accessibly
authority authority authorities authoritative
authoriz authorize authorizes authorized authorizing authorization authorizations authorised authorisation
business business businesses
conversat conversation conversations conversational
customer customer customers
customiz customize customizes customized customizing customizable customization customizations
customs customs
definite definite definitely definitive
digital digital digitally digitize digitized digitization
disability disability disabilities
evening evening evenings
excellent excellent excellence excellently
excels excels excelled excelling
experience experience experiences experienced
extensive extensive extensively
federal federal
government government governments governmental
identical identical identically
important important importance importantly
integrity integrity
liveness liveness
localiz localize localizes localized localizing localization localizations localise localised localisation
objective objective objectives objectively
optimal optimal optimally
positive positive positives positively
responsible responsible responsibly responsibility responsibilities
responsive responsive responsiveness
severity severity severities
terminat terminate terminates terminated terminating termination
university university universities
"""
"""Words of which the rules would make one of another meaning: "excellent" is no Excel, and who has "authored" something
needs no authorization. Of each line the first is the stem of the others."""

_IRREGULAR: Final = {
    "skis": "ski",
    "skies": "sky",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
} | {word: word for word in ("andes", "atlas", "bias", "cosmos", "howe", "news", "sky")}
OWN_STEMS: Final = {word: line.split()[0] for line in _APART.strip().splitlines() for word in line.split()[1:]}
_KNOWN: Final = _IRREGULAR | OWN_STEMS
_STARTS: Final = re.compile("arsen|commun|emerg|gener|inter|later|organ|past|univers")
_REGION: Final = re.compile("[aeiouy][^aeiouy]")
_SHORT: Final = re.compile("(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy]|past)$")
_VOWEL: Final = re.compile("[aeiouy]")
_VOWEL_Y: Final = re.compile("([aeiouy])y")
_PLURAL: Final = re.compile(".*[aeiouy].+s")
_PAST: Final = re.compile("(?:eed(?:ly)?|ed(?:ly)?|ing(?:ly)?)$")
_FINAL_Y: Final = re.compile("(?<=.[^aeiouy])[yY]$")
_DOUBLE: Final = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_STEP_2: Final = {
    **{"anci": "ance", "enci": "ence", "ogi": "og", "li": "", "bli": "ble", "abli": "able", "alli": "al"},
    **{"fulli": "ful", "lessli": "less", "ousli": "ous", "entli": "ent", "aliti": "al", "biliti": "ble"},
    **{"iviti": "ive", "tional": "tion", "ational": "ate", "alism": "al", "ation": "ate", "ization": "ize"},
    **{"izer": "ize", "ator": "ate", "iveness": "ive", "fulness": "ful", "ousness": "ous", "ogist": "og"},
}
_STEP_3: Final = {
    **{"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "tional": "tion", "ational": "ate"},
    **{"ful": "", "ness": ""},
}
_STEP_4: Final = frozenset("ic ance ence able ible ate ive ize iti al ism ion er ous ant ent ment ement".split())


def _by_tail(endings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Endings by their last two letters, the longest first."""
    by_tail: dict[str, tuple[str, ...]] = {}
    for ending in sorted(endings, key=len, reverse=True):
        by_tail[ending[-2:]] = (*by_tail.get(ending[-2:], ()), ending)
    return by_tail


_TAILS_2: Final = _by_tail(_STEP_2)
_TAILS_3: Final = _by_tail(_STEP_3)
_TAILS_4: Final = _by_tail(_STEP_4)


def _ending(word: str, by_tail: Mapping[str, tuple[str, ...]]) -> str:
    """The longest of some endings that a word has, or ""."""
    for ending in by_tail.get(word[-2:], ()):
        if word.endswith(ending):
            return ending
    return ""


def _regions(word: str, region: re.Pattern[str], first: int | None = None) -> tuple[int, int]:
    """Where the parts of a word begin in which endings may be dropped; `region` is a vowel and what is none."""
    if first is None:
        found = region.search(word)
        first = found.end() if found else len(word)
    found = region.search(word, first)
    return first, found.end() if found else len(word)


def _english(given: str) -> str:  # noqa: PLR0912 -- the steps of the algorithm, in order
    if (irregular := _KNOWN.get(given)) is not None:
        return irregular
    word = given
    if "y" in word:
        word = _VOWEL_Y.sub(r"\1Y", f"Y{word[1:]}" if word[0] == "y" else word)
    start = _STARTS.match(word)
    first, second = _regions(word, _REGION, start.end() if start else None)

    if word.endswith("sses"):
        word = word[:-2]
    elif word.endswith(("ied", "ies")):
        word = word[: -2 if len(word) > 4 else -1]
    elif word[-1] == "s" and word[-2] not in "us" and _PLURAL.fullmatch(word):
        word = word[:-1]

    if found := _PAST.search(word):
        word = _past_or_going(word, found[0], first)
    if word[-1] in "yY":
        word = _FINAL_Y.sub("i", word)

    found_2 = _ending(word, _TAILS_2)
    base = word[: len(word) - len(found_2)]
    if found_2 and len(base) >= first:
        fits = base[-1] in "cdeghkmnrt" if found_2 == "li" else base[-1] == "l" if found_2 == "ogi" else True
        if fits:
            word = base + _STEP_2[found_2]
    found_3 = _ending(word, _TAILS_3)
    base = word[: len(word) - len(found_3)]
    if found_3 and len(base) >= (max(first, second) if found_3 == "ative" else first):
        word = base + _STEP_3[found_3]

    found_4 = _ending(word, _TAILS_4)
    base = word[: len(word) - len(found_4)]
    if found_4 and len(base) >= second and (found_4 != "ion" or base.endswith(("s", "t"))):
        word = base

    base = word[:-1]
    if word.endswith("e"):
        if len(base) >= second or (len(base) >= first and not _SHORT.search(base)):
            word = base
    elif word.endswith("ll") and len(base) >= second:
        word = base
    return word.lower()


def _past_or_going(word: str, found: str, first: int) -> str:
    """Drop "ed" and "ing"."""
    base = word[: len(word) - len(found)]
    if found.startswith("eed"):
        return f"{base}ee" if len(base) >= first and base not in ("succ", "proc", "exc") else word
    if found == "ing":
        if base in ("even", "cann", "inn", "earr", "herr", "out"):
            return word
        if len(base) == 2 and base[1] == "y" and base[0] not in "aeiouy":
            return f"{base[0]}ie"
    if not _VOWEL.search(base):
        return word
    if base.endswith(("at", "bl", "iz")):
        return f"{base}e"
    if base.endswith(_DOUBLE):
        return base if len(base) == 3 and base[0] in "aeo" else base[:-1]
    return f"{base}e" if len(base) == first and _SHORT.search(base) else base


_GERMAN_REGION: Final = re.compile("[aeiouyäöü][^aeiouyäöü]")
_BETWEEN: Final = re.compile("([aeiouy])([uy])(?=[aeiouy])")
_PAIRS: Final = re.compile("qu|ae|oe|ue")
_UMLAUTS: Final = {"ae": "ä", "oe": "ö", "ue": "ü", "qu": "qu"}
_WITHOUT: Final = str.maketrans("äöü", "aou")
_GERMAN_1: Final = re.compile("(?:erinnen|erin|ern|em|er|en|es|e|lns|ln|s)$")
_GERMAN_2: Final = re.compile("(?:est|st|en|er|et)$")
_GERMAN_3: Final = re.compile("(?:end|ung|isch|lich|heit|keit|ig|ik)$")
_NOT_ET: Final = ("tick", "plan", "geordn", "intern", "tr")


def _german(given: str) -> str:  # noqa: PLR0912 -- likewise
    word = _BETWEEN.sub(lambda found: found[1] + found[2].upper(), given)
    word = _PAIRS.sub(lambda found: _UMLAUTS[found[0]], word)
    first, second = _regions(word, _GERMAN_REGION) if len(word) >= 3 else (len(word), len(word))
    first = max(first, 3)

    found = _GERMAN_1.search(word)
    if found and found.start() >= first:
        base, ending = word[: found.start()], found[0]
        if ending == "em":
            word = word if base.endswith("syst") else base
        elif ending == "s":
            word = base if base[-1] in "bdfghklmnrt" else word
        elif ending in ("ln", "lns"):
            word = f"{base}l"
        elif ending in ("e", "en", "es"):
            word = base[:-1] if base.endswith("niss") else base
        else:
            word = base
    found = _GERMAN_2.search(word)
    if found and found.start() >= first:
        base, ending = word[: found.start()], found[0]
        if ending == "et":
            word = base if base[-1] in "Udfgklmnrstzä" and not base.endswith(_NOT_ET) else word
        elif ending == "st":
            word = base if base[-1] in "bdfghklmnt" and len(base) > 3 else word
        else:
            word = base
    found = _GERMAN_3.search(word)
    if found and found.start() >= second:
        base, ending = word[: found.start()], found[0]
        if ending in ("end", "ung"):
            word = _shortened(base, ("ig",), second) if not base.endswith("eig") else base
        elif ending in ("lich", "heit"):
            word = _shortened(base, ("er", "en"), first)
        elif ending == "keit":
            word = _shortened(base, ("ig", "lich"), second)
        else:
            word = word if base.endswith("e") else base
    return word.lower().translate(_WITHOUT)


def _shortened(word: str, endings: tuple[str, ...], start: int) -> str:
    """Drop an ending that begins in a part of the word."""
    found = next((ending for ending in endings if word.endswith(ending)), "")
    return word[: len(word) - len(found)] if found and len(word) - len(found) >= start else word
