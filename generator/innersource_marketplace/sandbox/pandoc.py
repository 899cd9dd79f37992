"""Converts formats of READMEs with pandoc, where the optional extra `formats` is installed.

pandoc runs as a process of its own, started by a conversion process whose limits it inherits: memory,
no files written, an empty environment. Its own sandbox keeps it from reading files; here it also gets
a limit of processor time. One runs at a time on a machine: the largest READMEs take 200 MB.
"""

import html
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from innersource_marketplace.limits import PANDOC_SECONDS, README_MARKUP_CHARACTERS
from innersource_marketplace.paths import lock
from innersource_marketplace.reference.text_formats import TextFormat
from innersource_marketplace.runtime import system_module

resource = system_module("resource")

_READERS: Final[Mapping[TextFormat, str]] = {
    TextFormat.ASCIIDOC: "asciidoc",
    TextFormat.CREOLE: "creole",
    TextFormat.MEDIAWIKI: "mediawiki",
    TextFormat.ORG: "org",
    TextFormat.POD: "pod",
    TextFormat.TEXTILE: "textile",
}
_PACKAGE: Final = "pypandoc_binary"
_OPTIONS: Final = (
    "--sandbox",
    "--to=html5",
    "--wrap=none",
    "--mathjax",
    "--email-obfuscation=none",
    "--syntax-highlighting=none",
    "--quiet",
)
_INCLUDES: Final = re.compile(
    r"^(?:include::(?P<adoc>[^\[\n]{1,500})\[.*\]|#\+include:.*)$", re.MULTILINE | re.IGNORECASE
)
_LANGUAGES: Final = re.compile(r'<pre\s+class="([\w+#-]{1,30})"')
_ORG_TAGS: Final = re.compile(r'\s*<span class="tag" data-tag-name="[^"]*"><span class="smallcaps">[^<]*</span></span>')
_TITLES: Final = {
    TextFormat.ORG: re.compile(r"^#\+title:[ \t]*(.{1,500})$", re.MULTILINE | re.IGNORECASE),
    TextFormat.ASCIIDOC: re.compile(r"\A(?:\s*|//.*\n|:.*\n)*?^= (.{1,500})$", re.MULTILINE),
}
"""Titles, which pandoc takes for metadata and leaves out."""


def pandoc_path() -> str | None:
    """Where the program of the optional extra is; None if it is not installed. No other pandoc is used."""
    spec = find_spec("pypandoc")
    places = spec.submodule_search_locations if spec is not None else None
    found = (Path(place) / "files" / name for place in places or () for name in ("pandoc", "pandoc.exe"))
    return next((str(path) for path in found if path.is_file()), None)


def pandoc_version() -> str:
    """The version of the optional extra; empty if it is not installed. A part of the key of what is kept."""
    if pandoc_path() is None:
        return ""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 -- a quarter of what a child starts with

    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return "pypandoc"


def is_for_pandoc(written: TextFormat | None) -> bool:
    """Whether pandoc reads this format."""
    return written in _READERS


@contextmanager
def one_at_a_time(program: str) -> Iterator[None]:
    """Wait until no other process of this machine converts with pandoc, where the system can."""
    with ExitStack() as stack:
        with suppress(OSError):  # it may be gone by now, and some network file systems have no locks
            lock(stack.enter_context(Path(program).open("rb")), wait=True)
        yield


def convert_with_pandoc(program: str, text: str, written: TextFormat) -> str | None:
    """The markup of a text, not cleaned; None if pandoc refuses it or takes too long.

    For a process whose memory is limited: see `converter.serve`.
    """
    reader = _READERS.get(written)
    if reader is None:
        return None
    title = _TITLES[written].search(text) if written in _TITLES else None
    source = _INCLUDES.sub(lambda found: f"link:{found['adoc']}[{found['adoc']}]" if found["adoc"] else "", text)
    try:
        done = subprocess.run(  # noqa: S603 -- the program of the extra, and our own words
            [
                program,
                "+RTS",
                "-M400m",
                "-RTS",
                *_OPTIONS,
                f"--from={reader}",
                f"--shift-heading-level-by={int(bool(title))}",
            ],
            input=source.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PANDOC_SECONDS,
            env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},  # nothing starts without it
            cwd=Path(program).anchor,
            preexec_fn=_limit_time if resource is not None else None,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    markup = done.stdout.decode("utf-8", "replace")
    if done.returncode or not markup.strip() or len(markup) > README_MARKUP_CHARACTERS:
        return None
    markup = _ORG_TAGS.sub("", _LANGUAGES.sub(r'<pre class="language-\1"', markup))
    return f"<h1>{html.escape(title[1].strip())}</h1>\n{markup}" if title else markup


def _limit_time() -> None:
    """Let the system end pandoc by its own processor time, also when the process that waits for it is gone."""
    seconds = int(PANDOC_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
