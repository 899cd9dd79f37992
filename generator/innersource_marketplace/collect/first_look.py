"""A look at the beginning of a source, which says nothing of the rest."""

from collections.abc import Generator, Iterator

from innersource_marketplace.collect.sources import Changed, Failed, Outcome, Unchanged


def first(outcomes: Iterator[Outcome], limit: int) -> Iterator[Outcome]:
    """Pass on what a source yields until `limit` repositories were read, or could not be.

    The source then ends what it is doing.
    """
    left = limit
    for outcome in outcomes:
        yield outcome
        if isinstance(outcome, Changed | Unchanged | Failed):
            left -= 1
            if left == 0:
                if isinstance(outcomes, Generator):
                    outcomes.close()
                return
