"""Which of the listed repositories belong in the marketplace."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from innersource_marketplace.collect.sources.file_policy import no_metadata
from innersource_marketplace.collect.sources.forge import Listed
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import Visibility


def rule_against(listed: Listed, settings: ForgeSettings) -> str | None:
    """The rule that leaves a repository out, in words to act on; None if it belongs in.

    Visibility is not among them: see `may_be_shown`.
    """
    if listed.doomed:
        return "The host has disabled it, or it is marked for deletion."
    if listed.archived and not settings.archived:
        return "It is archived; set `archived: true` on the source to list archived repositories."
    if listed.fork and not settings.forks:
        return "It is a fork; set `forks: true` on the source to list forks."
    if listed.template and not settings.templates:
        return "It is a template; set `templates: true` on the source to list templates."
    if _matches(listed, settings.exclude):
        return "A pattern under `exclude` of the source matches it."
    if settings.include and not _matches(listed, settings.include):
        return "No pattern under `include` of the source matches it."
    wanted = {topic.casefold() for topic in settings.topics}
    if wanted & {topic.casefold() for topic in listed.topics}:
        return None
    names = ", ".join(settings.topics)
    if settings.all_with_metadata:
        too = f" and none of the topics {names}." if names else "."
        # Not asked is not absent: only an answer to that very question leaves a repository out.
        return f"{no_metadata(settings.metadata)}{too}" if listed.has_metadata is False else None
    return None if not wanted else f"It has none of the topics {names}."


def may_be_shown(visibility: Visibility | None, settings: ForgeSettings) -> bool:
    """Whether the source's allow-list names this visibility; an unknown one is never allowed."""
    return visibility is not None and visibility in settings.visibility


def _matches(listed: Listed, patterns: Iterable[str]) -> bool:
    return any(
        fnmatchcase((listed.path if "/" in pattern else listed.name).lower(), pattern.lower()) for pattern in patterns
    )
