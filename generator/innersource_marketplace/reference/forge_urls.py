"""Web addresses of files and tags, for each kind of forge."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

import msgspec

from innersource_marketplace.escape import url_below
from innersource_marketplace.model import DocumentRole, Facts, FactsInBrief, SafeUrl
from innersource_marketplace.reference.hosts import host_name


class _Forge(msgspec.Struct, frozen=True, kw_only=True):
    """The address patterns of one kind of forge, relative to the repository; None if it has no such page."""

    file: str
    folder: str | None = None
    edit: str | None = None
    new: str | None = None
    new_filled: str | None = None
    tag: str | None = None


_FORGES: Mapping[str, _Forge] = {
    "github": _Forge(
        file="/blob/{branch}/{path}",
        folder="/tree/{branch}/{path}",
        edit="/edit/{branch}/{path}",
        new="/new/{branch}?filename={query}",
        new_filled="/new/{branch}?filename={query}&value={content}",
        tag="/releases/tag/{tag}",
    ),
    "gitlab": _Forge(
        file="/-/blob/{branch}/{path}",
        folder="/-/tree/{branch}/{path}",
        edit="/-/edit/{branch}/{path}",
        new="/-/new/{branch}?file_name={query}",
        tag="/-/tags/{tag}",
    ),
    "gitea": _Forge(
        file="/src/branch/{branch}/{path}",
        edit="/_edit/{branch}/{path}",
        new="/_new/{branch}?filename={query}",
        tag="/src/tag/{tag}",
    ),
    "bitbucket": _Forge(
        file="/src/{branch}/{path}",
        tag="/src/{tag}",
    ),
    "bitbucket-server": _Forge(
        file="/browse/{path}?at=refs%2Fheads%2F{branch_query}",
        tag="/browse?at=refs%2Ftags%2F{tag_query}",
    ),
    "azure": _Forge(
        file="?path=%2F{query}&version=GB{branch_query}",
        tag="?version=GT{tag_query}",
    ),
    "sourcehut": _Forge(
        file="/tree/{branch}/item/{path}",
        tag="/refs/{tag}",
    ),
}
_RAW_HOSTS: Mapping[str, tuple[str, ...]] = {
    "github.com": ("raw.githubusercontent.com", "media.githubusercontent.com", "raw.github.com")
}
_RAW_FORMS = ("-/raw", "raw/branch", "media/branch", "raw", "blob", "-/blob", "src/branch")
_ALIASES: Mapping[str, str] = {"forgejo": "gitea", "codeberg": "gitea", "ghes": "github"}


def forges() -> tuple[str, ...]:
    """The kinds of forge whose addresses are known, sorted; what a catalogue may name."""
    return tuple(sorted({*_FORGES, *_ALIASES}))


def forge_of(host: str) -> str | None:
    """Guess the kind of forge from the name of its host; None if that is not possible."""
    name = host_name(host) or ""
    labels = name.split(".")
    if name == "github.com" or name.endswith(".ghe.com") or labels[0].startswith(("github", "ghe")):
        return "github"
    if name.endswith("bitbucket.org"):
        return "bitbucket"
    if name == "dev.azure.com" or name.endswith(".visualstudio.com"):
        return "azure"
    if name == "git.sr.ht":
        return "sourcehut"
    for part, forge in (
        ("gitlab", "gitlab"),
        ("gitea", "gitea"),
        ("forgejo", "gitea"),
        ("codeberg", "gitea"),
        ("bitbucket", "bitbucket-server"),
        ("stash", "bitbucket-server"),
    ):
        if any(part in label for label in labels):
            return forge
    return None


def file_url(web: SafeUrl, forge: str | None, branch: str, path: str) -> SafeUrl | None:
    """Where a file (or folder) can be read. None where the forge is unknown or the path is not one."""
    return _address(web, forge, "file", branch=branch, path=path)


def folder_url(web: SafeUrl, forge: str | None, branch: str, path: str) -> SafeUrl | None:
    """Where a folder can be read. None where the forge is unknown or the path is not one."""
    return _address(web, forge, "folder", branch=branch, path=path) or file_url(web, forge, branch, path)


def edit_url(web: SafeUrl, forge: str | None, branch: str, path: str) -> SafeUrl | None:
    """Where a file can be edited in the browser. None where the forge has no such page."""
    return _address(web, forge, "edit", branch=branch, path=path)


def at_host(
    facts: Facts | FactsInBrief, address: Callable[[SafeUrl, str | None, str, str], SafeUrl | None], path: str
) -> SafeUrl | None:
    """One of these addresses for a path in a repository; None where its page or its branch is not known."""
    if facts.url is None or facts.default_branch is None:
        return None
    return address(facts.url, facts.forge, facts.default_branch, path)


def inherited_url(facts: Facts, role: DocumentRole) -> SafeUrl | None:
    """Where a file can be read that a repository inherits from its owner."""
    defaults = facts.defaults
    path = facts.inherited.get(role)
    if defaults is None or path is None or defaults.url is None or defaults.branch is None:
        return None
    return file_url(defaults.url, facts.forge, defaults.branch, path)


def new_file_url(web: SafeUrl, forge: str | None, branch: str, path: str, content: str = "") -> SafeUrl | None:
    """Where a file can be added in the browser. None where the forge has no such page.

    The form begins with `content` where the forge can do that and the address stays short enough.
    """
    filled = _address(web, forge, "new_filled", branch=branch, path=path, content=content) if content else None
    return filled or _address(web, forge, "new", branch=branch, path=path)


def raw_file(address: str, web: str) -> str | None:
    """What follows the repository in the address of raw content, decoded: `BRANCH/PATH`; None of any other address.

    `web` is the page of the repository. The forms of all forges are known, and of GitHub those of its hosts of
    raw content. Capitals in the names of owner and repository do not count.
    """
    try:
        parts, home = urlsplit(address), urlsplit(web)
        host, home_host = (parts.hostname or "").lower(), (home.hostname or "").lower()
    except ValueError:
        return None
    path, project = unquote(parts.path).lstrip("/"), unquote(home.path).strip("/")
    if parts.scheme not in ("http", "https") or not project:
        return None
    if host in _RAW_HOSTS.get(home_host, (f"raw.{home_host}", f"media.{home_host}")):
        starts: tuple[str, ...] = (project, f"media/{project}")
    elif host == home_host and parts.port == home.port:
        starts = (
            *(f"{project}/{form}" for form in _RAW_FORMS),
            f"raw/{project}",
        )
    else:
        return None
    start = next((one for one in starts if path.lower().startswith(one.lower() + "/")), None)
    return None if start is None else path[len(start) + 1 :]


def tag_url(web: SafeUrl, forge: str | None, tag: str) -> SafeUrl | None:
    """The page of a tag, or of its release. None where the forge has no such page."""
    return _address(web, forge, "tag", tag=tag)


@lru_cache(maxsize=256)  # a dozen places of one repository, each asked for several times
def _address(
    web: SafeUrl,
    forge: str | None,
    page: str,
    *,
    branch: str = "x",
    path: str = "x",
    tag: str = "x",
    content: str = "",
) -> SafeUrl | None:
    spelling = _FORGES.get(_ALIASES.get(forge or "", forge or ""))
    pattern: str | None = getattr(spelling, page, None)
    # Browsers fold `..` away, so a path with it would lead somewhere else.
    if pattern is None or any(
        segment in ("", ".", "..") for text in (branch, path, tag) for segment in text.split("/")
    ):
        return None
    return url_below(
        SafeUrl(web.rstrip("/")),
        pattern.format(
            branch=_quoted(branch, "/"),
            branch_query=_quoted(branch, ""),
            path=_quoted(path, "/"),
            query=_quoted(path, ""),
            tag=_quoted(tag, "/"),
            tag_query=_quoted(tag, ""),
            content=_quoted(content, ""),
        ),
    )


@lru_cache(maxsize=4096)
def _quoted(text: str, safe: str) -> str:
    # Names in git are bytes; those that are no UTF-8 arrive as lone surrogates and leave as bytes again.
    return quote(text.encode("utf-8", "surrogateescape" if _from_bytes(text) else "replace"), safe=safe)


def _from_bytes(text: str) -> bool:
    return text.isascii() or not any(
        "\ud800" <= character <= "\udfff" and not "\udc80" <= character <= "\udcff" for character in text
    )
