"""The files of all projects: made by several processes, each written to the staging folder and to the next site."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace import paths
from innersource_marketplace.build import publish
from innersource_marketplace.build.caches import TEMPLATES, readmes
from innersource_marketplace.build.caches.cache import code_version, join_cache
from innersource_marketplace.build.caches.compiled_templates import OF_THEME, CompiledTemplates
from innersource_marketplace.build.caches.readmes import picture_in
from innersource_marketplace.build.mkdocs.mkdocs_pages import DOCS
from innersource_marketplace.build.mkdocs.page_frames import kind_of, load_frames
from innersource_marketplace.build.projects import WholeProject
from innersource_marketplace.build.scratch import Place, ScratchReader
from innersource_marketplace.build.workers import Job, Workers
from innersource_marketplace.progress import Progress
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.project_files import Surroundings, beside_files, merges, page_files, placed
from innersource_marketplace.render.template_engine import environment

FRAMES: Final = "scratch/frames"
"""Where the frames of pages lie, in the folder of the build."""

_CODE: Final = ("escape.py", "model", "reference", "render")
"""What compiled templates have in them besides their own text: messages, and what filters make of constants."""

_ENCODER: Final = msgspec.msgpack.Encoder()


class Order(msgspec.Struct, frozen=True):
    """A project whose files are wanted: where all that is known of it lies, and what is around it."""

    whole_at: Place
    around: Surroundings


class ProjectFiles(msgspec.Struct, frozen=True, array_like=True):
    """The files of one project in the staging folder and in the site, and pages for which there was no frame."""

    staged: tuple[str, ...]
    in_site: tuple[str, ...]
    unframed: tuple[str, ...]


def write_project_files(
    orders: Iterable[Order],
    workers: Workers,
    progress: Progress,
    *,
    total: int,
    put: Callable[[str, MarkdownPage], None],
) -> Iterator[ProjectFiles]:
    """Begin at once to write the files of these projects, and yield what was written, in their order.

    In this process they are all written before this ends, pages by `put`. Raises `ConfigurationError` for an
    address that is not safe, and as `Handed.answers` does.
    """
    handed = workers.hand_to(WriteFiles, here=lambda job: WriteFiles(job, put))
    for order in orders:
        handed.add(_ENCODER.encode(order))
    answers = handed.answers()
    progress.expect(total)

    def written() -> Iterator[ProjectFiles]:
        for answer in answers:
            progress.step()
            yield msgspec.msgpack.decode(answer, type=ProjectFiles)

    return iter([*written()]) if workers.alone else written()


def keep_compiled(work: Path, language: str, *, drop_others: bool = False) -> None:
    """Keep the templates of pages compiled in the folder of the build; `drop_others` removes other versions."""
    version = code_version(*_CODE, libraries=("jinja2",))[:16]
    folder = work / TEMPLATES / version
    for other in (work / TEMPLATES).glob("*") if drop_others else ():
        if other.name not in (version, OF_THEME):
            paths.remove(other)
    for merge_requests in (False, True):
        made = environment(language, merge_requests=merge_requests)
        made.bytecode_cache = CompiledTemplates(folder, f".{language}{merge_requests:d}")


class WriteFiles:
    """The task that takes an `Order` and gives `ProjectFiles`."""

    def __init__(self, job: Job, put: Callable[[str, MarkdownPage], None] | None = None) -> None:
        """`put` takes what becomes of pages; without it, they are put into the frames that other processes left."""
        self._job = job
        self._put = put
        keep_compiled(job.work, job.settings.language)
        self._say = {words: Messages(job.settings.language, merge_requests=words) for words in (False, True)}
        self._staging = publish.Staging(job.work / DOCS)
        self._site = publish.Staging(job.site)
        self._scratch = ScratchReader(job.work)
        self._cache = join_cache(job.work / readmes.CACHE)
        self._frames = {} if put else load_frames(job.work / FRAMES)

    def __call__(self, orders: Sequence[bytes]) -> list[bytes]:
        """Write the files of some projects."""
        return [_ENCODER.encode(self._write(msgspec.msgpack.decode(order, type=Order))) for order in orders]

    def close(self) -> None:
        """Close the scratch files and the cache."""
        self._scratch.close()
        self._cache.close()

    def _write(self, order: Order) -> ProjectFiles:
        job = self._job
        whole = msgspec.msgpack.decode(self._scratch.read(order.whole_at), type=WholeProject)
        given = placed(whole.project, whole.readme, order.around, dict(self._pictures(whole)))
        staged, in_site, unframed = [], [], []
        say = self._say[merges(whole.project)]
        for path, data in page_files(given, job.settings, job.today, say):
            staged.append(path)
            self._staging.write(path, data)
            if not isinstance(data, MarkdownPage):
                in_site.append(path)
                self._site.put(path, data)
            elif self._put is not None:
                self._put(path, data)
            elif (frame := self._frames.get(kind_of(path, data))) is None:
                unframed.append(path)
            else:
                in_site.append(f"{path.removesuffix('.md')}.html")
                self._site.write(in_site[-1], frame.fill(path, data))
        for path, data in beside_files(given, job.settings, job.today, say):
            in_site.append(path)
            self._site.put(path, data)
        return ProjectFiles(tuple(staged), tuple(in_site), tuple(unframed))

    def _pictures(self, whole: WholeProject) -> Iterator[tuple[str, bytes]]:
        for name, entry in whole.pictures.items():
            kept = self._cache.get(entry)
            picture = None if kept is None else picture_in(kept)
            if picture is not None and picture[0] is not None:
                yield name, picture[0].data
