"""Plans what the forge of a repository would export: its pull requests and issues, as a record.

They follow from the planned history: the commits of guests and of newcomers, and some of the owning
team's, were pull requests, opened, answered and merged in the working hours of those people. How
soon a team answers is its own; one without `answers_in` has a forge that exports nothing.
"""

import json
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from innersource_marketplace.sample.commit_history import Commit
from innersource_marketplace.sample.recipes import PIPELINES, Organization, Person, Recipe

_WEEKS = 52
_OWN_SHARE = 0.35
"""Share of the owning team's commits that were pull requests; the others went in directly."""

_DECLINED_SHARE = 0.14
"""Pull requests of guests that were closed, not merged, for each that was merged."""

_ISSUES = 1.2
"""Issues opened in the year for each person who works on the repository."""

_SLOW = 24.0
"""Working hours until an answer from which on a team is also lax about approving its own changes."""

_BEGIN, _END = 8.0, 17.5
"""Working hours, in the zone of each person."""


def record_of(recipe: Recipe, organization: Organization, commits: Sequence[Commit], today: datetime) -> bytes | None:
    """Give the record of a repository as it is exported on `today`; None where its team exports none."""
    team = organization.teams[recipe.team]
    if team.answers_in is None or not recipe.settings.exported or not commits:
        return None
    random = Random(f"{recipe.team}/{recipe.name}/pull requests")  # noqa: S311 - a pattern, not a secret
    desk = _Desk(recipe, organization, team.answers_in, today, random)
    pulls, known = [], set()
    for commit in commits:
        first = commit.author.email not in known
        known.add(commit.author.email)
        if commit.when < today - timedelta(weeks=_WEEKS) or commit.author is organization.bot or commit.tag is not None:
            continue
        if commit.author in desk.home and random.random() > _OWN_SHARE:
            continue
        pulls.append(desk.merged(commit.author, commit.when, first=first))
        if commit.author not in desk.home and random.random() < _DECLINED_SHARE:
            pulls.append(desk.declined(commit.author, commit.when))
    issues = [*desk.opened_issues(), *desk.tasks()]
    everything = sorted([*pulls, *issues], key=lambda one: (str(one["created_at"]), str(one)))
    for number, one in enumerate(everything, start=1 + math.floor(90 * random.random())):
        one["number"] = number
        if "title" in one:
            one["url"] = f"https://git.acme.example/{recipe.team}/{recipe.name}/-/issues/{number}"
    document: dict[str, object] = {"as_of": _written(today), "forking_allowed": True}
    if desk.has_pipeline:
        document["checks_pass"] = True
    if recipe.settings.issues:
        document["open_issues"] = len(recipe.settings.issues)
    document |= {"pull_requests": [one for one in everything if "merged_at" in one]}
    document |= {"issues": [one for one in everything if "merged_at" not in one]}
    return json.dumps(document, indent=1).encode() + b"\n"


