"""The items under `sources`: what to collect, and from where."""

import re
from collections.abc import Callable, Mapping
from typing import Literal, TypedDict
from urllib.parse import urlsplit

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog import remote_addresses as addresses
from innersource_marketplace.formats.catalog.catalog_keys import (
    APP_KEYS,
    FORGE_KEYS,
    GIT_KEYS,
    GITHUB_KEYS,
)
from innersource_marketplace.formats.catalog.metadata_order import metadata_order
from innersource_marketplace.formats.catalog.settings import (
    DEFAULT_GITHUB,
    DEFAULT_GITLAB,
    DEFAULT_LABELS,
    DEFAULT_TOKEN_VARIABLE,
    DEFAULT_TOPICS,
    WHOLE_INSTANCE,
    AppSettings,
    Forge,
    ForgeSettings,
    GitHubSettings,
    GitSettings,
    HostSettings,
)
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted
from innersource_marketplace.model import MetadataOrder, Visibility
from innersource_marketplace.reference.hosts import origin_of

_ACCOUNT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_])?")
_GROUP = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?)(?:/[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?){0,20}"
)
_FORGE_TOPIC = re.compile(r"[^\x00-\x1f\x7f,]{1,255}")
_KINDS = ("git", "github", "gitlab", "gitea")
_ONE_OF = 'Add "git", "github", "gitlab" or "gitea".'
_TOPIC = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
_BRANCH = re.compile(r"(?!-)(?!.*(?:\.\.|//|@\{|\.lock$))[^\x00-\x20\x7f~^:?*\[\\]{1,255}")
_NAME = re.compile(r"[^\s/\\][^/\\]{0,254}")


def read_sources(report: Report, pointer: str, value: object) -> tuple[GitSettings | HostSettings, ...]:
    """Read the list of sources; those that can be used."""
    found = [(at, read_source(report, at, item)) for at, item in values.sequence(report, pointer, value)]
    _tell_servers_apart(report, [(at, source) for at, source in found if not isinstance(source, GitSettings | None)])
    return tuple(source for _, source in found if source is not None)


def _tell_servers_apart(report: Report, sources: list[tuple[str, HostSettings]]) -> None:
    """Refuse the same account on two servers of one host: keys name the host alone, not its port."""
    first: dict[tuple[str, str], HostSettings] = {}
    for at, source in sources:
        for login in source.accounts:
            other = first.setdefault((source.host, login.lower()), source)
            if (origin_of(other.url) or ("", "", None))[2] != (origin_of(source.url) or ("", "", None))[2]:
                message = f"{quoted(login)} is read from another port of {source.host} already"
                fix = "Give one of the servers a host name of its own."
                report.error(pointer_to(at, "url"), "duplicate-entry", message, fix)


def read_source(report: Report, pointer: str, value: object) -> GitSettings | HostSettings | None:
    """Read one source; None if it cannot be used at all."""
    source = values.mapping(report, pointer, value)
    if not source:
        if isinstance(value, dict) or value is None:
            report.error(pointer, "source-kind", "the source is empty", _ONE_OF)
        return None
    kinds = [kind for kind in _KINDS if kind in source]
    if len(kinds) > 1:
        both = "both " if len(kinds) == 2 else ""
        message = f"one source has {both}{' and '.join(kinds)}"
        report.error(pointer, "source-kind", message, "Split it into two sources.")
        return None
    match kinds:
        case ["git"]:
            return _git(report, pointer, source)
        case ["github"]:
            return _github(report, pointer, source)
        case ["gitlab"]:
            return _gitlab(report, pointer, source)
        case ["gitea"]:
            return _gitea(report, pointer, source)
    report.error(pointer, "source-kind", "the source does not say what it is", _ONE_OF)
    values.check_keys(report, pointer, source, (*GIT_KEYS, *GITHUB_KEYS, "gitlab", "gitea"))
    return None


def _gitlab(report: Report, pointer: str, source: Mapping[str, object]) -> ForgeSettings | None:
    values.check_keys(report, pointer, source, ("gitlab", *FORGE_KEYS))
    url = _text(report, pointer, source, "url")
    base = addresses.base_url(report, pointer_to(pointer, "url"), url) if url else DEFAULT_GITLAB
    return _forge(report, pointer, source, "gitlab", base=base, default_token="GITLAB_TOKEN")  # noqa: S106 - a name


def _gitea(report: Report, pointer: str, source: Mapping[str, object]) -> ForgeSettings | None:
    values.check_keys(report, pointer, source, ("gitea", *FORGE_KEYS))
    url = required_text(report, pointer, source, "url")
    base = addresses.base_url(report, pointer_to(pointer, "url"), url) if url else None
    return _forge(report, pointer, source, "gitea", base=base, default_token="GITEA_TOKEN")  # noqa: S106 - a name


def _forge(
    report: Report,
    pointer: str,
    source: Mapping[str, object],
    kind: Literal["gitlab", "gitea"],
    *,
    base: str | None,
    default_token: str,
) -> ForgeSettings | None:
    accounts = _groups(report, pointer_to(pointer, kind), source[kind])
    token_env = _token_env(report, pointer, source, default_token)
    settings = ForgeSettings(
        kind=kind,
        accounts=accounts,
        url=base or "",
        token_env=token_env or default_token,
        **_rules(report, pointer, source, _accept_forge_topic),
    )
    return settings if accounts and base and token_env else None


