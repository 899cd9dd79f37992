"""Nobody gets the address of another team, skill or project by the choice of a name."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.model import BADGES, Element, Project, ProjectKey, Readiness, day_of
from innersource_marketplace.render.data.badges import kinds
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.work import work_files
from innersource_marketplace.render.parts.addresses import accounts_of_teams, segments, team_segments
from innersource_marketplace.render.project_files import beside_files, page_files, placed, surroundings
from projects import NOW, SETTINGS, make_project

SAY = Messages()
NAMES = st.sampled_from(["r&d", "R&D", "r-d", "r d", "my_group", "data platform", "a", "ä", "team a", ""]) | st.text()


def chosen_like(name: str) -> str:
    """The name that somebody takes who has seen the address of another one."""
    return segments([name])[name].replace("_", " ")


@example("r&d")
@example("data platform")
@given(NAMES)
def test_the_segment_of_a_name_is_no_other_name_s(name: str) -> None:
    other = chosen_like(name)
    found = segments([name, other])
    assert name == other or found[name] != found[other]
    assert found[name] == segments([name])[name]


def test_names_with_one_hash_have_a_longer_one() -> None:
    """Two that were looked for, which takes a second; one for the hash of a given name takes hours."""
    one, other = "r*,%?&d", "r+&;;?d"
    assert escape.short_hash(one) == escape.short_hash(other)
    found = segments([one, other, "plain"])
    assert len({*found.values()}) == 3
    assert found["plain"] == "plain"
    assert segments([one])[one] == "r-d-9a2af97e"


@st.composite
def owned(draw: st.DrawFn) -> list[Project]:
    """Projects of accounts and teams, some called like what an address has of another."""
    names = draw(st.lists(NAMES, min_size=2, max_size=5, unique=True))
    names += [chosen_like(name.casefold()) for name in names]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), min_size=2, max_size=9))
    return [
        replace(
            make_project(key=ProjectKey(f"git.acme.example/{number}/x"), page=f"projects/{number}/x/"),
            owner=account,
            team=team,
            skills=tuple(names),
        )
        for number, (account, team) in enumerate(pairs)
    ]


@given(owned())
def test_teams_skills_and_former_accounts_have_addresses_of_their_own(projects: list[Project]) -> None:
    teams = team_segments(projects)
    assert len({*teams.values()}) == len(teams)
    assert not {*teams.values()} & accounts_of_teams(projects).keys()
    paths = [path for path, _ in work_files(tuple(projects), SETTINGS, NOW, SAY)]
    assert len(paths) == len({*paths})


def files_of(projects: Sequence[Project]) -> list[str]:
    """The paths of all files of these projects, in the site."""
    paths = []
    for project, around in surroundings(tuple(projects), {}, SAY, listed={}, decisions=()):
        given_ = placed(project, None, around, {})
        made = [path for path, _ in page_files(given_, SETTINGS, day_of(NOW), SAY)]
        paths += [f"{path.removesuffix('.md')}.html" if path.endswith(".md") else path for path in made]
        paths += [path for path, _ in beside_files(given_, SETTINGS, day_of(NOW), SAY)]
    return paths


def test_only_the_badges_that_addresses_are_kept_free_for_lie_in_the_folder_of_a_project() -> None:
    known = Readiness(levels={Element.DOCUMENTATION: 1}, findings=(), next_step=None)
    assert kinds(make_project(readiness=known)) == ("listed", *BADGES)


@given(st.lists(st.sampled_from(["feed", "index", "listed", "card", "logo", "all", "2", "task", "api"]), unique=True))
def test_no_file_of_a_project_is_one_of_a_project_in_its_folder(folders: list[str]) -> None:
    whole = make_project(key=ProjectKey("git.acme.example/o/n"), page="projects/o/n/")
    parts = [
        make_project(
            key=ProjectKey(f"git.acme.example/o/n/{folder}"),
            page=f"projects/o/n/{escape.slug(folder)}/",
            part_of=whole.key,
        )
        for folder in folders
    ]
    counted = Counter(files_of([whole, *parts]))
    assert [path for path, count in counted.items() if count > 1] == []
