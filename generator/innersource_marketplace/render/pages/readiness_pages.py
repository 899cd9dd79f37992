"""Readiness in words: the section of a project page, the page that explains every check, and the data."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from innersource_marketplace.insight.readiness.registry import (
    ASSISTANT_CHECKS,
    BY_ID,
    CHECKS,
    Check,
    file_to_create,
    text_to_paste,
)
from innersource_marketplace.model import (
    HIGHEST_LEVEL,
    Answer,
    Day,
    Element,
    Evidence,
    Finding,
    Project,
    Readiness,
    SafeUrl,
    SiteSettings,
)
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.dates import Moment, moment
from innersource_marketplace.render.template_engine import fill

PAGE: Final = "readiness/"
"""Where every check is explained, from the site's root."""


class Meter(msgspec.Struct, frozen=True, kw_only=True):
    """The level of an element as pages draw it: `marks` are full and empty parts."""

    element: str
    name: str
    level: int | None
    words: str
    marks: tuple[bool, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One check as the project page shows it. `text` is ready to paste, `remedy` where to."""

    id: str
    name: str
    answer: str
    answered: str
    evidence: str
    when: Moment | None
    url: SafeUrl | None
    fix: str | None
    text: str | None
    remedy: SafeUrl | None
    creates: bool


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """An element with its checks."""

    meter: Meter
    tally: str
    steps: tuple[Step, ...]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Readiness of one project: elements with their checks, and the one step that helps most, or why there is none.

    `assistants` are the checks about coding assistants, which have no level; `assistants_tally` counts their answers.
    """

    groups: tuple[Group, ...]
    next_step: Step | None
    no_step: str
    assistants: tuple[Step, ...]
    assistants_tally: str


def readiness_section(project: Project, today: Day, say: Messages) -> Section | None:
    """Put a project's readiness into words; None where it was not worked out."""
    readiness = project.readiness
    if readiness is None:
        return None
    forge = _forge(readiness)
    steps = {finding.check: _step(finding, project, forge, today, say) for finding in readiness.findings}
    groups = []
    for element, level in readiness.levels.items():
        found = [finding for finding in readiness.findings if finding.element is element]
        groups.append(
            Group(
                meter=meter(element, level, say),
                tally=_counted(found, say),
                steps=tuple(steps[finding.check] for finding in found),
            )
        )
    return Section(
        groups=tuple(groups),
        next_step=steps.get(readiness.next_step or ""),
        no_step=say(f"readiness.next.{'ends' if project.lifecycle and project.lifecycle.ends else 'none'}"),
        assistants=tuple(_step(finding, project, forge, today, say) for finding in readiness.assistants),
        assistants_tally=_counted(readiness.assistants, say),
    )


def _counted(findings: Iterable[Finding], say: Messages) -> str:
    tally = Counter(finding.answer for finding in findings)
    return say("readiness.tally", yes=tally[Answer.YES], no=tally[Answer.NO], unknown=tally[Answer.CANNOT_TELL])


def meter(element: Element, level: int | None, say: Messages) -> Meter:
    """Draw the level of an element."""
    name = say(f"readiness.level.{'unknown' if level is None else level}")
    return Meter(
        element=element.value,
        name=say(f"element.{element.value}"),
        level=level,
        words=name if level is None else say("readiness.level", level=level, name=name),
        marks=tuple(level is not None and level > mark for mark in range(HIGHEST_LEVEL)),
    )


def _step(finding: Finding, project: Project, forge: str | None, today: Day, say: Messages) -> Step:
    check = BY_ID.get(finding.check)
    wanting = finding.answer is Answer.NO
    # The page shows the text of the next step only; of the others it says where to find it.
    text = (
        text_to_paste(check, forge, title=project.title, team=project.team) if wanting and check is not None else None
    )
    return Step(
        id=finding.check,
        name=finding.name or say(f"readiness.check.{finding.check}"),
        answer=finding.answer.value,
        answered=say(f"readiness.answer.{finding.answer.value}"),
        evidence=evidence_words(finding.evidence, say),
        when=moment(finding.evidence.when, today, say),
        url=finding.evidence.url,
        fix=_fix(finding, check, say) if wanting else None,
        text=text,
        remedy=finding.remedy,
        creates=check is None or check.creates is not None,
    )


def _fix(finding: Finding, check: Check | None, say: Messages) -> str | None:
    return finding.fix if check is None else say(f"readiness.check.{check.id}.fix")


def _forge(readiness: Readiness) -> str | None:
    """What kind of place the remedies of a project lead to; the text must be that of the file it begins."""
    found = (*readiness.findings, *readiness.assistants)
    address = next((finding.remedy for finding in found if finding.remedy), None)
    if address is None:
        return None
    return "gitlab" if "/-/" in address else "gitea" if "/_new/" in address or "/_edit/" in address else "github"


def evidence_words(evidence: Evidence, say: Messages) -> str:
    """The sentence that an answer rests on."""
    return say(f"readiness.evidence.{evidence.word}", **evidence.values)


def readiness_as_data(readiness: Readiness | None, say: Messages) -> dict[str, object] | None:
    """Readiness for other programs: levels by element, and every answer with its evidence in words."""
    if readiness is None:
        return None
    return {
        "levels": levels_as_data(readiness),
        "next_step": readiness.next_step,
        "checks": [
            {
                **_answer_as_data(finding, say),
                "element": None if finding.element is None else finding.element.value,
                "level": finding.level,
            }
            for finding in readiness.findings
        ],
        "assistants": [_answer_as_data(finding, say) for finding in readiness.assistants],
    }


def _answer_as_data(finding: Finding, say: Messages) -> dict[str, object]:
    return {
        "check": finding.check,
        "name": finding.name or say(f"readiness.check.{finding.check}"),
        "answer": finding.answer.value,
        "evidence": evidence_words(finding.evidence, say),
        "when": None if finding.evidence.when is None else finding.evidence.when.isoformat(),
        "url": finding.evidence.url,
    }


def levels_as_data(readiness: Readiness | None) -> dict[str, int | None] | None:
    """The level of each element; null if it is not known."""
    return None if readiness is None else {element.value: level for element, level in readiness.levels.items()}


def readiness_facets(projects: Sequence[Project]) -> dict[str, list[list[str]]]:
    """For each element, the level of every project as a gallery facet has it."""
    return {
        f"ready-{element.value}": [
            [_facet_value(p.readiness.levels[element])] if p.readiness and element in p.readiness.levels else []
            for p in projects
        ]
        for element in Element
    }


def facet_labels(say: Messages) -> dict[str, str]:
    """What the values of the facets are called, by `facet.value`."""
    values = [*map(str, range(HIGHEST_LEVEL + 1)), "unknown"]
    return {
        f"ready-{element.value}.{value}": say(f"readiness.level.{value}") for element in Element for value in values
    }


def facet_names(say: Messages) -> dict[str, str]:
    """What the facets are called, by the key that scripts know it by."""
    return {
        f"facet.ready-{element.value}": say("readiness.facet", element=say(f"element.{element.value}"))
        for element in Element
    }


def _facet_value(level: int | None) -> str:
    return "unknown" if level is None else str(level)


def readiness_page(projects: Sequence[Project], settings: SiteSettings, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield the page that explains every check, made from the registry and the catalogue's settings."""
    assessed = [project.readiness for project in projects if project.readiness is not None]
    answers = Counter(
        (finding.check, finding.answer)
        for readiness in assessed
        for finding in (*readiness.findings, *readiness.assistants)
    )
    levels = Counter((element, level) for readiness in assessed for element, level in readiness.levels.items())
    elements = [
        {
            "id": element.value,
            "name": say(f"element.{element.value}"),
            "text": say(f"element.{element.value}.explained"),
            "levels": [levels[element, level] for level in (None, *range(HIGHEST_LEVEL + 1))],
            "checks": [
                *_explained([one for one in CHECKS if one.element is element], settings, answers, say),
                *_added(element, settings, answers, say),
            ],
        }
        for element in Element
    ]
    assistants = {
        "id": "assistants",
        "name": say("readiness.assistants"),
        "text": say("readiness.assistants.explained"),
        "checks": [*_explained(ASSISTANT_CHECKS, settings, answers, say)],
    }
    values = {
        "settings": settings,
        "root": "../",
        "elements": elements,
        "groups": [*elements, assistants],
        "heads": [say(f"readiness.level.{level}") for level in ("unknown", *range(HIGHEST_LEVEL + 1))],
        "numbers": ["unknown", *(str(level) for level in range(HIGHEST_LEVEL + 1))],
        "assessed": len(assessed),
    }
    yield (
        f"{PAGE}index.md",
        MarkdownPage(
            fill("readiness.html", say, values),
            template="listing.html",
            title=say("readiness.page.title"),
            description=say("readiness.page.description"),
        ),
    )


def _explained(
    checks: Iterable[Check], settings: SiteSettings, answers: Counter[tuple[str, Answer]], say: Messages
) -> Iterator[Mapping[str, object]]:
    chosen = settings.readiness
    for check in checks:
        off = check.id in chosen.off
        level = chosen.levels.get(check.id, check.level)
        yield {
            "id": check.id,
            "name": say(f"readiness.check.{check.id}"),
            "why": say(f"readiness.check.{check.id}.why"),
            "fix": say(f"readiness.check.{check.id}.fix"),
            "level": say("readiness.off")
            if off
            else ""
            if check.element is None
            else say("readiness.page.level", level=level),
            "texts": _texts(check, settings),
            "answers": None if off else _tally(check.id, answers, say),
        }


def _texts(check: Check, settings: SiteSettings) -> list[tuple[str, str]]:
    """The fix of a check, by the file it goes into; the file depends on the forge."""
    made: dict[str, str] = {}
    for forge in (None, "gitlab"):
        text = text_to_paste(check, forge, title="…", team=settings.organization)
        if text is not None:
            made.setdefault(file_to_create(check, forge) or "", text)
    return list(made.items())


def _added(
    element: Element, settings: SiteSettings, answers: Counter[tuple[str, Answer]], say: Messages
) -> Iterator[Mapping[str, object]]:
    for check in settings.readiness.files:
        if check.element is element:
            yield {
                "id": check.id,
                "name": check.name,
                "why": say("readiness.added", organization=settings.organization, path=check.path),
                "fix": check.fix or "",
                "level": say("readiness.page.level", level=check.level),
                "texts": (),
                "answers": _tally(check.id, answers, say),
            }


def _tally(check: str, answers: Counter[tuple[str, Answer]], say: Messages) -> str:
    return say(
        "readiness.page.distribution",
        yes=answers[check, Answer.YES],
        no=answers[check, Answer.NO],
        unknown=answers[check, Answer.CANNOT_TELL],
    )
