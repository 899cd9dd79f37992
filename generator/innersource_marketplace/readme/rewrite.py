"""Adapts the markup of a README to a page: headings, anchors, links, images, checkboxes."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from innersource_marketplace import escape
from innersource_marketplace.limits import README_NESTING, TITLE_CHARACTERS
from innersource_marketplace.model import Heading
from innersource_marketplace.readme.conversion import TooDeep
from innersource_marketplace.readme.html_policy import ID_PREFIX
from innersource_marketplace.readme.readme_links import Links, LocalImage, is_relative, repository_path, resolve

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_RENAMED = {"aside": "div", "center": "div", "tt": "code", "strike": "s"}
_ALERTS = {
    "attention": "warning",
    "caution": "caution",
    "danger": "caution",
    "error": "caution",
    "hint": "tip",
    "important": "important",
    "note": "note",
    "tip": "tip",
    "warning": "warning",
}
"""Admonitions of reStructuredText as the alerts that Markdown has."""
_NOT_IN_AN_ID = re.compile(r"[^\w.:-]+")
_ID_CHARACTERS = 80
_RASTER = re.compile(r"(?i)\.(?:png|jpe?g|gif|webp)$")
_PIXELS = re.compile(r"([1-9][0-9]{0,3})(?:px)?")
_WIDE = 640
"""Pixels from which on an image has detail that the page may not show."""

_DARK_ONLY = "#gh-dark-mode-only"
_BADGE = re.compile(
    r"(?i)badge|shield|//[^/]*(?:codecov|coveralls|travis-ci|appveyor|circleci|snyk|codacy|codeclimate)|\.svg(?:$|[?#])"
)


@dataclass(slots=True)
class Element:
    """An element of the parsed README; text is a plain `str` among the children, still encoded."""

    tag: str
    attributes: Mapping[str, str]
    children: list["Element | str"] = field(default_factory=list)
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Markup to be cleaned, the headings in it, and the paths of the raster images that it names."""

    markup: str
    contents: tuple[Heading, ...]
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """The context for rewriting elements."""

    path: str
    links: Links
    anchors: Mapping[str, str]
    levels: Mapping[int, int]


def rewrite(markup: str, path: str, links: Links, *, title: str = "", top_level: int = 2) -> Rewritten:
    """Adapt well-formed markup (from `policy.intake`) to a page.

    Headings start at `top_level` and go down one at a time; a leading heading that only says
    `title` again is dropped. Raises TooDeep when the markup nests beyond reason.
    """
    root = _parse(markup)
    _drop_title(root, title)
    elements = [*_walk(root)]
    anchors = _name_anchors(elements)
    headings = [element for element in elements if element.tag in _HEADINGS]
    levels = _levels(headings, top_level)
    page = _Page(path, links, anchors, levels)
    contents = tuple(
        Heading(level=levels[id(element)], anchor=element.anchor or "", text=_words(element)) for element in headings
    )
    return Rewritten("".join(_render(child, page) for child in root.children), contents, _pictures(elements, path))


def _parse(markup: str) -> Element:
    root = Element("", {})
    open_elements = [root]
    position = 0
    for match in _TAG.finditer(markup):
        if match.start() > position:
            open_elements[-1].children.append(markup[position : match.start()])
        position = match.end()
        closing, tag, attributes = match.groups()
        if closing:
            if len(open_elements) > 1:
                open_elements.pop()
            continue
        values = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
        element = _translated(tag, values)
        open_elements[-1].children.append(element)
        if tag not in _VOID:
            open_elements.append(element)
            if len(open_elements) > 2 * README_NESTING:
                raise TooDeep
    if position < len(markup):
        root.children.append(markup[position:])
    return root


def _translated(tag: str, attributes: dict[str, str]) -> Element:
    """An element renamed to what the policy allows, if a format or an author uses another name."""
    if not attributes and tag not in _RENAMED:
        return Element(tag, attributes)
    classes = attributes.get("class", "").split()
    if tag == "center":
        attributes["align"] = "center"
    elif tag == "section" and "footnotes" in classes:
        tag = "div"
    elif tag == "span" and "literal" in classes:
        tag = "code"
    elif tag == "aside" and "admonition" in classes:
        kind = next((_ALERTS[name] for name in classes if name in _ALERTS), "note")
        attributes["class"] = f"markdown-alert markdown-alert-{kind}"
    elif tag == "p" and "admonition-title" in classes:
        attributes["class"] = "markdown-alert-title"
    elif tag == "pre" and classes[:1] == ["code"] and len(classes) > 1 and classes[1] != "literal-block":
        attributes["class"] = f"language-{classes[1]}"
    return Element(_RENAMED.get(tag, tag), attributes)


