"""The processes that share the work on projects: order, and what happens when one is killed."""

import os
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path

import pytest

from innersource_marketplace.build.workers import Job, Workers
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.insight.teamwork.roster import roster_of
from innersource_marketplace.model import SiteSettings, TeamMap

MANY = Workers.WORTH_PROCESSES


def job_in(folder: Path, processes: int) -> Job:
    return Job(
        work=folder,
        snapshot=folder / "snapshot.db",
        site=folder / "site",
        settings=SiteSettings(organization="Acme", title="Acme", purpose="All that Acme builds."),
        roster=roster_of(TeamMap()),
        now=datetime(2026, 11, 20, tzinfo=UTC),
        processes=processes,
    )


def slowly(order: bytes) -> Iterator[bytes]:
    """The same order for half a minute, long after a process has ended."""
    for number in range(48_000):
        if number % 16 == 0:
            time.sleep(0.01)
        yield order


class Echo:
    """Answers each order with the process that had it; an order `die` kills that process."""

    def __init__(self, job: Job) -> None:
        pass

    def __call__(self, orders: Sequence[bytes]) -> list[bytes]:
        if b"die" in orders:
            os.kill(os.getpid(), signal.SIGTERM)
        return [b"%s %d" % (order, os.getpid()) for order in orders]

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 16, 39])
def test_answers_come_in_the_order_of_the_orders(tmp_path: Path, processes: int, count: int) -> None:
    orders = [b"%d" % number for number in range(count)]
    with Workers(job_in(tmp_path, processes), MANY) as workers:
        handed = workers.hand_to(Echo)
        for order in orders:
            handed.add(order)
        answers = [answer.split() for answer in handed.answers()]
        assert [*handed.answers()] == []
    assert [order for order, _ in answers] == orders
    assert all((int(pid) == os.getpid()) == (processes == 1) for _, pid in answers)


def test_a_killed_process_is_said_whenever_it_is_noticed(tmp_path: Path) -> None:
    before = {*active_children()}
    with Workers(job_in(tmp_path, 2), MANY) as workers:
        handed = workers.hand_to(Echo)
        with pytest.raises(MarketplaceError, match="was killed, perhaps because of low memory"):
            deque(map(handed.add, slowly(b"die")), maxlen=0)
        with pytest.raises(MarketplaceError, match="was killed"):
            [*handed.answers()]
        with pytest.raises(MarketplaceError, match="was killed"):
            workers.call(bytes)
    assert {*active_children()} == before
