"""Projects in folders of repositories on GitHub: read by git, in one fetch of each repository that names some.

The host's questions tell of repositories as a whole; asking about each folder would cost as much again for each.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources import Changed, Failed, InFolder, outcome_key
from innersource_marketplace.collect.sources.forge.source import GitOf
from innersource_marketplace.collect.sources.git.reading.folders import FOLDER_CODES, with_folders
from innersource_marketplace.collect.sources.git.remote import Remote
from innersource_marketplace.collect.sources.github.reading.contents import Draft
from innersource_marketplace.errors import Problem, Severity, SourceError, sentence
from innersource_marketplace.escape import log_line
from innersource_marketplace.model import DocumentRole, Facts, ProjectKey


class Divided(msgspec.Struct, frozen=True, kw_only=True):
    """A repository that was read, with the projects in its folders; None where they could not be read."""

    draft: Draft
    folders: tuple[InFolder, ...] | None


def read_divided(drafts: Sequence[Draft], git: GitOf | None) -> Iterator[Divided]:
    """Add the projects in folders to repositories that were read. `git` reads those that name some."""
    wanted = [draft for draft in drafts if git is not None and _has_folders(draft)]
    read = _read(wanted, git) if git is not None and wanted else {}
    for draft in drafts:
        key = draft.facts.key
        if key not in read:
            # Nothing is named where the file is known; where it did not come, what was known stays.
            if _is_unread(draft) or _has_folders(draft):
                yield Divided(draft=draft, folders=None)
            else:
                yield Divided(draft=replace(draft, facts=replace(draft.facts, folders=())), folders=())
            continue
        match read[key]:
            case Changed(problems=problems, folders=folders) if folders is not None:
                further = tuple(one for one in problems if one.code in FOLDER_CODES)
                # Git sees the whole tree, so the nested files among the host's few folders are reported already.
                own = tuple(one for one in draft.problems if one.code not in FOLDER_CODES)
                facts = with_folders(draft.facts, folders)
                yield Divided(draft=replace(draft, facts=facts, problems=(*own, *further)), folders=folders)
            case Failed(error=error):
                # Without a fingerprint the next run tries again.
                facts = replace(draft.facts, fingerprint=None)
                problems = (*draft.problems, _unread(key, error))
                yield Divided(draft=replace(draft, facts=facts, problems=problems, in_part=True), folders=None)
            case _:
                yield Divided(draft=draft, folders=None)


def _read(drafts: Sequence[Draft], git: GitOf) -> Mapping[ProjectKey, object]:
    known = {draft.facts.key: replace(draft.before or draft.facts, fingerprint=None) for draft in drafts}
    remotes = tuple(_remote(draft.facts) for draft in drafts)
    try:
        outcomes = list(git(remotes).collect(known, full=True))
    except SourceError as error:
        return {draft.facts.key: Failed(draft.facts.key, error) for draft in drafts}
    return {key: outcome for outcome in outcomes if (key := outcome_key(outcome)) is not None}


def _has_folders(draft: Draft) -> bool:
    """Whether a repository names folders, or named some before and has an innersource.json still."""
    if draft.names_folders:
        return True
    return bool(draft.before and draft.before.folders) and DocumentRole.METADATA in draft.facts.documents


def _is_unread(draft: Draft) -> bool:
    document = draft.facts.documents.get(DocumentRole.METADATA)
    return draft.in_part or (document is not None and document.oid not in draft.blobs)


def _remote(facts: Facts) -> Remote:
    return Remote(
        address=f"{facts.url}.git",
        host=facts.host,
        owner=facts.owner,
        name=facts.name,
        web=facts.url,
        forge="github",
    )


def _unread(key: ProjectKey, error: SourceError) -> Problem:
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="folders-unread",
        message=sentence(
            "The projects in its folders could not be read by git: {reason}. Known projects are kept.",
            reason=log_line(str(error), 200),
        ),
        fix=error.fix or "The next run tries again. Act only if it keeps happening.",
    )
