"""site.brand: what makes a marketplace look like the organisation's own."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from innersource_marketplace import escape
from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import BRAND_KEYS, COLOR_KEYS, LINK_KEYS, SCHEME_KEYS
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted
from innersource_marketplace.limits import TITLE_CHARACTERS
from innersource_marketplace.model import Brand, SchemeColors, SiteLink
from innersource_marketplace.reference import colors

LOGO_KINDS = (".png", ".webp", ".jpg", ".jpeg", ".svg")
FONT_KINDS = (".woff2", ".woff", ".ttf", ".otf")
_LINKS = 12


def read_brand(report: Report, pointer: str, value: object) -> Brand:
    """Read the brand; invalid values are reported and ignored."""
    item = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, item, BRAND_KEYS)
    chosen = values.mapping(report, f"{pointer}/colors", item.get("colors"))
    values.check_keys(report, f"{pointer}/colors", chosen, COLOR_KEYS)
    return Brand(
        name=values.text(report, f"{pointer}/name", item.get("name"), TITLE_CHARACTERS, exact=False),
        logo=_file(report, f"{pointer}/logo", item.get("logo"), LOGO_KINDS),
        wordmark=values.boolean(report, f"{pointer}/wordmark", item.get("wordmark"), default=False),
        font=_file(report, f"{pointer}/font", item.get("font"), FONT_KINDS),
        light=_scheme(report, f"{pointer}/colors/light", chosen.get("light"), "light"),
        dark=_scheme(report, f"{pointer}/colors/dark", chosen.get("dark"), "dark"),
        intro=values.text(report, f"{pointer}/intro", item.get("intro"), exact=False),
        legal_notice=values.text(report, f"{pointer}/legal_notice", item.get("legal_notice"), exact=False),
        header_links=_links(report, f"{pointer}/header_links", item.get("header_links")),
        footer_links=_links(report, f"{pointer}/footer_links", item.get("footer_links")),
    )


def _file(report: Report, pointer: str, value: object, kinds: tuple[str, ...]) -> str | None:
    path = values.text(report, pointer, value)
    if path is None:
        return None
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or ":" in path:
        fix = "Put the file next to catalog.yml, and give its path relative to that folder."
        report.error(pointer, "path-refused", f"{quoted(path)} is outside the folder of catalog.yml", fix)
        return None
    if parts.suffix.lower() not in kinds:
        report.error(
            pointer,
            "file-kind",
            f"{quoted(path)} has a file type that is not supported",
            f"Use one of: {', '.join(kinds)}.",
        )
        return None
    return path


def _scheme(report: Report, pointer: str, value: object, scheme: str) -> SchemeColors:
    item = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, item, SCHEME_KEYS)
    primary, accent = (_color(report, f"{pointer}/{name}", item) for name in ("primary", "accent"))
    if primary is not None and accent is None and (shade := colors.readable(primary, scheme)) != primary:
        report.warning(
            f"{pointer}/primary",
            "contrast-low",
            f"links and charts in {primary} would have a contrast of {colors.worst_contrast(primary, scheme):.1f}"
            f" to the {scheme} background; they are shown in {shade} instead",
            "Set “accent” to choose the colour of links and charts.",
        )
    return SchemeColors(primary=primary, accent=_readable(report, f"{pointer}/accent", accent, scheme))


def _color(report: Report, pointer: str, item: Mapping[str, object]) -> str | None:
    raw = values.text(report, pointer, item.get(pointer.rpartition("/")[2]))
    if raw is None:
        return None
    color = colors.normal(raw)
    if color is None:
        report.error(pointer, "color-refused", f"{quoted(raw)} is not a colour", 'Write it as "#1a2b3c", in quotes.')
    return color


def _readable(report: Report, pointer: str, accent: str | None, scheme: str) -> str | None:
    """Warn of a link colour with low contrast; it is used all the same."""
    if accent is not None and (found := colors.worst_contrast(accent, scheme)) < colors.READABLE:
        report.warning(
            pointer,
            "contrast-low",
            f"text in {accent} has a contrast of {found:.1f} to the {scheme} background;"
            f" the minimum is {colors.READABLE}",
            f"Choose a {'darker' if scheme == 'light' else 'lighter'} shade.",
        )
    return accent


def _links(report: Report, pointer: str, value: object) -> tuple[SiteLink, ...]:
    items = values.sequence(report, pointer, value)
    if len(items) > _LINKS:
        report.error(
            pointer, "too-many-items", f"the list has {len(items)} links; the maximum is {_LINKS}", "Shorten it."
        )
    links = (_link(report, at, item) for at, item in items[:_LINKS])
    return tuple(link for link in links if link is not None)


def _link(report: Report, pointer: str, value: object) -> SiteLink | None:
    item = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, item, LINK_KEYS)
    text = values.text(report, pointer_to(pointer, "text"), item.get("text"), TITLE_CHARACTERS, exact=False)
    raw = values.text(report, pointer_to(pointer, "url"), item.get("url"))
    if text is None or raw is None:
        report.error(pointer, "missing-key", "a link needs a text and an address", "Add “text” and “url”.")
        return None
    url = escape.url(raw)
    if url is None:
        report.error(
            pointer_to(pointer, "url"), "address-refused", "this is not an address", "Write https://host/path."
        )
        return None
    return SiteLink(text=text, url=url)
