"""The processes of a build end with it, however it ends."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from innersource_marketplace.runtime import TemporaryFolder, fcntl

PARENT = """
import os, signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from innersource_marketplace.runtime import begin_child

if __name__ == "__main__":
    pool = ProcessPoolExecutor(2, get_context("spawn"), initializer=begin_child)
    print(*{pool.submit(os.getpid).result() for _ in range(2)}, *pool._processes, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_process_of_a_pool_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    left = {int(pid) for pid in ended.stdout.split()}
    assert left
    deadline = time.monotonic() + 20
    while left and time.monotonic() < deadline:
        left = {pid for pid in left if _is_running(pid)}
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left


def test_a_temporary_folder_goes_even_if_the_program_is_told_to_end_while_it_is_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remove, removed = os.rmdir, []

    def interrupted(path: str, **options: Any) -> None:
        removed.append(path)
        if len(removed) == 1:
            raise SystemExit(143)
        remove(path, **options)

    folder = TemporaryFolder()
    below = Path(folder.name) / "below"
    below.mkdir()
    (below / "file").touch()
    monkeypatch.setattr(os, "rmdir", interrupted)
    with pytest.raises(SystemExit):
        folder.cleanup()
    assert not Path(folder.name).exists()


def test_what_a_killed_run_left_in_the_temporary_folder_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fcntl is None:
        pytest.skip("needs locks that end with their process")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    leave = (
        "import os, sys, pathlib\nfrom innersource_marketplace.runtime import TemporaryFolder, fcntl\n"
        "folder = TemporaryFolder()\npathlib.Path(folder.name, 'private').touch()\n"
        "print(folder.name, flush=True)\nsys.stdin.read()\nos.kill(os.getpid(), 9)"
    )
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "kept").mkdir(parents=True)
    (tmp_path / "marketplace-link").symlink_to(elsewhere)
    (tmp_path / "marketplace.txt").touch()
    (tmp_path / "marketplace-of-others").mkdir()
    os.utime(tmp_path / "marketplace-of-others", (0, 0))
    with subprocess.Popen(
        [sys.executable, "-c", leave],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        assert left.parent == tmp_path
        os.utime(left, (0, 0))
        with TemporaryFolder():
            assert (left / "private").exists()  # its process is at work
        process.communicate()
    os.utime(left)
    with TemporaryFolder():
        assert (left / "private").exists()  # it might be just being made
    os.utime(left, (0, 0))
    with TemporaryFolder() as own:
        assert not left.exists()
    assert not Path(own).exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("elsewhere", "marketplace-link", "marketplace-of-others", "marketplace.txt")
    ]
    assert (elsewhere / "kept").exists()


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
