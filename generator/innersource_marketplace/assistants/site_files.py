"""The files of a built site, from its folder or over HTTP, with the last copy kept for when it cannot be reached."""

import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import quote, urljoin, urlsplit

import requests

from innersource_marketplace.errors import UsageError
from innersource_marketplace.escape import log_line, url, without_secrets
from innersource_marketplace.http_deadline import DeadlineAdapter
from innersource_marketplace.limits import SEARCH_FILE_BYTES, SITE_COPY_BYTES

_SECONDS: Final = 20
"""Longest silence of a site."""

_EXCHANGE_SECONDS: Final = 120
"""Longest time for one file; the largest has some megabytes."""

_REDIRECTS: Final = 3
_PIECE: Final = 64 * 1024
_FRESH: Final = timedelta(minutes=5)
"""For so long a file is used again without asking the site whether it has changed."""

_NEVER_CHANGES: Final = re.compile(r"assets/search/[0-9a-f]{16}/")
"""What lies in a folder that is named by its content."""

_SIGN_IN: Final = (
    "asks to sign in. Give what it wants in a header (--header-env NAME, where the variable holds 'Header: value'), "
    "or download the site, for instance from the artifact of its workflow, and give its folder with --site."
)


class MissingFileError(UsageError):
    """The site is there, but not this file."""


class SiteFiles(Protocol):
    """The files of one site; `address` is what links begin with."""

    address: str

    def read(self, name: str) -> bytes:
        """The content of a file by its path in the site.

        Raises `MissingFileError` where there is none, and `UsageError` where the site cannot be
        reached, asks to sign in, or answers with something else than a file.
        """

    def copied_at(self) -> datetime | None:
        """When the oldest copy was made that was used because the site cannot be reached; None if none was."""


def open_site(
    site: str,
    *,
    clock: Callable[[], datetime],
    headers: Mapping[str, str] | None = None,
    copies: Path | None = None,
) -> SiteFiles:
    """Open the site at an address or in a folder.

    `headers` go to the site's own host only. `copies` is a folder for the last copy of each file
    that was fetched, which is used while the site cannot be reached; None keeps nothing. Raises `UsageError` for an
    address that is none, or that holds a secret: messages, links and answers name it.
    """
    if site.startswith(("http://", "https://")):
        if (address := url(site)) is None:
            raise UsageError(
                f"{log_line(without_secrets(site))}: is not the address of a site, without a password or token in it. "
                "A site that asks to sign in gets what it wants in a header (--header-env NAME)."
            )
        return _Published(address, clock, headers or {}, copies)
    return _Folder(Path(site))


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.address = f"{folder}/"

    def read(self, name: str) -> bytes:
        try:
            path = (self._folder / name).resolve()
        except (OSError, ValueError, RuntimeError):  # NUL in the name, or links in a circle
            path = self._folder.parent
        if not path.is_relative_to(self._folder) or (path.exists() and not path.is_file()):
            raise MissingFileError(f"{log_line(name)}: is not in the site.")
        try:
            with path.open("rb") as file:
                content = file.read(SEARCH_FILE_BYTES + 1)
        except FileNotFoundError:
            if not (self._folder / "index.html").is_file():
                raise UsageError(
                    f"{self._folder}: contains no site. Build the site first, or name another with --site."
                ) from None
            raise MissingFileError(f"{path}: is not there. Was the site built with this version?") from None
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror}).") from error
        if len(content) > SEARCH_FILE_BYTES:
            raise UsageError(f"{path}: is too large to be read.")
        return content

    def copied_at(self) -> datetime | None:
        return None


class _Copy(NamedTuple):
    """A file as it was fetched; `version` is its ETag, "" without one."""

    content: bytes
    version: str
    fetched_at: datetime


class _UnreachableError(UsageError):
    """Nothing is wrong but the network or the server, so that the last copy will do."""


