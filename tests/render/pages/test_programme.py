"""The programme page: every figure with definition, sample and age; nothing about people; nothing hostile lives."""

import csv
import io
import json
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.model import Element, Membership, Team, TeamMap, day_of
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme.figure import FEW, Column, Table, cells, csv_of
from innersource_marketplace.render.parts.figure_charts import Month, columns, lines, plausible
from page_markup import Markup
from programme_records import NAMES, programme, rows
from projects import HOSTILE_TEXTS, NOW, make_project, varied_projects

GOLDEN = Path(__file__).parents[1] / "golden"
SAY = Messages()
PAGES = ("programme/figures/index.md", "programme/year/index.md", "programme/index.md")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(programme())


def table_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_one_raw_block_without_style_script_or_markup_of_others(files: dict[str, bytes], path: str) -> None:
    assert files[path].decode().split("---\n\n", 1)[1].count("\n") == 1
    markup = Markup(files[path])
    assert (markup.faults, markup.open) == ([], [])
    for tag, attributes in markup.elements:
        assert tag not in ("script", "style", "img", "iframe", "foreignobject")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert (attributes.get("href") or "#").startswith(("../", "#"))


def test_every_figure_has_a_definition_a_sample_and_an_age(files: dict[str, bytes]) -> None:
    sections = Markup(files[PAGES[0]]).sections
    figures = {name: text for name, text in sections.items() if name}
    assert len(figures) == 15
    for name, text in figures.items():
        assert SAY(f"programme.{name}.definition") in text
        assert re.search(r"(Collected|Last recorded) (on|between) ", text), name
        assert f"programme/{name}.csv" in files


def test_every_figure_has_a_csv_with_the_words_of_programs(files: dict[str, bytes]) -> None:
    tables = {path: table_of(data) for path, data in files.items() if path.endswith(".csv")}
    assert len(tables) == 15
    for path, table in tables.items():
        assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in table[0]) or path.endswith("matrix.csv"), path
        assert len(table) > 1, path
        assert {len(row) for row in table} == {len(table[0])}, path
    assert tables["programme/projects.csv"][-1] == [NOW.date().isoformat(), "60"]


def test_no_digest_of_a_person_is_published(files: dict[str, bytes]) -> None:
    everything = b"".join(files.values()).decode()
    for name in NAMES:
        for who in range(4):
            assert author_id(f"{name}-{who}") not in everything
            assert f"{name}-{who}" not in everything
    assert author_id("stranger") not in everything


def test_figures_of_small_groups_are_not_told(files: dict[str, bytes]) -> None:
    matrix = {(row[0], row[1]): row[2] for row in table_of(files["programme/matrix.csv"])[1:]}
    assert FEW in matrix.values()
    assert any(count.isdigit() for count in matrix.values())
    assert all(matrix[place].isdigit() for place in matrix if place[0] == "unknown")


def test_trends_have_lines_and_columns_with_their_numbers(files: dict[str, bytes]) -> None:
    drawn = [tag for tag, _ in Markup(files[PAGES[0]]).elements]
    assert drawn.count("path") >= 9
    assert drawn.count("rect") > 20
    titles = [attributes.get("id") for tag, attributes in Markup(files[PAGES[0]]).elements if tag == "title"]
    assert len(titles) == len(set(titles)) == 7


def test_readiness_over_time_counts_only_what_could_be_told(files: dict[str, bytes]) -> None:
    table = table_of(files["programme/readiness-trend.csv"])
    assert table[0] == ["day", "element", "level_3", "level_2", "level_1", "level_0", "cannot_tell"]
    assert table[-1] == [NOW.date().isoformat(), "documentation", "12", "8", "20", "10", "10"]

    shown = Markup(files[PAGES[0]]).sections["readiness-trend"]
    assert "40\u00a0%" in shown
    strange = {NOW.date(): {level_figure(Element.REVIEW, level): -1.0 for level in range(4)}}
    absurd = Markup(dict(programme(varied_projects(6), daily=strange))[PAGES[0]]).sections["readiness-trend"]
    assert "no data" in absurd


