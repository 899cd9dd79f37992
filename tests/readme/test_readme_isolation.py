"""Conversion in processes of its own: what goes wrong in one document stays there."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.readme import Links
from innersource_marketplace.readme.images import Use
from innersource_marketplace.sandbox.converter import ReadmeConverter

_NOWHERE = Links()
_SLOW = b".. |a0| replace:: x\n" + b"".join(
    b".. |a%d| replace:: |a%d| |a%d|\n" % (n, n - 1, n - 1) for n in range(1, 40)
) + b"\n|a39|\n"  # fmt: skip


@pytest.mark.slow
def test_results_come_in_the_order_of_the_tasks() -> None:
    with ReadmeConverter(jobs=2) as converter:
        tasks = [(f"{n}", b"# Heading\n\n" * (n % 5 * 200 + 1), "README.md", _NOWHERE) for n in range(30)]
        assert [key for key, _ in converter.convert_many(tasks)] == [f"{n}" for n in range(30)]


@pytest.mark.slow
def test_a_document_that_takes_too_long_is_shown_as_text_and_delays_only_itself() -> None:
    with ReadmeConverter(jobs=1, seconds=0.4) as converter:
        tasks = [("slow", _SLOW, "README.rst", _NOWHERE), ("good", b"# Good", "README.md", _NOWHERE)]
        results = dict(converter.convert_many(tasks))
    assert results["slow"].html is not None
    assert results["slow"].note == "Shown as text."
    assert results["slow"].unfinished
    assert results["good"].html is not None


@pytest.mark.slow
def test_documents_before_and_after_those_that_take_too_long_are_converted() -> None:
    with ReadmeConverter(jobs=1, seconds=0.4) as converter:
        tasks = [(f"{n}", _SLOW if n in (1, 2, 6) else b"# Good", "README.rst", _NOWHERE) for n in range(8)]
        results = dict(converter.convert_many(tasks))
    assert [key for key, result in results.items() if result.unfinished] == ["1", "2", "6"]


@pytest.mark.slow
def test_a_picture_that_wants_too_much_memory_fails_alone() -> None:
    large, small = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (3_900, 3_900)).save(large, "PNG")
    Image.new("RGB", (8, 8)).save(small, "PNG")
    little = 64 * 1024**2
    with ReadmeConverter(jobs=1, seconds=20, memory_bytes=little, large_bytes=little) as converter:
        tasks = [("greedy", large.getvalue(), "large.png", Use.LOGO), ("good", small.getvalue(), "small.png", Use.LOGO)]
        results = dict(converter.reencode_many(tasks))
    assert results["greedy"] == (None, "The logo large.png crashed the converter or needed too much memory.")
    assert results["good"][0] is not None


@pytest.mark.slow
def test_what_needs_much_memory_is_tried_once_more_alone(tmp_path: Path) -> None:
    large = io.BytesIO()
    Image.new("RGB", (3_900, 3_900)).save(large, "PNG")
    lock = tmp_path / "alone"
    with ReadmeConverter(jobs=1, seconds=20, memory_bytes=64 * 1024**2, alone=lock) as converter:
        found = dict(converter.reencode_many([("large", large.getvalue(), "large.png", Use.LOGO)]))
    assert found["large"][0] is not None
    assert lock.exists()


@pytest.mark.slow
def test_a_child_that_was_killed_is_replaced() -> None:
    with ReadmeConverter(jobs=1) as converter:
        assert dict(converter.convert_many([("a", b"# A", "README.md", _NOWHERE)]))["a"].html
        for child in _children():
            os.kill(child, signal.SIGKILL)
        time.sleep(0.1)
        assert dict(converter.convert_many([("b", b"# B", "README.md", _NOWHERE)]))["b"].html


@pytest.mark.slow
def test_tasks_are_taken_only_as_they_are_needed() -> None:
    taken = 0

    def tasks() -> Iterator[tuple[str, bytes, str, Links]]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield f"{n}", b"# x", "README.md", _NOWHERE

    with ReadmeConverter(jobs=1) as converter:
        results = converter.convert_many(tasks())
        next(results)
        assert taken < 10


@pytest.mark.slow
def test_no_child_outlives_the_with_block() -> None:
    with ReadmeConverter(jobs=2) as converter:
        list(converter.convert_many([("a", b"# A", "README.md", _NOWHERE)] * 8))
        assert _children()
    assert not _children()


@pytest.mark.slow
def test_no_child_outlives_its_parent(tmp_path: Path) -> None:
    program = (
        "import os\n"
        "from innersource_marketplace.sandbox.converter import ReadmeConverter\n"
        "from innersource_marketplace.readme import Links\n"
        "converter = ReadmeConverter(jobs=1)\n"
        "list(converter.convert_many([('a', b'# A', 'README.md', Links())]))\n"
        "print(open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read(), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    if not Path("/proc/self/task").exists():
        pytest.skip("needs /proc")
    script = tmp_path / "parent.py"
    script.write_text(program, encoding="utf-8")
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False).stdout
    orphans = [int(pid) for pid in printed.split()]
    deadline = time.monotonic() + 5
    while orphans and time.monotonic() < deadline:
        orphans = [pid for pid in orphans if _is_running(pid)]
        time.sleep(0.02)
    assert not orphans


@pytest.mark.slow
def test_children_see_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "canary-7f3a")
    with ReadmeConverter(jobs=1) as converter:
        list(converter.convert_many([("a", b"# A", "README.md", _NOWHERE)]))
        for child in _children():
            assert b"canary-7f3a" not in Path(f"/proc/{child}/environ").read_bytes()


def test_an_installation_that_cannot_start_children_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with ReadmeConverter(jobs=1) as converter, pytest.raises(MarketplaceError, match="does not start"):
        list(converter.convert_many([("a", b"# A", "README.md", _NOWHERE)]))


@pytest.mark.slow
def test_roles_of_one_document_are_unknown_to_the_next() -> None:
    with ReadmeConverter(jobs=1) as converter:
        before = dict(converter.convert_many([("b", b":danger:`x`", "README.rst", _NOWHERE)]))["b"]
        list(converter.convert_many([("a", b".. role:: danger(strong)\n\n:danger:`x`", "README.rst", _NOWHERE)]))
        after = dict(converter.convert_many([("b", b":danger:`x`", "README.rst", _NOWHERE)]))["b"]
    assert before == after


def _children() -> list[int]:
    if not Path("/proc/self/task").exists():
        pytest.skip("needs /proc")
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread of another test may end meanwhile
            found.update(int(pid) for pid in (task / "children").read_text().split())
    return sorted(
        pid for pid in found if b"innersource_marketplace.sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
