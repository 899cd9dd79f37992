"""German compounds, divided into the words that an index knows."""

from collections.abc import Callable

from innersource_marketplace.search.text.stems import stem


def compound_parts(word: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """Divide a German compound into two words that are known, or nothing; the longest last part decides."""
    if len(word) < 9 or not word.isalpha() or not word.isascii():
        return ()
    for at in range(4, len(word) - 3):
        first, last = word[:at], word[at:]
        if not knows(last):
            continue
        for link in ("", "s", "es", "n", "en", "e"):
            start = stem(first.removesuffix(link), "de")
            if first.endswith(link) and len(first) - len(link) > 3 and knows(start):
                return start, last
    return ()
