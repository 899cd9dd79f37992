"""Plans a believable history: who commits what, when, with which words.

Pure and deterministic: the generator is seeded with the repository's address, and only
`Random.random` is used, which Python promises to keep stable between versions.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from random import Random
from typing import TypeVar

import msgspec

from innersource_marketplace.sample.recipes import PIPELINES, Organization, Person, Recipe

_T = TypeVar("_T")

_FIRST_FILES = frozenset({"LICENSE", "LICENSE.md", "LICENSE.txt", ".gitignore", ".editorconfig"})
_MANIFESTS = frozenset(
    {"pyproject.toml", "package.json", "go.mod", "pom.xml", "build.gradle.kts", "Cargo.toml", "versions.tf"}
)
_SETTLED = frozenset({"CODEOWNERS", "innersource.json", *_FIRST_FILES, *_MANIFESTS})
"""Files that people write once and then leave alone, or to the bot."""

_DOCUMENTS = (".md", ".rst", ".adoc", ".txt", ".png", "license", "codeowners")
_DATA = (".yml", ".yaml", ".json", ".csv", ".toml", ".xml", ".ini", ".gitignore")
_CODE_KINDS = ("fix", "fix", "add", "tidy")


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """One commit: `files` are those that it writes, `tag` the release that it is."""

    author: Person
    when: datetime
    message: str
    files: dict[str, bytes]
    tag: str | None = None


class _Moment(msgspec.Struct, frozen=True):
    when: datetime
    person: Person


def plan(recipe: Recipe, organization: Organization, today: datetime) -> tuple[Commit, ...]:
    """Give the commits of a repository, oldest first, all before `today`.

    The last one leaves exactly the recipe's files; before, files arrive and grow.
    """
    random = Random(f"{recipe.team}/{recipe.name}")  # noqa: S311 - a pattern, not a secret
    moments = _moments(recipe, organization, today, random)
    touched = _touched(recipe, moments, random)
    versions = _versions(recipe.files, touched)
    tags = _tags(recipe.settings.releases, len(moments))
    log = dict(zip(_spread(len(recipe.settings.log), len(moments)), recipe.settings.log, strict=True))
    lead = next(iter(organization.teams[recipe.team].people.values()))
    accounts = (*recipe.settings.guests, *recipe.settings.newcomers)
    guests = {organization.person(account).email for account in accounts}
    known: set[str] = set()
    commits = []
    for index, moment in enumerate(moments):
        author, tag = moment.person, tags.get(index)
        new = not known.issuperset(touched[index])
        known.update(touched[index])
        if index == 0:
            text = "Initial commit"
        elif tag is not None:
            author, text = lead, f"Release {tag.lstrip('v')}"
        else:
            drawn = _message(recipe, organization, touched[index][0], author, random, new=new)
            text = _habitual(log.get(index, drawn), organization, recipe.team, author, index)
        if author.email in guests:
            text += f"\n\nReviewed-by: {lead.name} <{lead.email}>"
        commits.append(Commit(author=author, when=moment.when, message=text + "\n", files=versions[index], tag=tag))
    return tuple(commits)


def _moments(recipe: Recipe, organization: Organization, today: datetime, random: Random) -> list[_Moment]:
    """Draw who commits when: on working days, in that person's working hours."""
    moments = []
    for period in recipe.settings.history:
        count = max(1, round((period.start - period.end) * period.commits))
        for number in range(count):
            share = (number + random.random()) / count
            person = _author(recipe, organization, random)
            day = today - timedelta(weeks=period.start - share * (period.start - period.end))
            moments.append(_Moment(_at_work(day, person, today, random), person))
    moments.sort(key=lambda moment: (moment.when, moment.person.email))
    for account, ago in recipe.settings.newcomers.items():
        day = today - timedelta(weeks=ago)
        nearest = min(range(len(moments)), key=lambda index: abs(moments[index].when - day))
        moments[nearest] = _Moment(moments[nearest].when, organization.person(account))
    return moments


def _author(recipe: Recipe, organization: Organization, random: Random) -> Person:
    chance = random.random() - recipe.settings.bot
    if chance < 0:
        return organization.bot
    for account, share in recipe.settings.guests.items():
        chance -= share
        if chance < 0:
            return organization.person(account)
    home = tuple(organization.teams[recipe.team].people.values())
    return _pick(home, random, bias=1.6)  # those listed first commit most


def _at_work(day: datetime, person: Person, today: datetime, random: Random) -> datetime:
    hours, minutes = int(person.zone[:3]), int(person.zone[0] + person.zone[3:])
    start = day.replace(hour=0, minute=0, second=0, microsecond=0)
    start -= timedelta(days=max(0, start.weekday() - 4))
    moment = start + timedelta(hours=8 + 9.5 * random.random()) - timedelta(hours=hours, minutes=minutes)
    while moment >= today:
        moment -= timedelta(days=7)
    return moment.replace(microsecond=0)