def test_the_year_is_the_same_without_what_cannot_be_opened_on_paper(files: dict[str, bytes]) -> None:
    tags = [tag for tag, _ in Markup(files[PAGES[1]]).elements]
    assert "details" not in tags
    assert 'id="by-project"' not in files[PAGES[1]].decode()
    assert "to 18 November 2026" in files[PAGES[1]].decode()


def test_without_a_map_of_teams_the_page_says_what_is_missing() -> None:
    sections = Markup(dict(programme(varied_projects(6), teams=TeamMap()))[PAGES[0]]).sections
    assert SAY("programme.no-teams") in sections["outside"]
    for name in ("outside", "matrix", "teams", "firsts"):
        assert "no data" in sections[name]


def test_an_empty_catalogue_knows_nothing_and_says_so() -> None:
    sections = Markup(dict(programme((), daily={}))[PAGES[0]]).sections
    for name in ("active", "readiness", "response", "needs"):
        assert "no data" in sections[name], name
    assert "No data collected yet." in sections["projects"]


def test_a_figure_that_was_not_recorded_says_so_and_is_not_zero() -> None:
    daily = {NOW.date(): {"projects": 4.0, "with_readme": 3.0, "new": 2.0}}
    files = dict(programme(varied_projects(6), daily=daily))
    sections = Markup(files[PAGES[0]]).sections

    assert "New: 2, removed: not recorded" in sections["changes"]
    assert "not recorded" in sections["documents"]
    assert table_of(files["programme/changes.csv"])[1] == ["2026-11", "2", "not recorded"]
    assert table_of(files["programme/documents.csv"])[1][1:3] == ["75", "not recorded"]


def test_a_team_that_received_no_commits_has_no_share() -> None:
    teams = table_of(dict(programme(varied_projects(6)))["programme/teams.csv"])
    received = {row[0]: row[2:4] for row in teams[1:]}
    assert received["Data Platform"] == ["no data", "0"]
    assert received["Payments"][0].isdigit()


def test_fewer_than_five_tell_nothing() -> None:
    projects = [make_project(name=f"p{number}") for number in range(4)]
    sections = Markup(dict(programme(projects, daily={}))[PAGES[0]]).sections
    assert "too few" in sections["active"]


def test_hostile_names_of_teams_stay_text() -> None:
    hostile = TeamMap(
        teams=tuple(
            Team(name=text, projects=("Payments",) if not index else (), members=(Membership(ids=(author_id("x"),)),))
            for index, text in enumerate(HOSTILE_TEXTS)
        )
    )
    files = dict(programme(teams=hostile))
    for path in PAGES:
        tags = {tag for tag, _ in Markup(files[path]).elements}
        assert not tags & {"script", "img"}
    assert not re.search(rb'(?m)^"?[=+@]', files["programme/teams.csv"])


def test_the_page_is_what_it_was() -> None:
    page = dict(programme(varied_projects(12), daily=rows(12)))[PAGES[0]]
    golden = GOLDEN / "programme.md"
    if not golden.exists():
        golden.write_bytes(page)
        pytest.fail(f"{golden.name} was not there; it is written now. Look at it, then run again.")
    assert page.decode() == golden.read_text(encoding="utf-8")


def test_what_is_not_known_is_one_list_with_each_reason_once() -> None:
    page = dict(programme(varied_projects(3), daily={}, teams=TeamMap()))["programme/index.md"].decode()
    assert page.count("it appears after more runs") == 1
    assert page.count("A chart appears after two runs.") <= 1
    assert 'class="plot"' not in page
    shown = page[page.index('class="headlines"') : page.index("Not known yet")]
    assert "no data" not in shown
    assert "too few" not in shown


def test_little_is_not_nothing() -> None:
    table = Table(columns=(("team", Column.TEXT), ("share", Column.PERCENT)), rows=(("a", 0.5), ("b", 0), ("c", 0.6)))
    assert [cell.text for _, cell in cells(table, SAY)] == ["<1\u00a0%", "0\u00a0%", "1\u00a0%"]


