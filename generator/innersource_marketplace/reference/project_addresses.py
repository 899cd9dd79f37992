"""Which project of a forge an address belongs to."""

import re

from innersource_marketplace.reference.forge_urls import forge_of
from innersource_marketplace.reference.hosts import split_address

_DOCUMENTATION_REPOSITORY = re.compile(r"(?i)doc|wiki|handbook|guide|manual|site|pages|\.github")
_NOT_ACCOUNTS = frozenset({"apps", "features", "groups", "marketplace", "orgs", "sponsors", "topics", "users"})
"""First segments of addresses on a forge that are none of its accounts."""


def other_project(address: str, remotes: tuple[str, ...]) -> str | None:
    """Name the project on the same forge that an address belongs to, if it is none of `remotes`."""
    host, path = place_of(address)
    own = [known for known in map(place_of, remotes) if known[0] and len(known[1]) > 1]
    pages = re.fullmatch(r"([a-z0-9-]+)\.(github|gitlab)\.io", host)
    if pages:
        same_forge = [known for known in own if known[0] == f"{pages[2]}.com"]
        foreign = same_forge and all(known[1][0].casefold() != pages[1] for known in same_forge)
        return host if foreign else None
    rivals = [known[1] for known in own if known[0] == host]
    if not rivals or len(path) < 2 or path[0] in _NOT_ACCOUNTS:
        return None
    for project in rivals:
        theirs = [segment.casefold() for segment in path[: len(project)]]
        ours = [segment.casefold() for segment in project]
        if theirs == ours:
            return None
        if theirs[0] == ours[0] and _DOCUMENTATION_REPOSITORY.search(path[1]):
            return None
    return "/".join(path[: len(rivals[0])])


def another_repository(address: str, own: str) -> str | None:
    """Name the repository that an address is of, if it is surely another one than `own`.

    One of the same name elsewhere is the original of a mirror or of a fork, or where the repository was before; and
    what is on no forge is a website.
    """
    host, path = place_of(address)
    own_host, own_path = place_of(own)
    if len(path) < 2 or not own_path or (host != own_host and forge_of(host) is None):
        return None
    named = path[: path.index("-")] if "-" in path else path
    if own_path[-1].casefold() in (segment.casefold() for segment in named):
        return None
    return "/".join((host, *(path[:2] if forge_of(host) == "github" else named)))


def place_of(address: str) -> tuple[str, tuple[str, ...]]:
    """Split the address of a repository, as git takes it, or of a page into its host and its path."""
    host, rest = split_address(address) or ("", address.removeprefix("file://"))
    path = re.split(r"[?#]", rest, maxsplit=1)[0]
    return host, tuple(segment for segment in path.rstrip("/").removesuffix(".git").split("/") if segment)
