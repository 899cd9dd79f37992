"""The community health files that accounts keep for all their repositories: one question for all accounts of a run."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from innersource_marketplace import escape
from innersource_marketplace.collect.sources import Noticed
from innersource_marketplace.collect.sources.forge.api import Api
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.json_values import text, within
from innersource_marketplace.collect.sources.forge.selection import Field, Selection
from innersource_marketplace.collect.sources.github.notices import defaults_unread
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.batches import Got, Sizes, ask_in_batches
from innersource_marketplace.collect.sources.github.reading.facts import decode_files, short_branch
from innersource_marketplace.collect.sources.github.reading.repositories import Listed, decode_listed
from innersource_marketplace.collect.sources.owner_defaults import REPOSITORY, default_documents
from innersource_marketplace.model import Defaults, Visibility

FOLDERS = ("root", "dotGithub", "docs", "issueTemplates", "pullRequestTemplates")
"""Where the files may be, by the aliases of the folders."""

SELECTION: Selection = (
    *queries.IDENTITY,
    Field("defaultBranchRef", "Ref", (Field("name"),)),
    *(queries.tree(alias, f"HEAD:{queries.TREES[alias]}") for alias in FOLDERS),
)
"""What is asked of a repository `.github`."""

_SIZES = Sizes(start=50, smallest=5, largest=50)


def read_defaults(
    api: Api,
    owners: Iterable[str],
    where: Circumstances,
    selection: Selection,
    *,
    listed: Sequence[Listed],
    whole: Collection[str],
) -> tuple[dict[str, Defaults], tuple[Noticed, ...]]:
    """What each owner keeps for all its repositories, by the owner's name in lower case; who keeps nothing is absent.

    `listed` are all repositories of the accounts `whole`, so that nobody is asked who is known to have
    none. What could not be read is a notice.
    """
    there = {one.owner.lower() for one in listed if one.name.lower() == REPOSITORY and _is_public(one)}
    known = {login.lower() for login in whole}
    wanted = sorted(owner for owner in {owner.lower() for owner in owners} if owner in there or owner not in known)
    found: dict[str, Defaults] = {}
    for got in ask_in_batches(api, wanted, partial(_question, selection), _SIZES):
        defaults = _defaults(got, where.web)
        if defaults is not None:
            found[got.item] = defaults
    unread = sorted(owner for owner, defaults in found.items() if defaults.documents is None)
    return found, tuple(defaults_unread(where.source, owner) for owner in unread)


def _question(selection: Selection, owners: Sequence[str]) -> tuple[str, Mapping[str, object]]:
    variables: dict[str, object] = {}
    for index, owner in enumerate(owners):
        variables[f"o{index}"], variables[f"n{index}"] = owner, REPOSITORY
    return queries.repositories(selection, len(owners)), variables


def _defaults(got: Got[str], web: str) -> Defaults | None:
    if got.error is not None and got.error.gone:
        return None
    answer = got.answer
    listed = None if answer is None else decode_listed(answer)
    if answer is None or listed is None or answer.errors or answer.refused:
        return Defaults(owner=got.item, documents=None)
    # One that has moved, or that not everybody may see, is no place for defaults.
    if listed.path.lower() != f"{got.item}/{REPOSITORY}" or not _is_public(listed):
        return None
    documents = default_documents(decode_files(answer.node))
    if not documents:
        return None
    return Defaults(
        owner=listed.owner,
        url=escape.url(f"{web}/{escape.url_path(listed.owner, listed.name)}"),
        branch=short_branch(text(within(answer.node, "defaultBranchRef"), "name")),
        documents=documents,
    )


def _is_public(listed: Listed) -> bool:
    return listed.visibility is Visibility.PUBLIC and listed.disabled is not True
