"""Which projects are relatives, worked out apart and only when some project's words have changed."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from sys import intern
from typing import Final

import msgspec

from innersource_marketplace.build.cache import open_notes
from innersource_marketplace.build.child import begin_child
from innersource_marketplace.build.program import program_version
from innersource_marketplace.build.projects import Judged, Judgements, read_judgements
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.insight.similarity import Named, relate
from innersource_marketplace.model import ProjectKey, Relative

RELATED: Final = "relatives.db"
RELATIVES: Final = "relatives"
"""Where they are kept, in the folder of the build, and under which name."""

_APART: Final = 200
"""Projects from which on a process of its own, a second of work, is worth the memory that its end gives back."""

_Relatives = dict[ProjectKey, tuple[Relative, ...]]


class _Kept(msgspec.Struct, frozen=True):
    made_of: str
    relatives: _Relatives


def relatives_of(judged: Sequence[Judged], judgements: Judgements, work: Path) -> _Relatives:
    """The relatives of each project that has any. `judged` are the projects that are shown."""
    named = [
        Named(
            key=one.project.key,
            owner=one.project.owner,
            name=one.project.name,
            url=one.project.url,
            supersedes=one.project.supersedes,
            alternatives=one.project.alternatives,
        )
        # By key: their order by activity is another one each day.
        for one in sorted(judged, key=lambda one: one.project.key)
    ]
    made_of = sha256(program_version().encode())
    made_of.update(msgspec.msgpack.encode(named))
    for word in sorted(one.project.key + one.words for one in judged):
        made_of.update(word.encode())
    with open_notes(work / RELATED) as notes:
        noted = notes.known(RELATIVES)
        try:
            kept = None if noted is None else msgspec.msgpack.decode(noted, type=_Kept)
        except msgspec.DecodeError:
            kept = None
        if kept is None or kept.made_of != made_of.hexdigest():
            kept = _Kept(made_of=made_of.hexdigest(), relatives=_relate(named, judgements, work))
            notes.note(RELATIVES, msgspec.msgpack.encode(kept))
    return kept.relatives


def _relate(named: Sequence[Named], judgements: Judgements, work: Path) -> _Relatives:
    """Compare all; where there are many, in a process that gives its memory back when it ends."""
    if len(named) < _APART:
        return relate(named, (judgements.words(one.key) for one in named))
    try:
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=begin_child) as pool:
            found = pool.submit(_apart, named, work).result()
    except BrokenProcessPool as error:
        raise MarketplaceError(
            "The process that compares projects was killed, perhaps for want of memory; the old site stays."
        ) from error
    return msgspec.msgpack.decode(found, type=_Relatives)  # when the memory of the other has been given back


def _apart(named: Sequence[Named], work: Path) -> bytes:
    judgements = read_judgements(work)  # this process ends when it has answered
    # The same words in thousands of projects: one of each is a tenth of the memory.
    words = ([intern(word) for word in judgements.words(one.key)] for one in named)
    return msgspec.msgpack.encode(relate(named, words))
