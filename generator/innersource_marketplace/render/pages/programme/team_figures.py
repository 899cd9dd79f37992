"""Figures of contributions across teams: shares with their samples, who helps whom, first contributions."""

from collections import Counter
from datetime import timedelta
from typing import Final

from innersource_marketplace.insight.teamwork.across_teams import UNKNOWN, Distance, Flow
from innersource_marketplace.insight.teamwork.contributions import DAYS, FIRST_DAYS, Kind
from innersource_marketplace.insight.teamwork.shares import ENOUGH, SMALLEST_GROUP, Share
from innersource_marketplace.model import name_order
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme.basis import Programme, facts_age
from innersource_marketplace.render.pages.programme.figure import FEW, NO_DATA, Column, Figure, Table, Value
from innersource_marketplace.render.parts.figure_charts import Month, columns, month_words

_MONTHS: Final = 13
_TEAMS: Final = 16
_FIRSTS: Final = 20
_PROJECTS: Final = 30
_SHARE_COLUMNS: Final = (
    ("outside_percent", Column.PERCENT),
    ("outside", Column.NUMBER),
    ("sample", Column.NUMBER),
    ("unknown", Column.NUMBER),
)


def outside(programme: Programme, say: Messages) -> Figure:
    """The share of commits that came from other teams, month by month."""
    flow, share = programme.flow, programme.flow.shares[Kind.COMMITS]
    since = programme.today - timedelta(days=DAYS)
    # The year begins within a month, of which a few days would look like the whole.
    months = [(month, one) for month, one in flow.months if month > f"{since:%Y-%m}"][-_MONTHS:]

    def rows(*, words: bool) -> tuple[tuple[Value, ...], ...]:
        return tuple((month_words(month, say) if words else month, *_share_cells(one)) for month, one in months)

    head = (("month", Column.TEXT), *_SHARE_COLUMNS)
    return Figure(
        id="outside",
        value=_share(share, say),
        sample=_share_sample(share, say),
        coverage=_coverage(share, flow, say),
        age=facts_age(programme, say),
        plot=columns(
            [Month(month, one.percent) for month, one in months],
            say,
            today=programme.today,
            most=max([one.percent for _, one in months if one.percent], default=100),
        )
        if flow.known
        else None,
        plot_words=say("programme.outside.words"),
        table=Table(columns=head, rows=rows(words=True)) if months else None,
        data=Table(columns=head, rows=rows(words=False)),
        note="" if flow.known else say("programme.no-teams"),
        before=say(
            "programme.before.month", value=f"{months[0][1].percent}\u00a0%", month=month_words(months[0][0], say)
        )
        if months and months[0][1].percent is not None
        else "",
    )


def distance(programme: Programme, say: Messages) -> Figure:
    """How far contributors are from the projects: their own team, their department, elsewhere."""
    flow = programme.flow
    found = {place: count for place, (count, people) in flow.distance.items() if people >= SMALLEST_GROUP}
    total = sum(count for count, _ in flow.distance.values())
    # One hidden count could be worked out from the others.
    told = total >= ENOUGH and len(found) == len(flow.distance)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            say(f"programme.distance.{place}"),
            round(100 * flow.distance[place][0] / total, 1) if told else FEW,
            flow.distance[place][0] if told else FEW,
        )
        for place in Distance
        if place in flow.distance
    )
    far = flow.distance.get(Distance.ELSEWHERE, (0, 0))[0]
    return Figure(
        id="distance",
        value=f"{round(100 * far / total)}\u00a0%" if told else say("programme.few" if total else "programme.unknown"),
        sample=_share_sample(flow.shares[Kind.COMMITS], say),
        coverage=_coverage(flow.shares[Kind.COMMITS], flow, say),
        age=facts_age(programme, say),
        table=Table(
            columns=(("distance", Column.TEXT), ("of_commits", Column.PERCENT), ("commits", Column.NUMBER)), rows=rows
        )
        if rows
        else None,
        open=True,
        note="" if flow.known else say("programme.no-teams"),
    )


def matrix(programme: Programme, say: Messages) -> Figure:
    """Who helps whom: commits by the team that gave them and the team that owns the project."""
    flow = programme.flow
    pairs = sorted(
        flow.matrix.items(), key=lambda item: (item[0][0] == UNKNOWN, *(name_order(name) for name in item[0]))
    )
    totals: Counter[str] = Counter()
    for (giver, owner), count in pairs:
        totals[owner] += count or 1
        totals[giver] += count or 1
    del totals[UNKNOWN]
    chosen = sorted(sorted(totals, key=lambda name: (-totals[name], name))[:_TEAMS], key=name_order)
    rows: list[tuple[Value, ...]] = []
    for giver in (*chosen, UNKNOWN):
        found = [flow.matrix.get((giver, owner), "") for owner in chosen]
        if any(cell != "" for cell in found):
            shown: list[Value] = [
                "–" if owner == giver else FEW if cell is None else cell or "·"
                for owner, cell in zip(chosen, found, strict=True)
            ]
            rows.append((giver or say("programme.matrix.unknown"), *shown))
    data: tuple[tuple[Value, ...], ...] = tuple(
        (giver or "unknown", owner, FEW if count is None else count) for (giver, owner), count in pairs
    )
    return Figure(
        id="matrix",
        value=say("programme.matrix.value", count=sum(1 for (giver, _), _ in pairs if giver != UNKNOWN))
        if flow.known
        else say("programme.unknown"),
        sample=_share_sample(flow.shares[Kind.COMMITS], say),
        coverage=_coverage(flow.shares[Kind.COMMITS], flow, say),
        age=facts_age(programme, say),
        table=Table(columns=(("from", Column.TEXT), *((name, Column.NUMBER) for name in chosen)), rows=tuple(rows))
        if rows
        else None,
        data=Table(columns=(("from", Column.TEXT), ("to", Column.TEXT), ("commits", Column.NUMBER)), rows=data),
        open=True,
        note=say("programme.matrix.more", count=len(totals) - _TEAMS) if len(totals) > _TEAMS else "",
    )