def _token_env(report: Report, pointer: str, source: Mapping[str, object], default: str) -> str | None:
    variable = _text(report, pointer, source, "token_env")
    return addresses.variable_name(report, pointer_to(pointer, "token_env"), variable) if variable else default


class _Rules(TypedDict):
    """Which repositories of a host to list, and what to read of them: the keys that all hosts share."""

    topics: tuple[str, ...]
    all_with_metadata: bool
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    visibility: tuple[Visibility, ...]
    forks: bool
    archived: bool
    templates: bool
    labels: tuple[str, ...]
    teams: tuple[str, ...]
    certificate_authority: str | None
    metadata: MetadataOrder


def _rules(
    report: Report, pointer: str, source: Mapping[str, object], accept: Callable[[Report, str, str], bool]
) -> _Rules:
    all_with_metadata = _flag(report, pointer, source, "all_with_metadata")
    topics = _topics(report, pointer, source, accept)
    return _Rules(
        topics=topics if topics is not None else (() if all_with_metadata else DEFAULT_TOPICS),
        all_with_metadata=all_with_metadata,
        include=values.texts(report, pointer_to(pointer, "include"), source.get("include")) or (),
        exclude=values.texts(report, pointer_to(pointer, "exclude"), source.get("exclude")) or (),
        visibility=_visibility(report, pointer_to(pointer, "visibility"), source.get("visibility")),
        forks=_flag(report, pointer, source, "forks"),
        archived=_flag(report, pointer, source, "archived"),
        templates=_flag(report, pointer, source, "templates"),
        labels=_labels(report, pointer_to(pointer, "labels"), source.get("labels")),
        teams=values.texts(report, pointer_to(pointer, "teams"), source.get("teams")) or (),
        certificate_authority=_text(report, pointer, source, "certificate_authority"),
        metadata=metadata_order(report, pointer_to(pointer, "metadata"), source.get("metadata")),
    )


def _groups(report: Report, pointer: str, value: object) -> tuple[str, ...]:
    found = values.texts(report, pointer, value, _accept_group)
    if value is None or value == []:
        report.error(pointer, "missing-value", "no group or user is given", "Give one, or a list of them.")
    return tuple(dict.fromkeys(found or ()))


def _accept_group(report: Report, pointer: str, group: str) -> bool:
    if group == WHOLE_INSTANCE or _GROUP.fullmatch(group):
        return True
    fix = 'Write its path as in its address, without https://, or "*" for the whole server.'
    report.error(pointer, "account-refused", f"{quoted(group)} is not the path of a group or user", fix)
    return False


def _accept_forge_topic(report: Report, pointer: str, topic: str) -> bool:
    if _FORGE_TOPIC.fullmatch(topic):
        return True
    fix = "Write it as the forge shows it, without commas."
    report.error(pointer, "topic-refused", f"{quoted(topic)} is not a valid topic", fix)
    return False


def _git(report: Report, pointer: str, source: Mapping[str, object]) -> GitSettings | None:
    values.check_keys(report, pointer, source, GIT_KEYS)
    raw = required_text(report, pointer, source, "git")
    address = addresses.git_address(report, pointer_to(pointer, "git"), raw) if raw else None
    web = _text(report, pointer, source, "web")
    forge = values.word(report, pointer_to(pointer, "forge"), source.get("forge"), [member.value for member in Forge])
    settings = GitSettings(
        address=address or "",
        web=addresses.base_url(report, pointer_to(pointer, "web"), web) if web else None,
        owner=_matching(report, pointer, source, "owner", re.compile(r"[^\s\\][^\\]{0,254}")),
        name=_matching(report, pointer, source, "name", _NAME),
        branch=_matching(report, pointer, source, "branch", _BRANCH),
        forge=Forge(forge) if forge else None,
        records=_records(report, pointer, source),
        labels=_labels(report, pointer_to(pointer, "labels"), source.get("labels")),
        metadata=metadata_order(report, pointer_to(pointer, "metadata"), source.get("metadata")),
    )
    return settings if address else None


def _records(report: Report, pointer: str, source: Mapping[str, object]) -> str | None:
    at = pointer_to(pointer, "records")
    path = values.path_beside(report, at, source.get("records"))
    if path is None and source.get("records") is None and source.get("labels") is not None:
        message = "labels have no effect without records: plain git has no issues"
        report.error(pointer_to(pointer, "labels"), "missing-key", message, 'Add "records", or remove "labels".')
    return path


