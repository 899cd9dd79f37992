"""The full-text index of the site, in the pieces that a browser fetches as somebody types.

Pagefind indexes small records written for it, not the pages: so the text of each project can be
capped, whatever its page shows, and the pages stay free of marks for it. A large catalogue is
split into several indexes, which bounds the memory; the browser merges what they find.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import pagefind_bin  # type: ignore[import-untyped] # it has no types

from innersource_marketplace import escape
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.limits import SEARCH_INDEX_CHARACTERS, SEARCH_SECONDS, SEARCH_TEXT_CHARACTERS
from innersource_marketplace.model import Project
from innersource_marketplace.paths import files_below

FOLDER = "pagefind"
"""Where the index lies in the site; scripts know it by this name."""

PARTS = "parts.json"
"""The list of further indexes, in `FOLDER`."""

_FORMAT = "1"
"""Counts up when records change their shape, so that no index of an older one is used again."""

_INDEXES = "kept"
_SOURCES = "records"
_PROJECTS = "projects/"
_DIGEST = "digest"
"""Beside a kept index: what it was when it was made. The site shares its files, and others can reach the site."""

_KEPT = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_KEPT_ENDINGS = (".pagefind", ".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment")
_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = ("p", "li", "td", "th", "dt", "dd", "pre", "div", "summary", "tr")
_VOID = frozenset(["img", "input", "br", "hr", "wbr", "meta", "link", "source"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of text under a heading; `anchor` is the heading's id in the page, "" for none."""

    heading: str = ""
    anchor: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the index knows of one page. `address` is the page's, relative to the site's root, ending in `/`.

    `kind` groups results: "project" or "page". `path` and `purpose` are shown with a result.
    """

    address: str
    kind: str
    title: str
    path: str = ""
    purpose: str = ""
    sections: tuple[Section, ...] = ()


def project_record(project: Project, readme_text: str) -> Record:
    """Say what of a project can be found: its own words, its people, and the beginning of its README."""
    words = (
        *project.topics,
        *project.skills,
        *project.contributions,
        project.team,
        *(person.name for person in project.trusted_committers),
        *(gig.title for gig in project.gigs),
    )
    return Record(
        address=project.page,
        kind="project",
        title=project.title,
        path=f"{project.owner}/{project.name}",
        purpose=project.description or project.motivation or "",
        sections=(
            Section(text=project.motivation if project.motivation and project.description else ""),
            Section(text=readme_text[:SEARCH_TEXT_CHARACTERS]),
            Section(text=" · ".join(words)),
        ),
    )


def written_pages(site: Path, addresses: Iterable[str]) -> Iterator[Record]:
    """Yield a record of every page that people wrote, read back from the built site.

    `addresses` are where such pages may stand; one that the site builder left out is not there.
    """
    for address in addresses:
        path = site / address / "index.html"
        if not path.is_file():
            continue
        page = _Article()
        page.feed(path.read_text(encoding="utf-8"))
        page.close()
        sections = page.sections()
        if sections:
            yield Record(address=address, kind="page", title=sections[0].heading or address, sections=tuple(sections))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRecord:
    """A record as it was written, without its text: a digest of that, and how many characters it has."""

    address: str
    digest: str
    characters: int


class Site(Protocol):
    """Where the files of an index go."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the site at its address."""

    def take(self, source: Path, name: str) -> None:
        """Put a file that is elsewhere on this machine there."""


Texts = Callable[[str], str]
"""The text of the record at an address, asked for only when it must be indexed."""


def write_record(record: Record, *, language: str) -> tuple[WrittenRecord, str]:
    """Write a record as the text that is indexed; `language` is that of the site."""
    text = _page(record, language)
    digest = sha256(text.encode()).hexdigest()
    return WrittenRecord(address=record.address, digest=digest, characters=len(text)), text


