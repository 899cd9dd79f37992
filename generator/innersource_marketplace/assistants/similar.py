"""What in the catalogue does the same as something planned, or as a repository.

Candidates come from the one ranking; how similar each is, is the cosine of weighted terms (TF-IDF), where a term also
meets what the catalogue knows to mean the same. With the extra `meaning`, here and where the site was built, sentences
are compared too, where they are not in the same language. Terms are as rare as in the index of the site, so that a
text is compared as the catalogue would see it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from math import fsum, log, sqrt
from typing import Any, Final

import msgspec

from innersource_marketplace.assistants.catalogue import Catalogue
from innersource_marketplace.assistants.site_files import MissingFileError
from innersource_marketplace.search.encoders import Encoder, installed_encoder, nearest
from innersource_marketplace.search.index_reader import Index
from innersource_marketplace.search.text.folding import chunk, plain, written
from innersource_marketplace.search.text.stems import LANGUAGES, language_of, stem
from innersource_marketplace.search.text.word_lists import STOP_WORDS

ALIKE: Final = 36
"""From this on, of 100, two projects probably do the same; chosen on the labelled pairs of the tests."""

_NEAR: Final = 18
"""From this on a project is worth a look."""

_CANDIDATES: Final = 12
_CHARACTERS: Final = 4_000
_SAID: Final = 3
"""How often a word counts that its owner chose to describe the project with; one of a README counts once."""

_SAME_MEANING: Final = 0.52
"""From this cosine on, two descriptions mean the same; above all labelled pairs of the tests that do not."""

_MEANING_CHARACTERS: Final = 600
_EVERYDAY: Final = 0.5
_WORDS_IN_COMMON: Final = 6

_Vector = dict[str, float]


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What something is: `said` is what describes it, `readme` the opening of its README, `keys` what it is itself.

    `settled` names projects (`owner/name`, a key or an address) of which is stated how it relates to them.
    """

    title: str
    said: str
    readme: str = ""
    keys: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()


