"""An answer of a host takes no more time than one exchange may, and what is refused takes no memory."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from innersource_marketplace.collect.sources.github.transport import exchange
from innersource_marketplace.collect.sources.github.transport.exchange import (
    Client,
    Credentials,
    endpoint,
)
from innersource_marketplace.collect.sources.web import TransportFault

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def answering(pieces: Iterator[bytes], pause: float = 0.0) -> str:
    """The address of a host that answers one request with these pieces."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listening.accept()
        with connection, listening:
            connection.recv(65_536)
            try:
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause)
            except OSError:
                return

    threading.Thread(target=answer, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def ask(address: str) -> str:
    client = Client(endpoint(address), Credentials(token="t"), read_seconds=5)
    try:
        return client.get("/x").body
    finally:
        client.close()


def drip(head: bytes, piece: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield piece


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD + b"Content-Length: 1000000\r\n\r\n", b" "),
        (HEAD + b"\r\n", b" "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n", b" "),
    ],
    ids=["length", "no length", "chunks", "one chunk"],
)
def test_a_body_that_drips_in_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch, head: bytes, piece: bytes) -> None:
    monkeypatch.setattr(exchange, "EXCHANGE_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(TransportFault) as raised:
        ask(answering(drip(head, piece), pause=0.05))
    assert raised.value.kind == "timeout"
    assert time.monotonic() - started < 10


def test_a_body_that_is_refused_is_not_kept_by_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "ANSWER_BYTES", 1_000_000)
    with pytest.raises(TransportFault) as raised:
        ask(answering(drip(HEAD + b"\r\n", b" " * 65_536)))
    assert raised.value.kind == "too-large"
    trace = raised.value.__traceback__
    while trace is not None:
        held = trace.tb_frame.f_locals.values()
        assert all(len(value) < 100_000 for value in held if isinstance(value, bytes | bytearray | str | list))
        trace = trace.tb_next


def test_a_body_in_pieces_is_read_whole() -> None:
    pieces = [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"2\r\n{}\r\n", b"0\r\n\r\n"]
    assert ask(answering(iter(pieces))) == "{}"


def test_a_body_that_breaks_off_is_no_answer() -> None:
    with pytest.raises(TransportFault) as raised:
        ask(answering(iter([HEAD + b"Content-Length: 100\r\n\r\n", b"{}"])))
    assert raised.value.kind == "connection"
