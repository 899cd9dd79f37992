"""Accounts and teams in a CODEOWNERS file."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from innersource_marketplace.limits import LIST_ITEMS, OWNER_RULES

_SECTION = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?")
_OWNER = re.compile(r"@{1,2}[A-Za-z0-9_](?:[A-Za-z0-9_./-]{0,98}[A-Za-z0-9_])?")

_WILD = re.compile(r"[*?\[]")

_EVERYTHING = frozenset(("*", "/", "/*", "**", "/**", "/**/*", "**/*", ".*"))
"""Patterns for all files; the last is how Gitea, whose patterns are regular expressions, says it."""


def code_owners(text: str) -> tuple[str, ...]:
    """Accounts and teams of a CODEOWNERS file in their order, once each; e-mail addresses are left out.

    Understands the dialects of GitHub, GitLab (sections with default owners) and Gitea.
    """
    owners: dict[str, None] = {}
    for line in text.splitlines():
        rule = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        section = _SECTION.match(rule)
        words = rule[section.end() :].split() if section else re.split(r"(?<!\\)\s+", rule)[1:]
        for word in words:
            if _OWNER.fullmatch(word):
                owners.setdefault(word)
    return tuple(owners)[:LIST_ITEMS]


def whole_owners(text: str) -> tuple[str, ...]:
    """The owners that a CODEOWNERS file gives to everything that no other rule is about: those of its last such rule.

    In GitLab's dialect the last one of each section, as for `folder_owners`. Who owns a single path does not own the
    repository.
    """
    last = {section: owners for section, steps, owners in _rules(text) if not steps}
    return tuple(dict.fromkeys(owner for owners in last.values() for owner in owners))[:LIST_ITEMS]


def folder_owners(text: str, folders: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The owners that a CODEOWNERS file gives to each of some folders as a whole, by the last rule about it.

    In GitLab's dialect the last one of each section, which may leave the owners to the section. Who owns only a
    part of a folder does not own the folder.
    """
    last: dict[str, dict[str, tuple[str, ...]]] = {folder: {} for folder in folders}
    paths = {folder: tuple(folder.split("/")) for folder in last}
    for section, steps, owners in _rules(text):
        for folder, path in paths.items():
            if _is_about(steps, path):
                last[folder][section] = owners
    return {
        folder: tuple(dict.fromkeys(owner for owners in sections.values() for owner in owners))[:LIST_ITEMS]
        for folder, sections in last.items()
    }


_Rule = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Section, the steps of a pattern, and owners."""


_NO_FOLDER = ("",)
"""The steps of a pattern for the files right in a folder, and nothing below them."""


def _rules(text: str) -> Iterable[_Rule]:
    section, count = "", 0
    defaults: tuple[str, ...] = ()
    for line in text.splitlines():
        rule = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        heading = _SECTION.match(rule)
        if heading:
            name = re.sub(r"^\^?\[|\](?:\[\d+\])?$", "", heading[0]).casefold()
            section, defaults = name, _owners(rule[heading.end() :].split())
            continue
        pattern, *words = re.split(r"(?<!\\)\s+", rule)
        if pattern and not pattern.startswith("!") and count < OWNER_RULES:
            count += 1
            yield section, _steps(pattern.replace("\\ ", " ")), _owners(words) if words else defaults


def _owners(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if _OWNER.fullmatch(word)))


def _steps(pattern: str) -> tuple[str, ...]:
    """The steps that a folder must have for a pattern to be about all of it; without any it is about everything."""
    if pattern in _EVERYTHING:
        return ()
    # The last is how Gitea, whose patterns are regular expressions, says "all below it".
    bare = re.sub(r"(?:/\*\*(?:/\*)?|/|/\.\*)$", "", pattern)
    anchored = bare.startswith("/") or "/" in bare
    steps = tuple(bare.removeprefix("/").split("/"))
    if steps[-1] == "*" and bare == pattern:
        return _NO_FOLDER
    return steps if anchored else ("**", *steps)


def _is_about(steps: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a pattern fits a folder or one around it. `places` is how many steps of the path may be done."""
    places = {0}
    for step in steps:
        if step == "**":
            places = set(range(min(places), len(path) + 1))
        else:
            places = {place + 1 for place in places if place < len(path) and _fits(path[place], step)}
        if not places:
            return False
    return True


def _fits(name: str, step: str) -> bool:
    return fnmatchcase(name, step) if _WILD.search(step) else name == step
