"""The preview serves the files of a site to this machine, and nothing else to nobody else."""

import http.client
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from innersource_marketplace.cli.preview_server import preview_server
from innersource_marketplace.errors import UsageError


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "page").mkdir()
    (site / "index.html").write_text("front")
    (site / "page" / "index.html").write_text("page")
    (site / "assets" / "a.js").write_text("script")
    (tmp_path / "secret").write_text("secret")
    (site / "link").symlink_to(tmp_path / "secret")
    (site / "out").symlink_to(tmp_path)
    (site / "inside").symlink_to(site / "page")
    (site / "circle").symlink_to(site / "circle")
    if hasattr(os, "mkfifo"):
        os.mkfifo(site / "pipe")
    with preview_server(site, 0) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_port
        server.shutdown()


def ask(port: int, path: str, host: str | None = "localhost", verb: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.putrequest(verb, path, skip_host=True)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine_are_answered(port: int, host: str) -> None:
    assert ask(port, "/", host) == (200, "front")


@pytest.mark.parametrize("verb", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "@", "", None]
)
def test_no_other_name_is_answered(port: int, host: str | None, verb: str) -> None:
    status, body = ask(port, "/", host, verb)
    assert status in (400, 421)
    assert "front" not in body


@pytest.mark.parametrize("path", ["/page/", "/assets/a.js", "/inside/"])
def test_files_of_the_site_are_served(port: int, path: str) -> None:
    assert ask(port, path)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/assets/", "/link", "/out/secret", "/out/", "/../secret", "/%2e%2e/secret", "/page/%2e%2e/%2e%2e/secret"),
        *(
            "/%00",
            "/page/%00/",
            "/circle",
            "/circle/x",
            "/pipe",
            "/pipe/",
            "/" + "x" * 5_000,
            "/\\x",
        ),
    ],
)
def test_nothing_else_is(port: int, path: str) -> None:
    status, body = ask(port, path)
    assert status == 404
    assert "secret" not in body.replace("/secret", "")
    assert "a.js" not in body


def test_a_browser_that_goes_away_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with preview_server(tmp_path, 0) as server:
        for error in (BrokenPipeError, ConnectionResetError, TimeoutError):
            try:
                raise error
            except error:
                server.handle_error(None, ("127.0.0.1", 1))  # type: ignore[arg-type]
    assert capsys.readouterr().err == ""


def test_a_port_in_use_is_said(port: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"Port {port} cannot be used"):
        preview_server(tmp_path, port)
