"""Words that mean something similar to a project and are nowhere in it, found with an encoder at build time.

They are words of the catalogue itself and of our glossary, so no list of words has to be fetched or shipped. Vectors
are kept from night to night by the text and the model that they were made of.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from innersource_marketplace.build.caches.cache import key_of, open_cache
from innersource_marketplace.search.encoders import Encoder, in_bytes
from innersource_marketplace.search.meanings import Meaning
from innersource_marketplace.search.searchable import Searchable
from innersource_marketplace.search.text.same_words import glossary_words

CACHE: Final = "meaning.db"

_RELATED: Final = 20
"""Words of a project; what they bring is in docs/decisions/005-search.md."""

_OWN_WORDS: Final = 5_000
"""Words of the catalogue, the most frequent ones; rarer ones are names."""

_CHARACTERS: Final = 600
"""Of a text: its beginning says what it is about, and a text twice as long takes twice the time."""

_BODY_SHARE: Final = 0.5
_BATCH: Final = 64
_NEAREST: Final = 15
"""Of a project; three times those that are shown, for some are related in other ways."""

_BLOCK: Final = 256
"""Projects that are compared with all others at a time: 50 MB of cosines among 50,000."""

_WORD: Final = re.compile(r"[^\W\d_]{4,40}")


def with_related(records: Iterable[Searchable], encoder: Encoder, work: Path) -> list[Searchable]:
    """Give each project the words that come near it, as its `related`, and its meaning; others stay."""
    records = [*records]
    projects = [record for record in records if record.kind == "project"]
    about = [
        about_text(one.title, (one.description, one.motivation), filter(None, (*one.topics, one.language)))
        for one in projects
    ]
    bodies = [" ".join(one.body[: 4 * _CHARACTERS].split())[:_CHARACTERS] for one in projects]
    counts = Counter(word for text in about for word in {*_WORD.findall(text.lower())})
    own = sorted(counts, key=lambda word: (-counts[word], word))[:_OWN_WORDS]
    words = sorted({*own, *glossary_words()})
    vectors = _vectors([*about, *bodies, *words], encoder, work)
    related = dict(
        zip(
            (one.key for one in projects),
            _nearest(vectors, [bool(body) for body in bodies], words),
            strict=True,
        )
    )
    meanings = {
        one.key: Meaning(encoder.version, in_bytes(vector))
        for one, vector in zip(projects, vectors[: len(projects)], strict=True)
    }
    return [
        replace(one, related=related[one.key], meaning=meanings[one.key]) if one.kind == "project" else one
        for one in records
    ]


def about_text(title: str, said: Iterable[str | None], topics: Iterable[str]) -> str:
    """What a project is about, as it is given to an encoder."""
    return f"{title}. {' '.join(filter(None, said))} {', '.join(topics)}"[:_CHARACTERS]


def near_in_meaning(
    texts: Sequence[str], least: float, encoder: Encoder, work: Path
) -> Iterator[list[tuple[int, float]]]:
    """Yield for each text the places of the nearest others, with cosines of at least `least`, nearest first.

    None of "" is near. Vectors are kept for `with_related`, which deletes those that nobody needs any more.
    """
    if not texts:
        return
    import numpy  # noqa: PLC0415 -- comes with the encoder

    rows: Any = numpy.frombuffer(b"".join(_vectors(texts, encoder, work, tidy=False)), dtype="<f4")
    rows = rows.reshape(len(texts), -1) * numpy.array([bool(text) for text in texts], dtype="f4")[:, None]
    for start in range(0, len(rows), _BLOCK):
        # Rounded, as below.
        for at, cosines in enumerate(numpy.round(rows[start : start + _BLOCK] @ rows.T, 4), start):
            cosines[at] = 0
            places = numpy.flatnonzero(cosines >= least)
            order = numpy.argsort(-cosines[places], kind="stable")[:_NEAREST]
            yield [(int(place), float(cosines[place])) for place in places[order]]


def _vectors(texts: Sequence[str], encoder: Encoder, work: Path, *, tidy: bool = True) -> list[bytes]:
    with open_cache(work / CACHE) as cache:
        names = [key_of(encoder.version, text) for text in texts]
        found = {name: kept for name in dict.fromkeys(names) if (kept := cache.get(name)) is not None}
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in found}
        ordered = sorted(missing.items(), key=lambda pair: (len(pair[1]), pair[0]))
        for at in range(0, len(ordered), _BATCH):
            batch = ordered[at : at + _BATCH]
            for (name, _), vector in zip(batch, encoder.encode([text for _, text in batch]), strict=True):
                cache.put(name, vector)
                found[name] = vector
        if tidy:
            cache.keep_only(found)
    return [found[name] for name in names]


def _nearest(vectors: Sequence[bytes], has_body: Sequence[bool], words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words nearest to each project: more so than to words in general, for some are near everything."""
    import numpy  # noqa: PLC0415 -- comes with the encoder

    count = len(has_body)
    rows: Any = numpy.frombuffer(b"".join(vectors), dtype="<f4").reshape(len(vectors), -1)
    about, bodies, of_words = rows[:count], rows[count : 2 * count], rows[2 * count :]
    shares = numpy.where(numpy.array(has_body, dtype=bool), _BODY_SHARE, 0.0).astype("f4")[:, None]
    documents = about + bodies * shares
    documents /= numpy.maximum(numpy.linalg.norm(documents, axis=1, keepdims=True), 1e-9)
    everywhere = of_words @ of_words.mean(axis=0)
    made = []
    for document in documents:
        # Rounded, so that machines which add up in another order choose the same words.
        near = numpy.round(of_words @ document - everywhere, 4)
        made.append(tuple(words[at] for at in numpy.argsort(-near, kind="stable")[:_RELATED]))
    return made
