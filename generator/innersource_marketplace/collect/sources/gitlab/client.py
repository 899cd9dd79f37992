"""One exchange with a GitLab server: python-gitlab signs requests, everything else is guarded.

python-gitlab is given a session of ours, because its own reads answers of any size, follows
redirects, and waits for rate limits without a bound or a word. Not thread-safe: a `Client` serves
one thread at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import gitlab
import requests

from innersource_marketplace import __version__
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

_JOB_TOKEN = "glcbt-"  # noqa: S105 - how job tokens begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who asks: a personal, group or project token, or the token of a job. Nothing of it prints.

    GitLab takes the token of a job for git, and for next to nothing of its API: that is asked as anybody may.
    """

    token: str = field(repr=False)
    of_job: bool = False

    @property
    def user(self) -> str:
        """The name that git signs in with. Source: GitLab Docs, "Clone repository using personal access token"."""
        return "gitlab-ci-token" if self.of_job else "oauth2"


def credentials_of(variable: str, token: str) -> Credentials:
    """The credentials in an environment variable; the variable and the token tell whether it is that of a job."""
    return Credentials(token=token, of_job=variable == "CI_JOB_TOKEN" or token.startswith(_JOB_TOKEN))


class Client:
    """Sends requests to one server as one identity."""

    def __init__(
        self,
        where: Server,
        credentials: Credentials,
        *,
        certificates: Path | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._where = where
        self._session = BoundedSession(where, read_seconds=read_seconds)
        self._gitlab = gitlab.Gitlab(
            where.web,
            private_token=None if credentials.of_job else credentials.token,
            ssl_verify=True if certificates is None else str(certificates),
            user_agent=f"innersource-marketplace/{__version__}",
            keep_base_url=True,
            session=self._session,
        )

    def graphql(self, query: str, variables: Mapping[str, object]) -> Reply:
        """Send a GraphQL query. Raises `TransportFault` when no answer came."""
        payload: dict[str, object] = {"query": query, "variables": dict(variables)}
        return self._send("post", f"{self._where.web}/api/graphql", payload)

    def get(self, path: str) -> Reply:
        """Send a REST request for a path such as `/projects/1`, or a whole address. Raises `TransportFault`."""
        address = path if path.startswith(("https://", "http://")) else f"{self._where.web}/api/v4{path}"
        return self._send("get", address, None)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def _send(self, verb: str, address: str, payload: dict[str, object] | None) -> Reply:
        for _ in range(REDIRECTS + 1):
            reply = self._send_once(verb, address, payload)
            if reply.status not in (301, 302, 303, 307, 308):
                return reply
            address = same_origin(reply.headers.get("location", ""), self._where)
            if verb == "post":
                raise TransportFault("redirected", f"{self._where.host} redirects to another address")
        raise TransportFault("redirected", f"{self._where.host} has a redirect loop")

    def _send_once(self, verb: str, address: str, payload: dict[str, object] | None) -> Reply:
        # The fault is raised outside the handler: the exceptions below hold requests with headers.
        fault: TransportFault | None = None
        try:
            self._gitlab.http_request(
                verb, address, post_data=payload, obey_rate_limit=False, retry_transient_errors=False, max_retries=0
            )
        except gitlab.exceptions.GitlabError:
            pass  # a status, which the session remembers with its headers
        except TransportFault as error:
            fault = error
        except requests.exceptions.RequestException as error:
            fault = fault_of(error, self._where.host)
        except (ValueError, TypeError, OSError, RuntimeError) as error:
            fault = TransportFault("connection", f"no usable response ({type(error).__name__})")
        if fault is None and self._session.last is None:
            fault = TransportFault("connection", "no usable response")
        if fault is not None:
            fault.__cause__ = fault.__context__ = None
            raise fault
        reply = self._session.last
        assert reply is not None  # noqa: S101 - see above
        return reply
