"""What GitHub's GraphQL answers, what it costs, and what to do where it fails."""

from collections.abc import Mapping

from innersource_marketplace.collect.sources.forge import retry
from innersource_marketplace.collect.sources.forge.api import Answer, Api, GraphError, not_json
from innersource_marketplace.collect.sources.forge.json_values import integer, mapping, parse, sequence, text
from innersource_marketplace.collect.sources.forge.refusals import policy_code, quoted
from innersource_marketplace.collect.sources.forge.retry import Kind, Verdict
from innersource_marketplace.collect.sources.github.transport.refusals import FIXES
from innersource_marketplace.collect.sources.web import Reply

PROBE = "query Probe { rateLimit { cost } }"

_FIXES: Mapping[str, str] = {
    **FIXES,
    "unauthorized": "Check that the token (or the app's id, key and installation) is right and has not expired.",
    "token-expired": "Use a token that is valid longer than the run, or a GitHub App, whose tokens are renewed.",
    "rate-limited": "Run again later, or use a GitHub App, which has its own rate limit.",
    "redirected": "Set `url` of the source to the new address of the host.",
    "certificate": "Set `certificate_authority` of the source to the certificate file of its authority.",
    "not-found": "Check that `url` is the address of a GitHub host.",
    "refused": "Check that `url` is the address of a GitHub host.",
    "failing": "The next run tries again. If it keeps happening, look at the status page of the host.",
    "timeout": "The next run tries again. Act only if it keeps happening.",
    "server-error": "The next run tries again. Act only if it keeps happening.",
    "unreachable": "Check that this machine can reach the host, and its proxy settings.",
    "too-large": "The next run tries again. If it keeps happening, check what answers in place of the host.",
    "malformed": "Check that `url` is the address of a GitHub host, without a login page or proxy in between.",
    "resource-limits": "The next run tries again. Act only if it keeps happening.",
}


class GitHubApi(Api):
    """Asks one GitHub host; see `Api`."""

    probe = PROBE
    fixes: Mapping[str, str] = _FIXES

    def _weigh(self, reply: Reply) -> Answer | Verdict:
        body = mapping(parse(reply.body))
        if body is None or ("data" not in body and "errors" not in body):
            return not_json(reply)
        errors = tuple(_error(entry) for entry in sequence(body.get("errors")))
        data = mapping(body.get("data"))
        self._count(data)
        if any(error.type in ("RATE_LIMITED", "RATE_LIMIT") for error in errors):
            return retry.judge_rate_limited(reply.headers, self._now())
        if data is None:
            if any(error.type.startswith("RESOURCE_LIMITS") for error in errors):
                return Verdict(kind=Kind.HEAVY, code="resource-limits", message="the query was too large")
            if errors and all(error.type in ("FORBIDDEN", "INSUFFICIENT_SCOPES") for error in errors):
                return Verdict(
                    kind=Kind.FINAL,
                    code=policy_code(errors[0].message),
                    message=f"the token is not allowed to run this query{quoted(errors[0].message[:400])}",
                )
            if errors and not any("timeout" in e.message.lower() or "went wrong" in e.message.lower() for e in errors):
                return Verdict(
                    kind=Kind.HEAVY, code="refused", message=f"the host rejected the query: {errors[0].message[:200]}"
                )
            return Verdict(kind=Kind.HEAVY, code="server-error", message="the host could not answer the query")
        return Answer(data=data, errors=errors, headers=reply.headers)

    def _count(self, data: Mapping[str, object] | None) -> None:
        cost = integer(mapping((data or {}).get("rateLimit")), "cost")
        with self._lock:
            self.points += cost or 0


def _error(entry: object) -> GraphError:
    node = mapping(entry)
    path = tuple(str(step) for step in sequence((node or {}).get("path")))
    kind = text(node, "type") or text(mapping((node or {}).get("extensions")), "code") or ""
    return GraphError(type=kind.upper(), message=(text(node, "message") or "no reason given")[:1_000], path=path)
