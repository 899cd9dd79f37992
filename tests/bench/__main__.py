"""Measure collect, build, gallery, words and nights on GitHub on made-up projects, and hold them against the budgets.

    make bench                                  everything, up to 1,000 repositories; writes the documentation
    make bench ARGUMENTS=--quick                30 and 100, a minute; writes nothing
    make bench ARGUMENTS="--large"              and a build of 10,000 and a gallery of 50,000
    make bench ARGUMENTS="--only gallery --gallery 100,1000"

Exit status 1 when pages of the same project differ between sizes, sites between numbers of machines, or
the program changes meanwhile; budgets are told, not enforced, for a busy machine is over most of them.
"""

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from .assistants import SIZES as ASSISTANTS_SIZES
from .assistants import assistants_table, assistants_verdicts, measure_assistants
from .browsing import Looked, Opened, look, open_pages
from .dividing import Divided, divide, dividing_table, unlike
from .forge_process import SERVERS
from .forges import forges_table, forges_verdicts, measure_forge
from .gallery import PAGES, make_site, served
from .gallery_report import (
    actions_table,
    gallery_verdicts,
    loading_table,
    pages_of_projects_table,
    pages_of_projects_verdicts,
)
from .github import github_table, github_verdicts, measure_github
from .hostile import QUICK, hostile_table, hostile_verdicts, measure_hostile
from .insight import SIZES, insight_table, insight_verdicts, quality_table
from .insight import measure as measure_insight
from .rebuilding import Rebuilt, rebuild, rebuilding_table, rebuilding_verdicts
from .report import notes, page_verdicts, pages_table, steps_table, update, verdicts_table, write
from .searching import (
    MADE_UP,
    QUERIES,
    Costs,
    Quality,
    assess,
    costs_table,
    made_up_projects,
    measure_search,
    needs_table,
    open_site,
    read_needs,
    search_verdicts,
    sets_in,
)
from .searching import SIZES as SEARCH_SIZES
from .stages import Size, build_only, differing, program_digest, whole_path
from .words import formats_table, measure_words, words_table, words_verdicts, worst_table

_ROOT = Path(__file__).parents[2]
_LATENCY = 0.05
"""Seconds that a server that speaks a forge takes for each request, unless others are asked for."""

