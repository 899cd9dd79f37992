"""Adapts the markup of a README to a page: headings, anchors, links, images, formulas, code, checkboxes."""

import html
import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.limits import CODE_CHARACTERS
from innersource_marketplace.model import Heading
from innersource_marketplace.readme.anchors import anchor_target, name_anchors
from innersource_marketplace.readme.code_markup import highlighted
from innersource_marketplace.readme.elements import (
    HEADINGS,
    VOID,
    Element,
    heading_words,
    parse,
    text_of,
    texts_in,
    walk,
)
from innersource_marketplace.readme.html_policy import ID_PREFIX
from innersource_marketplace.readme.image_markup import image, only_badges, picture_paths
from innersource_marketplace.readme.readme_links import Links, resolve

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
"""Admonitions of reStructuredText and AsciiDoc as the alerts that Markdown has."""

_SHORTCODE = re.compile(r":([a-z0-9+_-]{1,50}):")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Hebrew, Arabic, Syriac, Thaana, NKo and their like. Source: the bidirectional classes of Unicode's blocks."""

_LETTER = re.compile(r"[^\W\d_]")
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "summary", "caption", "figcaption"}
)
"""Elements whose text takes its direction from itself."""

_GROUPS = frozenset({"ul", "ol", "li", "dl", "blockquote", "table", "details"})
"""Elements that have blocks in them, which do not count for `auto`: they take that of their first word."""


class Rewritten(msgspec.Struct, frozen=True):
    """Markup to be cleaned, the headings in it, and the paths of the raster images that it names."""

    markup: str
    contents: tuple[Heading, ...]
    pictures: tuple[str, ...]


class _Page(msgspec.Struct, frozen=True):
    """The context for rewriting elements."""

    path: str
    links: Links
    anchors: Mapping[str, str]
    levels: Mapping[int, int]


def rewrite(
    markup: str,
    path: str,
    links: Links,
    *,
    title: str = "",
    top_level: int = 2,
    emoji: Callable[[str], str | None] | None = None,
    colored: bool = True,
) -> Rewritten:
    """Adapt well-formed markup (from `policy.intake`) to a page.

    Headings start at `top_level` and go down one at a time; a leading heading that only says
    `title` again is dropped. `emoji` gives the character for the name in a shortcode such as
    `:tada:`; code is coloured unless `colored` is false. Raises TooDeep when the markup nests beyond reason.
    """
    root = parse(markup)
    elements = [*walk(root)]
    for element in elements:
        _translate(element)
    anchors = name_anchors(elements)
    _drop_title(root, title, anchors)
    elements = [*walk(root)]
    if emoji is not None:
        _replace_shortcodes(root, emoji)
    if _RIGHT_TO_LEFT.search(markup):
        _set_directions(elements)
    if colored:
        _highlight(elements)
    headings = [element for element in elements if element.tag in HEADINGS]
    levels = _levels(headings, top_level)
    page = _Page(path, links, anchors, levels)
    contents = tuple(
        Heading(level=levels[id(element)], anchor=element.anchor or "", text=heading_words(element))
        for element in headings
    )
    pictures = picture_paths(elements, path, links)
    return Rewritten("".join(_render(child, page) for child in root.children), contents, pictures)


def _translate(element: Element) -> None:
    """Rename an element to what the policy allows, if a format or an author uses another name."""
    tag, attributes = element.tag, dict(element.attributes)
    if not attributes and tag not in _RENAMED:
        return
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
    elif tag == "div" and classes and classes[0] in _ALERTS:
        attributes["class"] = f"markdown-alert markdown-alert-{_ALERTS[classes[0]]}"
    elif (tag == "div" and classes == ["title"]) or (tag == "p" and "admonition-title" in classes):
        attributes["class"] = "markdown-alert-title"
    elif tag == "pre" and len(classes) > 1 and classes[0] in ("code", "sourceCode") and classes[1] != "literal-block":
        attributes["class"] = f"language-{classes[1]}"
    elif (mark := _formula_mark(tag, attributes, classes)) is not None:
        formula = mark + html.escape(text_of(element), quote=False) + mark
        if tag in ("div", "pre"):
            tag, attributes, element.children = "pre", {}, [Element("code", {"class": "math"}, [formula.strip("\n")])]
        else:
            tag, attributes, element.children = "code", {"class": "math"}, [formula]
    attributes.pop("data-math-style", None)
    element.tag, element.attributes = _RENAMED.get(tag, tag), attributes


def _formula_mark(tag: str, attributes: Mapping[str, str], classes: list[str]) -> str | None:
    """The sign before and after a formula; None for anything else."""
    if "language-math" in classes and tag == "code":
        return ""
    if (style := attributes.get("data-math-style")) is not None:
        return "$$" if style == "display" else "$"
    # Others give the marks with the formula.
    return "" if "math" in classes and tag in ("span", "tt", "code", "div", "pre") else None


