"""Ask a forge a question under the retry policy, and count what it costs.

A question ends in an `Answer` (whose errors the caller weighs, since half an answer is of use) or
in one of two exceptions: `QuestionFailed`, which concerns this question, and `SourceStopped`,
after which no other question of this run will fare better.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

import msgspec

from innersource_marketplace.collect.sources.forge import retry
from innersource_marketplace.collect.sources.forge.json_values import mapping, parse
from innersource_marketplace.collect.sources.forge.retry import Kind, Pause, Verdict
from innersource_marketplace.collect.sources.redaction import redact
from innersource_marketplace.collect.sources.web import Reply, TransportFault
from innersource_marketplace.errors import SourceError

_STOPS = frozenset(
    {
        "unauthorized", "token-expired", "rate-limited", "redirected", "certificate", "sso-required", "clock-wrong",
    }
)  # fmt: skip
"""Reasons that hold for every further question too."""

CLOCK_SECONDS = 300.0
"""How far the clocks of this machine and of the host may be apart before a run mentions it."""


class QuestionFailed(SourceError):
    """This question got no answer. `heavy`: a smaller one might."""

    def __init__(self, verdict: Verdict, fix: str = "", *, gone: bool = False) -> None:
        super().__init__(verdict.code, verdict.message, fix, gone=gone)
        self.heavy = verdict.kind is Kind.HEAVY


class SourceStopped(SourceError):
    """No further question makes sense in this run."""


class GraphError(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an answer's `errors`."""

    type: str
    message: str
    path: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What GraphQL answered; with errors, `data` may be partial."""

    data: Mapping[str, object]
    errors: tuple[GraphError, ...]
    headers: Mapping[str, str]


class Client(Protocol):
    """Sends requests to one host as one identity; each raises `TransportFault` when no answer came."""

    def graphql(self, query: str, variables: Mapping[str, object]) -> Reply:
        """Send a GraphQL query."""

    def get(self, path: str) -> Reply:
        """Send a REST request for a path such as `/repos/o/n`."""

    def close(self) -> None:
        """Give the connections back."""


class Api:
    """Asks one host, from several threads if need be; no two use the same client at a time.

    A forge gives the smallest question there is as `probe`, what to do about each kind of failure as `fixes`, and
    weighs what its GraphQL answers, if it has one.
    """

    probe = ""
    fixes: Mapping[str, str] = {}

    def __init__(
        self,
        connect: Callable[[], Client],
        *,
        pause: Pause,
        now: Callable[[], datetime],
        host: str,
        secrets: tuple[str, ...] = (),
        workers: int = 1,
    ) -> None:
        self._connect = connect
        self._idle: list[Client] = []
        self._pause = pause
        self._now = now
        self._host = host
        self._secrets = secrets
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self.workers = workers
        self._answered = False
        self._stopped: SourceStopped | None = None
        self._failed_in_a_row = 0
        self._failures = 0
        self.requests = 0
        self.points = 0
        self.clock_ahead: float | None = None

    @property
    def waited(self) -> float:
        """Seconds that the run was held by pauses."""
        return self._pause.waited

    @property
    def clock_wrong(self) -> float | None:
        """Seconds that the clock of this machine is ahead of the host's, where that is more than it may be."""
        ahead = self.clock_ahead
        return ahead if ahead is not None and abs(ahead) > CLOCK_SECONDS else None

    def query(self, question: str, variables: Mapping[str, object], *, single: bool = True) -> Answer:
        """Ask GraphQL. `single`: the question cannot be made smaller, so heavy failures are retried too.

        Raises `QuestionFailed` or `SourceStopped`.
        """

        def exchange() -> Answer | Verdict:
            with self._client() as client:
                reply = client.graphql(question, variables)
            self._compare_clocks(reply)
            return retry.judge_status(reply, self._now()) if reply.status != 200 else self._weigh(reply)

        try:
            answer = self._insist(exchange, tries=retry.SINGLE_TRIES if single else 1)
        except QuestionFailed as failure:
            # That the whole of GraphQL is not there says nothing about a repository.
            failure.gone = single and failure.code in ("gone", "blocked")
            self._note_failure()
            raise
        with self._lock:
            self._failed_in_a_row = 0
            self._failures = max(self._failures - 2, 0)
        return answer

    def page(self, question: str, variables: Mapping[str, object], *, size: int, smallest: int) -> tuple[Answer, int]:
        """Ask for a page of a list, or for half of it where the host cannot bear it; gives the size that went well too.

        Raises as `query` does, `QuestionFailed` too where the `smallest` page fails.
        """
        while True:
            try:
                return self.query(question, {**variables, "size": size}, single=size <= smallest), size
            except QuestionFailed as failure:
                if size <= smallest or not failure.heavy:
                    raise
            size = max(smallest, size // 2)

    def submit(self, question: str, variables: Mapping[str, object], *, single: bool) -> Future[Answer]:
        """Ask GraphQL in one of the workers; the future gives or raises what `query` does."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=self.workers, thread_name_prefix="forge")
        return self._pool.submit(self.query, question, variables, single=single)

    def get(self, path: str) -> Mapping[str, object]:
        """Ask REST for an object. Raises `QuestionFailed` or `SourceStopped`."""

        def exchange() -> Answer | Verdict:
            with self._client() as client:
                reply = client.get(path)
            if reply.status != 200:
                return retry.judge_status(reply, self._now())
            body = mapping(parse(reply.body))
            if body is None:
                return not_json(reply)
            return Answer(data=body, errors=(), headers=reply.headers)

        return self._insist(exchange, tries=retry.SINGLE_TRIES).data

    def close(self) -> None:
        """Wake workers that wait, let the others finish their exchange, and give all connections back."""
        if self._pool is not None:
            self._pause.cancel()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
            self._pause.resume()
        with self._lock:
            clients, self._idle = self._idle, []
        for client in clients:
            client.close()

    def _insist(self, exchange: Callable[[], Answer | Verdict], *, tries: int) -> Answer:
        transient = heavy = limits = 0
        while True:
            if self._stopped is not None:
                raise SourceStopped(self._stopped.code, str(self._stopped), self._stopped.fix)
            self._pause.wait()
            if self._pause.cancelled:
                raise SourceStopped("cancelled", "the run was stopped")
            with self._lock:
                self.requests += 1
            try:
                result = exchange()
            except TransportFault as fault:
                result = retry.judge_fault(fault, self._now())
            if isinstance(result, Answer):
                self._answered = True
                return result
            wait: float | None = None
            if result.kind is Kind.TRANSIENT and (transient := transient + 1) < retry.TRANSIENT_TRIES:
                wait = retry.back_off(transient)
            elif result.kind is Kind.HEAVY and (heavy := heavy + 1) < tries:
                wait = retry.back_off(heavy)
            elif result.kind is Kind.LIMITED and limits < retry.LIMIT_WAITS:
                wait = result.wait if result.wait is not None else retry.limit_back_off(limits)
                limits += 1
            why = f"{self._host}: {redact(result.message, self._secrets)}"
            if wait is None or not self._pause.hold(wait, why):
                raise self._failure(result, wait)

    def _failure(self, verdict: Verdict, wait: float | None) -> SourceError:
        code, message = verdict.code, redact(verdict.message, self._secrets)
        if code == "unauthorized" and self._answered:
            code, message = "token-expired", "the token was accepted at first, and then rejected"
        if verdict.kind is Kind.LIMITED and wait is not None:
            message = f"{message} for {wait:.0f} s, which is longer than a run waits"
        if code in _STOPS:
            self._stopped = SourceStopped(code, f"{self._host}: {message}", self.fixes.get(code, ""))
            return self._stopped
        failed = Verdict(kind=verdict.kind, code=code, message=f"{self._host}: {message}")
        return QuestionFailed(failed, self.fixes.get(code, ""), gone=code in ("not-found", "gone", "blocked"))

    def _note_failure(self) -> None:
        with self._lock:
            self._failed_in_a_row += 1
            self._failures += 1
            if self._failures > retry.FAILURES:
                reason = f"{self._host}: nearly all queries failed, so the rest was not tried"
                self._stopped = SourceStopped("failing", reason, self.fixes.get("failing", ""))
                raise self._stopped
            if self._failed_in_a_row < retry.TRIES_BEFORE_PROBE:
                return
            self._failed_in_a_row = 0
        try:
            self._insist(self._probe, tries=retry.SINGLE_TRIES)
        except QuestionFailed as failure:
            stopped = self._stopped = SourceStopped(failure.code, f"{failure}; the rest was not tried", failure.fix)
        else:
            return
        raise stopped

    def _probe(self) -> Answer | Verdict:
        with self._client() as client:
            reply = client.graphql(self.probe, {})
        return retry.judge_status(reply, self._now()) if reply.status != 200 else self._weigh(reply)

    def _weigh(self, reply: Reply) -> Answer | Verdict:
        """What an answer of GraphQL with status 200 is worth."""
        return not_json(reply)

    def _compare_clocks(self, reply: Reply) -> None:
        if self.clock_ahead is None and (theirs := retry.host_time(reply.headers)) is not None:
            self.clock_ahead = (self._now() - theirs).total_seconds()

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """A client for one exchange, which nobody else uses meanwhile."""
        with self._lock:
            client = self._idle.pop() if self._idle else None
        client = client or self._connect()
        try:
            yield client
        finally:
            with self._lock:
                self._idle.append(client)


def not_json(reply: Reply) -> Verdict:
    """What to make of an answer that is not the JSON asked for."""
    kind = "a web page" if "html" in reply.headers.get("content-type", "").lower() else "something else"
    return Verdict(kind=Kind.TRANSIENT, code="malformed", message=f"the host returned {kind} instead of JSON")
