"""Names of packages as each ecosystem compares them, and what a manifest comes to."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from innersource_marketplace.limits import PACKAGE_CHARACTERS, REQUIREMENTS


class Ecosystem(StrEnum):
    """Where packages of a kind share one space of names, by the types of package URLs."""

    CARGO = "cargo"
    COMPOSER = "composer"
    GEM = "gem"
    GO = "golang"
    MAVEN = "maven"
    NPM = "npm"
    NUGET = "nuget"
    PYTHON = "pypi"


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A package: `name` is spelled the one way in which its ecosystem compares names."""

    ecosystem: Ecosystem
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one manifest says: the packages that its project provides, and those that it requires."""

    provides: tuple[Package, ...] = ()
    requires: tuple[Package, ...] = ()


_NOTHING = Manifest()
_SEGMENT = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_NAMES: Mapping[Ecosystem, re.Pattern[str]] = {
    Ecosystem.CARGO: re.compile(r"[A-Za-z][A-Za-z0-9_-]*"),
    Ecosystem.COMPOSER: re.compile(rf"{_SEGMENT}/{_SEGMENT}"),
    Ecosystem.GEM: re.compile(_SEGMENT),
    Ecosystem.GO: re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*"),
    Ecosystem.MAVEN: re.compile(rf"{_SEGMENT}:{_SEGMENT}"),
    Ecosystem.NPM: re.compile(r"(?:@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]*"),
    Ecosystem.NUGET: re.compile(_SEGMENT),
    Ecosystem.PYTHON: re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"),
}
"""What a name looks like, as far as it matters here: no space, no control, nothing that markup could act on."""

_SPELLED: Mapping[Ecosystem, Callable[[str], str]] = {
    # Source: PyPA, "Names and normalization".
    Ecosystem.PYTHON: lambda name: re.sub(r"[-_.]+", "-", name).lower(),
    Ecosystem.CARGO: lambda name: name.replace("_", "-"),
    Ecosystem.COMPOSER: str.lower,
    Ecosystem.NUGET: str.lower,
}
"""How ecosystems that don't compare names letter by letter compare them."""


def package(ecosystem: Ecosystem, name: object) -> Package | None:
    """The package of that name; None of what is no name there."""
    if not isinstance(name, str) or len(name) > PACKAGE_CHARACTERS:
        return None
    bare = name.strip()
    if not _NAMES[ecosystem].fullmatch(bare):
        return None
    return Package(ecosystem, _SPELLED.get(ecosystem, str)(bare))


def manifest(ecosystem: Ecosystem, provides: object, requires: Iterable[object]) -> Manifest:
    """Make a manifest of names, leaving out what is no name; sorted, each once, up to a limit."""
    own = package(ecosystem, provides)
    needed = {found for name in requires if (found := package(ecosystem, name)) is not None} - {own}
    return Manifest(provides=() if own is None else (own,), requires=tuple(sorted(needed))[:REQUIREMENTS])


def nothing() -> Manifest:
    """What a manifest says that cannot be read."""
    return _NOTHING
