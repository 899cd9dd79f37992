"""One exchange with a Gitea or Forgejo server, over the guarded session."""

from collections.abc import Mapping
from pathlib import Path

import requests

from innersource_marketplace import __version__
from innersource_marketplace.collect.sources.forge.rest_api import RestApi
from innersource_marketplace.collect.sources.web import (
    READ_SECONDS,
    REDIRECTS,
    BoundedSession,
    Reply,
    Server,
    TransportFault,
    fault_of,
    same_origin,
)

PAGE_SIZE = 50
"""Entries on a page, which is the most that Gitea gives unless it is reported otherwise."""

GONE = ("not-found", "gone")
"""Codes of failures that say that there is none."""


class GiteaApi(RestApi):
    """Asks one server; see `Api`."""

    fixes: Mapping[str, str] = {
        "unauthorized": "Check that the token is right and has not expired, and that it belongs to this server.",
        "token-expired": "Use a token that is valid longer than the run.",
        "rate-limited": "Run again later, or ask the administrators of the server for higher limits.",
        "redirected": "Set `url` of the source to the new address of the server.",
        "certificate": "Set `certificate_authority` of the source to the certificate file of its authority.",
        "forbidden": "Give the token the scopes read:repository, read:issue, read:organization and read:user.",
        "refused": "Check what answers at `url` in place of the server: a proxy, a firewall, a page to sign in at.",
        "timeout": "The next run tries again. Act only if it keeps happening.",
        "server-error": "The next run tries again. Act only if it keeps happening.",
        "unreachable": "Check that this machine can reach the host, and its proxy settings.",
        "too-large": "The next run tries again. If it keeps happening, check what answers in place of the host.",
        "malformed": "Check that `url` is the address of a Gitea or Forgejo server, without a proxy in between.",
    }


class Client:
    """Sends requests to one server as one identity."""

    def __init__(
        self, where: Server, token: str, *, certificates: Path | None = None, read_seconds: float = READ_SECONDS
    ) -> None:
        self._where = where
        self._session = BoundedSession(where, read_seconds=read_seconds)
        self._session.verify = True if certificates is None else str(certificates)
        self._headers = {
            "Authorization": f"token {token}",
            "Accept": "application/json",
            "User-Agent": f"innersource-marketplace/{__version__}",
        }

    def graphql(self, query: str, variables: Mapping[str, object]) -> Reply:
        """There is none."""
        raise TransportFault("connection", f"{self._where.host} has no GraphQL")

    def get(self, path: str) -> Reply:
        """Send a REST request for a path such as `/repos/o/n`, or a whole address. Raises `TransportFault`."""
        address = path if path.startswith(("https://", "http://")) else f"{self._where.web}/api/v1{path}"
        for _ in range(REDIRECTS + 1):
            reply = self._get_once(address)
            if reply.status not in (301, 302, 303, 307, 308):
                return reply
            address = same_origin(reply.headers.get("location", ""), self._where)
        raise TransportFault("redirected", f"{self._where.host} has a redirect loop")

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def _get_once(self, address: str) -> Reply:
        # The fault is raised outside the handler: the exceptions below hold requests with headers.
        try:
            self._session.request("GET", address, headers=self._headers)
        except TransportFault as error:
            fault = error
        except requests.exceptions.RequestException as error:
            fault = fault_of(error, self._where.host)
        except (ValueError, OSError) as error:
            fault = TransportFault("connection", f"no usable response ({type(error).__name__})")
        else:
            assert self._session.last is not None  # noqa: S101 - every answer is remembered
            return self._session.last
        fault.__cause__ = fault.__context__ = None
        raise fault
