"""HTTP on loopback: turns connections into calls, and replies into bytes, well-formed or not."""

import os
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import msgspec

from github_server.exchange import Reply

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no patience: closing the socket resets the connection."""


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it came over the wire; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: clients that hang up are what half of the tests are about."""


@contextmanager
def listening(answer: Callable[[Arrival], Reply], name: str = "127.0.0.1") -> Iterator[str]:
    """Serve on a free port of loopback until the block ends; yields `http://NAME:PORT`.

    A bug in `answer` is a 599 to the client, and is raised again when the block ends.
    """
    bugs: list[Exception] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "github.example"
        sys_version = ""
        disable_nagle_algorithm = True

        def handle_one(self) -> None:
            target = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            arrival = Arrival(
                method=self.command,
                path=target.path,
                query=dict(parse_qsl(target.query)),
                headers={key.lower(): value for key, value in self.headers.items()},
                body=self.rfile.read(length),
            )
            try:
                reply = answer(arrival)
            except Exception as bug:  # noqa: BLE001 (a thread would swallow it; the test that serves must see it)
                bugs.append(bug)
                reply = Reply(status=599)
            _send(self, reply)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_one  # noqa: N815 (the base class's names)

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    listener = _Listener(("127.0.0.1", 0), Handler)
    thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{name}:{listener.server_port}"
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
        for bug in bugs:
            raise bug


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    length = len(reply.body) if reply.declared is None else reply.declared
    body = reply.body if reply.cut is None else reply.body[: reply.cut]
    ends = reply.cut is not None or reply.reset or reply.declared is not None
    lines = [f"HTTP/1.1 {reply.status} {handler.responses.get(reply.status, ('Status',))[0]}"]
    lines += [f"{key}: {value}" for key, value in reply.headers.items()]
    if reply.status != 204:
        lines.append(f"Content-Length: {length}")
    if ends:
        lines.append("Connection: close")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    if not (reply.reset and reply.cut == 0):
        shown = body if handler.command != "HEAD" and reply.status != 204 else b""
        if reply.pause:
            handler.wfile.write(head)
            for byte in shown:  # until nobody listens any more
                time.sleep(reply.pause)
                handler.wfile.write(bytes([byte]))
        else:
            handler.wfile.write(head + shown)
    handler.close_connection = ends
    if reply.reset:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        os.close(handler.connection.detach())
