"""The official client of the protocol, connected to our server over standard input and output."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from mcp import Client

Answer = TypeVar("Answer")


def asked(site: Path | str, ask: Callable[["Client"], Awaitable[Answer]]) -> Answer:
    """Start the server for a site, and ask it."""
    # Only here: every process of a test run collects all tests, and it takes most of a second to import.
    from mcp import Client, StdioServerParameters

    started = StdioServerParameters(
        command=sys.executable, args=["-m", "innersource_marketplace", "mcp", "--site", str(site)]
    )

    async def run() -> Answer:
        async with Client(started, read_timeout_seconds=120) as client:
            return await ask(client)

    # In a thread of its own: a browser of other tests leaves its loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, run()).result()
