"""Words reduced to their stems, in the language of the text that they stand in.

English and German by the rules of Snowball; other languages keep their words.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

import snowballstemmer

from innersource_marketplace.search.word_lists import STOP_WORDS

LANGUAGES: Final = ("en", "de")

_SHORTEST: Final = 3
_LETTERS: Final = re.compile(r"[a-z]+")
_TELLING: Final = 2


def _stemmers() -> dict[str, Callable[[str], str]]:
    english, german = snowballstemmer.stemmer("english"), snowballstemmer.stemmer("german")
    return {"en": english.stemWord, "de": german.stemWord}


_STEMMERS: Final = _stemmers()


@lru_cache(maxsize=400_000)
def stem(word: str, language: str) -> str:
    """Reduce a folded word to its stem; one that is short or has other characters than a to z stays as it is."""
    if len(word) <= _SHORTEST or not _LETTERS.fullmatch(word):
        return word
    return _STEMMERS[language](word)


def language_of(words: Iterable[str]) -> str:
    """Say which language folded words are in, by the little words among them; English unless German is plain."""
    english = german = 0
    for word in words:
        english += word in STOP_WORDS["en"]
        german += word in STOP_WORDS["de"]
    return "de" if german >= _TELLING and german > english else "en"
