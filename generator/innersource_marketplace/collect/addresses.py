"""The addresses of projects: who gets which, and whose former one leads where."""

from collections.abc import Iterator, Mapping, Sequence, Set

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import slug
from innersource_marketplace.model import BADGES, ProjectKey
from innersource_marketplace.reference.hosts import host_name
from innersource_marketplace.snapshot.departures import page_hash
from innersource_marketplace.snapshot.known_facts import StoredBrief
from innersource_marketplace.snapshot.store import Snapshot


def new_pages(
    snapshot: Snapshot, projects: Mapping[ProjectKey, StoredBrief], hashed: Set[ProjectKey]
) -> dict[ProjectKey, str]:
    """Addresses for projects that have none yet; whoever has one keeps it, a hash tells namesakes apart.

    By key and not by arrival, so that the same catalogue always gives the same addresses. `hashed` had an address
    with a hash before; a folder whose name is that of a badge of its repository has one too.
    """
    taken = {brief.page for brief in projects.values() if brief.page is not None}
    pages: dict[ProjectKey, str] = {}
    for key, brief in sorted(projects.items()):
        if brief.page is None and (stored := snapshot.project(key)) is not None:
            page = f"projects/{slug(stored.facts.owner)}/{slug(stored.facts.name)}/"
            if brief.part_of is not None and stored.facts.folder is not None:
                # Repositories come before their folders.
                page = f"{pages.get(brief.part_of) or projects[brief.part_of].page}{slug(stored.facts.folder)}/"
            if key in hashed or (brief.part_of is not None and page.split("/")[-2] in BADGES):
                page = page[:-1] + page_hash(key)
            # Again, for a name may be chosen to end like the hash of another one.
            while page in taken:
                page = page[:-1] + page_hash(key)
            taken.add(page)
            pages[key] = page
    return pages


def renames_of(
    before: Mapping[ProjectKey, StoredBrief],
    after: Mapping[ProjectKey, StoredBrief],
    vanished: set[ProjectKey],
    renamed_from: Mapping[ProjectKey, Sequence[ProjectKey]],
    *,
    purged: Set[ProjectKey],
) -> dict[ProjectKey, ProjectKey]:
    """Former key to new key: as the catalogue says, else the same with its host spelled as keys spell it, else
    one that left and one that came with the same identity.

    Of those that a host reports as gone (`purged`), only the catalogue may say so: nobody else knows who may hear of
    them.
    """
    renames = {old: new for new, olds in renamed_from.items() for old in olds if old in vanished and new in after}
    for old in sorted(vanished - renames.keys()):
        former = before[old].part_of
        if former in renames and (new := ProjectKey(f"{renames[former]}{old.removeprefix(former)}")) in after:
            renames[old] = new  # the same folder of it
    vanished = vanished - purged
    for old in vanished - renames.keys():
        # Snapshots of before may spell the host of a key in another way.
        host, _, path = old.partition("/")
        new = ProjectKey(f"{host_name(host) or host}/{path}")
        if new != old and new in after:
            renames[old] = new
    left: dict[str, list[ProjectKey]] = {}
    came: dict[str, list[ProjectKey]] = {}
    for key in sorted(vanished - renames.keys()):
        if (identity := before[key].identity) is not None:
            left.setdefault(identity, []).append(key)
    for key in sorted(after.keys() - before.keys() - set(renames.values())):
        if (identity := after[key].identity) is not None:
            came.setdefault(identity, []).append(key)
    for identity, olds in left.items():
        news = came.get(identity, [])
        if len(olds) == len(news) == 1:
            renames[olds[0]] = news[0]
    return renames


def likely_moves(snapshot: Snapshot, vanished: Set[ProjectKey], came: Set[ProjectKey]) -> Iterator[Problem]:
    """Mention projects that are new on one host, with the newest commit of one that is gone from another.

    The former one is not named: it may be gone because not everybody may see it any more.
    """
    if not vanished or not came:
        return
    left = {head: key.partition("/")[0] for key in sorted(vanished) if (head := _head(snapshot, key)) is not None}
    for key in sorted(came):
        host = left.get(_head(snapshot, key) or "")
        if host is not None and host != key.partition("/")[0]:
            yield Problem(
                where=key,
                severity=Severity.WARNING,
                code="moved-likely",
                message="It has the same newest commit as a project that is gone from another host; it probably moved.",
                fix="If so, add its former host/owner/name under “renamed_from” in its entry in catalog.yml.",
            )


def _head(snapshot: Snapshot, key: ProjectKey) -> str | None:
    stored = snapshot.project(key)
    return None if stored is None else stored.facts.head
