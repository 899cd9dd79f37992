"""What somebody types, as places to fill: for each word, what in the index would fill it, and how well.

`overrides/assets/marketplace/search/query.js` is the same in JavaScript; a test compares both.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from innersource_marketplace.search.index_reader import Index, Term
from innersource_marketplace.search.text.compounds import compound_parts
from innersource_marketplace.search.text.distances import allowed, distance
from innersource_marketplace.search.text.folding import Chunk, chunk, plain, unspaced, written
from innersource_marketplace.search.text.same_words import SYNONYM, TRANSLATION
from innersource_marketplace.search.text.stems import LANGUAGES, stem

CHARACTERS: Final = 2_000
_CHUNKS: Final = 400
SLOTS: Final = 24
"""The rarest words that are looked for; more do not make a need clearer."""

_COMMON: Final = 50
"""What a word of all days counts, of 100."""

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
"""Characters that take two units in JavaScript; nobody mistypes them."""

_EXACT: Final = 100
_JOINED: Final = 95
_APART: Final = 80
_PREFIX: Final = 80
_PREFIX_TOO: Final = 40
_DERIVED: Final = 60
_COMPOUND: Final = 80
_HALF_COMPOUND: Final = 50
_PART: Final = 4
_MEANINGS: Final = 8
_MISTYPED: Final = (0, 75, 50)

_TRUST_BEGUN: Final = 90
_TRUST_DERIVED: Final = 60
_TRUST_APART: Final = 85
_TRUST_COMPOUND: Final = 80
_TRUST_HEAD: Final = 40
_TRUST_MODIFIER: Final = 30
_TRUST_RELATED: Final = {SYNONYM: 95, TRANSLATION: 95}
_TRUST_SIMILAR: Final = 65
_TRUST_RELATED_MISTYPED: Final = 60
_TRUST_MISTYPED: Final = (0, 90, 50)
_TRUST_SHORT: Final = (0, 60, 30)
"""A short word is soon that near to another one; so is a stem."""
_LONG: Final = 6

_PREFIXES: Final = 16
_NEAREST: Final = 4
_APART_FROM: Final = 6


_UMLAUT: Final = re.compile("[äöüÄÖÜß]")

_ADVERB: Final = re.compile("[a-z]{4,}ly")
"""How something is done is seldom what a need is about."""


class Way(NamedTuple):
    """One way to fill the slots from `first` to `last`: all these terms occur. `weight` is of 100.

    `trust` is how far it shows that the need is met, of 100: a word of the glossary ranks low, and says much.

    `kind` says how the terms came from what was typed: "word", "begun", "mistyped", "joined", "apart" or "related".
    """

    first: int
    last: int
    weight: int
    kind: str
    terms: tuple[tuple[str, Term], ...]
    trust: int = 100


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
    """What is looked for. `meant` are mistyped words and the nearest that are known."""

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
    meant: list[tuple[str, str]] = []
    kept = _rarest(words, index)
    for slot, word in enumerate(kept):
        found = _ways(word, slot, index, meant)
        common = any(stem(word.text, language) in index.common[language] for language in LANGUAGES)
        commons.append(common or (not found and _ADVERB.fullmatch(word.text) is not None))
        ways += found
        # A word that is clearly mistyped says as much as the one that it was to be.
        clear = [way for way in found if way.kind == "mistyped" and way.trust == _TRUST_MISTYPED[1]]
        known = [way for way in found if way.kind == "word"] or clear[:1]
        rarity = min((way.terms[0][1].rarity for way in known), default=index.unknown)
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
    slots = [
        Slot(word.text, rarity, word.place, common, foreign or _is_usual(word.text, index))
        for word, rarity, common in zip(kept, rarities, commons, strict=True)
    ]
    return Query(tuple(slots), tuple(ways), tuple(meant))


def _translated(filling: Sequence[Way]) -> bool:
    """Whether these ways to fill a slot begin with a word of the other language."""
    trust = max((way.trust for way in filling), default=0)
    return trust == _TRUST_RELATED[TRANSLATION] and all(way.kind != "word" for way in filling)


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
    rarity = [max((t.rarity for s in _stems(w.text, index) if (t := index.term(s))), default=0) for w in words]
    chosen = sorted(sorted(range(len(words)), key=lambda at: (-rarity[at], at))[:SLOTS])
    return [words[at] for at in chosen]


def _stems(word: str, index: Index) -> list[str]:
    return list(dict.fromkeys(stem(word, language) for language in LANGUAGES if language in index.languages))


def _known(stems: Iterable[str], index: Index) -> list[tuple[str, Term]]:
    return [(found, term) for found in dict.fromkeys(stems) if (term := index.term(found))]


def _ways(word: _Word, slot: int, index: Index, meant: list[tuple[str, str]]) -> list[Way]:
    stems = _stems(word.text, index)
    exact = _known((*stems, *(s for extra in word.extras for s in _stems(extra, index))), index)
    ways = [Way(slot, slot, _EXACT, "word", (found,)) for found in exact]
    taken = {found for found, _ in exact}
    if word.last and (len(word.text) > 1 or unspaced(word.text)):
        weight = _PREFIX_TOO if exact else _PREFIX
        begun = [found for found in index.starting(word.text, _PREFIXES) if found[0] not in taken]
        ways += (Way(slot, slot, weight, "begun", (found,), _TRUST_BEGUN) for found in begun)
        taken.update(found for found, _ in begun)
    derived = _known((other for found in stems for other in _derived(found)), index)
    ways += (Way(slot, slot, _DERIVED, "word", (found,), _TRUST_DERIVED) for found in derived if found[0] not in taken)
    if exact or any(way.kind == "begun" for way in ways):
        return ways
    named = any(found in index.same for found in (*stems, stem(word.text, "de")))
    usual = _is_usual(word.text, index)
    near = [] if named or usual else _mistyped(word.text, stems, slot, index, allowed(word.text))
    if not (named or usual) and not any(way.trust == _TRUST_MISTYPED[1] for way in near):
        near = _mistyped_usual(word.text, slot, index) or near
    if near:
        meant.append((word.text, near[0].terms[0][1].spelling))
        known = near[0].terms[0][0]
        others = _known(_derived(known), index)
        near += [
            Way(slot, slot, _DERIVED * near[0].weight // 100, "mistyped", (found,), _TRUST_DERIVED) for found in others
        ]
    ways += near
    if len(word.text) >= _APART_FROM:
        ways += _apart(word.text, slot, index)
    if not ways and not named:
        ways += _compounds(word.text, slot, index)
    if not ways and not named:
        ways += _meant(word.text, slot, index)
    return ways


def _derived(found: str) -> list[str]:
    """Stems of who or what does it, and of doing: "scanner" for "scan", "print" for "printer"."""
    if not found.isascii() or not found.isalpha() or len(found) < 3:
        return []
    made = [f"{found}er", f"{found}{found[-1]}er", f"{found}or"]
    if len(found) > 4 and found.endswith(("er", "or")):
        base = found[:-2]
        made.append(base[:-1] if len(base) > 3 and base[-1] == base[-2] else base)
    return made


def _apart(word: str, slot: int, index: Index) -> list[Way]:
    """Two words of the index that were typed as one."""
    best: tuple[int, tuple[tuple[str, Term], ...]] | None = None
    for at in range(2, len(word) - 1):
        first = _known(_stems(word[:at], index), index)
        last = _known(_stems(word[at:], index), index) if first else []
        if last:
            # The longer the shorter part, the less it is chance.
            value = min(at, len(word) - at)
            if value >= 3 and (best is None or value > best[0]):
                best = value, (first[0], last[0])
    return [Way(slot, slot, _APART, "apart", best[1], _TRUST_APART)] if best else []


def _compounds(word: str, slot: int, index: Index) -> list[Way]:
    """A German compound, divided into words that the index or its glossary knows; each may mean others too."""

    def knows(found: str) -> bool:
        return found in index.same or index.term(found) is not None

    whole = stem(word, "de")
    parts = compound_parts(whole, knows)
    if len(parts) == 2:
        first, last = (_meanings(part, index) for part in parts)
        both = [
            Way(
                slot,
                slot,
                min(one[0], other[0]) * _COMPOUND // 100,
                "apart" if one[0] == other[0] == _EXACT else "related",
                (*one[1], *other[1]),
                _TRUST_COMPOUND,
            )
            for one in first
            for other in last
        ]
        return [
            *both,
            *_parts(first, slot, _HALF_COMPOUND, _TRUST_MODIFIER),
            *_parts(last, slot, _COMPOUND, _TRUST_HEAD),
        ]
    if len(whole) <= _PART + 2 or not whole.isascii() or not whole.isalpha():
        return []
    beginnings = (stem(whole[:at], "de") for at in range(len(whole) - 2, _PART - 1, -1))
    ends = (whole[at:] for at in range(3, len(whole) - _PART + 1))
    halves = ((beginnings, _TRUST_MODIFIER), (ends, _TRUST_HEAD))
    return [
        way
        for some, trust in halves
        if (part := next(filter(knows, some), None))
        for way in _parts(_meanings(part, index), slot, _HALF_COMPOUND, trust)
    ]


def _meanings(part: str, index: Index) -> list[tuple[int, tuple[tuple[str, Term], ...]]]:
    """What a part of a compound means: itself, and what means the same; each with its weight."""
    found: list[tuple[int, tuple[tuple[str, Term], ...]]] = [(_EXACT, (one,)) for one in _known([part], index)]
    for weight, *terms in index.same.get(part, ()):
        known = _known(terms, index)
        if len(known) == len(terms):
            found.append((weight, tuple(known)))
    return found[:_MEANINGS]


def _parts(
    meanings: Iterable[tuple[int, tuple[tuple[str, Term], ...]]], slot: int, weight: int, trust: int
) -> list[Way]:
    return [
        Way(slot, slot, own * weight // 100, "apart" if own == _EXACT else "related", terms, trust)
        for own, terms in meanings
    ]


def _mistyped(word: str, stems: list[str], slot: int, index: Index, limit: int) -> list[Way]:
    limit = 0 if _ASTRAL.search(word) else min(limit, allowed(word))
    if not limit:
        return []
    forms = [(form, most) for form in (*stems, *_unended(word)) if (most := min(limit, allowed(form)))]
    found: list[tuple[int, int, int, str, Term, int]] = []
    for known, term in index.vocabulary():
        # The stem is often a word too ("calendar" beside "calendars").
        apart = whole = min(distance(word, term.spelling, limit), distance(word, known, limit))
        same = False
        if apart and known != term.spelling:
            for form, most in forms:
                far = distance(form, known, most)
                if far <= most:
                    apart = min(apart, max(far, 1))
                    same = same or not far
        if apart <= limit and len(term.spelling) >= 4 and not known[0].isdecimal() and not _ASTRAL.search(known):
            trusts = _TRUST_MISTYPED if same or (whole == apart and len(word) >= _LONG) else _TRUST_SHORT
            found.append((apart, int(known[0] != word[0]), term.rarity, known, term, trusts[apart]))
    found.sort(key=lambda near: (near[0] + near[1], near[2], near[4].number))
    return [
        Way(slot, slot, _MISTYPED[apart], "mistyped", ((known, term),), trust)
        for apart, _, _, known, term, trust in found[:_NEAREST]
    ]


def _is_usual(word: str, index: Index) -> bool:
    return any(stem(word, language) in index.usual_stems[language] for language in LANGUAGES)


def _mistyped_usual(word: str, slot: int, index: Index) -> list[Way]:
    """What was to be a word that software is often described with: the index knows one form of it only."""
    limit = allowed(word)
    if len(word) < _LONG or _ASTRAL.search(word):
        return []
    near = [
        (far + (usual[0] != word[0]), far, usual)
        for language in LANGUAGES
        for usual in index.usual[language]
        if (far := distance(word, usual, limit)) <= limit
    ]
    if not near:
        return []
    _, far, usual = min(near)
    return [
        Way(slot, slot, _MISTYPED[far], "mistyped", (found,), _TRUST_MISTYPED[far])
        for found in _known(_stems(usual, index), index)
    ]


_ENDINGS: Final = (
    "ements",
    "ement",
    "ments",
    "ment",
    "ations",
    "ation",
    "ators",
    "ator",
    "ating",
    "ated",
    "ings",
    "ing",
    "ers",
    "er",
    "ed",
)


def _unended(word: str) -> list[str]:
    """A word without its ending, which may hide the mistake ("valdation" is near "valid", "scaning" is "scan")."""
    ending = next((ending for ending in _ENDINGS if word.endswith(ending)), "")
    return [word.removesuffix(ending)] if ending else []


def _meant(word: str, slot: int, index: Index) -> list[Way]:
    """What a mistyped word of the glossary means."""
    limit = min(allowed(word), 1 if len(word) < _APART_FROM + 3 else 2)
    if len(word) < _APART_FROM or not limit or _ASTRAL.search(word):
        return []
    form = stem(word, "de")
    near = [(far, key) for key in index.same if " " not in key and (far := distance(form, key, limit)) <= limit]
    if not near:
        return []
    far, key = min(near, key=lambda one: (one[0], _in_javascript(one[1])))
    return [
        Way(slot, slot, weight * _MISTYPED[far] // 100, "related", terms, _TRUST_RELATED_MISTYPED)
        for weight, terms in _meanings(key, index)
        if weight != _EXACT
    ]


_PARTICIPLE: Final = re.compile(
    "(ab|an|auf|aus|bei|ein|her|hin|mit|nach|vor|weg|wieder|zu|zuruck|zusammen)?(?:ge|zu)([a-z]{3,}?)(?:t|et|en)"
)


def _infinitives(word: str) -> list[str]:
    """Stems of the German verb of a form with "ge" or "zu" inside: "eingelesen" and "einzulesen" of "einlesen"."""
    found = _PARTICIPLE.fullmatch(word)
    return [stem(f"{found[1] or ''}{found[2]}en", "de")] if found else []


def _in_javascript(word: str) -> bytes:
    """Sort as JavaScript compares texts: by units of UTF-16."""
    return word.encode("utf-16-be", "surrogatepass")


def _joined(first: int, last: int, word: str, index: Index) -> list[Way]:
    return [Way(first, last, _JOINED, "joined", (found,)) for found in _known(_stems(word, index), index)]


def _same(words: list[_Word], index: Index) -> list[Way]:
    """What words and phrases are the same as, by the organisation's list or the glossary."""
    ways: list[Way] = []
    for first in range(len(words)):
        for last in range(first, min(first + 3, len(words))):
            if last > first and words[last].place > words[last - 1].place + 2:
                break
            keys = dict.fromkeys(
                " ".join(stem(word.text, language) for word in words[first : last + 1]) for language in LANGUAGES
            )
            if first == last and not any(key in index.same for key in keys):
                keys = dict.fromkeys(_infinitives(words[first].text))
            for weight, *terms in (row for key in keys for row in index.same.get(key, ())):
                found = _known(terms, index)
                if len(found) == len(terms):
                    trust = _TRUST_RELATED.get(weight, _TRUST_SIMILAR)
                    ways.append(Way(first, last, weight // (last - first + 1), "related", tuple(found), trust))
    return ways
