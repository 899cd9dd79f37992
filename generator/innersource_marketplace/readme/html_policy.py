"""The policy of what a README may contain, and the sanitiser that applies it last.

Whatever produced the markup, nothing reaches a page but through `clean`. The policy names what is
allowed; everything else goes. Decisions behind it:

- No foreign content model (svg, math) and no raw-text element (style, title, noscript, …): they are
  how cleaned markup mutates back into live markup (CVE-2021-38193, RUSTSEC-2025-0071).
- Ids carry the prefix `user-content-`, so that a README cannot take the name of a part of the page.
- Classes come from a list, so that a README cannot dress up as the theme.
- Images come from the site itself or not at all: no visitor is tracked by a badge.
- `rel`: nofollow, since a README's links are not our recommendation; noreferrer, since an inner
  page address may tell a foreign host about an unannounced project; noopener for old browsers.
  Links open in the same window: whoever wants another one knows how.
"""

# ruff: noqa: SIM905 -- lists of names read best as a text: the policy fits on one screen

import re
from collections.abc import Mapping

import nh3

from innersource_marketplace.model import SafeHtml
from innersource_marketplace.readme import code_markup
from innersource_marketplace.readme.readme_links import safe_address

ID_PREFIX = "user-content-"

ALLOWED_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure "
    "h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub "
    "summary sup table tbody td tfoot th thead tr u ul var wbr".split()
)

ALLOWED_CLASSES = frozenset(
    "contains-task-list task-list-item readme-task readme-badge readme-badges readme-image readme-text "
    "footnotes footnote-ref footnote-backref markdown-alert markdown-alert-title markdown-alert-note "
    "markdown-alert-tip markdown-alert-important markdown-alert-warning markdown-alert-caution math highlight".split()
).union(code_markup.CLASSES)

_NUMBER = re.compile(r"[0-9]{1,4}")
_WIDTH = re.compile(r"[0-9]{1,4}|[0-9]{1,3}(?:\.[0-9]{1,2})?%")
_ANY = re.compile(r"(?s).*")

ALLOWED_ATTRIBUTES: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "*": {
        "id": re.compile(ID_PREFIX + r"[^\s\x00-,/;-@\[-^`{-\xa0]{1,320}"),
        "dir": re.compile(r"ltr|rtl|auto"),
        "lang": re.compile(r"[A-Za-z0-9-]{2,35}"),
        "align": re.compile(r"left|center|right"),
    },
    "a": {"href": _ANY, "title": _ANY, "class": _ANY, "aria-label": re.compile(r"Back to reference [0-9-]{1,9}")},
    "abbr": {"title": _ANY},
    "img": {
        "src": re.compile(r"(?:\.\./){0,20}[A-Za-z0-9_-][A-Za-z0-9_./-]{0,300}"),
        "alt": _ANY,
        "title": _ANY,
        "width": _WIDTH,
        "height": _NUMBER,
        "loading": re.compile(r"lazy"),
        "class": _ANY,
    },
    "span": {"class": _ANY, "role": re.compile(r"img"), "aria-label": re.compile(r"(?:not )?done")},
    "code": {"class": _ANY},
    "ol": {"class": _ANY, "start": re.compile(r"[0-9]{1,9}"), "reversed": re.compile(r"")},
    "details": {"open": re.compile(r"")},
    "td": {"colspan": _NUMBER, "rowspan": _NUMBER, "width": _WIDTH},
    "th": {"colspan": _NUMBER, "rowspan": _NUMBER, "scope": re.compile(r"col|row"), "width": _WIDTH},
    **{tag: {"class": _ANY} for tag in ("div", "li", "p", "pre", "sup", "ul")},
}
"""Attribute to what its whole value must match; `href` and `class` are examined further below."""

DROPPED_WITH_CONTENT = frozenset(
    "applet audio canvas datalist embed frame frameset iframe map math noembed noframes noscript object "
    "plaintext script select style svg template textarea title video xmp".split()
)
"""Elements whose content is no text of the README."""

REL = "nofollow noopener noreferrer"

_LANGUAGE_CLASS = re.compile(r"language-[A-Za-z0-9+#._-]{1,30}")
_OWN_ANCHOR = re.compile(r"#" + ID_PREFIX + r"[A-Za-z0-9%_.~:-]{1,4000}")
_SETTLING_PASSES = 5

