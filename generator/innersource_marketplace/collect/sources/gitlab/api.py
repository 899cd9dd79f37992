"""Ask GitLab under the common retry policy: what its answers mean, and what to do about them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from innersource_marketplace.collect.sources.github.reading.decode import integer, mapping, parse, sequence, text
from innersource_marketplace.collect.sources.github.transport import retry
from innersource_marketplace.collect.sources.github.transport.api import Answer, Api, GraphError
from innersource_marketplace.collect.sources.github.transport.retry import Kind, Verdict
from innersource_marketplace.collect.sources.web import Reply
from innersource_marketplace.escape import log_line

_COMPLEX = re.compile(r"complexity of \d+, which exceeds max|exceeds max (?:complexity|depth)", re.IGNORECASE)
_LIMITED = re.compile(r"too many (?:times|requests)|rate.?limit", re.IGNORECASE)
_SLOW = re.compile(r"time.?out|timed out|internal server error|took too long", re.IGNORECASE)
_SCOPE = re.compile(r'"(?:scope|error_description)"\s*:\s*"([^"]{1,200})"')

COMPLEX = "complexity"
"""The code of a query that the server finds too complex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What REST answered: an object or a list, and its headers."""

    value: object
    headers: Mapping[str, str]


class GitLabApi(Api):
    """Asks one GitLab server; see `Api`."""

    probe = "query { currentUser { id } }"
    fixes: Mapping[str, str] = {
        "unauthorized": "Check that the token is right and has not expired, and that it belongs to this server.",
        "token-expired": "Use a token that is valid longer than the run.",
        "rate-limited": "Run again later, or ask the administrators of the server for higher limits.",
        "redirected": "Set `url` of the source to the new address of the server.",
        "certificate": "Set `certificate_authority` of the source to the certificate file of its authority.",
        "forbidden": "Give the token the scopes read_api and read_repository, and at least the role Reporter.",
        "timeout": "The next run tries again. Act only if it keeps happening.",
        "server-error": "The next run tries again. Act only if it keeps happening.",
        "unreachable": "Check that this machine can reach the host, and its proxy settings.",
        "malformed": "Check that `url` is the address of a GitLab server, without a login page or proxy in between.",
        COMPLEX: "The next run tries again. Act only if it keeps happening.",
    }

    def read(self, path: str) -> Page:
        """Ask REST for an object or a list. Raises `QuestionFailed` or `SourceStopped`."""
        found: list[Page] = []

        def exchange() -> Answer | Verdict:
            with self._client() as client:
                reply = client.get(path)
            if reply.status != 200:
                return _explained(reply, retry.judge_status(reply, self._now()))
            value = parse(reply.body)
            if not isinstance(value, dict | list):
                return _malformed(reply)
            found.append(Page(value=value, headers=reply.headers))
            return Answer(data={}, errors=(), headers=reply.headers)

        self._insist(exchange, tries=retry.SINGLE_TRIES)
        return found[-1]

    def _weigh(self, reply: Reply) -> Answer | Verdict:
        body = mapping(parse(reply.body))
        if body is None or ("data" not in body and "errors" not in body):
            return _malformed(reply)
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


def _explained(reply: Reply, verdict: Verdict) -> Verdict:
    """A refusal with what the server says of the scopes that it wants."""
    if reply.status not in (401, 403) or verdict.kind is not Kind.FINAL:
        return verdict
    said = _SCOPE.search(reply.body[:2_000])
    code = "forbidden" if "insufficient_scope" in reply.body[:2_000] else verdict.code
    words = f" ({log_line(said[1], 200)})" if said else ""
    return Verdict(kind=verdict.kind, code=code, message=f"{verdict.message}{words}")


def _error(entry: object) -> GraphError:
    node = mapping(entry)
    path = tuple(str(step) for step in sequence((node or {}).get("path")))
    kind = text(mapping((node or {}).get("extensions")), "code") or ""
    return GraphError(type=kind.upper(), message=(text(node, "message") or "no reason given")[:1_000], path=path)


def _malformed(reply: Reply) -> Verdict:
    page = "html" in reply.headers.get("content-type", "").lower() or reply.body.lstrip()[:1] == "<"
    if page and ("sign_in" in reply.body[:200_000] or "user[login]" in reply.body[:200_000]):
        return Verdict(kind=Kind.FINAL, code="unauthorized", message="the host returned its sign-in page")
    kind = "a web page" if page else "something else"
    return Verdict(kind=Kind.TRANSIENT, code="malformed", message=f"the host returned {kind} instead of JSON")