def teams(programme: Programme, say: Messages) -> Figure:
    """Contributions from other teams to the projects of each team, by name of the team."""
    flow = programme.flow
    rows = tuple((team.team, team.projects, *_share_cells(team.received), team.helps) for team in flow.teams)
    helped = sum(1 for team in flow.teams if team.received.outside)
    return Figure(
        id="teams",
        value=say("programme.teams.value", count=helped, of=len(flow.teams))
        if flow.known
        else say("programme.unknown"),
        sample=_share_sample(flow.shares[Kind.COMMITS], say),
        coverage=_coverage(flow.shares[Kind.COMMITS], flow, say),
        age=facts_age(programme, say),
        table=Table(
            columns=(("team", Column.TEXT), ("projects", Column.NUMBER), *_SHARE_COLUMNS, ("helps", Column.NUMBER)),
            rows=rows,
        )
        if rows
        else None,
        open=len(rows) <= _TEAMS,
    )


def by_project(programme: Programme, say: Messages) -> Figure:
    """The share from other teams for each project, by its title."""
    flow = programme.flow
    named = [
        (project, flow.by_project[project.key]) for project in programme.projects if project.key in flow.by_project
    ]
    ordered = sorted(named, key=lambda pair: (pair[0].title.casefold(), pair[0].key))
    told = [pair for pair in ordered if pair[1].percent is not None]
    head = (("project", Column.TEXT), *_SHARE_COLUMNS)
    return Figure(
        id="by-project",
        value=say("programme.by-project.value", count=sum(1 for _, share in told if share.outside), of=len(told))
        if told
        else say("programme.unknown"),
        sample=say("programme.by-project.sample", count=len(ordered)),
        age=facts_age(programme, say),
        table=Table(
            columns=head, rows=tuple((project.title, *_share_cells(share)) for project, share in told[:_PROJECTS])
        )
        if told
        else None,
        data=Table(
            columns=(("project", Column.TEXT), *_SHARE_COLUMNS),
            rows=tuple((project.key, *_share_cells(share)) for project, share in ordered),
        ),
        note=say("programme.by-project.more", count=len(told) - _PROJECTS) if len(told) > _PROJECTS else "",
    )


def requests(programme: Programme, say: Messages) -> Figure:
    """Pull requests, reviews and issues from other teams, where a source tells of them."""
    flow = programme.flow
    found = [(kind, flow.shares[kind]) for kind in (Kind.PULL_REQUESTS, Kind.REVIEWS, Kind.ISSUES)]
    rows = tuple((say(f"programme.kind.{kind.value}"), *_share_cells(share)) for kind, share in found if share)
    table = Table(columns=(("kind", Column.TEXT), *_SHARE_COLUMNS), rows=rows)
    pulls = flow.shares[Kind.PULL_REQUESTS]
    return Figure(
        id="requests",
        value=_share(pulls, say),
        sample=_share_sample(pulls, say),
        coverage=_coverage(pulls, flow, say),
        age=facts_age(programme, say),
        table=table if rows else None,
        data=table,
        open=True,
        note="" if rows else say("programme.no-pull-requests"),
    )


def firsts(programme: Programme, say: Messages) -> Figure:
    """First contributions of a team to a project of another one, taken lately."""
    flow, titles = programme.flow, {project.key: project for project in programme.projects}
    rows: list[tuple[Value, ...]] = []
    data: list[tuple[Value, ...]] = []
    for first in flow.firsts:
        project = titles.get(first.key)
        if project is None:
            continue
        team = first.team or say("programme.firsts.small")
        rows.append((team, project.title, month_words(f"{first.week:%Y-%m}", say)))
        data.append((first.team or FEW, project.key, f"{first.week:%Y-%m}"))
    head = (("from", Column.TEXT), ("project", Column.TEXT), ("month", Column.TEXT))
    return Figure(
        id="firsts",
        value=say.number(len(rows)) if flow.known else say("programme.unknown"),
        sample=say("programme.firsts.sample", count=FIRST_DAYS),
        age=facts_age(programme, say),
        table=Table(columns=head, rows=tuple(rows[:_FIRSTS])) if rows else None,
        data=Table(columns=head, rows=tuple(data)),
        open=True,
        note=say("programme.firsts.more", count=len(rows) - _FIRSTS) if len(rows) > _FIRSTS else "",
    )


def _share_cells(share: Share) -> tuple[Value, ...]:
    """The cells of a share; a small group hides the counts too, for they would be a person's."""
    if share.percent is None and share.sample:
        return (FEW, FEW, share.sample if share.people >= SMALLEST_GROUP else FEW, share.unknown)
    if share.percent is None:
        return (NO_DATA, 0, 0, share.unknown)
    return (share.percent, share.outside, share.sample, share.unknown)


def _share(share: Share | None, say: Messages) -> str:
    if share is None or not share.sample:
        return say("programme.unknown")
    return say("programme.few") if share.percent is None else f"{share.percent}\u00a0%"


def _share_sample(share: Share | None, say: Messages) -> str:
    return say("programme.sample.none") if share is None else say("programme.sample.share", count=share.sample)


def _coverage(share: Share | None, flow: Flow, say: Messages) -> str:
    """What a share leaves out: people in no team, and projects whose team is not known."""
    if share is None or not flow.known:
        return ""
    listed = say("site.projects", count=flow.projects)
    return say("programme.coverage", count=share.unknown, owned=flow.owned, projects=listed)