class _Desk:
    """Those who answer in one repository. Draws from one generator, in the order of the questions."""

    def __init__(
        self, recipe: Recipe, organization: Organization, answers_in: float, today: datetime, random: Random
    ) -> None:
        self.home = tuple(organization.teams[recipe.team].people.values())
        self.has_pipeline = any(path.startswith(PIPELINES) for path in recipe.files)
        self._guests = [organization.person(name) for name in (*recipe.settings.guests, *recipe.settings.newcomers)]
        self._recipe = recipe
        self._answers_in = answers_in
        self._today = today
        self._random = random

    def merged(self, author: Person, when: datetime, *, first: bool) -> dict[str, object]:
        """A pull request that was merged at a time."""
        at_home = author in self.home
        reviewer, second = self._reviewers(author)
        response = _at_desk(when - timedelta(hours=self._about(self._answers_in)), reviewer, self._random)
        wait = self._about(self._answers_in * (0.7 if at_home else 1))
        approved = self._random.random() < (0.6 if at_home and self._answers_in >= _SLOW else 0.96)
        more = [second.email] if self._random.random() < 0.3 else []
        return {
            "number": 0,
            "author": author.email,
            "created_at": _written(_opened(response, wait, author, self._random)),
            "first_response_at": _written(response),
            "merged_at": _written(when),
            "closed_at": _written(when),
            "from_fork": not at_home,
            "author_association": "member" if at_home else "first_time_contributor" if first else "contributor",
            "reviewers": [reviewer.email, *more],
            "approved_by": [reviewer.email] if approved else [],
        }

    def declined(self, author: Person, around: datetime) -> dict[str, object]:
        """A pull request of a guest that was closed without being merged, some days before another one went in."""
        reviewer, _ = self._reviewers(author)
        closed = _at_desk(around - timedelta(days=4 + 20 * self._random.random()), reviewer, self._random)
        response = _at_desk(closed - timedelta(hours=self._about(30)), reviewer, self._random)
        answered = self._random.random() < 0.75
        return {
            "number": 0,
            "author": author.email,
            "created_at": _written(_opened(response, self._about(2 * self._answers_in), author, self._random)),
            "first_response_at": _written(response) if answered else None,
            "merged_at": None,
            "closed_at": _written(closed),
            "from_fork": True,
            "author_association": "contributor",
            "reviewers": [reviewer.email] if answered else [],
            "approved_by": [],
        }

    def opened_issues(self) -> list[dict[str, object]]:
        """Issues of the last year that are done with."""
        found: list[dict[str, object]] = []
        people = [*self._guests, *self.home]
        for _ in range(math.floor(_ISSUES * len(people))):
            author = people[math.floor(len(people) * self._random.random())]
            opened = _at_desk(self._today - timedelta(weeks=1 + 49 * self._random.random()), author, self._random)
            closed = min(opened + timedelta(days=1 + 12 * self._random.random()), self._today)
            found.append(
                {"number": 0, "author": author.email, "created_at": _written(opened), "closed_at": _written(closed)}
            )
        return found

    def tasks(self) -> list[dict[str, object]]:
        """The open issues that the recipe names."""
        found: list[dict[str, object]] = []
        for task in self._recipe.settings.issues:
            author = self.home[math.floor(len(self.home) * self._random.random())]
            opened = _at_desk(self._today - timedelta(days=2 + 70 * self._random.random() ** 2), author, self._random)
            found.append(
                {
                    "number": 0,
                    "title": task.title,
                    "author": author.email,
                    "created_at": _written(opened),
                    "labels": list(task.labels),
                    "assigned": task.assigned,
                    "linked_pull_request": task.pull_request,
                }
            )
        return found

    def _reviewers(self, author: Person) -> tuple[Person, Person]:
        """Somebody of the team, and one more of it or a guest who knows the code."""
        others = [person for person in self.home if person is not author]
        start = math.floor(len(others) * self._random.random() ** 1.6)  # those listed first review most
        more = [*(person for person in self._guests if person is not author), others[(start + 1) % len(others)]]
        return others[start], more[math.floor(len(more) * self._random.random())]

    def _about(self, hours: float) -> float:
        """Hours around a number, seldom many more."""
        return hours * (0.25 + 2.6 * self._random.random() ** 2)


def _opened(response: datetime, wait: float, author: Person, random: Random) -> datetime:
    """When something was opened that waited so many working hours for its answer."""
    days, hours = divmod(wait, _END - _BEGIN)
    opened = response - timedelta(hours=hours)
    for _ in range(math.floor(days)):
        opened -= timedelta(days=3 if opened.weekday() == 0 else 1)
    return _at_desk(opened, author, random)


def _at_desk(moment: datetime, person: Person, random: Random) -> datetime:
    """A moment, or where it was not within somebody's working hours, some time before the end of the last ones."""
    zone = timedelta(hours=int(person.zone[:3]), minutes=int(person.zone[0] + person.zone[3:]))
    local = moment + zone
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    late = timedelta(hours=_END - 5 * random.random())
    if local < midnight + timedelta(hours=_BEGIN):
        midnight -= timedelta(days=1)
        local = midnight + late
    if local > midnight + timedelta(hours=_END):
        local = midnight + late
    if local.weekday() > 4:
        local = midnight - timedelta(days=midnight.weekday() - 4) + late
    return (local - zone).replace(microsecond=0)


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
