"""Default files that repositories on GitHub inherit from their owner's `.github`, if the catalogue lists that too.

Git does not say who may see a repository. One that a source names is shown by the marketplace anyway,
so that telling of its files gives nothing away.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from innersource_marketplace.collect.sources import Changed, Outcome, Unchanged
from innersource_marketplace.collect.sources.git.command import Git
from innersource_marketplace.collect.sources.git.copy import borrow, fetch
from innersource_marketplace.collect.sources.git.local_store import check_objects, local_store
from innersource_marketplace.collect.sources.git.reading.documents import presentable
from innersource_marketplace.collect.sources.git.references import local_references, remote_references
from innersource_marketplace.collect.sources.git.remote import Remote, protocol_of
from innersource_marketplace.collect.sources.git.tree import list_tree
from innersource_marketplace.collect.sources.owner_defaults import REPOSITORY, default_documents, inherit
from innersource_marketplace.errors import SourceError
from innersource_marketplace.model import Collected, Defaults, Facts, ProjectKey

OwnerDefaults = Mapping[tuple[str, str], Defaults]
"""Defaults by host and owner."""


def read_defaults(git: Git, remotes: Iterable[Remote], folder: Path) -> dict[tuple[str, str], Defaults]:
    """Read every `.github` among some repositories of GitHub; one that cannot be read is known to be there."""
    found = {}
    for remote in remotes:
        if remote.name.lower() == REPOSITORY and remote.forge in ("github", "ghes"):
            defaults = _read(git, remote, folder)
            if defaults is not None:
                found[(remote.host, remote.owner.lower())] = defaults
    return found


def _read(git: Git, remote: Remote, folder: Path) -> Defaults | None:
    try:
        with TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
            protocol = protocol_of(remote.address)
            source = local_store(remote) if protocol == "local" else None
            if source is not None:
                references = local_references(source, remote.branch)
                check_objects(source, remote)
                copy = borrow(Path(place), source, references)
            else:
                references = remote_references(git, remote.address, protocol, remote.branch, Path(place))
                copy = fetch(
                    git, Path(place), address=remote.address, protocol=protocol, references=references, tags=()
                )
            documents = default_documents(list_tree(git, copy.view, copy.head).files)
    except (SourceError, OSError):
        # The reason is reported where the repository itself is collected.
        return Defaults(owner=remote.owner, documents=None)
    if not documents:
        return None
    branch = references.branch if presentable(references.branch or "") else None
    return Defaults(owner=remote.owner, url=remote.web, branch=branch, documents=documents)


def inheriting(
    outcomes: Iterable[Outcome], defaults: OwnerDefaults, known: Mapping[ProjectKey, Facts]
) -> Iterator[Outcome]:
    """The outcomes, with what each repository inherits, even where nothing else of it has changed."""
    for outcome in outcomes:
        match outcome:
            case Changed(collected):
                before = known.get(collected.facts.key)
                facts = _inherit(collected.facts, defaults, before)
                yield replace(outcome, collected=replace(collected, facts=facts))
            case Unchanged(key):
                facts = _inherit(known[key], defaults, known[key])
                same = facts == known[key]
                yield outcome if same else Changed(Collected(facts=facts, blobs={}), problems_stay=True)
            case _:
                yield outcome


def _inherit(facts: Facts, defaults: OwnerDefaults, before: Facts | None) -> Facts:
    return inherit(facts, defaults.get((facts.host, facts.owner.lower())), before)
