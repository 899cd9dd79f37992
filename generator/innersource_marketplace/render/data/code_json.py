"""The inventory of code.gov: `code.json` with an entry for each project of which everything required is known.

Source: code.gov's schema 2.0.0. Hours of work and permissions for use are known only where the repository has
such a file itself: that is kept, and what this catalogue knows better takes its place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from innersource_marketplace import escape
from innersource_marketplace.formats.metadata_files.code_inventory import STATUS
from innersource_marketplace.model import Lifecycle, Project, SafeUrl
from innersource_marketplace.reference.license_expressions import canonical, names
from innersource_marketplace.render.data.json_files import json_lists
from innersource_marketplace.render.data.publiccode_export import Export

PATH: Final = "api/v1/code.json"
"""Where the file is, from the site's root."""

_STATUS_OF: Final[Mapping[Lifecycle, str]] = {
    Lifecycle.EXPERIMENTAL: "Development",
    Lifecycle.ACTIVE: "Production",
    Lifecycle.MAINTENANCE: "Production",
    Lifecycle.DEPRECATED: "Archival",
    Lifecycle.ARCHIVED: "Archival",
}
_USAGES: Final = (
    "openSource", "governmentWideReuse", "exemptByLaw", "exemptByNationalSecurity", "exemptByAgencySystem",
    "exemptByAgencyMission", "exemptByCIO",
)  # fmt: skip
WORDS: Final = {status.casefold(): status for status in (
    "Ideation", "Development", "Alpha", "Beta", "Release Candidate", "Production", "Archival"
)}  # fmt: skip
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NESTED: Final = {
    "relatedCode": ("name", "URL", "isGovernmentRepo"),
    "reusedCode": ("name", "URL"),
    "partners": ("name", "email"),
}


def code_json(organization: str, releases: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the file, with entries as `release` gives them."""
    head = {"version": "2.0.0", "agency": escape.plain(organization), "measurementType": {"method": "projects"}}
    yield PATH, json_lists(head, {"releases": releases})


def release(project: Project, kept: Mapping[str, object]) -> Export:
    """The entry of a project, or what is missing. `kept` is what the repository's own file has; empty without one."""
    permissions = _permissions(project, kept.get("permissions"))
    contact = _contact(project, kept.get("contact"))
    hours = kept.get("laborHours")
    known: dict[str, object] = {
        "name": escape.plain(project.title),
        "organization": escape.plain(project.team),
        "description": escape.plain(project.description or project.motivation or ""),
        "repositoryURL": project.url,
        "permissions": permissions,
        "laborHours": hours if isinstance(hours, int | float) and not isinstance(hours, bool) else None,
        "contact": contact,
        "tags": [escape.plain(topic) for topic in project.topics],
        "status": _status(project, kept.get("status")),
        "vcs": "git",
        "languages": _languages(project, kept.get("languages")),
        "date": _dates(project, kept.get("date")),
    }
    needed = ("description", "repositoryURL", "permissions", "laborHours", "contact")
    missing = tuple(name for name in needed if known[name] in (None, ""))
    if missing:
        return None, missing
    further: dict[str, object] = {
        key: kept[key]
        for key in ("version", "homepageURL", "downloadURL", "disclaimerURL", "disclaimerText")
        if isinstance(kept.get(key), str) and (not key.endswith("URL") or escape.url(str(kept[key])))
    }
    for key, fields in _NESTED.items():
        listed = kept.get(key)
        items = [_only(one, fields) for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        further[key] = [one for one in items if one]
    everything = {**known, **further}.items()
    return {key: value for key, value in everything if key == "tags" or value not in (None, "", [], {})}, ()


def _permissions(project: Project, kept: object) -> dict[str, object] | None:
    own = kept if isinstance(kept, Mapping) else {}
    usage = own.get("usageType")
    usage = usage[0] if isinstance(usage, list) and len(usage) == 1 else usage
    if not isinstance(usage, str) or usage not in _USAGES:
        return None
    said = own.get("licenses")
    listed = [_only(one, ("URL", "name")) for one in said if isinstance(one, Mapping)] if isinstance(said, list) else []
    licenses: list[Mapping[str, object]] = [one for one in listed if one]
    expression = canonical(project.license or "")
    own_names = [canonical(str(one.get("name"))) for one in licenses]
    if expression is not None and own_names != [expression] and {*own_names} != {*names(expression)}:
        licenses = [{"name": name, "URL": f"https://spdx.org/licenses/{name}"} for name in names(expression)]
    reason = own.get("exemptionText")
    found: dict[str, object] = {"licenses": licenses or None, "usageType": usage}
    return found | ({"exemptionText": reason} if isinstance(reason, str) and reason else {})


def _contact(project: Project, kept: object) -> dict[str, object] | None:
    """Where to write: what the file says, else the first channel that is an address of mail."""
    own = _only(kept, ("email", "name", "URL", "phone")) if isinstance(kept, Mapping) else {}
    if _mail(f"mailto:{own.get('email')}") is not None:
        return own
    for channel in project.communication:
        if (mail := _mail(channel.url)) is not None:
            return {"email": mail, "name": escape.plain(channel.text)}
    for person in project.trusted_committers:
        if (mail := _mail(person.contact)) is not None:
            return {"email": mail, "name": escape.plain(person.name)}
    return None


def _mail(url: SafeUrl | str | None) -> str | None:
    safe = None if url is None else escape.url(url)
    return safe.removeprefix("mailto:") if safe is not None and safe.startswith("mailto:") else None


def _status(project: Project, kept: object) -> str | None:
    own = WORDS.get(kept.casefold()) if isinstance(kept, str) else None
    if project.lifecycle is None:
        return own
    fits = own is not None and STATUS[own.casefold()] is project.lifecycle
    return own if fits else _STATUS_OF[project.lifecycle]


def _dates(project: Project, kept: object) -> dict[str, object]:
    own = kept if isinstance(kept, Mapping) else {}
    updated = str(own.get("metadataLastUpdated"))[:10]
    found = {
        "created": None if project.created_at is None else project.created_at.date().isoformat(),
        "lastModified": None if project.updated_at is None else project.updated_at.date().isoformat(),
        "metadataLastUpdated": updated if _DATE.fullmatch(updated) else None,
    }
    return {key: value for key, value in found.items() if value}


def _only(value: Mapping[str, object], keys: tuple[str, ...]) -> dict[str, object]:
    return {key: value[key] for key in keys if isinstance(value.get(key), str | bool) and value[key] != ""}


def _languages(project: Project, kept: object) -> list[str]:
    """Those of the file if they hold the main one: they may be more than that."""
    own = [item for item in kept if isinstance(item, str)] if isinstance(kept, list) else []
    if project.language is None or project.language.casefold() in map(str.casefold, own):
        return own
    return [project.language]