def _github(report: Report, pointer: str, source: Mapping[str, object]) -> GitHubSettings | None:
    values.check_keys(report, pointer, source, GITHUB_KEYS)
    accounts = _accounts(report, pointer_to(pointer, "github"), source["github"])
    url = _text(report, pointer, source, "url")
    base = addresses.base_url(report, pointer_to(pointer, "url"), url) if url else DEFAULT_GITHUB
    if base and urlsplit(base).path.strip("/") not in ("", "api/v3"):
        message = "the address has a path, but GitHub answers at the root of its host only"
        report.error(pointer_to(pointer, "url"), "address-refused", message, "Write https:// and the host only.")
        base = None
    token_env = _token_env(report, pointer, source, DEFAULT_TOKEN_VARIABLE)
    settings = GitHubSettings(
        accounts=accounts,
        url=base or DEFAULT_GITHUB,
        token_env=token_env or DEFAULT_TOKEN_VARIABLE,
        app=_app(report, pointer_to(pointer, "app"), source.get("app")),
        **_rules(report, pointer, source, _accept_topic),
    )
    # A source whose address or account was refused must not fall back to another host.
    return settings if accounts and base and token_env else None


def _accounts(report: Report, pointer: str, value: object) -> tuple[str, ...]:
    found = values.texts(report, pointer, value, _accept_account)
    if value is None or value == []:
        report.error(pointer, "missing-value", "no organization or user is given", "Give one, or a list of them.")
    return found or ()


def _accept_account(report: Report, pointer: str, account: str) -> bool:
    if _ACCOUNT.fullmatch(account):
        return True
    fix = "Write its name as in its address, without https://."
    report.error(pointer, "account-refused", f"{quoted(account)} is not the name of an organization or user", fix)
    return False


def _topics(
    report: Report, pointer: str, source: Mapping[str, object], accept: Callable[[Report, str, str], bool]
) -> tuple[str, ...] | None:
    found = [values.texts(report, pointer_to(pointer, key), source.get(key), accept) for key in ("topic", "topics")]
    given = [topics for topics in found if topics is not None]
    return tuple(dict.fromkeys(topic for topics in given for topic in topics)) if given else None


def _accept_topic(report: Report, pointer: str, topic: str) -> bool:
    if _TOPIC.fullmatch(topic):
        return True
    fix = "Use lower-case letters, digits and hyphens, as GitHub does."
    report.error(pointer, "topic-refused", f"{quoted(topic)} is not a valid topic", fix)
    return False


def _visibility(report: Report, pointer: str, value: object) -> tuple[Visibility, ...]:
    default = (Visibility.PUBLIC, Visibility.INTERNAL)
    if value is None:
        return default
    items = [(pointer, value)] if isinstance(value, str) else values.sequence(report, pointer, value)
    known = [member.value for member in Visibility]
    found = {word for at, item in items if (word := values.word(report, at, item, known))}
    if not items and isinstance(value, list):
        report.error(
            pointer, "missing-value", "no visibility is allowed, so nothing would be listed", "Allow at least one."
        )
    return tuple(member for member in Visibility if member.value in found)


def _labels(report: Report, pointer: str, value: object) -> tuple[str, ...]:
    found = values.texts(report, pointer, value)
    return DEFAULT_LABELS if found is None else found


def _app(report: Report, pointer: str, value: object) -> AppSettings | None:
    if value is None:
        return None
    app = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, app, APP_KEYS)
    identifier = app.get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    name = values.text(report, pointer_to(pointer, "id"), identifier)
    if name is not None and not re.fullmatch(r"[A-Za-z0-9.]{1,40}", name):
        report.error(
            pointer_to(pointer, "id"),
            "account-refused",
            "this is not an app or client id",
            "Write the App ID or the client ID.",
        )
        name = None
    variable = required_text(report, pointer, app, "private_key_env")
    checked = addresses.variable_name(report, pointer_to(pointer, "private_key_env"), variable) if variable else None
    installation = app.get("installation")
    if installation is not None and (isinstance(installation, bool) or not isinstance(installation, int)):
        report.wrong_type(pointer_to(pointer, "installation"), installation, "a whole number")
        installation = None
    if identifier is None:
        report.error(pointer, "missing-key", "the app has no id", 'Add "id".')
    if name is None or checked is None:
        return None
    return AppSettings(
        id=name, private_key_env=checked, installation=installation if isinstance(installation, int) else None
    )


def required_text(report: Report, pointer: str, value: Mapping[str, object], key: str) -> str | None:
    """Take a text that must be there."""
    if value.get(key) is None:
        report.error(pointer, "missing-key", f"the key “{key}” is missing", f'Add "{key}".')
        return None
    return _text(report, pointer, value, key)


def _text(report: Report, pointer: str, source: Mapping[str, object], key: str) -> str | None:
    return values.text(report, pointer_to(pointer, key), source.get(key))


def _flag(report: Report, pointer: str, source: Mapping[str, object], key: str) -> bool:
    return values.boolean(report, pointer_to(pointer, key), source.get(key), default=False)


def _matching(
    report: Report, pointer: str, source: Mapping[str, object], key: str, pattern: re.Pattern[str]
) -> str | None:
    found = _text(report, pointer, source, key)
    if found is None or (pattern.fullmatch(found) and found not in (".", "..")):
        return found
    report.error(
        pointer_to(pointer, key),
        "name-refused",
        f"{quoted(found)} is not a valid {key}",
        "Write it without special characters.",
    )
    return None