def _walk(element: Element) -> Iterator[Element]:
    """Every element inside, in the order of the document."""
    waiting = element.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            yield node
            waiting += reversed(node.children)


def _pictures(elements: Iterable[Element], path: str) -> tuple[str, ...]:
    """The raster images of the repository that would be shown, by path, in order, once each."""
    found = (_inside(element, path) for element in elements if element.tag == "img" and not _is_hidden(element))
    return tuple(dict.fromkeys(inside for inside in found if inside is not None and _RASTER.search(inside)))


def _inside(image: Element, path: str) -> str | None:
    """The path in the repository of an image; None of a foreign one."""
    source = image.attributes.get("src", "").strip()
    return repository_path(source, path) if is_relative(source) else None


def _is_hidden(image: Element) -> bool:
    """Whether an image is a tracking pixel, or the second one of a pair for dark mode."""
    is_pixel = {image.attributes.get("width"), image.attributes.get("height")} & {"0", "1"}
    return bool(is_pixel) or image.attributes.get("src", "").strip().endswith(_DARK_ONLY)


def _text(element: Element) -> str:
    return "".join(html.unescape(child) if isinstance(child, str) else _text(child) for child in element.children)


def _words(element: Element) -> str:
    """The words of a heading; those of its images where it has no others."""
    words = escape.plain(_text(element), TITLE_CHARACTERS)
    if words:
        return words
    alternatives = (e.attributes.get("alt", "") for e in _walk(element) if e.tag == "img")
    return escape.plain(" ".join(alternatives), TITLE_CHARACTERS)


def _drop_title(root: Element, title: str) -> None:
    first = next((element for element in _walk(root) if element.tag in _HEADINGS), None)
    if first is None or first.tag != "h1" or not _letters(title) or _letters(_words(first)) != _letters(title):
        return
    if not any(element.tag == "img" for element in _walk(first)):
        first.tag, first.children = "span", []


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _levels(headings: list[Element], top_level: int) -> dict[int, int]:
    """New levels without gaps, because screen readers announce a skipped level as a missing part."""
    levels: dict[int, int] = {}
    above: list[int] = []
    for element in headings:
        level = _HEADINGS[element.tag]
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        levels[id(element)] = min(6, top_level - 1 + len(above))
    return levels


def _name_anchors(elements: Iterable[Element]) -> dict[str, str]:
    """Give every element that can be linked to its prefixed id; the result maps old names to new.

    Headings are named as the common hosts do, from their words, so that links written for them
    keep working; ids of the author's own come on top.
    """
    taken: dict[str, int] = {}
    names: dict[str, str] = {}
    pending: str | None = None
    for element in elements:
        own = element.attributes.get("id") or (element.attributes.get("name") if element.tag == "a" else None)
        if element.tag == "section":
            pending = own
            continue
        if element.tag in _HEADINGS:
            words = _words(element)
            if not words:
                element.tag = "span"
                continue
            base = _NOT_IN_AN_ID.sub("", words.lower().replace(" ", "-").replace(".", "").replace(":", ""))
            element.anchor = _unused(base[:_ID_CHARACTERS] or "section", taken)
            names.setdefault(element.anchor, element.anchor)
            for name in (own, pending):
                if name:
                    names[name] = element.anchor
            pending = None
        elif own:
            cleaned = _NOT_IN_AN_ID.sub("-", own.removeprefix(ID_PREFIX))[:_ID_CHARACTERS]
            if cleaned and cleaned not in taken:
                element.anchor = _unused(cleaned, taken)
                names.setdefault(own, element.anchor)
    return names


def _unused(base: str, taken: dict[str, int]) -> str:
    """`base`, or `base-1` and so on. Counting from the last number keeps many equal names linear."""
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 0
    return name


def _render(node: Element | str, page: _Page, *, linked: bool = False) -> str:
    """Markup of a node. Inside a link (`linked`), no second link is made, because links do not nest."""
    if isinstance(node, str):
        return node
    if node.tag == "img":
        return _image(node, page, linked=linked)
    if node.tag == "input":
        return _checkbox(node)
    if node.tag == "a":
        return _link(node, page, linked=linked)
    inner = "".join(_render(child, page, linked=linked) for child in node.children)
    if node.tag == "section":
        return inner
    if node.tag in _HEADINGS:
        return _tag(f"h{page.levels[id(node)]}", node, inner)
    if node.tag == "pre":
        # A parser drops the first line end of a `pre`, so a second pass would drop a second one.
        inner = inner.lstrip("\n")
    if node.tag == "p" and not inner.strip():
        return ""
    if node.tag == "p" and _only_badges(node, inner):
        return _tag("p", node, inner, {"class": "readme-badges"})
    if node.tag == "span" and not inner and node.anchor is None:
        return ""
    return _tag(node.tag, node, inner)


