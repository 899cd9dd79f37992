"""Where a repository is: configured addresses turned into remotes with a stable key."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.escape import holds_secret, log_line, plain, url, without_secrets
from innersource_marketplace.limits import GIT_FOLDER_REPOSITORIES, LIST_ITEMS
from innersource_marketplace.model import ProjectKey, SafeUrl
from innersource_marketplace.reference.forge_urls import forge_of
from innersource_marketplace.reference.hosts import host_of, is_loopback, site_of, split_address

_FOLDER_DEPTH = 20
"""As deep as GitLab lets groups nest."""

_WIKI = ".wiki.git"
"""How GitLab, Gitea and others call the repository of a project's wiki, which is beside the project."""

_LOCAL_HOST = "local"
_NAME_CHARACTERS = 200
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HELPER = re.compile(r"[A-Za-z0-9+.-]+::")
_SCP = re.compile(r"(?:[A-Za-z0-9._~-]+@)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*):.+")


class Remote(msgspec.Struct, frozen=True, kw_only=True):
    """One repository that git can reach. `web` is its page, `forge` the kind of its host.

    `address` is what git is given, or a local path; `branch` overrides what HEAD says. A local one may borrow
    objects of others in the folder `inside`, of none where that is None. `wiki_of` is the name of the repository
    beside it whose wiki it is.
    """

    address: str
    host: str
    owner: str
    name: str
    web: SafeUrl | None = None
    forge: str | None = None
    branch: str | None = None
    inside: str | None = None
    wiki_of: str | None = None

    @property
    def key(self) -> ProjectKey:
        """The project key, `host/owner/name`."""
        return ProjectKey(f"{self.host}/{self.owner}/{self.name}")


def remotes_of(
    address: str,
    *,
    base: Path,
    web: str | None = None,
    owner: str | None = None,
    name: str | None = None,
    forge: str | None = None,
    branch: str | None = None,
) -> tuple[Remote, ...]:
    """Turn a configured address into remotes, sorted by key.

    Accepted: https, ssh, git and file addresses, the scp form, http on loopback, and a local path
    (relative to `base`) to a repository or to a folder of them, searched as deep as groups nest. `web`
    is the page of the repository, or the base of the pages of a folder's. A local path that does
    not exist is a remote too, for it may come back. Raises `SourceError` (refused) with a fix.
    """
    page = None if web is None else url(web)
    if web is not None and page is None:
        raise _refused(web, "{address} is not a web address", "Write an absolute https address for web.")
    if protocol_of(address) == "local":
        return tuple(
            sorted(
                _local(local_path(address, base), page, owner=owner, name=name, forge=forge, branch=branch),
                key=lambda remote: (remote.key, remote.address),
            )
        )
    host, segments, own_page = _remote_parts(address)
    if page is not None:
        host, segments = _page_parts(page, segments)
        own_page = page
    place_owner, place_name = _place(segments, host)
    return (
        Remote(
            address=address.strip(),
            host=host,
            owner=owner or place_owner,
            name=name or place_name,
            web=own_page,
            forge=forge or forge_of(host),
            branch=branch,
        ),
    )


def protocol_of(address: str) -> str:
    """Which transport an address needs: https, http, ssh, git or local.

    Everything else, and everything that git could take for an option, a remote helper or a
    command, raises `SourceError` (refused).
    """
    text = address.strip()
    # A folder on disk may be called anything; it only has to fit in one line of git's alternates.
    if Path(text).is_absolute():  # also C:/… on Windows
        if set("\0\n\r") & set(text):
            raise _refused(text, "{address} has a line break in its name", "Rename the folder.")
        return "local"
    if not text or not text.isprintable():
        raise _refused(
            address, "{address} is empty or contains control characters", "Write the address of a git repository."
        )
    if text.startswith("-"):
        raise _refused(address, "{address} begins with a dash", "Write ./ before a local path.")
    if _HELPER.match(text):
        raise _refused(
            address, "{address} uses a remote helper, which runs commands", "Use an https, ssh or local address."
        )
    scheme = _SCHEME.match(text)
    if scheme is None:
        return "ssh" if _scp(text) is not None else "local"
    protocol = scheme[1].lower()
    if protocol == "file":
        return "local"
    if protocol in ("git+ssh", "ssh+git"):
        protocol = "ssh"  # former spellings, which git still takes
    if protocol not in ("https", "http", "ssh", "git"):
        raise _refused(
            address,
            "{address} uses {protocol}, which is not allowed",
            "Use an https, ssh or local address.",
            protocol=protocol,
        )
    _check_host(address, protocol)
    return protocol


