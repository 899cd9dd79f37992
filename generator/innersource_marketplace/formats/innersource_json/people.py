"""The fields with an inner structure: trusted committers, communication and gigs."""

import re
from collections.abc import Mapping

from innersource_marketplace import escape
from innersource_marketplace.errors import sentence
from innersource_marketplace.formats.innersource_json import field_values as values
from innersource_marketplace.formats.innersource_json.field_names import (
    CHANNEL_KEYS,
    COMMITTER_KEYS,
    GIG_KEYS,
    known_keys,
)
from innersource_marketplace.formats.parsing import Report, kind_of, pointer_to, quoted
from innersource_marketplace.limits import LIST_ITEMS, TAG_CHARACTERS, TITLE_CHARACTERS, URL_CHARACTERS
from innersource_marketplace.model import Channel, Gig, SafeUrl, TrustedCommitter

_ACCOUNT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_])?")
_MAIL = re.compile(r"[^\s@<>:/]+@[^\s@<>:/]+")
_NAMED = re.compile(r"(?P<name>[^<>()]*[^<>()\s])\s*[<(]\s*(?P<rest>[^<>()]+?)\s*[)>]")
_PROFILE = re.compile(r"https?://[^/?#]+/(?P<account>[^/?#]+)/?")
_WEB_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"']+", re.IGNORECASE)
_LIST_MARKS = " -–—:,;()|<>"


def trusted_committer(report: Report, pointer: str, value: object) -> TrustedCommitter | None:
    """Read one person: "Ada Lovelace <ada@x.example>", "@ada", "ada", or an object."""
    if isinstance(value, str):
        clean = values.text(report, pointer, value, TITLE_CHARACTERS)
        return None if clean is None else _person(report, pointer, clean)
    if not isinstance(value, dict):
        report.wrong_type(pointer, value, "a name or an object")
        return None
    fields = known_keys(report, pointer, value, COMMITTER_KEYS)
    name, account, contact = None, None, None
    if "name" in fields:
        name = values.text(report, *fields["name"], TITLE_CHARACTERS)
    if "account" in fields:
        account = _account(report, *fields["account"])
    if "contact" in fields:
        contact = _contact(report, *fields["contact"])
    if name is None and account is None:
        report.error(pointer, "nobody-named", "there is neither a name nor an account", 'Add "name" or "github".')
        return None
    read = {
        key: values.text(report, *fields[key], TITLE_CHARACTERS)
        for key in ("role", "scope", "time_zone")
        if key in fields
    }
    return TrustedCommitter(name=name or account or "", account=account, contact=contact, **read)


def _person(report: Report, pointer: str, words: str) -> TrustedCommitter | None:
    named = _NAMED.fullmatch(words)
    if named:
        rest = named["rest"]
        if rest.startswith("@") and _ACCOUNT.fullmatch(rest[1:]):
            return TrustedCommitter(name=named["name"], account=rest[1:])
        if _MAIL.fullmatch(rest) or _WEB_ADDRESS.fullmatch(rest):
            return TrustedCommitter(name=named["name"], contact=_contact(report, pointer, rest))
        return TrustedCommitter(name=words)
    profile = _PROFILE.fullmatch(words)
    if profile and _ACCOUNT.fullmatch(profile["account"]):
        return TrustedCommitter(name=profile["account"], account=profile["account"], contact=escape.url(words))
    if _MAIL.fullmatch(words) and not words.startswith("@"):
        return TrustedCommitter(name=words.partition("@")[0], contact=_contact(report, pointer, words))
    if words.startswith("@") and _ACCOUNT.fullmatch(words[1:]):
        return TrustedCommitter(name=words[1:], account=words[1:])
    # A single word in lower case is an account; "Ada" may be anybody's.
    account = words if _ACCOUNT.fullmatch(words) and words == words.lower() else None
    return TrustedCommitter(name=words, account=account)


def _account(report: Report, pointer: str, value: object) -> str | None:
    clean = values.text(report, pointer, value, TITLE_CHARACTERS)
    if clean is None:
        return None
    profile = _PROFILE.fullmatch(clean)
    account = profile["account"] if profile else clean.removeprefix("@")
    if _ACCOUNT.fullmatch(account):
        return account
    message = sentence("{account} is not an account name", account=quoted(clean))
    report.error(pointer, "account-refused", message, "Write the name without spaces.")
    return None


def _contact(report: Report, pointer: str, value: object) -> SafeUrl | None:
    if isinstance(value, str) and values.text(report, pointer, value, URL_CHARACTERS) is None:
        return None
    return values.address(report, pointer, value)


