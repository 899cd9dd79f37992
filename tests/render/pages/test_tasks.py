"""Which tasks are offered, what is understood of them, and the files that carry them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.model import (
    Answer,
    Channel,
    Element,
    Evidence,
    Finding,
    Gig,
    Issue,
    Project,
    Readiness,
    TrustedCommitter,
    day_of,
)
from innersource_marketplace.model.tasks import effort_hours
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.start import start_page
from innersource_marketplace.render.pages.task_board import LIST_ROWS, board_data, board_files
from innersource_marketplace.render.parts.answer_time import answer_as_data, answer_time
from innersource_marketplace.render.parts.tasks import (
    Task,
    band,
    identity,
    kind_of,
    newest_first,
    tasks_of,
)
from innersource_marketplace.render.site import render_pages
from projects import (
    NOTHING_KNOWN,
    NOW,
    SETTINGS,
    address,
    extreme_projects,
    hostile_projects,
    make_project,
    varied_projects,
)

SAY = Messages()


def issue(number: int, **changes: Any) -> Issue:
    return Issue(number=number, title=f"Issue {number}", url=None, **changes)


def tasks(*projects: Project) -> tuple[Task, ...]:
    return tasks_of(projects, day_of(NOW), SAY)


def judged(evidence: Evidence) -> Project:
    finding = Finding(
        check="response-outside", element=Element.REVIEW, level=2, answer=Answer.CANNOT_TELL, evidence=evidence
    )
    return make_project(readiness=Readiness(levels={}, findings=(finding,), next_step=None))


def test_only_free_issues_and_gigs_are_tasks() -> None:
    project = make_project(
        gigs=(Gig(title="Draw a logo"),),
        issues=(issue(1), issue(2, assigned=True), issue(3, linked_pull_request=True), issue(4, assigned=False)),
    )
    assert sorted(task.title for task in tasks(project)) == ["Draw a logo", "Issue 1", "Issue 4"]


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("2 hours", 2),
        ("90 minutes", 1.5),
        ("1.5 h", 1.5),
        ("half a day", 4),
        ("halber Tag", 4),
        ("a day", 8),
        ("2-3 days", 24),
        ("2 Tage", 16),
        ("4 Stunden", 4),
        ("1 week", 40),
        ("3 weeks, part time", 120),
        ("an hour or two", 1),
        ("a few days", None),
        ("small", None),
        ("0 days", None),
        ("9999 months", None),
        ("M", None),
        ("", None),
        (None, None),
    ],
)
def test_efforts_in_words_become_hours(said: str | None, hours: float | None) -> None:
    assert effort_hours(said) == hours


@given(st.text())
def test_any_effort_is_hours_or_unknown(said: str) -> None:
    hours = effort_hours(said)
    assert hours is None or hours > 0


def test_efforts_fall_into_bands() -> None:
    assert [band(hours) for hours in (None, 2, 3, 8, 40, 41)] == [None, "hours", "half-day", "day", "week", "longer"]


def test_kinds_of_one_meaning_are_one() -> None:
    assert [kind_of(word) for word in ("Docs", "user_research", "Juggling", " ", None)] == [
        "documentation",
        "research",
        "juggling",
        None,
        None,
    ]


def test_labels_tell_the_kind_the_effort_and_who_it_is_for() -> None:
    [task] = tasks(make_project(issues=(issue(7, labels=("good first issue", "docs", "effort: 2 hours")),), gigs=()))
    assert (task.first, task.kind, task.effort, task.hours) == (True, "documentation", "2 hours", 2)
    assert task.language is None  # writing takes no Go
    assert task.skills == ()


def test_what_says_most_comes_first_and_a_time_in_the_future_is_unknown() -> None:
    told = Gig(title="Told", description="All of it.", effort="1 day", mentor="Ada", benefit="Cake")
    project = make_project(
        gigs=(Gig(title="Untold"), told),
        issues=(issue(1, created_at=NOW + timedelta(days=9)), issue(2, created_at=NOW)),
    )
    found = tasks(project)
    assert found[0].title == "Told"
    assert next(task for task in found if task.number == 1).created_at is None
    assert newest_first(found)[0].number == 2


def test_names_of_tasks_outlive_other_tasks() -> None:
    gig = Gig(title="Draw a logo")
    alone = tasks(make_project(gigs=(gig,), issues=()))
    among = tasks(make_project(gigs=(Gig(title="Another"), gig), issues=(issue(5),)))
    assert identity(alone[0]) in {identity(task) for task in among}
    assert len({identity(task) for task in among}) == 3


def test_the_answer_time_is_said_with_its_sample() -> None:
    slow = answer_time(judged(Evidence(word="response.days", values={"count": 2, "of": 12})), SAY)
    assert slow is not None
    assert slow.words == "Guests get a response within 2 days (median of 12)"
    assert answer_as_data(slow) == {"median_hours": 48, "sample": 12}
    quick = answer_time(judged(Evidence(word="response.hours", values={"count": 0, "of": 5})), SAY)
    assert quick is not None
    assert quick.words.startswith("Guests get a response within 1 hour ")


def test_fewer_than_five_are_too_few_to_tell_and_plain_git_knows_nothing() -> None:
    few = answer_time(judged(Evidence(word="pulls.few", values={"count": 4})), SAY)
    assert few is not None
    assert "not known: only 4 pull requests" in few.words
    assert answer_as_data(few) == {"median_hours": None, "sample": 4}
    assert answer_time(judged(Evidence(word="unseen")), SAY) is None
    assert answer_time(make_project(readiness=None), SAY) is None


def test_data_has_a_value_a_task_in_every_column() -> None:
    found = tasks(*varied_projects(), *extreme_projects(), *hostile_projects())
    data: Any = board_data(found, day_of(NOW), SAY)
    assert data["count"] == len(found) > 0
    assert {len(column) for column in data["columns"].values()} == {len(found)}
    assert {len(facet["rows"]) for facet in data["facets"].values()} == {len(found)}
    assert max(data["columns"]["project"]) < len(data["projects"]["title"])


def test_the_plain_list_holds_every_task_once() -> None:
    many = make_project(issues=tuple(issue(n) for n in range(LIST_ROWS * 2 + 1)), gigs=())
    files = dict(board_files(tasks(many), SETTINGS, NOW, SAY))
    pages = [data.decode() for path, data in files.items() if path.startswith("tasks/all/")]
    assert len(pages) == 3
    assert sum(page.count("<article") for page in pages) == LIST_ROWS * 2 + 1
    listed = json.loads(files["api/v1/tasks.json"])
    assert listed["count"] == len(listed["tasks"]) == LIST_ROWS * 2 + 1


def test_without_tasks_the_pages_say_how_tasks_come_about() -> None:
    files = {
        **dict(board_files(tasks(make_project(**NOTHING_KNOWN)), SETTINGS, NOW, SAY)),
        **dict(start_page((), SETTINGS, day_of(NOW), SAY)),
    }
    assert b"gigs in innersource.json" in files["tasks/index.md"]
    assert b"gigs in innersource.json" in files["start/index.md"]
    for page in ("tasks/index.md", "start/index.md"):
        assert b"No project offers a task at the moment." in files[page]
        assert b"Three tasks for you" not in files[page]
        assert b"0 tasks nobody" not in files[page]
    assert json.loads(files["api/v1/tasks.json"])["tasks"] == []


def test_the_easiest_comes_first_and_unknown_effort_last() -> None:
    project = make_project(
        gigs=(
            Gig(title="Three weeks", effort="3 weeks", mentor="Ada", benefit="Fame", description="All is said."),
            Gig(title="Unknown", mentor="Ada", benefit="Fame", description="All is said."),
            Gig(title="Two hours", effort="2 hours"),
            Gig(title="Two hours with a mentor", effort="2 hours", mentor="Ada"),
        ),
        issues=(issue(1, labels=("good first issue",)), issue(2, labels=("good first issue", "effort: 1 day"))),
    )
    titles = [task.title if task.number is None else task.number for task in tasks(project)]
    assert titles == [2, 1, "Two hours with a mentor", "Two hours", "Three weeks", "Unknown"]


def test_each_task_has_an_address_and_says_how_to_claim_it() -> None:
    gig = Gig(title="Write <it> down", mentor="Ada Marsh", effort="2 hours")
    project = make_project(gigs=(gig, gig), issues=(issue(7),))
    pages = {
        path: data.decode()
        for path, data in render_pages([project], lambda _: None, {}, SETTINGS, NOW)
        if path.startswith(f"tasks/{project.owner}/")
    }
    # Of two tasks with one title, one has the address.
    assert len(pages) == 2
    assert f"tasks/{project.owner}/{project.name}/7/index.md" in pages
    written = next(text for path, text in pages.items() if "/7/" not in path)
    assert "Hello Ada Marsh," in written
    assert "Write &lt;it&gt; down" in written
    assert f'href="../../../../{project.page}#task-' in written


def _page_of_the_first_task(project: Project) -> str:
    pages = render_pages([project], lambda _: None, {}, SETTINGS, NOW)
    return next(data.decode() for path, data in pages if path.startswith(f"tasks/{project.owner}/"))


def test_whoever_claims_a_task_knows_where_to_write() -> None:
    chat = Channel(purpose="chat", text="#ledger", url=address("https://chat.acme.example/c/ledger"))
    mail = TrustedCommitter(name="Ada Marsh", contact=address("mailto:ada@acme.example"))
    gig = Gig(title="Write it down", mentor="Ada Marsh")
    named = _page_of_the_first_task(
        make_project(gigs=(gig,), issues=(), trusted_committers=(mail,), communication=(chat,))
    )
    assert 'href="mailto:ada@acme.example?subject=' in named
    assert "chat.acme.example/c/ledger" not in named
    # A mentor without an address is reached where the project talks, or else through its repository.
    nameless = make_project(gigs=(gig,), issues=(), trusted_committers=(), communication=(chat,))
    assert 'href="https://chat.acme.example/c/ledger"' in _page_of_the_first_task(nameless)
    silent = make_project(gigs=(gig,), issues=(), trusted_committers=(), communication=())
    page = _page_of_the_first_task(silent)
    assert f'href="{silent.url}"' in page
    assert str(silent.url) in page.partition('id="message"')[2].partition("</pre>")[0]


def test_the_shelf_of_tasks_leads_to_tasks_and_a_card_without_words_says_what_the_project_is_for() -> None:
    busy = [
        make_project(name=f"busy-{n}", title=f"Busy {n}", gigs=(Gig(title=f"Do {n}"),), issues=()) for n in range(3)
    ]
    others = [make_project(name=f"other-{n}", title=f"Other {n}", gigs=(), issues=()) for n in range(12)]
    files = dict(render_pages([*busy, *others], lambda _: None, {}, SETTINGS, NOW))
    shelf = files["index.md"].decode().partition('data-shelf="good-first-tasks"')[2].partition("</section>")[0]
    assert shelf.count(f'href="tasks/{busy[0].owner}/busy-') == 3
    assert "<bdi>Do 0</bdi>" in shelf
    assert busy[0].description is not None
    assert f'card__purpose--project" dir="auto">{busy[0].description}' in files["tasks/index.md"].decode()


def test_a_card_says_a_response_time_that_is_known_and_nothing_else() -> None:
    def board(word: str, **values: Any) -> bytes:
        project = judged(Evidence(word=word, values=values))
        return dict(board_files(tasks(project), SETTINGS, NOW, SAY))["tasks/index.md"]

    assert b"Response within 14 hours<" in board("response.hours", count=14, of=48)
    assert b"Response" not in board("pulls.few", count=2)
