"""One HTTP exchange with a host that is not trusted: bounded in size and time, following nothing.

Forges are asked through the session here, whichever library signs the requests. Nothing is retried:
see `forge.retry`.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3

from innersource_marketplace.errors import ConfigurationError
from innersource_marketplace.http_deadline import DeadlineAdapter
from innersource_marketplace.reference.hosts import authority, host_of, is_loopback, origin_of

CONNECT_SECONDS = 10.0
"""Longest wait for a connection."""

READ_SECONDS = 40.0
"""Longest silence while an answer is read; GitLab gives up on a query after 30 s."""

EXCHANGE_SECONDS = 120.0
"""Longest single exchange, so that an answer that drips in cannot hold a run forever."""

ANSWER_BYTES = 32 * 1024 * 1024
"""Most bytes of one answer once unpacked: fifty repositories with everything asked need about one."""

REDIRECTS = 3
"""Redirects followed on the same origin; a project that was moved needs one."""

_CHUNK_BYTES = 64 * 1024
_DIGITS = 15


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of any status, its headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: str


def number_in(headers: Mapping[str, str], name: str) -> int | None:
    """A header that is a whole number which can be meant; None for anything else."""
    text = headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


class TransportFault(Exception):
    """No answer came. `kind` is `timeout`, `connection`, `tls`, `too-large`, `pending`, `redirected` or `sign-in`."""

    def __init__(self, kind: str, message: str, status: int = 0, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status
        self.headers: Mapping[str, str] = headers or {}


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Where a forge answers: `host` names it in keys, `web` is its address with the path that it is under."""

    host: str
    web: str


def server(url: str, kind: str) -> Server:
    """The server at an address. Raises `ConfigurationError` for what is not https (http only on this machine)."""
    try:
        parts = urlsplit(url)
        host, port = host_of(url), parts.port
    except ValueError:
        raise ConfigurationError(f"The url of a {kind} source is not an address. Write https://host.") from None
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"The url of a {kind} source contains a user or a token. Use token_env instead.")
    if host is None or parts.scheme not in ("https", "http"):
        raise ConfigurationError(f"The url of a {kind} source must begin with https:// and name a host.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f"The url of the {kind} source on {host} is http, which would send the token unencrypted. Use https."
        )
    return Server(host=host, web=f"{parts.scheme}://{authority(host, port)}{parts.path.rstrip('/')}")


def authority_file(named: str | None, base: Path, where: Server, environment: Mapping[str, str]) -> Path | None:
    """The file of certificates to trust: what the source names, or else `SSL_CERT_FILE`.

    Raises `ConfigurationError` where the source names what is no file.
    """
    if named is None:
        further = environment.get("SSL_CERT_FILE", "")
        return Path(further) if further and Path(further).is_file() else None
    path = base / named
    if not path.is_file():
        raise ConfigurationError(
            f"The certificate authority of the source on {where.host} is not a file: {path}. "
            "Write its path relative to the catalogue."
        )
    return path


class BoundedSession(requests.Session):
    """A session that reads whole answers within limits, and remembers the last one as `last`.

    It keeps no cookies, reads no .netrc, follows no redirect, and tries nothing twice.
    """

    def __init__(
        self,
        where: Server,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        super().__init__()
        self.last: Reply | None = None
        self._where = where
        self._limits = (min(CONNECT_SECONDS, read_seconds), read_seconds)
        self.auth = _unchanged  # anything but None keeps .netrc away
        self.trust_env = not is_loopback(where.host)  # proxies and authorities by environment
        for prefix in ("https://", "http://"):
            self.mount(prefix, DeadlineAdapter(EXCHANGE_SECONDS, monotonic))

    def request(  # type: ignore[override]  # what python-gitlab and we pass, by name
        self,
        method: str,
        url: str,
        **options: Any,  # noqa: ANN401 - they go on as they are
    ) -> requests.Response:
        """As in `requests`, within the limits. Raises `TransportFault` where one is met."""
        self.last = None
        options |= {"stream": True, "allow_redirects": False, "timeout": self._limits}
        with super().request(method, url, **options) as response:
            self.cookies.clear()
            body = self._read(response)
        response._content = body
        response._content_consumed = True
        headers = {name.lower(): value for name, value in response.headers.items()}
        # Limits as the retry policy reads them, whichever way a forge spells them.
        for name in ("limit", "remaining", "reset"):
            if f"ratelimit-{name}" in headers:
                headers.setdefault(f"x-ratelimit-{name}", headers[f"ratelimit-{name}"])
        self.last = Reply(status=response.status_code, headers=headers, body=body.decode("utf-8", "replace"))
        return response

    def _read(self, response: requests.Response) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while True:
            try:
                chunk = response.raw.read1(_CHUNK_BYTES, decode_content=True)
            except urllib3.exceptions.ReadTimeoutError as error:
                raise requests.exceptions.ReadTimeout(str(error)) from None
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise requests.exceptions.ConnectionError(type(error).__name__) from None
            if not chunk:
                break
            size += len(chunk)
            if size > ANSWER_BYTES:
                raise TransportFault(
                    "too-large", f"a response of {self._where.host} is larger than {ANSWER_BYTES} bytes"
                )
            chunks.append(chunk)
        expected = number_in(response.headers, "content-length")
        if expected is not None and "content-encoding" not in response.headers and size < expected:
            raise requests.exceptions.ConnectionError("the response was cut off")
        return b"".join(chunks)


def fault_of(error: requests.exceptions.RequestException, host: str) -> TransportFault:
    """A failure of `requests` as a fault, in words that hold no address, header or secret."""
    if isinstance(error, requests.exceptions.SSLError):
        if any(reason in str(error) for reason in _NO_TLS):
            return TransportFault("connection", f"{host} does not speak https at this address and port")
        return TransportFault("tls", f"the certificate of {host} could not be verified")
    if isinstance(error, requests.exceptions.Timeout):
        return TransportFault("timeout", f"{host} did not respond in time")
    return TransportFault("connection", f"the connection to {host} was lost ({type(error).__name__})")


_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
"""Reasons of OpenSSL that are not about a certificate: something else than TLS came."""


def same_origin(location: str, where: Server) -> str:
    """The address that a redirect leads to, if it stays on the server. Raises `TransportFault` otherwise."""
    try:
        there = urlsplit(location)
        same = not there.netloc or origin_of(location) == origin_of(where.web)
    except ValueError:
        same = False
    if not same or not there.path.startswith("/"):
        raise TransportFault("redirected", f"{where.host} redirects to another address")
    if "sign_in" in there.path or there.path.rstrip("/").endswith(("/login", "/user/login")):
        raise TransportFault("sign-in", f"{where.host} redirects to its sign-in page")
    here = urlsplit(where.web)
    return f"{here.scheme}://{here.netloc}{there.path}" + (f"?{there.query}" if there.query else "")


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
