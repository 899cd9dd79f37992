"""An engine, run apart from everything it need not know."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Final, Self

from innersource_marketplace import paths
from innersource_marketplace.build.mkdocs.engines import MKDOCS, Engine
from innersource_marketplace.errors import ConfigurationError, MarketplaceError

_LATEST = 2**32 - 1
"""The last second that a gzip header can hold, in February 2106; builders write one. Source: RFC 1952."""

_USED_UP = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENOMEM)
_REFUSED = re.compile(rf"\[Errno (?:{'|'.join(map(str, _USED_UP))})\] ([\w -]+)")
"""How Python tells that the system has no more room, which no configuration changes."""

_WORDS: Final = 2_000
"""Characters of an engine's last words that are repeated."""

_PROGRAM: Final = """
import os, runpy, sys, threading
ours = os.dup(0)
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
threading.Thread(target=lambda: (os.read(ours, 1), os._exit(1)), daemon=True).start()
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
"""Runs a module as `python -m` does, and ends when the other end of its input is closed: with the program, even if
that is killed. What the module starts has nothing to read."""

_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|_KEY$|_PAT$", re.IGNORECASE)


class EngineRun:
    """An engine at work on a staging folder, in a process of its own that knows no secrets; a context manager.

    Whoever leaves it earlier ends the process.
    """

    def __init__(
        self, configuration: Path, site: Path, *, environment: Mapping[str, str], epoch: int, engine: Engine = MKDOCS
    ) -> None:
        """`site` is a folder beside `configuration`, or below it.

        `epoch` (seconds) becomes SOURCE_DATE_EPOCH, so that the same input gives the same bytes.
        """
        self._site = site
        self._engine = engine
        kept = {name: value for name, value in environment.items() if not _SECRET_NAME.search(name)}
        # Our own pages have the right time; what a builder adds has the nearest that it can write.
        epoch = min(max(epoch, 0), _LATEST)
        kept |= {
            "SOURCE_DATE_EPOCH": str(epoch),
            "PYTHONHASHSEED": "0",
            "PYTHONIOENCODING": "utf-8",
            **engine.environment,
        }
        arguments = engine.command(configuration.resolve(), site.resolve())
        # Files, for nobody empties a pipe meanwhile; in the folder of the build, which can be written.
        folder = configuration.resolve().parent
        self._words = [
            TemporaryFile("w+", encoding="utf-8", errors="replace", dir=folder)  # noqa: SIM115
            for _ in range(2)
        ]
        with paths.at_work(folder) as held:
            self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter, arguments as a list
                [sys.executable, "-c", _PROGRAM, *arguments],
                env=kept,
                stdin=subprocess.PIPE,
                stdout=self._words[0],
                stderr=self._words[1],
                pass_fds=(held.fileno(),) if os.name == "posix" else (),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for file in (self._process.stdin, *self._words):
            if file is not None:
                file.close()

    def is_done(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def finish(self) -> None:
        """Wait for the site.

        Raises `ConfigurationError` with the engine's own words when it fails, `MarketplaceError` when the system does
        not let it work.
        """
        if self._process.wait() != 0 or not (self._site / "index.html").is_file():
            raise _failure(self._engine, self._said())
        for name in self._engine.leftovers:
            paths.remove(self._site / name)

    def _said(self) -> str:
        """What the engine said of errors, or at all."""
        for file in reversed(self._words):
            file.seek(0)
            if words := file.read().strip():
                return words
        return ""


def _failure(engine: Engine, words: str) -> MarketplaceError:
    if (refused := _REFUSED.search(words)) is not None or not words:
        said = refused[1] if refused is not None else "it said nothing, as on a full disk"
        return MarketplaceError(
            f"{engine.title} could not build the site: {said}."
            " Check the disk and its free space. The published site was not changed."
        )
    if "Traceback (most recent call last)" in words:
        words = words.splitlines()[-1]  # the lines before are about the engine's own code
    return ConfigurationError(f"{engine.title} could not build the site: {words[-_WORDS:]}")
