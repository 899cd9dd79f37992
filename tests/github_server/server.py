"""The server: checks who asks, lets faults happen, answers, counts points, and keeps a log."""

import json
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from msgspec.structs import replace

from git_repositories import git_over_http
from github_server import engine, routes
from github_server.content import Shelf
from github_server.exchange import Exchange, Record, Reply, Request, json_reply, message
from github_server.faults import Fault, refuse, timed_out
from github_server.schema import served_schema
from github_server.transport import Arrival, listening
from github_server.view import View, stamp
from github_server.world import World

CANARY = "ghp_canary0000000000000000000000000000"
"""The token that the server accepts, unless told otherwise; tests look for it where it must not be."""

API = "/api/v3"

GRAPHQL_PATHS = ("/api/graphql", "/graphql")


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """Which GitHub it is. `without` names fields (`Type.field`) that its schema lacks."""

    version: str | None = None
    rate_limits: bool = True
    without: frozenset[str] = frozenset()


DOT_COM = Edition()
ENTERPRISE = Edition(version="3.17.2", rate_limits=False)
OLD_ENTERPRISE = Edition(
    version="3.5.0",
    rate_limits=False,
    without=frozenset(
        {
            "Repository.archivedAt",
            "Repository.hasDiscussionsEnabled",
            "Issue.closedByPullRequestsReferences",
            "IssueTemplate.filename",
        }
    ),
)


class App(msgspec.Struct, frozen=True, kw_only=True):
    """A GitHub App with one installation, and further ones by the login of the account in lower case."""

    id: int = 4711
    installation: int = 815
    private_key: str
    public_key: str
    further: Mapping[str, int] = msgspec.field(default_factory=dict)


