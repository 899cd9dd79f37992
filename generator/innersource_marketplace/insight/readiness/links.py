"""The links of a README that lead to documentation or to guidelines: by their words, their place or their address."""

import html
import re
from collections.abc import Iterator

from innersource_marketplace.insight.purpose import headings
from innersource_marketplace.insight.readiness.sections import markup_below
from innersource_marketplace.model import Facts, Readme
from innersource_marketplace.reference.project_addresses import other_project, place_of

_LINK = re.compile(r'<a href="([^"#][^"]*)"[^>]*>(.{1,200}?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_DOCUMENTATION = re.compile(
    r"\W*(?:(?:the|our|its|read|full|official|complete|detailed|latest|online|project|user|developer|api|reference"
    r"|website|and|excellent) ){0,4}"
    r"(?:documentation|docs|wiki|manual|handbook|guides?|api reference|javadocs?|dokumentation)\W*",
    re.IGNORECASE,
)
_GUIDELINES = re.compile(
    r"\W*(?:(?:our|the|full) )?(?:how to contribute|contributing(?: (?:guide(?:line)?s?|doc\w*))?(?:\.\w{2,8})?"
    r"|contribution guide(?:line)?s?)\W*",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?i)\W*(?:(?:home ?page|web ?site|help|support|resources|demos?|examples?) (?:and|&|/) )?"
    r"(?:(?:api|project|user|online|further|full|official|more|the) ){0,2}"
    r"(?:documentations?|docs|(?:user(?:['’]s)? |reference )?(?:guides?|manual)|api reference|dokumentation|handbuch"
    r"|documentación|documentação|documentazione|документация|文档|文檔|ドキュメント|문서)"
    r"(?: (?:and|&|/) [\w ]{1,30}| links?)?\W*"
)
"""Headings of a README that are about its documentation."""

_LISTED = re.compile(r'<li>\s*(?:<p>)?([^<]{4,60}?)(?:</p>)?\s*<ul>\s*<li>\s*(?:<p>)?<a href="([^"#][^"]*)"')
"""An item of a list that is about the links in a list below it."""

_HOSTS = re.compile(
    r"(?:[\w-]+\.)*(?:docs?|documentation|manual|wiki|handbook|readthedocs|rtfd|gitbook|hexdocs|rubydoc|javadoc|godoc"
    r"|pkgdown|metacpan|hackage|rdrr)\.[\w.-]+|pkg\.go\.dev|[\w-]+\.(?:github|gitlab)\.io"
)
_FOLDERS = frozenset(
    [
        *("api-docs", "apidoc", "apidocs", "doc", "docs", "documentation", "guide", "guides", "handbook", "javadoc"),
        *(
            "manual",
            "reference",
            "wiki",
            "installation",
            "getting-started",
            "quickstart",
            "tutorial",
            "tutorials",
            "faq",
        ),
    ]
)
"""Hosts, and folders of an address, that by their name hold documentation."""

_LETTERS = re.compile(r"[\W_]+")
_NAME_LETTERS = 3


def guidelines_link(shown: Readme | None) -> str | None:
    """The address that a README calls its guidelines for contributors."""
    return next((address for address, words in _links(shown) if _GUIDELINES.fullmatch(words)), None)


def documentation_link(shown: Readme | None, facts: Facts) -> str | None:
    """The address of what a README calls its documentation, or of what tells by itself that it documents the project.

    An address of another repository is none; of one elsewhere the project's name, or its owner's, must be a part.
    """
    found, own = [*_links(shown)], facts.url

    def is_own(address: str) -> bool:
        return own is None or other_project(address, (own,)) is None

    names = [name for name in (_letters(facts.name), _letters(facts.owner)) if len(name) >= _NAME_LETTERS]
    own_name = re.compile(rf"\b{re.escape(facts.name)}(?:['’]s)?\s", re.IGNORECASE)
    listed = [] if shown is None else _LISTED.findall(shown.html or "")
    found += [
        (html.unescape(address), "documentation") for words, address in listed if _HEADING.fullmatch(words.strip())
    ]
    called = (address for address, words in found if _DOCUMENTATION.fullmatch(own_name.sub("", words)))
    return next(filter(is_own, called), None) or next(
        (address for address, _ in found if _documents(address, names) and is_own(address)), None
    )


def documentation_heading(shown: Readme | None) -> tuple[str, str | None] | None:
    """The heading of a README about its documentation, and where the first link below it leads; None without one."""
    heading = next(filter(_HEADING.fullmatch, headings(shown)), None) if shown is not None else None
    if heading is None or shown is None:
        return None
    section = (markup_below(heading, shown) or "").partition("<h")[0]
    linked = _LINK.search(section)
    return heading, None if linked is None else html.unescape(linked[1])


def _documents(address: str, names: list[str]) -> bool:
    host, path = place_of(address)
    is_documentation = _HOSTS.fullmatch(host) or any(segment.casefold() in _FOLDERS for segment in path)
    return bool(is_documentation) and any(name in _letters(f"{host}/{'/'.join(path)}") for name in names)


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.casefold().removesuffix(".js").removesuffix(".jl"))


def _links(shown: Readme | None) -> Iterator[tuple[str, str]]:
    """Where each link of a README leads, and its words."""
    markup = shown.html if shown is not None and shown.html is not None else ""
    for link in _LINK.finditer(markup):
        yield html.unescape(link[1]), " ".join(_TAG.sub("", link[2]).split())
