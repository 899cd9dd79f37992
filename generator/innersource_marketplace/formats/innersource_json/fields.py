"""The reader of each field of innersource.json."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from innersource_marketplace import escape
from innersource_marketplace.errors import sentence
from innersource_marketplace.formats.innersource_json import field_values as values
from innersource_marketplace.formats.innersource_json.people import communication, gig, trusted_committer
from innersource_marketplace.formats.innersource_json.project_folders import project_folders
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted
from innersource_marketplace.limits import SUPPORT_CHARACTERS, TAG_CHARACTERS, TITLE_CHARACTERS, URL_CHARACTERS
from innersource_marketplace.model import GovernanceLevel, Lifecycle, Metadata, SafeUrl
from innersource_marketplace.reference import languages

WARRANTY_DAYS = 3_650
"""Longest warranty believed, in days; the pattern's is 30."""

_LIFECYCLE_WORDS: Mapping[str, Lifecycle] = {
    word: lifecycle
    for lifecycle, words in {
        Lifecycle.ACTIVE: "production in_production stable live released mature ga supported maintained",
        Lifecycle.EXPERIMENTAL: "beta alpha preview prototype incubating incubation incubator poc proof_of_concept "
        "development in_development early pilot draft sandbox emerging",
        Lifecycle.MAINTENANCE: "maintenance_only maintenance_mode in_maintenance sustaining frozen feature_complete",
        Lifecycle.DEPRECATED: "obsolete sunset sunsetting end_of_sale legacy discouraged",
        Lifecycle.ARCHIVED: "eol end_of_life retired inactive abandoned closed unmaintained dead",
    }.items()
    for word in words.split()
}

_GOVERNANCE_WORDS: Mapping[str, GovernanceLevel] = {
    word: level
    for level, words in {
        GovernanceLevel.ISSUES_WELCOME: "issues issue_reports bug_reports bug_reports_welcome feedback "
        "bug_reports_and_issues_welcome",
        GovernanceLevel.CONTRIBUTIONS_WELCOME: "contributions contribution_welcome contributing pull_requests "
        "pull_requests_welcome prs_welcome",
        GovernanceLevel.SHARED_WRITE_ACCESS: "write_access shared_write shared_access",
        GovernanceLevel.SHARED_OWNERSHIP: "ownership shared shared_owner co_ownership",
    }.items()
    for word in words.split()
}


def lifecycle_of(word: str) -> Lifecycle | None:
    """The stage that a word means, in whatever words and spelling people use for it."""
    folded = re.sub(r"[^a-z0-9]+", "_", word.casefold()).strip("_")
    return next((stage for stage in Lifecycle if stage.value == folded), _LIFECYCLE_WORDS.get(folded))


def read_fields(report: Report, fields: Mapping[str, tuple[str, object]], unknown: tuple[str, ...]) -> Metadata:
    """Read every field that is there; `fields` maps names to pointer and value."""

    def at(name: str) -> tuple[str, object]:
        return fields.get(name, ("", None))

    return Metadata(
        title=values.text(report, *at("title"), TITLE_CHARACTERS),
        description=values.text(report, *at("description")),
        motivation=values.text(report, *at("motivation")),
        contributions=values.texts(report, *at("contributions")),
        skills=values.texts(report, *at("skills")),
        topics=values.texts(report, *at("topics")),
        language=_language(report, *at("language")),
        logo=values.image(report, *at("logo")),
        docs=values.address(report, *at("docs")),
        owner=_owner(report, *at("owner")),
        trusted_committers=values.items(report, *at("trusted_committers"), trusted_committer),
        communication=communication(report, *at("communication")),
        governance_level=values.choice(report, *at("governance_level"), GovernanceLevel, _GOVERNANCE_WORDS),
        lifecycle=values.choice(report, *at("lifecycle"), Lifecycle, _LIFECYCLE_WORDS),
        license=values.text(report, *at("license"), TAG_CHARACTERS),
        getting_started=_getting_started(report, *at("getting_started")),
        warranty_days=values.whole_number(report, *at("warranty_days"), 0, WARRANTY_DAYS),
        support=values.text(report, *at("support"), SUPPORT_CHARACTERS),
        gigs=values.items(report, *at("gigs"), gig),
        supersedes=_projects(report, *at("supersedes")),
        alternatives=_projects(report, *at("alternatives")),
        participating=values.boolean(report, *at("participating")),
        projects=project_folders(report, *at("projects")),
        unknown=unknown,
    )