def _check_host(address: str, protocol: str) -> None:
    try:
        parts = urlsplit(address.strip())
        host, user, password = host_of(address), parts.username, parts.password
        parts.port  # noqa: B018 - raises if it is out of range
    except ValueError:
        raise _refused(address, "{address} is not an address", "Check the host and the port.") from None
    if host is None:
        raise _refused(address, "{address} has no usable host", "Check the host.")
    if protocol == "ssh":
        if password is not None or (user or "").startswith("-"):
            raise _refused(address, "{address} contains a password", "Use an ssh key and ssh://git@host/owner/name.")
    elif user is not None:
        raise _refused(
            address,
            "{address} contains a user name or a token",
            "Remove it, and set MARKETPLACE_GIT_CREDENTIAL_HELPER for credentials.",
        )
    if protocol != "ssh" and holds_secret(address):
        raise _refused(
            address,
            "{address} contains a token",
            "Remove it, and set MARKETPLACE_GIT_CREDENTIAL_HELPER for credentials.",
        )
    if protocol == "http" and not is_loopback(host):
        raise _refused(address, "{address} is not encrypted", "Use https.")


def local_path(address: str, base: Path) -> Path:
    """The absolute path that a local or file address means."""
    text = address.strip()
    if _SCHEME.match(text):
        parts = urlsplit(text)
        if parts.netloc not in ("", "localhost"):
            raise _refused(address, "{address} has a host in a file address", "Write file:/// and an absolute path.")
        text = unquote(parts.path)
    return Path(os.path.abspath(base / Path(text).expanduser()))  # noqa: PTH100 - keeps symlinks as they are written


def shown(address: str) -> str:
    """An address for messages, which reach the site: no user information, no whole path of this machine, one line."""
    if Path(address).is_absolute():
        return "…/" + log_line("/".join(Path(address).parts[-2:]), 200)
    return log_line(without_secrets(address), 200)


def git_folder(path: Path) -> Path | None:
    """The git directory of a bare or ordinary repository at a path; None if there is none."""
    for folder in (path / ".git", path):
        if (folder / "objects").is_dir() and (folder / "HEAD").is_file():
            return folder
    return None


def _local(
    path: Path, page: SafeUrl | None, *, owner: str | None, name: str | None, forge: str | None, branch: str | None
) -> Iterator[Remote]:
    found = [path] if git_folder(path) is not None else [*_repositories(path, _FOLDER_DEPTH)]
    if len(found) > GIT_FOLDER_REPOSITORIES:
        raise _refused(
            str(path),
            "{address} contains more than {most} repositories",
            "Use smaller folders.",
            most=GIT_FOLDER_REPOSITORIES,
        )
    several = bool(found) and found != [path]
    for place in found or [path]:
        inner = place.parent.relative_to(path).parts if several else ()
        place_owner = owner or _clean_path(inner) or _clean(path.name if several else place.parent.name)
        place_name = (None if several else name) or _clean(place.name)
        host, web = _LOCAL_HOST, page
        if page is not None:
            parts = urlsplit(page)
            host = host_of(page) or _LOCAL_HOST
            segments = [segment for segment in unquote(parts.path).split("/") if segment]
            if several or not segments:
                web = url(f"{page.rstrip('/')}/{place_owner}/{place_name}")
            elif len(segments) > 1:
                place_owner, place_name = owner or _clean_path(segments[:-1]), name or _clean(segments[-1])
        yield Remote(
            address=str(place),
            host=host,
            owner=place_owner,
            name=place_name,
            web=web,
            forge=forge or (forge_of(host) if page is not None else None),
            branch=branch,
            inside=str(path) if several else None,
            wiki_of=_wiki_of(place) if several else None,
        )


