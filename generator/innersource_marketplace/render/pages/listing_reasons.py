"""Why each repository is listed, or is not: the page for owners, and the same for other programs.

Static pages of a hundred repositories each, those that need somebody first, and a small index that
a script searches by name. Everything is there without the script too.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import (
    Day,
    DocumentRole,
    ExpirySettings,
    ProjectKey,
    SafeUrl,
    SiteSettings,
)
from innersource_marketplace.model.listing_status import Considered, Rule
from innersource_marketplace.reference import forge_urls as links
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.cards import is_stale
from innersource_marketplace.render.parts.dates import Moment, day, moment
from innersource_marketplace.render.parts.pagination import page_numbers
from innersource_marketplace.render.template_engine import fill

ROWS: Final = 100
"""Repositories on a page."""

INDEX_PATH: Final = "assets/listed.json"
"""What the search by name works on."""

_LINE_ANCHORS = frozenset(["github", "ghes", "gitlab", "gitea", "forgejo", "codeberg", "sourcehut"])
"""Kinds of forge that understand `#L12` at the end of a file's address."""

_PROBLEMS_SHOWN = 5
"""Problems of one repository in plain sight; the next ones are folded."""

_PROBLEMS_KEPT = 50
"""Problems of one repository on the page; the data have all of them."""


class State(StrEnum):
    """The state of a repository, most urgent first."""

    LEFT_OUT = "left-out"
    STALE = "stale"
    PROBLEMS = "problems"
    WELL = "well"


_URGENCY: Final = tuple(State)


class ProblemLinks(msgspec.Struct, frozen=True, kw_only=True):
    """A problem with links to it. `documentation` is a path from the site's root."""

    problem: Problem
    file: str | None
    documentation: str
    view: SafeUrl | None
    edit: SafeUrl | None


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    path: str
    host: str
    page: str | None
    url: SafeUrl | None
    state: State
    label: str
    icon: str
    reason: str
    in_english: bool
    fix: str | None
    tried: Moment | None
    good: Moment | None
    problems: Sequence[ProblemLinks]
    further: Sequence[ProblemLinks]
    more: int
    edit: SafeUrl | None


def state_of(one: Considered, today: Day) -> State:
    """The state of a repository."""
    if one.project is None:
        return State.LEFT_OUT
    if one.project.failing_since is not None or is_stale(one.project, today):
        return State.STALE
    return State.PROBLEMS if one.problems else State.WELL


def reason(one: Considered, say: Messages) -> str:
    """The rule that decided, in words."""
    if one.rule is Rule.EXCLUDED:
        return escape.plain(_rule(one, say) or str(one.said))
    if one.rule is Rule.EXPIRED and one.expiry is not None:
        return say("listed.rule.expired", date=day(one.expiry.last_activity, say))
    return say(f"listed.rule.{one.rule.value}", source=escape.plain(str(one.said), 200))


def _rule(one: Considered, say: Messages) -> str | None:
    """The rule that left a repository out in the language of the site, None where it is known in English only."""
    return say.known("problem.", one.said)


def rule_words(rule: ExpirySettings | None, say: Messages) -> str | None:
    """The rule of portal hygiene as pages state it; None where there is none."""
    if rule is None:
        return None
    return say(
        "listed.expiry",
        after=say("listed.expiry.days", count=rule.inactive_after_days),
        grace=say("listed.expiry.days", count=rule.grace_days),
    )


def remedy(one: Considered, say: Messages) -> str | None:
    """What the owner can do about not being listed; None where nothing needs doing."""
    return say(f"listed.fix.{one.rule.value}") if one.project is None else None


def _with_links(problem: Problem, one: Considered) -> ProblemLinks:
    """Add links to a problem: its line and the editor at the host, and the explanation on this site."""
    path = problem.where.removeprefix(one.key).removeprefix("/") if problem.where.startswith(f"{one.key}/") else None
    view = edit = None
    facts = one.facts
    if path and facts is not None:
        view = links.at_host(facts, links.file_url, path)
        edit = links.at_host(facts, links.edit_url, path)
        if view is not None and problem.line and facts.forge in _LINE_ANCHORS:
            view = SafeUrl(f"{view}#L{problem.line}")
    if path is None and problem.code == "logo" and one.project is not None:
        edit = one.project.edit_metadata
    return ProblemLinks(problem=problem, file=path, documentation=documentation(problem.code), view=view, edit=edit)


def documentation(code: str) -> str:
    """Where this site explains a code, from its root."""
    return f"reference/problems/#{code}"


