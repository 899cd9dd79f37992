"""Progress says how far it is, how fast it goes and what is left: a bar on a terminal, plain lines elsewhere."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from innersource_marketplace.cli.progress_bar import ProgressBar, rate_in_words, time_in_words
from marketplaces import make_marketplace

pytestmark = pytest.mark.slow


class Shown:
    """What a display wrote, with a stopwatch that passes `pace` seconds at each look."""

    def __init__(self, *, terminal: bool, pace: float, patience: float = 0) -> None:
        self.texts: list[str] = []
        self._seconds = 0.0
        self._pace = pace
        self.progress = ProgressBar(write=self.texts.append, terminal=terminal, stopwatch=self._look, patience=patience)
        self.progress.stage("Reading")

    def _look(self) -> float:
        self._seconds += self._pace
        return self._seconds


@pytest.fixture
def names() -> Iterator[str]:
    return iter(["http-client", "\x1b[31mled\x07ger"])


def test_off_a_terminal_there_is_a_line_for_each_tenth() -> None:
    shown = Shown(terminal=False, pace=0.5)
    with shown.progress as progress:
        progress.expect(200)
        for _ in range(200):
            progress.step()
    assert len(shown.texts) == 10
    assert shown.texts[0] == "Reading: 20 of 200, 2/s, 1:30 left\n"
    assert shown.texts[-1] == "Reading: 200 of 200, 2/s\n"


def test_off_a_terminal_no_minute_passes_without_a_word() -> None:
    shown = Shown(terminal=False, pace=25)
    with shown.progress as progress:
        progress.expect(1_000)
        for _ in range(9):
            progress.step()
    assert shown.texts[0] == "Reading: 3 of 1000, 2/min, 6:55:25 left\n"
    assert len(shown.texts) == 3


def test_a_terminal_gets_a_bar_that_goes_away_again(names: Iterator[str]) -> None:
    shown = Shown(terminal=True, pace=1)
    with shown.progress as progress:
        progress.expect(4)
        for name in names:
            progress.step(name)
    assert shown.texts[0] == "\r\x1b[2KReading …"
    assert shown.texts[1] == "\r\x1b[2KReading ██████░░░░░░░░░░░░░░░░░░ 1/4, 1/s, 0:03 left http-client"
    assert "\x1b[31m" not in shown.texts[2]
    assert shown.texts[-1] == "\r\x1b[2K"


def test_a_terminal_is_not_written_to_more_often_than_anybody_can_see() -> None:
    shown = Shown(terminal=True, pace=0.001)
    with shown.progress as progress:
        progress.expect(1_000)
        for _ in range(1_000):
            progress.step()
    assert 5 < len(shown.texts) < 15
    assert " 1000/1000" in shown.texts[-2]


def test_with_patience_nothing_is_said_of_what_is_soon_over() -> None:
    for pace, lines in ((0.01, 0), (0.5, 5), (1.0, 10)):
        shown = Shown(terminal=False, pace=pace, patience=10)
        with shown.progress as progress:
            progress.expect(100)
            for _ in range(100):
                progress.step()
        assert len(shown.texts) == lines


def test_a_build_on_a_terminal_shows_its_stages_and_leaves_their_times(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path, "web/shop", "web/cart")
    marketplace.run("collect")
    own, other = os.openpty()
    command = [sys.executable, "-m", "innersource_marketplace", "build"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=other, stdout=other, stderr=other) as process:
        os.close(other)
        written = b"".join(_until_closed(own))
        assert process.wait() == 0
    text = written.decode()
    assert "\r\x1b[2KAssessing projects …" in text
    assert re.search(r"Writing pages █+ 2/2", text)
    assert "\x1b" not in text.rpartition("\x1b[2K")[2]
    assert re.search(r"Time: .*writing pages [0-9.]+ s", text.rpartition("\x1b[2K")[2])


def _until_closed(terminal: int) -> Iterator[bytes]:
    with suppress(OSError):  # so a terminal says that nobody writes to it any more
        while data := os.read(terminal, 4_096):
            yield data
    os.close(terminal)


def test_elsewhere_there_is_no_bar(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path, "web/shop")
    for command in ("collect", "build"):
        assert "\x1b" not in marketplace.run(command).err
        assert marketplace.run(command, "--quiet").err == ""


def test_nothing_is_said_of_a_rate_before_it_can_be_told() -> None:
    shown = Shown(terminal=False, pace=0.01)
    with shown.progress as progress:
        progress.expect(10)
        progress.step()
    assert shown.texts == ["Reading: 1 of 10\n"]


def test_a_stopwatch_that_stands_still_is_no_fault() -> None:
    shown = Shown(terminal=False, pace=0)
    with shown.progress as progress:
        progress.step()
        progress.expect(1)
        progress.step()
    assert shown.texts == ["Reading: 2 of 1\n"]


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0:00"), (7, "0:07"), (750, "12:30"), (3_900, "1:05:00")])
def test_time_is_written_as_on_a_watch(seconds: float, words: str) -> None:
    assert time_in_words(seconds) == words


def test_a_rate_below_one_a_second_is_told_by_the_minute() -> None:
    assert (rate_in_words(34.2), rate_in_words(0.5)) == ("34/s", "30/min")
