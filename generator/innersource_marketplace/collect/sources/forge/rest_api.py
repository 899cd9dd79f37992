"""REST of a forge under the common retry policy: single answers, and lists of many pages."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from innersource_marketplace.collect.sources.forge import retry
from innersource_marketplace.collect.sources.forge.api import Answer, Api
from innersource_marketplace.collect.sources.forge.json_values import parse
from innersource_marketplace.collect.sources.forge.retry import Kind, Verdict
from innersource_marketplace.collect.sources.web import Reply, number_in
from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.escape import log_line

PAGES = 2_000
"""Most pages read of one list: two hundred thousand repositories."""

_TELL = ("link", "x-next-page", "x-page", "x-total")
"""Headers that tell where a list goes on or ends: without any, somebody in between has removed them."""

_CHECK = "Let the proxy in between pass on the headers of the host."

_SCOPE = re.compile(r'"(?:scope|error_description|message)"\s*:\s*"([^"]{1,200})"')
_SIGN_IN = ("sign_in", "user[login]", "/user/login", 'type="password"')


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What REST answered: an object or a list, and its headers."""

    value: object
    headers: Mapping[str, str]


class RestApi(Api):
    """Asks one server; see `Api`."""

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
                return malformed(reply)
            found.append(Page(value=value, headers=reply.headers))
            return Answer(data={}, errors=(), headers=reply.headers)

        self._insist(exchange, tries=retry.SINGLE_TRIES)
        return found[-1]

    def entries(self, path: str, what: str) -> Iterator[Mapping[str, object]]:
        """The objects of a list, page by page to its end; `what` names it in messages.

        Raises `SourceError` when the pages lead in circles, and what `read` raises.
        """
        seen: set[str] = set()
        following: str | None = path
        came, last = 0, None
        while following is not None:
            if following in seen or len(seen) > PAGES:
                raise SourceError("malformed", sentence("the pages of {list} form a loop", list=what))
            seen.add(following)
            page = self.read(following)
            if not isinstance(page.value, list):
                raise SourceError("malformed", sentence("{list} has an unexpected format", list=what))
            if page.value and page.value == last:
                raise SourceError("malformed", sentence("the pages of {list} repeat themselves", list=what))
            last = page.value
            yield from (entry for entry in page.value if isinstance(entry, dict))
            came += len(page.value)
            following = _next(page, path, number=len(seen) + 1, came=came)


def _next(page: Page, path: str, *, number: int, came: int) -> str | None:
    """Where a list goes on: the address that the server gives, or the next page if not all that are counted came.

    Without a word about it the next page is asked for until one is empty.
    """
    parts = urlsplit(path)
    for part in page.headers.get("link", "").split(","):
        target, _, rest = part.partition(";")
        if 'rel="next"' in rest.replace(" ", ""):
            # Behind a proxy servers give addresses that nobody else can use; what counts is what they ask for.
            asked = target.strip().removeprefix("<").removesuffix(">").partition("#")[0]
            return f"{parts.path}?{asked.partition('?')[2]}"
    following, total = number_in(page.headers, "x-next-page"), number_in(page.headers, "x-total-count")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if following is None:
        told = total is not None or any(name in page.headers for name in _TELL)
        if not page.value or (told and (total is None or came >= total)):
            return None
        if "pagination" in query:  # by keyset: only the address that is missing leads on
            if isinstance(page.value, list) and len(page.value) < int(query.get("per_page", "0")):
                return None
            raise SourceError("malformed", "the host does not give the next page of its list", _CHECK)
        following = number
    return f"{parts.path}?{urlencode({**query, 'page': following})}"


def _explained(reply: Reply, verdict: Verdict) -> Verdict:
    """A refusal with who refuses, and what the server says of the scopes that it wants."""
    if verdict.kind is not Kind.FINAL:
        return verdict
    if _is_page(reply):
        # A forge answers in JSON, also that there is nothing: this is somebody in between, who knows nothing of it.
        message = f"{verdict.message} with a web page, as a proxy or firewall does"
        return Verdict(kind=Kind.FINAL, code="refused", message=message)
    if reply.status not in (401, 403):
        return verdict
    said = _SCOPE.search(reply.body[:2_000])
    code = "forbidden" if "insufficient_scope" in reply.body[:2_000] else verdict.code
    words = f" ({log_line(said[1], 200)})" if said else ""
    return Verdict(kind=verdict.kind, code=code, message=f"{verdict.message}{words}")


def _is_page(reply: Reply) -> bool:
    return "html" in reply.headers.get("content-type", "").lower() or reply.body.lstrip()[:1] == "<"


def malformed(reply: Reply) -> Verdict:
    """What to make of an answer that is not JSON: a sign-in page will be there the next time too."""
    page = _is_page(reply)
    if page and any(mark in reply.body[:200_000] for mark in _SIGN_IN):
        return Verdict(kind=Kind.FINAL, code="unauthorized", message="the host returned its sign-in page")
    kind = "a web page" if page else "something else"
    return Verdict(kind=Kind.TRANSIENT, code="malformed", message=f"the host returned {kind} instead of JSON")