def build_index(
    records: Iterable[WrittenRecord],
    texts: Texts,
    site: Site,
    *,
    language: str,
    work: Path,
    sound: Container[Path] = (),
) -> int:
    """Index records into `site`; how many indexes there are.

    `language` chooses how words are reduced to their stems. `work` is a folder of this function's
    own: it keeps each index under a digest of its records, so that what did not change is not
    indexed again; `sound` are those that `index_ahead` gave just now. Raises `MarketplaceError` when
    Pagefind fails or is not there.
    """
    pages = sorted(records, key=lambda page: page.address)
    if not pages:
        return 0
    wanted = [
        _kept_index(part, texts, number, language=language, work=work, sound=sound)
        for number, part in enumerate(_parts(pages))
    ]
    names = ["", *(f"{number}/" for number in range(1, len(wanted)))]
    for index, name in zip(wanted, names, strict=True):
        for file in files_below(index):
            # Only the first brings the program: it reads the others too.
            if file != _DIGEST and not (name and file.endswith((".js", ".pagefind"))):
                site.take(index / file, f"{FOLDER}/{name}{file}")
    site.write(f"{FOLDER}/{PARTS}", (json.dumps({"parts": [name[:-1] for name in names[1:]]}) + "\n").encode())
    sources = {work / _SOURCES / str(number) for number in range(len(wanted))}
    (work / _SOURCES).mkdir(exist_ok=True)
    for folder in (*(work / _INDEXES).iterdir(), *(work / _SOURCES).iterdir()):
        if folder not in wanted and folder not in sources:
            shutil.rmtree(folder, ignore_errors=True)
    return len(wanted)


def index_ahead(projects: Iterable[WrittenRecord], texts: Texts, *, language: str, work: Path) -> Iterator[Path]:
    """Begin with the projects, where they are too many for one index; `build_index` finds what is done.

    So Pagefind can run while pages are made, before the records of written pages are there. Yields
    one index after the other, for a caller who may want to stop.
    """
    parts = _parts(sorted(projects, key=lambda page: page.address))
    for number, part in enumerate(parts) if len(parts) > 1 else ():
        yield _kept_index(part, texts, number, language=language, work=work)


def _kept_index(
    part: Sequence[WrittenRecord], texts: Texts, number: int, *, language: str, work: Path, sound: Container[Path] = ()
) -> Path:
    """The index of these records, made if it is not there and whole."""
    records = (text for page in part for text in (page.address, page.digest))
    words = "\0".join((version("pagefind_bin"), _FORMAT, language, *records))
    index = work / _INDEXES / sha256(words.encode()).hexdigest()[:32]
    if index not in sound and not _is_whole(index):
        shutil.rmtree(index, ignore_errors=True)
        index.parent.mkdir(parents=True, exist_ok=True)
        _index(part, texts, number, index, language=language, work=work)
    return index


def _is_whole(index: Path) -> bool:
    """Whether a kept index is there and still what it was when it was made."""
    try:
        return (index / _DIGEST).read_text(encoding="ascii") == _digest(index)
    except (OSError, UnicodeDecodeError):
        return False


def _digest(index: Path) -> str:
    digest = sha256()
    for name in files_below(index):
        if name != _DIGEST:
            digest.update(f"{name}\0".encode() + sha256((index / name).read_bytes()).digest())
    return digest.hexdigest()


