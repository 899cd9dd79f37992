"""Ask the same of many repositories, as many at a time as the host can bear.

A batch that fails is asked in halves, down to the repository that spoils it; the others do not
suffer. Every failure makes the next batches a quarter smaller, every success one larger. Where asking
again does not help either, parts of answers are taken as they are.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import chain
from typing import Generic, TypeVar

import msgspec

from innersource_marketplace.collect.sources.forge.api import (
    Answer,
    Api,
    GraphError,
    QuestionFailed,
    SourceStopped,
)
from innersource_marketplace.collect.sources.forge.json_values import mapping
from innersource_marketplace.collect.sources.forge.notices import gone
from innersource_marketplace.collect.sources.github.reading.answer import Answered, below
from innersource_marketplace.errors import SourceError, sentence

Item = TypeVar("Item")

REFUSALS = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES"})
"""Errors that say a part of the answer is not for this token: that part is unknown, the rest is good."""

ASKED_AGAIN = 30
"""Repositories of a run that are asked about alone without success, until parts of answers are taken at once."""


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How heavy a batch may be: first, never less than, never more than."""

    start: int
    smallest: int
    largest: int


class Got(msgspec.Struct, Generic[Item], frozen=True):
    """What came for one item: the part of the answer about it, or the reason why not."""

    item: Item
    answer: Answered | None
    error: SourceError | None = None

    @property
    def node(self) -> Mapping[str, object] | None:
        """The answer without what is known of its gaps."""
        return None if self.answer is None else self.answer.node


def ask_in_batches(
    api: Api,
    items: Sequence[Item],
    question: Callable[[Sequence[Item]], tuple[str, Mapping[str, object]]],
    sizes: Sizes,
    *,
    weigh: Callable[[Item], int] = lambda _item: 1,
) -> Iterator[Got[Item]]:
    """Yield one `Got` an item, in any order. `question` asks for the items as `r0`, `r1`…

    Never raises: when the source stops, every item that is left gets that reason. A status that says that an item is
    gone is believed where others were answered: one that everything gets is about the host.
    """
    doubted: list[tuple[Item, QuestionFailed]] = []
    answered = False
    waiting = deque(items)
    parts: deque[list[Item]] = deque()
    asked: dict[Future[Answer], list[Item]] = {}
    size = sizes.start
    in_vain = 0
    while parts or waiting or asked:
        while (parts or waiting) and len(asked) < api.workers:
            batch = parts.popleft() if parts else _take(waiting, size, weigh)
            asked[api.submit(*question(batch), single=len(batch) == 1)] = batch
        done = next(iter(wait(asked, return_when=FIRST_COMPLETED).done))
        batch = asked.pop(done)
        try:
            got, again = _sort_out(batch, done.result(), insist=in_vain < ASKED_AGAIN)
        except QuestionFailed as failure:
            got = [Got(batch[0], None, failure)] if len(batch) == 1 and not failure.gone else []
            doubted += [(batch[0], failure)] if len(batch) == 1 and failure.gone else []
            again = [] if len(batch) == 1 else _halves(batch)
            size = max(sizes.smallest, size * 3 // 4) if again else size
        except SourceStopped as stopped:
            yield from _believed(doubted, answered=answered)
            yield from (Got(item, None, stopped) for item in (*batch, *chain(*parts, *asked.values()), *waiting))
            return
        else:
            answered = answered or any(one.answer is not None for one in got)
            larger = min(sizes.largest, size + max(1, sizes.largest // 20))
            size = max(sizes.smallest, size * 3 // 4) if again else larger
        if len(batch) == 1:
            in_vain += sum(one.answer is None or bool(one.answer.errors) for one in got if not _is_gone(one))
        parts.extendleft(reversed(again))
        yield from got
    yield from _believed(doubted, answered=answered)


def _believed(doubted: Iterable[tuple[Item, QuestionFailed]], *, answered: bool) -> Iterator[Got[Item]]:
    for item, failure in doubted:
        failure.gone = answered
        yield Got(item, None, failure)


def _take(waiting: "deque[Item]", size: int, weigh: Callable[[Item], int]) -> list[Item]:
    batch = [waiting.popleft()]
    weight = weigh(batch[0])
    while waiting and weight + weigh(waiting[0]) <= size:
        weight += weigh(waiting[0])
        batch.append(waiting.popleft())
    return batch


def _halves(batch: list[Item]) -> list[list[Item]]:
    middle = (len(batch) + 1) // 2
    return [half for half in (batch[:middle], batch[middle:]) if half]


def _sort_out(batch: list[Item], answer: Answer, *, insist: bool) -> tuple[list[Got[Item]], list[list[Item]]]:
    """Tell what can be used from what must be asked again, in smaller parts. Without `insist` nothing is."""
    alone = len(batch) == 1
    anywhere = [error for error in answer.errors if not error.path or not error.path[0].startswith("r")]
    if anywhere and not alone and any(error.type != "NOT_FOUND" for error in anywhere):
        return [], _halves(batch)  # it is not known whose data is unusable
    got: list[Got[Item]] = []
    again: list[list[Item]] = []
    for index, item in enumerate(batch):
        alias = f"r{index}"
        node = mapping(answer.data.get(alias))
        errors = [error for error in answer.errors if error.path[:1] == (alias,) or (alone and error in anywhere)]
        serious = [error for error in errors if error.type not in REFUSALS]
        if node is None and any(error.type == "NOT_FOUND" and len(error.path) <= 1 for error in errors):
            got.append(Got(item, None, gone()))
        elif node is not None and (alone or not serious or not insist):
            got.append(Got(item, _answered(node, alias, errors)))
        elif alone or not insist:
            got.append(Got(item, None, _reason(errors)))
        else:
            again.append([item])
    return got, again


def _answered(node: Mapping[str, object], alias: str, errors: Sequence[GraphError]) -> Answered:
    serious = [error for error in errors if error.type not in REFUSALS]
    return Answered(
        node=node,
        # An error without a path may have struck anywhere: the empty path is above all others.
        errors=tuple(error.path[1:] if error.path[:1] == (alias,) else () for error in serious),
        refused=below((error.path for error in errors if error.type in REFUSALS), alias),
        complaints=tuple(sorted({f"{error.type or 'error'} at {'.'.join(error.path[1:])}" for error in serious})),
    )


def _is_gone(got: Got[Item]) -> bool:
    return got.error is not None and got.error.gone


def _reason(errors: Sequence[GraphError]) -> SourceError:
    if errors and all(error.type in REFUSALS for error in errors):
        said = errors[0].message[:300]
        message = (
            sentence("the token may not read this repository: {words}", words=said)
            if said
            else "the token may not read this repository"
        )
        return SourceError("forbidden", message, "Give it read access.")
    if errors and any(error.type.startswith("RESOURCE_LIMITS") for error in errors):
        return SourceError("resource-limits", "the query for this repository is too expensive for the host")
    return SourceError(
        "server-error", "the host could not answer the query for this repository", "The next run tries again."
    )