def test_the_german_page_is_german() -> None:
    page = dict(programme(varied_projects(12), language="de"))[PAGES[0]].decode()
    for words in ("InnerSource-Programm", "Wer wem hilft", "Als CSV herunterladen", "Personen ohne Team"):
        assert words in page
    assert "of people" not in page


absurd = st.one_of(st.floats(), st.integers(-(10**20), 10**20), st.sampled_from([-1, 0, 1e308, 2**63, 0.5]))
days = st.dates(date(1970, 1, 1), date(2199, 12, 31)) | st.just(NOW.date())


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        days,
        st.dictionaries(
            st.sampled_from(["projects", "active", "dated", "new", "removed", "with_ci", "response_outside_hours"]),
            absurd,
        ),
        max_size=5,
    )
)
def test_absurd_figures_of_days_never_reach_a_chart(daily: dict[date, dict[str, float]]) -> None:
    files = dict(programme((), daily=daily))
    for tag, attributes in Markup(files[PAGES[0]]).elements:
        for name in ("x", "y", "width", "height", "x1", "y1"):
            value = attributes.get(name)
            assert value is None or tag == "svg" or -1 <= float(value) <= 640, (tag, name, value)
        assert not re.search("nan|inf", attributes.get("d") or "")
    for _, value in table_of(files["programme/active.csv"])[1:]:
        assert 0 <= float(value) <= 100


@given(st.lists(st.builds(Month, st.just("2026-11"), st.none() | absurd, st.none() | absurd), max_size=14))
def test_columns_stay_in_their_frame(months: list[Month]) -> None:
    plot = columns(months, SAY, today=day_of(NOW))
    assert (plot is None) == (not months)
    for box in plot.boxes if plot else ():
        assert -1 <= box.y <= box.y + box.height <= 201
    assert plot is None or all(-1 <= label.y <= 200 for label in plot.labels)


@given(st.lists(st.dictionaries(days, absurd, max_size=6), max_size=5))
def test_lines_stay_in_their_frame_and_never_show_the_future(series: list[dict[date, float]]) -> None:
    plot = lines([(f"s{index}", points) for index, points in enumerate(series)], SAY, today=day_of(NOW))
    told = {when for points in series for when, v in points.items() if when <= NOW.date() and plausible(v) is not None}
    assert (plot is not None) == (len(told) > 1)
    for stroke in plot.strokes if plot else ():
        numbers = [float(number) for number in re.findall(r"[\d.]+", stroke.path)]
        assert all(0 <= number <= 640 for number in numbers)
    assert plot is None or all(-20 <= label.y <= 200 for label in plot.labels)


def test_names_at_the_ends_of_lines_do_not_stand_on_one_another() -> None:
    plot = lines(
        [(f"s{n}", {NOW.date() - timedelta(days=d): 5.0 for d in (0, 9)}) for n in range(5)], SAY, today=day_of(NOW)
    )
    assert plot is not None
    heights = sorted(label.y for label in plot.labels if label.text.startswith("s"))
    assert all(later - earlier >= 14 for earlier, later in pairwise(heights))


@given(st.lists(st.tuples(st.text(), st.one_of(st.none(), st.integers(), st.just(FEW)))))
def test_a_csv_gives_back_its_rows(found: list[tuple[str, int | str | None]]) -> None:
    table = Table(columns=(("name", Column.TEXT), ("count", Column.NUMBER)), rows=tuple(found))
    text = csv_of(table).decode("utf-8-sig", "surrogatepass") if _encodable(found) else ""
    if text:
        assert text.count("\r\n") >= len(found) + 1
    assert len(cells(table, SAY)) == len(found)


def _encodable(found: object) -> bool:
    return "\\ud" not in json.dumps(found)


def test_rows_of_the_future_are_not_shown() -> None:
    daily = {NOW.date() + timedelta(days=9): {"projects": 7.0}, **rows(3)}
    files = dict(programme(varied_projects(2), daily=daily))
    assert table_of(files["programme/projects.csv"])[-1][0] == NOW.date().isoformat()
