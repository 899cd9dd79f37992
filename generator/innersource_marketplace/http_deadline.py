"""Connections whose answers have a deadline and a bounded head, whatever the server sends and how slowly.

`requests` limits only the silence between two pieces. A server that sends a byte every few seconds, one more
header, or one more interim answer (status 100) could hold whoever asks for as long as it likes.
"""

import http.client
import io
import socket
import time
from collections.abc import Callable
from typing import Any

import urllib3
import urllib3.connection
from requests.adapters import HTTPAdapter

HEAD_BYTES = 512 * 1024
"""Most bytes of the status, interim answers and headers before a body; real ones have a few kilobytes."""


class DeadlineAdapter(HTTPAdapter):
    """For a session: every exchange, from connecting to the last byte, ends after so many seconds.

    An exchange that lasts longer fails as `requests.exceptions.Timeout`, an endless head as `ConnectionError`.
    Nothing is tried twice.
    """

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pools = _pools(seconds, monotonic)  # before the adapter makes its pools
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - they go on as they are
        """Make the pools of connections; see `HTTPAdapter`."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> urllib3.PoolManager:  # noqa: ANN401 - see above
        """The pools of connections through a proxy; see `HTTPAdapter`."""
        manager: urllib3.PoolManager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # which connects in a way of its own
            manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(seconds: float, monotonic: Callable[[], float]) -> dict[str, type[urllib3.HTTPConnectionPool]]:
    class Plain(_Timed, urllib3.connection.HTTPConnection):  # type: ignore[misc]  # it has another response
        limits = (seconds, monotonic)

    class Encrypted(_Timed, urllib3.connection.HTTPSConnection):  # type: ignore[misc]  # see above
        limits = (seconds, monotonic)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


class _Timed:
    """A connection whose exchanges have a deadline: from connecting, or from the next request over it."""

    limits: tuple[float, Callable[[], float]]
    deadline = 0.0

    def connect(self) -> None:
        # The handshake of TLS is bounded by the timeout of the socket, which Python counts for all of it.
        self._begin()
        super().connect()  # type: ignore[misc]  # of the connection that this is mixed into

    def request(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - they go on as they are
        self._begin()
        super().request(*args, **options)  # type: ignore[misc]  # see above

    def _begin(self) -> None:
        seconds, monotonic = self.limits
        self.deadline = monotonic() + seconds

    def response_class(self, sock: socket.socket, *args: Any, **options: Any) -> http.client.HTTPResponse:  # noqa: ANN401
        return _Response(sock, self.deadline, self.limits[1], *args, **options)


class _Response(http.client.HTTPResponse):
    def __init__(
        self,
        sock: socket.socket,
        deadline: float,
        monotonic: Callable[[], float],
        *args: Any,  # noqa: ANN401 - they go on as they are
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self._timed = _TimedReader(sock, deadline, monotonic)
        self.fp = io.BufferedReader(self._timed)

    def begin(self) -> None:
        self._timed.left = HEAD_BYTES
        super().begin()
        self._timed.left = None


class _TimedReader(io.RawIOBase):
    """What a socket sends, until the deadline; `left` is how many bytes may still come, None for any number."""

    def __init__(self, sock: socket.socket, deadline: float, monotonic: Callable[[], float]) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._deadline = deadline
        self._monotonic = monotonic
        self._patience = sock.gettimeout()
        self.left: int | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - what io gives
        remaining = self._deadline - self._monotonic()
        if remaining <= 0:
            raise TimeoutError("the answer took too long")
        self._sock.settimeout(remaining if self._patience is None else min(self._patience, remaining))
        count = self._raw.readinto(buffer)
        if self.left is not None and count:
            self.left -= count
            if self.left < 0:
                raise http.client.HTTPException("the answer has no end of headers")
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()
