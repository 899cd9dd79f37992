"""Serve a synthetic organization from a process of its own, so that a benchmark measures only the product.

    python -m github_server --repositories 1000 --latency 0.05

Prints `{"url", "web", "token", "owner"}` as one line of JSON. A line `push N` on standard input lets
somebody push to N repositories, answered by `{}`; a line `report` prints `{"requests", "points"}`
since the last report; the end of the input ends the server.
"""

import argparse
import json
import sys
from datetime import UTC, datetime

from github_server.server import serve
from github_server.world import pushed, synthetic_world

OWNER = "acme"


def main() -> None:
    """Read the options, serve, and follow standard input."""
    parser = argparse.ArgumentParser(description="A server that speaks GitHub, with a synthetic organization.")
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--commits", type=int, default=20, help="commits of each repository")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds added to each request")
    options = parser.parse_args()
    until = datetime.now(UTC)
    world = synthetic_world(options.repositories, owner=OWNER, commits=options.commits, until=until)
    with serve(world, latency=options.latency, points=1_000_000) as server:
        _print({"url": server.url, "web": server.origin, "token": server.token, "owner": OWNER})
        requests, points = 0, 0
        for line in sys.stdin:
            if line.startswith("push "):
                server.world = pushed(server.world, int(line.split()[1]), datetime.now(UTC))
                _print({})
            elif line.strip() == "report":
                _print({"requests": len(server.log) - requests, "points": server.points - points})
                requests, points = len(server.log), server.points


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