def _language(report: Report, pointer: str, value: object) -> str | None:
    """Read the main language, in Linguist's spelling if it has one; of several, the first."""
    if isinstance(value, list):
        several = [item for item in value if isinstance(item, str)]
        if len(several) < len(value) or not several:
            report.wrong_type(pointer, value, "a text")
            return None
        report.warning(
            pointer, "one-language", "several languages are given; the first one is used", "Give only the main one."
        )
        pointer, value = pointer_to(pointer, 0), several[0]
    clean = values.text(report, pointer, value, TAG_CHARACTERS)
    if clean is None:
        return None
    known = languages.canonical(clean)
    parts = [part.strip() for part in re.split(r"[,;|&]| and ", clean) if part.strip()]
    if known is None and len(parts) > 1:
        report.warning(
            pointer, "one-language", "several languages are given; the first one is used", "Give only the main one."
        )
        clean = parts[0]
        known = languages.canonical(clean)
    if known is None:
        close = _nearest_language(clean)
        known_words = "Use a name that GitHub's Linguist knows, such as Java, Python or TypeScript."
        message = sentence("{language} is not a known programming language", language=quoted(clean))
        fix = sentence('Did you mean "{close}"?', close=close) if close else known_words
        report.warning(pointer, "unknown-language", message, fix)
        return clean
    if known != clean:
        # Of several languages only the first would be left, so that is for the author to write.
        instead = known if clean == value else None
        message = sentence("{word} is read as {meant}", word=quoted(clean), meant=known)
        report.warning(
            pointer, "other-word", message, sentence("Write {wanted}.", wanted=f'"{known}"'), instead=instead
        )
    return known


_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


@lru_cache(maxsize=1_024)
def _nearest_language(name: str) -> str | None:
    """Give the language whose name is most like this one; people rarely mistake the first letter."""
    candidates = {known.casefold(): known for known in languages.names() if known[0].casefold() == name[0].casefold()}
    close = get_close_matches(name.casefold(), candidates, n=1, cutoff=0.7)
    return candidates[close[0]] if close else None


def _owner(report: Report, pointer: str, value: object) -> str | None:
    """Read the owning team: its name, or an object with one."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        pointer, value = pointer_to(pointer, "name"), value["name"]
    if isinstance(value, list) and len(value) == 1:
        pointer, value = pointer_to(pointer, 0), value[0]
    owner = values.text(report, pointer, value, TITLE_CHARACTERS)
    if owner is not None and _MAIL.search(owner):
        # A person is no team, and a page must not be named after an address.
        report.warning(
            pointer,
            "owner-not-team",
            "the owner is an e-mail address, not a team",
            'Give the name of the team. Name the person in "trusted_committers".',
        )
        return None
    return owner


def _getting_started(report: Report, pointer: str, value: object) -> SafeUrl | str | None:
    """Read the way in: an address, or words."""
    if isinstance(value, str) and re.match(r"\s*(?i:[a-z][a-z0-9+.-]*:\S|//)", value):
        return values.address(report, pointer, value)
    return values.text(report, pointer, value)


def _projects(report: Report, pointer: str, value: object) -> tuple[str, ...] | None:
    """Read names or addresses of other projects; addresses must be safe ones."""
    found = values.texts(report, pointer, value, URL_CHARACTERS)
    if found is None:
        return None
    kept: list[str] = []
    for item in found:
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", item):
            safe = escape.url(item)
            if safe is None:
                values.refuse_address(report, pointer, item)
            else:
                kept.append(safe)
        else:
            kept.append(item)
    return tuple(kept)
