"""Which projects are related, worked out only when the words of some project, or the encoder, have changed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from sys import intern
from typing import Final

import msgspec
from msgspec.structs import replace

from innersource_marketplace.build.caches.cache import code_version, key_of, open_cache
from innersource_marketplace.build.caches.meaning import about_text, near_in_meaning
from innersource_marketplace.build.projects import ProjectSummary
from innersource_marketplace.build.scratch import Place, ScratchReader
from innersource_marketplace.build.workers import Workers
from innersource_marketplace.insight.similarity import LEAST_COSINE, Named, relate, similarity_of_meaning
from innersource_marketplace.model import Project, ProjectKey, Relative
from innersource_marketplace.runtime import give_memory_back
from innersource_marketplace.search.encoders import Encoder

CACHE: Final = "similar.db"
"""The file of the cache, in the folder of the build."""

_CODE: Final = ("insight/similarity", "limits.py", "model/project.py")

_Related = dict[ProjectKey, tuple[Relative, ...]]


class _Order(msgspec.Struct, frozen=True):
    named: tuple[Named, ...]
    words: tuple[Place, ...]
    meant: dict[ProjectKey, dict[ProjectKey, float]]


def related_projects(
    summaries: Sequence[ProjectSummary], work: Path, workers: Workers, encoder: Encoder | None = None
) -> Mapping[ProjectKey, tuple[Relative, ...]]:
    """The related projects of each project that has any; `summaries` are those of all projects that are shown.

    With an encoder, projects are also related by what their descriptions mean.
    Comparing is done by one of the workers.
    """
    # By key: their order by activity is another one each day.
    ordered = sorted(summaries, key=lambda one: one.project.key)
    named = tuple(
        Named(
            key=one.project.key,
            owner=one.project.owner,
            name=one.project.name,
            url=one.project.url,
            supersedes=one.project.supersedes,
            alternatives=one.project.alternatives,
            part_of=one.project.part_of,
        )
        for one in ordered
    )
    with open_cache(work / CACHE) as cache:
        about = [] if encoder is None else [encoder.version, *(_about(one.project) for one in ordered)]
        name = key_of(code_version(*_CODE), msgspec.msgpack.encode(named), *(one.words for one in ordered), *about)
        kept = cache.get(name)
        if kept is not None:
            with suppress(msgspec.DecodeError):  # of another shape: worked out again
                return _decoded(kept)
        order = work / "scratch" / "similar"
        meant = {} if encoder is None else _meant([one.key for one in named], about[1:], encoder, work)
        order.write_bytes(msgspec.msgpack.encode(_Order(named, tuple(one.words_at for one in ordered), meant)))
        found = workers.call(_relate)
        cache.put(name, found)
        cache.keep_only([name])
    return _decoded(found)


def _decoded(found: bytes) -> _Related:
    """Read what is related; equal texts are one, for thousands of projects share them."""
    related = msgspec.msgpack.decode(found, type=_Related)
    return {
        ProjectKey(intern(key)): tuple(
            replace(one, key=ProjectKey(intern(one.key)), terms=tuple(map(intern, one.terms))) for one in relatives
        )
        for key, relatives in related.items()
    }


def _about(project: Project) -> str:
    """The text as the search gives it to the encoder; "" where nothing but names is known."""
    said = (project.description, project.motivation)
    topics = (*project.topics, *project.skills, *([project.language] if project.language else []))
    return about_text(project.title, said, topics) if any(said) else ""


def _meant(
    keys: Sequence[ProjectKey], texts: Sequence[str], encoder: Encoder, work: Path
) -> dict[ProjectKey, dict[ProjectKey, float]]:
    """How similar projects are by meaning, the same from both sides."""
    found: dict[ProjectKey, dict[ProjectKey, float]] = {}
    for key, near in zip(keys, near_in_meaning(texts, LEAST_COSINE, encoder, work), strict=True):
        for at, cosine in near:
            similarity = similarity_of_meaning(cosine)
            found.setdefault(key, {})[keys[at]] = similarity
            found.setdefault(keys[at], {})[key] = similarity
    return found


def _relate(work: Path) -> bytes:
    order = msgspec.msgpack.decode((work / "scratch" / "similar").read_bytes(), type=_Order)
    reader = ScratchReader(work)
    try:
        # The same words in thousands of projects: one of each is a tenth of the memory.
        words = ([intern(word) for word in _words(reader.read(place))] for place in order.words)
        return msgspec.msgpack.encode(relate(order.named, words, order.meant))
    finally:
        reader.close()
        del order
        give_memory_back()


def _words(data: bytes) -> list[str]:
    return data.decode().split("\n") if data else []
