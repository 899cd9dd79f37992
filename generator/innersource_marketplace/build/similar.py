"""Which projects are related, worked out only when the words of some project have changed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from sys import intern
from typing import Final

import msgspec

from innersource_marketplace.build.cache import code_version, key_of, open_cache
from innersource_marketplace.build.projects import ProjectSummary
from innersource_marketplace.build.scratch import Place, ScratchReader
from innersource_marketplace.build.workers import Workers
from innersource_marketplace.insight.similarity import Named, relate
from innersource_marketplace.model import ProjectKey, Relative

CACHE: Final = "similar.db"
"""The file of the cache, in the folder of the build."""

_CODE: Final = ("insight/similarity", "limits.py", "model/project.py")

_Related = dict[ProjectKey, tuple[Relative, ...]]


class _Order(msgspec.Struct, frozen=True):
    named: tuple[Named, ...]
    words: tuple[Place, ...]


def related_projects(
    summaries: Sequence[ProjectSummary], work: Path, workers: Workers
) -> Mapping[ProjectKey, tuple[Relative, ...]]:
    """The related projects of each project that has any; `summaries` are those of all projects that are shown.

    Comparing is done by one of the workers, which gives the memory back when it ends.
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
        name = key_of(code_version(*_CODE), msgspec.msgpack.encode(named), *(one.words for one in ordered))
        kept = cache.get(name)
        if kept is not None:
            try:
                return msgspec.msgpack.decode(kept, type=_Related)
            except msgspec.DecodeError:
                pass  # of another shape: worked out again
        order = work / "scratch" / "similar"
        order.write_bytes(msgspec.msgpack.encode(_Order(named, tuple(one.words_at for one in ordered))))
        found = workers.call(_relate)()
        cache.put(name, found)
        cache.keep_only([name])
    return msgspec.msgpack.decode(found, type=_Related)


def _relate(work: Path) -> bytes:
    order = msgspec.msgpack.decode((work / "scratch" / "similar").read_bytes(), type=_Order)
    reader = ScratchReader(work)
    try:
        # The same words in thousands of projects: one of each is a tenth of the memory.
        words = ([intern(word) for word in _words(reader.read(place))] for place in order.words)
        return msgspec.msgpack.encode(relate(order.named, words))
    finally:
        reader.close()


def _words(data: bytes) -> list[str]:
    return data.decode().split("\n") if data else []
