"""Projects in folders of a repository go with it: what becomes of the repository in a run becomes of them.

Sources know repositories alone. Who may see one, whose it is and whether it can be reached holds for every folder.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from innersource_marketplace.collect.sources import Changed, Failed, InFolder, Outcome, Unchanged
from innersource_marketplace.collect.tally import Tally, note
from innersource_marketplace.model import Collected, Facts, ProjectKey
from innersource_marketplace.snapshot.known_facts import StoredBrief
from innersource_marketplace.snapshot.store import Snapshot

Parts = Mapping[ProjectKey, Sequence[ProjectKey]]
"""The known projects in folders, by repository."""


def parts_of(briefs: Mapping[ProjectKey, StoredBrief]) -> Parts:
    """Sort what is stored by the repository that it is a part of."""
    parts: dict[ProjectKey, list[ProjectKey]] = {}
    for key, brief in sorted(briefs.items()):
        if brief.part_of is not None:
            parts.setdefault(brief.part_of, []).append(key)
    return parts


def outcomes_of_parts(
    outcome: Outcome, known: Parts, snapshot: Snapshot | None
) -> Iterator[Changed | Unchanged | Failed]:
    """What becomes of the projects in folders of the repository that an outcome is about.

    `known` are those of before, and `snapshot` has their facts. Of a repository that is left out or gone nothing
    is said, so that they leave with it.
    """
    match outcome:
        case Changed(folders=None):
            repository = outcome.collected.facts
            for key in known.get(repository.key, ()):
                facts = None if snapshot is None else snapshot.facts(key)
                if facts is None or facts.folder is None:
                    continue
                now = of_repository(facts, repository)
                if now == facts:
                    yield Unchanged(key)
                else:
                    yield Changed(Collected(facts=now, blobs={}), problems_stay=True)
        case Changed():
            for part in outcome.folders or ():
                yield _read(part, outcome.collected.facts)
        case Unchanged(key):
            yield from map(Unchanged, known.get(key, ()))
        case Failed(key, error) if not error.gone:
            yield from (Failed(part, error) for part in known.get(key, ()))
        case _:
            pass


def note_part(run: Tally, source: str, outcome: Changed | Unchanged | Failed) -> None:
    """Count what became of a project in a folder; a failure is the repository's, and counts once."""
    if isinstance(outcome, Failed):
        run.listed.setdefault(outcome.key, source)
    else:
        note(run, source, outcome)


def _read(part: InFolder, repository: Facts) -> Changed:
    facts = of_repository(part.collected.facts, repository)
    return Changed(replace(part.collected, facts=facts), part.problems)


def of_repository(facts: Facts, repository: Facts) -> Facts:
    """The facts of a project in a folder, with what holds for the whole repository.

    Stars, issues and requests are about the whole too, but nobody knows which of them are about the folder.
    """
    identity = repository.identity
    return replace(
        facts,
        key=ProjectKey(f"{repository.key}/{facts.folder}"),
        host=repository.host,
        owner=repository.owner,
        name=repository.name,
        provider=repository.provider,
        source=repository.source,
        url=repository.url,
        forge=repository.forge,
        identity=None if identity is None else f"{identity}/{facts.folder}",
        default_branch=repository.default_branch,
        visibility=repository.visibility,
        archived=repository.archived,
        template=repository.template,
        fork_of=repository.fork_of,
        forking_allowed=repository.forking_allowed,
        discussions=repository.discussions,
        checks_pass=repository.checks_pass,
        defaults=repository.defaults,
    )


def follow(run: Tally, before: Mapping[ProjectKey, StoredBrief]) -> None:
    """Let the known projects in folders go where their repository goes.

    One that is no longer named by a repository that was read has left by its owners' word, not by a fault of a host.
    """
    for keys in (run.purged, run.missing, run.excluded_at_once):
        keys |= {key for key, brief in before.items() if brief.part_of in keys}
    read = run.changed | run.unchanged
    run.excluded_at_once |= {key for key, brief in before.items() if brief.part_of in read and key not in run.listed}