def addresses(considered: Sequence[Considered], today: Day) -> dict[ProjectKey, str]:
    """Where on the site each repository is answered for: page and fragment, from the site's root."""
    found: dict[ProjectKey, str] = {}
    for attention in (True, False):
        for position, one in enumerate(_part(considered, today, attention=attention)):
            folder = _folder(attention=attention, page=position // ROWS + 1)
            found[one.key] = f"{folder}#{_id(one.key)}"
    return found


def question(one: Considered) -> str:
    """The address of one repository's listing status, from the site's root, independent of its position in the list."""
    return f"listed/?{urlencode({'q': _owner_and_name(one).encode('utf-8', 'replace')})}"


def listing_pages(
    considered: Sequence[Considered], settings: SiteSettings, today: Day, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages under `listed/`, and the index that their search works on."""
    parts = {attention: _part(considered, today, attention=attention) for attention in (True, False)}
    where = addresses(considered, today)
    rows = [
        [_owner_and_name(one), _title(one), state_of(one, today).value, where[one.key], len(one.problems)]
        for part in parts.values()
        for one in part
    ]
    yield INDEX_PATH, escape.json_text({"format": 1, "language": say.language, "rows": rows}).encode("ascii")
    states = [state_of(one, today) for one in considered]
    for attention, part in parts.items():
        pages = max(-(-len(part) // ROWS), 1)
        starts = [_owner_and_name(part[index]) for index in range(0, len(part), ROWS)] or [""]
        for page in range(1, pages + 1):
            address = _folder(attention=attention, page=page)
            root = "../" * address.count("/")
            shown = part[(page - 1) * ROWS : page * ROWS]
            title = say("listed.title") if pages == 1 else say("listed.title.page", page=page, pages=pages)
            markup = fill(
                "listed.html",
                say,
                {
                    "root": root,
                    "title": title,
                    "index": root + INDEX_PATH,
                    "words": escape.json_text({**say.forms("listed.search."), **say.forms("listed.state.")}),
                    "attention": attention,
                    "counts": {state.value: states.count(state) for state in State},
                    "total": len(considered),
                    "needing": len(parts[True]),
                    "well": len(parts[False]),
                    "rows": [_row(one, root, today, say) for one in shown],
                    "folder": root + _folder(attention=attention, page=1),
                    "page": page,
                    "pages": page_numbers(page, pages),
                    "last": pages,
                    "starts": starts,
                    "expiry": rule_words(settings.expiry, say),
                },
            )
            description = say("listed.description", organization=settings.organization)
            yield (
                f"{address}index.md",
                MarkdownPage(markup, template="listed.html", title=title, description=description),
            )


def considered_as_data(one: Considered, today: Day, say: Messages) -> dict[str, object]:
    """One repository for `api/v1/problems.json`; its problems have links, unknown is None."""
    project = one.project
    return {
        "key": one.key,
        "listed": project is not None,
        "state": state_of(one, today).value,
        "rule": one.rule.value,
        "reason": reason(one, say),
        "fix": remedy(one, say),
        "title": _title(one),
        "page": None if project is None else project.page,
        "url": _url(one),
        "tried_at": None if one.tried_at is None else one.tried_at.isoformat(),
        "collected_at": None if project is None or one.tried_at is None else project.collected_at.isoformat(),
        "failing_since": None
        if project is None or project.failing_since is None
        else project.failing_since.isoformat(),
        "problems": [_problem_as_data(_with_links(problem, one)) for problem in one.problems],
    }


def _problem_as_data(found: ProblemLinks) -> dict[str, object]:
    """A problem with its links, for other programs."""
    problem = found.problem
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": None if found.file is None else escape.plain(found.file),
        "line": problem.line,
        "column": problem.column,
        "pointer": escape.plain(problem.pointer),
        "message": str(problem.message),
        "fix": str(problem.fix),
        "documentation": found.documentation,
        "view": found.view,
        "edit": found.edit,
    }


def _part(considered: Sequence[Considered], today: Day, *, attention: bool) -> list[Considered]:
    return sorted(
        (one for one in considered if (state_of(one, today) is not State.WELL) is attention),
        key=lambda one: (_URGENCY.index(state_of(one, today)), _owner_and_name(one).casefold(), one.key),
    )


def _folder(*, attention: bool, page: int) -> str:
    folder = "listed/" if attention else "listed/well/"
    return folder if page == 1 else f"{folder}{page}/"


def _id(key: ProjectKey) -> str:
    return f"r-{escape.short_hash(key)}"


def _owner_and_name(one: Considered) -> str:
    return escape.plain(one.key.partition("/")[2] or one.key, 200)


def _title(one: Considered) -> str:
    return one.project.title if one.project is not None else escape.plain(one.key.rpartition("/")[2] or one.key, 200)


def _url(one: Considered) -> SafeUrl | None:
    if one.project is not None:
        return one.project.url
    return one.facts.url if one.facts is not None else None


_SIGNS: Final = {
    State.LEFT_OUT: "minus-circle-outline",
    State.STALE: "clock-outline",
    State.PROBLEMS: "alert-circle-outline",
    State.WELL: "check-circle-outline",
}


def _row(one: Considered, root: str, today: Day, say: Messages) -> _Row:
    state = state_of(one, today)
    project = one.project
    good = project.collected_at if project is not None and one.tried_at is not None else None
    problems = [_with_links(problem, one) for problem in one.problems[:_PROBLEMS_KEPT]]
    return _Row(
        id=_id(one.key),
        title=_title(one),
        path=_owner_and_name(one),
        host=escape.plain(one.key.partition("/")[0], 200),
        page=None if project is None else root + project.page,
        url=_url(one),
        state=state,
        label=say(f"listed.state.{state.value}", count=len(one.problems)),
        icon=_SIGNS[state],
        reason=reason(one, say),
        in_english=say.language != "en" and one.rule is Rule.EXCLUDED and _rule(one, say) is None,
        fix=remedy(one, say),
        tried=moment(one.tried_at, today, say),
        good=moment(good, today, say),
        problems=problems[:_PROBLEMS_SHOWN],
        further=problems[_PROBLEMS_SHOWN:],
        more=max(len(one.problems) - _PROBLEMS_KEPT, 0),
        edit=_edit_metadata(one) if project is None else None,
    )


def _edit_metadata(one: Considered) -> SafeUrl | None:
    """Where the file is edited that takes an opted-out repository off the list."""
    facts = one.facts
    if facts is None or facts.url is None or facts.default_branch is None:
        return None
    document = facts.documents.get(DocumentRole.METADATA)
    return links.edit_url(facts.url, facts.forge, facts.default_branch, document.path) if document else None
