"""One getter for each kind of value: what is fit to show comes back, what is not becomes a problem.

Each getter takes the report, the pointer of the value, and the value; None means unusable or unset.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import unquote

from innersource_marketplace import escape
from innersource_marketplace.errors import Words, sentence
from innersource_marketplace.formats.parsing import Report, kind_of, pointer_to, quoted
from innersource_marketplace.limits import LIST_ITEMS, TAG_CHARACTERS, TEXT_CHARACTERS, URL_CHARACTERS
from innersource_marketplace.model import SafeUrl

Choice = TypeVar("Choice", bound=StrEnum)
Item = TypeVar("Item")

_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_PLACEHOLDER = re.compile(
    r"""(?ix) (?: to[ -]?do | tbd | tba | fixme | x{3,} | \.{3,} | … | change[ _-]?me | replace[ _-]?me | fill[ _-]?me
      | n/?a | placeholder | lorem\ ipsum | to\ be\ (?:done|defined|decided|added|filled\ in) )
        (?: [\s.!]* | \s*[:(].* )
      | <[^<>@]{1,60}> | \[[^\[\]]{1,60}\] | \{\{[^{}]{1,60}\}\} | \$\{[^{}]{1,60}\}
      | .*\bpath/to/.* | .*\(optional\)
      | (?:your|my)[ _-](?:\w+[ _-])?(?:project|team|title|name|repo|repository|channel|description|logo|motivation
        |organi[sz]ation|language|skill|docs|documentation|url|link)s?
        (?:[ _-](?:title|name|here|url|link|goes\ here))* """
)
_PLACEHOLDER_URL = re.compile(
    r"(?i)https?://(?:[^/]*\.)?(?:your|my)[-_.]?(?:project|team|company|org|organi[sz]ation|domain|docs|url)\b.*"
    r"|https?://.*(?:path/to/|<[^>]*>|\{[^}]*\}).*"
)
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:")
_WHOLE = re.compile(r"\s*(\d{1,6})(?:\s*(?:d|days?))?\s*", re.IGNORECASE)


def text(report: Report, pointer: str, value: object, limit: int = TEXT_CHARACTERS) -> str | None:
    """Take one line of plain text. Placeholders and empty texts count as unset, with a warning."""
    if value is None:
        return None
    if not isinstance(value, str):
        report.wrong_type(pointer, value, "a text")
        return None
    without = _COMMENT.sub(" ", value)
    clean = escape.plain(without, limit)
    if not clean:
        if value.strip():
            _placeholder(report, pointer, value)
        else:
            report.warning(pointer, "empty-value", "the text is empty", "Fill it in, or remove the key.")
        return None
    if len(clean) <= 120 and clean != escape.REDACTED and _PLACEHOLDER.fullmatch(clean):
        _placeholder(report, pointer, value)
        return None
    if without != value:
        report.warning(
            pointer, "placeholder", "the text contains an HTML comment, which is left out", "Remove the comment."
        )
    if clean.endswith("…") and len(clean) == limit and not value.rstrip().endswith("…"):
        message = sentence("the text is cut after {limit} characters", limit=limit)
        report.warning(pointer, "text-cut", message, "Shorten it.")
    return clean


def texts(
    report: Report, pointer: str, value: object, limit: int = TAG_CHARACTERS, *, split: bool = True
) -> tuple[str, ...] | None:
    """Take a list of short texts, without duplicates (case ignored).

    A single text counts as a list, split at commas if `split`.
    """
    if isinstance(value, str) and text(report, pointer, value) is not None:
        parts = [part for part in (re.split(r"[,;\n]", value) if split else [value]) if part.strip()]
        shown = ", ".join(f'"{escape.plain(part, 20)}"' for part in parts[:3]) + (", …" if len(parts) > 3 else "")
        instead = [part.strip() for part in parts]
        fix = sentence("Write {wanted}.", wanted=f"[{shown}]")
        report.warning(pointer, "list-expected", "expected a list, found a single text", fix, instead=instead)
        return unique(report, pointer, [(pointer, part) for part in parts], limit)
    if value is None or isinstance(value, str):
        return None
    if not isinstance(value, list):
        report.wrong_type(pointer, value, "a list of texts")
        return None
    return unique(report, pointer, [(pointer_to(pointer, index), item) for index, item in enumerate(value)], limit)


def unique(report: Report, pointer: str, items: Iterable[tuple[str, object]], limit: int) -> tuple[str, ...]:
    """Clean each text of a list and keep the first of those that differ only in case."""
    kept: dict[str, str] = {}
    for item_pointer, item in items:
        if item is None:
            report.warning(item_pointer, "empty-value", "an item of the list is empty", "Remove it.")
            continue
        clean = text(report, item_pointer, item, limit)
        if clean is None:
            continue
        if clean.casefold() in kept:
            message = sentence("{item} is already in the list", item=quoted(clean))
            report.warning(item_pointer, "duplicate-item", message, "Remove it.")
            continue
        if len(kept) == LIST_ITEMS:
            too_many(report, pointer)
            break
        kept[clean.casefold()] = clean
    return tuple(kept.values())


def items(
    report: Report, pointer: str, value: object, read: Callable[[Report, str, object], Item | None]
) -> tuple[Item, ...] | None:
    """Take a list of anything that `read` makes sense of; a single item counts as a list of one."""
    if value is None:
        return None
    if isinstance(value, str | dict):
        message = sentence("expected {wanted}, found {kind}", wanted="a list", kind=kind_of(value))
        instead = [value] if isinstance(value, str) else None
        report.warning(pointer, "list-expected", message, "Put it in [ ].", instead=instead)
        one = read(report, pointer, value)
        return None if one is None else (one,)
    if not isinstance(value, list):
        report.wrong_type(pointer, value, "a list")
        return None
    kept: list[Item] = []
    for index, item in enumerate(value):
        if len(kept) == LIST_ITEMS:
            too_many(report, pointer)
            break
        found = read(report, pointer_to(pointer, index), item)
        if found is not None and found not in kept:
            kept.append(found)
    return tuple(kept)


def address(report: Report, pointer: str, value: object) -> SafeUrl | None:
    """Take an absolute http(s) or mailto address; a bare e-mail address becomes a mailto one."""
    if value is None:
        return None
    if not isinstance(value, str):
        report.wrong_type(pointer, value, "a web address")
        return None
    if _PLACEHOLDER_URL.fullmatch(value.strip()[:URL_CHARACTERS]):
        _placeholder(report, pointer, value)
        return None
    clean = text(report, pointer, value, URL_CHARACTERS)
    if clean is None:
        return None
    safe = escape.url(value) or (escape.url(f"mailto:{value.strip()}") if "@" in value and ":" not in value else None)
    if safe is None:
        refuse_address(report, pointer, value)
    return safe


def refuse_address(report: Report, pointer: str, value: str) -> None:
    """Say why an address is refused, without repeating a password in it."""
    start = value.strip()
    message: Words
    if re.match(r"(?i)[a-z][a-z0-9+.-]*://[^/?#]*@", start):
        message, fix = "the address contains a user name or password", "Remove everything up to the @."
    elif re.match(r"(?i)https?:", start) or start.lower().startswith("mailto:"):
        message, fix = (
            sentence("the address {address} is not valid", address=quoted(start)),
            "Write it as https://host/path.",
        )
    elif _SCHEME.match(start):
        message = sentence("the address {address} is neither http(s) nor mailto", address=quoted(start))
        fix = "Use an https address."
    else:
        message = sentence("the address {address} is relative", address=quoted(start))
        fix = "Write the full address, beginning with https://."
    report.error(pointer, "address-refused", message, fix)


def image(report: Report, pointer: str, value: object) -> str | None:
    """Take a logo: an https address, or a path inside the repository without `..`."""
    clean = text(report, pointer, value, URL_CHARACTERS)
    if clean is None or not isinstance(value, str):
        return None
    raw = value.strip()
    if _PLACEHOLDER_URL.fullmatch(raw[:URL_CHARACTERS]):
        _placeholder(report, pointer, value)
        return None
    if _SCHEME.match(raw) or raw.startswith("//"):
        safe = escape.url(raw)
        if safe is None or not safe.startswith("https://"):
            fix = "Commit the image and give its path, or use an https address."
            message = sentence("the logo {address} is not an https address", address=quoted(raw))
            report.error(pointer, "address-refused", message, fix)
            return None
        return safe
    decoded = unquote(unquote(raw))
    segments = decoded.split("/")
    if clean != raw or "\\" in decoded or "\0" in decoded or raw.startswith("/") or ".." in segments or ":" in decoded:
        fix = "Give a path inside the repository, such as docs/logo.png."
        message = sentence("the logo {path} is not a path inside the repository", path=quoted(raw))
        report.error(pointer, "path-refused", message, fix)
        return None
    return "/".join(segment for segment in raw.split("/") if segment not in ("", ".")) or None


def boolean(report: Report, pointer: str, value: object) -> bool | None:
    """Take true or false; the words yes and no count, with a warning."""
    if value is None or isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "false": False, "no": False}
    if isinstance(value, str) and value.strip().lower() in words:
        found = words[value.strip().lower()]
        fix = sentence("Write {word}, without quotes.", word=str(found).lower())
        message = sentence("expected {wanted}, found {kind}", wanted="true or false", kind=quoted(value))
        report.warning(pointer, "boolean-expected", message, fix, instead=found)
        return found
    report.wrong_type(pointer, value, "true or false")
    return None


def whole_number(report: Report, pointer: str, value: object, least: int, most: int) -> int | None:
    """Take a whole number within bounds; “30 days” counts, with a warning."""
    number: object = value
    if isinstance(value, str) and (match := _WHOLE.fullmatch(value)):
        number = int(match[1])
        message = sentence("expected {wanted}, found {kind}", wanted="a number", kind=quoted(value))
        fix = sentence("Write {wanted}.", wanted=number)
        report.warning(pointer, "number-expected", message, fix, instead=number)
    if isinstance(number, float) and math.isfinite(number) and number == int(number):
        number = int(number)
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int):
        report.wrong_type(pointer, value, "a whole number")
        return None
    if not least <= number <= most:
        message = sentence("{number} is not between {least} and {most}", number=quoted(number), least=least, most=most)
        report.error(pointer, "out-of-range", message, "Write a number in that range.")
        return None
    return number


def choice(
    report: Report, pointer: str, value: object, choices: type[Choice], synonyms: Mapping[str, Choice]
) -> Choice | None:
    """Take one word of a fixed set; case, spaces and hyphens don't matter, synonyms are understood."""
    clean = text(report, pointer, value, TAG_CHARACTERS)
    if clean is None:
        return None
    word = re.sub(r"[^a-z0-9]+", "_", clean.casefold()).strip("_")
    known = {member.value: member for member in choices}
    found = known.get(word) or synonyms.get(word)
    if found is None:
        message = sentence("{value} is not an allowed value", value=quoted(clean))
        report.error(pointer, "unknown-word", message, sentence("Use one of: {words}.", words=", ".join(known)))
    elif clean != found.value:
        message = sentence("{word} is read as {meant}", word=quoted(clean), meant=found.value)
        fix = sentence("Write {wanted}.", wanted=f'"{found.value}"')
        report.warning(pointer, "other-word", message, fix, instead=found.value)
    return found


def too_many(report: Report, pointer: str) -> None:
    """Note that a list goes on beyond what is kept."""
    message = sentence("the list has more than {most} items; the rest is left out", most=LIST_ITEMS)
    report.error(pointer, "too-many-items", message, "Keep the most important ones.")


def _placeholder(report: Report, pointer: str, value: str) -> None:
    message = sentence("{value} looks like a placeholder from a template and is ignored", value=quoted(value))
    report.warning(pointer, "placeholder", message, "Fill it in, or remove the key.")
