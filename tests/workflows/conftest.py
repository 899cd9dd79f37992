"""A published site, for what comments on pull requests."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from projects import make_project
from published import publish


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a published catalogue with one ledger, whose texts are hostile."""
    ledger = make_project(
        owner="payments",
        name="ledger",
        title="Ledger @everyone $(touch sprung)",
        description="Posts debit and credit entries of double-entry bookkeeping. @everyone",
        topics=("ledger", "bookkeeping"),
    )
    folder = publish(tmp_path_factory.mktemp("site"), [ledger])
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
