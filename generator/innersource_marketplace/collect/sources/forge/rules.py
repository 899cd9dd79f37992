"""Which of the listed repositories belong in the marketplace, and which not: the same for all forges."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from innersource_marketplace.collect.sources.file_policy import no_metadata
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.errors import Words, sentence
from innersource_marketplace.formats.catalog.settings import HostSettings
from innersource_marketplace.model import Visibility


class Considered(msgspec.Struct, frozen=True, kw_only=True):
    """What a list tells of a repository, or why it does not. `path` is its whole path on the host.

    A `visibility` of None is one that is said in words that are not known, or contradicts itself.
    `state` changes with a push or an edit, `issue_state` when an open issue is edited or is there no more; it is empty
    where that is not known.
    """

    path: str
    visibility: Visibility | Gap | None = Gap.NOT_ASKED
    disabled: bool | Gap = Gap.NOT_ASKED
    archived: bool | Gap = Gap.NOT_ASKED
    fork: bool | Gap = Gap.NOT_ASKED
    template: bool | Gap = Gap.NOT_ASKED
    topics: frozenset[str] | Gap = Gap.NOT_ASKED
    has_metadata: bool | Gap = Gap.NOT_ASKED
    state: str = ""
    issue_state: str = ""

    @property
    def seen_by(self) -> Visibility | None:
        """Who may see it, if that is known."""
        return self.visibility if isinstance(self.visibility, Visibility) else None

    @property
    def owner(self) -> str:
        """Everything of the path but the name: a group in groups, or an account."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


DISABLED = "The host has disabled it, or it is marked for deletion."
EXCLUDE_PATTERN = "A pattern under `exclude` of the source matches it."
INCLUDE_PATTERN = "No pattern under `include` of the source matches it."

LASTING = frozenset({EXCLUDE_PATTERN, INCLUDE_PATTERN})
"""Rules that only the catalogue decides, so that no fault of a host can bring them about."""


def rule_against(listed: Considered, settings: HostSettings) -> Words | Gap | None:
    """The rule that leaves a repository out, in words to act on; None if it belongs in; why that is not known.

    Visibility is not among them: see `may_be_shown`.
    """
    for value, allowed, rule in (
        (listed.disabled, False, DISABLED),
        (listed.archived, settings.archived, "It is archived; set `archived: true` on the source to list such ones."),
        (listed.fork, settings.forks, "It is a fork; set `forks: true` on the source to list forks."),
        (listed.template, settings.templates, "It is a template; set `templates: true` on the source to list them."),
    ):
        if value is True and not allowed:
            return rule
    if named := _named(listed, settings):
        return named
    unknown = (
        (listed.archived, settings.archived), (listed.fork, settings.forks), (listed.template, settings.templates)
    )  # fmt: skip
    for value, allowed in unknown:
        if value is Gap.UNREAD and not allowed:
            return Gap.UNREAD
    wanted = {topic.casefold() for topic in settings.topics}
    topics = listed.topics
    if not isinstance(topics, Gap) and wanted & {topic.casefold() for topic in topics}:
        return None
    if settings.all_with_metadata:
        if listed.has_metadata is True:
            return None
        # Not asked is not absent: only an answer to that very question leaves a repository out.
        for gap in (listed.has_metadata, topics if wanted else None):
            if isinstance(gap, Gap):
                return gap
        return no_metadata(settings.metadata, settings.topics)
    if not wanted:
        return None
    if isinstance(topics, Gap):
        return topics
    return sentence("It has none of the topics {topics}.", topics=", ".join(settings.topics))


def may_be_shown(visibility: Visibility | Gap | None, settings: HostSettings) -> bool:
    """Whether the source's allow-list names this visibility; an unknown one is never allowed."""
    return isinstance(visibility, Visibility) and visibility in settings.visibility


def _named(listed: Considered, settings: HostSettings) -> str | None:
    if _matches(listed, settings.exclude):
        return EXCLUDE_PATTERN
    if settings.include and not _matches(listed, settings.include):
        return INCLUDE_PATTERN
    return None


def _matches(listed: Considered, patterns: Iterable[str]) -> bool:
    return any(
        fnmatchcase((listed.path if "/" in pattern else listed.name).lower(), pattern.lower()) for pattern in patterns
    )
