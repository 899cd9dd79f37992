"""Opens the index of a built site, from its folder or over HTTP."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests

from innersource_marketplace.errors import UsageError
from innersource_marketplace.escape import log_line
from innersource_marketplace.limits import SEARCH_FILE_BYTES
from innersource_marketplace.search.index_files import MANIFEST
from innersource_marketplace.search.index_reader import Index, Read, UnreadableIndexError

FOLDER: Final = "assets/search/"
"""Where the index is in a site."""

_SECONDS: Final = 20
_REDIRECTS: Final = 3
_PIECE: Final = 64 * 1024
_SIGN_IN: Final = "asks to sign in. Give what it wants in a header: --header-env NAME, where the variable holds {}."
_HEADER: Final = "'Header: value'"


def open_site_index(site: str, *, headers: Mapping[str, str] | None = None) -> Index:
    """Open the index of the site at an address or in a folder; `headers` go to the site's own host only.

    Raises `UsageError` where there is none, where the site cannot be reached, and where it asks to sign in; reading
    from the index later on raises the same.
    """
    read = _from_address(site, headers or {}) if site.startswith(("http://", "https://")) else _from_folder(Path(site))
    try:
        return Index(read)
    except UnreadableIndexError as error:
        raise UsageError(f"{site}: {error}") from error


def _from_folder(folder: Path) -> Read:
    def read(name: str) -> bytes:
        path = folder / FOLDER / name
        try:
            return path.read_bytes()
        except OSError as error:
            raise UsageError(
                f"{path}: cannot be read ({error.strerror}). Build the site first, or give its folder with --site."
            ) from error

    return read


def _from_address(site: str, headers: Mapping[str, str]) -> Read:
    base = f"{site.rstrip('/')}/"
    origin = urlsplit(base)[:2]
    session = requests.Session()
    session.headers.update({"Accept": "application/json", **headers})

    def read(name: str) -> bytes:
        address = urljoin(base, FOLDER + name)
        for _ in range(_REDIRECTS + 1):
            # Redirects are followed here: a header with a token must not go to another host.
            response = _get(session, address)
            with response:
                if response.is_redirect:
                    address = urljoin(address, response.headers["Location"])
                    if urlsplit(address)[:2] != origin:
                        raise UsageError(f"{base} {_SIGN_IN.format(_HEADER)}")
                    continue
                return _content(response, base, name)
        raise UsageError(f"{base} redirects in circles, as sites do that ask to sign in.")

    return read


def _get(session: requests.Session, address: str) -> requests.Response:
    try:
        return session.get(address, timeout=_SECONDS, allow_redirects=False, stream=True)
    except requests.RequestException as error:
        raise UsageError(
            f"{log_line(address)}: cannot be reached ({type(error).__name__}). Check the address and the network."
        ) from error


def _content(response: requests.Response, base: str, name: str) -> bytes:
    if response.status_code in (401, 403, 407):
        raise UsageError(f"{base} {_SIGN_IN.format(_HEADER)}")
    if response.status_code == 404 and name == MANIFEST:
        raise UsageError(f"{base} has no search index. Is this the address of a marketplace's start page?")
    if response.status_code != 200:
        raise UsageError(f"{base}{FOLDER}{name}: the server answers {response.status_code}. Try again later.")
    content = bytearray()
    try:
        for piece in response.iter_content(_PIECE):
            content += piece
            if len(content) > SEARCH_FILE_BYTES:
                raise UsageError(f"{base}{FOLDER}{name} is larger than any file of an index.")
    except requests.RequestException as error:
        raise UsageError(f"{base}{FOLDER}{name}: the connection broke off. Try again.") from error
    if bytes(content[:200]).lstrip().startswith(b"<"):
        raise UsageError(f"{base} {_SIGN_IN.format(_HEADER)}")
    return bytes(content)
