"""Made-up projects of a made-up company: any number of them, varied, and always the same ones.

Nothing of a project depends on how many others there are, so that its page must not either.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random

import msgspec

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""The clock of all measurements; histories end shortly before."""

HOST = "git.acme.example"

_TEAM_AREAS = (
    "billing", "search", "identity", "shipping", "catalog", "pricing", "returns", "fraud", "ledger", "media",
    "mobile", "partner", "store", "supply", "support", "telemetry", "training", "warehouse", "web", "workplace",
)  # fmt: skip
_TEAM_KINDS = ("core", "platform", "tools", "data", "apps", "labs", "ops", "research")
_THINGS = (
    "gateway", "planner", "scheduler", "importer", "exporter", "renderer", "validator", "monitor", "client",
    "toolkit", "dashboard", "converter", "notifier", "indexer", "simulator", "adapter", "registry", "router",
    "archive", "forecaster", "matcher", "mailer", "optimizer", "proxy", "recorder",
)  # fmt: skip
_SUBJECTS = (
    "invoice", "parcel", "session", "receipt", "address", "tariff", "voucher", "shelf", "route", "picture",
    "order", "device", "contract", "calendar", "label", "metric", "payment", "review", "stock", "ticket",
    "translation", "vehicle", "weather", "customs", "energy", "document", "account", "sensor", "refund", "basket",
)  # fmt: skip
_LANGUAGES = (
    ("Python", "py"), ("Java", "java"), ("TypeScript", "ts"), ("Go", "go"), ("Kotlin", "kt"), ("C#", "cs"),
    ("Rust", "rs"), ("JavaScript", "js"), ("C++", "cpp"), ("Ruby", "rb"), ("Scala", "scala"), ("Swift", "swift"),
)  # fmt: skip
_SKILLS = (
    "Accessibility", "API design", "Caching", "Concurrency", "CSS", "Data modelling", "Docker", "Geocoding", "gRPC",
    "GraphQL", "Kafka", "Kubernetes", "Linear programming", "Localisation", "Machine learning", "Observability",
    "PostgreSQL", "Redis", "Security", "Spark", "Statistics", "Technical writing", "Terraform", "Testing",
)  # fmt: skip
_CONTRIBUTIONS = ("Code", "Documentation", "Tests", "Design", "Translation", "Review", "Ideas", "Operations")
_LIFECYCLES = ("active", "active", "active", "maintenance", "experimental", "deprecated")
_GOVERNANCE = ("issues_welcome", "contributions_welcome", "shared_write_access", "shared_ownership")
_GIVEN = ("Ada", "Bela", "Chen", "Dora", "Emeka", "Farah", "Goran", "Hana", "Ivo", "Joana", "Kofi", "Lena", "Mika")
_FAMILY = ("Adler", "Brandt", "Costa", "Diallo", "Eriksen", "Fischer", "Gupta", "Haddad", "Ito", "Jansen", "Kowalski")
_SENTENCES = (
    "It keeps every {subject} in one place, so that no team has to ask another for a copy.",
    "Requests are answered from memory where they can be; the rest goes to the database in batches.",
    "A {subject} that cannot be read is put aside with its reason, and the others go on.",
    "Changes are rolled out to one region first and to the rest an hour later.",
    "The rules are plain text, reviewed like code and tested against the cases of last year.",
    "We measure how long each step takes and say so on the team's dashboard every morning.",
    "Before there was this {thing}, five teams had a script each, and no two agreed on a {subject}.",
    "Configuration comes from the environment; what is missing is named in the first line of the log.",
    "Old versions are read for two years, so that nobody has to upgrade on a Friday.",
    "If a neighbour is slow, we wait for as long as the budget allows and then answer without it.",
    "Most questions are answered in the handbook; for the others there is a channel with people in it.",
    "Every {subject} carries the number of the run that made it, which makes mistakes easy to trace.",
)
_LICENSE = """\
MIT License

Copyright (c) 2021 Acme

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


class Commit(msgspec.Struct, frozen=True):
    """One commit: when, by whom, and the files it writes, all of them source code."""

    when: datetime
    author: str
    message: str
    files: tuple[tuple[str, bytes], ...]


class Made(msgspec.Struct, frozen=True, dict=True):
    """Project number `number`. Every tenth has no README, every fifteenth no innersource.json."""

    number: int

    @cached_property
    def owner(self) -> str:
        """The team, one of 160."""
        place = self.number * 7 % (len(_TEAM_AREAS) * len(_TEAM_KINDS))
        return f"{_TEAM_AREAS[place % len(_TEAM_AREAS)]}-{_TEAM_KINDS[place // len(_TEAM_AREAS)]}"

    @cached_property
    def subject(self) -> str:
        """What it is about."""
        return _SUBJECTS[self.number % len(_SUBJECTS)]

    @cached_property
    def thing(self) -> str:
        """What it is."""
        return _THINGS[self.number // len(_SUBJECTS) % len(_THINGS)]

    @cached_property
    def name(self) -> str:
        """Unique over all numbers."""
        generation = self.number // (len(_SUBJECTS) * len(_THINGS))
        return f"{self.subject}-{self.thing}" + (f"-{generation + 1}" if generation else "")

    @cached_property
    def key(self) -> str:
        """As the marketplace writes it."""
        return f"{HOST}/{self.owner}/{self.name}"

    @cached_property
    def language(self) -> str:
        """The language of all its source files."""
        return _LANGUAGES[self.number % len(_LANGUAGES)][0]

    @cached_property
    def readme(self) -> bytes | None:
        """Markdown of 3 to 4 KB with headings, lists, a table, code and relative links."""
        return None if self.number % 10 == 9 else _readme(self)

    @cached_property
    def metadata(self) -> bytes | None:
        """An innersource.json with everything a diligent team says."""
        return None if self.number % 15 == 14 else _metadata(self)

    @cached_property
    def documents(self) -> dict[str, bytes]:
        """Its files but the source code."""
        found = {
            "LICENSE": _LICENSE.encode() if self.number % 3 else None,
            "README.md": self.readme,
            "innersource.json": self.metadata,
            "CONTRIBUTING.md": f"# Contributing to {_title(self)}\n\nFork, change, ask for a review.\n".encode()
            if self.number % 4
            else None,
            ".gitlab-ci.yml": b"test:\n  script: make test\n",
            ".gitlab/CODEOWNERS": f"* @{self.owner}\n".encode(),
        }
        return {path: data for path, data in found.items() if data is not None}

    @cached_property
    def commits(self) -> tuple[Commit, ...]:
        """60 to 100 commits over the last two years; the documents come with the first."""
        random = Random(f"commits {self.number}")
        people = _people(random, 2 + self.number % 5)
        extension = _LANGUAGES[self.number % len(_LANGUAGES)][1]
        count = 60 + self.number * 13 % 41
        made = []
        for index in range(count):
            share = (count - index - random.random()) / count
            when = NOW - timedelta(days=1 + 700 * share ** (1 + self.number % 3))
            path = f"{'tests/test_' if index % 5 == 4 else 'src/'}{_THINGS[index % 23]}.{extension}"
            lines = "\n".join(f"step {line} of {self.subject} {index}" for line in range(20 + index % 30))
            made.append(
                Commit(
                    when=when,
                    author=people[int(random.random() * len(people))],
                    message=f"Teach the {_THINGS[index % 23]} about every {self.subject}",
                    files=((path, lines.encode()),),
                )
            )
        return tuple(made)


def projects(count: int) -> Iterator[Made]:
    """The first `count` projects."""
    return (Made(number) for number in range(count))


def _title(project: Made) -> str:
    return project.name.replace("-", " ").title()


def _purpose(project: Made) -> str:
    return _SENTENCES[project.number * 5 % len(_SENTENCES)].format(subject=project.subject, thing=project.thing)


def _people(random: Random, count: int) -> list[str]:
    return [f"{_pick(_GIVEN, random)} {_pick(_FAMILY, random)}" for _ in range(count)]


def _pick(words: Sequence[str], random: Random) -> str:
    return words[int(random.random() * len(words))]


def _some(words: Sequence[str], count: int, random: Random) -> list[str]:
    return sorted({_pick(words, random) for _ in range(count)})


def _metadata(project: Made) -> bytes:
    random = Random(f"metadata {project.number}")
    said = {
        "title": _title(project),
        "description": f"{_title(project)}: {_purpose(project)}",
        "motivation": f"One {project.thing} that all can change is better than five that nobody maintains.",
        "contributions": _some(_CONTRIBUTIONS, 3, random),
        "skills": [project.language, *_some(_SKILLS, 4, random)],
        "topics": [project.subject, project.thing, project.owner.partition("-")[0]],
        "language": project.language,
        "owner": project.owner.replace("-", " ").title(),
        "lifecycle": _LIFECYCLES[project.number % len(_LIFECYCLES)],
        "governance_level": _GOVERNANCE[project.number % len(_GOVERNANCE)],
        "trusted_committers": [
            {"name": name, "contact": f"mailto:{name.lower().replace(' ', '.')}@acme.example"}
            for name in _people(random, 1 + project.number % 3)
        ],
        "communication": {"chat": f"https://chat.acme.example/{project.name}"},
        "gigs": [
            {"title": f"Describe the {word} in the handbook", "effort": "half a day", "skills": ["Technical writing"]}
            for word in _some(_THINGS, project.number % 4, random)
        ],
    }
    return json.dumps(said, indent=2).encode() + b"\n"


def _readme(project: Made) -> bytes:
    random = Random(f"readme {project.number}")

    def paragraph(sentences: int) -> str:
        return " ".join(_pick(_SENTENCES, random) for _ in range(sentences)).format(
            subject=project.subject, thing=project.thing
        )

    rows = "\n".join(
        f"| `{word.upper()}_SECONDS` | {number} | {paragraph(1)} |" for number, word in enumerate(_THINGS[:4])
    )
    steps = "\n".join(f"{number}. {paragraph(1)}" for number in range(1, 5))
    notes = "\n".join(f"- **{_pick(_SKILLS, random)}**: {paragraph(1)}" for _ in range(4))
    return f"""\
# {_title(project)}

[![build](https://{HOST}/{project.owner}/{project.name}/badge.svg)](https://{HOST}/{project.owner}/{project.name})

{paragraph(3)}

## Getting started

{paragraph(2)} See [how to contribute](CONTRIBUTING.md).

```sh
git clone https://{HOST}/{project.owner}/{project.name}.git
make test && ./{project.name} --port {8000 + project.number % 1000}
```

{steps}

## Configuration

| Variable | Default | Meaning |
|---|---|---|
{rows}

## How it works

{paragraph(7)}

{notes}

### Limits

{paragraph(6)}

## Questions

{paragraph(1)} Ask in [the channel](https://chat.acme.example/{project.name}),
or read the [code](src/{project.thing}.md).
""".encode()
