"""Checks a built site for active content from repositories.

Looks at what a browser would be handed, not at how it was made: every page through an HTML
parser, every data file through the parser of its kind. Operators run it in CI before a deploy.
"""

import gzip
import html
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from innersource_marketplace import escape
from innersource_marketplace.audit.files import file_faults
from innersource_marketplace.audit.pages import page_faults
from innersource_marketplace.errors import Problem

_HIDDEN_ALLOWED = frozenset([".marketplace-manifest.json", ".nojekyll", ".well-known", ".htaccess", ".domains"])
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="[^"]+">')
_GENERATED = {
    "projects": frozenset([".html", ".md", ".png", ".webp", ".jpg", ".jpeg"]),
    "api": frozenset([".csv", ".json", ".md", ".yaml"]),
}
"""What the folders hold that nobody writes in by hand."""


def audit_site(site: Path, *, canaries: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Check every file of a built site; the problems found, sorted.

    `canaries` are texts (a token, a password) that must appear in no file, in whatever encoding a
    page or a data file gives them.
    """
    problems: list[Problem] = []
    files: dict[str, Path] = {}
    for path in sorted(site.rglob("*")):
        where = path.relative_to(site).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            problems.append(
                Problem(
                    where=where,
                    code="audit-link",
                    message="the site contains a symbolic link or a device",
                    fix="Remove it.",
                )
            )
        elif path.is_file():
            files[where] = path
    names = frozenset(files)
    secrets = tuple(re.compile(b"|".join(map(re.escape, _spellings(canary)))) for canary in canaries if canary)
    for where, path in files.items():
        data = path.read_bytes()
        problems += _misplaced(where)
        if any(secret.search(form) for secret in secrets for form in (where.encode(), *_readings(data))):
            problems.append(
                Problem(
                    where=where,
                    code="audit-secret",
                    message="the file contains a secret",
                    fix="Revoke the secret, then find out where it came from.",
                )
            )
        if path.suffix == ".html":
            problems += page_faults(data, where, names)
            if not _POLICY.search(data):
                problems.append(
                    Problem(
                        where=where,
                        code="audit-policy",
                        message="the page has no Content-Security-Policy",
                        fix="Make your own templates extend main.html.",
                    )
                )
        else:
            problems += file_faults(path.suffix, data, where)
    if "index.html" not in names:
        problems.append(
            Problem(where="index.html", code="audit-missing", message="there is no front page", fix="Build the site.")
        )
    return tuple(sorted(set(problems)))


def _misplaced(where: str) -> Iterator[Problem]:
    parts = where.split("/")
    hidden = next((part for part in parts if part.startswith(".") and part not in _HIDDEN_ALLOWED), None)
    allowed = _GENERATED.get(parts[0]) if len(parts) > 1 else None
    if hidden is not None:
        yield Problem(where=where, code="audit-file", message=f"{hidden!r} is not a file of a site", fix="Remove it.")
    elif allowed is not None and Path(where).suffix not in allowed:
        yield Problem(where=where, code="audit-file", message="builds write no such file here", fix="Remove it.")


def _spellings(secret: str) -> set[bytes]:
    """The secret as plain text, in an address, in JSON and with every mark as an entity."""
    forms = {
        secret,
        quote(secret, safe=""),
        escape.json_text(secret)[1:-1],
        escape.entities(secret),
        escape.html(secret),
    }
    return {form.encode("utf-8", "surrogatepass") for form in forms}


def _readings(data: bytes) -> Iterator[bytes]:
    yield data
    if b"&" in data:
        yield html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")
    if data.startswith(b"\x1f\x8b"):
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
