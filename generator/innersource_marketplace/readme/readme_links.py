"""Resolves links and images of a README, relative to the page that shows it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.limits import README_TAGS
from innersource_marketplace.model import SafeUrl
from innersource_marketplace.reference import forge_urls

_SCHEME_OR_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\\]")


class LocalImage(msgspec.Struct, frozen=True, kw_only=True):
    """An image that the site serves itself: its address relative to the page, and its size in pixels."""

    address: str
    width: int
    height: int


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """What relative targets are resolved against; without addresses they become plain text.

    `files` is the address that a file's path is appended to at the host, such as
    `https://github.example/team/name/blob/HEAD/`, and `folders` the same for folders
    (`…/tree/HEAD/`; `files` where it is None). `images` maps paths in the repository to the
    images that the site serves itself. `repository` is the page of the repository at the host, and
    `branch` its default branch: by them the addresses of its own files are known.
    """

    files: SafeUrl | None = None
    folders: SafeUrl | None = None
    images: Mapping[str, LocalImage] = msgspec.field(default_factory=dict)
    repository: SafeUrl | None = None
    branch: str | None = None


def links_of(url: SafeUrl | None, forge: str | None, branch: str | None) -> Links:
    """Where relative links lead in a repository at this address; to files only at forges that append their path."""
    if url is None or branch is None:
        return Links()
    address = forge_urls.file_url(url, forge, branch, "_")
    files = SafeUrl(address[:-1]) if address is not None and address.endswith("/_") else None
    return Links(files=files, repository=url, branch=branch)


@lru_cache(maxsize=README_TAGS)
def safe_address(raw: str) -> SafeUrl | None:
    """`escape.url`, cached: each address of a README is needed once per pass."""
    return escape.url(raw)


def is_relative(target: str) -> bool:
    """Whether a target names something inside the repository: no scheme, no host, not empty."""
    return bool(target) and not _SCHEME_OR_HOST.match(target) and not target.startswith("#")


def repository_path(target: str, path: str) -> str | None:
    """Resolve a relative target against the file at `path` to a path inside the repository.

    `/x` counts from the top of the repository, as hosts do. None when the target climbs out of the
    repository, or hides a separator, a backslash or a control character behind percent signs.
    """
    bare = target.strip().partition("#")[0].partition("?")[0]
    rooted = bare.startswith("/")
    segments = [] if rooted else path.split("/")[:-1]
    for raw in bare.split("/"):
        segment = unquote(raw)
        if "/" in segment or _UNUSABLE.search(segment):
            return None
        if segment == "..":
            if not segments:
                return None
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)


def own_path(target: str, path: str, links: Links) -> str | None:
    """The path in the repository that a target names, relative or by the address of its raw content; None if none.

    Of addresses only those of the default branch count: another one may have another file of that name.
    """
    target = target.strip()
    if is_relative(target):
        return repository_path(target, path)
    if links.repository is None or (raw := forge_urls.raw_file(target, links.repository)) is None:
        return None
    for branch in (links.branch, "HEAD", "main", "master"):
        for prefix in (f"{branch}/", f"refs/heads/{branch}/"):
            if branch and raw.startswith(prefix):
                return repository_path("/" + quote(raw.removeprefix(prefix)), "")
    return None


def resolve(target: str, path: str, links: Links) -> SafeUrl | None:
    """The safe address that a link or image of the README at `path` leads to, if there is one."""
    target = target.strip()
    if not is_relative(target):
        return safe_address(target)
    inside = repository_path(target, path)
    if inside is None:
        return _outside(target, path, links)
    before_fragment, _, fragment = target.partition("#")
    is_folder = inside == "" or before_fragment.partition("?")[0].rpartition("/")[2] in ("", ".", "..")
    base = (links.folders or links.files) if is_folder else links.files
    if base is None:
        return None
    suffix = "#" + fragment if fragment else ""
    return safe_address(base.rstrip("/") + "/" + quote(inside, safe="/") + suffix)


def _outside(target: str, path: str, links: Links) -> SafeUrl | None:
    """The page of the host that a target climbs to (`../../issues`), as a browser finds it from the README there.

    None where that is no page of a host: it climbs above the host, or stops between repository and file.
    """
    if links.files is None or links.repository is None or "\\" in unquote(target):
        return None
    files, repository = urlsplit(links.files), urlsplit(links.repository)
    steps = PurePosixPath(files.path + path).parent.parts[1:]
    asked = [unquote(step) for step in target.partition("#")[0].partition("?")[0].split("/")]
    if any("/" in step for step in asked):
        return None
    climb = asked.count("..")
    home = repository.path.strip("/")
    if climb > len(steps) or not (files.path.lstrip("/") + "/").startswith(home + "/"):
        return None
    found = urlsplit(urljoin(f"{files.scheme}://{files.netloc}/{'/'.join(map(quote, steps))}/", target))
    between = files.path.strip("/").removeprefix(home).strip("/").split("/")
    rest = found.path.strip("/")
    if rest.startswith(home + "/"):
        further = rest.removeprefix(home + "/").split("/")
        # `blob/issues` is no page; `blob/other/file` is.
        if further[0] == between[0] != "-" and len(further) <= len(between):
            return None
    return safe_address(found.geturl())
