"""Resolves links and images of a README, relative to the page that shows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, unquote

from innersource_marketplace import escape
from innersource_marketplace.limits import README_TAGS
from innersource_marketplace.model import SafeUrl

_SCHEME_OR_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalImage:
    """An image that the site serves itself: its address relative to the page, and its size in pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What relative targets are resolved against; without addresses they become plain text.

    `files` is the address that a file's path is appended to at the host, such as
    `https://github.example/team/name/blob/HEAD/`, and `folders` the same for folders
    (`…/tree/HEAD/`; `files` where it is None). `images` maps paths in the repository to the
    images that the site serves itself.
    """

    files: SafeUrl | None = None
    folders: SafeUrl | None = None
    images: Mapping[str, LocalImage] = field(default_factory=dict)


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


def resolve(target: str, path: str, links: Links) -> SafeUrl | None:
    """The safe address that a link or image of the README at `path` leads to, if there is one."""
    target = target.strip()
    if not is_relative(target):
        return safe_address(target)
    inside = repository_path(target, path)
    before_fragment, _, fragment = target.partition("#")
    is_folder = inside == "" or before_fragment.partition("?")[0].rpartition("/")[2] in ("", ".", "..")
    base = (links.folders or links.files) if is_folder else links.files
    if inside is None or base is None:
        return None
    suffix = "#" + fragment if fragment else ""
    return safe_address(base.rstrip("/") + "/" + quote(inside, safe="/") + suffix)
