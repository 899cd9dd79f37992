"""READMEs and files of metadata: how fast ordinary ones are read, and what the worst of the corpus costs.

READMEs are held against Python-Markdown, which MkDocs converts pages with, on the same bytes; it does
less (nothing is cleaned), and would be what a README met if it were simply put into a page.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import markdown
import msgspec

from innersource_marketplace.escape import url
from innersource_marketplace.limits import README_SECONDS
from innersource_marketplace.readme import Links, convert
from innersource_marketplace.reference.text_formats import format_of
from innersource_marketplace.sandbox.pandoc import convert_with_pandoc, is_for_pandoc, pandoc_path

from .processes import Cost, measured
from .projects import projects
from .report import Verdict, table

_ROOT = Path(__file__).parents[2]
_LINKS = Links(files=url("https://git.example/team/name/blob/HEAD/"))
_EXTENSIONS = ("toc", "tables", "fenced_code")
"""What MkDocs gives Python-Markdown by itself."""

_LONG_README = 50_000
"""Bytes of the README of each format: longer than nearly all."""

_LIMIT_SECONDS = 10
_SHOWN = 12
_CHECK_SECONDS = 2.0


class Worst(msgspec.Struct, frozen=True, kw_only=True):
    """One README of the corpus, in processor seconds; None where it took more than the limit, or failed."""

    name: str
    size: int
    ours: float | None
    theirs: float | None


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """The same kind of README in one format: what its conversion costs here, and with pandoc where that reads it."""

    ending: str
    size: int
    seconds: float | None
    pandoc_seconds: float | None
    pandoc_mb: float | None


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured. Throughputs are bytes a processor second over ordinary READMEs."""

    readmes: int
    ours: float
    theirs: float
    worst: tuple[Worst, ...]
    formats: tuple[Format, ...]
    files: int
    check: Cost


def measure_words(*, ordinary: int = 300, files: int = 1_000, cases: int | None = None) -> Words:
    """Measure; `cases` limits how many READMEs of the corpus are tried."""
    # Both have things to load at their first README, which every child would count again.
    _convert(b"x")
    _python_markdown(b"x")
    readmes = [made.readme for made in projects(ordinary) if made.readme]
    size = sum(map(len, readmes))
    ours = timed(lambda: [_convert(readme) for readme in readmes], 60 * _LIMIT_SECONDS)
    theirs = timed(lambda: [_python_markdown(readme) for readme in readmes], 60 * _LIMIT_SECONDS)
    return Words(
        readmes=len(readmes),
        ours=size / (ours or float("inf")),
        theirs=size / (theirs or float("inf")),
        worst=tuple(_worst(cases)),
        formats=tuple(_formats()),
        files=files,
        check=_check(files),
    )


def words_table(found: Words) -> str:
    """Throughput over ordinary READMEs."""
    rows = [
        ("ours, cleaned and with its links", f"{found.ours / 1e6:.1f}", "1.0"),
        ("Python-Markdown alone", f"{found.theirs / 1e6:.1f}", f"{found.theirs / found.ours:.2f}"),
    ]
    return table((f"{found.readmes} ordinary READMEs", "MB/processor s", "of ours"), rows)


def formats_table(found: Words) -> str:
    """A README of each format."""
    rows = [
        (
            one.ending,
            f"{one.size / 1024:,.0f}",
            _shown(one.seconds),
            "" if one.pandoc_mb is None else _shown(one.pandoc_seconds),
            "" if one.pandoc_mb is None else f"{one.pandoc_mb:,.0f}",
        )
        for one in found.formats
    ]
    return table(("README by ending", "kB", "ours s", "pandoc s", "pandoc MB"), rows)


def worst_table(found: Words) -> str:
    """The READMEs of the corpus that cost most, whoever converts them."""

    def cost(one: Worst) -> float:
        return max(one.ours or 0.0, _LIMIT_SECONDS if one.theirs is None else one.theirs)

    rows = [
        (one.name, f"{one.size / 1024:,.0f}", _shown(one.ours), _shown(one.theirs), _ratio(one))
        for one in sorted(found.worst, key=lambda one: (-cost(one), one.name))[:_SHOWN]
    ]
    return table(("README of the corpus", "kB", "ours s", "Python-Markdown s", "times ours"), rows)


