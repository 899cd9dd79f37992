"""Checks a built site for active content from repositories.

Looks at what a browser would be handed, not at how it was made: every page through an HTML
parser, every data file through the parser of its kind. Operators run it in CI before a deploy.
"""

import gzip
import hashlib
import html
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from innersource_marketplace import escape
from innersource_marketplace.audit.files import file_faults, kind_fault
from innersource_marketplace.audit.pages import page_faults
from innersource_marketplace.audit.shipped import CODE, digests_of, is_known, shipped
from innersource_marketplace.errors import Problem
from innersource_marketplace.render.data import branding
from innersource_marketplace.render.data.assistant_files import SKILL_FILES

_HIDDEN_ALLOWED = frozenset([".marketplace-manifest.json", ".nojekyll", ".domains"])
_KNOWN_TEXTS = frozenset([".well-known/security.txt", *SKILL_FILES])
_GENERATED = {
    "projects": frozenset([".html", ".md", ".png", ".webp", ".jpg", ".jpeg"]),
    "api": frozenset([".csv", ".json", ".md", ".yaml"]),
}
"""What the folders hold that nobody writes in by hand."""


def audit_site(site: Path, *, canaries: tuple[str, ...] = (), own: tuple[Path, ...] = ()) -> tuple[Problem, ...]:
    """Check every file of a built site; the problems found, sorted.

    Scripts and style sheets must be those of the program or the installed theme, byte for byte, and other files of
    a kind that builds write. `own` are files and folders of the instance that may be there too. Pages, style sheets
    and data among them are checked all the same.

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
    brought, declared = shipped(), digests_of(own)
    known = brought | declared
    secrets = tuple(re.compile(b"|".join(map(re.escape, _spellings(canary)))) for canary in canaries if canary)
    for where, path in files.items():
        data = path.read_bytes()
        if any(secret.search(form) for secret in secrets for form in (where.encode(), *_readings(data))):
            problems.append(
                Problem(
                    where=where,
                    code="audit-secret",
                    message="the file contains a secret",
                    fix="Revoke the secret, then find out where it came from.",
                )
            )
        problems += _misplaced(where)
        if hashlib.sha256(data).digest() not in declared:
            problems += _unknown(where, path.suffix, data, known, of_theme=hashlib.sha256(data).digest() in brought)
        if path.suffix == ".html":
            problems += page_faults(data, where, names)
        elif path.suffix not in CODE or hashlib.sha256(data).digest() not in brought:
            problems += file_faults(path.suffix, data, where)
    if "index.html" not in names:
        problems.append(
            Problem(where="index.html", code="audit-missing", message="there is no front page", fix="Build the site.")
        )
    return tuple(sorted(set(problems)))


def _unknown(where: str, suffix: str, data: bytes, known: frozenset[bytes], *, of_theme: bool) -> Iterator[Problem]:
    # Zensical's theme brings the licences of what its script contains, in a file without a suffix.
    fault = None if of_theme and not suffix else kind_fault(where)
    hidden = next((part for part in where.split("/") if part.startswith(".") and part not in _HIDDEN_ALLOWED), None)
    if hidden is not None and where not in _KNOWN_TEXTS:
        yield Problem(where=where, code="audit-file", message=f"{hidden!r} is not a file of a site", fix="Remove it.")
    elif fault is not None:
        yield fault
    elif suffix in CODE and where != branding.STYLESHEET and not is_known(data, known):
        yield Problem(
            where=where,
            code="audit-style" if suffix == ".css" else "audit-script",
            message="this file is not from the program or the theme, or it was changed",
            fix="Remove it, or give the file or its folder with --own if it is yours.",
        )


def _misplaced(where: str) -> Iterator[Problem]:
    parts = where.split("/")
    allowed = _GENERATED.get(parts[0]) if len(parts) > 1 else None
    if allowed is not None and Path(where).suffix not in allowed:
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
