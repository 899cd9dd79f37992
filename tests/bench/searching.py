"""The search: how often it finds what is needed, what its index costs, and how quick a keystroke is in a browser.

Sets of needs lie in `queries/`: `made-up` is about the projects of `insight/similarity/`, all others about the sample.
Further ones are given as a folder of catalogues, `NAME.catalog.yml`, each with `NAME.queries.tsv`: a line is a need,
then the keys of the projects that are right; needs in `queries/others/NAME.txt` are added to them. With the extra
`meaning`, all are measured with it.
"""

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec
import yaml

from .report import Verdict, table

_ROOT = Path(__file__).parents[2]
QUERIES: Final = Path(__file__).parent / "queries"
MADE_UP: Final = "made-up.txt"
SIZES: Final = (41, 1_000, 10_000)
_RECORDS = "https://search.example/"
_PROJECTS = frozenset([0])

_GOALS: Final = {"phrase": 75, "sentence": 75, "german": 35, "mistyped": 90, "awesome-python": 83}
"""Hits among the first five, of 100, from words alone."""

_UNNECESSARY, _CONFIDENT = 10, 10
_FIRST_KEYSTROKE_BYTES = 1_500_000
_KEYSTROKE_MS: Final = {10_000: 30.0, 50_000: 120.0}
_BUILD_SECONDS, _BUILD_MB = 10.0, 400.0


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody types, and the keys or names of what is right; none where nothing is."""

    kind: str
    text: str
    right: frozenset[str]


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """How needs of one kind were met, in shares; those with a right answer, and those without (`confident`).

    `refused` are those that met "no good match" without need.
    """

    of: str
    kind: str
    needs: int
    five: float
    first: float
    reciprocal: float
    refused: float
    confident: float


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """What an index of so many projects takes to build and to use. `first` is what a first keystroke loads."""

    projects: int
    processor: float
    memory_mb: float
    total_bytes: int
    first_bytes: int
    median_ms: float
    p95_ms: float


def read_needs(path: Path) -> list[Need]:
    """Read needs of the sample: kind, text and names of projects, apart by bars."""
    needs: list[Need] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text, *right = (part.strip() for part in line.split("|"))
            names = frozenset(name.strip() for name in right[0].split(",")) if right else frozenset[str]()
            needs.append(Need(kind=kind, text=text, right=names))
    return needs


def assess(of: str, index: Any, needs: Iterable[Need]) -> list[Quality]:
    """Search for each need of a set in an index, and count."""
    from innersource_marketplace.search.ranking import search

    met: dict[str, list[tuple[Need, int, bool]]] = defaultdict(list)
    for need in needs:
        found = search(need.text, index, kinds=_PROJECTS)
        keys = [index.shown(hit.record).key for hit in found.hits[:50]]
        ranks = [at for at, key in enumerate(keys) if key in need.right or key.rpartition("/")[2] in need.right]
        met[need.kind].append((need, ranks[0] if ranks else -1, found.good))
    return [_quality(of, kind, rows) for kind, rows in met.items()]


def _quality(of: str, kind: str, rows: Sequence[tuple[Need, int, bool]]) -> Quality:
    wanted = [(rank, good) for need, rank, good in rows if need.right]
    nothing = [good for need, _, good in rows if not need.right]
    count = len(wanted) or 1
    return Quality(
        of=of,
        kind=kind,
        needs=len(rows),
        five=sum(0 <= rank < 5 for rank, _ in wanted) / count,
        first=sum(rank == 0 for rank, _ in wanted) / count,
        reciprocal=sum(1 / (rank + 1) for rank, _ in wanted if rank >= 0) / count,
        refused=sum(not good for _, good in wanted) / count,
        confident=sum(nothing) / (len(nothing) or 1),
    )


def sets_in(folder: Path) -> Iterator[tuple[str, Any, list[Need]]]:
    """Yield the further sets of needs in a folder: a name, the index of its catalogue, and the needs."""
    for path in sorted(folder.glob("*.catalog.yml")):
        name = path.name.removesuffix(".catalog.yml")
        needs: list[Need] = []
        for line in (folder / f"{name}.queries.tsv").read_text(encoding="utf-8").splitlines():
            text, _, right = line.partition("\t")
            if text:
                kind = name if right else "nothing"
                needs.append(Need(kind=kind, text=text, right=frozenset(right.split(",")) if right else frozenset()))
        more = QUERIES / "others" / f"{name}.txt"
        needs += read_needs(more) if more.exists() else []
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["projects"]
        yield name, _open(_index(with_meaning(map(_entry, entries)))), needs


def with_meaning(records: Iterable[Any]) -> Iterable[Any]:
    """Add what the extra `meaning` adds to an index, if it is installed."""
    from innersource_marketplace.build.caches.meaning import with_related
    from innersource_marketplace.search.encoders import NoEncoderError, open_encoder

    try:
        encoder = open_encoder()
    except NoEncoderError:
        return records
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as work:
        return with_related(records, encoder, Path(work))


def made_up_projects() -> tuple[Any, list[Need]]:
    """The index of the labelled projects, and the needs at them."""
    from innersource_marketplace.search.searchable import Searchable
    from similarity_quality import BLIND, FIRST, labelled

    projects = [project for name in (FIRST, BLIND) for project in labelled(name)[0]]
    records = [
        Searchable(
            kind="project",
            key=f"made.example/{at}/{project.title}",
            title=project.title,
            page=f"projects/{at}/",
            name=project.name,
            description=project.description or "",
            topics=project.topics,
        )
        for at, project in enumerate(projects)
    ]
    return _open(_index(with_meaning(records))), read_needs(QUERIES / MADE_UP)


def _entry(entry: Mapping[str, Any]) -> Any:
    from innersource_marketplace.search.searchable import Searchable

    key = str(entry["repository"]).removeprefix("https://")
    _, owner, name = key.split("/", 2)
    return Searchable(
        kind="project",
        key=key,
        title=entry.get("title") or name,
        page=f"projects/{owner}/{name}/",
        name=name,
        description=entry.get("description") or "",
        topics=(*entry.get("topics", ()), *entry.get("skills", ())),
        motivation=entry.get("motivation") or "",
        people=(owner,),
    )


def _index(records: Iterable[Any]) -> dict[str, bytes]:
    from innersource_marketplace.search.index_files import index_files

    return dict(index_files(records))


def _open(files: Mapping[str, bytes]) -> Any:
    from innersource_marketplace.search.index_reader import Index

    return Index(files.__getitem__)


def open_site(site: Path) -> Any:
    """Open the index of a built site."""
    from innersource_marketplace.search.index_reader import Index

    return Index(lambda name: (site / "assets" / "search" / name).read_bytes())


def made_up(count: int) -> Iterator[Any]:
    """Projects of a company with the vocabulary of a real one: a few words are everywhere, most are rare."""
    from innersource_marketplace.search.searchable import Searchable

    random = Random("words")
    beginnings, middles, ends = (
        ["b", "br", "c", "ch", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v"],
        ["a", "e", "i", "o", "u", "ea", "ou"],
        ["n", "r", "s", "t", "x", "l", "nd", "ck"],
    )
    words = sorted(
        {
            "".join(random.choice(beginnings) + random.choice(middles) for _ in range(1 + at % 3)) + random.choice(ends)
            for at in range(60_000)
        }
    )
    random.shuffle(words)
    weights = [1 / (at + 20) for at in range(len(words))]
    shares = list(accumulate(weights))

    def some(random: Random, number: int) -> str:
        return " ".join(random.choices(words, cum_weights=shares, k=number))

    for number in range(count):
        random = Random(f"project {number}")
        title = some(random, 2)
        yield Searchable(
            kind="project",
            key=f"git.example/team-{number % 160}/{title.replace(' ', '-')}-{number}",
            title=title.title(),
            page=f"projects/team-{number % 160}/{number}/",
            name=title.replace(" ", "-"),
            description=some(random, 14),
            topics=tuple(some(random, 4).split()),
            motivation=some(random, 10),
            people=(f"team {number % 160}",),
            body=". ".join(some(random, 12) for _ in range(36)),
        )


def measure_search(sizes: Sequence[int], folder: Path, chromium: str) -> list[Costs]:
    """Build indexes of these sizes, each in a process of its own, and type into them in a browser."""
    measured: list[Costs] = []
    for count in sizes:
        place = folder / str(count)
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.searching", str(count), str(place)],
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": f"{_ROOT}/generator:{_ROOT}/tests"},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        processor, memory = map(float, ran.stdout.split())
        files = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*.json")}
        first, times = _typed(files, count, chromium)
        times.sort()
        measured.append(
            Costs(
                projects=count,
                processor=processor,
                memory_mb=memory,
                total_bytes=sum(map(len, files.values())),
                first_bytes=sum(len(gzip.compress(files[name], 6)) for name in first),
                median_ms=times[len(times) // 2],
                p95_ms=times[len(times) * 95 // 100],
            )
        )
    return measured


_TYPING = """
async ([root, needs]) => {
  const { openIndex } = await import(root + "scripts/reader.js");
  const { search } = await import(root + "scripts/ranking.js");
  const read = [];
  const open = () => openIndex(async (name) => { read.push(name); return (await fetch(root + name)).json(); });
  let first = [];
  for (const need of needs) {
    read.length = 0;
    const index = await open();
    await index.loaded(() => search(need.slice(0, 3), index));
    if (read.length > first.length) first = [...read];
  }
  const index = await open();
  const times = [];
  for (const need of needs)
    for (let end = 1; end <= need.length; end++) {
      await index.loaded(() => search(need.slice(0, end), index));
      const before = performance.now();
      search(need.slice(0, end), index);
      times.push(performance.now() - before);
    }
  return [first, times];
}
"""


def _typed(files: Mapping[str, bytes], count: int, chromium: str) -> tuple[list[str], list[float]]:
    """Type needs letter by letter in a browser: the files that a first keystroke loads, and milliseconds."""
    from playwright.sync_api import Route, sync_playwright

    scripts = _ROOT / "overrides" / "assets" / "marketplace" / "search"

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(_RECORDS)
        if name.startswith("scripts/"):
            route.fulfill(body=(scripts / name.removeprefix("scripts/")).read_bytes(), content_type="text/javascript")
        elif name in files:
            route.fulfill(body=files[name], content_type="application/json")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    needs = []
    for at, record in enumerate(made_up(min(count, 400))):
        if at % 40 == 0:
            typo = record.title[:3] + record.title[4:]
            needs += [record.title.lower(), f"{typo} {record.topics[0]}", record.description[:40]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(_RECORDS)
        first, times = page.evaluate(_TYPING, [_RECORDS, needs])
        browser.close()
    return first, times


def needs_table(measured: Sequence[Quality]) -> str:
    """A row a set and kind of need."""
    head = (
        "set",
        "needs",
        "number",
        "first five",
        "first",
        "mean reciprocal rank",
        "refused in vain",
        "confident in vain",
    )
    return table(
        head,
        [
            (q.of, q.kind, str(q.needs), "", "", "", "", f"{q.confident:.0%}")
            if q.kind == "nothing"
            else (
                q.of,
                q.kind,
                str(q.needs),
                f"{q.five:.0%}",
                f"{q.first:.0%}",
                f"{q.reciprocal:.2f}",
                f"{q.refused:.0%}",
                "",
            )
            for q in measured
        ],
    )


def costs_table(measured: Sequence[Costs]) -> str:
    """A row a size."""
    head = ("projects", "build processor s", "peak MB", "index MB", "first keystroke KB gz", "keystroke ms", "p95 ms")
    return table(
        head,
        [
            (
                f"{one.projects:,}",
                f"{one.processor:.1f}",
                f"{one.memory_mb:.0f}",
                f"{one.total_bytes / 1e6:.1f}",
                f"{one.first_bytes / 1e3:.0f}",
                f"{one.median_ms:.1f}",
                f"{one.p95_ms:.1f}",
            )
            for one in measured
        ],
    )


def search_verdicts(qualities: Sequence[Quality], costs: Sequence[Costs]) -> Iterator[Verdict]:
    """Goals and budgets."""
    for q in qualities:
        goal = _GOALS.get(q.kind)
        if goal is not None:
            yield (f"{q.of}, {q.kind}: among the first five", f"{goal} %", f"{q.five:.0%}", q.five * 100 >= goal)
            yield (
                f"{q.of}, {q.kind}: refused in vain",
                f"{_UNNECESSARY} %",
                f"{q.refused:.0%}",
                q.refused * 100 <= _UNNECESSARY,
            )
        elif q.kind == "nothing":
            yield (
                f"{q.of}: confident in vain",
                f"{_CONFIDENT} %",
                f"{q.confident:.0%}",
                q.confident * 100 <= _CONFIDENT,
            )
    for one in costs:
        name = f"search of {one.projects:,}"
        limit = _KEYSTROKE_MS.get(one.projects)
        if limit is not None:
            yield (f"{name}: keystroke p95", f"{limit:.0f} ms", f"{one.p95_ms:.1f} ms", one.p95_ms <= limit)
        if one.projects == 10_000:
            first = one.first_bytes
            yield (f"{name}: first keystroke", "1.5 MB gz", f"{first / 1e6:.2f} MB", first <= _FIRST_KEYSTROKE_BYTES)
            yield (
                f"{name}: building",
                f"{_BUILD_SECONDS:.0f} s",
                f"{one.processor:.1f} s",
                one.processor <= _BUILD_SECONDS,
            )
            yield (f"{name}: memory", f"{_BUILD_MB:.0f} MB", f"{one.memory_mb:.0f} MB", one.memory_mb <= _BUILD_MB)


def _build(count: int, place: Path) -> None:
    from innersource_marketplace.search.index_files import index_files

    records = list(made_up(count))
    before = time.process_time()
    for name, content in index_files(records):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    took = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(took) + f" {peak}\n")


if __name__ == "__main__":
    _build(int(sys.argv[1]), Path(sys.argv[2]))
