"""The retry policy for all forges, whole: what is tried again, how often, and how long it may take.

Tried again after 1, 2 and 4 s, four tries in total: a connection that was refused, reset or cut;
status 202 and 204, and 5xx other than below; an answer that is not the JSON asked for (a login
page, half a document).

Asked in halves: a batch that met 502, 503, 504, a time-out, an answer too large, GraphQL's own
time-out or RESOURCE_LIMITS_EXCEEDED. The caller does that (see `batches`); a single repository, or
any question that cannot be halved, is tried three times in total, after 1 and 2 s.

Waited for, then tried again:
- 403 or 429 with `Retry-After`, in seconds or as a date: until then;
- 403 or 429 with `X-RateLimit-Remaining: 0`, or GraphQL's RATE_LIMITED, which comes with status
  200: until `X-RateLimit-Reset`, or like the next where that is missing;
- 403 that speaks of a rate limit, or 429, without any time: 60, 120 and 240 s.

Never tried again: 401, other 403, 404, 409, 410, 451, a redirect to another origin, a certificate
that does not verify.

Bounds: one wait is at most `WAIT_SECONDS` (a primary limit is back within the hour), so a
`Retry-After` of years ends the source at once; all waits of a run together are at most
`TOTAL_WAIT_SECONDS`; rate limits are waited for at most `LIMIT_WAITS` times for one request. What
gives up says why and leaves the last good facts. A pause holds for all workers, since limits are
the account's, and is announced. After `TRIES_BEFORE_PROBE` failed queries in a row the host itself is
asked for nothing but its name: if that fails too, the source ends instead of trying every repository.
It also ends where failed queries are `FAILURES` more than twice the good ones: then nearly nothing
comes, and asking for each repository alone would take the whole night.

No jitter: there are one or two workers. Clock and sleep are given from outside.
"""

import math
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

import msgspec

from innersource_marketplace.collect.sources.forge.refusals import policy_code, quoted, sentence_of
from innersource_marketplace.collect.sources.web import Reply, TransportFault

WAIT_SECONDS = 3_700.0
TOTAL_WAIT_SECONDS = 4_500.0
LIMIT_WAITS = 3
TRANSIENT_TRIES = 4
SINGLE_TRIES = 3
TRIES_BEFORE_PROBE = 12
FAILURES = 60
SHORTEST_WAIT = 1.0
ANNOUNCED_SECONDS = 5.0
"""Shorter pauses are not worth a line."""

RESET_MARGIN = 1.0
"""Added to a reset, which is given in whole seconds."""


class Kind(Enum):
    """What is to be done about a failed exchange."""

    TRANSIENT = "transient"
    HEAVY = "heavy"
    LIMITED = "limited"
    FINAL = "final"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong. `code` is the typed reason; `wait` is set where the host said for how long."""

    kind: Kind
    code: str
    message: str
    wait: float | None = None


class Pause:
    """The one clock that all workers wait on, and the budget of waiting that a run has."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], object] | None = None,
        budget: float = TOTAL_WAIT_SECONDS,
        announce: Callable[[str, float], None] = lambda _why, _seconds: None,
    ) -> None:
        self._monotonic = monotonic
        self._announce = announce
        self._cancelled = threading.Event()
        # Sleeping on the event lets `cancel` wake everybody, where `time.sleep` would outlast an interrupt.
        self._sleep = sleep or self._cancelled.wait
        self._budget = budget
        self._until = 0.0
        self._lock = threading.Lock()
        self.waited = 0.0

    def hold(self, seconds: float, why: str = "") -> bool:
        """Let nobody ask for so long; False, and no pause, if that is more than may be waited.

        `why` is announced with the seconds, where it is given and the pause is `ANNOUNCED_SECONDS` or longer.
        """
        with self._lock:
            now = self._monotonic()
            longer = now + seconds - max(self._until, now)
            if seconds > WAIT_SECONDS or self.waited + max(longer, 0.0) > self._budget:
                return False
            if longer > 0:
                self._until = now + seconds
                self.waited += longer
        if why and longer >= ANNOUNCED_SECONDS:
            self._announce(why, seconds)
        return True

    @property
    def cancelled(self) -> bool:
        """Whether nothing more should be asked."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Wake everybody who waits; nothing more should be asked, until `resume`."""
        self._cancelled.set()

    def resume(self) -> None:
        """Let questions be asked again."""
        self._cancelled.clear()

    def wait(self) -> None:
        """Return once nobody is held any more, or everything was cancelled."""
        while not self._cancelled.is_set():
            with self._lock:
                remaining = self._until - self._monotonic()
            if remaining <= 0:
                return
            self._sleep(remaining)


