"""Every key that innersource.json knows, with the other spellings that people use.

Spellings are compared without case, spaces, hyphens and underscores, so `trustedCommitters` and
`Trusted-Committers` need no entry of their own.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cache

from innersource_marketplace.errors import sentence
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted

KeyTable = Mapping[str, tuple[str, ...]]
"""The name of each key, and its other spellings, folded."""

FIELD_KEYS: KeyTable = {
    "title": ("name", "projecttitle", "projectname", "displayname"),
    "description": ("summary", "about", "shortdescription", "projectdescription"),
    "motivation": ("why", "mission", "purpose"),
    "contributions": ("contribution", "contributiontypes", "contributionswanted", "contributing"),
    "skills": ("skill", "requiredskills", "skillset"),
    "topics": ("topic", "tags", "tag", "keywords"),
    "language": ("languages", "programminglanguage", "primarylanguage"),
    "logo": ("projectlogo", "logourl", "icon", "image", "avatar"),
    "docs": ("documentation", "doc", "documentationurl", "docsurl", "docurl"),
    "owner": ("owners", "team", "ownerid", "owningteam", "ownedby", "maintainingteam", "hostteam"),
    "trusted_committers": ("trustedcommitter", "maintainers", "maintainer", "committers"),
    "communication": ("communications", "channels", "communicationchannels", "contact", "contacts"),
    "governance_level": ("governance", "governancemodel"),
    "lifecycle": ("status", "maturity", "lifecyclestage", "stage", "phase"),
    "license": ("licence", "spdx", "licenseid"),
    "getting_started": ("gettingstartedurl", "quickstart", "start", "setup"),
    "warranty_days": ("warranty", "warrantyperiod"),
    "support": ("supportpromise", "supportlevel", "servicelevel", "sla"),
    "gigs": ("gig", "tasks"),
    "supersedes": ("replaces",),
    "alternatives": ("alternative", "similar", "seealso"),
    "participating": ("participate", "participates", "innersource"),
    "projects": ("subprojects", "projectfolders"),
}

OF_REPOSITORIES = ("projects",)
"""Keys that only an innersource.json in a repository may have, not an entry of the catalogue."""

COMMITTER_KEYS: KeyTable = {
    "name": ("fullname", "displayname"),
    "account": ("github", "gitlab", "login", "id", "user", "username", "handle", "githubid", "githubuser"),
    "role": ("title",),
    "scope": ("area", "areas", "responsibility"),
    "time_zone": ("tz",),
    "contact": ("email", "mail", "url", "link", "website"),
}

CHANNEL_KEYS: KeyTable = {
    "purpose": ("type", "kind", "for"),
    "text": ("name", "channel", "title", "label", "description"),
    "url": ("link", "address", "href", "email"),
}

GIG_KEYS: KeyTable = {
    "title": ("name",),
    "description": ("summary", "details"),
    "skills": ("skill", "requiredskills"),
    "effort": ("time", "estimate", "duration", "timecommitment"),
    "mentor": ("contact", "mentors"),
    "benefit": ("benefits", "whatsinitforyou"),
    "kind": ("type",),
    "url": ("link", "issue", "href"),
}

GOOD_SPELLINGS: Mapping[str, str] = {"name": "title", "github": "account", "gitlab": "account", "email": "contact"}
"""Other spellings that are as good as the name itself, to its name; the schema has them too."""

_IGNORED = ("$schema", "$comment")


def fold(key: str) -> str:
    """Reduce a key to what two spellings of it share."""
    return re.sub(r"[^a-z0-9]", "", key.casefold())


@cache
def _spellings(table: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    return {other: name for name, others in reversed(table) for other in (*others, fold(name))} | {
        fold(name): name for name, _ in table
    }


def sort_keys(
    report: Report, pointer: str, value: Mapping[str, object], table: KeyTable
) -> tuple[dict[str, tuple[str, object]], tuple[str, ...]]:
    """Sort the keys of an object into known fields (name → pointer and value) and unknown keys.

    The exact name wins over other spellings, and of those the first one.
    """
    spellings = _spellings(tuple(table.items()))
    found: dict[str, tuple[str, object]] = {
        name: (pointer_to(pointer, name), value[name]) for name in table if name in value
    }
    unknown: list[str] = []
    for key, item in value.items():
        if key in table or key in _IGNORED:
            continue
        meant = spellings.get(fold(key))
        at = pointer_to(pointer, key)
        if meant is None:
            unknown.append(key)
        elif meant in found:
            message = sentence(
                "{key} is another spelling of {name} and is not read", key=quoted(key), name=quoted(meant)
            )
            report.warning(at, "second-spelling", message, "Keep one of them.")
        else:
            found[meant] = (at, item)
            if GOOD_SPELLINGS.get(key) != meant or (key == "name" and table is not FIELD_KEYS):
                read = sentence("{word} is read as {meant}", word=quoted(key), meant=meant)
                fix = sentence('Rename it to "{meant}".', meant=meant)
                report.warning(at, "other-spelling", read, fix, instead=meant)
    return found, tuple(unknown)


def known_keys(
    report: Report, pointer: str, value: Mapping[str, object], table: KeyTable
) -> dict[str, tuple[str, object]]:
    """Take the known fields of an inner object; unknown keys get a warning."""
    found, unknown = sort_keys(report, pointer, value, table)
    for key in unknown:
        note_unknown(report, pointer_to(pointer, key), key, table, fatal=False)
    return found


def note_unknown(report: Report, pointer: str, key: str, known: Iterable[str], *, fatal: bool) -> None:
    """Note a key that nothing reads, with the known key that it resembles.

    Where other programs may have keys of their own (not `fatal`), only a likely misspelling is an error.
    """
    if report.full or (key.startswith("x-") and not fatal):
        return
    unknown = sentence("unknown key {key}", key=quoted(key))
    close = get_close_matches(key.casefold()[:80], list(known), n=2, cutoff=0.7)
    if close:
        fix = sentence('Did you mean "{close}"?', close=close[0])
        instead = close[0] if len(close) == 1 or _clearly_closer(key.casefold()[:80], *close) else None
        report.error(pointer, "unknown-key", unknown, fix, instead=instead)
    elif fatal:
        listed = sentence("Known keys: {keys}.", keys=", ".join(sorted({*known})))
        report.error(pointer, "unknown-key", unknown, listed)
    else:
        message = sentence("the key {key} is not known and not shown", key=quoted(key))
        advice = 'Remove it, or prefix it with "x-" if another program reads it.'
        report.warning(pointer, "unknown-key", message, advice)


def _clearly_closer(key: str, first: str, second: str) -> bool:
    likeness = [SequenceMatcher(None, key, known).ratio() for known in (first, second)]
    return likeness[0] >= likeness[1] + 0.05
