"""How ready a project is for guests, and how an organization judges that."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from innersource_marketplace.model.vocabulary import SafeUrl

HIGHEST_LEVEL: Final = 3
"""Levels of an element go from 0 to this."""

CHECK_IDS: Final = (
    "visible",
    "not-archived",
    "not-empty",
    "description",
    "active",
    "topics",
    "metadata",
    "backlog",
    "forking",
    "pull-request-template",
    "guests-merged",
    "outside-share",
    "newcomers",
    "owners",
    "reviewed",
    "response-outside",
    "response-inside",
    "review-required",
    "ci",
    "tests",
    "green",
    "dependency-updates",
    "pull-request-checks",
    "readme",
    "license",
    "contributing",
    "readme-mission",
    "readme-getting-started",
    "communication",
    "readme-getting-involved",
    "readme-who-we-are",
    "readme-committer-path",
    "trusted-committers",
    "documentation",
)
"""The checks of the five elements, in the order in which pages show them; `insight.readiness` has them."""

ASSISTANT_CHECK_IDS: Final = (
    "agents",
    "agents-setup",
    "agents-tests",
    "agents-ci",
    "agents-license",
    "agents-examples",
)
"""The checks of how ready a project is for coding assistants: they belong to no element, and have no level."""


class Element(StrEnum):
    """One of the five elements of InnerSource by which a project's readiness for guests is assessed."""

    VISIBILITY = "visibility"
    PULL_REQUESTS = "pull-requests"
    REVIEW = "review"
    TESTING = "testing"
    DOCUMENTATION = "documentation"


class Answer(StrEnum):
    """What a check of readiness found; `CANNOT_TELL` is no fault and lowers nothing."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot-tell"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer rests on: `word` names the sentence, `values` fill it.

    `when` is the time that the fact speaks of, `url` where it can be seen.
    """

    word: str
    values: Mapping[str, str | int] = msgspec.field(default_factory=dict)
    when: datetime | None = None
    url: SafeUrl | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of one check about one project. `level` is the level that the check is needed for.

    Checks about coding assistants have no element, and the level 0.
    `name` and `fix` are set for checks that the catalogue added, `remedy` is where the fix can be made.
    """

    check: str
    element: Element | None
    level: int
    answer: Answer
    evidence: Evidence
    name: str | None = None
    fix: str | None = None
    remedy: SafeUrl | None = None


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """How ready a project is for guests. A level is 0 to 3, or None if it is not known.

    `next_step` is the check whose fix helps most; None when no check says no, and of what is deprecated.
    `assistants` are the answers about coding assistants, which no level depends on.
    """

    levels: Mapping[Element, int | None]
    findings: tuple[Finding, ...]
    next_step: str | None
    assistants: tuple[Finding, ...] = ()


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A command as somebody types it, and the path of the file that it comes from."""

    words: str
    path: str


class Commands(msgspec.Struct, frozen=True, kw_only=True):
    """How a project is set up and tested, each with what somebody would choose first; empty where nothing tells.

    `elsewhere` is the file of an ecosystem whose commands are not known, if the project is of one; `untested` is a
    build file that switches its tests off.
    """

    set_up: tuple[Command, ...] = ()
    tests: tuple[Command, ...] = ()
    elsewhere: str | None = None
    untested: str | None = None


class FileCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A check that an organisation adds: some file that fits the pattern `path` must exist."""

    id: str
    name: str
    path: str
    element: Element
    level: int = 2
    fix: str | None = None


class ReadinessSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation changes readiness: checks switched off, moved to another level, or added.

    `licenses` are the SPDX identifiers that its own projects may have; empty means any.
    """

    off: tuple[str, ...] = ()
    levels: Mapping[str, int] = msgspec.field(default_factory=dict)
    files: tuple[FileCheck, ...] = ()
    licenses: tuple[str, ...] = ()
