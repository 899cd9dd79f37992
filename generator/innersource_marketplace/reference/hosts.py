"""Which host an address leads to: the one rule for keys of projects, sources, guards and links.

A host is known by its name alone: lower case, no user, no port, no dot at the end, international names
in their ASCII form, IPv6 in its short form without brackets. The port is left out on purpose: one forge
answers at several (443 for browsers, 22 or 7999 for ssh), and its repositories are the same behind each.
"""

import ipaddress
import re
from typing import Final

from innersource_marketplace.limits import URL_CHARACTERS

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SCP = re.compile(r"(?:[^@/:\s\\]+@)?(\[[^\]/\s]*\]|[^@/:\[\]\s]+):(?!//|:)(.*)", re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_AUTHORITY = re.compile(r"(?:[^@\s\\]*@)?(?:\[(?P<ipv6>[^\]]*)\]|(?P<name>[^@:\[\]]*))(?::(?P<port>0*[0-9]{0,5}))?")
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_-])?")
_HIGHEST_PORT: Final = 65_535
_USUAL_PORTS: Final = {"http": 80, "https": 443, "ssh": 22, "git": 9418}


def host_of(address: str) -> str | None:
    """The host of a web address or of an address as git takes it, the form `user@host:path` too.

    None for a path on this machine, and for what is no address.
    """
    parts = split_address(address)
    return None if parts is None else parts[0]


def split_address(address: str) -> tuple[str, str] | None:
    """The host of an address, as `host_of` gives it, and what follows: path, query and fragment, as written.

    None for a path on this machine, and for what is no address.
    """
    text = address.strip()
    if len(text) > URL_CHARACTERS:
        return None
    if (scheme := _SCHEME.match(text)) is not None:
        authority, rest = _authority(text[scheme.end() :])
        host = host_name(authority) if scheme[1].lower() != "file" else None
    else:
        scp = None if _DRIVE.match(text) else _SCP.fullmatch(text)
        if scp is None:
            return None
        host, rest = host_name(scp[1]), scp[2]
    return None if host is None else (host, rest)


def host_name(text: str) -> str | None:
    """The name of a host as written in an address or a key, perhaps with a user and a port; None if it is not valid."""
    match = _AUTHORITY.fullmatch(text)
    if match is None:
        return _ipv6(text)  # as keys have it, without brackets
    if match["port"] and int(match["port"]) > _HIGHEST_PORT:
        return None
    if match["ipv6"] is not None:
        return _ipv6(match["ipv6"])
    name = match["name"]
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    name = name.lower().removesuffix(".")
    return name if _NAME.fullmatch(name) else None


def github_host(url: str) -> str | None:
    """The host of a GitHub source as keys name it: github.com and *.ghe.com are one host with their `api.`."""
    host = host_of(url)
    if host in ("api.github.com", "www.github.com"):
        return "github.com"
    return host.removeprefix("api.") if host is not None and host.endswith(".ghe.com") else host


def origin_of(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port of a web address, the usual port too; what has the same origin is the same server."""
    host, scheme = host_of(url), _SCHEME.match(url.strip())
    if host is None or scheme is None:
        return None
    protocol = scheme[1].lower()
    match = _AUTHORITY.fullmatch(_authority(url.strip()[scheme.end() :])[0])
    port = match["port"] if match is not None else None
    return protocol, host, int(port) if port else _USUAL_PORTS.get(protocol)


def site_of(address: str) -> str | None:
    """Where the pages of a host are that an address of a repository or of a page names: `https://host`.

    With the port of a web address, if it is not the usual one: that of another protocol says nothing of pages.
    """
    host, origin = host_of(address), origin_of(address)
    if host is None:
        return None
    if origin is None or origin[0] not in ("http", "https"):
        return f"https://{authority(host)}"
    protocol, _, port = origin
    return f"{protocol}://{authority(host, None if port == _USUAL_PORTS[protocol] else port)}"


def authority(host: str, port: int | None = None) -> str:
    """A host and a port as an address spells them: IPv6 in brackets."""
    name = f"[{host}]" if ":" in host else host
    return name if port is None else f"{name}:{port}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: its addresses for itself, `localhost`, and names below that."""
    name = host_name(host)
    try:
        return name is not None and ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or (name or "").endswith(".localhost")


def _authority(text: str) -> tuple[str, str]:
    """The part before the path, and the rest. A backslash ends nothing here, and so makes a host that is none:
    browsers take it for a slash, git does not."""
    end = next((at for at, character in enumerate(text) if character in "/?#"), len(text))
    return text[:end], text[end:]


def _ipv6(text: str) -> str | None:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    if address.scope_id is not None:
        return None  # the name of a network card means something on one machine only
    # Versions of Python write addresses that carry an IPv4 address in two ways.
    return address.compressed if address.ipv4_mapped is None else f"::ffff:{address.ipv4_mapped}"
