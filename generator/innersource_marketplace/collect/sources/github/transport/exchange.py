"""One HTTP exchange with a GitHub host: authentication by PyGithub, everything else guarded.

PyGithub's `Requester` signs requests and renews the tokens of an app. It is given a connection of
ours, because its own reads answers of any size, follows redirects, never stops asking at status
202, and retries 502 eleven times in half a second. Nothing is retried here: see `retry`.

Not thread-safe, as PyGithub is not (one client shared by threads returns answers of another
request): a `Client` serves one thread at a time.
"""

import json
import math
import time
from collections.abc import Callable, ItemsView, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import github
import msgspec
import requests
import urllib3
from github import Auth
from github.GithubException import GithubException
from github.InstallationAuthorization import InstallationAuthorization
from jwt import PyJWTError
from requests.structures import CaseInsensitiveDict

from innersource_marketplace import __version__
from innersource_marketplace.collect.sources.forge.refusals import quoted
from innersource_marketplace.collect.sources.redaction import redact
from innersource_marketplace.collect.sources.web import Reply, TransportFault, fault_of
from innersource_marketplace.errors import ConfigurationError
from innersource_marketplace.escape import log_line
from innersource_marketplace.http_deadline import DeadlineAdapter
from innersource_marketplace.reference.hosts import authority, github_host, is_loopback, origin_of

CONNECT_SECONDS = 10.0
"""Longest wait for a connection."""

READ_SECONDS = 30.0
"""Longest silence while an answer is read; GitHub itself gives up after 10 s."""

EXCHANGE_SECONDS = 90.0
"""Longest single exchange, so that an answer that drips in cannot hold a worker forever."""

ANSWER_BYTES = 48 * 1024 * 1024
"""Most bytes of one answer once unpacked: 20 repositories with everything asked need about one."""

REDIRECTS = 3
"""Redirects followed on the same origin; a renamed repository needs one."""

_PIECE_BYTES = 64 * 1024
_RATE_HEADERS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A GitHub App's installation. Nothing of it prints."""

    app_id: int | str
    private_key: str = field(repr=False)
    installation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who asks: a token, or an app's installation. Nothing of it prints."""

    token: str | None = field(default=None, repr=False)
    app: App | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be printed."""
        return tuple(secret for secret in (self.token, self.app and self.app.private_key) if secret)


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a GitHub host answers. `host` names it in project keys, without port; `web` is where people look."""

    host: str
    api: str
    web: str


def endpoint(url: str | None) -> Endpoint:
    """Derive the addresses of a host from the one people use: github.com if None, *.ghe.com, or an Enterprise Server.

    Raises `ConfigurationError` for anything that is not https (http only on this machine).
    """
    if url is None:
        return Endpoint(host="github.com", api="https://api.github.com", web="https://github.com")
    try:
        parts = urlsplit(url)
        host, port = github_host(url), parts.port
    except ValueError:
        raise ConfigurationError(
            "The url of a github source is not an address. Write https://github.example.org"
        ) from None
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError("The url of a github source contains a user or a token. Use token_env instead.")
    if host is None or parts.scheme not in ("https", "http"):
        raise ConfigurationError("The url of a github source must begin with https:// and name a host.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f"The url of the github source on {host} is http, which would send the token unencrypted. Use https."
        )
    if parts.path.strip("/") not in ("", "api/v3") or parts.query or parts.fragment:
        raise ConfigurationError(
            f"The url of the github source on {host} has more than a host in it ({parts.path[:100]}). GitHub"
            f" answers at the root of its host only: write {parts.scheme}://{authority(host, parts.port)}"
        )
    if host == "github.com":
        return endpoint(None)
    netloc = authority(host, port)
    if host.endswith(".ghe.com"):
        return Endpoint(host=host, api=f"https://api.{netloc}", web=f"https://{netloc}")
    return Endpoint(host=host, api=f"{parts.scheme}://{netloc}/api/v3", web=f"{parts.scheme}://{netloc}")


