"""No host holds up whoever asks it: status, headers, interim answers, handshake and body share one deadline."""

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import requests

from github_server import new_app
from innersource_marketplace.assistants import site_files
from innersource_marketplace.assistants.site_files import open_site
from innersource_marketplace.collect.sources import web
from innersource_marketplace.collect.sources.gitea import client as gitea
from innersource_marketplace.collect.sources.github.transport import exchange
from innersource_marketplace.collect.sources.gitlab import client as gitlab
from innersource_marketplace.collect.sources.web import TransportFault
from innersource_marketplace.errors import UsageError
from innersource_marketplace.http_deadline import DeadlineAdapter

SECONDS = 0.2
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LATEST = 30.0
"""What is too late on the busiest machine; every answer here would last for minutes, or forever."""

INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"


def serving(pieces: Callable[[], Iterator[bytes]], pause: float = 0.0) -> str:
    """The port of a host that answers whatever comes with these pieces, each time."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                while connection.recv(65_536):
                    for piece in pieces():
                        connection.sendall(piece)
                        time.sleep(pause)
            except OSError:
                return

    def accept() -> None:
        while True:
            threading.Thread(target=answer, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"127.0.0.1:{listening.getsockname()[1]}"


def ask_github(address: str) -> None:
    client = exchange.Client(exchange.endpoint(address), exchange.Credentials(token="t"), read_seconds=5)
    client.get("/x")


def ask_github_as_an_app(address: str) -> None:
    made = new_app()
    app = exchange.App(app_id=made.id, private_key=made.private_key, installation_id=made.installation)
    exchange.Client(exchange.endpoint(address), exchange.Credentials(app=app), read_seconds=5).get("/x")


def ask_gitlab(address: str) -> None:
    where = web.server(address, "gitlab")
    gitlab.Client(where, gitlab.Credentials(token="t"), read_seconds=5).get("/x")


def ask_gitea(address: str) -> None:
    gitea.Client(web.server(address, "gitea"), "t", read_seconds=5).get("/x")


def ask_site(address: str) -> None:
    open_site(address, clock=lambda: datetime(2026, 11, 30, tzinfo=UTC)).read("api/v1/projects.json")


SLOW = {
    "a header, byte by byte": lambda: itertools.chain([HEAD + b"X: "], itertools.repeat(b"x")),
    "header after header": lambda: itertools.chain([HEAD], (b"X-%d: x\r\n" % n for n in range(90))),
    "a status line, byte by byte": lambda: itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(b"O")),
    "one interim answer after the other": lambda: itertools.repeat(INTERIM),
    "a body, byte by byte": lambda: itertools.chain([HEAD + b"\r\n"], itertools.repeat(b" ")),
}
ENDLESS = {
    "interim answers without an end": lambda: itertools.repeat(INTERIM * 1_000),
    "headers of interim answers without an end": lambda: itertools.repeat(
        b"HTTP/1.1 100 Continue\r\n" + b"X: " + b"x" * 60_000 + b"\r\n\r\n"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ask", "name"),
    [
        *((ask_github, name) for name in (*SLOW, *ENDLESS)),
        *((ask, name) for ask in (ask_gitlab, ask_gitea, ask_site) for name in (*SLOW,)[:2]),
        (ask_github_as_an_app, "a header, byte by byte"),
        (ask_site, "a body, byte by byte"),
    ],
)
def test_every_host_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch, ask: Callable[[str], None], name: str) -> None:
    monkeypatch.setattr(exchange, "EXCHANGE_SECONDS", SECONDS)
    monkeypatch.setattr(web, "EXCHANGE_SECONDS", SECONDS)
    monkeypatch.setattr(site_files, "_EXCHANGE_SECONDS", SECONDS)
    host = serving(SLOW.get(name) or ENDLESS[name], pause=0.05 if name in SLOW else 0)
    started = time.monotonic()
    with pytest.raises((TransportFault, UsageError)):
        ask(f"http://{host}")
    assert time.monotonic() - started < LATEST


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_head_is_refused_before_the_deadline(name: str) -> None:
    with session(600) as asking, pytest.raises(requests.exceptions.ConnectionError):
        asking.get(f"http://{serving(ENDLESS[name])}/", timeout=60)


def test_a_handshake_that_drips_in_is_given_up() -> None:
    host = serving(lambda: itertools.chain([b"\x16\x03\x03\xff\xff"], itertools.repeat(b"\0")), pause=0.05)
    started = time.monotonic()
    with session(600) as asking, pytest.raises(requests.exceptions.RequestException):
        asking.get(f"https://{host}/", timeout=(SECONDS, 60))
    assert time.monotonic() - started < LATEST


def test_a_proxy_that_drips_its_answer_is_given_up() -> None:
    proxy = serving(SLOW["a header, byte by byte"], pause=0.05)
    started = time.monotonic()
    with session(SECONDS) as asking, pytest.raises(requests.exceptions.RequestException):
        asking.get("https://git.acme.example/", timeout=60, proxies={"https": f"http://{proxy}"})
    assert time.monotonic() - started < LATEST


def test_a_connection_is_used_again_and_each_exchange_has_its_own_time() -> None:
    now = [0.0]
    body = HEAD + b"Content-Length: 2\r\n\r\n{}"
    with session(60, lambda: now[0]) as asking:
        host = serving(lambda: iter([body]))
        for _ in range(3):
            assert asking.get(f"http://{host}/", timeout=5).json() == {}
            now[0] += 50


def session(seconds: float, monotonic: Callable[[], float] = time.monotonic) -> requests.Session:
    asking = requests.Session()
    asking.trust_env = False
    for prefix in ("https://", "http://"):
        asking.mount(prefix, DeadlineAdapter(seconds, monotonic))
    return asking
