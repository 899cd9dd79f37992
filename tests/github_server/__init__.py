"""A server on loopback that speaks GitHub: GraphQL over real git repositories, some REST, every fault.

    with serve(World(repositories=(HostedRepository(content=path, owner="acme", name="ledger"),))) as server:
        Github(base_url=server.url, auth=Auth.Token(server.token))
        ...
        assert server.points == 4

What the host says comes from a `World`; trees, blobs and history come from git. Faults are in
`github_server.faults`; what GitHub publishes of its schema in `github_server.published`.
"""

from github_server.content import MemoryContent, weekly_dates
from github_server.exchange import Exchange, Record, Reply, Request
from github_server.faults import Fault, anything, graphql, rest
from github_server.server import (
    CANARY,
    DOT_COM,
    ENTERPRISE,
    OLD_ENTERPRISE,
    App,
    Edition,
    OtherHost,
    Server,
    new_app,
    other_host,
    serve,
)
from github_server.world import (
    Account,
    Comment,
    HostedIssue,
    HostedPullRequest,
    HostedRelease,
    HostedRepository,
    HostedTeam,
    Organization,
    Review,
    World,
    pushed,
    synthetic_world,
)

__all__ = [
    "CANARY",
    "DOT_COM",
    "ENTERPRISE",
    "OLD_ENTERPRISE",
    "Account",
    "App",
    "Comment",
    "Edition",
    "Exchange",
    "Fault",
    "HostedIssue",
    "HostedPullRequest",
    "HostedRelease",
    "HostedRepository",
    "HostedTeam",
    "MemoryContent",
    "Organization",
    "OtherHost",
    "Record",
    "Reply",
    "Request",
    "Review",
    "Server",
    "World",
    "anything",
    "graphql",
    "new_app",
    "other_host",
    "pushed",
    "rest",
    "serve",
    "synthetic_world",
    "weekly_dates",
]