class Client:
    """Sends requests to one host as one identity."""

    def __init__(
        self,
        where: Endpoint,
        credentials: Credentials,
        *,
        certificate_authority: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._where = where
        self._secrets = credentials.secrets
        verify: bool | str = True if certificate_authority is None else str(certificate_authority)
        self._connection = _Connection(where.api, verify=verify, monotonic=monotonic, read_seconds=read_seconds)
        self._github = github.Github(
            auth=_authentication(credentials, self._connection),
            base_url=where.api,
            timeout=int(READ_SECONDS),
            user_agent=f"innersource-marketplace/{__version__}",
            per_page=100,
            verify=verify,
            retry=0,
            seconds_between_requests=None,
            seconds_between_writes=None,  # queries are POSTs, but write nothing; pacing is the policy's
        )

    def graphql(self, query: str, variables: Mapping[str, object]) -> Reply:
        """Send a GraphQL query. Raises `TransportFault` when no answer came."""
        return self._send("POST", self._github.requester.graphql_url, {"query": query, "variables": dict(variables)})

    def get(self, path: str) -> Reply:
        """Send a REST request for a path such as `/repos/o/n`. Raises `TransportFault` when no answer came."""
        return self._send("GET", path, None)

    def token(self) -> str:
        """The token that git signs in with: the given one, or one of the app. Raises `TransportFault`."""
        auth = self._github.requester.auth
        try:
            return auth.token if auth is not None else ""
        except (GithubException, PyJWTError, RuntimeError, AssertionError, ValueError, KeyError, TypeError, OSError):
            fault = TransportFault("sign-in", f"{self._where.host} gave the app no token for git")
        raise fault

    def close(self) -> None:
        """Give the connections back."""
        self._connection.close()
        self._github.close()

    def _send(self, verb: str, path: str, payload: object | None) -> Reply:
        for _ in range(REDIRECTS + 1):
            reply = self._send_once(verb, path, payload)
            if reply.status not in (301, 302, 303, 307, 308):
                return reply
            path = self._same_origin(reply.headers.get(_LOCATION, ""))
        raise TransportFault("redirected", f"{self._where.host} has a redirect loop")

    def _send_once(self, verb: str, path: str, payload: object | None) -> Reply:
        # The fault is raised outside the handler: the exceptions below hold requests with headers.
        fault: TransportFault
        try:
            status, headers, body = self._github.requester.requestJson(
                verb,
                path,
                input=payload,
                cnx=self._connection,  # type: ignore[arg-type]  # what it calls of a connection, and no more
            )
            return Reply(status=status, headers={k: str(v) for k, v in headers.items()}, body=body)
        except TransportFault as error:
            fault = error
        except requests.exceptions.RequestException as error:
            fault = fault_of(error, self._where.host)
        except PyJWTError:
            fault = TransportFault("sign-in", "the private key of the app is not valid")
        except GithubException as error:
            fault = TransportFault(
                "sign-in",
                f"{self._where.host} rejected the app (status {error.status}){quoted(_sentence(error))}",
                status=error.status,
                headers={key.lower(): str(value) for key, value in (error.headers or {}).items()},
            )
        except (RuntimeError, AssertionError, ValueError, KeyError, TypeError, OSError) as error:
            # PyGithub's own complaints, among them answers to the app's sign-in that make no sense.
            fault = TransportFault("connection", redact(f"no usable response ({type(error).__name__})", self._secrets))
        fault.__cause__ = fault.__context__ = fault.__traceback__ = None
        raise fault

    def _same_origin(self, location: str) -> str:
        here = urlsplit(self._where.api)
        try:
            there = urlsplit(location)
            same = not there.netloc or origin_of(location) == origin_of(self._where.api)
        except ValueError:
            same = False
        if not same or not there.path.startswith("/"):
            raise TransportFault("redirected", f"{self._where.host} redirects to another address")
        # Absolute, for PyGithub puts the prefix of the API before a path.
        return f"{here.scheme}://{here.netloc}{there.path}" + (f"?{there.query}" if there.query else "")


def _sentence(error: GithubException) -> str:
    said = error.data.get("message") if isinstance(error.data, dict) else None
    return log_line(said, 400) if isinstance(said, str) else ""


class _InstallationAuth(Auth.AppInstallationAuth):
    """The token of an installation, fetched over our connection: PyGithub opens one that nothing bounds."""

    def __init__(self, app: Auth.AppAuth, installation: int, connection: "_Connection") -> None:
        super().__init__(app, installation)
        self._connection = connection

    def _get_installation_authorization(self) -> InstallationAuthorization:
        status, headers, body = self.requester.requestJson(
            "POST",
            f"/app/installations/{self.installation_id}/access_tokens",
            input={},
            cnx=self._connection,  # type: ignore[arg-type]  # what it calls of a connection, and no more
        )
        said = json.loads(body)
        if status != 201:
            raise GithubException(status, said, headers)
        return InstallationAuthorization(self.requester, headers, said)


def _authentication(credentials: Credentials, connection: "_Connection") -> Auth.Auth:
    if credentials.app is not None:
        app = Auth.AppAuth(credentials.app.app_id, credentials.app.private_key)
        # Without an installation it is the app itself that asks; that is for finding the installation.
        installation = credentials.app.installation_id
        return app if installation is None else _InstallationAuth(app, installation, connection)
    if credentials.token is None:
        raise ConfigurationError("A github source needs a token or an app, because GraphQL requires authentication.")
    return Auth.Token(credentials.token)


_LOCATION = "x-guarded-location"
"""The name that `location` gets, so that PyGithub does not follow redirects by itself."""


class _Response:
    """What PyGithub reads of a response."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        self.status = status
        self.headers = headers
        self._body = body

    def getheaders(self) -> ItemsView[str, str]:
        return self.headers.items()

    def read(self) -> str:
        return self._body


class _Connection:
    """What PyGithub calls of a connection; bounded in size and time, following nothing."""

    def __init__(self, api: str, *, verify: bool | str, monotonic: Callable[[], float], read_seconds: float) -> None:
        parts = urlsplit(api)
        self.host = parts.hostname or ""
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._verify = verify
        self._timeout = (min(CONNECT_SECONDS, read_seconds), read_seconds)
        self._session = requests.Session()
        self._session.auth = _unchanged  # anything but None keeps .netrc away
        self._session.trust_env = not is_loopback(self.host)  # proxies and authorities by environment
        for prefix in ("https://", "http://"):
            self._session.mount(prefix, DeadlineAdapter(EXCHANGE_SECONDS, monotonic))
        self._pending: tuple[str, str, str | None, dict[str, str]] = ("GET", "/", None, {})

    def request(self, verb: str, url: str, body: str | None, headers: dict[str, str], stream: bool = False) -> None:
        self._pending = (verb, url, body, headers)

    def getresponse(self) -> _Response:
        verb, url, body, headers = self._pending
        self._pending = ("GET", "/", None, {})
        with self._session.request(
            verb,
            self._origin + url,
            data=None if body is None else body.encode(),
            headers=headers,
            timeout=self._timeout,
            verify=self._verify,
            allow_redirects=False,
            stream=True,
        ) as response:
            self._session.cookies.clear()
            if response.status_code == 202:
                raise TransportFault("pending", f"{self.host} has not calculated the result yet", status=202)
            content = self._read(response)
            return _Response(response.status_code, _clean_headers(response.headers), content.decode("utf-8", "replace"))

    def _read(self, response: requests.Response) -> bytearray:
        """The body, as it comes in, for it may be refused before its end."""
        body = bytearray()
        fault: TransportFault | None = None
        try:
            while fault is None and (piece := response.raw.read1(_PIECE_BYTES, decode_content=True)):
                body += piece
                if len(body) > ANSWER_BYTES:
                    fault = TransportFault(
                        "too-large", f"a response of {self.host} is larger than {ANSWER_BYTES} bytes"
                    )
        except urllib3.exceptions.TimeoutError:
            fault = TransportFault("timeout", f"{self.host} did not respond in time")
        except urllib3.exceptions.HTTPError as error:
            fault = TransportFault("connection", f"the connection to {self.host} was lost ({type(error).__name__})")
        if fault is not None:
            # An exception keeps what its frames hold, and a run may keep a hundred of them.
            body.clear()
            raise fault from None
        return body

    def close(self) -> None:
        self._session.close()


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _clean_headers(headers: CaseInsensitiveDict[str]) -> dict[str, str]:
    """Lower-case the names, hide `location`, and drop rate headers that PyGithub would choke on."""
    clean: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        if key == "location":
            clean[_LOCATION] = value
        elif key not in _RATE_HEADERS or _finite(value):
            clean[key] = value
    return clean


def _finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
