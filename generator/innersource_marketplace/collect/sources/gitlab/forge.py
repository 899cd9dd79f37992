"""One GitLab server as a forge: GraphQL where there is one, REST for what it does not say, or for all."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from innersource_marketplace.collect.sources import Outcome
from innersource_marketplace.collect.sources.file_policy import metadata_paths
from innersource_marketplace.collect.sources.forge import Account, Listed, Reported
from innersource_marketplace.collect.sources.forge.api import QuestionFailed, SourceStopped
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.notices import part_missing, removed
from innersource_marketplace.collect.sources.forge.rules import may_be_shown, rule_against
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.gitlab import graph, queries, rest
from innersource_marketplace.collect.sources.gitlab.api import GitLabApi
from innersource_marketplace.collect.sources.gitlab.decode import decode_facts, decode_listed
from innersource_marketplace.collect.sources.gitlab.graph import Batches, Got
from innersource_marketplace.collect.sources.gitlab.queries import Field, Schema, Selection
from innersource_marketplace.collect.sources.gitlab.teams import read_all_teams
from innersource_marketplace.collect.sources.web import Server
from innersource_marketplace.errors import SourceError
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import Facts, ProjectKey, Visibility

_NO_GRAPHQL = frozenset({"not-found", "forbidden", "refused", "gone", "blocked", "malformed", "empty"})
"""Reasons that say that a server has no GraphQL for us, while its REST may be well."""


_HIDDEN = frozenset({"no-such-account", "empty-listing", "not-found", "gone", "forbidden", "unauthorized"})
"""Reasons that somebody who is not signed in gets for what is not public."""


class GitLabForge:
    """See `Forge`. `signed_in` is False with the token of a job: then only what is public answers."""

    def __init__(
        self, api: GitLabApi, settings: ForgeSettings, server: Server, where: Circumstances, *, signed_in: bool
    ) -> None:
        self._api = api
        self._settings = settings
        self._server = server
        self._where = where
        self._graphql, self._signed_in = True, signed_in
        self._schema: Schema = {}
        self._knows_access = False
        self._mute = False
        self._batches: Batches | None = None

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._api.requests

    @property
    def points(self) -> int:
        """The complexity of all queries together."""
        return self._api.points

    @property
    def waited(self) -> float:
        """Seconds that the run was held by pauses."""
        return self._api.waited

    @property
    def scheme(self) -> str:
        """Changes with what is asked for."""
        return " ".join(queries.render(part) for part in self._parts()) if self._graphql else "rest"

    @property
    def follows_activity(self) -> bool:
        """It asks about fifty projects at a time, which is cheaper than to find out which."""
        return False

    def active_since(self, owners: Collection[str], since: datetime, most: int) -> Container[str] | None:
        """Not asked."""
        return None

    def open(self) -> None:
        """Learn what the server's GraphQL has, and whether it has one."""
        everything = (
            (*queries.LISTED, queries.NEWEST_ISSUE),
            queries.ACTIVITY,
            queries.REQUESTS,
            queries.tasks(_NEW, 1),
        )
        try:
            self._schema = graph.describe(self._api, everything)
        except QuestionFailed as failure:
            if failure.code in _NO_GRAPHQL:
                self._graphql = False
                return
            self._schema = {}
        if "Project" not in self._schema:
            self._schema = queries.oldest((*everything, (self._metadata_field,)))
        self._knows_access = all(name in self._schema["Project"] for name in queries.NEEDED)

    def list_account(self, account: str) -> Account:
        """By GraphQL where it says everything that decides; by REST where it does not, if REST answers."""
        try:
            return self._list_account(account)
        except SourceError as error:
            raise error if self._signed_in or error.code not in _HIDDEN else _of_job() from error

    def _list_account(self, account: str) -> Account:
        # With `all_with_metadata` the topics are one reason among others to be listed.
        topics = () if self._settings.all_with_metadata else self._settings.topics
        if self._graphql and self._knows_access:
            return self._by_graphql(account, topics)
        try:
            found = self._by_rest(account, topics)
        except QuestionFailed as failure:
            if not self._graphql or failure.code not in ("forbidden", "not-found"):
                raise
            return self._by_graphql(account, topics)
        except SourceError as error:
            if not self._graphql or error.code != "no-such-account":
                raise
            return self._by_graphql(account, topics)
        return self._with_metadata(found)

    @property
    def _metadata_field(self) -> Field:
        return queries.metadata(metadata_paths(self._settings.metadata))

    @property
    def _listed(self) -> Selection:
        # No issue is shown where no label makes it a task.
        return (*queries.LISTED, queries.NEWEST_ISSUE) if self._settings.labels else queries.LISTED

    def _by_graphql(self, account: str, topics: tuple[str, ...]) -> Account:
        further = (self._metadata_field,) if self._settings.all_with_metadata else ()
        selection = queries.prune((*self._listed, *further), self._schema, "Project")
        found = graph.list_account(self._api, account, topics, selection, self._where)
        unsure = [one for one in found.repositories if self._is_unsure(one)]
        alone: dict[str | None, Listed] = {}
        if len(unsure) > 1 + len(found.repositories) // rest.PAGE_SIZE:
            try:
                listed = rest.list_account(self._api, account, topics, self._where).repositories
                alone = {one.identity: one for one in listed}
            except SourceStopped:
                raise
            except SourceError:
                pass  # one by one, then
        known = {one.path: self._with_code(one, alone.get(one.identity)) for one in unsure}
        return replace(found, repositories=tuple(known.get(one.path, one) for one in found.repositories))

    def _is_unsure(self, listed: Listed) -> bool:
        """Whether the code of a project may be for fewer people than the project, which GraphQL does not say.

        Merge requests are never for more people than the code, so where all see them, there is no question.
        """
        wanted = may_be_shown(listed.visibility, self._settings)
        return (
            listed.shown_requests is not True
            and wanted
            and isinstance(rule_against(listed, self._settings), Gap | None)
        )

    def _with_code(self, listed: Listed, by_rest: Listed | None = None) -> Listed:
        """The project with who may see its code, as REST says it; where it does not, nobody knows."""
        with suppress(QuestionFailed):
            by_rest = by_rest or rest.look_up(self._api, listed, self._where)
        if by_rest is None:
            return replace(listed, visibility=Gap.UNREAD)
        return replace(listed, visibility=by_rest.visibility, disabled=by_rest.disabled)

    def _by_rest(self, account: str, topics: tuple[str, ...]) -> Account:
        found = rest.list_account(self._api, account, topics, self._where)
        if not self._settings.labels:
            return found
        confidential = rest.newest_confidential(self._api, account)
        repositories = tuple(rest.with_issue_state(one, confidential) for one in found.repositories)
        return replace(found, repositories=repositories)

    def _with_metadata(self, account: Account) -> Account:
        """The same, knowing which have a metadata file that counts, where that decides and GraphQL tells of many."""
        if not self._settings.all_with_metadata or not self._graphql:
            return account
        open_ = [one for one in account.repositories if isinstance(rule_against(one, self._settings), Gap)]
        known: dict[str, bool | Gap] = {}
        selection = queries.prune((*queries.IDENTIFIED, self._metadata_field), self._schema, "Project")
        for got in Batches(self._api, (selection,), {}, size=100).ask(open_):
            unread = got.node is None or got.complaints
            known[got.listed.path] = Gap.UNREAD if unread else graph.metadata_of(got.node or {})
        return Account(
            repositories=tuple(
                one if one.path not in known else replace(one, has_metadata=known[one.path])
                for one in account.repositories
            ),
            counted=account.counted,
        )

    def has_metadata(self, listed: Listed) -> bool | Gap:
        """By REST, where there is no GraphQL."""
        return rest.has_metadata(self._api, listed, metadata_paths(self._settings.metadata))

    def look_up(self, wanted: Sequence[Listed]) -> Iterator[Reported]:
        """By number in batches where GraphQL says everything that decides; else one by one, by REST."""
        numbered = [one for one in wanted if one.identity is not None]
        if self._graphql and self._knows_access and numbered:
            selection = queries.prune(self._listed, self._schema, "Project")
            for got in Batches(self._api, (selection,), {}, size=100).ask(numbered):
                listed = None if got.node is None else decode_listed(got.node, self._where)
                if listed is not None:
                    yield Reported(
                        asked=got.listed, listed=self._with_code(listed) if self._is_unsure(listed) else listed
                    )
                elif got.error is not None and not got.error.gone:
                    yield Reported(asked=got.listed, error=got.error)
                else:
                    yield self._look_up_alone(got.listed)
            wanted = [one for one in wanted if one.identity is None]
        for one in wanted:
            yield self._look_up_alone(one)

    def _look_up_alone(self, wanted: Listed) -> Reported:
        """Ask for one project: only an answer to that very question says that there is none."""
        try:
            listed = rest.look_up(self._api, wanted, self._where)
        except SourceError as error:
            # To somebody who is not signed in, what is not public is not there; what was public is so no more.
            hidden = not self._signed_in and wanted.visibility is not Visibility.PUBLIC
            return Reported(asked=wanted, error=_of_job() if hidden and error.code in _HIDDEN else removed(error))
        if listed is None:
            return Reported(asked=wanted, error=SourceError("malformed", "the response has an unexpected format"))
        if self._settings.labels and not (self._graphql and self._knows_access):
            listed = rest.with_own_issue_state(self._api, listed)
        return Reported(asked=wanted, listed=listed)

    # -- activity ---------------------------------------------------------------------------

    def _parts(self) -> tuple[Selection, ...]:
        rest_ = (*queries.ACTIVITY, *queries.tasks(self._schema or _NEW, len(self._settings.labels)))
        pruned = (queries.prune(part, self._schema, "Project") for part in (rest_, queries.REQUESTS))
        return tuple(part for part in pruned if part)

    def _variables(self) -> dict[str, object]:
        labels = self._settings.labels
        # Labels are reported apart by case there, and people write them in several ways.
        ways = (str.lower, str.upper, str.capitalize, str.title)
        spellings = {*labels, *(spelt(label) for label in labels for spelt in ways)}
        return {"labels": sorted(spellings), **{f"label{index}": label for index, label in enumerate(labels)}}

    def tell(self, wanted: Sequence[Listed], known: Mapping[ProjectKey, Facts]) -> Iterator[Reported]:
        """What people do in projects, fifty at a time, or one by one without GraphQL."""
        if not self._graphql:
            for one in wanted:
                yield self._reported_by_rest(one)
            return
        if self._batches is None:
            self._batches = Batches(self._api, self._parts(), self._variables())
        for got in self._batches.ask(wanted):
            yield self._reported(got)

    def _reported(self, got: Got) -> Reported:
        if got.node is None:
            error = got.error or SourceError("server-error", "the host returned nothing")
            if not error.gone:
                return Reported(asked=got.listed, error=error)
            again = self._look_up_alone(got.listed)
            # It is there after all: what it is like will be reported another time.
            return again if again.error else Reported(asked=got.listed, listed=again.listed, error=_withheld())
        return self._decoded(got.listed, got.node, got.complaints)

    def _decoded(self, asked: Listed, node: Mapping[str, object], complaints: Sequence[str]) -> Reported:
        listed = decode_listed(node, self._where)
        if listed is None:
            return Reported(asked=asked, error=SourceError("malformed", "the response has an unexpected format"))
        # Who may see issues and requests is said by the list where the query does not know.
        listed = listed.completed(self._with_levels(asked))
        if listed.shown_requests is not True and isinstance(asked.visibility, Gap):
            listed = replace(listed, visibility=asked.visibility)  # the code may be for members only
        facts = decode_facts(node, listed, self._where)
        problems = (part_missing(facts.key, complaints),) if complaints else ()
        return Reported(asked=asked, listed=listed, facts=facts, problems=problems)

    def _with_levels(self, asked: Listed) -> Listed:
        """The project with who may see what, asked for alone where the list did not say, while REST answers."""
        if self._knows_access or asked.shown_issues is not None or self._mute:
            return asked
        try:
            return rest.look_up(self._api, asked, self._where) or asked
        except SourceError:
            self._mute = True
            return asked

    def _reported_by_rest(self, wanted: Listed) -> Reported:
        try:
            node, missing = rest.activity(self._api, wanted, self._settings.labels)
        except SourceError as error:
            return Reported(asked=wanted, error=removed(error))
        return self._decoded(wanted, node, missing)

    def read_teams(self, failed: Collection[str]) -> Iterator[Outcome]:
        """The groups that the catalogue asks for, with their direct members."""
        yield from read_all_teams(self._api, self._settings, failed, self._server)

    def close(self) -> None:
        """Give the connections back."""
        self._api.close()


_NEW: Schema = {"UnionedIssueFilterInput": frozenset({"labelNames"})}


def _of_job() -> SourceError:
    """With the token of a job nothing is to be seen, which says nothing of what there is."""
    return SourceError(
        "forbidden",
        "the token of a job may not list projects, or see those that are not public",
        "Use a group, project or personal access token with the scopes read_api and read_repository.",
    )


def _withheld() -> SourceError:
    return SourceError("server-error", "the host left it out of its answer", "The next run tries again.")
