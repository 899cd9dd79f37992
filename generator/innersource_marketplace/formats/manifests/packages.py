"""Names of packages as each ecosystem compares them, and what a manifest comes to."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

import msgspec

from innersource_marketplace.limits import PACKAGE_CHARACTERS, REQUIREMENTS
from innersource_marketplace.model import PackageKind


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


class Package(msgspec.Struct, frozen=True, order=True):
    """A package: `name` is spelled the one way in which its ecosystem compares names.

    `registry` is the one that it is published in, by the name that manifests use; "" is the usual one.
    """

    ecosystem: Ecosystem
    name: str
    registry: str = ""


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement as a manifest writes it. `local` ones are met by a folder or another part of the same project."""

    name: object
    versions: object = None
    registry: object = None
    local: bool = False


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What one manifest says: the packages that its project provides, and those that it requires.

    `local` are those that another part of the project provides for it. `majors` are the first numbers of versions,
    where they are known: of what is provided its own, of what is required the lowest that will do.
    `kind` is what is provided, where the manifest tells; it is `complete` if it has all that a registry requires.
    """

    provides: tuple[Package, ...] = ()
    requires: tuple[Package, ...] = ()
    local: tuple[Package, ...] = ()
    majors: Mapping[Package, int] = msgspec.field(default_factory=dict)
    kind: PackageKind | None = None
    complete: bool = False


_NOTHING = Manifest()
_REGISTRY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_VERSIONS_CHARACTERS = 200
_MAJOR = re.compile(r"(?<![\w.])(?P<sign>[<>=!~^]{0,3})\s{0,3}[vV]?(?P<major>\d{1,6})(?:\.[\dxX*]+){0,5}")
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


def package(ecosystem: Ecosystem, name: object, registry: object = None) -> Package | None:
    """The package of that name; None of what is no name there."""
    if not isinstance(name, str) or len(name) > PACKAGE_CHARACTERS:
        return None
    bare = name.strip()
    if not _NAMES[ecosystem].fullmatch(bare):
        return None
    source = registry if isinstance(registry, str) and _REGISTRY.fullmatch(registry) else ""
    return Package(ecosystem, _SPELLED.get(ecosystem, str)(bare), source)


def manifest(
    ecosystem: Ecosystem,
    provides: object,
    requires: Iterable[object],
    *,
    version: object = None,
    registry: object = None,
    kind: PackageKind | None = None,
    complete: bool = False,
) -> Manifest:
    """Make a manifest of names, leaving out what is no name; sorted, each once, up to a limit.

    A requirement is a name or a `Needed`. The others are about what is provided.
    """
    own = package(ecosystem, provides, registry)
    majors: dict[Package, int] = {}
    needed: set[Package] = set()
    local: set[Package] = set()
    for one in requires:
        need = one if isinstance(one, Needed) else Needed(name=one)
        found = package(ecosystem, need.name, need.registry)
        if found is None:
            continue
        (local if need.local else needed).add(found)
        floor = lowest_major(need.versions)
        if floor is not None:
            majors[found] = min(floor, majors.get(found, floor))
    if own is not None and (major := lowest_major(version)) is not None:
        majors[own] = major
    kept = tuple(sorted(needed - {own} - local))[:REQUIREMENTS]
    return Manifest(
        provides=() if own is None else (own,),
        requires=kept,
        local=tuple(sorted(local))[:REQUIREMENTS],
        majors={one: majors[one] for one in sorted(majors.keys() & {*kept, *(() if own is None else (own,))})},
        kind=kind,
        complete=complete,
    )


def lowest_major(versions: object) -> int | None:
    """The first number of the lowest version that a requirement allows (“^2.1 || 3”, “>=2,<4”); None if it has none."""
    if not isinstance(versions, str) or len(versions) > _VERSIONS_CHARACTERS:
        return None
    found = [int(match["major"]) for match in _MAJOR.finditer(versions) if match["sign"] not in ("<", "<=", "!=")]
    return min(found, default=None)


def nothing() -> Manifest:
    """What a manifest says that cannot be read."""
    return _NOTHING