def _touched(recipe: Recipe, moments: Sequence[_Moment], random: Random) -> list[list[str]]:
    """Choose the files that each commit writes: each file once early on, then more often the longer ones."""
    first = sorted(path for path in recipe.files if path in _FIRST_FILES or path.startswith("README"))
    waiting = sorted((path for path in recipe.files if path not in first), key=lambda _: random.random())
    kept_up = [path for path in recipe.files if _kept_up(path, recipe)] or list(recipe.files)
    weighted = sorted(kept_up, key=lambda path: (path.lower().endswith(_DOCUMENTS), -len(recipe.files[path]), path))
    manifests = [path for path in sorted(recipe.files) if PurePosixPath(path).name in _MANIFESTS]
    touched: list[list[str]] = [first or [waiting.pop()]] if moments else []
    for position, moment in enumerate(moments[1:], start=2):
        rest = len(moments) - position
        if moment.person.name.endswith("[bot]") and manifests:
            touched.append([_pick(manifests, random)])
        elif waiting:
            take = max(1, math.ceil(len(waiting) / (rest + 1)))
            touched.append([waiting.pop() for _ in range(min(take, len(waiting)))])
        else:
            touched.append([_pick(weighted, random, bias=2.0)])
    if waiting:
        touched[-1] += waiting
    return touched


def _kept_up(path: str, recipe: Recipe) -> bool:
    name = PurePosixPath(path).name
    return name not in _SETTLED and path not in recipe.settings.common and path not in recipe.settings.pictures


def _versions(files: Mapping[str, bytes], touched: Sequence[Sequence[str]]) -> list[dict[str, bytes]]:
    """Give what each commit writes: a file grows with each touch, and the last touch completes it."""
    totals = Counter(path for paths in touched for path in paths)
    seen: Counter[str] = Counter()
    versions = []
    for paths in touched:
        seen.update(paths)
        versions.append({path: _version(files[path], seen[path], totals[path]) for path in paths})
    return versions


def _version(content: bytes, number: int, total: int) -> bytes:
    if number == total or b"\0" in content:
        return content
    lines = content.splitlines(keepends=True)
    kept = lines[: max(1, math.ceil(len(lines) * (0.4 + 0.6 * number / total)))]
    del kept[number * 7 % len(kept)]  # so that two versions differ even when the length does not
    return b"".join(kept)


def _tags(releases: Sequence[str], commits: int) -> dict[int, str]:
    return dict(zip(_spread(len(releases), commits), releases, strict=True)) if commits else {}


def _spread(count: int, commits: int) -> list[int]:
    """Positions for `count` things among the commits, evenly, the last one a little before the end."""
    return [math.floor((commits - 1) * (number + 0.9) / count) for number in range(count)]


def _message(
    recipe: Recipe, organization: Organization, path: str, person: Person, random: Random, *, new: bool
) -> str:
    """Draw a message as `kind|words`, the form that the log of a recipe has too."""
    if person is organization.bot:
        kind, phrases = "", organization.phrases.kinds["dependencies"]
    else:
        kind = _kind(path, random)
        phrases = recipe.settings.phrases if kind != "ci" else ()
        phrases = phrases or organization.phrases.kinds[kind]
        if new:
            kind, phrases = ("add" if kind in _CODE_KINDS else kind), ("Add {name}",)
    phrase = _pick(phrases, random)
    work = _pick(recipe.settings.work, random)
    number = math.floor(40 * random.random())
    return f"{kind}|" + phrase.format(work=work, number=number, minor=number % 7, name=PurePosixPath(path).name)


def _kind(path: str, random: Random) -> str:
    if path.startswith(PIPELINES):
        return "ci"
    lower = path.lower()
    if "test" in lower or "spec" in lower:
        return "test"
    if lower.endswith(_DOCUMENTS):
        return "docs"
    if lower.endswith(_DATA):
        return "data"
    return _pick(_CODE_KINDS, random)


def _habitual(text: str, organization: Organization, team: str, person: Person, index: int) -> str:
    """Write a message as the team does: plainly, with a type in front, with a ticket; the bot has no habits."""
    kind, _, words = text.rpartition("|")
    if person is organization.bot:
        return words
    phrases, home = organization.phrases, organization.teams[team]
    return phrases.habits[home.habit].format(
        text=words,
        lower=words[:1].lower() + words[1:],
        type=phrases.types.get(kind, "feat"),
        ticket=home.ticket,
        number=180 + 3 * index,
    )


def _pick(things: Sequence[_T], random: Random, *, bias: float = 1.0) -> _T:
    """Draw one; the larger the bias, the more often one of the first."""
    position: float = random.random() ** bias
    return things[math.floor(len(things) * position)]
