"""Reading repositories: everything of what has changed, and what changes without a push of some others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from zlib import crc32

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources import NO_COMMITS, Changed, Excluded, Failed, Outcome, Unchanged
from innersource_marketplace.collect.sources.forge.api import Api
from innersource_marketplace.collect.sources.forge.json_values import within
from innersource_marketplace.collect.sources.forge.notices import moved
from innersource_marketplace.collect.sources.forge.selection import Selection, render
from innersource_marketplace.collect.sources.forge.source import GitOf
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.github.monorepos import read_divided
from innersource_marketplace.collect.sources.github.night import Night
from innersource_marketplace.collect.sources.github.notices import no_branch, no_contents, unreadable
from innersource_marketplace.collect.sources.github.reading import pending as drafts
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.answer import Answered
from innersource_marketplace.collect.sources.github.reading.batches import Got, Sizes, ask_in_batches
from innersource_marketplace.collect.sources.github.reading.contents import Draft, fetch_texts, with_weeks
from innersource_marketplace.collect.sources.github.reading.facts import decode_facts, refresh_facts
from innersource_marketplace.collect.sources.github.reading.history import (
    Recent,
    count_weeks,
    read_recent,
    stamp,
    window_start,
)
from innersource_marketplace.collect.sources.github.reading.image_files import Pictures
from innersource_marketplace.collect.sources.github.reading.linked_readmes import follow
from innersource_marketplace.collect.sources.github.reading.repositories import Listed, decode_listed
from innersource_marketplace.collect.sources.owner_defaults import inherit
from innersource_marketplace.errors import SourceError
from innersource_marketplace.model import Collected, Facts, ObjectId, ProjectKey, Visibility
from innersource_marketplace.sandbox.converter import ReadmeConverter

DETAILS = Sizes(start=20, smallest=4, largest=20)
"""Repositories asked about at a time: GitHub gives up after ten seconds."""

REFRESHES = Sizes(start=36, smallest=4, largest=40)
"""Likewise for the smaller question about what changes without a push."""

GROUP = 200
"""Repositories whose files are fetched together: full batches, and memory that does not grow."""


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Reads the repositories of one run.

    `have` tells whether a file's content is stored; without it the files of known projects count as stored.
    `converter` reads what files say, and `git` repositories that are divided into projects.
    """

    api: Api
    night: Night
    pictures: Pictures
    have: Callable[[ObjectId], bool] | None
    converter: ReadmeConverter
    git: GitOf | None = None

    def details(self, wanted: Sequence[Listed]) -> Iterator[Outcome]:
        """Read everything about repositories; one outcome for each, in any order."""
        answers = ask_in_batches(self.api, wanted, partial(self._question, self.night.detailed), DETAILS)
        while group := list(islice(answers, GROUP)):
            begun: list[Draft] = []
            recents: list[Recent] = []
            for got in group:
                outcome = self._draft(got)
                if isinstance(outcome, Draft):
                    begun.append(outcome)
                    commit = within(got.node, "defaultBranchRef", "target")
                    recent = read_recent(commit, outcome.facts.owner, outcome.facts.name, outcome.facts.head)
                    if recent is not None:
                        recents.append(recent)
                elif outcome is not None:
                    yield outcome
            yield from self._finish(begun, recents)

    def refresh(self, wanted: Sequence[Listed]) -> Iterator[Outcome]:
        """Read what changes without a push; one outcome for each, in any order."""
        night = self.night
        for got in ask_in_batches(self.api, wanted, partial(self._question, night.refreshed), REFRESHES):
            asked = night.key(got.item)
            known, answer = night.before(asked), got.answer
            if answer is None or known is None:
                yield Failed(asked, got.error or _nothing())
                continue
            listed = decode_listed(answer)
            if listed is None or night.key(listed) != asked:
                yield Unchanged(asked)  # renamed since it was listed: the next run sees it whole
                continue
            refusal = night.refusal(listed, asked)
            if refusal is not None or asked in night.done:
                if refusal is not None:
                    yield refusal
                continue
            # Whether it belongs in was decided by the list: this question does not ask for everything.
            if listed.visibility is Gap.UNREAD or night.rule(listed) is Gap.UNREAD:
                yield Failed(asked, unreadable(answer))
                continue
            in_part = _in_part(night, answer, known)
            facts = refresh_facts(known, answer, listed, night.where)
            facts = replace(facts, fingerprint=None if in_part else night.fingerprint(got.item))
            if in_part:
                problems = tuple(drafts.problems_of_answer(facts.key, answer))
                yield Changed(Collected(facts=facts, blobs={}), problems, in_part=True)
            else:
                yield from self._unchanged([facts])

    def unchanged(self, keys: Sequence[ProjectKey]) -> Iterator[Outcome]:
        """One outcome for each of repositories that have not changed; pictures that are missing are fetched."""
        day = f"{self.night.where.now:%Y%m%d}"
        # Another order every day, so that the allowance for pictures is not always spent on the same ones.
        ordered = sorted(keys, key=lambda key: crc32(f"{day}{key}".encode())) if self.have is not None else keys
        for begin in range(0, len(ordered), GROUP):
            group = (self.night.before(key) for key in ordered[begin : begin + GROUP])
            yield from self._unchanged([facts for facts in group if facts is not None])

    def _unchanged(self, unchanged: Sequence[Facts]) -> Iterator[Outcome]:
        night, have = self.night, self.have
        pictures = {} if have is None else self.pictures.fetch(unchanged, have)
        # A source that was renamed takes its projects along, for they stay or go with it.
        for one in unchanged:
            facts = inherit(replace(one, source=night.where.source), night.defaults.get(one.owner.lower()), one)
            if facts.key in pictures:
                yield Changed(Collected(facts=facts, blobs=pictures[facts.key]), problems_stay=True)
            elif facts == night.before(facts.key):
                yield Unchanged(facts.key)
            else:
                yield Changed(Collected(facts=facts, blobs={}), problems_stay=True)

    def _question(self, selection: Selection, batch: Sequence[Listed]) -> tuple[str, Mapping[str, object]]:
        text = render(selection)
        variables: dict[str, object] = {}
        if "$since" in text:
            variables["since"] = stamp(window_start(self.night.where.now))
        if "$labels" in text:
            variables["labels"] = list(self.night.settings.labels)
        for index, one in enumerate(batch):
            variables[f"o{index}"], variables[f"n{index}"] = one.owner, one.name
        return queries.repositories(selection, len(batch)), variables

    def _draft(self, got: Got[Listed]) -> Draft | Outcome | None:
        night, answer = self.night, got.answer
        asked = night.key(got.item)
        if answer is None:
            night.done.add(asked)
            error = got.error or _nothing()
            return Failed(asked, night.left(got.item.path, error) if error.gone else error)
        listed = decode_listed(answer)
        if listed is None:
            night.done.add(asked)
            return Failed(
                asked, SourceError("malformed", "the response about this repository has an unexpected format")
            )
        key = night.key(listed)
        if key in night.done:
            return None
        if got.item.path.lower() in night.explicit:
            night.explicit.add(listed.path.lower())  # the entry means it under its new name too
        elif key != asked and not night.settings.owns(listed.path):
            night.done.add(asked)
            night.note_move(got.item.path, listed)
            return Failed(asked, night.left(got.item.path, moved()))
        refusal = night.refusal(listed, key)
        if refusal is not None or key in night.done:
            return refusal
        night.done.add(key)
        if night.uncertain(listed):
            return Failed(key, unreadable(answer))
        missing = _without_commits(key, listed, answer)
        if missing is not None:
            return missing
        before = night.before_of(listed)
        in_part = _in_part(night, answer, before)
        facts = decode_facts(answer, listed, night.where, before)
        # The state of its issues is that of the list, which was read before.
        fingerprint = night.fingerprint(replace(listed, issue_state=got.item.issue_state))
        facts = replace(facts, fingerprint=None if in_part else fingerprint)
        return drafts.begin(
            facts,
            answer,
            night.where.now,
            before,
            self.converter.contents(),
            in_part=in_part,
            counted=night.settings.metadata,
        )

    def _finish(self, begun: Sequence[Draft], recents: Sequence[Recent]) -> Iterator[Outcome]:
        night, now = self.night, self.night.where.now
        begun = follow(self.api, begun, night.linked)
        before = {draft.facts.key: draft.before for draft in begun if draft.before is not None}
        weeks_before = {
            f"{draft.facts.owner}/{draft.facts.name}": draft.before.weekly_commits
            for draft in begun
            if draft.before is not None
        }
        accounts = bool(night.settings.teams)
        weeks = {
            f"{recent.owner}/{recent.name}": (recent, numbers)
            for recent, numbers in count_weeks(self.api, recents, weeks_before, now, accounts=accounts)
        }
        # Facts without a fingerprint are those whose files did not come.
        whole = (facts for facts in before.values() if facts.fingerprint is not None)
        stored = {document.oid for facts in whole for document in facts.all_documents}
        have = self.have or stored.__contains__
        unread = self.pictures.must_read(begun, before)
        texts = fetch_texts(self.api, begun, lambda oid: oid not in unread and have(oid))
        finished = [
            with_weeks(draft, weeks.get(f"{draft.facts.owner}/{draft.facts.name}"), now)
            for draft in self.pictures.find(texts, before)
        ]
        pictures = self.pictures.fetch([draft.facts for draft in finished], have)
        for one in read_divided(finished, self.git):
            draft = one.draft
            blobs = {**draft.blobs, **pictures.get(draft.facts.key, {})}
            facts = inherit(draft.facts, night.defaults.get(draft.facts.owner.lower()), draft.before)
            yield Changed(
                Collected(facts=facts, blobs=blobs), draft.problems, in_part=draft.in_part, folders=one.folders
            )


