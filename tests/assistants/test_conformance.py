"""The conformance suite of the protocol, where it is installed: those of its scenarios that ask nothing of our tools.

`MARKETPLACE_MCP_CONFORMANCE` is the command that runs it, such as `npx @modelcontextprotocol/conformance`; it needs
Node 22. It asks over HTTP, so the same server answers there. Its other scenarios want tools of a server made for it.
"""

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(
        "MARKETPLACE_MCP_CONFORMANCE" not in os.environ, reason="the conformance suite is not installed"
    ),
]

_SERVE = """
import sys
from datetime import UTC, datetime
from innersource_marketplace.assistants.catalogue import Catalogue
from innersource_marketplace.assistants.mcp_server import server
from innersource_marketplace.assistants.site_files import open_site

catalogue = Catalogue(open_site(sys.argv[1], clock=lambda: datetime.now(UTC)))
server(catalogue).run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", _SERVE, str(published), str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize("scenario", ["server-initialize", "ping", "tools-list", "dns-rebinding-protection"])
def test_a_scenario_passes(scenario: str, address: str, tmp_path: Path) -> None:
    command = shlex.split(os.environ["MARKETPLACE_MCP_CONFORMANCE"])
    done = subprocess.run(
        [*command, "server", "--url", address, "--scenario", scenario],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
