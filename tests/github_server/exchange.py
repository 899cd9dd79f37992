"""One request and its answer: the vocabulary that server, routes and faults share."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from github_server.server import Server


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What came in. For GraphQL `aliases` maps the top fields that name a repository to `owner/name`."""

    number: int
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    graphql: bool = False
    operation: str | None = None
    fields: tuple[str, ...] = ()
    aliases: Mapping[str, str] = msgspec.field(default_factory=dict)
    variables: Mapping[str, object] = msgspec.field(default_factory=dict)
    points: int = 0

    @property
    def authorization(self) -> str | None:
        """The Authorization header as it came."""
        return self.headers.get("authorization")

    def names(self, repository: str) -> bool:
        """Whether the request is about `owner/name`: in its path, as an alias, or in its variables."""
        wanted = repository.lower()
        inside = f"/{wanted}/" in f"{self.path.lower()}/"
        return inside or wanted in (each.lower() for each in self.aliases.values())


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What goes out. `cut` closes the connection after that many bytes of the body; `reset` rudely;
    `declared` is the Content-Length, where it is to differ from the truth; `pause` are seconds between two bytes of the
    body."""

    status: int = 200
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    reset: bool = False
    declared: int | None = None
    pause: float = 0.0

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)

    def with_json(self, value: object) -> "Reply":
        """The same reply with another body."""
        return replace(self, body=json.dumps(value).encode())

    def with_headers(self, **headers: str) -> "Reply":
        """The same reply with more headers, an underscore standing for a hyphen."""
        return replace(
            self, headers={**self.headers, **{key.replace("_", "-"): value for key, value in headers.items()}}
        )


class Exchange(msgspec.Struct, frozen=True):
    """A request on its way; `proceed` gives the answer of whatever lies behind: other faults, then the host."""

    server: "Server"
    request: Request
    proceed: Callable[[], Reply]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log: what was asked and how it ended."""

    request: Request
    status: int
    points: int

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.request.method

    @property
    def path(self) -> str:
        """The path without its query."""
        return self.request.path

    @property
    def operation(self) -> str | None:
        """The GraphQL operation's name."""
        return self.request.operation

    @property
    def aliases(self) -> Mapping[str, str]:
        """The repositories that a GraphQL batch asked for, by alias."""
        return self.request.aliases

    @property
    def authorization(self) -> str | None:
        """The Authorization header that came along."""
        return self.request.authorization


def json_reply(value: object, status: int = 200, **headers: str) -> Reply:
    """A JSON answer."""
    content_type = {"Content-Type": "application/json; charset=utf-8"}
    return Reply(status=status, headers=content_type, body=json.dumps(value).encode()).with_headers(**headers)


def message(status: int, text: str, **headers: str) -> Reply:
    """A REST error as GitHub words them."""
    return json_reply({"message": text, "documentation_url": "https://docs.github.com/rest"}, status, **headers)
