"""Time and memory of readiness, similarity and the programme, each in a process of its own; the duplicates found."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from innersource_marketplace.model import day_of

from .report import table

_ROOT = Path(__file__).parents[2]
SIZES = (1_000, 10_000)
_LIMIT_SECONDS, _LIMIT_MB = 60.0, 1024.0
_PROJECTS_A_TEAM = 10


class Insight(msgspec.Struct, frozen=True, kw_only=True):
    """What one part took for so many projects; `processor` leaves out making the projects."""

    part: str
    projects: int
    processor: float
    memory_mb: float
    found: int


def measure(sizes: Sequence[int] = SIZES) -> list[Insight]:
    """Measure each part at each size."""
    found = []
    for part in ("readiness", "similarity", "programme"):
        for size in sizes:
            ran = subprocess.run(
                [sys.executable, "-m", "tests.bench.insight", part, str(size)],
                cwd=_ROOT,
                env={**os.environ, "PYTHONPATH": f"{_ROOT}/generator:{_ROOT}/tests"},
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            processor, memory, count = ran.stdout.split()
            found.append(
                Insight(part=part, projects=size, processor=float(processor), memory_mb=float(memory), found=int(count))
            )
    return found


def insight_table(measured: Sequence[Insight]) -> str:
    """A row a part and size."""
    head = ("part", "projects", "processor s", "peak MB", "answers, relatives or weeks of work")
    return table(
        head,
        [
            (one.part, f"{one.projects:,}", f"{one.processor:.1f}", f"{one.memory_mb:.0f}", f"{one.found:,}")
            for one in measured
        ],
    )


def quality_table() -> str:
    """Precision and recall on the labelled pairs: ours, a plain overlap of keywords, and an encoder if there is one."""
    sys.path.insert(0, str(_ROOT / "tests"))
    from similarity_quality import BLIND, FIRST, measure_meaning
    from similarity_quality import measure as measure_quality

    head = ("pairs", "method", "threshold", "precision", "recall", "among the five most similar")
    return table(
        head,
        [
            (q.pairs, q.method, f"{q.threshold:.3f}", f"{q.precision:.2f}", f"{q.recall:.2f}", f"{q.found_in_five:.2f}")
            for name in (FIRST, BLIND)
            for q in (*measure_quality(name), *measure_meaning(name))
        ],
    )


def insight_verdicts(measured: Sequence[Insight]) -> Iterator[tuple[str, str, str, bool]]:
    """Similarity against its budget: 10,000 projects within a minute and 1 GB."""
    for one in measured:
        if one.part == "similarity" and one.projects >= 10_000:
            yield (
                f"similarity of {one.projects:,}: processor s",
                f"{_LIMIT_SECONDS:.0f}",
                f"{one.processor:.1f}",
                one.processor <= _LIMIT_SECONDS,
            )
            yield (
                f"similarity of {one.projects:,}: memory",
                f"{_LIMIT_MB:.0f} MB",
                f"{one.memory_mb:.0f} MB",
                one.memory_mb <= _LIMIT_MB,
            )


def _run(part: str, size: int) -> None:
    took, found = _programme(size) if part == "programme" else _words(part, size)
    sys.stdout.write(f"{took} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024} {found}\n")


def _words(part: str, size: int) -> tuple[float, int]:
    from innersource_marketplace.insight.readiness import assess
    from innersource_marketplace.insight.similarity import relate, words_of
    from innersource_marketplace.model import ReadinessSettings
    from projects import NOW, make_project
    from readiness_subjects import facts, readme

    from .projects import projects as made_up

    made = [
        (
            replace(
                make_project(owner=each.owner, name=each.name),
                title=each.name.replace("-", " "),
                description=f"{each.name} in {each.language}",
                topics=(each.subject, each.thing),
            ),
            (each.readme or b"").decode(),
        )
        for each in made_up(size)
    ]
    seen = facts()
    began = time.process_time()
    if part == "readiness":
        found = sum(
            len(assess(project, seen, readme(text), settings=ReadinessSettings(), today=day_of(NOW)).findings)
            for project, text in made
        )
    else:
        projects = [project for project, _ in made]
        related = relate(projects, [words_of(project, text) for project, text in made])
        found = sum(len(relatives) for relatives in related.values())
    return time.process_time() - began, found


def _programme(size: int) -> tuple[float, int]:
    """Twenty authors a project, each in every third week; teams of eight with ten projects; three years of nights."""
    from innersource_marketplace.formats.authors import author_id
    from innersource_marketplace.insight.teamwork.contributions import contributions_of
    from innersource_marketplace.insight.teamwork.roster import roster_of
    from innersource_marketplace.model import Author, Membership, Team, TeamMap
    from innersource_marketplace.render.messages import Messages
    from innersource_marketplace.render.pages.programme.programme import programme_files
    from programme_records import rows, week, with_authors
    from projects import NOW, SETTINGS, make_project

    teams = max(size // _PROJECTS_A_TEAM, 1)
    people = [[author_id(f"{team}-{who}") for who in range(8)] for team in range(teams)]
    weeks = [week(7 * back + 7) for back in range(51)]
    made = []
    for index in range(size):
        project = make_project(owner=f"team-{index % teams}", name=f"p{index}", team=f"team-{index % teams}")
        near = [people[(index + step) % teams] for step in (0, 1, 7)]
        authors = [
            Author(id=near[n % 3][n // 3], weeks=dict.fromkeys(weeks[n % 3 :: 3], 1 + n % 3), first=weeks[-1 - n])
            for n in range(20)
        ]
        made.append((project, replace(with_authors(project, 0), authors=tuple(authors))))
    members = [tuple(Membership(ids=(person,)) for person in team) for team in people]
    teams_known = TeamMap(teams=tuple(Team(name=f"team-{n}", members=one) for n, one in enumerate(members)))
    began = time.process_time()
    roster = roster_of(teams_known)
    found = [contributions_of(facts, project.team, roster, day_of(NOW)) for project, facts in made]
    files = programme_files(
        made, contributions=found, roster=roster, daily=rows(150), settings=SETTINGS, today=day_of(NOW), say=Messages()
    )
    written = sum(len(data) for _, data in files)
    took = time.process_time() - began
    assert written
    return took, sum(len(author.weeks) for _, facts in made for author in facts.authors or ())


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
