"""The page that says how many cases of each attack were tried and held, and lists the corpus."""

import inspect
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec
from readme_corpus import HOSTILE

from attacks.rows import ATTACKS
from audit import file_violations, violations
from git_repositories.situations import SITUATIONS
from github_server import faults
from hostile import corpus

PAGE = Path(__file__).parents[2] / "docs" / "engineering" / "hostile-input.md"
_CORPUS = "## The corpus\n"
_HEAD = """\
# Hostile input: cases tried, cases held

[SECURITY](../../SECURITY.md) describes what must never happen, and why. `make attacks` runs the tests below, with the
slow ones and those in a browser, and writes this page. A test fails if the list of attacks or of the corpus has changed
since. A case is one test with one input. A property counts once, although it tries a hundred inputs, and in the weekly
run twenty times as many.
"""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases were tried and how many held."""

    tried: int
    held: int


def page(counts: Mapping[str, Count], day: date) -> str:
    """The whole page; `counts` by the name of the attack."""
    rows = [
        f"| {attack.name} | {attack.defence} | {counts[attack.name].tried} | {counts[attack.name].held} |"
        for attack in ATTACKS
    ]
    whole = f"| **all** | | **{sum(c.tried for c in counts.values())}** | **{sum(c.held for c in counts.values())}** |"
    table = "\n".join(["| attack | defence | tried | held |", "|---|---|--:|--:|", *rows, whole])
    return f"{_HEAD}\nOn {day.isoformat()}:\n\n{table}\n\n{corpus_section()}"


def corpus_section() -> str:
    """Every case of the corpus by its name."""
    groups = [f"**{name}** ({len(cases)}): {', '.join(cases)}." for name, cases in _groups()]
    return _CORPUS + "\n" + "\n\n".join(groups) + "\n"


def attacks_of(text: str) -> list[str]:
    """The attacks that a page has figures of."""
    lines = text.partition(_CORPUS)[0].splitlines()
    return [line.split("|")[1].strip() for line in lines if line.startswith("| ") and not line.startswith("| **")][1:]


def _groups() -> Iterator[tuple[str, list[str]]]:
    yield "Texts in every field", sorted(corpus.TEXTS)
    yield "Addresses in every field", sorted(corpus.ADDRESSES)
    yield "Logos", sorted(corpus.LOGOS)
    yield "Files of metadata", sorted(corpus.METADATA)
    yield "Metadata in other places", sorted(corpus.OTHER_PLACES)
    yield "Names of repositories", [_shown("/".join(name)) for name in corpus.NAMES]
    yield "Branches", [_shown(name) for name in corpus.BRANCHES]
    yield "READMEs", sorted(HOSTILE)
    yield "Local repositories", sorted(SITUATIONS)
    planted = [*violations.IN_BODY, *violations.POLICIES, *file_violations.FEEDS, *file_violations.HEADERS]
    yield "Violations planted in a built site, for its audit", planted
    yield "Files planted there", [_shown(name) for name in file_violations.FILES]
    made = [name for name, one in vars(faults).items() if inspect.isfunction(one) and not name.startswith("_")]
    responds = [name for name in made if vars(faults)[name].__annotations__.get("return") is faults.Respond]
    yield "Faults of a host", [name.replace("_", " ") for name in sorted(responds)]


def _shown(name: str) -> str:
    """As code, for names are hostile too."""
    printable = ascii(name)[1:-1].replace("`", "\\x60").replace("|", "\\x7c")
    return f"`{printable if len(printable) <= 60 else printable[:57] + '...'}`"
