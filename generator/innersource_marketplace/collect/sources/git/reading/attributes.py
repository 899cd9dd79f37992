"""What `.gitattributes` files say about the languages of a repository.

Sources: gitattributes(5) for the patterns; github-linguist, "Overrides", for the attributes.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from posixpath import dirname

import msgspec

from innersource_marketplace.limits import ATTRIBUTE_RULES, ATTRIBUTE_TRIALS

NAME = ".gitattributes"
_LONGEST = 300
_ATTRIBUTE = re.compile(r"(?P<off>[-!])?linguist-(?P<name>[a-z]+)(?:=(?P<value>\S{0,60}))?")
_OFF = frozenset({"false", "0", "no", "off"})
_WILD = re.compile(r"[*?\[]")


class _Rule(msgspec.Struct, frozen=True, dict=True):
    folder: str
    pattern: str
    values: Mapping[str, str | bool | None]

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The pattern by folders; one without a slash may be at any depth."""
        bare = self.pattern.removeprefix("/")
        return tuple((bare if "/" in self.pattern else f"**/{bare}").split("/"))

    @cached_property
    def ending(self) -> str | None:
        """What paths end in, for the usual patterns such as `*.sql`."""
        return self.pattern[1:] if re.fullmatch(r"\*\.[\w.-]+", self.pattern) else None

    def fits(self, path: str) -> bool:
        """Whether the rule is about a path."""
        if self.folder:
            if not path.startswith(f"{self.folder}/"):
                return False
            path = path[len(self.folder) + 1 :]
        return path.endswith(self.ending) if self.ending is not None else _fits(self.parts, tuple(path.split("/")))


class Attributes:
    """The rules of all files, those nearer to a path later, and of one file the later ones later: the last one wins.

    `left_out` is how many of them are over the limits, and count for nothing.
    """

    def __init__(self, files: Mapping[str, str], paths: int) -> None:
        rules = [rule for path in sorted(files, key=lambda path: path.count("/")) for rule in _rules(path, files[path])]
        self._rules = rules[: min(ATTRIBUTE_RULES, ATTRIBUTE_TRIALS // max(paths, 1))]
        self.left_out = len(rules) - len(self._rules)

    def of(self, path: str) -> Mapping[str, str | bool | None]:
        """The attributes of a path by name ("vendored"): true, false, a text; nothing is said of absent ones."""
        found: dict[str, str | bool | None] = {}
        for rule in self._rules:
            if rule.fits(path):
                found.update(rule.values)
        return found


class AttributesBelow(msgspec.Struct, frozen=True):
    """The attributes of paths as they are seen from a folder."""

    attributes: Attributes
    folder: str

    def of(self, path: str) -> Mapping[str, str | bool | None]:
        """As those of the repository say."""
        return self.attributes.of(f"{self.folder}/{path}")


def _rules(path: str, text: str) -> Iterable[_Rule]:
    for line in text.splitlines():
        if "linguist-" not in line or len(line) > _LONGEST or line.lstrip().startswith(("#", "!", "[")):
            continue
        try:
            words = shlex.split(line, comments=False) if line.lstrip().startswith('"') else line.split()
        except ValueError:  # a quotation mark without an end
            continue
        values = {match["name"]: _value(match) for word in words[1:] if (match := _ATTRIBUTE.fullmatch(word))}
        pattern = words[0]
        if values and not pattern.endswith("/"):
            yield _Rule(dirname(path), pattern, values)


def _value(match: re.Match[str]) -> str | bool | None:
    if match["off"]:
        return False if match["off"] == "-" else None
    if match["value"] is None:
        return True
    return False if match["value"].casefold() in _OFF else True if match["value"] == "true" else match["value"]


def _fits(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a pattern fits a path, part by part: `places` are the parts of the path that may come next."""
    places = {0}
    for number, part in enumerate(pattern):
        if part == "**":
            # At the end it fits something, elsewhere also nothing.
            first = min(places) + (number == len(pattern) - 1)
            places = set(range(first, len(path) + 1))
        else:
            places = {place + 1 for place in places if place < len(path) and _same(part, path[place])}
        if not places:
            return False
    return len(path) in places


def _same(pattern: str, name: str) -> bool:
    return fnmatchcase(name, pattern) if _WILD.search(pattern) else name == pattern
