"""Serves a site on this machine only: its files, and nothing else that is on the disk or that asks in another name."""

import functools
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from innersource_marketplace.errors import UsageError
from innersource_marketplace.reference.hosts import host_of, is_loopback


def preview_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of a folder on the loopback interface. Raises `UsageError` when the port cannot be used."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise UsageError(f"Port {port} cannot be used ({error.strerror}). Choose another with --port.") from error


class _Handler(SimpleHTTPRequestHandler):
    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer only to names of this machine, and only with files inside of the folder.

        A page of anybody can give its own name the address 127.0.0.1 and then read what is served there, but the
        browser still says that name (DNS rebinding).
        """
        host = host_of(f"http://{self.headers.get('Host', '')}")
        if host is None or not is_loopback(host):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "Open this preview as localhost")
            return None
        if not Path(self.translate_path(self.path)).resolve().is_relative_to(Path(self.directory).resolve()):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: object) -> None:
        """List nothing: a site has an index.html wherever a folder is a page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; each page has dozens of files."""
