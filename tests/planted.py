"""Planted duplicates, and what is none: projects of a catalogue, and new ones that `similar` is asked about."""

from pathlib import Path

import msgspec

from innersource_marketplace.assistants.similar import Description
from innersource_marketplace.model import Project
from projects import NOTHING_KNOWN, make_project

_FILE = Path(__file__).parent / "assistants" / "planted.txt"


class New(msgspec.Struct, frozen=True, kw_only=True):
    """Something new: how it is marked in the file, what it says, and the key of the project that does the same."""

    mark: str
    title: str
    description: Description
    same: str | None


def planted() -> tuple[list[Project], list[New]]:
    """The projects of the catalogue, and what is new."""
    projects: list[Project] = []
    new: list[New] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        mark, title, description, topics = (part.strip() for part in line.split("|"))
        if mark == "=":
            number = len(projects)
            said = {**NOTHING_KNOWN, "description": description, "topics": tuple(topics.split(", "))}
            name = title.lower().replace(" ", "-")
            projects.append(
                make_project(owner=f"team{number}", name=name, title=title, **{**said, "team": f"team{number}"})
            )
            continue
        asked = Description(title=title, said=" ".join((description, *topics.split(", "))))
        new.append(New(mark=mark, title=title, description=asked, same=projects[-1].key if mark in "+*" else None))
    return projects, new