class _Published:
    def __init__(
        self, site: str, clock: Callable[[], datetime], headers: Mapping[str, str], copies: Path | None
    ) -> None:
        self.address = f"{site.rstrip('/')}/"
        self._clock = clock
        self._origin = urlsplit(self.address)[:2]
        self._session = requests.Session()
        for prefix in ("https://", "http://"):
            self._session.mount(prefix, DeadlineAdapter(_EXCHANGE_SECONDS))
        self._session.headers.update({"Accept": "application/json, text/markdown, */*;q=0.1", **headers})
        self._copies = _Copies(copies / sha256(self.address.encode()).hexdigest()[:16]) if copies else None
        self._known: dict[str, _Copy] = {}
        self._oldest: datetime | None = None

    def copied_at(self) -> datetime | None:
        return self._oldest

    def read(self, name: str) -> bytes:
        known = self._known.get(name) or (self._copies.load(name) if self._copies else None)
        now = self._clock()
        if known is not None and (_NEVER_CHANGES.match(name) or now - known.fetched_at < _FRESH):
            self._known[name] = known
            return known.content
        try:
            copy = self._fetched(name, known, now)
        except _UnreachableError:
            if known is None:
                raise
            copy = known
            self._oldest = min(self._oldest or known.fetched_at, known.fetched_at)
        else:
            if self._copies:
                self._copies.store(name, copy)
        self._known[name] = copy
        return copy.content

    def _fetched(self, name: str, known: _Copy | None, now: datetime) -> _Copy:
        address = urljoin(self.address, quote(name))
        headers = {"If-None-Match": known.version} if known and known.version else {}
        if urlsplit(address)[:2] != self._origin:  # a path that the site itself names may begin with //
            raise MissingFileError(f"{log_line(name)}: is not in the site.")
        for _ in range(_REDIRECTS + 1):
            # Redirects are followed here: a header with a token must not go to another host.
            with self._get(address, headers) as response:
                if response.is_redirect:
                    address = urljoin(address, response.headers["Location"])
                    if urlsplit(address)[:2] != self._origin:
                        raise UsageError(f"{self.address} {_SIGN_IN}")
                    continue
                if response.status_code == 304 and known is not None:
                    return known._replace(fetched_at=now)
                return _Copy(self._content(response, name), response.headers.get("ETag", ""), now)
        raise UsageError(f"{self.address} redirects in a loop. Does the site require a sign-in?")

    def _get(self, address: str, headers: Mapping[str, str]) -> requests.Response:
        try:
            return self._session.get(address, headers=headers, timeout=_SECONDS, allow_redirects=False, stream=True)
        except requests.RequestException as error:
            raise _UnreachableError(
                f"{log_line(address)}: cannot be reached ({type(error).__name__}). Check the address and the network."
            ) from error

    def _content(self, response: requests.Response, name: str) -> bytes:
        shown = log_line(f"{self.address}{name}")
        if response.status_code in (401, 403, 407):
            raise UsageError(f"{self.address} {_SIGN_IN}")
        if response.status_code in (404, 410):
            raise MissingFileError(f"{shown} is not there. Is this the address of a marketplace's start page?")
        if response.status_code >= 500 or response.status_code == 429:
            raise _UnreachableError(f"{shown}: the server answers {response.status_code}. Try again later.")
        if response.status_code != 200:
            raise UsageError(f"{shown}: the server answers {response.status_code}, not a file.")
        content = bytearray()
        try:
            for piece in response.iter_content(_PIECE):
                content += piece
                if len(content) > SEARCH_FILE_BYTES:
                    raise UsageError(f"{shown} is too large to be read.")
        except requests.RequestException as error:
            raise _UnreachableError(f"{shown}: the connection broke off. Try again.") from error
        if content[:200].lstrip()[:1] == b"<":
            raise UsageError(f"{self.address} {_SIGN_IN}")
        return bytes(content)


class _Copies:
    """Fetched files in a folder of their own, which only this user may read.

    A file is a line of JSON and the content. What is damaged is not there; what cannot be written is not kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._room = SITE_COPY_BYTES

    def load(self, name: str) -> _Copy | None:
        try:
            with self._path(name).open("rb") as file:
                head = json.loads(file.readline(4096))
                content = file.read(SEARCH_FILE_BYTES)
            fetched_at = datetime.fromtimestamp(head["fetched_at"], UTC)
            whole = head["name"] == name and head["bytes"] == len(content)
            return _Copy(content, str(head["version"]), fetched_at) if whole else None
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None

    def store(self, name: str, copy: _Copy) -> None:
        head = {
            "name": name,
            "bytes": len(copy.content),
            "version": copy.version,
            "fetched_at": int(copy.fetched_at.timestamp()),
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._room -= len(copy.content)
            if self._room < 0:
                self._make_room()
            path = self._path(name)
            made = path.with_suffix(f".{os.getpid()}")
            made.write_bytes(json.dumps(head).encode() + b"\n" + copy.content)
            made.replace(path)
        except OSError:
            return

    def _path(self, name: str) -> Path:
        return self._folder / sha256(name.encode()).hexdigest()[:32]

    def _make_room(self) -> None:
        """Remove the older half of what is kept."""
        files = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in files[: len(files) // 2]:
            path.unlink()
        self._room = SITE_COPY_BYTES // 2
