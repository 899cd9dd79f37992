"""Addresses that may be passed to git or to a client, and names of variables with tokens.

Messages never repeat the value: it may contain a password.
"""

import re
from urllib.parse import urlsplit

from innersource_marketplace.escape import SECRET, holds_secret
from innersource_marketplace.formats.parsing import Report, quoted
from innersource_marketplace.limits import URL_CHARACTERS
from innersource_marketplace.reference.hosts import host_of, is_loopback, split_address

_SCP = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]:(?!//)(?!-)[^\s:].*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)(::|://)")
_DRIVE = re.compile(r"[A-Za-z]:[\\/].*")
_TOKEN_PREFIX = re.compile(r"(?i)gh[oprsu]_|github_pat_|glpat-|xox[a-z]-")
_HEXADECIMAL = re.compile(r"[0-9a-f]{32,}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_GIT_SCHEMES = ("https", "http", "ssh", "git+ssh", "ssh+git", "file")


def find_secrets(text: str) -> list[int]:
    """Give the offsets of what is shaped like a token or a private key."""
    return [match.start() for match in SECRET.finditer(text)]


def git_address(report: Report, pointer: str, value: str) -> str | None:
    """Accept what may be passed to git: https, ssh (both forms), file, a local path; http on loopback only."""
    raw = value.strip()
    reason = _git_refusal(raw)
    if reason is None:
        return raw
    report.error(pointer, "address-refused", *reason)
    return None


def _git_refusal(raw: str) -> tuple[str, str] | None:
    if not raw:
        return "the address is empty", "Give the address of a repository."
    if len(raw) > URL_CHARACTERS or not raw.isprintable():
        return "the address is too long or contains control characters", "Copy it again from the repository's page."
    if raw.startswith("-"):
        return "the address begins with a hyphen, which git would read as an option", "Write ./ before a path."
    scheme = _SCHEME.match(raw)
    if scheme and scheme[2] == "::":
        return f"the transport {quoted(scheme[1])} can run commands and is not allowed", "Use https, ssh or a path."
    if scheme:
        return _scheme_refusal(raw, scheme[1].lower())
    if "::" in raw.partition("/")[0]:
        return "the address uses a transport that can run commands", "Use https, ssh or a path."
    if "@" in raw.partition("/")[0] and ":" in raw.partition("@")[0]:
        return "the address contains a password", "Remove it; git reads credentials from its credential store."
    if ":" in raw.partition("/")[0] and not _SCP.fullmatch(raw) and not _DRIVE.fullmatch(raw):
        return "the address is neither a path nor user@host:path", "Use https, ssh or a path."
    return None


def _scheme_refusal(raw: str, scheme: str) -> tuple[str, str] | None:
    if scheme not in _GIT_SCHEMES:
        return f"{scheme}:// is not supported", "Use https, ssh or a path."
    try:
        parts = urlsplit(raw)
        host, user, password, _ = host_of(raw) or "", parts.username, parts.password, parts.port
    except ValueError:
        return "the address is not valid", "Write it as https://host/path."
    if password is not None or (user is not None and scheme in ("https", "http")):
        return (
            "the address contains a user name or password",
            "Remove everything up to the @; git reads credentials from its credential store.",
        )
    if "ssh" not in scheme and holds_secret(raw):
        return "the address contains a token", "Remove it; git reads credentials from its credential store."
    if scheme == "file":
        return ("a file address needs a path", "Write file:///path.") if not parts.path.strip("/") else None
    if not host or (user or "").startswith("-") or "\\" in raw:
        return "the address is not valid", "Write it as https://host/path."
    if scheme == "http" and not is_loopback(host):
        return "http sends code and credentials unencrypted", "Use https."
    if not parts.path.strip("/"):
        return "the address has a host but no repository", "Add the path of the repository."
    return None


def base_url(report: Report, pointer: str, value: str) -> str | None:
    """Accept the base address of a server: https, or http on loopback; no query, no credentials."""
    raw = value.strip()
    try:
        parts = urlsplit(raw)
        host, _ = host_of(raw), parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("https", "http") or host is None or not re.fullmatch(r"[!-~]{1,2000}", raw) or "\\" in raw:
        report.error(pointer, "address-refused", "this is not a web address", "Write it as https://host.")
    elif parts.username is not None or parts.password is not None:
        report.error(pointer, "address-refused", "the address contains a user name or password", "Remove it.")
    elif parts.scheme == "http" and not is_loopback(host):
        report.error(pointer, "address-refused", "http would send the token unencrypted", "Use https.")
    elif parts.query or parts.fragment:
        report.error(pointer, "address-refused", "the address has a query or a fragment", "Remove it.")
    else:
        return raw.rstrip("/")
    return None


def variable_name(report: Report, pointer: str, value: str) -> str | None:
    """Accept the name of an environment variable; what looks like a token is refused unseen."""
    if _TOKEN_PREFIX.match(value) or SECRET.search(value) or _HEXADECIMAL.fullmatch(value) or "-----BEGIN" in value:
        fix = "Revoke the token, then give the name of an environment variable here, such as GITHUB_TOKEN."
        report.error(
            pointer, "secret-in-file", "this looks like a token, not like the name of an environment variable", fix
        )
        return None
    if not _VARIABLE.fullmatch(value):
        fix = "Use letters, digits and underscores, such as GITHUB_TOKEN."
        report.error(pointer, "variable-refused", "this is not the name of an environment variable", fix)
        return None
    return value


def is_local(address: str) -> bool:
    """Whether an accepted git address is a path on this machine (relative to the catalogue's folder)."""
    if _DRIVE.fullmatch(address):
        return True
    return not _SCHEME.match(address) and ":" not in address.partition("/")[0]


def repository_identity(address: str) -> str:
    """Normalise an address, to find duplicates. A path is not changed."""
    bare = address.rstrip("/").removesuffix(".git")
    place = None if is_local(address) else split_address(bare)
    return bare if place is None else f"{place[0]}/{place[1].strip('/')}".casefold()
