"""What somebody types, as places to fill: for each word, what in the index would fill it, and how well.

`overrides/assets/marketplace/search/query.js` is the same in JavaScript; a test compares both.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from innersource_marketplace.search.index_reader import Index, Term
from innersource_marketplace.search.mistyped import CLEAR, is_nearly_usual, mistyped, mistyped_glossary
from innersource_marketplace.search.text.compounds import compound_parts
from innersource_marketplace.search.text.folding import Chunk, chunk, plain, unspaced, written
from innersource_marketplace.search.text.same_words import SYNONYM, TRANSLATION
from innersource_marketplace.search.text.stems import LANGUAGES, stem
from innersource_marketplace.search.ways import (
    DERIVED,
    EXACT,
    TRUST_DERIVED,
    TRUST_HALF,
    Way,
    derived,
    is_common,
    is_correct,
    is_english,
    is_usual,
    known,
    meanings,
    stems_of,
)

CHARACTERS: Final = 2_000
_CHUNKS: Final = 400
SLOTS: Final = 24
"""The rarest words that are looked for; more do not make a need clearer."""

_COMMON: Final = 50
"""What a word of all days counts, of 100."""

_JOINED: Final = 95
_APART: Final = 80
_PREFIX: Final = 80
_PREFIX_TOO: Final = 40
_COMPOUND: Final = 80
_HALF_COMPOUND: Final = 50
_PART: Final = 4

_TRUST_BEGUN: Final = 90
_TRUST_APART: Final = 85
_TRUST_COMPOUND: Final = 80
_TRUST_MODIFIER: Final = 30
_TRUST_RELATED: Final = {SYNONYM: 95, TRANSLATION: 95}
_TRUST_SIMILAR: Final = 65

_PREFIXES: Final = 16
_APART_FROM: Final = 6

_ABBREVIATIONS: Final = re.compile("[b-df-hj-np-tv-z]{2,}s")
"""Without a vowel no stem ends before an "s": "pdfs" are each a PDF."""

_UMLAUT: Final = re.compile("[äöüÄÖÜß]")

_ADVERB: Final = re.compile("[a-z]{4,}ly")
"""How something is done is seldom what a need is about."""


class Slot(NamedTuple):
    """A word that is looked for, folded, and how much it would say: that of its best term, or of an unknown one.

    `common` words are of all days, `usual` ones those that software of all kinds is described with.
    """

    word: str
    rarity: int
    place: int
    common: bool
    usual: bool


class Query(NamedTuple):
    """What is looked for. `meant` are words that are clearly mistyped, and the nearest that are known."""

    slots: tuple[Slot, ...]
    ways: tuple[Way, ...]
    meant: tuple[tuple[str, str], ...] = ()


class _Word(NamedTuple):
    text: str
    extras: tuple[str, ...]
    place: int
    last: bool


def read_query(text: str, index: Index) -> Query:
    """Work out what a text looks for in an index."""
    german = _UMLAUT.search(text[:CHARACTERS]) is not None
    text = plain(text[:CHARACTERS])
    chunks = [chunk(piece) for piece in written(text)[:_CHUNKS]]
    begun = bool(chunks) and bool(text) and text.endswith(written(text)[-1]) if len(chunks) < _CHUNKS else False
    words = _words(chunks, index, begun)
    ways: list[Way] = []
    rarities: list[int] = []
    commons: list[bool] = []
    nearly_usual: list[bool] = []
    meant: list[tuple[str, str]] = []
    kept = _rarest(words, index)
    for slot, word in enumerate(kept):
        found, nearly = _ways(word, slot, index, meant)
        nearly_usual.append(nearly)
        common = is_common(word.text, index)
        commons.append(common or (not found and _ADVERB.fullmatch(word.text) is not None))
        ways += found
        # A word that is clearly mistyped says as much as the one that it was to be.
        clear = [way for way in found if way.kind == "mistyped" and way.trust == CLEAR]
        meant_ways = [way for way in found if way.kind == "word"] or clear[:1]
        rarity = min((way.terms[0][1].rarity for way in meant_ways), default=index.unknown)
        rarities.append(max(rarity * (_COMMON if commons[-1] else 100) // 100, 1))
    for at, (one, other) in enumerate(pairwise(kept)):
        if other.place == one.place + 1:
            ways += _joined(at, at + 1, one.text + other.text, index)
            if at + 2 < len(kept) and kept[at + 2].place == one.place + 2:
                ways += _joined(at, at + 2, one.text + other.text + kept[at + 2].text, index)
    ways += _same(kept, index)
    # A word that the glossary lacks tells less where others had to be translated.
    foreign = german or any(
        _translated([way for way in ways if way.first <= at <= way.last]) for at in range(len(kept))
    )
    filled = {at for way in ways for at in range(way.first, way.last + 1)}
    usual = [
        foreign or is_usual(word.text, index) or (at not in filled and nearly_usual[at]) for at, word in enumerate(kept)
    ]
    slots = [
        Slot(word.text, rarity, word.place, *said)
        for word, rarity, *said in zip(kept, rarities, commons, usual, strict=True)
    ]
    return Query(tuple(slots), tuple(ways), tuple(meant))


def _translated(filling: Sequence[Way]) -> bool:
    """Whether these ways to fill a slot begin with a word of the other language."""
    trust = max((way.trust for way in filling), default=0)
    begins = any(way.kind == "translated" and way.trust == trust for way in filling)
    return begins and all(way.kind != "word" for way in filling)


def _words(chunks: list[Chunk], index: Index, begun: bool) -> list[_Word]:
    """The words of the text that say something; those that do not, if there are no others."""
    words: list[_Word] = []
    place = 0
    for number, found in enumerate(chunks):
        for at, part in enumerate(found.parts):
            extras = tuple(extra.word for extra in found.extras if extra.first == extra.last == at)
            last = begun and number == len(chunks) - 1 and at == len(found.parts) - 1
            words.append(_Word(part, extras, place, last))
            place += 1
    said = [word for word in words if word.text not in index.stop] or words
    said = [word for word in said if word.text not in index.fillers] or said
    first: dict[str, _Word] = {}
    for word in said:
        first.setdefault(word.text, word)
    return list(first.values())


def _rarest(words: list[_Word], index: Index) -> list[_Word]:
    if len(words) <= SLOTS:
        return words
    rarity = [max((t.rarity for s in stems_of(w.text, index) if (t := index.term(s))), default=0) for w in words]
    chosen = sorted(sorted(range(len(words)), key=lambda at: (-rarity[at], at))[:SLOTS])
    return [words[at] for at in chosen]


def _ways(word: _Word, slot: int, index: Index, meant: list[tuple[str, str]]) -> tuple[list[Way], bool]:
    """The ways to fill a word, and whether it seems to be a usual one with a mistake."""
    stems = stems_of(word.text, index)
    exact = known((*stems, *(s for extra in word.extras for s in stems_of(extra, index))), index)
    if not exact and _ABBREVIATIONS.fullmatch(word.text):
        exact = known(stems_of(word.text[:-1], index), index)
    ways = [Way(slot, slot, EXACT, "word", (found,)) for found in exact]
    taken = {found for found, _ in exact}
    if word.last and (len(word.text) > 1 or unspaced(word.text)):
        weight = _PREFIX_TOO if exact else _PREFIX
        begun = [found for found in index.starting(word.text, _PREFIXES) if found[0] not in taken]
        ways += (Way(slot, slot, weight, "begun", (found,), _TRUST_BEGUN) for found in begun)
        taken.update(found for found, _ in begun)
    others = known((other for found in stems for other in derived(found)), index)
    ways += (Way(slot, slot, DERIVED, "word", (found,), TRUST_DERIVED) for found in others if found[0] not in taken)
    if exact or any(way.kind == "begun" for way in ways):
        return ways, False
    named = any(found in index.same for found in (*stems, stem(word.text, "de")))
    correct = named or is_correct(word.text, index)
    near = [] if correct else mistyped(word.text, stems, slot, index)
    # What is two mistakes away, or from a short word one, is mostly another word: it ranks low, and is not offered.
    if near and near[0].trust == CLEAR:
        meant.append((word.text, near[0].terms[0][1].spelling))
    ways += near
    if len(word.text) >= _APART_FROM:
        ways += _apart(word.text, slot, index)
    if near or named:
        return ways, False
    if is_nearly_usual(word.text, index):
        return ways, True
    both, halves = _compounds(word.text, slot, index)
    # By half it says little: sooner it is two words that were typed as one, or a mistake.
    if ways:
        return [*ways, *both], False
    return [*both, *halves] if both else mistyped_glossary(word.text, slot, index) or halves, False


def _apart(word: str, slot: int, index: Index) -> list[Way]:
    """Two words of the index that were typed as one."""
    best: tuple[int, tuple[tuple[str, Term], ...]] | None = None
    for at in range(2, len(word) - 1):
        first = known(stems_of(word[:at], index), index)
        last = known(stems_of(word[at:], index), index) if first else []
        if last:
            # The longer the shorter part, the less it is chance.
            value = min(at, len(word) - at)
            if value >= 3 and (best is None or value > best[0]):
                best = value, (first[0], last[0])
    return [Way(slot, slot, _APART, "apart", best[1], _TRUST_APART)] if best else []


def _compounds(word: str, slot: int, index: Index) -> tuple[list[Way], list[Way]]:
    """A German compound, divided into words that the index or its glossary knows; each may mean others too.

    First the ways by both of its parts, then those by one.
    """

    def knows(found: str) -> bool:
        return found in index.same or index.term(found) is not None

    whole = stem(word, "de")
    parts = compound_parts(whole, knows)
    if len(parts) == 2:
        first, last = (meanings(part, index) for part in parts)
        both = [
            Way(
                slot,
                slot,
                min(one[0], other[0]) * _COMPOUND // 100,
                "apart" if one[0] == other[0] == EXACT else "divided",
                (*one[1], *other[1]),
                _TRUST_COMPOUND,
            )
            for one in first
            for other in last
        ]
        return both, [
            *_parts(first, slot, _TRUST_MODIFIER),
            *_parts(last, slot, TRUST_HALF),
        ]
    if len(whole) <= _PART + 2 or not whole.isascii() or not whole.isalpha():
        return [], []
    beginnings = (stem(whole[:at], "de") for at in range(len(whole) - 2, _PART - 1, -1))
    ends = (whole[at:] for at in range(3, len(whole) - _PART + 1))
    halves = ((beginnings, _TRUST_MODIFIER), (ends, TRUST_HALF))
    return [], [
        way
        for some, trust in halves
        if (part := next(filter(knows, some), None))
        for way in _parts(meanings(part, index), slot, trust)
    ]


def _parts(found: Iterable[tuple[int, tuple[tuple[str, Term], ...]]], slot: int, trust: int) -> list[Way]:
    return [
        Way(slot, slot, own * _HALF_COMPOUND // 100, "apart" if own == EXACT else "related", terms, trust)
        for own, terms in found
    ]


_PARTICIPLE: Final = re.compile(
    "(ab|an|auf|aus|bei|ein|her|hin|mit|nach|vor|weg|wieder|zu|zuruck|zusammen)?(?:ge|zu)([a-z]{3,}?)(?:t|et|en)"
)


def _infinitives(word: str) -> list[str]:
    """Stems of the German verb of a form with "ge" or "zu" inside: "eingelesen" and "einzulesen" of "einlesen"."""
    found = _PARTICIPLE.fullmatch(word)
    return [stem(f"{found[1] or ''}{found[2]}en", "de")] if found else []


def _joined(first: int, last: int, word: str, index: Index) -> list[Way]:
    return [Way(first, last, _JOINED, "joined", (found,)) for found in known(stems_of(word, index), index)]


def _same(words: list[_Word], index: Index) -> list[Way]:
    """What words and phrases are the same as, by the organisation's list or the glossary."""
    ways: list[Way] = []
    for first in range(len(words)):
        for last in range(first, min(first + 3, len(words))):
            if last > first and words[last].place > words[last - 1].place + 2:
                break
            phrase = words[first : last + 1]
            languages = LANGUAGES[:1] if all(is_english(word.text, index) for word in phrase) else LANGUAGES
            keys = dict.fromkeys(" ".join(stem(word.text, language) for word in phrase) for language in languages)
            if first == last and not any(key in index.same for key in keys):
                keys = dict.fromkeys(_infinitives(words[first].text))
            for weight, *terms in (row for key in keys for row in index.same.get(key, ())):
                found = known(terms, index)
                if len(found) == len(terms):
                    kind = "translated" if weight == TRANSLATION else "related"
                    trust = _TRUST_RELATED.get(weight, _TRUST_SIMILAR)
                    ways.append(Way(first, last, weight, kind, tuple(found), trust))
    return ways