def new_app() -> App:
    """An App with a fresh key pair."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return App(private_key=private.decode(), public_key=public.decode())


def now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


class Settings(msgspec.Struct, kw_only=True):
    """How a server behaves. `complexity` is the most that one query may add up to before it times out:
    for each field at its top, the requests of the cost formula times the weight of the repository. With
    `timeout_status` 200 it gets partial data and RESOURCE_LIMITS_EXCEEDED instead of a 502 or 504."""

    edition: Edition = DOT_COM
    token: str = CANARY
    app: App | None = None
    token_seconds: float = 3600
    points: int = 5000
    complexity: int | None = None
    timeout_status: int = 502
    latency: float = 0.0
    clock: Callable[[], datetime] = now


class Server:
    """A running server. `log` grows with each request; `world` may be replaced at any time."""

    def __init__(self, origin: str, world: World, faults: Sequence[Fault], settings: Settings, shelf: Shelf) -> None:
        self.origin = origin
        self.url = origin + API
        self.graphql_url = origin + GRAPHQL_PATHS[0]
        self.log: list[Record] = []
        self.fetched: list[str] = []
        self.serves_git = True
        self.settings = settings
        self.schema = served_schema(settings.edition.without)
        self.clock = settings.clock
        self.app = settings.app
        self.edition = settings.edition
        self._shelf = shelf
        self._world = world
        self.view = View(world, shelf, origin)
        self._lock = Lock()
        self._faults = [(fault, [0]) for fault in faults]
        self._tokens: dict[str, datetime | None] = {settings.token: None}
        self._issued = 0
        self.installation_of: dict[str, int] = {}
        self._arrived = 0
        self._used = {"core": 0, "graphql": 0}
        self._reset = settings.clock() + timedelta(hours=1)

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self._world

    @world.setter
    def world(self, world: World) -> None:
        self._world = world
        self.view = View(world, self._shelf, self.origin)

    @property
    def token(self) -> str:
        """The token that is accepted from the start."""
        return self.settings.token

    @property
    def points(self) -> int:
        """Points of the GraphQL allowance that were spent."""
        return self._used["graphql"]

    @property
    def operations(self) -> tuple[str | None, ...]:
        """The names of the GraphQL operations, in the order of their arrival."""
        return tuple(record.operation for record in self.log if record.request.graphql)

    def add_fault(self, fault: Fault) -> None:
        """Let something go wrong from now on."""
        self._faults.append((fault, [0]))

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    def revoke_tokens(self) -> None:
        """Make every token invalid; an App may ask for another."""
        self._tokens.clear()

    def issue_token(self) -> tuple[str, datetime]:
        """A new token for the App's installation, and when it expires."""
        with self._lock:
            self._issued += 1
            token = f"ghs_canary{self._issued:026d}"
            expires = self.clock() + timedelta(seconds=self.settings.token_seconds)
            self._tokens[token] = expires
        return token, expires

    def limits(self) -> dict[str, object] | None:
        """The body of `/rate_limit`; None where limits are off."""
        if not self.edition.rate_limits:
            return None
        resources = {kind: self._limit(kind) for kind in self._used}
        return {"resources": resources, "rate": resources["core"]}

    def answer(self, arrival: Arrival) -> Reply:
        """Answer one request, through whatever faults it meets, and log it; git has a log of its own."""
        if ".git/" in arrival.path:
            return self._git(arrival)
        request, prepared = self._read(arrival)
        if self.settings.latency:
            time.sleep(self.settings.latency)

        def host() -> Reply:
            return self._host(request, prepared)

        answer = host
        for fault in reversed(self._met(request)):
            exchange = Exchange(self, request, answer)
            answer = _bound(fault, exchange)
        reply = answer()
        with self._lock:
            self.log.append(Record(request=request, status=reply.status, points=request.points))
        return reply

    def _git(self, arrival: Arrival) -> Reply:
        """Smart HTTP for whoever has a token. `fetched` names what was fetched."""
        full_name, _, inside = arrival.path.lstrip("/").partition(".git/")
        given = arrival.headers.get("authorization", "").removeprefix("Basic ")
        password = b64decode(given).decode().partition(":")[2]
        one = next((one for one in self.world.repositories if one.full_name == full_name), None)
        if not self.serves_git or password not in self._tokens or one is None or not isinstance(one.content, Path):
            return Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="GitHub"'})
        place = one.content
        if inside == "git-upload-pack":
            self.fetched.append(full_name)
        status, headers, content = git_over_http(
            place.parent,
            arrival.method,
            f"/{place.name}/{inside}",
            urlencode(arrival.query),
            arrival.headers,
            arrival.body,
        )
        return Reply(status=status, headers=headers, body=content)

    def _read(self, arrival: Arrival) -> tuple[Request, engine.Prepared | None]:
        with self._lock:
            self._arrived += 1
            number = self._arrived
        path = arrival.path.removeprefix(API) or "/"
        request = Request(
            number=number,
            method=arrival.method,
            path=path,
            query=arrival.query,
            headers=arrival.headers,
            body=arrival.body,
        )
        if arrival.path not in GRAPHQL_PATHS or arrival.method != "POST":
            return request, None
        try:
            body = json.loads(arrival.body)
        except ValueError:
            body = None
        prepared = engine.prepare(self.schema, body)
        roots = prepared.price.roots
        detailed = replace(
            request,
            graphql=True,
            operation=prepared.name,
            fields=tuple(root.name for root in roots),
            aliases={root.alias: root.repository for root in roots if root.repository is not None},
            variables=prepared.variables,
            points=prepared.price.points if prepared.refused is None else 0,
        )
        return detailed, prepared

    def _met(self, request: Request) -> list[Fault]:
        met = []
        with self._lock:
            for fault, turns in self._faults:
                if fault.on.matches(request):
                    turns[0] += 1
                    if fault.on.meets(turns[0]):
                        met.append(fault)
        return met

    def _host(self, request: Request, prepared: engine.Prepared | None) -> Reply:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if prepared is None:
            return self._spend("core", 0 if request.path == "/rate_limit" else 1) or self._limited(
                "core", routes.answer(self, request)
            )
        return self._graphql(request, prepared)

    def _refusal(self, request: Request) -> Reply | None:
        kind, _, token = (request.authorization or "").partition(" ")
        if kind.lower() not in ("token", "bearer"):
            return message(401, "Requires authentication")
        if request.path == "/app" or request.path.startswith("/app/") or request.path.endswith("/installation"):
            return None if self._is_app(token) else message(401, "A JSON web token could not be decoded")
        expires = self._tokens.get(token, datetime.min.replace(tzinfo=UTC))
        return None if expires is None or expires > self.clock() else message(401, "Bad credentials")

    def _is_app(self, token: str) -> bool:
        if self.app is None:
            return False
        try:
            claims = jwt.decode(
                token, self.app.public_key, algorithms=["RS256"], options={"require": ["iat", "exp", "iss"]}
            )
        except jwt.InvalidTokenError:
            return False
        return str(claims["iss"]) == str(self.app.id) and claims["exp"] - claims["iat"] <= 660

    def _graphql(self, request: Request, prepared: engine.Prepared) -> Reply:
        if prepared.refused is not None:
            return self._limited("graphql", json_reply(prepared.refused))
        beyond = self._too_much(prepared)
        if beyond and self.settings.timeout_status != 200:
            return timed_out(self.settings.timeout_status)
        if self._spend("graphql", request.points) is not None:
            text = "API rate limit exceeded for user ID 2."
            return self._limited("graphql", json_reply({"errors": [{"type": "RATE_LIMITED", "message": text}]}))
        limit = self._limit("graphql") if self.edition.rate_limits else None
        told = None
        if limit is not None:
            told = {
                "cost": request.points,
                "nodeCount": prepared.price.nodes,
                "resetAt": stamp(self._reset),
                **{key: limit[key] for key in ("limit", "remaining", "used")},
            }
        payload = engine.run(self.schema, prepared, engine.Context(self.view, told))
        for alias in beyond:
            refuse(payload, alias, "RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded.")
        return self._limited("graphql", json_reply(payload))

    def _too_much(self, prepared: engine.Prepared) -> list[str]:
        """The aliases that come after the complexity is used up."""
        beyond, total = [], 0
        for root in prepared.price.roots:
            owner, _, name = (root.repository or "").partition("/")
            hosted = self.view.repository(owner, name)
            total += root.requests * (hosted.facts.weight if hosted is not None else 1)
            if self.settings.complexity is not None and total > self.settings.complexity:
                beyond.append(root.alias)
        return beyond

    def _spend(self, kind: str, points: int) -> Reply | None:
        if not self.edition.rate_limits:
            return None
        with self._lock:
            if self._used[kind] + points > self.settings.points:
                return self._limited(kind, message(403, "API rate limit exceeded for user ID 2."))
            self._used[kind] += points
        return None

    def _limit(self, kind: str) -> dict[str, int]:
        used = self._used[kind]
        remaining = max(0, self.settings.points - used)
        return {
            "limit": self.settings.points,
            "used": used,
            "remaining": remaining,
            "reset": int(self._reset.timestamp()),
        }

    def _limited(self, kind: str, reply: Reply) -> Reply:
        if not self.edition.rate_limits:
            return reply
        headers = {f"X_RateLimit_{key.capitalize()}": str(value) for key, value in self._limit(kind).items()}
        return reply.with_headers(X_RateLimit_Resource=kind, **headers)


