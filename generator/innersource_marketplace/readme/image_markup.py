"""Images of a README: those of the site itself, links to all others."""

import html
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from innersource_marketplace import escape
from innersource_marketplace.limits import TITLE_CHARACTERS
from innersource_marketplace.readme.elements import Element, walk
from innersource_marketplace.readme.readme_links import Links, LocalImage, own_path, resolve

_RASTER = re.compile(r"(?i)\.(?:png|jpe?g|gif|webp)$")
_PIXELS = re.compile(r"([1-9][0-9]{0,3})(?:px)?")
_SHARE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?%")
_WIDE = 640
"""Pixels from which on an image has detail that the page may not show."""

_DARK_ONLY = "#gh-dark-mode-only"
_BADGE = re.compile(
    r"(?i)badge|shield|//[^/]*(?:codecov|coveralls|travis-ci|appveyor|circleci|snyk|codacy|codeclimate)|\.svg(?:$|[?#])"
)


def picture_paths(elements: Iterable[Element], path: str, links: Links) -> tuple[str, ...]:
    """The raster images of the repository that would be shown, by path, in order, once each."""
    images = (element for element in elements if element.tag == "img" and not _is_hidden(element))
    found = (own_path(_source(image), path, links) for image in images)
    return tuple(dict.fromkeys(own for own in found if own is not None and _RASTER.search(own)))


def image(node: Element, path: str, links: Links, *, linked: bool) -> str:
    """An image of the site itself, or a link to it: no page loads an image from elsewhere.

    Inside a link (`linked`), no second link is made.
    """
    if _is_hidden(node):
        return ""
    source = _source(node)
    address = None if linked else resolve(source, path, links)
    local = links.images.get(own_path(source, path, links) or "")
    if local is not None:
        return _local_image(node, local, address)
    label = _label(node, source)
    if not label:
        return ""
    kind = "readme-badge" if _BADGE.search(source) else "readme-image"
    words = f'<span class="{kind}">{escape.html(label)}</span>'
    return words if address is None else f'<a href="{escape.html(address)}">{words}</a>'


def only_badges(node: Element, inner: str) -> bool:
    """Whether a paragraph is nothing but images that became words, so that it is set as a row."""
    return "readme-badge" in inner and not any(
        html.unescape(child).strip()
        for element in (node, *walk(node))
        for child in element.children
        if isinstance(child, str)
    )


def _source(node: Element) -> str:
    return node.attributes.get("src", "").strip()


def _is_hidden(node: Element) -> bool:
    """Whether an image is a tracking pixel, or the second one of a pair for dark mode."""
    is_pixel = {node.attributes.get("width"), node.attributes.get("height")} & {"0", "1"}
    return bool(is_pixel) or _source(node).endswith(_DARK_ONLY)


def _local_image(node: Element, local: LocalImage, original: str | None) -> str:
    """An image of the site's own, with room kept for it; a wide one leads to its original."""
    is_wide = original is not None and local.width >= _WIDE
    label = _label(node, _source(node) if is_wide else "")
    attributes = {
        "alt": label,
        **{name: node.attributes[name] for name in ("title", "align") if name in node.attributes},
        "src": local.address,
        **_size(node, local),
        "loading": "lazy",
    }
    written = "".join(f' {name}="{escape.html(value)}"' for name, value in attributes.items())
    return (
        f'<a href="{escape.html(original)}"><img{written}></a>' if is_wide and original and label else f"<img{written}>"
    )


def _size(node: Element, local: LocalImage) -> dict[str, str]:
    """The size that the author asked for, each side following from the other where only one was given.

    A share of the page's width has no height: the browser finds it.
    """
    if share := _SHARE.fullmatch(node.attributes.get("width", "")):
        return {"width": share[0]}
    width, height = (_PIXELS.fullmatch(node.attributes.get(side, "")) for side in ("width", "height"))
    if width and height:
        return {"width": width[1], "height": height[1]}
    if width:
        return {"width": width[1], "height": str(max(1, round(int(width[1]) * local.height / local.width)))}
    if height:
        return {"width": str(max(1, round(int(height[1]) * local.width / local.height))), "height": height[1]}
    return {"width": str(local.width), "height": str(local.height)}


def _label(node: Element, source: str) -> str:
    """The text of an image: its alternative text, its title, or its file name."""
    for words in (node.attributes.get("alt", ""), node.attributes.get("title", "")):
        if label := escape.plain(words, TITLE_CHARACTERS):
            return label
    try:
        file_name = unquote(urlsplit(source).path.rpartition("/")[2])
    except ValueError:
        return ""
    return escape.plain(file_name, TITLE_CHARACTERS)
