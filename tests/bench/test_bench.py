"""The bench itself, in its quick form, so that it still runs when it is needed."""

import os
import re
import sys
from datetime import date
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.processes import MEMORY, Cost, measured
from bench.projects import Made, projects
from bench.report import table, update, write
from bench.repositories import make_repositories
from bench.words import (
    Format,
    Words,
    Worst,
    formats_table,
    measure_words,
    timed,
    words_table,
    words_verdicts,
    worst_table,
)
from git_repositories import git


def test_made_up_projects_are_varied_and_always_the_same() -> None:
    made = list(projects(2_000))
    assert len({project.key for project in made}) == 2_000
    assert len({project.owner for project in made}) > 100
    assert made[3].readme == Made(3).readme
    assert made[3].commits == Made(3).commits
    assert all(3_000 <= len(project.readme) <= 4_500 for project in made if project.readme)
    assert all(60 <= len(project.commits) <= 100 for project in made[:50])


def test_made_up_repositories_hold_what_they_should(tmp_path: Path) -> None:
    make_repositories(tmp_path, 0, 3)
    project = Made(1)
    repository = tmp_path / project.owner / f"{project.name}.git"
    assert len(git(repository, "log", "--oneline", "main").splitlines()) == len(project.commits)
    assert git(repository, "show", "main:README.md") == project.readme
    git(repository, "fsck", "--strict")


def test_results_go_between_the_markers_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "measurements.md"
    path.write_text("Before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAfter\n", encoding="utf-8")
    write(path, date(2026, 11, 18), [table(("what", "s"), [("collect", "1.0")])])
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Before\n<!-- measured: begin -->\n")
    assert text.endswith("<!-- measured: end -->\nAfter\n")
    assert "old" not in text
    assert "| collect | 1.0 |" in text


def test_a_part_that_is_measured_by_itself_replaces_its_own_section(tmp_path: Path) -> None:
    path = tmp_path / "measurements.md"
    begin, end = "<!-- measured: begin -->", "<!-- measured: end -->"
    path.write_text(
        f"Before\n{begin}\n\nHow.\n\n## One\n\nold one\n\n## Two\n\nold two\n\n{end}\nAfter\n", encoding="utf-8"
    )
    for _ in range(2):
        update(path, date(2026, 11, 18), ["## One", "new one", "more of one", "## Three", "new three"])
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"Before\n{begin}\n\nHow.\n\n## One\n\nMeasured by itself on 2026-11-18")
    assert text.endswith(f"new three\n\n{end}\nAfter\n")
    assert "old one" not in text
    order = ["new one", "more of one", "## Two", "old two", "## Three", "new three"]
    assert [text.count(words) for words in order] == [1] * 6
    assert sorted(order, key=text.index) == order


@pytest.mark.skipif("tree" not in MEMORY, reason="this system does not tell the memory of a process tree")
@pytest.mark.slow
def test_the_memory_of_a_command_is_that_of_all_its_processes(tmp_path: Path) -> None:
    hold = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(1)"
    start_two = f"import subprocess, sys; [p.wait() for p in [subprocess.Popen([sys.executable, '-c', {hold!r}])"
    cost = measured([sys.executable, "-c", f"{start_two} for _ in range(2)]]"], folder=tmp_path, environment=os.environ)
    assert cost.memory_bytes > 120_000_000


@pytest.mark.exhaustive
@pytest.mark.browser
def test_the_quick_bench_runs_and_finds_pages_alike(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick"]) == 0
    printed = capsys.readouterr().out
    assert "| build unchanged | " in printed
    assert "| facet click | " in printed
    assert re.search(r"\| collect, each share +\| +30 \| +4 \|", printed)


def test_what_words_cost_is_told_with_its_ratios() -> None:
    found = Words(
        readmes=3,
        ours=2e6,
        theirs=5e5,
        worst=(
            Worst(name="opening brackets", size=20_480, ours=0.5, theirs=None),
            Worst(name="plain", size=10, ours=0.004, theirs=0.01),
        ),
        formats=(
            Format(ending="org", size=51_200, seconds=0.3, pandoc_seconds=0.5, pandoc_mb=176.4),
            Format(ending="rdoc", size=51_200, seconds=None, pandoc_seconds=None, pandoc_mb=None),
        ),
        files=1_000,
        check=Cost(seconds=2.5, processor=1.5, memory_bytes=0, output=""),
    )
    assert "| Python-Markdown alone            |            0.5 |    0.25 |" in words_table(found)
    assert re.search(r"\| opening brackets +\| 20 \| +0.500 \| over 10, or failed \| +> 20.0 \|", worst_table(found))
    assert re.search(r"\| plain +\| +0 \| +0.004 \| +0.010 \| +2.5 \|", worst_table(found))
    assert re.search(r"\| org +\| 50 \| +0.300 \| +0.500 \| +176 \|", formats_table(found))
    assert re.search(r"\| rdoc +\| 50 \| over 10, or failed \| +\| +\|", formats_table(found))
    assert [within for *_, within in words_verdicts(found)] == [True, True, False]


@pytest.mark.slow
def test_a_readme_that_takes_too_long_ends_alone() -> None:
    assert timed(lambda: None, 1) is not None
    assert timed(lambda: 1 // 0, 1) is None
    assert timed(lambda: [None for _ in iter(int, 1)], 1) is None


@pytest.mark.exhaustive
def test_words_are_measured() -> None:
    found = measure_words(ordinary=10, files=3, cases=3)
    assert found.ours > 0
    assert len(found.worst) == 3
    assert all(one.ours is not None for one in found.worst)