def words_verdicts(found: Words) -> Iterator[Verdict]:
    """The budgets: one README within its deadline, a thousand files within two seconds."""
    slowest = max((one.ours if one.ours is not None else float("inf") for one in found.worst), default=0.0)
    yield (
        f"slowest of {len(found.worst)} READMEs of the corpus: processor s",
        f"{README_SECONDS:.1f}",
        f"{slowest:.2f}",
        slowest <= README_SECONDS,
    )
    yield (
        f"check of {found.files:,} files: processor s",
        f"{_CHECK_SECONDS:.1f}",
        f"{found.check.processor:.2f}",
        found.check.processor <= _CHECK_SECONDS,
    )
    yield (
        f"check of {found.files:,} files: s",
        f"{_CHECK_SECONDS:.1f}",
        f"{found.check.seconds:.2f}",
        found.check.seconds <= _CHECK_SECONDS,
    )


def _worst(cases: int | None) -> Iterator[Worst]:
    for folder in ("tests", "tests/readme"):
        sys.path.insert(0, str(_ROOT / folder))
    from readme_corpus import HOSTILE

    chosen = [(name, data) for name, (path, data) in sorted(HOSTILE.items()) if path.endswith(".md")]
    for name, data in chosen[:cases]:
        yield Worst(
            name=name,
            size=len(data),
            ours=timed(partial(_convert, data), _LIMIT_SECONDS),
            theirs=timed(partial(_python_markdown, data), _LIMIT_SECONDS),
        )


def _formats() -> Iterator[Format]:
    """The fixture of each format, repeated until it is as long as a long README."""
    program = pandoc_path()
    for path in sorted((_ROOT / "tests" / "readme" / "fixtures").glob("typical.*")):
        ending = path.suffix.removeprefix(".")
        if ending in ("html", "ipynb"):
            continue
        data = path.read_bytes()
        data = (data + b"\n\n") * (_LONG_README // len(data))
        written = format_of(path.name)
        pandoc_seconds = pandoc_mb = None
        if program is not None and written is not None and is_for_pandoc(written):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            convert_with_pandoc(program, data.decode(), written)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            pandoc_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            pandoc_mb = after.ru_maxrss / 1024
        yield Format(
            ending=ending,
            size=len(data),
            seconds=timed(partial(convert, data, path.name, _LINKS), _LIMIT_SECONDS),
            pandoc_seconds=pandoc_seconds,
            pandoc_mb=pandoc_mb,
        )


def _convert(data: bytes) -> object:
    return convert(data, "README.md", _LINKS)


def _python_markdown(data: bytes) -> object:
    return markdown.markdown(data.decode("utf-8", "replace"), extensions=list(_EXTENSIONS))


def timed(work: Callable[[], object], limit: int) -> float | None:
    """Processor seconds of some work in a process of its own; None when it failed or took longer than `limit`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens in here, the child must end here.
        with suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            started = time.process_time()
            work()
            os.write(writer, json.dumps(time.process_time() - started).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as told:
        answer = told.read()
    return float(answer) if answer else None


def _check(files: int) -> Cost:
    """Check so many files as somebody would: the command, from its start to its end."""
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
        names = []
        for number, made in enumerate(projects(files)):
            folder = Path(place) / str(number)
            folder.mkdir()
            (folder / "innersource.json").write_text(json.dumps(_metadata(made.name, number)), encoding="utf-8")
            names.append(f"{number}/innersource.json")
        command = [sys.executable, "-m", "innersource_marketplace", "check", "--quiet", *names]
        environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(_ROOT / "generator")}
        return measured(command, folder=Path(place), environment=environment)


def _metadata(name: str, number: int) -> Mapping[str, object]:
    title = name.replace("-", " ").capitalize()
    contributions: Sequence[str] = ("Bug reports", "Documentation", "Code")
    return {
        "title": title,
        "description": f"{title} for every service that needs it, number {number}, with examples and a test bed.",
        "motivation": "So that nobody has to write it again.",
        "contributions": [*contributions],
        "skills": ["Go", "SQL"],
        "topics": ["payments", "platform"],
        "language": "Go",
        "trusted_committers": [{"name": "Ada Lovelace", "github": "ada"}, "Grace Hopper"],
        "communication": {"chat": "https://chat.acme.example/channels/ledger"},
        "docs": "https://docs.acme.example/ledger",
        "lifecycle": "active",
        "license": "MIT",
    }


def _shown(seconds: float | None) -> str:
    return f"over {_LIMIT_SECONDS}, or failed" if seconds is None else f"{seconds:.3f}"


def _ratio(one: Worst) -> str:
    if not one.ours:
        return ""
    theirs = one.theirs if one.theirs is not None else float(_LIMIT_SECONDS)
    return f"{'> ' if one.theirs is None else ''}{theirs / max(one.ours, 0.001):,.1f}"