_RESULTS = _ROOT / "docs" / "engineering" / "measurements.md"


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for and print it; the exit status."""
    options = _options(arguments)
    program = program_digest(_ROOT)
    compileall.compile_dir(_ROOT / "generator", quiet=1)  # as whoever installs a wheel does
    parts = [notes(os.getloadavg()[0])]
    sizes = _measure_sizes(options.sizes, options.build_only) if options.only in (None, "build") else []
    if sizes:
        parts += ["## Collect and build", steps_table(sizes), pages_table(sizes), verdicts_table(page_verdicts(sizes))]
        _print(parts)
    rebuilt = _measure_rebuilding(options.rebuilding) if options.only in (None, "rebuilding") else []
    if rebuilt:
        of_rebuilding = ["## Building again, compared with Hugo", rebuilding_table(rebuilt)]
        of_rebuilding += [verdicts_table(rebuilding_verdicts(rebuilt))]
        _print(of_rebuilding)
        parts += of_rebuilding
    divided = _measure_dividing(options.dividing) if options.only in (None, "dividing") else []
    if divided:
        of_dividing = ["## A night on several machines", dividing_table(divided)]
        _print(of_dividing)
        parts += of_dividing
    looks, opened = _measure_galleries(options.gallery) if options.only in (None, "gallery") else ([], ())
    if looks:
        of_gallery = ["## Gallery in Chromium", loading_table(looks), actions_table(looks)]
        of_gallery += [verdicts_table(gallery_verdicts(looks))]
        of_gallery += ["## Pages of projects in Chromium", pages_of_projects_table(opened)]
        of_gallery += [verdicts_table(pages_of_projects_verdicts(opened))]
        _print(of_gallery)
        parts += of_gallery
    if options.only in (None, "insight"):
        insight = measure_insight((100,) if options.quick else SIZES)
        of_insight = ["## Readiness, similar projects and the programme", insight_table(insight)]
        if not options.quick:
            of_insight.append(verdicts_table(insight_verdicts(insight)))
        of_insight += ["Likely duplicates among labelled pairs, one threshold each:", quality_table()]
        _print(of_insight)
        parts += of_insight
    if options.only in (None, "words"):
        words = measure_words(ordinary=30, files=100, cases=5) if options.quick else measure_words()
        of_words = ["## READMEs and files of metadata", words_table(words), formats_table(words), worst_table(words)]
        of_words.append(verdicts_table(words_verdicts(words)))
        _print(of_words)
        parts += of_words
    if options.only in (None, "assistants"):
        answered = [measure_assistants(count) for count in ((100,) if options.quick else ASSISTANTS_SIZES)]
        of_assistants = ["## Answers to assistants", assistants_table(answered)]
        of_assistants.append(verdicts_table(assistants_verdicts(answered)))
        _print(of_assistants)
        parts += of_assistants
    if options.only in (None, "search"):
        met, costs = _measure_search(options.search, options.query_sets)
        of_search = ["## Search", needs_table(met), costs_table(costs), verdicts_table(search_verdicts(met, costs))]
        _print(of_search)
        parts += of_search
    # What a night takes of this machine and of the host is part of how robust it is.
    on_github = options.only in (None, "github", "hostile")
    hosted = [measure_github(count, options.latency) for count in options.github] if on_github else []
    if hosted:
        of_github = ["## Nights on GitHub", github_table(hosted), verdicts_table(github_verdicts(hosted))]
        _print(of_github)
        parts += of_github
    if options.only in (None, "forges"):
        nights = [
            night
            for count in options.forges
            for kind in options.kinds
            for night in measure_forge(kind, count, options.latency)
        ]
        of_forges = ["## Nights on three forges", forges_table(nights), verdicts_table(forges_verdicts(nights))]
        _print(of_forges)
        parts += of_forges
    if options.only in (None, "hostile"):
        tried = measure_hostile(QUICK if options.quick else None, say=_say)
        of_hostile = ["## Hostile repositories", hostile_table(tried), verdicts_table(hostile_verdicts(tried))]
        _print(of_hostile)
        parts += of_hostile
    if program_digest(_ROOT) != program:
        _say("The program was changed while it was measured: these figures do not belong together.")
        return 1
    if options.only is not None and not options.quick:
        update(_RESULTS, datetime.now(UTC).date(), parts[1:])
        _say(f"Its section is updated in {_RESULTS}")
    if options.write and sizes and looks:
        write(_RESULTS, datetime.now(UTC).date(), parts)
        _say(f"Written to {_RESULTS}")
    return int(any(differing(sizes[0], size) for size in sizes) or unlike(divided))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="30 and 100 projects, written nowhere")
    parser.add_argument("--large", action="store_true", help="a build of 10,000 and a gallery of 50,000 too")
    parser.add_argument(
        "--only",
        choices=(
            *("assistants", "build", "rebuilding", "dividing", "forges", "gallery"),
            *("github", "hostile", "insight", "search", "words"),
        ),
        help="leave the others out, and update its own section of the documentation",
    )
    parser.add_argument("--sizes", type=_numbers, help="numbers of repositories, the smallest first")
    parser.add_argument("--build-only", type=_numbers, help="numbers of projects that are built without repositories")
    parser.add_argument("--rebuilding", type=_numbers, help="numbers of projects that are built again and again")
    parser.add_argument("--dividing", type=_numbers, help="numbers of projects of nights on several machines")
    parser.add_argument("--gallery", type=_numbers, help="numbers of projects in the gallery")
    parser.add_argument("--forges", type=_numbers, help="numbers of projects on servers of three forges")
    parser.add_argument("--kinds", type=_kinds, default=tuple(SERVERS), help="some of the forges, as gitlab,gitea")
    parser.add_argument("--latency", type=float, default=_LATENCY, help="seconds that a forge takes for a request")
    parser.add_argument("--github", type=_numbers, help="numbers of repositories on a server that speaks GitHub")
    parser.add_argument("--search", type=_numbers, help="numbers of projects that are searched; 50,000 takes minutes")
    parser.add_argument("--query-sets", type=Path, help="a folder of further sets of needs (see searching.py)")
    options = parser.parse_args(arguments)
    options.write = not options.quick and options.sizes is None and options.gallery is None
    options.sizes = options.sizes or ([30, 100] if options.quick else [30, 300, 1000])
    options.build_only = options.build_only or ([10_000] if options.large else [])
    options.rebuilding = options.rebuilding or ([100] if options.quick else [1000])
    options.dividing = options.dividing or ([30] if options.quick else [1000])
    options.gallery = options.gallery or ([100] if options.quick else [100, 1000, 10_000])
    options.search = options.search or ([41] if options.quick else list(SEARCH_SIZES))
    options.forges = options.forges or ([20] if options.quick else [1000])
    options.github = options.github or ([30] if options.quick else [1000])
    if options.large:
        options.github = [*options.github, 10_000]
        options.forges = [*options.forges, 10_000]
        options.rebuilding = [*options.rebuilding, 10_000, 50_000]
        options.gallery = [*options.gallery, 50_000]
    return options


def _numbers(text: str) -> list[int]:
    return sorted(int(number) for number in text.split(","))


def _kinds(text: str) -> tuple[str, ...]:
    if unknown := set(text.split(",")) - set(SERVERS):
        raise argparse.ArgumentTypeError(f"no such forge: {', '.join(sorted(unknown))}")
    return tuple(kind for kind in SERVERS if kind in text.split(","))


def _measure_sizes(counts: Sequence[int], build_only_counts: Sequence[int]) -> list[Size]:
    sizes: list[Size] = []
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
        made = 0
        for count in counts:
            folder = Path(place) / str(count)
            folder.mkdir()
            if made:
                # What the smaller size has made is part of the larger.
                (Path(place) / str(sizes[-1].projects) / "git").rename(folder / "git")
            sizes.append(whole_path(folder, count, made=made, say=_say))
            made = count
        for count in build_only_counts:
            folder = Path(place) / str(count)
            folder.mkdir()
            sizes.append(build_only(folder, count, say=_say))
    return sizes


def _measure_rebuilding(counts: Sequence[int]) -> list[Rebuilt]:
    # Removed at the very end: for half a minute after many files were deleted, ext4 makes new ones much slower.
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
        return [rebuild(Path(place) / str(count), count, say=_say) for count in counts]


def _measure_dividing(counts: Sequence[int]) -> list[Divided]:
    found: list[Divided] = []
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
            found += divide(Path(place), count, say=_say)
    return found


def _measure_galleries(counts: Sequence[int]) -> tuple[list[Looked], tuple[Opened, ...]]:
    """The gallery of each size, and pages of projects, which are the same in all of them."""
    looks: list[Looked] = []
    opened: tuple[Opened, ...] = ()
    chromium = _chromium()
    for count in counts:
        _say(f"gallery of {count}")
        with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
            site = Path(place) / "site"
            make_site(Path(place) / "work", site, count)
            with served(site) as address:
                looks.append(look(address, count, chromium=chromium))
                opened = opened or open_pages(address, PAGES, chromium=chromium)
    return looks, opened


def _measure_search(sizes: Sequence[int], query_sets: Path | None) -> tuple[list[Quality], list[Costs]]:
    """How well needs are met, in the sample organisation and in further sets; what indexes cost."""
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
        _say("search of the sample organisation")
        sample = Path(place) / "sample"
        subprocess.run([sys.executable, "-m", "innersource_marketplace", "--quiet", "demo", str(sample)], check=True)
        index = open_site(sample / "site")
        met: list[Quality] = []
        for path in sorted(QUERIES.glob("*.txt")):
            if path.name != MADE_UP:
                met += assess(path.stem, index, read_needs(path))
        _say("search of made-up projects")
        met += assess("made-up", *made_up_projects())
        for name, catalogue, more in sets_in(query_sets) if query_sets else ():
            _say(f"search of {name}")
            met += assess(name, catalogue, more)
        _say(f"indexes of {', '.join(map(str, sizes))} projects")
        return met, measure_search(sizes, Path(place), _chromium())


def _chromium() -> str:
    return subprocess.run(
        [str(_ROOT / ".ci" / "find-chromium")], cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


def _print(parts: Sequence[str]) -> None:
    # At once: what was measured for minutes must not be lost to what fails afterwards.
    sys.stdout.write("\n" + "\n\n".join(part.strip() for part in parts) + "\n")
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