def _parts(pages: Sequence[WrittenRecord]) -> list[list[WrittenRecord]]:
    """Deal the projects out by their addresses, so that a new one changes one part only.

    Written pages have a part of their own where there are several.
    """
    projects = [page for page in pages if page.address.startswith(_PROJECTS)]
    total = sum(page.characters for page in projects)
    if total <= SEARCH_INDEX_CHARACTERS:
        return [list(pages)]
    parts: list[list[WrittenRecord]] = [[] for _ in range(-(-total // SEARCH_INDEX_CHARACTERS))]
    for page in projects:
        parts[int(escape.short_hash(page.address), 16) % len(parts)].append(page)
    parts.append([page for page in pages if not page.address.startswith(_PROJECTS)])
    return [part for part in parts if part]


def _index(
    pages: Sequence[WrittenRecord], texts: Texts, number: int, index: Path, *, language: str, work: Path
) -> None:
    """Have Pagefind index these pages, and keep what a browser needs of its output."""
    source, made, kept = work / _SOURCES / str(number), work / "index", work / "index.kept"
    for leftover in (source, made, kept):
        shutil.rmtree(leftover, ignore_errors=True)
    for page in pages:
        target = source / page.address / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(texts(page.address).encode())
    _run_pagefind(source, made, language=language)
    for path in sorted(made.rglob("*")):
        if path.name in _KEPT or path.suffix in _KEPT_ENDINGS:
            target = kept / path.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
    (kept / _DIGEST).write_text(_digest(kept), encoding="ascii")
    kept.rename(index)
    shutil.rmtree(made)


def _run_pagefind(source: Path, made: Path, *, language: str) -> None:
    try:
        program = pagefind_bin.get_executable()
        done = subprocess.run(  # noqa: S603 -- the program of our own dependency, arguments as a list
            [str(program), "--site", str(source), "--output-path", str(made), "--force-language", language, "--quiet"],
            cwd=source,  # it looks for a configuration file where it runs
            env={},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SEARCH_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MarketplaceError(
            f"The search index could not be created ({error}), so the site was not changed."
            " Reinstall the package pagefind_bin."
        ) from error
    if done.returncode != 0 or not (made / "pagefind-entry.json").is_file():
        words = (done.stderr or done.stdout).strip()[-2_000:]
        raise MarketplaceError(f"The search index could not be created, so the site was not changed. Pagefind: {words}")


def _page(record: Record, language: str) -> str:
    """Write a record as the page that Pagefind reads."""
    encode = escape.html
    # One value alone: Pagefind writes several in an order that changes from run to run.
    filtered = ' data-pagefind-filter="kind:page"' if record.kind == "page" else ""
    pieces = [
        f'<!doctype html><html lang="{encode(language)}"><head><meta charset="utf-8"></head>'
        f"<body{filtered} data-pagefind-body>"
        f'<h1 data-pagefind-meta="title">{encode(escape.plain(record.title))}</h1>'
    ]
    if record.path:
        pieces.append(f'<p data-pagefind-meta="path" data-pagefind-weight="5">{encode(record.path)}</p>')
    if record.purpose:
        pieces.append(
            f'<p data-pagefind-meta="purpose" data-pagefind-weight="3">{encode(escape.plain(record.purpose))}</p>'
        )
    for section in record.sections:
        if section.heading and section.anchor:
            pieces.append(f'<h2 id="{encode(section.anchor)}">{encode(escape.plain(section.heading))}</h2>')
        pieces += (f"<p>{line}</p>" for line in _lines(section.text))
    return "".join((*pieces, "</body></html>"))


def _lines(text: str) -> Iterator[str]:
    """The lines of a text that have words, encoded."""
    if text.isascii() and text.replace("\n", "").isprintable():
        # Nothing has to be cleaned but spaces, as in most READMEs.
        lines = [" ".join(line.split()) for line in escape.html(text).split("\n")]
    else:
        lines = [escape.html(escape.plain(line)) for line in text.split("\n")]
    return filter(None, lines)


class _Article(HTMLParser):
    """Collects the headings and texts of the article element that the theme puts a written page in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._depth = 0
        self._found: list[tuple[str, str, list[str]]] = []
        self._heading: list[str] | None = None
        self._anchor = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if not self._depth:
            if tag == "article" and "md-content__inner" in (values.get("class") or "").split():
                self._depth = 1
            return
        if tag not in _VOID:
            self._depth += 1
        if tag in _HEADINGS:
            self._heading, self._anchor = [], values.get("id") or ""
        elif self._silent or tag in ("svg", "script", "style", "button") or "headerlink" in (values.get("class") or ""):
            self._silent += tag not in _VOID
        elif tag in _BLOCKS:
            self._text("\n")

    def handle_endtag(self, tag: str) -> None:
        if not self._depth or tag in _VOID:
            return
        self._depth -= 1
        self._silent = max(self._silent - 1, 0)
        if tag in _HEADINGS and self._heading is not None:
            # The first heading is the title; its place is the page itself.
            anchor = self._anchor if any(heading for heading, _, _ in self._found) else ""
            self._found.append(("".join(self._heading).strip(), anchor, []))
            self._heading = None

    def handle_data(self, data: str) -> None:
        if not self._depth or self._silent:
            return
        if self._heading is not None:
            self._heading.append(data)
        else:
            self._text(" ".join(data.split()) + " " if data.strip() else " ")

    def _text(self, text: str) -> None:
        if not self._found:
            self._found.append(("", "", []))
        self._found[-1][2].append(text)

    def sections(self) -> list[Section]:
        """What was found, in order; empty if the page has no such article."""
        made = [
            Section(heading=heading, anchor=anchor, text="".join(texts)[:SEARCH_TEXT_CHARACTERS])
            for heading, anchor, texts in self._found
        ]
        return [section for section in made if section.heading or section.text.strip()]
