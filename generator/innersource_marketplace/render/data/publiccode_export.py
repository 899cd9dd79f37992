"""A project as `publiccode.yml`, if everything is known that the format requires.

Source: The Standard (core) of publiccode.yml, version 0. Most of what it requires is known only where the
repository has such a file itself: that is kept, and what this catalogue knows better takes its place.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from innersource_marketplace import escape
from innersource_marketplace.formats.metadata_files.publiccode_yml import STATUS, first_language
from innersource_marketplace.model import Lifecycle, Project
from innersource_marketplace.reference.license_expressions import canonical
from innersource_marketplace.reference.project_addresses import place_of

Export = tuple[Mapping[str, object] | None, tuple[str, ...]]
"""What is written, and the required facts that are not known; one of the two is empty."""

_VERSION: Final = "0.4"
_VERSIONS: Final = ("0", "0.2", "0.2.0", "0.2.1", "0.2.2", "0.3", "0.3.0", "0.4", "0.4.0", "0.5", "0.5.0")
_STATUS_OF: Final[Mapping[Lifecycle, str]] = {
    Lifecycle.EXPERIMENTAL: "development",
    Lifecycle.ACTIVE: "stable",
    Lifecycle.MAINTENANCE: "stable",
    Lifecycle.DEPRECATED: "obsolete",
    Lifecycle.ARCHIVED: "obsolete",
}
_TYPES: Final = frozenset(f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")) | {
    "addon",
    "library",
    "configurationFiles",
}
_SHORT, _LONG_LEAST, _LONG_MOST = 150, 150, 10_000
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def publiccode(project: Project, kept: Mapping[str, object]) -> Export:
    """The document, or what is missing. `kept` is what the repository's own file has; empty if it has none."""
    url = _url(project, kept)
    version = str(kept.get("publiccodeYmlVersion"))
    license_ = canonical(project.license or "") or None
    document: dict[str, object] = {
        "publiccodeYmlVersion": version if version in _VERSIONS else _VERSION,
        "name": escape.plain(project.title),
        **({"url": url} if url else {}),
        **_optional(kept),
        "developmentStatus": _status(project, kept),
        "softwareType": next((kind for kind in _TYPES if kind == kept.get("softwareType")), None),
        "platforms": _texts(kept.get("platforms")),
        "categories": _texts(kept.get("categories")),
        "description": _descriptions(project, kept.get("description")),
        "legal": {**_mapping(kept.get("legal")), "license": license_} if license_ else None,
        "maintenance": _maintenance(_mapping(kept.get("maintenance"))),
        "localisation": _localisation(_mapping(kept.get("localisation"))),
    }
    missing = _missing(document)
    return (None, missing) if missing else (document, ())


def _missing(document: Mapping[str, object]) -> tuple[str, ...]:
    absent = [
        name
        for name in ("url", "developmentStatus", "softwareType", "platforms", "categories", "legal/license")
        if not document.get(name.partition("/")[0])
    ]
    languages = _mapping(document["description"]).values()
    absent += [
        f"description/{key}"
        for key in ("shortDescription", "longDescription", "features")
        if not any(_mapping(one).get(key) for one in languages)
    ]
    absent += ["maintenance/type"] if document["maintenance"] is None else []
    absent += ["localisation"] if document["localisation"] is None else []
    return tuple(absent)


def _url(project: Project, kept: Mapping[str, object]) -> str | None:
    own = kept.get("url")
    if isinstance(own, str) and (project.url is None or place_of(own) == place_of(project.url)):
        return escape.url(own) or project.url
    return project.url


def _status(project: Project, kept: Mapping[str, object]) -> str | None:
    own = kept.get("developmentStatus")
    if project.lifecycle is None:
        return None
    return own if isinstance(own, str) and STATUS.get(own) is project.lifecycle else _STATUS_OF[project.lifecycle]


def _descriptions(project: Project, kept: object) -> dict[str, object]:
    languages = {key: dict(_mapping(one)) for key, one in _mapping(kept).items() if _LANGUAGE.fullmatch(key)}
    chosen = first_language(languages)
    for one in languages.values():
        short, long, features = one.get("shortDescription"), one.get("longDescription"), _texts(one.get("features"))
        one["shortDescription"] = escape.plain(short, _SHORT) if isinstance(short, str) else None
        one["longDescription"] = long if isinstance(long, str) and _LONG_LEAST <= len(long) <= _LONG_MOST else None
        one["features"] = features
    own = languages.setdefault(chosen, {})
    said = escape.plain(project.description or project.motivation or "")
    if said and said not in (own.get("shortDescription"), escape.plain(str(own.get("longDescription")))):
        own["shortDescription"] = escape.plain(said, _SHORT)
        if not own.get("longDescription") and len(said) >= _LONG_LEAST:
            own["longDescription"] = said
    if project.docs is not None and project.docs.startswith("http"):
        own["documentation"] = project.docs
    cleaned = {key: {name: value for name, value in one.items() if value} for key, one in languages.items()}
    return {key: one for key, one in cleaned.items() if "shortDescription" in one}


def _maintenance(kept: Mapping[str, object]) -> dict[str, object] | None:
    kind = kept.get("type")
    contacts = [one for one in _objects(kept.get("contacts")) if one.get("name")]
    hired = [
        one for one in _objects(kept.get("contractors")) if one.get("name") and _DATE.fullmatch(str(one.get("until")))
    ]
    if kind in ("internal", "community") and contacts:
        return {"type": kind, "contacts": contacts}
    found: dict[str, object] = {"type": kind} | ({"contacts": contacts} if contacts else {})
    if kind == "contract" and hired:
        return {**found, "contractors": hired}
    return {"type": kind} if kind == "none" else None


def _localisation(kept: Mapping[str, object]) -> dict[str, object] | None:
    ready = kept.get("localisationReady")
    languages = [one for one in _texts(kept.get("availableLanguages")) if _LANGUAGE.fullmatch(one)]
    if not isinstance(ready, bool) or not languages:
        return None
    return {"localisationReady": ready, "availableLanguages": languages}


def _is_address(value: object) -> bool:
    return isinstance(value, str) and (escape.url(value) or "").startswith("http")


_OPTIONAL: Final[Mapping[str, Callable[[object], bool]]] = {
    "applicationSuite": lambda value: isinstance(value, str),
    "landingURL": _is_address,
    "isBasedOn": lambda value: isinstance(value, str | list),
    "softwareVersion": lambda value: isinstance(value, str | int | float),
    "releaseDate": lambda value: _DATE.fullmatch(str(value)) is not None,
    "organisation": lambda value: isinstance(value, Mapping) and isinstance(value.get("name"), str),
    "usedBy": lambda value: isinstance(value, list),
    "fundedBy": lambda value: isinstance(value, list),
    "roadmap": _is_address,
    "intendedAudience": lambda value: isinstance(value, Mapping),
    "dependsOn": lambda value: isinstance(value, Mapping),
}


def _optional(kept: Mapping[str, object]) -> dict[str, object]:
    found = {key: kept[key] for key, fits in _OPTIONAL.items() if key in kept and fits(kept[key])}
    return {key: str(value) if key == "softwareVersion" else value for key, value in found.items()}


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item) for item in items if isinstance(item, str | int | float) and not isinstance(item, bool) and item]


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