class Similar(msgspec.Struct, frozen=True, kw_only=True):
    """A project of the catalogue, how similar it is (0 to 100), and the words in common, the most telling first."""

    key: str
    title: str
    page: str
    description: str
    percent: int
    words: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether it probably does the same."""
        return self.percent >= ALIKE


def similar_to_text(catalogue: Catalogue, text: str) -> list[Similar]:
    """The projects that are most similar to a sentence, the most similar first. Raises `UsageError`."""
    return similar_to(catalogue, Description(title="", said=text))


def similar_to(catalogue: Catalogue, described: Description, *, limit: int = 3) -> list[Similar]:
    """The same for anything that is described. Raises `UsageError`."""
    index = catalogue.index
    with catalogue.reading():
        own = _vector(_counted(described.title, described.said, described.readme), index)
        meant = _by_meaning(described, index) if own else {}
    found = catalogue.search(_asked(described)[:2_000]) if own else None
    made: list[Similar] = []
    for record in dict.fromkeys([*(hit.record for hit in (found.hits if found else ())[:_CANDIDATES]), *meant]):
        shown = catalogue.shown_of(record)
        if _is_itself(shown.key, described.keys) or _is_named(shown.key, described.settled):
            continue
        try:
            known = catalogue.project_at(shown.page)
        except MissingFileError:
            continue
        readme = " ".join(shown.sentences) if described.readme else ""
        with catalogue.reading():
            other = _vector(_counted(str(known.get("title") or ""), _said(known), readme), index)
            percent, words = _compare(own, other, index)
        if record in meant and not _same_language(described, known):
            percent = max(percent, meant[record])
        if percent >= _NEAR:
            made.append(
                Similar(
                    key=shown.key,
                    title=shown.title,
                    page=shown.page,
                    description=shown.description,
                    percent=percent,
                    words=words,
                )
            )
    return sorted(made, key=lambda one: (-one.percent, one.key))[:limit]


def _same_language(described: Description, known: Mapping[str, Any]) -> bool:
    """Whether both are plainly in one language, so that their words tell more than what an encoder makes of them."""
    own, other = _plain_language(_asked(described)), _plain_language(f"{known.get('title') or ''}. {_said(known)}")
    return own is not None and own == other


def _plain_language(text: str) -> str | None:
    """The language whose little words a text has most of; None where it has none, or as many of several."""
    words = {word.lower() for word in _words(text[:_CHARACTERS])}
    counts = sorted(((len(words & STOP_WORDS[language]), language) for language in LANGUAGES), reverse=True)
    return counts[0][1] if counts[0][0] > counts[1][0] else None


def _asked(described: Description) -> str:
    return f"{described.title}. {described.said or described.readme[:500]}"


def _by_meaning(described: Description, index: Index) -> dict[int, int]:
    """The records that mean the same, in whatever language, and how similar each is.

    Nothing where the site has no meanings, or this machine not the encoder that they are from.
    """
    encoder = _encoder() if index.encoder else None
    if encoder is None or encoder.version != index.encoder:
        return {}
    (vector,) = encoder.encode([_asked(described)[:_MEANING_CHARACTERS]])
    near = nearest(vector, index.meanings(), _SAME_MEANING, _CANDIDATES)
    room = 100 - ALIKE
    return {at: ALIKE + round(room * (cosine - _SAME_MEANING) / (1 - _SAME_MEANING)) for at, cosine in near.items()}


@cache
def _encoder() -> Encoder | None:
    return installed_encoder()[0]


def _is_itself(key: str, keys: Iterable[str]) -> bool:
    folded = key.casefold()
    return any(folded == own or folded.startswith(f"{own}/") for own in map(str.casefold, keys))


def _is_named(key: str, names: Iterable[str]) -> bool:
    folded = key.casefold()
    bare = (name.strip().casefold().rpartition("://")[2].rstrip("/").removesuffix(".git") for name in names)
    return any(name and name in (folded, folded.partition("/")[2]) for name in bare)


def _said(known: Mapping[str, Any]) -> str:
    lists = (known.get("topics"), known.get("skills"))
    words = (str(one) for some in lists if isinstance(some, list) for one in some)
    return " ".join((str(known.get("description") or ""), str(known.get("motivation") or ""), *words))


def _counted(title: str, said: str, readme: str) -> Counter[str]:
    """The words of a description, each as often as it counts."""
    everything = _words(f"{title} {said} {readme}"[:_CHARACTERS])
    language = language_of(everything)
    counted: Counter[str] = Counter()
    for text, times in ((title, 1), (said, _SAID), (readme, 1)):
        for word in _words(text[:_CHARACTERS]):
            for part in chunk(word).parts:
                counted[f"{language} {part}"] += times
    return counted


def _words(text: str) -> list[str]:
    return written(plain(text))


def _vector(counted: Mapping[str, int], index: Index) -> _Vector:
    """Weigh words by how often they are there and how rare they are in the catalogue; the length is one."""
    weights: _Vector = {}
    for said, times in counted.items():
        language, _, word = said.partition(" ")
        if word in index.stop or word in index.fillers or word.isdecimal():
            continue
        terms = dict.fromkeys(stem(word, one) for one in (language, *LANGUAGES))
        term = next((one for one in terms if index.term(one)), stem(word, language))
        known = index.term(term)
        rarity = known.rarity if known else index.unknown
        everyday = _EVERYDAY if word in index.common or term in index.common else 1
        weights[term] = max(weights.get(term, 0.0), (1 + log(times)) * rarity * everyday)
    length = sqrt(fsum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in sorted(weights.items())} if length else {}


def _compare(own: _Vector, other: _Vector, index: Index) -> tuple[int, tuple[str, ...]]:
    """How similar two are, and their common words; what means the same in one direction does in both."""
    products = max((_products(own, other, index), _products(other, own, index)), key=lambda some: fsum(some.values()))
    shared = sorted((-weight, term) for term, weight in products.items() if weight > 0)
    words = (known.spelling if (known := index.term(term)) else term for _, term in shared)
    return round(100 * min(fsum(products.values()), 1)), tuple(dict.fromkeys(words))[:_WORDS_IN_COMMON]


def _products(own: _Vector, other: _Vector, index: Index) -> _Vector:
    return {term: weight * _met(term, other, index) for term, weight in own.items()}


def _met(term: str, other: _Vector, index: Index) -> float:
    """What a term weighs in another vector, itself or by a word that means the same."""
    best = other.get(term, 0.0)
    for weight, *terms in index.same.get(term, ()):
        if len(terms) == 1 and terms[0] in other:
            best = max(best, other[terms[0]] * weight / 100)
    return best