def communication(report: Report, pointer: str, value: object) -> tuple[Channel, ...] | None:
    """Read where to talk: purposes with a channel each, a list of channels, or a single one."""
    if value is None:
        return None
    found: list[Channel] = []
    if isinstance(value, str):
        found += _channels(report, pointer, "", value)
    elif isinstance(value, dict):
        for key, item in value.items():
            found += _channels(report, pointer_to(pointer, key), key, item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += _channels(report, pointer_to(pointer, index), "", item)
    else:
        report.wrong_type(pointer, value, "an object")
        return None
    kept = tuple(dict.fromkeys(found))
    if len(kept) > LIST_ITEMS:
        values.too_many(report, pointer)
    return kept[:LIST_ITEMS] or None


def _channels(report: Report, pointer: str, key: str, value: object) -> list[Channel]:
    """Read the value of one purpose, or one item of a list (then `key` is empty)."""
    purpose = escape.plain(key.replace("_", " "), TAG_CHARACTERS).casefold()
    purpose = "chat" if purpose in ("channel", "channels") else purpose
    if isinstance(value, str):
        channel = _channel(report, pointer, purpose, value)
        return [channel] if channel else []
    if isinstance(value, list) and key:
        return [
            channel
            for index, item in enumerate(value[:LIST_ITEMS])
            for channel in _channels(report, pointer_to(pointer, index), key, item)
            if not isinstance(item, list)
        ]
    if isinstance(value, dict):
        channel = _channel_object(report, pointer, purpose, value)
        return [channel] if channel else []
    if value is not None:
        report.wrong_type(pointer, value, "a channel or an address")
    return []


def _channel(report: Report, pointer: str, purpose: str, raw: str) -> Channel | None:
    clean = values.text(report, pointer, raw)
    if clean is None:
        return None
    if _MAIL.fullmatch(clean) and not clean.startswith("@"):
        return Channel(purpose=purpose or "mail", text=clean, url=values.address(report, pointer, clean))
    match = _WEB_ADDRESS.search(clean)
    if match is None:
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:(?://|\S)", clean) or clean.startswith("//"):
            values.refuse_address(report, pointer, clean)
            return None
        return Channel(purpose=purpose or ("chat" if clean.startswith("#") else "contact"), text=clean)
    if clean.endswith("…") and match.end() == len(clean):  # the cut went through the address
        values.refuse_address(report, pointer, match[0])
        return None
    url = values.address(report, pointer, match[0].rstrip(".,;)"))
    if url is None:
        return None
    words = (clean[: match.start()] + " " + clean[match.end() :]).strip(_LIST_MARKS)
    return Channel(purpose=purpose or "contact", text=words or url.removeprefix("mailto:"), url=url)


def _channel_object(report: Report, pointer: str, purpose: str, value: Mapping[str, object]) -> Channel | None:
    fields = known_keys(report, pointer, value, CHANNEL_KEYS)
    named = values.text(report, *fields["purpose"], TAG_CHARACTERS) if "purpose" in fields else None
    words = values.text(report, *fields["text"]) if "text" in fields else None
    url = values.address(report, *fields["url"]) if "url" in fields else None
    if words is None and url is None:
        report.error(pointer, "channel-empty", "there is neither a text nor a url", 'Add "url" or "text".')
        return None
    text = words or (url or "").removeprefix("mailto:")
    return Channel(purpose=named.casefold() if named else purpose or "contact", text=text, url=url)


def gig(report: Report, pointer: str, value: object) -> Gig | None:
    """Read one task: its title alone, or an object."""
    if isinstance(value, str):
        title = values.text(report, pointer, value, TITLE_CHARACTERS)
        return None if title is None else Gig(title=title)
    if not isinstance(value, dict):
        report.wrong_type(pointer, value, "a title or an object")
        return None
    fields = known_keys(report, pointer, value, GIG_KEYS)
    title = values.text(report, *fields["title"], TITLE_CHARACTERS) if "title" in fields else None
    if title is None:
        message = sentence("{kind} of a gig has no title", kind=kind_of(value))
        report.error(pointer, "gig-untitled", message, 'Add "title".')
        return None
    short = {
        key: values.text(report, *fields[key], TITLE_CHARACTERS)
        for key in ("effort", "mentor", "kind")
        if key in fields
    }
    long = {key: values.text(report, *fields[key]) for key in ("description", "benefit") if key in fields}
    return Gig(
        title=title,
        skills=(values.texts(report, *fields["skills"]) or ()) if "skills" in fields else (),
        url=values.address(report, *fields["url"]) if "url" in fields else None,
        **short,
        **long,
    )