def back_off(tries: int) -> float:
    """Seconds before the next try of something transient: 1, 2, 4."""
    return float(2 ** (tries - 1))


def limit_back_off(waits: int) -> float:
    """Seconds to wait for a secondary limit that says nothing: 60, 120, 240."""
    return float(60 * 2**waits)


def judge_fault(fault: TransportFault, now: datetime) -> Verdict:
    """Judge an exchange without an answer."""
    if fault.kind in ("timeout", "too-large"):
        return Verdict(kind=Kind.HEAVY, code=fault.kind, message=str(fault))
    if fault.kind == "sign-in" and fault.status in (403, 429):
        return judge_status(Reply(status=fault.status, headers=fault.headers, body=""), now)
    if fault.kind in ("connection", "pending") or (fault.kind == "sign-in" and fault.status >= 500):
        return Verdict(kind=Kind.TRANSIENT, code="unreachable", message=str(fault))
    if fault.kind == "sign-in" and policy_code(str(fault)) != "forbidden":
        return Verdict(kind=Kind.FINAL, code=policy_code(str(fault)), message=str(fault))
    code = {"sign-in": "unauthorized", "tls": "certificate", "redirected": "redirected"}.get(fault.kind, "unreachable")
    return Verdict(kind=Kind.FINAL, code=code, message=str(fault))


def judge_status(reply: Reply, now: datetime) -> Verdict:
    """Judge an answer whose status is not 200."""
    status = reply.status
    if status in (403, 429) and (limited := _judge_limit(reply, now)) is not None:
        return limited
    if status in (502, 503, 504):
        return Verdict(kind=Kind.HEAVY, code="server-error", message=f"the host returned status {status}")
    if status >= 500 or status in (202, 204, 408) or status < 200:
        return Verdict(kind=Kind.TRANSIENT, code="server-error", message=f"the host returned status {status}")
    if status < 300:
        return Verdict(kind=Kind.TRANSIENT, code="malformed", message=f"the host returned status {status}")
    codes = {401: "unauthorized", 403: "forbidden", 404: "not-found", 409: "empty", 410: "gone", 451: "blocked"}
    code, words = codes.get(status, "refused"), quoted(sentence_of(reply.body))
    if status == 403 and "x-github-sso" in reply.headers:
        return Verdict(kind=Kind.FINAL, code="sso-required", message=f"the organization requires single sign-on{words}")
    if status == 403:
        code = policy_code(sentence_of(reply.body))
    return Verdict(kind=Kind.FINAL, code=code, message=f"the host returned status {status}{words}")


def _judge_limit(reply: Reply, now: datetime) -> Verdict | None:
    wait = retry_after(reply.headers, now)
    if wait is not None:
        return Verdict(kind=Kind.LIMITED, code="rate-limited", message="the host asked to wait", wait=wait)
    if reply.headers.get("x-ratelimit-remaining", "").strip() in ("0", "0.0"):
        return judge_rate_limited(reply.headers, now)
    if reply.status == 429 or "rate limit" in reply.body[:2_000].lower():
        return Verdict(kind=Kind.LIMITED, code="rate-limited", message="the host limits the rate of requests")
    return None


def judge_rate_limited(headers: Mapping[str, str], now: datetime) -> Verdict:
    """Judge a spent primary limit, which GraphQL tells with status 200."""
    wait = retry_after(headers, now)
    if wait is None:
        wait = _until_reset(headers, now)
    return Verdict(kind=Kind.LIMITED, code="rate-limited", message="the hourly limit of the host is used up", wait=wait)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, in either form; None when it is absent or senseless.

    A date counts from the answer's own `Date`, so a wrong clock on this side does no harm.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return max(float(text[:12]), SHORTEST_WAIT)
    moment = _http_date(text)
    return None if moment is None else max((moment - _host_time(headers, now)).total_seconds(), SHORTEST_WAIT)


def _until_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    text = headers.get("x-ratelimit-reset", "").strip()
    try:
        seconds = float(text) - _host_time(headers, now).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(seconds, 0.0) + RESET_MARGIN if math.isfinite(seconds) else None


def host_time(headers: Mapping[str, str]) -> datetime | None:
    """When the host says that it answered."""
    return _http_date(headers.get("date", ""))


def _host_time(headers: Mapping[str, str], now: datetime) -> datetime:
    return host_time(headers) or now


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
