"""Names the places of a README that can be linked to, as the hosts name them.

The rules, for the text of a heading without its images:

- GitHub: lower case; letters, marks, decimal and letter numbers, connecting punctuation, spaces and
  hyphens stay; each space becomes a hyphen. Source: html-pipeline, and the headings that
  github-slugger has tried on GitHub itself.
- GitLab: the same of the trimmed text, runs of hyphens made one. Source: `Gitlab::Utils::Markdown`.
- comrak, which newer versions of GitLab use: every number stays. Source: its `Anchorizer`.
- Gitea and Forgejo: of the trimmed text letters, numbers, underscores and hyphens stay, no marks;
  any space becomes a hyphen. Source: `common.CleanValue`.

Headings get GitHub's name; those of the others lead to the same place.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote, unquote

from innersource_marketplace.limits import ANCHOR_CHARACTERS
from innersource_marketplace.readme.elements import HEADINGS, Element, heading_words, text_of
from innersource_marketplace.readme.html_policy import ID_PREFIX

_NOT_IN_AN_ID = re.compile(r"[\s\x00-,/;-@\[-^`{-\xa0]+")
"""What an id of an author's own may not have: the policy allows what is left."""

_HYPHENS = re.compile(r"-{2,}")
_DIGITS = re.compile(r"[0-9]+")

_WORD = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"))
_LETTERS_AND_NUMBERS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No"))
_CIRCLED_LETTERS = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))
"""Symbols that Unicode counts as alphabetic."""


def github_anchor(text: str) -> str:
    """The name that GitHub gives a heading of this text; empty where nothing is left."""
    return _kept(text.lower(), _is_word)


def _gitlab_anchor(text: str) -> str:
    name = _HYPHENS.sub("-", _kept(text.strip().lower(), _is_word))
    return f"anchor-{name}" if _DIGITS.fullmatch(name) else name


def _comrak_anchor(text: str) -> str:
    return _kept(text.strip().lower(), lambda character: _is_word(character) or unicodedata.category(character) == "No")


def _gitea_anchor(text: str) -> str:
    return _kept(
        re.sub(r"\s", " ", text.strip()).lower(),
        lambda character: character == "_" or unicodedata.category(character) in _LETTERS_AND_NUMBERS,
    )


_OTHER_HOSTS: tuple[Callable[[str], str], ...] = (_gitlab_anchor, _comrak_anchor, _gitea_anchor)


def name_anchors(elements: Iterable[Element]) -> dict[str, str]:
    """Give every element that can be linked to its id, without prefix; the result maps names in links to ids.

    Ids of the author's own come on top of those of headings. A heading without words becomes a `span`.
    """
    taken: dict[str, int] = {}
    names: dict[str, str] = {}
    further: list[tuple[str, str]] = []
    pending: str | None = None
    for element in elements:
        own = element.attributes.get("id") or (element.attributes.get("name") if element.tag == "a" else None)
        if element.tag == "section":
            pending = own
        elif element.tag in HEADINGS:
            words = heading_words(element)
            if not words:
                element.tag = "span"
                continue
            text = text_of(element)
            element.anchor = _unused(_cut(github_anchor(text) or github_anchor(words) or "section"), taken)
            names.setdefault(element.anchor, element.anchor)
            names.update((_cut(one), element.anchor) for one in (own, pending) if one)
            further += ((_cut(rule(text)), element.anchor) for rule in _OTHER_HOSTS)
            pending = None
        elif own:
            cleaned = _cut(_NOT_IN_AN_ID.sub("-", own.removeprefix(ID_PREFIX)))
            if cleaned and cleaned not in taken:
                element.anchor = _unused(cleaned, taken)
                names.setdefault(_cut(own), element.anchor)
    for name, anchor in further:
        names.setdefault(name, anchor)
    return names


def anchor_target(href: str, names: Mapping[str, str]) -> str | None:
    """The address on the page for a link `#…` of a README; None where it leads nowhere."""
    name = unquote(href[1:])
    for candidate in (name, name.removeprefix(ID_PREFIX), name.lower()):
        if (anchor := names.get(_cut(candidate))) is not None:
            return "#" + ID_PREFIX + quote(anchor)
    return None


def _kept(text: str, keep: Callable[[str], bool]) -> str:
    return "".join("-" if character == " " else character for character in text if character in " -" or keep(character))


def _is_word(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character == "_"
    return unicodedata.category(character) in _WORD or any(
        first <= ord(character) <= last for first, last in _CIRCLED_LETTERS
    )


def _cut(name: str) -> str:
    return name[:ANCHOR_CHARACTERS]


def _unused(base: str, taken: dict[str, int]) -> str:
    """`base`, or `base-1` and so on. Counting from the last number keeps many equal names linear."""
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 0
    return name
