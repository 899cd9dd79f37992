"""Content checks beyond the schema: texts that say nothing, cryptic names, links to other projects.

All of these are warnings. None of them is made of what only might be better; each names something
that a reader of the project's page would stumble over.
"""

# ruff: noqa: SIM905 -- lists of words read best as a text

import re
from collections.abc import Callable, Mapping

import msgspec

from innersource_marketplace.formats.innersource_json.field_names import FIELD_KEYS, sort_keys
from innersource_marketplace.formats.innersource_json.project_folders import METADATA_HOMES, folder_pointers
from innersource_marketplace.formats.innersource_json.repository_names import is_technical, spelled_out, words_of
from innersource_marketplace.formats.parsing import Report, at_start, pointer_to, quoted
from innersource_marketplace.model import Metadata
from innersource_marketplace.reference.project_addresses import other_project, place_of

SHORT_DESCRIPTION = 20
"""Shorter descriptions, in characters, say no more than a title."""

_TODO = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b")
_FILLERS = frozenset(
    "a an and application app code for from in is it library module of on our project repo repository service source "
    "that the this to tool with".split()
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x00\x00\x01\x00")
_NO_PICTURE = re.compile(r"(?i)\.(?:svgz?|pdf|html?|md|eps|ai|psd|tiff?|bmp|drawio|json|txt|docx?)(?:[?#].*)?$")
_EXAMPLE_HOST = re.compile(r"(?:.+\.)?example\.(?:com|net|org)")
_PORTAL_KEYS = frozenset({"title", "motivation", "contributions", "skills", "logo", "docs", "language"})
"""The keys of SAP's portal; a file that keeps to them is complete in its own terms."""

_RECOMMENDED = (
    (("description", "motivation"), "what it does and why (description, motivation)"),
    (
        ("contributions", "gigs", "governance_level", "skills", "getting_started"),
        "what guests can do (contributions, getting_started)",
    ),
    (("trusted_committers", "communication", "owner", "docs"), "whom to ask (trusted_committers, communication)"),
)


class Checkout(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the repository around a file: the addresses of its remotes, and its other files.

    `read` gives the first bytes of a file by its path in the repository, None if it is no file.
    """

    remotes: tuple[str, ...] = ()
    read: Callable[[str], bytes | None]


def question_meaning(
    report: Report,
    pointer: str,
    value: Mapping[str, object],
    metadata: Metadata,
    *,
    remotes: tuple[str, ...] = (),
    checkout: Checkout | None = None,
) -> None:
    """Report questionable values in the fields at `pointer`; `metadata` is what was read from them.

    `remotes` are the addresses under which the repository itself is known.
    """
    places = {name: at for name, (at, _) in sort_keys(Report("", at_start), pointer, value, FIELD_KEYS)[0].items()}
    _leftovers(report, pointer, value)
    _title(report, places, metadata)
    _description(report, places, metadata, remotes)
    _documentation(report, places, metadata, remotes)
    _logo(report, places, metadata, checkout)
    if checkout is not None and "projects" in places:
        _folders(report, sort_keys(Report("", at_start), pointer, value, FIELD_KEYS)[0]["projects"], checkout)


def recommend(report: Report, value: Mapping[str, object], metadata: Metadata) -> None:
    """Report missing recommended fields in one warning. For an innersource.json, not for an entry."""
    if metadata.participating is False:
        return
    used = set(sort_keys(Report("", at_start), "", value, FIELD_KEYS)[0])
    groups = _RECOMMENDED if used - _PORTAL_KEYS else _RECOMMENDED[:-1]
    missing = [words for names, words in groups if not any(getattr(metadata, name) for name in names)]
    if missing:
        message = f"recommended fields are missing: {'; '.join(missing)}"
        report.warning("", "recommended", message, "Add what you can; none of it is required.")


def _folders(report: Report, named: tuple[str, object], checkout: Checkout) -> None:
    """Report folders that cannot be projects, for they have no innersource.json of their own."""
    for folder, at in folder_pointers(*named).items():
        if all(checkout.read(f"{folder}/{home}innersource.json") is None for home in METADATA_HOMES):
            message = f"there is no file {quoted(f'{folder}/innersource.json', 80)}, so the folder is not listed"
            fix = "Add the file, correct the path, or remove the folder from the list."
            report.error(at, "folder-without-metadata", message, fix)


def _leftovers(report: Report, pointer: str, value: object) -> None:
    """Search every text for TODO notes."""
    if report.full:
        return
    if isinstance(value, str):
        if found := _TODO.search(value):
            report.warning(pointer, "todo", f"a {found[0]} is left in the text", "Do it, or remove the note.")
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        _leftovers(report, pointer_to(pointer, key), item)


def _title(report: Report, places: Mapping[str, str], metadata: Metadata) -> None:
    title = metadata.title
    if title is None or "title" not in places:
        return
    at = places["title"]
    if is_technical(title):
        message = f"{quoted(title)} is the name of a repository, not a title"
        report.warning(at, "cryptic-title", message, f'Write it in words, such as "{spelled_out(title)}".')
    elif re.fullmatch(r"[A-Z][A-Z0-9]{1,4}", title) and not metadata.description and not metadata.motivation:
        message = f"it is not explained what {quoted(title)} means"
        report.warning(at, "cryptic-title", message, "Spell it out, or add a description.")
    elif re.fullmatch(r"(?i)[b-df-hj-np-tv-xz]{4,12}\d*", title) and not title.isupper():
        report.warning(at, "cryptic-title", f"{quoted(title)} is hard to say and to search for", "Spell it out.")


def _description(report: Report, places: Mapping[str, str], metadata: Metadata, remotes: tuple[str, ...]) -> None:
    for name in ("description", "motivation"):
        text: str | None = getattr(metadata, name)
        if text is None or name not in places:
            continue
        repository = next((path[-1] for address in remotes if (path := place_of(address)[1])), "")
        known = words_of(metadata.title or "") | words_of(repository) | _FILLERS
        if words_of(text) <= known and (metadata.title or repository):
            message = f"the {name} only repeats the name of the project"
            report.warning(places[name], "says-nothing", message, "Say what it does, and for whom.")
        elif name == "description" and len(text) < SHORT_DESCRIPTION and text.isascii():
            message = f"the description has {len(text)} characters"
            report.warning(places[name], "short-description", message, "Say in a sentence what it does, and for whom.")


def _documentation(report: Report, places: Mapping[str, str], metadata: Metadata, remotes: tuple[str, ...]) -> None:
    for name in ("docs", "getting_started"):
        address: str | None = getattr(metadata, name)
        if address is None or name not in places or not address.startswith(("https://", "http://")):
            continue
        host = place_of(address)[0]
        if _EXAMPLE_HOST.fullmatch(host):
            message = f"{quoted(address)} points to a host that is reserved for examples"
            report.warning(places[name], "foreign-docs", message, "Give the address of your own documentation.")
        elif (project := other_project(address, remotes)) is not None:
            fix = "Give the address of this project's documentation. If this is it, leave it."
            report.warning(places[name], "foreign-docs", f"the link points to another project, {quoted(project)}", fix)


def _logo(report: Report, places: Mapping[str, str], metadata: Metadata, checkout: Checkout | None) -> None:
    logo = metadata.logo
    if logo is None or "logo" not in places:
        return
    at = places["logo"]
    if _NO_PICTURE.search(logo) or "/blob/" in logo:
        fix = "Use a PNG, JPEG or WebP file." if "/blob/" not in logo else "Commit the image and give its path."
        report.warning(at, "logo-not-image", f"{quoted(logo)} is not an image that can be shown", fix)
    elif checkout is not None and not logo.startswith("https://"):
        start = checkout.read(logo)
        if start is None:
            message = f"there is no file {quoted(logo)} in the repository"
            report.warning(at, "logo-missing", message, "Commit it, correct the path, or remove the key.")
        elif not start.startswith(_PICTURES):
            message = f"the content of {quoted(logo)} is not an image that can be shown"
            report.warning(at, "logo-not-image", message, "Use a PNG, JPEG or WebP file.")
