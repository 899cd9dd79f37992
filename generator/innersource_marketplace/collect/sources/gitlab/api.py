"""Ask GitLab under the common retry policy: what its answers mean, and what to do about them."""

import re
from collections.abc import Mapping

from innersource_marketplace.collect.sources.forge import retry
from innersource_marketplace.collect.sources.forge.api import Answer, GraphError
from innersource_marketplace.collect.sources.forge.json_values import integer, mapping, parse, sequence, text
from innersource_marketplace.collect.sources.forge.rest_api import RestApi, malformed
from innersource_marketplace.collect.sources.forge.retry import Kind, Verdict
from innersource_marketplace.collect.sources.web import Reply
from innersource_marketplace.escape import log_line

_COMPLEX = re.compile(r"complexity of \d+, which exceeds max|exceeds max (?:complexity|depth)", re.IGNORECASE)
_LIMITED = re.compile(r"too many (?:times|requests)|rate.?limit", re.IGNORECASE)
_SLOW = re.compile(r"time.?out|timed out|internal server error|took too long", re.IGNORECASE)

COMPLEX = "resource-limits"
"""The code of a query that the server finds too complex."""


class GitLabApi(RestApi):
    """Asks one GitLab server; see `Api`."""

    probe = "query { currentUser { id } }"
    fixes: Mapping[str, str] = {
        "unauthorized": "Check that the token is right and has not expired, and that it belongs to this server.",
        "token-expired": "Use a token that is valid longer than the run.",
        "rate-limited": "Run again later, or ask the administrators of the server for higher limits.",
        "redirected": "Set `url` of the source to the new address of the server.",
        "certificate": "Set `certificate_authority` of the source to the certificate file of its authority.",
        "forbidden": "Give the token the scopes read_api and read_repository, and at least the role Reporter.",
        "refused": "Check what answers at `url` in place of the server: a proxy, a firewall, a page to sign in at.",
        "failing": "The next run tries again. If it keeps happening, look at the status page of the host.",
        "timeout": "The next run tries again. Act only if it keeps happening.",
        "server-error": "The next run tries again. Act only if it keeps happening.",
        "unreachable": "Check that this machine can reach the host, and its proxy settings.",
        "too-large": "The next run tries again. If it keeps happening, check what answers in place of the host.",
        "malformed": "Check that `url` is the address of a GitLab server, without a login page or proxy in between.",
        COMPLEX: "The next run tries again. Act only if it keeps happening.",
    }

    def _weigh(self, reply: Reply) -> Answer | Verdict:
        body = mapping(parse(reply.body))
        if body is None or ("data" not in body and "errors" not in body):
            return malformed(reply)
        errors = tuple(_error(entry) for entry in sequence(body.get("errors")))
        data = mapping(body.get("data"))
        score = integer(mapping((data or {}).get("queryComplexity")), "score")
        with self._lock:
            self.points += score or 0
        if any(_COMPLEX.search(error.message) for error in errors):
            return Verdict(kind=Kind.HEAVY, code=COMPLEX, message="the query was too complex")
        if data is None and any(_LIMITED.search(error.message) for error in errors):
            return retry.judge_rate_limited(reply.headers, self._now())
        if data is None:
            if any(_SLOW.search(error.message) for error in errors):
                return Verdict(kind=Kind.HEAVY, code="server-error", message="the host could not answer the query")
            reason = log_line(errors[0].message, 200) if errors else "no reason given"
            return Verdict(kind=Kind.HEAVY, code="refused", message=f"the host rejected the query: {reason}")
        return Answer(data=data, errors=errors, headers=reply.headers)


def _error(entry: object) -> GraphError:
    node = mapping(entry)
    path = tuple(str(step) for step in sequence((node or {}).get("path")))
    kind = text(mapping((node or {}).get("extensions")), "code") or ""
    return GraphError(type=kind.upper(), message=(text(node, "message") or "no reason given")[:1_000], path=path)
