"""The files of all projects: made by several processes, and kept from build to build where nothing changed.

What the files of a project are made of is digested together with everything else that could change
them: the program, the settings, the day. Where the digest is that of the last build, and the files
still are what that build wrote, they stay. The rest is made anew.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace import publish, search_index
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.model import ProjectKey, SiteSettings
from innersource_marketplace.pipeline.kept_files import KeptFiles
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.project_files import ProjectInput, beside_files, data_files, page_files
from innersource_marketplace.search_index import WrittenRecord

DOCS: Final = "docs"
BESIDE: Final = "beside"
RECORDS: Final = "records"
"""The folders below the one of the build: pages and data, what never goes through the site builder, search records."""

_BATCH: Final = 16
"""Projects handed over at a time: enough to make the way worth it, few enough to keep all processes busy."""

_WORTH_PROCESSES: Final = 200
"""Projects from which on starting processes, a second of work each, pays."""

_LIBRARIES: Final = ("jinja2", "markupsafe", "msgspec")


class Written(msgspec.Struct, frozen=True):
    """The files of one project as a build left them: a digest of what they are made of, and of each file.

    `files` maps a path below the folder of the build to a digest of the content.
    """

    made_of: str
    files: dict[str, str]
    record: WrittenRecord

    def in_folder(self, folder: str) -> list[str]:
        """The files below one of the folders, as paths from there."""
        return [name.removeprefix(f"{folder}/") for name in self.files if name.startswith(f"{folder}/")]


@dataclass(frozen=True, slots=True)
class _Workshop:
    """What every project's files are made with."""

    work: Path
    settings: SiteSettings
    now: datetime
    basis: bytes


_Order = tuple[ProjectInput, Written | None]


def write_project_files(
    inputs: Iterable[ProjectInput], work: Path, settings: SiteSettings, now: datetime, *, kept: KeptFiles, jobs: int
) -> Iterator[tuple[ProjectKey, Written]]:
    """Bring the files of these projects up to date below `work`, and say which they are, in the order given.

    Pages depend on the day of `now` alone, in UTC, so that a second build of a day need not write
    them again. `jobs` processes share the work where it is worth it. Raises `ConfigurationError`
    for an address that is not safe, `MarketplaceError` when a process is killed.
    """
    workshop = _Workshop(work, settings, now, _basis(settings, now))
    orders = ((given, _last(kept, given.project.key)) for given in inputs)
    first = list(islice(orders, _WORTH_PROCESSES))
    everything = chain(first, orders)
    done = (
        map(_Maker(workshop), everything)
        if jobs == 1 or len(first) < _WORTH_PROCESSES
        else _in_processes(workshop, everything, jobs)
    )
    for key, written in done:
        kept.note(key, msgspec.msgpack.encode(written))
        yield key, written


def _last(kept: KeptFiles, key: ProjectKey) -> Written | None:
    data = kept.known(key)
    try:
        return None if data is None else msgspec.msgpack.decode(data, type=Written)
    except msgspec.DecodeError:
        return None  # of another version


def _in_processes(workshop: _Workshop, orders: Iterator[_Order], jobs: int) -> Iterator[tuple[ProjectKey, Written]]:
    """Hand batches to processes; never many more than they can take, so that memory stays level."""
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(workshop,)) as pool:
        waiting: list[Future[list[tuple[ProjectKey, Written]]]] = []
        try:
            while batch := list(islice(orders, _BATCH)):
                waiting.append(pool.submit(_make_batch, batch))
                if len(waiting) > 2 * jobs:
                    yield from waiting.pop(0).result()
            for future in waiting:
                yield from future.result()
        except BrokenProcessPool as error:
            raise MarketplaceError(
                "A process that wrote pages was killed, perhaps for want of memory; the old site stays. "
                "Try again with --jobs 1."
            ) from error


_maker: "_Maker | None" = None


def _begin(workshop: _Workshop) -> None:
    global _maker  # noqa: PLW0603 -- a pool has no other way to give its processes something to keep
    _maker = _Maker(workshop)


def _make_batch(orders: list[_Order]) -> list[tuple[ProjectKey, Written]]:
    if _maker is None:
        raise AssertionError("the pool begins each process with `_begin`")
    return [_maker(order) for order in orders]


class _Maker:
    """Makes the files of one project after the other."""

    def __init__(self, workshop: _Workshop) -> None:
        self._workshop = workshop
        self._say = Messages(workshop.settings.language)
        self._staging = publish.Staging(workshop.work)
        self._records = publish.Staging(workshop.work / RECORDS)
        self._today = workshop.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    def __call__(self, order: _Order) -> tuple[ProjectKey, Written]:
        given, last = order
        shop = self._workshop
        made_of = sha256(shop.basis + msgspec.msgpack.Encoder(order="deterministic").encode(given)).hexdigest()
        if last is None or last.made_of != made_of or not self._stand(last):
            last = self._write(given, made_of)
        # These say when they were made, to the second: another build, another file.
        for path, data in data_files(given, shop.now, self._say):
            name = f"{DOCS}/{path}"
            self._staging.write(name, data)
            last.files[name] = ""
        return given.project.key, last

    def _stand(self, last: Written) -> bool:
        """Whether all files are what they were left as; nobody else has written to them."""
        try:
            return all(
                not digest or _digest((self._workshop.work / name).read_bytes()) == digest
                for name, digest in last.files.items()
            )
        except OSError:
            return False

    def _write(self, given: ProjectInput, made_of: str) -> Written:
        shop, written = self._workshop, {}
        found = (
            *((DOCS, *file) for file in page_files(given, shop.settings, self._today, self._say)),
            *((BESIDE, *file) for file in beside_files(given, shop.settings, self._today, self._say)),
        )
        for folder, path, data in found:
            name = f"{folder}/{path}"
            self._staging.write(name, data)
            written[name] = _digest(data)
        record = search_index.write_record(
            search_index.project_record(given.project, given.readme.text if given.readme is not None else ""),
            self._records,
            language=shop.settings.language,
        )
        written[f"{RECORDS}/{record.path}"] = record.digest
        return Written(made_of=made_of, files=written, record=record)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _basis(settings: SiteSettings, now: datetime) -> bytes:
    """Everything but the project itself that its page depends on."""
    day = now.astimezone(UTC).date().isoformat()
    return sha256(
        "\0".join((_program_version(), day)).encode() + msgspec.msgpack.Encoder(order="deterministic").encode(settings)
    ).digest()


@cache
def _program_version() -> str:
    """Changes with any file of the program and any library that pages go through."""
    digest = sha256()
    package = Path(str(files("innersource_marketplace")))
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".html", ".json", ".svg"):
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest() + ",".join(f"{library} {version(library)}" for library in _LIBRARIES)


def processors() -> int:
    """How many processes can work at the same time on this machine, as far as this program may use it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
