"""Certificates and proxies: what goes over the wire, and to whom."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from github_nights import NOW, Clock

from certificates import certificate
from innersource_marketplace.collect.sources import Source
from innersource_marketplace.collect.sources.github.connect import open_github
from innersource_marketplace.collect.sources.github.transport.exchange import Credentials
from innersource_marketplace.errors import ConfigurationError, SourceError
from innersource_marketplace.formats.catalog.settings import GitHubSettings

TOKEN = "ghp_wirecanary0000000000000000"


class Handler(BaseHTTPRequestHandler):
    """Answers every question with nothing, and refuses to be a proxy."""

    seen: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"data": {"repositoryOwner": null}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        self.seen.append(f"{self.requestline} {self.headers}")
        self.send_error(502)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[str]]]:
    seen: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Seeing", (Handler,), {"seen": seen}))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def source(url: str, base: Path | None = None, authority: str | None = None, trusted: Path | None = None) -> Source:
    clock = Clock()
    return open_github(
        GitHubSettings(accounts=("acme",), url=url, certificate_authority=authority),
        Credentials(token=TOKEN),
        now=NOW,
        base=base,
        trusted=trusted,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )


def failure(source: Source) -> SourceError:
    with pytest.raises(SourceError) as caught:
        list(source.collect({}, full=False))
    return caught.value


def test_a_certificate_is_believed_only_with_its_authority(tmp_path: Path) -> None:
    context, authority = certificate(tmp_path)
    with listening(context) as (port, _):
        url = f"https://127.0.0.1:{port}"
        assert failure(source(url)).code == "certificate"
        assert failure(source(url, tmp_path, authority.name)).code == "no-such-account"


def test_a_host_without_https_is_not_said_to_have_a_wrong_certificate() -> None:
    with listening() as (port, _):
        assert "does not speak https" in str(failure(source(f"https://127.0.0.1:{port}")))


def test_an_authority_that_is_no_file_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"missing\.pem"):
        source("https://ghe.example", tmp_path, "missing.pem")


def test_a_proxy_from_the_environment_is_used_and_sees_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as (port, seen):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert failure(source("https://ghe.example")).code == "unreachable"
    assert seen
    assert all(line.startswith("CONNECT ghe.example:443") for line in seen)
    assert TOKEN not in "".join(seen)


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as (port, seen):
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        assert failure(source(f"http://127.0.0.1:{port}")).code == "no-such-account"
    assert seen == []


def test_authorities_of_the_environment_are_used_where_the_source_names_none(tmp_path: Path) -> None:
    context, authority = certificate(tmp_path)
    with listening(context) as (port, _):
        url = f"https://127.0.0.1:{port}"
        assert failure(source(url)).code == "certificate"
        assert failure(source(url, trusted=authority)).code == "no-such-account"