def _wiki_of(place: Path) -> str | None:
    """The name of the repository beside this one whose wiki it is; None of any other."""
    name = place.name.removesuffix(_WIKI)
    beside = (place.with_name(f"{name}.git"), place.with_name(name))
    return name if name != place.name and any(git_folder(one) is not None for one in beside) else None


def _repositories(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        # Links could lead out of the folder, or round in a circle.
        if not entry.is_dir(follow_symlinks=False) or entry.name == ".git":
            continue
        path = Path(entry.path)
        if git_folder(path) is not None:
            yield path
        elif depth > 1:
            yield from _repositories(path, depth - 1)


def linked_in(folder: Path) -> tuple[str, ...]:
    """Links to folders, below a folder that is a source, in whose places repositories are looked for, sorted."""
    if git_folder(folder) is not None:
        return ()
    return tuple(sorted(_links(folder, folder, _FOLDER_DEPTH))[:LIST_ITEMS])


def _links(folder: Path, base: Path, depth: int) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        with suppress(OSError):
            if entry.is_symlink():
                if entry.is_dir():
                    yield Path(entry.path).relative_to(base).as_posix()
            elif depth > 1 and entry.is_dir() and entry.name != ".git" and git_folder(Path(entry.path)) is None:
                yield from _links(Path(entry.path), base, depth - 1)


def _remote_parts(address: str) -> tuple[str, list[str], SafeUrl | None]:
    text = address.strip()
    host, path = _scp(text) or (host_of(text) or "", unquote(urlsplit(text).path))
    site = site_of(text)
    segments = [segment for segment in path.split("/") if segment]
    if not segments or any(segment in (".", "..") for segment in segments):
        raise _refused(address, "{address} does not name a repository", "Add the path of the repository.")
    segments[-1] = _clean(segments[-1])
    forge = forge_of(host)
    if forge == "bitbucket-server" and len(segments) > 1:
        project, repository = segments[-2:]
        return host, [project, repository], url(f"{site}/projects/{project}/repos/{repository}")
    page = url(f"{site}/" + "/".join(segments))
    return host, [segment for segment in segments if segment != "_git"], page


def _page_parts(page: SafeUrl, segments: list[str]) -> tuple[str, list[str]]:
    parts = urlsplit(page)
    own = [segment for segment in unquote(parts.path).split("/") if segment]
    return host_of(page) or _LOCAL_HOST, [*own[:-1], _clean(own[-1])] if len(own) > 1 else segments


def _place(segments: list[str], host: str) -> tuple[str, str]:
    # A host with repositories at the top level has no owners; its name is used as the owner.
    return _clean_path(segments[:-1]) or host, _clean(segments[-1])


def _scp(text: str) -> tuple[str, str] | None:
    return split_address(text) if _SCP.fullmatch(text) and not _SCHEME.match(text) else None


def _clean(name: str) -> str:
    # Folder names are bytes; what is no UTF-8 must not reach the snapshot.
    text = plain(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), _NAME_CHARACTERS)
    cleaned = text.removesuffix(".git").replace("/", "-")
    return cleaned if cleaned not in ("", ".", "..") else "repository"


def _clean_path(segments: Iterable[str]) -> str:
    return "/".join(_clean(segment) for segment in segments if segment)


def _refused(address: str, pattern: str, fix: str, **values: object) -> SourceError:
    return SourceError("refused", sentence(pattern, address=repr(shown(address)), **values), fix)