def _replace_shortcodes(root: Element, emoji: Callable[[str], str | None]) -> None:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in ("code", "pre"):
            continue
        for at, child in enumerate(element.children):
            if not isinstance(child, str):
                waiting.append(child)
            elif ":" in child:
                element.children[at] = _SHORTCODE.sub(lambda found: emoji(found[1]) or found[0], child)


def _set_directions(elements: Iterable[Element]) -> None:
    for element in elements:
        if "dir" in element.attributes:
            continue
        if element.tag in _BLOCKS:
            element.attributes = {**element.attributes, "dir": "auto"}
        elif element.tag in _GROUPS:
            first = next((found[0] for text in texts_in(element) if (found := _LETTER.search(text))), "")
            direction = "rtl" if _RIGHT_TO_LEFT.match(first) else "ltr"
            element.attributes = {**element.attributes, "dir": direction}


def _highlight(elements: Iterable[Element]) -> None:
    """Colour the code of known languages, up to a limit for the whole README."""
    left = CODE_CHARACTERS
    for block in elements:
        if block.tag != "pre":
            continue
        only = block.children[0] if len(block.children) == 1 else None
        code = only if isinstance(only, Element) and only.tag == "code" else block
        language = _language(code) or _language(block)
        if language is None or not all(isinstance(child, str) for child in code.children):
            continue
        text = text_of(code)
        left -= len(text)
        if left < 0:
            return
        colored = highlighted(text, language)
        if colored is not None:
            code.children = [colored]
            block.attributes = {**block.attributes, "class": f"highlight {block.attributes.get('class', '')}".strip()}


def _language(element: Element) -> str | None:
    """The language that a piece of code is marked as. GitHub reads it from `lang` too."""
    classes = element.attributes.get("class", "").split()
    named = next((name.removeprefix("language-") for name in classes if name.startswith("language-")), None)
    return named or (element.attributes.get("lang") if element.tag == "pre" else None)


def _drop_title(root: Element, title: str, anchors: Mapping[str, str]) -> None:
    """Leave the heading out that only repeats the title; what a link leads to stays, without words."""
    elements = [*walk(root)]
    first = next((element for element in elements if element.tag in HEADINGS), None)
    if first is None or first.tag != "h1" or not _letters(title) or _letters(heading_words(first)) != _letters(title):
        return
    if any(element.tag == "img" for element in walk(first)):
        return
    targets = (element.attributes.get("href", "") for element in elements if element.tag == "a")
    used = {anchor_target(target, anchors) for target in targets if target.startswith("#")}
    if first.anchor is not None and anchor_target("#" + first.anchor, anchors) not in used:
        first.anchor = None
    first.tag, first.attributes, first.children = "span", {}, []


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _levels(headings: list[Element], top_level: int) -> dict[int, int]:
    """New levels without gaps, because screen readers announce a skipped level as a missing part."""
    levels: dict[int, int] = {}
    above: list[int] = []
    for element in headings:
        level = HEADINGS[element.tag]
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        levels[id(element)] = min(6, top_level - 1 + len(above))
    return levels


def _render(node: Element | str, page: _Page, *, linked: bool = False) -> str:
    """Markup of a node. Inside a link (`linked`), no second link is made, because links do not nest."""
    if isinstance(node, str):
        return node
    if node.tag == "img":
        return image(node, page.path, page.links, linked=linked)
    if node.tag == "input":
        return _checkbox(node)
    if node.tag == "a":
        return _link(node, page, linked=linked)
    inner = "".join(_render(child, page, linked=linked) for child in node.children)
    if node.tag == "section":
        return inner
    if node.tag in HEADINGS:
        return _tag(f"h{page.levels[id(node)]}", node, inner)
    if node.tag == "pre":
        # A parser drops the first line end of a `pre`, so a second pass would drop a second one.
        inner = inner.lstrip("\n")
    if node.tag == "p" and not inner.strip():
        return ""
    if node.tag == "p" and only_badges(node, inner):
        return _tag("p", node, inner, {"class": "readme-badges"})
    if node.tag == "span" and not inner and node.anchor is None:
        return ""
    return _tag(node.tag, node, inner)


def _tag(tag: str, node: Element, inner: str, more: Mapping[str, str] | None = None) -> str:
    if not node.attributes and node.anchor is None and more is None and tag not in VOID:
        return f"<{tag}>{inner}</{tag}>"  # as nearly all of them are
    attributes = {name: value for name, value in node.attributes.items() if name not in ("id", "name")}
    if node.anchor is not None:
        attributes["id"] = ID_PREFIX + node.anchor
    attributes.update(more or {})
    written = "".join(f' {name}="{escape.html(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>" if tag in VOID else f"<{tag}{written}>{inner}</{tag}>"


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
    if href.startswith("#"):
        return anchor_target(href, page.anchors)
    return resolve(href, page.path, page.links) if href else None
