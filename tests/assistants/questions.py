"""Twenty questions of an assistant, as the calls it would make, and what the answers must say.

The second call of a question may use what the first one told: `{key}` is the first key in its answer.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from innersource_marketplace.model import Command, Commands, Dependency, Project, ProjectKey, Requirement
from planted import planted
from projects import make_project, varied_projects
from published import publish

LEDGER: Final = "git.acme.example/payments/ledger"
README: Final = "Ledger keeps the books. " + "Every posting has two sides. " * 100

_Call = tuple[str, Mapping[str, Any]]


class Question(msgspec.Struct, frozen=True):
    """What a person asks, the calls that answer it, and words that must be in the answers."""

    asked: str
    calls: Sequence[_Call]
    told: Sequence[str]


def _search(need: str, **more: int) -> _Call:
    return "search_projects", {"need": need, **more}


QUESTIONS: Final = (
    Question("Do we have something that reads barcodes?", [_search("read barcodes with a phone")], ["Barcode Reader"]),
    Question("Does anything send mails?", [_search("send order confirmations by mail")], ["Mailroom", "why:"]),
    Question("And with a typing mistake?", [_search("barcod reeder")], ["Barcode Reader"]),
    Question("Are there more of them?", [_search("client", limit=5, offset=5)], ["offset 10"]),
    Question(
        "Is there something for the harp?",
        [_search("tune harps by candlelight")],
        ["No good match"],
    ),
    Question("Gibt es etwas für Abstimmungen?", [_search("Umfrage unter Beschäftigten")], ["Survey Box"]),
    Question(
        "How do I use what does bookkeeping?",
        [_search("double-entry bookkeeping"), ("get_project", {"project": "{key}"})],
        ["use it: git clone", "page: "],
    ),
    Question("What is payments/ledger?", [("get_project", {"project": "payments/ledger"})], ["Ledger", "MIT", "Go"]),
    Question(
        "What does this address have?",
        [("get_project", {"project": f"https://{LEDGER}.git"})],
        [f"({LEDGER})", "documentation:"],
    ),
    Question(
        "How do I set the ledger up and test it?",
        [("get_project", {"project": LEDGER})],
        ["set up: make setup", "test: make test"],
    ),
    Question("May I use it, and which version?", [("get_project", {"project": LEDGER})], ["licence: MIT", "v2.3.0"]),
    Question(
        "How do I contribute to the ledger?",
        [("get_project", {"project": LEDGER})],
        ["contribution guidelines:", "contributions wanted:", "task:"],
    ),
    Question(
        "Is the ledger still alive?", [("get_project", {"project": LEDGER})], ["lifecycle: active", "last activity"]
    ),
    Question("What does its README say?", [("read_readme", {"project": LEDGER})], ["keeps the books", "offset 2000"]),
    Question(
        "Whom do I ask about the ledger?", [("whom_to_ask", {"about": LEDGER})], ["Ada Marsh", "chat.acme.example"]
    ),
    Question(
        "Who knows about bookkeeping?", [("whom_to_ask", {"about": "double-entry bookkeeping"})], ["ask: ", LEDGER]
    ),
    Question(
        "What can I do in half a day, in writing?",
        [("find_tasks", {"skills": "writing handbook rounding", "hours": 4})],
        ["Explain rounding in the handbook", "half a day", "mentor: Ada Marsh", f"project: {LEDGER}"],
    ),
    Question(
        "I want to write a library that shows exchange rates; does it exist?",
        [("find_similar", {"description": "Converts amounts between currencies at the exchange rate of the day."})],
        ["Currency Desk", "words in common:"],
    ),
    Question("Who uses the ledger?", [("who_uses", {"project": LEDGER})], ["used by: 1", "payments/invoice-renderer"]),
    Question(
        "What does the renderer depend on?",
        [("who_uses", {"project": "payments/invoice-renderer"})],
        ["uses: 1", LEDGER],
    ),
)


def catalogue_of(count: int) -> list[Project]:
    """So many projects, with all that the questions are about."""
    package = Requirement(ecosystem="golang", name="git.acme.example/payments/ledger", path="go.mod")
    renderer = ProjectKey("git.acme.example/payments/invoice-renderer")
    ledger = make_project(
        commands=Commands(
            set_up=(Command(words="make setup", path="Makefile"),), tests=(Command(words="make test", path="Makefile"),)
        ),
        used_by=(Dependency(key=renderer, packages=(package,)),),
    )
    uses = (Dependency(key=ledger.key, packages=(package,)),)
    others = [
        replace(project, depends_on=uses) if project.key == renderer else project
        for project in varied_projects(count - len(planted()[0]))
        if project.key != ledger.key
    ]
    return [ledger, *planted()[0], *others]


def publish_questions(folder: Path, count: int) -> Path:
    """Publish such a catalogue."""
    return publish(folder, catalogue_of(count), README)


def filled(arguments: Mapping[str, Any], before: str) -> dict[str, Any]:
    """The arguments of a call, with what the call before it told."""
    found = re.search(r"\((git\.acme\.example/[^)]+)\)", before)
    key = found[1] if found else ""
    return {name: value.replace("{key}", key) if isinstance(value, str) else value for name, value in arguments.items()}
