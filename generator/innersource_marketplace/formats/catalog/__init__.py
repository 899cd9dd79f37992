"""catalog.yml: bytes in, typed settings and a complete list of problems out.

Strict: an unknown key is an error, because a misspelt option would silently have no effect. The caller
treats any error as fatal; a catalogue is still returned as far as it goes, for checks and editors.
"""

import re
from collections.abc import Mapping

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog import remote_addresses as addresses
from innersource_marketplace.formats.catalog.brand import read_brand
from innersource_marketplace.formats.catalog.catalog_keys import CATALOG_KEYS, ENTRY_KEYS, RENAMED, SITE_KEYS
from innersource_marketplace.formats.catalog.duplicate_settings import read_duplicates
from innersource_marketplace.formats.catalog.expiry_rule import read_expiry
from innersource_marketplace.formats.catalog.former_names import with_present_names
from innersource_marketplace.formats.catalog.guard_settings import read_collect, read_publish
from innersource_marketplace.formats.catalog.readiness_settings import read_readiness
from innersource_marketplace.formats.catalog.remote_addresses import is_local, repository_identity
from innersource_marketplace.formats.catalog.search_settings import read_synonyms
from innersource_marketplace.formats.catalog.settings import (
    DEFAULT_PURPOSES,
    AppSettings,
    Catalog,
    Entry,
    Forge,
    ForgeSettings,
    GitHubSettings,
    GitSettings,
    HostSettings,
)
from innersource_marketplace.formats.catalog.shelf_settings import read_shelves
from innersource_marketplace.formats.catalog.source_settings import read_source, read_sources, required_text
from innersource_marketplace.formats.catalog.team_settings import read_team_file, read_teams
from innersource_marketplace.formats.innersource_json import read_entry
from innersource_marketplace.formats.parsing import Parsed, Report, as_mapping, parse_yaml, pointer_to, quoted
from innersource_marketplace.limits import TITLE_CHARACTERS
from innersource_marketplace.model import ReadmeImages, SafeUrl, SiteSettings

__all__ = [
    "AppSettings",
    "Catalog",
    "Entry",
    "Forge",
    "ForgeSettings",
    "GitHubSettings",
    "GitSettings",
    "HostSettings",
    "is_local",
    "named_record_folders",
    "read_catalog",
    "read_team_file",
    "repository_identity",
]

VERSION = 1
LANGUAGES = ("en", "de")
"""Languages that the words around the projects exist in, the default first."""
_NAME = re.compile(r"(?:[A-Za-z0-9.-]+(?::\d+)?/)?[^\s/\\]+(?:/[^\s/\\]+)+")


def read_catalog(data: bytes, where: str) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Read a catalog.yml. None only if it is not a YAML object. Never raises, whatever the bytes are."""
    return interpret(parse_yaml(data, where), data)


def interpret(parsed: Parsed, data: bytes) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Read a catalogue that is parsed already; `data` is searched for secrets."""
    names = Report(parsed.where, parsed.position)
    parsed = with_present_names(names, parsed, RENAMED)
    value, problems = as_mapping(parsed)
    problems += names.problems()
    report = Report(parsed.where, parsed.position)
    if value is None:
        _find_secrets(report, data)
        return None, tuple(sorted((*problems, *report.problems())))
    values.check_keys(report, "", value, CATALOG_KEYS)
    sources = read_sources(report, "/sources", value.get("sources"))
    entries, more = _entries(report, parsed, value.get("projects"))
    if not value.get("sources") and not value.get("projects"):
        report.warning("", "nothing-listed", "there are neither sources nor projects", 'Add "sources".')
    shrink_share, shrink_minimum = read_publish(report, value.get("publish"))
    catalog = Catalog(
        version=_version(report, value.get("version")),
        site=_site(report, value),
        sources=sources,
        projects=entries,
        shrink_share=shrink_share,
        shrink_minimum=shrink_minimum,
        source_guard=read_collect(report, value.get("collect")),
        teams=read_teams(report, "", value),
        teams_file=_teams_file(report, value),
    )
    _find_secrets(report, data)
    return catalog, tuple(sorted({*problems, *report.problems(), *more}))


def _version(report: Report, value: object) -> int:
    if value is None:
        report.error("", "missing-key", "the key “version” is missing", "Add this line at the top: version: 1")
    elif value != VERSION or isinstance(value, bool) or not isinstance(value, int):
        report.error("/version", "version-unknown", f"version {quoted(value)} is not supported", "Write: version: 1")
    return VERSION


def _site(report: Report, value: Mapping[str, object]) -> SiteSettings:
    organization = required_text(report, "", value, "organization")
    site = values.mapping(report, "/site", value.get("site"))
    values.check_keys(report, "/site", site, SITE_KEYS)
    language = _language(report, site.get("language"))
    title = values.text(report, "/site/title", site.get("title"), TITLE_CHARACTERS, exact=False)
    return SiteSettings(
        organization=escape.plain(organization or "", TITLE_CHARACTERS),
        title=title or f"{organization or 'Our'} InnerSource marketplace",
        purpose=values.text(report, "/site/purpose", site.get("purpose"), exact=False) or DEFAULT_PURPOSES[language],
        site_url=_web_address(report, "/site/url", site.get("url")),
        edit_url=_web_address(report, "/site/edit_url", site.get("edit_url")),
        wishes_url=_web_address(report, "/site/wishes_url", site.get("wishes_url")),
        synonyms=read_synonyms(report, "/search", value.get("search")),
        language=language,
        brand=read_brand(report, "/site/brand", site.get("brand")),
        readiness=read_readiness(report, "/readiness", value.get("readiness")),
        shelves=read_shelves(report, "/site/shelves", site.get("shelves")),
        readme_images=_readme_images(report, site.get("readme_images")),
        duplicates=read_duplicates(report, "/duplicates", value.get("duplicates")),
        expiry=read_expiry(report, "/expiry", value.get("expiry")),
    )