def _bound(fault: Fault, exchange: Exchange) -> Callable[[], Reply]:
    return lambda: fault.respond(exchange)


@contextmanager
def serve(
    world: World,
    *,
    faults: Sequence[Fault] = (),
    latency: float = 0.0,
    edition: Edition = DOT_COM,
    token: str = CANARY,
    app: App | None = None,
    token_seconds: float = 3600,
    points: int = 5000,
    complexity: int | None = None,
    timeout_status: int = 502,
    clock: Callable[[], datetime] = now,
) -> Iterator[Server]:
    """Serve a world on loopback until the block ends; see `Settings` for what the options mean."""
    settings = Settings(
        edition=edition,
        token=token,
        app=app,
        token_seconds=token_seconds,
        points=points,
        complexity=complexity,
        timeout_status=timeout_status,
        latency=latency,
        clock=clock,
    )
    shelf = Shelf()
    servers: list[Server] = []
    with ExitStack() as stack:
        stack.callback(shelf.close)
        origin = stack.enter_context(listening(lambda arrival: servers[0].answer(arrival)))  # noqa: PLW0108 (made below)
        servers.append(Server(origin, world, faults, settings, shelf))
        yield servers[0]


class OtherHost(msgspec.Struct, frozen=True):
    """Another host, which answers everything alike and remembers what it was sent."""

    url: str
    log: list[Arrival]

    def saw(self, secret: str) -> bool:
        """Whether a secret came along, in a header, a path, a query or a body."""
        return any(secret in f"{arrival}" for arrival in self.log)


@contextmanager
def other_host(reply: Reply | None = None) -> Iterator[OtherHost]:
    """A second host, under another name, to prove what a redirect must not carry."""
    log: list[Arrival] = []

    def answer(arrival: Arrival) -> Reply:
        log.append(arrival)
        return reply or json_reply({"full_name": "evil/evil", "id": 666, "name": "evil"})

    with listening(answer, "localhost") as url:
        yield OtherHost(url, log)
