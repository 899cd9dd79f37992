"""Serves a site on this machine only: its files, and nothing else that is on the disk or that asks in another name."""

import functools
import sys
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from innersource_marketplace.errors import UsageError
from innersource_marketplace.reference.hosts import host_of, is_loopback

_SECONDS = 30
"""Longest silence of somebody who asks."""


def preview_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of a folder on the loopback interface. Raises `UsageError` when the port cannot be used."""
    try:
        return _Server(("127.0.0.1", port), functools.partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise UsageError(f"Port {port} cannot be used ({error.strerror}). Choose another with --port.") from error


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of browsers that go away in the middle of an answer; anything else is a fault of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(SimpleHTTPRequestHandler):
    timeout = _SECONDS

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer only to names of this machine, and only with files inside of the folder.

        A page of anybody can give its own name the address 127.0.0.1 and then read what is served there, but the
        browser still says that name (DNS rebinding).
        """
        host = host_of(f"http://{self.headers.get('Host', '')}")
        if host is None or not is_loopback(host):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "Open this preview as localhost")
            return None
        if not self._is_inside():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_inside(self) -> bool:
        """Whether a file or a folder of the site is asked for; a pipe would wait forever for a writer."""
        try:
            path = Path(self.translate_path(self.path)).resolve(strict=True)
            return path.is_relative_to(Path(self.directory).resolve()) and (path.is_file() or path.is_dir())
        except (OSError, ValueError, RuntimeError):  # not there, NUL in the name, links in a circle
            return False

    def list_directory(self, path: object) -> None:
        """List nothing: a site has an index.html wherever a folder is a page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; each page has dozens of files."""
