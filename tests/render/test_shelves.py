"""The shelves above the catalogue."""

from datetime import timedelta

from msgspec.structs import replace

from innersource_marketplace.model import Gig, Issue, Project, Shelf, ShelfRule, day_of
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.shelves import PROJECTS_ON_SHELF, FilledShelf, filled_shelves
from projects import NOW, SETTINGS, make_project

SAY = Messages()


def project(name: str, **changes: object) -> Project:
    said = {
        "title": name,
        "gigs": (),
        "issues": None,
        "activity": None,
        "contributions": (),
        "first_seen": NOW - timedelta(days=400),
    }
    return make_project(owner="team", name=name, **{**said, **changes})


def shelves(projects: list[Project], *wanted: Shelf) -> list[FilledShelf]:
    return filled_shelves(projects, replace(SETTINGS, shelves=wanted or None), day_of(NOW), SAY)


def names(shelf: FilledShelf) -> list[str]:
    return [project.name for project in shelf.projects]


def test_what_is_picked_by_hand_keeps_its_order_and_unknown_names_are_left_out() -> None:
    shelf = Shelf(title="Start here", projects=("team/b", "git.acme.example/Team/A", "team/gone"))
    (found,) = shelves([project("a"), project("b"), project("c")], shelf)
    assert (found.title, names(found), found.all) == ("Start here", ["b", "a"], None)


def test_new_is_what_came_in_the_last_month_the_newest_first() -> None:
    old = [project(f"old-{number}") for number in range(5)]
    fresh = [project(f"new-{days}", first_seen=NOW - timedelta(days=days)) for days in (9, 2, 31, 32)]
    (found,) = shelves([*old, *fresh], Shelf(rule=ShelfRule.NEW))
    assert names(found) == ["new-2", "new-9", "new-31"]


def test_when_all_is_new_nothing_is() -> None:
    everything = [project(f"p-{number}", first_seen=NOW) for number in range(20)]
    assert shelves(everything, Shelf(rule=ShelfRule.NEW)) == []


def test_first_tasks_are_offers_and_issues_labelled_for_newcomers_that_nobody_has() -> None:
    easy = Issue(number=1, title="x", url=None, labels=("Good first issue",))
    found = shelves(
        [
            project("taken", issues=(replace(easy, assigned=True),)),
            project("hard", issues=(replace(easy, labels=("bug",)),)),
            project("one", issues=(easy,)),
            project("two", issues=(easy,), gigs=(Gig(title="Help"),)),
        ],
        Shelf(rule=ShelfRule.GOOD_FIRST_TASKS, title="For a rainy afternoon"),
    )
    assert [(shelf.title, names(shelf)) for shelf in found] == [("For a rainy afternoon", ["two", "one"])]


def test_who_looks_for_a_maintainer_says_so_in_what_is_wanted() -> None:
    (found,) = shelves(
        [
            project("a", contributions=("A new owner",)),
            project("b", contributions=("Maintainers, please",)),
            project("c"),
        ],
        Shelf(rule=ShelfRule.LOOKING_FOR_MAINTAINERS),
    )
    assert names(found) == ["a", "b"]


def test_without_a_choice_each_project_stands_on_one_shelf_and_rows_of_one_are_left_out() -> None:
    busy = [project(f"p-{number:02}", activity=(number + 1,) * 52, gigs=(Gig(title="Help"),)) for number in range(20)]
    found = shelves([*busy, project("seeks", contributions=("A maintainer",))])
    assert [shelf.name for shelf in found] == ["good-first-tasks", "most-active"]
    shown = [name for shelf in found for name in names(shelf)]
    assert len(shown) == len(set(shown)) == 2 * PROJECTS_ON_SHELF


def test_small_catalogues_need_no_shelves_and_an_empty_list_asks_for_none() -> None:
    few = [project(f"p-{number}", gigs=(Gig(title="Help"),)) for number in range(12)]
    assert shelves(few) == []
    assert filled_shelves([*few, *few], replace(SETTINGS, shelves=()), day_of(NOW), SAY) == []