def _nothing() -> SourceError:
    return SourceError("server-error", "the host returned nothing")


def _without_commits(key: ProjectKey, listed: Listed, answer: Answered) -> Outcome | None:
    """What becomes of a repository whose newest commit is not known; None if it is."""
    if isinstance(listed.head, str):
        return None
    if listed.empty is True or (listed.head is None and listed.empty is Gap.NOT_ASKED):
        return Excluded(key, NO_COMMITS, listed.visibility if isinstance(listed.visibility, Visibility) else None)
    if listed.head is None:
        return Failed(key, no_branch())
    return Failed(key, no_contents() if answer.refuses("defaultBranchRef") else unreadable(answer))


_RIGHTS = (
    (("tasks",), "issues", "issues"),
    (("openedIssues",), "issues", "opened_issues"),
    (("openIssues",), "issues", "open_issues"),
    (("recentPullRequests",), "pull requests", "pull_requests"),
    (("defaultBranchRef", "target", "statusCheckRollup"), "checks and commit statuses", "checks_pass"),
    (("root",), "contents", "paths"),
)
"""Parts of an answer that a token may lack the right to, what that right is called, and the fact that comes of it."""


def _in_part(night: Night, answer: Answered, before: Facts | None) -> bool:
    """Whether something could not be read that was expected: because of an error, or of a right that was lost."""
    refused = [(right, fact) for path, right, fact in _RIGHTS if answer.refuses(*path)]
    night.refused.update({right for right, _ in refused})
    lost = before is not None and any(getattr(before, fact) is not None for _, fact in refused)
    return bool(answer.errors) or lost