_INTAKE_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"id", "name", "class", "align", "dir", "lang"}),
    "a": frozenset({"href", "title", "aria-label"}),
    "abbr": frozenset({"title"}),
    "img": frozenset({"src", "alt", "title", "width", "height"}),
    "input": frozenset({"type", "checked"}),
    "ol": frozenset({"start", "reversed"}),
    "details": frozenset({"open"}),
    "td": frozenset({"colspan", "rowspan", "width"}),
    "th": frozenset({"colspan", "rowspan", "scope", "width"}),
    "span": frozenset({"data-math-style"}),
    "code": frozenset({"data-math-style"}),
}
_INTAKE = nh3.Cleaner(
    tags=ALLOWED_TAGS | {"aside", "center", "h1", "input", "section", "strike", "tt"},
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=_INTAKE_ATTRIBUTES,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)

_ELEMENT = re.compile(r"</?([A-Za-z][A-Za-z0-9:._-]{0,60})(?=[\s/>])[^<>]{0,2000}>")
_HTML = (
    ALLOWED_TAGS
    | DROPPED_WITH_CONTENT
    | frozenset(
        "address acronym area article aside base basefont bdi bdo big body button center col colgroup command data "
        "dialog dir fieldset font footer form h1 head header hgroup html image input keygen label legend link main "
        "marquee menu meta meter nav nobr optgroup option output param picture progress rb rtc search section slot "
        "source strike time track tt".split()
    )
)
"""Elements of HTML of any age: what the parser and the sanitiser know how to treat."""

_UNWANTED = {
    **dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A}),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)),
    **dict.fromkeys((0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080))),
    **dict.fromkeys((0x2028, 0x2029), " "),
}
"""Controls, what reorders or hides text (CVE-2021-42574), and line ends that only some readers see."""


def _without_unwanted(text: str) -> str:
    """A text without those characters. Most texts have none, and to see that is faster than to replace."""
    return text if _UNWANTED.keys().isdisjoint(map(ord, {*text})) else text.translate(_UNWANTED)


def intake(markup: str) -> str:
    """Turn any markup into well-formed markup of known elements, not yet fit for a page.

    A little more than the policy is let through (first headings, checkboxes), for `rewrite` to
    turn into what the policy allows.
    """
    lowered = markup.lower()
    if "<math" in lowered or "<svg" in lowered:
        # Their elements have a place there, and taking some away would change what is inside of what.
        return _without_unwanted(_INTAKE.clean(markup))
    unended = {name for name in DROPPED_WITH_CONTENT if f"</{name}" not in lowered}
    named = _ELEMENT.sub(lambda found: _as_element_or_text(found, unended), markup)
    return _without_unwanted(_INTAKE.clean(named))


def _as_element_or_text(tag: re.Match[str], unended: set[str]) -> str:
    """A tag that is none of HTML (`<path>` in a text) goes, for the sanitiser would take what follows it too.

    One that begins what is left out, and never ends, is text: otherwise the rest of the README would be left out.
    """
    name = tag[1].lower()
    if name in unended:
        return "" if "=" in tag[0] else f"&lt;{tag[1]}&gt;"
    return tag[0] if name in _HTML else ""


def clean(markup: str) -> SafeHtml | None:
    """Apply the policy; the last step before a page. Cleaning the result again changes nothing.

    Markup that still changes after a few passes is made to mutate: None, and nothing is shown.
    """
    before = markup
    for _ in range(_SETTLING_PASSES):
        after = _without_unwanted(_CLEANER.clean(before))
        if after == before:
            return SafeHtml(after)
        before = after
    return None


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value to keep of an attribute that is allowed by name, or None."""
    pattern = ALLOWED_ATTRIBUTES.get(tag, {}).get(name) or ALLOWED_ATTRIBUTES["*"].get(name)
    if name == "rel":
        return value
    if pattern is None or not pattern.fullmatch(value):
        return None
    if name == "class":
        return " ".join(c for c in value.split() if c in ALLOWED_CLASSES or _LANGUAGE_CLASS.fullmatch(c)) or None
    if name == "href":
        return value if _OWN_ANCHOR.fullmatch(value) or safe_address(value) == value else None
    if name == "src":
        return value if ".." not in value.lstrip("./") and "//" not in value else None
    return value


_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes={tag: frozenset(values) for tag, values in ALLOWED_ATTRIBUTES.items()},
    attribute_filter=_attribute,
    link_rel=REL,
    url_schemes={"http", "https", "mailto"},
)
