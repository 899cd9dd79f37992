"""The files of all projects: made by several processes, and kept from build to build where nothing changed.

What the files of a project are made of is digested together with everything else that could change
them: the program, the settings, the day. Where the digest is that of the last build, and the files
still are what that build wrote, they stay. The rest is made anew.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace.build import publish
from innersource_marketplace.build.cache import Notes
from innersource_marketplace.build.program import program_version
from innersource_marketplace.build.projects import read_judgements
from innersource_marketplace.build.readmes import converted_files
from innersource_marketplace.build.stamps import Stamp, stamp
from innersource_marketplace.build.workers import Workers, Workshop
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.model import Picture, ProjectKey
from innersource_marketplace.progress import OnDone, tell_nobody
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.project_files import Surroundings, beside_files, page_files, placed

DOCS: Final = "docs"
BESIDE: Final = "beside"
"""The folders below the one of the build: pages and data, and what never goes through the site builder."""

WRITTEN: Final = "files.db"
"""Where it is kept, in the folder of the build, which files projects have."""

_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")


class _File(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was left: a digest of its content, and its stamp; None where another machine left it."""

    digest: str
    stamp: Stamp | None


class Written(msgspec.Struct, frozen=True):
    """The files of one project as a build left them, by their paths below its folder, and what they are made of."""

    made_of: str
    files: dict[str, _File]

    def in_folder(self, folder: str) -> list[str]:
        """The files below one of the folders, as paths from there."""
        return [name.removeprefix(f"{folder}/") for name in self.files if name.startswith(f"{folder}/")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A project whose files are wanted: a digest of what is known of it by itself, and what lies around it.

    `readme` and `pictures`, by the names of their files, are names of converted files.
    """

    key: ProjectKey
    digest: str
    readme: str
    pictures: tuple[tuple[str, str], ...] = ()
    around: Surroundings


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    made_of: str
    placed: Placed


def write_project_files(
    wanted: Iterable[Placed], workshop: Workshop, *, kept: Notes, workers: Workers, on_done: OnDone = tell_nobody
) -> Callable[[], Iterator[tuple[ProjectKey, Written]]]:
    """Begin to bring the files of these projects up to date; what is returned waits for it, and says which they are.

    It tells them one project after the other, while `kept` is open: those of all projects take much memory.

    What is known of each project by itself is read from the judgements and READMEs in the folder of the
    build. Pages depend on the day of the clock alone, in UTC, so that a second build of a day need not write
    them again. Waiting raises `ConfigurationError` for an address that is not safe, `MarketplaceError`
    when a process is killed.
    """
    basis = _basis(workshop)
    standing: list[ProjectKey] = []
    changed: list[tuple[ProjectKey, bytes]] = []
    for one in wanted:
        made_of = sha256(basis + _ENCODER.encode(one)).hexdigest()
        last = _last(kept, one.key)
        stands = None if last is None or last.made_of != made_of else _standing(last, workshop.work)
        if stands is None:
            changed.append((one.key, _ENCODER.encode(_Order(made_of=made_of, placed=one))))
            continue
        if stands is not last:
            kept.note(one.key, msgspec.msgpack.encode(stands))
        standing.append(one.key)
    total = len(changed)
    answers = workers.each(Maker, changed)

    def wait() -> Iterator[tuple[ProjectKey, Written]]:
        made = []
        for done, (key, answer) in enumerate(answers, 1):
            kept.note(key, answer)
            on_done(done, total)
            made.append(key)
        kept.forget_others({*standing, *made})
        return ((key, _certain(kept, key)) for key in (*standing, *made))

    return wait


def _last(kept: Notes, key: ProjectKey) -> Written | None:
    data = kept.known(key)
    try:
        return None if data is None else msgspec.msgpack.decode(data, type=Written)
    except msgspec.DecodeError:
        return None  # of another version


def _certain(kept: Notes, key: ProjectKey) -> Written:
    last = _last(kept, key)
    if last is None:
        raise MarketplaceError(f"{WRITTEN}: was changed while it was read. Is another program at work in build/?")
    return last


def _standing(last: Written, work: Path) -> Written | None:
    """What was left, if all of it still is as it was; None if it is not.

    A file that nobody touched is not read; one that somebody copied here may well be the same.
    """
    files = {}
    try:
        for name, file in last.files.items():
            path = work / name
            found = stamp(path)
            if found is None or found != file.stamp:
                if _digest(path.read_bytes()) != file.digest:
                    return None
                files[name] = _File(file.digest, found)
    except OSError:
        return None
    return last if not files else msgspec.structs.replace(last, files=last.files | files)


def unstamped(written: Written) -> Written:
    """The same without what the file system of this machine said, for another machine: there all is read once."""
    files = {name: _File(file.digest, None) for name, file in written.files.items()}
    return msgspec.structs.replace(written, files=files)


class Maker:
    """Makes the files of one project after the other; a craft of `Workers`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._say = Messages(workshop.settings.language)
        self._staging = publish.Staging(workshop.work)
        self._judgements = read_judgements(workshop.work)
        self._converted = converted_files(workshop.work)

    def __call__(self, order: bytes) -> bytes:
        """Take an `_Order`, and give a `Written`."""
        given = msgspec.msgpack.decode(order, type=_Order)
        return msgspec.msgpack.encode(self._write(given.placed, given.made_of))

    def close(self) -> None:
        """Let go of the judgements and of the READMEs."""
        self._judgements.notes.close()
        self._converted.close()

    def _write(self, wanted: Placed, made_of: str) -> Written:
        shop, written = self._workshop, {}
        project = self._judgements.whole(wanted.key)
        readme = self._converted.readme(wanted.readme)
        pictures = {name: picture.data for name, picture in self._pictures(wanted)}
        given = placed(project, readme, wanted.around, pictures)
        pages = page_files(given, shop.settings, shop.today, self._say)
        beside = beside_files(given, shop.settings, shop.today, self._say)
        found = (
            *((f"{DOCS}/{path}", data) for path, data in pages),
            *((f"{BESIDE}/{_beside_name(address)}", data) for address, data in beside),
        )
        for name, data in found:
            self._staging.write(name, data)
            written[name] = _File(_digest(data), stamp(f"{shop.work}/{name}"))
        return Written(made_of=made_of, files=written)

    def _pictures(self, wanted: Placed) -> Iterator[tuple[str, Picture]]:
        for name, kept_as in wanted.pictures:
            picture, _ = self._converted.picture(kept_as)
            if picture is not None:
                yield name, picture


def _beside_name(address: str) -> str:
    """The path below `BESIDE` of a file of the site, in one folder an owner: a folder costs as much as a file."""
    top, owner, rest = address.split("/", 2)
    return f"{top}/{owner}/{rest.replace('/', '_')}"


def beside_address(name: str) -> str:
    """The address in the site of a file below `BESIDE`; those of projects have no underscore themselves."""
    return name.replace("_", "/")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _basis(workshop: Workshop) -> bytes:
    """Everything but the project itself and what lies around it that its page depends on."""
    said = (program_version(), workshop.today.isoformat())
    return sha256("\0".join(said).encode() + _ENCODER.encode(workshop.settings)).digest()


def processors() -> int:
    """How many processes can work at the same time on this machine, as far as this program may use it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
