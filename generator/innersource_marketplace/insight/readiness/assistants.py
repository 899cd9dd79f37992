"""Does a coding assistant find what it needs to change the project and to see whether that works?

These checks belong to no element: how people are received is one thing, what a program finds another.
"""

from collections.abc import Sequence

from innersource_marketplace.escape import plain
from innersource_marketplace.formats.manifests import is_manifest
from innersource_marketplace.insight.readiness.sections import start_heading, usage_heading
from innersource_marketplace.insight.readiness.subject import (
    Subject,
    Verdict,
    cannot_tell,
    document,
    file_url,
    has_document,
    no,
    unseen,
    yes,
)
from innersource_marketplace.model import Command, Day, DocumentRole

_INSTRUCTIONS = frozenset([".clinerules/", ".github/instructions/"])
"""Folders that hold nothing but instructions for coding assistants."""

_EXAMPLES = frozenset(
    f"{name}/"
    for name in ("cookbook", "demo", "demos", "example", "examples", "quickstart", "sample", "samples", "snippets")
)
"""Folders in the root that by their name hold examples."""


def instructions(subject: Subject, today: Day) -> Verdict:
    """There are instructions for coding assistants."""
    folder = next((subject.facts.below(path) for path in subject.facts.own_paths if path in _INSTRUCTIONS), None)
    if folder is not None and document(subject, DocumentRole.AGENTS) is None:
        return yes("file", path=folder, url=file_url(subject, folder.removesuffix("/")))
    return has_document(DocumentRole.AGENTS)(subject, today)


def set_up(subject: Subject, today: Day) -> Verdict:
    """A command that sets the project up can be found without reading prose."""
    return _command(subject, subject.commands.set_up)


def tests(subject: Subject, today: Day) -> Verdict:
    """A command that runs the tests can be found likewise."""
    commands = subject.commands
    if not commands.tests and commands.untested is not None:
        path = subject.facts.below(commands.untested)
        return cannot_tell("command.skipped", path=path, url=file_url(subject, path))
    return _command(subject, commands.tests)


def _command(subject: Subject, found: Sequence[Command]) -> Verdict:
    if found:
        first = found[0]
        return yes("command.some", command=plain(first.words, 80), path=first.path, url=file_url(subject, first.path))
    facts = subject.facts
    if facts.paths is None or facts.manifests is None:
        return unseen(subject)
    # Collected by an earlier version, or left out of a repository with many such files.
    read = {one.path for one in facts.manifests}
    unread = next((path for path in facts.paths if "/" not in path and is_manifest(path) and path not in read), None)
    if unread is not None:
        return cannot_tell("command.unread", path=unread, url=file_url(subject, unread))
    if (file := subject.commands.elsewhere) is not None:
        path = facts.below(file)
        return cannot_tell("command.elsewhere", path=path, url=file_url(subject, path.removesuffix("/")))
    return no("command.none")


def examples(subject: Subject, today: Day) -> Verdict:
    """There is an example to begin from: a folder of them, or a part of the README with code."""
    folder = next((subject.facts.below(path) for path in subject.facts.own_paths if path.casefold() in _EXAMPLES), None)
    if folder is not None:
        return yes("folder", path=folder, url=file_url(subject, folder.removesuffix("/")))
    shown, found = subject.readme, document(subject, DocumentRole.README)
    url = file_url(subject, found.path) if found is not None else None
    heading = usage_heading(shown)
    has_code = shown is not None and shown.html is not None and "<pre" in shown.html
    if heading is not None and has_code:
        return yes("section.heading", heading=plain(heading, 80), url=url)
    heading = heading or start_heading(shown)
    if heading is not None:
        return cannot_tell("section.perhaps", heading=plain(heading, 80), url=url)
    if has_code:
        return cannot_tell("examples.code", url=url)
    if subject.facts.paths is None or (found is not None and (shown is None or shown.html is None)):
        return unseen(subject)
    return no("examples.none", url=url)