def _tag(tag: str, node: Element, inner: str, more: Mapping[str, str] | None = None) -> str:
    if not node.attributes and node.anchor is None and more is None and tag not in _VOID:
        return f"<{tag}>{inner}</{tag}>"  # as nearly all of them are
    attributes = {name: value for name, value in node.attributes.items() if name not in ("id", "name")}
    if node.anchor is not None:
        attributes["id"] = ID_PREFIX + node.anchor
    attributes.update(more or {})
    written = "".join(f' {name}="{escape.html(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>" if tag in _VOID else f"<{tag}{written}>{inner}</{tag}>"


def _checkbox(node: Element) -> str:
    """The state of a task as a character: a real checkbox would look clickable."""
    if node.attributes.get("type") != "checkbox":
        return ""
    state, sign = ("done", "☑") if "checked" in node.attributes else ("not done", "☐")
    return f'<span class="readme-task" role="img" aria-label="{state}">{sign}</span>'


def _link(node: Element, page: _Page, *, linked: bool) -> str:
    href = None if linked else _target(node.attributes.get("href", ""), page)
    inner = "".join(_render(child, page, linked=linked or href is not None) for child in node.children)
    anchor = f'<span id="{escape.html(ID_PREFIX + node.anchor)}"></span>' if node.anchor is not None else ""
    if href is None or not inner.strip():
        return anchor + inner
    return anchor + _tag("a", Element("a", {**_kept(node, "title", "class", "aria-label"), "href": href}), inner)


def _kept(node: Element, *names: str) -> dict[str, str]:
    return {name: node.attributes[name] for name in names if name in node.attributes}


def _target(href: str, page: _Page) -> str | None:
    if not href.startswith("#"):
        return resolve(href, page.path, page.links) if href else None
    name = unquote(href[1:])
    for candidate in (name, name.removeprefix(ID_PREFIX), name.lower()):
        if candidate in page.anchors:
            return "#" + ID_PREFIX + quote(page.anchors[candidate])
    return None


def _image(node: Element, page: _Page, *, linked: bool) -> str:
    """An image of the site itself, or a link to it: no page loads an image from elsewhere."""
    if _is_hidden(node):
        return ""
    source = node.attributes.get("src", "").strip()
    local = page.links.images.get(_inside(node, page.path) or "")
    if local is not None:
        return _local_image(node, local, None if linked else resolve(source, page.path, page.links))
    label = _label(node, source)
    if not label:
        return ""
    kind = "readme-badge" if _BADGE.search(source) else "readme-image"
    words = f'<span class="{kind}">{escape.html(label)}</span>'
    address = None if linked else resolve(source, page.path, page.links)
    return words if address is None else f'<a href="{escape.html(address)}">{words}</a>'


def _local_image(node: Element, local: LocalImage, original: str | None) -> str:
    """An image of the site's own, with room kept for it; a wide one leads to its original."""
    width, height = _size(node, local)
    is_wide = original is not None and local.width >= _WIDE
    label = _label(node, node.attributes.get("src", "").strip() if is_wide else "")
    attributes = {
        "alt": label,
        **_kept(node, "title", "align"),
        "src": local.address,
        "width": str(width),
        "height": str(height),
        "loading": "lazy",
    }
    image = _tag("img", Element("img", attributes), "")
    return f'<a href="{escape.html(original)}">{image}</a>' if is_wide and original and label else image


def _size(node: Element, local: LocalImage) -> tuple[int, int]:
    """The size that the author asked for, each side following from the other where only one was given."""
    width, height = (_PIXELS.fullmatch(node.attributes.get(side, "")) for side in ("width", "height"))
    if width and height:
        return int(width[1]), int(height[1])
    if width:
        return int(width[1]), max(1, round(int(width[1]) * local.height / local.width))
    if height:
        return max(1, round(int(height[1]) * local.width / local.height)), int(height[1])
    return local.width, local.height


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


def _only_badges(node: Element, inner: str) -> bool:
    """Whether a paragraph is nothing but images that became words, so that it is set as a row."""
    return "readme-badge" in inner and not _text(node).strip()
