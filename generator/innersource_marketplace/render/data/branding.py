"""The brand of an organisation as a stylesheet and as values for the templates."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from innersource_marketplace.model import Brand, SchemeColors, SiteSettings
from innersource_marketplace.reference import colors
from innersource_marketplace.render.http_headers import CONTENT_POLICY
from innersource_marketplace.render.messages import Messages

FOLDER = "assets/brand"
STYLESHEET = f"{FOLDER}/brand.css"

_SCHEMES = (("light", "default"), ("dark", "slate"))
_FOOTER: Final = {
    "find": (
        "projects:",
        "tasks:tasks/",
        "start:start/",
        "teams:teams/",
        "foryou:for-you/",
        "saved:saved/",
        "compare:compare/",
        "feeds:feeds/",
    ),
    "owners": ("list:list-a-project/", "editor:editor/", "listed:listed/", "readiness:readiness/"),
    "programme": (
        "programme:programme/",
        "duplicates:duplicates/",
        "health:health/",
        "assistants:assistants/",
        "programs:reference/api/",
    ),
}
"""The columns at the foot of every page: for each link the last part of its message's key, and its address."""

_FVAR_IN_WOFF2 = 47
_FONT_FORMATS = {".woff2": "woff2", ".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}


def brand_file(path: str, name: str) -> str:
    """The path of a brand file in the site, independent of its name in the catalogue's folder."""
    return f"{FOLDER}/{name}{PurePosixPath(path).suffix.lower()}"


def stylesheet(brand: Brand, *, variable: bool = False) -> str | None:
    """Write the brand's colours and font as CSS over the shipped layer; None if it has neither.

    `variable` says that the font has all weights in it; otherwise browsers embolden it themselves.
    """
    rules = []
    if brand.font is not None:
        source = PurePosixPath(brand_file(brand.font, "font")).name
        form = _FONT_FORMATS.get(PurePosixPath(source).suffix, "woff2")
        rules.append(
            f'@font-face{{font-family:"Brand";src:url("{source}") format("{form}");'
            f"font-display:swap{';font-weight:100 900' if variable else ''}}}\n"
            ':root,body{--md-text-font:"Brand",system-ui,sans-serif}\n'
        )
    for name, scheme in _SCHEMES:
        chosen: SchemeColors = getattr(brand, name)
        # One colour is enough: buttons take it in both schemes, links and charts the readable shade of it.
        primary = chosen.primary or brand.light.primary or brand.dark.primary
        values = {**_primary(primary), **_accent(chosen.accent or (primary and colors.readable(primary, name)))}
        if values:
            declarations = ";".join(f"{key}:{value}" for key, value in values.items())
            rules.append(f'[data-md-color-scheme="{scheme}"]{{{declarations}}}\n')
            if name == "light":  # paper is white in both schemes
                rules.append(f"@media print{{[data-md-color-scheme]{{{declarations}}}}}\n")
    return "".join(rules) or None


def is_variable(font: bytes) -> bool:
    """Whether a font varies: it has a table `fvar`. Source: OpenType 1.9; W3C, WOFF2, section 4.1."""
    if font[:4] != b"wOF2":
        return b"fvar" in font[:2048]
    at = 48
    for _ in range(int.from_bytes(font[12:14])):
        if at >= len(font):
            break
        flags = font[at]
        tag, transform = flags & 0x3F, flags >> 6
        if tag == _FVAR_IN_WOFF2 or (tag == 0x3F and font[at + 1 : at + 5] == b"fvar"):
            return True
        at += 5 if tag == 0x3F else 1
        # glyf and loca (10, 11) are transformed unless this is 3, all others unless it is 0.
        lengths = 1 + (transform != 3 if tag in (10, 11) else transform != 0)
        for _ in range(lengths):
            while at < len(font) and font[at] & 0x80:
                at += 1
            at += 1
    return False


def _primary(color: str | None) -> dict[str, str]:
    if color is None:
        return {}
    return {
        "--market-accent-fill": color,
        "--market-on-fill": colors.text_on(color),
        "--md-primary-fg-color": color,
        "--md-primary-fg-color--dark": f"color-mix(in srgb,{color} 84%,{colors.text_on(colors.text_on(color))})",
        "--md-primary-bg-color": colors.text_on(color),
    }


def _accent(color: str | None) -> dict[str, str]:
    if not color:
        return {}
    return {
        "--market-accent": color,
        "--market-accent-text": color,
        "--market-accent-wash": f"color-mix(in srgb,{color} 9%,var(--market-surface))",
        "--md-accent-fg-color": color,
        "--md-accent-fg-color--transparent": f"color-mix(in srgb,{color} 10%,transparent)",
        "--md-typeset-a-color": color,
    }


def _picture(brand: Brand) -> str | None:
    """The image that previews of pages show: the brand's logo, if it is of a kind that they can show."""
    if brand.logo is None or PurePosixPath(brand.logo).suffix.lower() not in (".png", ".jpg", ".jpeg", ".webp"):
        return None
    return brand_file(brand.logo, "logo")


def frame(settings: SiteSettings, say: Messages) -> Mapping[str, object]:
    """Values for the templates of every page: messages, and the brand's names and links."""
    brand = settings.brand
    return {
        "policy": CONTENT_POLICY,
        "words": dict(say.spoken("frame.")),
        "name": brand.name or settings.title,
        "stylesheet": STYLESHEET if stylesheet(brand) else None,
        "picture": _picture(brand),
        "wordmark": brand.wordmark and brand.logo is not None,
        "map": [
            {"title": say(f"frame.foot.{column}"), "links": [_footer_link(link, say) for link in links]}
            for column, links in _FOOTER.items()
        ],
        "legal_notice": brand.legal_notice,
        "header_links": [{"text": link.text, "url": str(link.url)} for link in brand.header_links],
        "footer_links": [{"text": link.text, "url": str(link.url)} for link in brand.footer_links],
    }


def _footer_link(link: str, say: Messages) -> Mapping[str, str]:
    name, _, path = link.partition(":")
    return {"text": say(f"frame.nav.{name}"), "path": path or "."}
