"""Words that mean the same: those of the organisation, and the glossary, as far as the index knows what they mean."""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache, partial
from typing import Final

from innersource_marketplace.search.text.folding import chunk, plain, written
from innersource_marketplace.search.text.glossary import GLOSSARY
from innersource_marketplace.search.text.stems import LANGUAGES, stem
from innersource_marketplace.search.text.usual_words import USUAL
from innersource_marketplace.search.text.word_lists import STOP_WORDS

SYNONYM: Final = 90
TRANSLATION: Final = 60
GLOSSARY_WORD: Final = 45
"""What such a word counts, of 100: one of the organisation's list, one of the other language, or a similar one."""

_ORDINARY: Final = frozenset({"rest"})
"""Words of the glossary that most texts have in another sense ("for the rest, ask …"): they lead to others, but no
other word leads to them."""

_LONGEST: Final = 3
"""Words in a phrase; a longer one is left out."""


def same_words(known: Container[str], synonyms: Sequence[Sequence[str]]) -> dict[str, list[list[object]]]:
    """Say for phrases what else to look for: a weight, then the terms of another phrase, all of them `known`.

    A phrase is its stems, apart by blanks. Those of the organisation come first and weigh more.
    """
    made: dict[str, dict[tuple[str, ...], int]] = {}
    for words in synonyms:
        phrases = [_phrases(word) for word in words]
        _relate(phrases, phrases, known, made, weight_of=lambda _, __: SYNONYM)
    for words, english in _glossary():
        phrases = [_phrases(word) for word in words]
        whole = [() if _is_shortened(word) else keys for word, keys in zip(words, phrases, strict=True)]
        weight_of = partial(_glossary_weight, _languages(phrases, english))
        _relate(phrases, whole, known, made, weight_of=weight_of, ordinary=_ordinary())
    return {key: [[weight, *terms] for terms, weight in meant.items()] for key, meant in sorted(made.items()) if meant}


def _languages(phrases: Sequence[tuple[tuple[str, ...], ...]], english: int) -> dict[tuple[str, ...], set[bool]]:
    """Say of each phrase of a group whether it is English; many are both ("model" is the stem of "Modell")."""
    made: dict[tuple[str, ...], set[bool]] = {}
    for at, keys in enumerate(phrases):
        for key in keys:
            made.setdefault(key, set()).add(at < english)
    return made


def _glossary_weight(
    languages: Mapping[tuple[str, ...], set[bool]], one: tuple[str, ...], other: tuple[str, ...]
) -> int:
    """What a phrase counts for another one of its group: most where they share no language."""
    return GLOSSARY_WORD if languages[one] & languages[other] else TRANSLATION


def _relate(
    phrases: Sequence[tuple[tuple[str, ...], ...]],
    found: Sequence[tuple[tuple[str, ...], ...]],
    known: Container[str],
    made: dict[str, dict[tuple[str, ...], int]],
    *,
    weight_of: Callable[[tuple[str, ...], tuple[str, ...]], int],
    ordinary: Container[str] = (),
) -> None:
    """Note of each phrase of a group the others that are known and not `ordinary`; of two weights the higher one.

    `found` are those that others lead to, at the same places.
    """
    there = [
        [key for key in keys if all(term in known for term in key) and " ".join(key) not in ordinary] for keys in found
    ]
    for at, keys in enumerate(phrases):
        for key in keys:
            meant = made.setdefault(" ".join(key), {})
            for place, others in enumerate(there):
                for other in others:
                    if place != at and other != key:
                        meant[other] = max(meant.get(other, 0), weight_of(key, other))


@cache
def _glossary() -> tuple[tuple[tuple[str, ...], int], ...]:
    """The groups, each with the number of its words that are English; those come first."""
    groups: list[tuple[tuple[str, ...], int]] = []
    for line in GLOSSARY.strip().splitlines():
        english, _, german = line.partition(" || ")
        words = english.split(" | ")
        groups.append(((*words, *german.split(" | ")) if german else tuple(words), len(words)))
    return tuple(groups)


def glossary_stems() -> frozenset[str]:
    """The stems of the single words of the glossary."""
    return frozenset(key[0] for words, _ in _glossary() for word in words for key in _phrases(word) if len(key) == 1)


def glossary_words() -> frozenset[str]:
    """The single words of the glossary."""
    return frozenset(word for words, _ in _glossary() for word in words if " " not in word)


@cache
def _ordinary() -> frozenset[str]:
    """Stems that no other word leads to: of ordinary words, and of German ones whose stem is an English word's.

    "auto" is in "auto completion", and "termin", the stem of "Termin", is that of "terminal" too.
    """
    english = {stem(word, "en") for word in USUAL["en"]}
    german: set[str] = set()
    for words, count in _glossary():
        stems = [{key[0] for key in _phrases(word) if len(key) == 1} for word in words]
        own = set[str]().union(*stems[:count])
        english |= own
        german |= set[str]().union(*stems[count:]) - own
    return _ORDINARY | (german & english)


def _parts(words: str) -> list[str]:
    return [word for text in written(plain(words)) for word in chunk(text).parts]


def _without_stop_words(parts: Sequence[str]) -> list[str]:
    return [word for word in parts if not any(word in stop for stop in STOP_WORDS.values())]


def _is_shortened(words: str) -> bool:
    """Whether one word of a phrase is left without stop words: "back" of "back up" is in texts about
    anything, and "signal" of "no signal" means the opposite."""
    parts = _parts(words)
    return len(parts) > 1 and len(_without_stop_words(parts)) == 1


@cache
def _phrases(words: str) -> tuple[tuple[str, ...], ...]:
    """The stems of a phrase, in each language that makes a difference."""
    parts = _parts(words)
    parts = _without_stop_words(parts) or parts
    if not 0 < len(parts) <= _LONGEST:
        return ()
    return tuple(dict.fromkeys(tuple(stem(word, language) for word in parts) for language in LANGUAGES))