def named_team_file(parsed: Parsed) -> str | None:
    """Give the path of the file of teams of a catalogue, None if it has none that may be read."""
    value, _ = as_mapping(parsed)
    return None if value is None else _teams_file(Report(parsed.where, parsed.position), value)


def named_record_folders(parsed: Parsed) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Give the folders of records that a catalogue names: where it does so, the path, and the labels of tasks."""
    value, _ = as_mapping(parsed)
    if value is None:
        return ()
    report = Report(parsed.where, parsed.position)
    sources = [
        (at, read_source(report, at, item)) for at, item in values.sequence(report, "/sources", value.get("sources"))
    ]
    return tuple(
        (pointer_to(at, "records"), source.records, source.labels)
        for at, source in sources
        if isinstance(source, GitSettings) and source.records is not None
    )


def _teams_file(report: Report, value: Mapping[str, object]) -> str | None:
    path = values.path_beside(report, "/teams_file", value.get("teams_file"))
    if path is None:
        return None
    if value.get("teams") is not None or value.get("bots") is not None:
        message = "teams are defined here and in a file; the file is used"
        report.warning("/teams_file", "second-spelling", message, "Keep one of them.")
    return path


def _language(report: Report, value: object) -> str:
    word = values.word(report, "/site/language", value, LANGUAGES)
    return word if word in LANGUAGES else LANGUAGES[0]


def _readme_images(report: Report, value: object) -> ReadmeImages:
    word = values.word(report, "/site/readme_images", value, ReadmeImages)
    return next((policy for policy in ReadmeImages if policy == word), ReadmeImages.LINK)


def _web_address(report: Report, pointer: str, value: object) -> SafeUrl | None:
    raw = values.text(report, pointer, value)
    if raw is None:
        return None
    safe = escape.url(raw)
    if safe is None or safe.startswith("mailto:"):
        report.error(pointer, "address-refused", "this is not a web address", "Write it as https://host/path.")
        return None
    return safe


def _entries(report: Report, parsed: Parsed, value: object) -> tuple[tuple[Entry, ...], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for pointer, item in values.sequence(report, "/projects", value):
        entry, more = _entry(report, parsed, pointer, item)
        problems += more
        if entry is None:
            continue
        identity = repository_identity(entry.repository)
        if identity in seen:
            line = parsed.position(seen[identity])[0]
            message = f"the repository is already listed in line {line}; the first entry is used"
            report.error(pointer, "duplicate-entry", message, "Keep one of them.")
            continue
        seen[identity] = pointer
        entries.append(entry)
    return tuple(entries), problems


def _entry(report: Report, parsed: Parsed, pointer: str, value: object) -> tuple[Entry | None, tuple[Problem, ...]]:
    item = values.mapping(report, pointer, value)
    if not isinstance(value, dict):
        if value is None:
            report.error(pointer, "missing-key", "the entry is empty", 'Add "repository".')
        return None, ()
    raw = required_text(report, pointer, item, "repository")
    at = pointer_to(pointer, "repository")
    repository = addresses.git_address(report, at, raw) if raw else None
    collect = values.boolean(report, pointer_to(pointer, "collect"), item.get("collect"), default=True)
    expires = values.boolean(report, pointer_to(pointer, "expires"), item.get("expires"), default=True)
    at = pointer_to(pointer, "renamed_from")
    renamed_from = values.texts(report, at, item.get("renamed_from"), _accept_name) or ()
    at = pointer_to(pointer, "mirrors")
    mirrors = values.texts(report, at, item.get("mirrors"), _accept_name) or ()
    fields = {key: field for key, field in item.items() if key not in ENTRY_KEYS}
    metadata, problems = read_entry(
        fields, parsed.position, parsed.where, pointer=pointer, strict=True, further_keys=ENTRY_KEYS
    )
    if repository is None:
        return None, problems
    if not collect and metadata.title is None and metadata.description is None:
        fix = "Add title and description, or remove “collect: false”."
        report.warning(pointer, "entry-wordless", "the entry is not collected and has no description of its own", fix)
    entry = Entry(
        repository=repository,
        collect=collect,
        expires=expires,
        renamed_from=renamed_from,
        mirrors=mirrors,
        metadata=metadata,
    )
    return entry, problems


def _accept_name(report: Report, pointer: str, name: str) -> bool:
    if _NAME.fullmatch(name) and not {".", ".."} & set(name.split("/")):
        return True
    report.error(pointer, "name-refused", f"{quoted(name)} is not the name of a repository", "Write owner/name.")
    return False


def _find_secrets(report: Report, data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    named = {problem.line for problem in report.problems() if problem.code == "secret-in-file"}
    for offset in addresses.find_secrets(text):
        at = (text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
        fix = "Revoke it now, remove it from the history, and give the name of an environment variable here."
        if at[0] in named:
            continue
        report.error("", "secret-in-file", "this looks like a token or a private key", fix, at=at)
