"""GitLab's GraphQL: lists of projects, and what people do in many of them at a time."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from innersource_marketplace.collect.sources.forge import Account, Listed
from innersource_marketplace.collect.sources.forge.api import Answer, QuestionFailed, SourceStopped
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.json_values import (
    flag,
    integer,
    mapping,
    nodes,
    sequence,
    text,
    within,
)
from innersource_marketplace.collect.sources.forge.notices import gone
from innersource_marketplace.collect.sources.forge.retry import Kind, Verdict
from innersource_marketplace.collect.sources.gap import Gap, field
from innersource_marketplace.collect.sources.gitlab import queries
from innersource_marketplace.collect.sources.gitlab.api import COMPLEX, GitLabApi
from innersource_marketplace.collect.sources.gitlab.decode import decode_listed, gid
from innersource_marketplace.collect.sources.gitlab.queries import Schema, Selection
from innersource_marketplace.collect.sources.gitlab.rest import empty
from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.formats.catalog.settings import WHOLE_INSTANCE

PAGE_SIZE = 100
"""Projects on a page of a list, which is the most that GitLab gives."""

SMALLEST_PAGE = 5
"""Below this a page that fails is not halved again."""

PAGES = 4_000
"""Most pages read of one group."""

BATCH = 50
"""Projects asked about at a time: GitLab gives up after thirty seconds, and at a complexity of 250."""


class Got(msgspec.Struct, frozen=True):
    """What came for one project: its node, or the reason why not. `complaints` name what the node lacks."""

    listed: Listed
    node: Mapping[str, object] | None = None
    error: SourceError | None = None
    complaints: tuple[str, ...] = ()


def describe(api: GitLabApi, selections: Sequence[Selection]) -> Schema:
    """Ask a server for the fields of the types that our questions use.

    Raises `QuestionFailed` where there is no GraphQL, `SourceStopped` where the server will not talk at all.
    """
    types = queries.types_in(selections)
    answer = api.query(queries.introspection(types), {})
    schema: dict[str, frozenset[str]] = {}
    for name in (*types, "UnionedIssueFilterInput"):
        described = within(answer.data, name)
        fields = sequence((described or {}).get("fields")) or sequence((described or {}).get("inputFields"))
        names = frozenset(field for one in fields if (field := text(mapping(one), "name")))
        if names:
            schema[name] = names
    return schema


def list_account(
    api: GitLabApi, account: str, topics: tuple[str, ...], selection: Selection, where: Circumstances
) -> Account:
    """Everything in a group with all groups in it, or of a user, or on the server. Raises `SourceError`."""
    if account != WHOLE_INSTANCE:
        return _walk(api, account, queries.group_list(selection), {"path": account}, where)
    if not topics:
        return _walk(api, account, queries.whole_list(selection, topic=False), {}, where)
    question = queries.whole_list(selection, topic=True)
    walks = [_walk(api, account, question, {"topic": topic}, where) for topic in topics]
    found = {one.path.lower(): one for walk in walks for one in walk.repositories}
    return Account(repositories=tuple(one for _, one in sorted(found.items())))


def _walk(
    api: GitLabApi, account: str, question: str, variables: Mapping[str, object], where: Circumstances
) -> Account:
    found: dict[str, Listed] = {}
    after: str | None = None
    counted: int | None = None
    visited: set[str | None] = {None}
    size, outside = PAGE_SIZE, 0
    whole = account == WHOLE_INSTANCE
    for _ in range(PAGES):
        answer, size = api.page(question, {**variables, "after": after}, size=size, smallest=SMALLEST_PAGE)
        holder = answer.data if whole else within(answer.data, "namespace")
        if holder is None:
            raise _no_account(account, answer)
        # A namespace that was renamed since answers under its new path.
        inside = "" if whole else f"{(text(holder, 'fullPath') or account).lower()}/"
        entries, connection = nodes(holder, "projects"), within(holder, "projects")
        # Without the dates of its issues a project is listed all the same.
        if entries is None or any(error.path and queries.ISSUE_STATE not in error.path for error in answer.errors):
            raise SourceError(
                "server-error",
                sentence("the host returned only part of the list of {account}", account=account),
                _AGAIN,
            )
        counted = max(counted or 0, integer(connection, "count") or 0)
        for node in entries:
            listed = decode_listed(node, where)
            if listed is None or not listed.path.lower().startswith(inside):
                outside += 1
            else:
                found.setdefault(listed.identity or listed.path.lower(), listed)
        info = within(connection, "pageInfo")
        after = text(info, "endCursor")
        if flag(info, "hasNextPage") is not True or after is None:
            break
        if after in visited:
            raise SourceError("malformed", sentence("the pages of the list of {account} form a loop", account=account))
        visited.add(after)
    if not found and not counted:
        raise empty(account)
    repositories = tuple(sorted(found.values(), key=lambda listed: listed.path.lower()))
    return Account(repositories=repositories, counted=None if counted is None else counted - outside)


_AGAIN = "The next run tries again. Act only if it keeps happening."


def _no_account(account: str, answer: Answer) -> SourceError:
    if answer.errors:
        return SourceError("server-error", sentence("the host could not list {account}", account=account), _AGAIN)
    return SourceError(
        "no-such-account",
        sentence("there is no group or user {account}, or the token may not see it", account=account),
        "Check the name under `gitlab`, and that the token belongs to that server.",
    )


class Batches(msgspec.Struct):
    """Asks the same of many projects, as many at a time as the server can bear; it remembers what that is.

    `parts` are asked together while that is not too complex, and one after another from then on.
    """

    api: GitLabApi
    parts: tuple[Selection, ...]
    variables: Mapping[str, object]
    size: int = BATCH
    together: bool = True

    def ask(self, wanted: Sequence[Listed]) -> Iterator[Got]:
        """Yield one `Got` a project, in any order. Never raises: when the source stops, the rest get the reason."""
        waiting = [list(wanted[at : at + self.size]) for at in range(0, len(wanted), self.size)]
        while waiting:
            batch = waiting.pop(0)
            try:
                yield from self._ask(batch)
            except SourceStopped as stopped:
                yield from (Got(one, error=stopped) for some in (batch, *waiting) for one in some)
                return
            except QuestionFailed as failure:
                if failure.code == COMPLEX and self.together and len(self.parts) > 1:
                    self.together = False
                    waiting.insert(0, batch)
                elif len(batch) == 1 or not failure.heavy:
                    yield from (Got(one, error=failure) for one in batch)
                else:
                    self.size = max(4, self.size * 3 // 4)
                    middle = (len(batch) + 1) // 2
                    waiting[:0] = [batch[:middle], batch[middle:]]

    def _ask(self, batch: Sequence[Listed]) -> Iterator[Got]:
        parts = (sum(self.parts, ()),) if self.together else self.parts
        found: dict[str, dict[str, object]] = {}
        complaints: dict[str, set[str]] = {}
        ids = {identity: one for one in batch if (identity := gid(one)) is not None}
        for part in parts:
            question = queries.by_id((*(queries.IDENTIFIED if part is not parts[0] else ()), *part))
            variables = {"ids": sorted(ids), "size": len(ids)}
            variables |= {name: value for name, value in self.variables.items() if f"${name}:" in question}
            answer = self.api.query(question, variables, single=len(batch) == 1)
            if not isinstance((within(answer.data, "projects") or {}).get("nodes"), list):
                raise _unusable()
            entries = sequence((within(answer.data, "projects") or {}).get("nodes"))
            by_place = [text(mapping(entry), "id") for entry in entries]
            for entry in entries:
                node = mapping(entry)
                if node is not None and (identity := text(node, "id")) is not None:
                    found.setdefault(identity, {}).update(node)
            self._note(answer, by_place, complaints, batch)
        for one in batch:
            identity = gid(one)
            node = found.get(identity or "")
            if node is not None:
                yield Got(one, node=node, complaints=tuple(sorted(complaints.get(identity or "", ()))))
            elif identity is None:
                yield Got(one, error=SourceError("malformed", "the host did not give the project a number"))
            else:
                yield Got(one, error=gone())

    def _note(
        self,
        answer: Answer,
        by_place: Sequence[str | None],
        complaints: dict[str, set[str]],
        batch: Sequence[Listed],
    ) -> None:
        """Whose data an error has made unusable. Raises `QuestionFailed` where that is not known."""
        for error in answer.errors:
            place = error.path[2] if error.path[:2] == ("projects", "nodes") and len(error.path) > 2 else ""
            identity = next((one for at, one in enumerate(by_place) if str(at) == place), None)
            if identity is None:
                if len(batch) == 1 and by_place[:1] and by_place[0] is not None:
                    identity = by_place[0]
                else:
                    raise _unusable()
            complaints.setdefault(identity, set()).add(".".join(error.path[3:]) or "error")


def metadata_of(node: Mapping[str, object]) -> bool | Gap:
    """Whether a project has an innersource.json, where the answer says it."""
    found = nodes(within(node, "metadata"), "blobs")
    return field(node, "metadata", None if found is None else bool(found))


def _unusable() -> QuestionFailed:
    verdict = Verdict(kind=Kind.HEAVY, code="server-error", message="the host could not answer the whole query")
    return QuestionFailed(verdict, _AGAIN)
