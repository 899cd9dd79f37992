"""The policy by itself: what is judged how, and a pause that holds everybody."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from github_nights import Clock
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.collect.sources.forge.retry import (
    TOTAL_WAIT_SECONDS,
    WAIT_SECONDS,
    Kind,
    Pause,
    judge_fault,
    judge_rate_limited,
    judge_status,
    retry_after,
)
from innersource_marketplace.collect.sources.web import Reply, TransportFault

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def reply(status: int, body: str = "", **headers: str) -> Reply:
    return Reply(status=status, headers={key.replace("_", "-"): value for key, value in headers.items()}, body=body)


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (202, Kind.TRANSIENT, "server-error"),
        (204, Kind.TRANSIENT, "server-error"),
        (206, Kind.TRANSIENT, "malformed"),
        (401, Kind.FINAL, "unauthorized"),
        (403, Kind.FINAL, "forbidden"),
        (404, Kind.FINAL, "not-found"),
        (409, Kind.FINAL, "empty"),
        (410, Kind.FINAL, "gone"),
        (418, Kind.FINAL, "refused"),
        (429, Kind.LIMITED, "rate-limited"),
        (451, Kind.FINAL, "blocked"),
        (500, Kind.TRANSIENT, "server-error"),
        (502, Kind.HEAVY, "server-error"),
        (503, Kind.HEAVY, "server-error"),
        (504, Kind.HEAVY, "server-error"),
        (599, Kind.TRANSIENT, "server-error"),
    ],
)
def test_each_status_has_one_verdict(status: int, kind: Kind, code: str) -> None:
    verdict = judge_status(reply(status), NOW)
    assert (verdict.kind, verdict.code) == (kind, code)


@pytest.mark.parametrize(
    ("kind", "verdict", "code"),
    [
        ("timeout", Kind.HEAVY, "timeout"),
        ("too-large", Kind.HEAVY, "too-large"),
        ("connection", Kind.TRANSIENT, "unreachable"),
        ("pending", Kind.TRANSIENT, "unreachable"),
        ("tls", Kind.FINAL, "certificate"),
        ("redirected", Kind.FINAL, "redirected"),
        ("sign-in", Kind.FINAL, "unauthorized"),
    ],
)
def test_each_missing_answer_has_one_verdict(kind: str, verdict: Kind, code: str) -> None:
    judged = judge_fault(TransportFault(kind, "x"), NOW)
    assert (judged.kind, judged.code) == (verdict, code)


def test_an_app_that_cannot_sign_in_for_the_moment_waits_like_everybody() -> None:
    assert judge_fault(TransportFault("sign-in", "x", status=502), NOW).kind is Kind.TRANSIENT
    limited = judge_fault(TransportFault("sign-in", "x", status=429, headers={"retry-after": "5"}), NOW)
    assert (limited.kind, limited.wait) == (Kind.LIMITED, 5)


def test_single_sign_on_is_told_from_a_missing_permission() -> None:
    assert judge_status(reply(403, x_github_sso="required; url=https://x"), NOW).code == "sso-required"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        ("0", 1.0),
        (" 12 ", 12.0),
        ("Thu, 01 Jan 2026 12:01:00 GMT", 60.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 1.0),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("1e9", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text}, NOW) == seconds


def test_a_wrong_clock_on_this_side_does_no_harm() -> None:
    headers = {"retry-after": "Thu, 01 Jan 2026 12:01:00 GMT", "date": "Thu, 01 Jan 2026 12:00:30 GMT"}
    assert retry_after(headers, NOW + timedelta(days=400)) == 30
    reset = str(int(NOW.timestamp()) + 90)
    headers = {"x-ratelimit-reset": reset, "date": "Thu, 01 Jan 2026 12:00:00 GMT"}
    assert judge_rate_limited(headers, NOW - timedelta(days=400)).wait == 91


@given(header=st.text(), reset=st.text(), remaining=st.text(), body=st.text(), status=st.integers(100, 999))
def test_no_header_of_any_shape_raises(header: str, reset: str, remaining: str, body: str, status: int) -> None:
    headers = {"retry-after": header, "x-ratelimit-reset": reset, "x-ratelimit-remaining": remaining, "date": header}
    verdict = judge_status(Reply(status=status, headers=headers, body=body), NOW)
    assert verdict.code
    assert verdict.wait is None or verdict.wait >= 0


@pytest.mark.parametrize("reset", ["nan", "inf", "-inf", "1e300", "0", "-1"])
def test_a_senseless_reset_is_no_wait_without_end(reset: str) -> None:
    wait = judge_rate_limited({"x-ratelimit-reset": reset}, NOW).wait
    pause = Pause(monotonic=Clock().monotonic, sleep=Clock().sleep)
    assert wait is None or wait <= 1 or not pause.hold(wait)


@given(st.lists(st.floats(0, 10_000), max_size=60))
def test_no_sequence_of_waits_exceeds_the_budget(waits: list[float]) -> None:
    clock = Clock()
    pause = Pause(monotonic=clock.monotonic, sleep=clock.sleep)
    for seconds in waits:
        held = pause.hold(seconds)
        assert held or seconds > WAIT_SECONDS or pause.waited + seconds > TOTAL_WAIT_SECONDS
        pause.wait()
    assert clock.elapsed == pytest.approx(pause.waited)
    assert clock.elapsed <= TOTAL_WAIT_SECONDS


def test_one_pause_holds_all_workers_and_is_counted_once() -> None:
    clock = Clock()
    pause = Pause(monotonic=clock.monotonic, sleep=clock.sleep)
    assert pause.hold(30)
    assert pause.hold(20), "shorter than what everybody waits for already"
    assert pause.waited == 30
    released = [threading.Thread(target=pause.wait) for _ in range(2)]
    for thread in released:
        thread.start()
    for thread in released:
        thread.join(5)
    assert clock.elapsed >= 30


def test_whoever_waits_is_woken_when_the_run_is_ended() -> None:
    pause = Pause(monotonic=time.monotonic)
    assert pause.hold(600)
    waiting = threading.Thread(target=pause.wait, daemon=True)
    waiting.start()
    pause.cancel()
    waiting.join(5)
    assert not waiting.is_alive()
