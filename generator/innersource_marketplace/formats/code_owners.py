"""Accounts and teams in a CODEOWNERS file."""

import re

from innersource_marketplace.limits import LIST_ITEMS

_SECTION = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?")
_OWNER = re.compile(r"@{1,2}[A-Za-z0-9_](?:[A-Za-z0-9_./-]{0,98}[A-Za-z0-9_])?")

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

    Who owns a single path does not own the repository.
    """
    owners: tuple[str, ...] = ()
    for line in text.splitlines():
        rule = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        words = rule.split()
        if words and words[0] in _EVERYTHING:
            owners = tuple(dict.fromkeys(word for word in words[1:] if _OWNER.fullmatch(word)))
    return owners[:LIST_ITEMS]
