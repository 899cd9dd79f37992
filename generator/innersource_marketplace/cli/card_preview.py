"""Previews of gallery cards in Markdown, for the comment on a pull request."""

from collections.abc import Iterator, Sequence

import msgspec

from innersource_marketplace.authoring.check import kind_of_file
from innersource_marketplace.cli.job_summary import code
from innersource_marketplace.formats.catalog import Catalog, read_catalog, repository_identity
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.model import Metadata
from innersource_marketplace.render.parts.cards import SKILLS_SHOWN

PREVIEW_CHARACTERS = 12_000
"""Longest preview: with the longest table of problems it still fits a comment on GitHub."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """The metadata of one project; `repository` is its identity (`host/owner/name`), if the file has it."""

    repository: str | None
    words: Metadata


def previews(name: str, data: bytes, since: bytes | None = None) -> Iterator[Preview]:
    """All projects in a file; of a catalogue, those that differ from `since`."""
    if kind_of_file(name, data) == "catalog":
        catalog, _ = read_catalog(data, name)
        before = {} if since is None else _entries(read_catalog(since, name)[0])
        for repository, words in _entries(catalog).items():
            if before.get(repository) != words:
                yield Preview(repository=repository, words=words)
    elif (words := read_metadata(data, name)[0]) != Metadata():
        yield Preview(repository=None, words=words)


def of_previews(previewed: Sequence[Preview]) -> str:
    """Show the cards, as many as fit; nothing when there are none."""
    shown: list[str] = []
    room = PREVIEW_CHARACTERS
    for preview in previewed:
        card = _card(preview)
        room -= len(card)
        if room < 0:
            break
        shown.append(card)
    if not previewed:
        return ""
    if left := len(previewed) - len(shown):
        shown.append(f"… and {left} more.")
    note = "The marketplace takes what is missing on a card from the repository itself."
    return "\n\n".join(["### In the gallery", *shown, note]) + "\n"


def _entries(catalog: Catalog | None) -> dict[str, Metadata]:
    return {repository_identity(entry.repository): entry.metadata for entry in catalog.projects} if catalog else {}


def _card(preview: Preview) -> str:
    words = preview.words
    name = (preview.repository or "").rpartition("/")[2]
    lines = [f"**{code(words.title or name or 'no title yet')}**"]
    if preview.repository is not None:
        lines.append(code(preview.repository))
    purpose = words.description or words.motivation
    lines.append(code(purpose) if purpose else "No description yet.")
    skills = words.skills or ()
    more = f" and {len(skills) - SKILLS_SHOWN} more" if len(skills) > SKILLS_SHOWN else ""
    facts = [
        ("Language", code(words.language) if words.language else ""),
        ("Skills", " ".join(map(code, skills[:SKILLS_SHOWN])) + more),
        ("Tasks", str(len(words.gigs)) if words.gigs else ""),
        ("Governance", code(words.governance_level.value) if words.governance_level else ""),
        ("Stage", code(words.lifecycle.value) if words.lifecycle else ""),
    ]
    lines += [f"{label}: {value}" for label, value in facts if value]
    return "\n".join(f"> {line}<br>" for line in lines)
