"""Addresses as browsers read them: what runs, what leads elsewhere in disguise, what is loaded from elsewhere.

Source: WHATWG, URL Standard (backslashes count as slashes, tabs and line ends as nothing).
"""

import re
from collections.abc import Iterator

from innersource_marketplace.escape import plain_host

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset(["http", "https", "mailto"])
"""Schemes that an address may have; none of them runs anything."""
_WEB = re.compile(
    r"(?i)https?://(?:\[(?P<ip>[0-9a-f:.]+)\]|(?P<name>[\w.-]+))(?::(?P<port>\d{1,5}))?(?:[/?#].*)?", re.DOTALL
)
_MAIL_HEADER = re.compile(r"%0[ad]|[?&](?!(?:subject|body)=)", re.IGNORECASE)
_IGNORED = re.compile(r"[\t\r\n]")
_EDGES = "".join(map(chr, range(0x21)))
_RUNS = re.compile(r"(?:javascript|vbscript):(?=\S)|data:[^\s,]*,", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:https?:)?[/\\]{2}", re.IGNORECASE)
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*)\s*")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*\)?)*")
_HIGHEST_PORT = 65_535
_SHOWN = 80


def address_fault(value: str, *, loads: bool) -> tuple[str, str] | None:
    """Say what is wrong with an address, as code and message; None if nothing is.

    `loads` says that a browser fetches it, or sends something there, and so it has to be one of the site.
    """
    text = value.strip(_EDGES)
    shown = repr(text[:_SHOWN])
    found = _SCHEME.match(_IGNORED.sub("", text))
    if any(character < " " for character in value) or (found is not None and found[1].lower() not in _SCHEMES):
        return "audit-scheme", f"has a scheme that runs or hides: {shown}"
    if found is None:
        if text.startswith("//") or "\\" in text:
            return "audit-address", f"leaves the site by a disguised address: {shown}"
        return None
    if found[1].lower() != "mailto":
        authority = re.split(r"[/?#\\]", text[found.end() :].lstrip("/\\"), maxsplit=1)[0]
        if "@" in authority:
            return "audit-address", "carries user information"
        web = _WEB.fullmatch(text)
        if web is None or int(web["port"] or 0) > _HIGHEST_PORT or not plain_host((web["ip"] or web["name"]).lower()):
            return "audit-address", f"leaves the site by a disguised address: {shown}"
    elif _MAIL_HEADER.search(text):
        return "audit-address", f"sends mail to more than it shows: {shown}"
    return ("audit-foreign", f"loads from or sends to another host: {shown}") if loads else None


def runs(value: str) -> bool:
    """Whether a text would run, or be a page, if it were used as an address. Titles like “JavaScript: a book” don't."""
    return _RUNS.match(_IGNORED.sub("", value).strip(_EDGES)) is not None


def elsewhere(value: str) -> bool:
    """Whether a text would be another host if it were used as an address."""
    return _ELSEWHERE.match(_IGNORED.sub("", value).strip(_EDGES)) is not None


def in_set(value: str) -> Iterator[str]:
    """Yield the addresses of a `srcset`. Source: HTML Standard, "Parse a srcset attribute"."""
    at = 0
    while (found := _CANDIDATE.match(value, at)) is not None:
        address = found[1]
        at = found.end()
        if address.endswith(","):
            address = address.rstrip(",")
        elif (rest := _DESCRIPTORS.match(value, at)) is not None:
            at = rest.end()
        yield address
