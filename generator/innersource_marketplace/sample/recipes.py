"""Reads the sample organisation's data: one text file a repository, and what they share.

A repository's file begins with a few settings in YAML, the fields of `Settings`, and goes on with
the files of its latest commit, each after a line such as `===== src/main.py =====`. Its path,
`repositories/<team>/<name>.txt`, is its address.
"""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
import yaml

from innersource_marketplace.sample.drawing import Drawing, Shape, draw

PIPELINES = (".gitlab-ci.yml", ".github/workflows/", "Jenkinsfile", "azure-pipelines.yml", ".circleci/")
"""How the paths begin of files that tell a system of continuous integration what to do."""

_FILE_LINE = re.compile(r"^===== (\S+) =====\n", re.MULTILINE)


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who commits. `zone` is an offset from UTC as git writes it."""

    name: str
    email: str
    zone: str = "+0000"


class Team(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team. `habit` names how its commit messages are written, `ticket` its tracker's prefix.

    `answers_in` is how many working hours a pull request usually waits for a first answer; without
    it, nobody exports what its forge knows of pull requests.
    """

    title: str
    about: str
    answers_in: float | None = None
    habit: str = "plain"
    ticket: str = ""
    people: dict[str, Person]


class Phrases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What commit messages are made of: by kind of change, and the habits that dress them."""

    kinds: dict[str, tuple[str, ...]]
    habits: dict[str, str]
    types: dict[str, str]


class Period(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of history: from so many weeks ago to so many weeks ago, about so many commits a week."""

    start: float
    end: float
    commits: float


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An open issue. Those that are assigned, or have a pull request, are not offered to others."""

    title: str
    labels: tuple[str, ...]
    assigned: bool = False
    pull_request: bool = False


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a repository came to be.

    `history` is oldest first; none makes an empty repository. `work` is what its commits are
    about, `phrases` their words where those of phrases.yml do not fit, and `log` messages to use
    once, oldest first, as `kind|words`. `guests` are people of other teams with
    their share of the commits, `newcomers` people who made one commit so many weeks ago, `bot` is
    the dependency bot's share. `releases` are tags, oldest
    first. `issues` are open ones; where not `exported`, its forge is not asked for those, nor for
    pull requests. `common` takes files from `organization/common`; `pictures` are drawn square and
    `drawings` of any shape, `links` are symbolic.
    """

    history: tuple[Period, ...] = ()
    work: tuple[str, ...] = ("the first version",)
    phrases: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    guests: dict[str, float] = {}
    newcomers: dict[str, float] = {}
    bot: float = 0.0
    releases: tuple[str, ...] = ()
    issues: tuple[Task, ...] = ()
    exported: bool = True
    annotated: bool = True
    branch: str = "main"
    common: dict[str, str] = {}
    pictures: dict[str, tuple[Shape, ...]] = {}
    drawings: dict[str, Drawing] = {}
    links: dict[str, str] = {}


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """A repository to be made: its address, its settings and the files of its latest commit."""

    team: str
    name: str
    settings: Settings
    files: dict[str, bytes]

    @property
    def branch(self) -> str:
        """The name of the default branch."""
        return self.settings.branch


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that repositories are made from."""

    teams: dict[str, Team]
    bot: Person
    phrases: Phrases
    recipes: tuple[Recipe, ...]

    def person(self, account: str) -> Person:
        """Find somebody by account, whatever the team."""
        return next(team.people[account] for team in self.teams.values() if account in team.people)


def load_organization() -> Organization:
    """Read the whole organisation from the package; a mistake in the data raises, naming its file."""
    root = files(__package__) / "organization"
    common = {entry.name: _read(entry) for entry in (root / "common").iterdir() if entry.is_file()}
    people = yaml.safe_load(_read(root / "people.yml"))
    recipes = [
        _recipe(team.name, entry, common)
        for team in (root / "repositories").iterdir()
        if team.is_dir()
        for entry in team.iterdir()
        if entry.name.endswith(".txt")
    ]
    return Organization(
        teams=msgspec.convert(people["teams"], dict[str, Team]),
        bot=msgspec.convert(people["bot"], Person),
        phrases=msgspec.convert(yaml.safe_load(_read(root / "phrases.yml")), Phrases),
        recipes=tuple(sorted(recipes, key=lambda recipe: (recipe.team, recipe.name))),
    )


def read_catalog() -> str:
    """Read the sample's catalogue as it is in the package, with its placeholder."""
    return _read(files(__package__) / "organization" / "catalog.yml")


def _recipe(team: str, entry: Traversable, common: dict[str, str]) -> Recipe:
    name = entry.name.removesuffix(".txt")
    head, *parts = _FILE_LINE.split(_read(entry))
    settings = _settings(yaml.safe_load(head) or {}, entry.name)
    texts = dict(zip(parts[::2], parts[1::2], strict=True))
    shared = {
        path: common[source].replace("@name@", name).replace("@team@", team) for path, source in settings.common.items()
    }
    contents = {path: (text.rstrip("\n") + "\n").encode() for path, text in {**shared, **texts}.items()}
    contents |= {path: draw(shapes) for path, shapes in settings.pictures.items()}
    contents |= {path: draw(one.shapes, one.width, one.height) for path, one in settings.drawings.items()}
    return Recipe(team=team, name=name, settings=settings, files=contents)


def _settings(values: dict[str, Any], where: str) -> Settings:
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise ValueError(f"{where}: {error}") from error


def _read(entry: Traversable) -> str:
    return entry.read_text(encoding="utf-8")
