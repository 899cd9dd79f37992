"""How ready a project is for guests, by the five elements of InnerSource.

Each check of `registry` is a pure function: yes, no or cannot tell, with the fact that it rests on.
Nothing is added up to a single number, and no person is judged. The rule for levels is in `levels`.
"""

import re
from collections.abc import Sequence
from fnmatch import translate
from functools import lru_cache
from posixpath import dirname

from msgspec.structs import replace

from innersource_marketplace.errors import Problem
from innersource_marketplace.insight.readiness.levels import level, next_step
from innersource_marketplace.insight.readiness.registry import (
    ASSISTANT_CHECKS,
    CHECKS,
    Check,
    file_to_create,
    text_to_paste,
)
from innersource_marketplace.insight.readiness.subject import (
    OutsideWork,
    Subject,
    Verdict,
    cannot_tell,
    file_url,
    no,
    unseen,
    yes,
)
from innersource_marketplace.limits import LISTED_FOLDERS, LISTED_PATHS
from innersource_marketplace.model import (
    Answer,
    Commands,
    Day,
    Element,
    Evidence,
    Facts,
    FileCheck,
    Finding,
    Lifecycle,
    Project,
    Readiness,
    ReadinessSettings,
    Readme,
    SafeUrl,
)
from innersource_marketplace.reference import forge_urls as links

FIGURES = ("response-outside",)
"""Checks whose evidence is a figure that pages about many projects show."""

_NO_COMMANDS = Commands()
_UNTOLD = Evidence(word="")
_WILD = re.compile(r"[*?\[]")


def assess(
    project: Project,
    facts: Facts,
    readme: Readme | None,
    *,
    metadata_faults: Sequence[Problem] = (),
    outside: OutsideWork | None = None,
    updates_in: str | None = None,
    commands: Commands = _NO_COMMANDS,
    settings: ReadinessSettings,
    today: Day,
) -> Readiness:
    """Ask every check that the organisation has not switched off, and work out the levels."""
    subject = Subject(
        project=project,
        facts=facts,
        readme=readme,
        metadata_faults=metadata_faults,
        licenses=settings.licenses,
        outside=outside,
        updates_in=updates_in,
        commands=commands,
    )
    findings = [
        _finding(check, subject, today, settings.levels.get(check.id, check.level))
        for check in CHECKS
        if check.id not in settings.off
    ]
    findings += [_file_finding(check, subject) for check in settings.files]
    levels: dict[Element, int | None] = {
        element: level(finding for finding in findings if finding.element is element)
        for element in Element
        if any(finding.element is element for finding in findings)
    }
    if not project.is_read:
        # What the catalogue says of it is known, and all the rest is not: no level is known.
        levels = dict.fromkeys(levels)
    step = next_step(findings, levels)
    if project.lifecycle is Lifecycle.ARCHIVED or facts.archived:
        # An archived repository takes no file: the step is to open it again, or to name what replaces it.
        archived = next((one for one in findings if one.check == "not-archived" and one.answer is Answer.NO), None)
        step = None if archived is None else archived.check
    elif project.lifecycle is Lifecycle.DEPRECATED:
        step = None  # nobody should get ready for guests what is about to end
    assistants = (_finding(check, subject, today, 0) for check in ASSISTANT_CHECKS if check.id not in settings.off)
    return Readiness(levels=levels, findings=tuple(findings), next_step=step, assistants=tuple(assistants))


def level_figure(element: Element, level: int | None) -> str:
    """The name of the daily figure that counts projects at a level of an element; None is "cannot tell"."""
    return f"level_{element.value}_{'unknown' if level is None else level}"


def outline(readiness: Readiness) -> Readiness:
    """The same answers without what each rests on, which only the page of the project tells.

    The evidence of `FIGURES` stays, for other pages tell it too.
    """
    findings, assistants = (
        tuple(
            _bare(finding.check, finding.element, finding.level, finding.answer, (finding.name, finding.fix))
            if finding.check not in FIGURES
            else replace(finding, remedy=None)
            for finding in found
        )
        for found in (readiness.findings, readiness.assistants)
    )
    return replace(readiness, findings=findings, assistants=assistants)


@lru_cache(maxsize=4096)  # few answers to few checks, in thousands of projects
def _bare(
    check: str, element: Element | None, needed_for: int, answer: Answer, added: tuple[str | None, str | None]
) -> Finding:
    name, fix = added
    return Finding(check=check, element=element, level=needed_for, answer=answer, evidence=_UNTOLD, name=name, fix=fix)


def _finding(check: Check, subject: Subject, today: Day, needed_for: int) -> Finding:
    verdict = check.ask(subject, today)
    return Finding(
        check=check.id,
        element=check.element,
        level=needed_for,
        answer=verdict.answer,
        evidence=verdict.evidence,
        remedy=_remedy(check, subject) if verdict.answer is Answer.NO else None,
    )


def _remedy(check: Check, subject: Subject) -> SafeUrl | None:
    """Where the missing file can be written, begun with the text if the forge takes one."""
    facts, project = subject.facts, subject.project
    if facts.url is None or facts.default_branch is None:
        return None
    path = file_to_create(check, facts.forge)
    if path is not None:
        text = text_to_paste(check, facts.forge, title=project.title, team=project.team) or ""
        return links.new_file_url(facts.url, facts.forge, facts.default_branch, path, text)
    if check.id.startswith("readme-"):
        readme = next((d for role, d in facts.documents.items() if role.value == "readme"), None)
        path = readme.path if readme is not None else facts.below("README.md")
        address = links.edit_url if readme is not None else links.new_file_url
        return address(facts.url, facts.forge, facts.default_branch, path)
    return project.edit_metadata if check.id in ("description", "topics", "trusted-committers", "backlog") else None


def _file_finding(check: FileCheck, subject: Subject) -> Finding:
    verdict = file_exists(check.path, subject)
    facts = subject.facts
    remedy = None
    if verdict.answer is Answer.NO and not _WILD.search(check.path) and facts.url and facts.default_branch:
        remedy = links.new_file_url(facts.url, facts.forge, facts.default_branch, check.path)
    return Finding(
        check=check.id,
        element=check.element,
        level=check.level,
        answer=verdict.answer,
        evidence=verdict.evidence,
        name=check.name,
        fix=check.fix,
        remedy=remedy,
    )


def file_exists(pattern: str, subject: Subject) -> Verdict:
    """Whether some file fits a shell pattern, among the folders whose files are known by name."""
    facts = subject.facts
    if facts.paths is None:
        return unseen(subject)
    paths = facts.own_paths
    fits = re.compile(translate(pattern.casefold())).match
    found = next((facts.below(path) for path in paths if fits(path.casefold())), None)
    if found is None and facts.folder is not None:
        # Many such files are about the whole repository; those in the root hold for its folders.
        found = next((path for path in facts.paths if fits(path.casefold())), None)
    if found is not None:
        return yes("file", path=found, url=file_url(subject, found))
    if dirname(pattern) not in LISTED_FOLDERS or len(paths) >= LISTED_PATHS:
        return cannot_tell("paths.elsewhere", pattern=pattern)
    return no("paths.none", pattern=pattern)
