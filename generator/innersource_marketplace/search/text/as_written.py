"""Words of a text as they are written there, for people: an index knows their stems and one spelling for all records.

`overrides/assets/marketplace/search/as-written.js` is the same in JavaScript; a test compares both.
"""

from collections.abc import Iterable

from innersource_marketplace.search.text.folding import chunk, plain, unspaced, written
from innersource_marketplace.search.text.stems import LANGUAGES, stem


def as_written(term: str, texts: Iterable[str]) -> str:
    """The first word of some texts that has this stem, or two that have it together; "" if none has.

    A word that only contains the stem, as a German compound does, is the last choice.
    """
    containing = ""
    for text in texts:
        before = ""
        for word in written(plain(text)):
            if unspaced(word):
                if term in word:
                    return term
            elif term in stems_in(word):
                return word
            elif before and term in stems_in(before + word):
                return f"{before} {word}"
            elif not containing and term in word.lower():
                containing = word
            before = word
    return containing


def stems_in(word: str) -> set[str]:
    """The stems of what was written without a blank, of its parts and of further forms, in each language."""
    parts, extras, _ = chunk(word)
    return {stem(one, language) for one in (*parts, *(extra.word for extra in extras)) for language in LANGUAGES}
