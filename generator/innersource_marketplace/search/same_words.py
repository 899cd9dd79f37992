"""Words that mean the same: those of the organisation, and the glossary, as far as the index knows what they mean."""

from collections.abc import Container, Sequence
from functools import cache
from typing import Final

from innersource_marketplace.search.folding import chunk, plain, written
from innersource_marketplace.search.glossary import GLOSSARY
from innersource_marketplace.search.stems import LANGUAGES, stem
from innersource_marketplace.search.word_lists import STOP_WORDS

SYNONYM: Final = 90
GLOSSARY_WORD: Final = 45
"""What such a word counts, of 100."""

_LONGEST: Final = 3
"""Words in a phrase; a longer one is left out."""


def same_words(known: Container[str], synonyms: Sequence[Sequence[str]]) -> dict[str, list[list[object]]]:
    """Say for phrases what else to look for: a weight, then the terms of another phrase, all of them `known`.

    A phrase is its stems, apart by blanks. Those of the organisation come first and weigh more.
    """
    made: dict[str, dict[tuple[str, ...], int]] = {}
    for weight, groups in ((SYNONYM, synonyms), (GLOSSARY_WORD, _glossary())):
        for group in groups:
            phrases = [_phrases(words) for words in group]
            for at, keys in enumerate(phrases):
                others = [
                    other
                    for place, found in enumerate(phrases)
                    if place != at
                    for other in found
                    if all(term in known for term in other)
                ]
                for key in keys:
                    meant = made.setdefault(" ".join(key), {})
                    for other in others:
                        if other != key:
                            meant.setdefault(other, weight)
    return {key: [[weight, *terms] for terms, weight in meant.items()] for key, meant in sorted(made.items()) if meant}


@cache
def _glossary() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split(" | ")) for line in GLOSSARY.strip().splitlines())


@cache
def _phrases(words: str) -> tuple[tuple[str, ...], ...]:
    """The stems of a phrase, in each language that makes a difference."""
    parts = [word for text in written(plain(words)) for word in chunk(text).parts]
    parts = [word for word in parts if not any(word in stop for stop in STOP_WORDS.values())] or parts
    if not 0 < len(parts) <= _LONGEST:
        return ()
    return tuple(dict.fromkeys(tuple(stem(word, language) for word in parts) for language in LANGUAGES))
