"""HTTP servers on this machine: of a folder, or of whatever a handler answers."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Quiet:
    """What a handler inherits so that it writes nothing into the output of the tests."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class QuietFiles(Quiet, SimpleHTTPRequestHandler):
    """Answers with the files of a folder."""


@contextmanager
def answering(handler: Callable[..., BaseHTTPRequestHandler], context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve what a handler answers, with a `context` over TLS; gives the address, without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"{'http' if context is None else 'https'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def serving(
    folder: Path,
    handler: Callable[..., SimpleHTTPRequestHandler] = QuietFiles,
    context: ssl.SSLContext | None = None,
) -> AbstractContextManager[str]:
    """The same for the files of a folder."""
    return answering(partial(handler, directory=str(folder)), context)
