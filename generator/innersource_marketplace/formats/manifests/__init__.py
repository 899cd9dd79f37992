"""Which packages a project provides and which it requires, from the manifests in its repository.

Pure, and total over any bytes: a manifest that cannot be read says nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from posixpath import basename, dirname

import msgspec

from innersource_marketplace.formats.manifests import readers
from innersource_marketplace.formats.manifests.commands import COMMAND_FILES, read_commands
from innersource_marketplace.formats.manifests.descriptions import configures_updates, read_descriptions
from innersource_marketplace.formats.manifests.other_descriptions import has_words
from innersource_marketplace.formats.manifests.packages import Ecosystem, Manifest, Package
from innersource_marketplace.formats.manifests.suggestions import Facts
from innersource_marketplace.model import Commands, PackageKind

__all__ = [
    "Ecosystem",
    "Manifest",
    "Package",
    "Packages",
    "WhatManifestsSay",
    "is_manifest",
    "names_packages",
    "read_manifest",
    "read_manifests",
    "read_packages",
]

_Reader = Callable[[bytes, str], Manifest]

_BY_NAME: Mapping[str, _Reader] = {
    "pyproject.toml": readers.pyproject,
    "setup.cfg": readers.setup,
    "setup.py": readers.setup,
    "package.json": readers.package_json,
    "pom.xml": readers.pom,
    "go.mod": readers.go_module,
    "Cargo.toml": readers.cargo,
    "composer.json": readers.composer,
    "Gemfile": readers.gemfile,
    "build.gradle": readers.gradle,
    "build.gradle.kts": readers.gradle,
}
_BY_PATTERN: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"requirements(?:[-_.][a-z0-9_-]{1,30})?\.txt"), readers.requirements),
    (re.compile(r".{1,100}\.(?:cs|fs|vb)proj"), readers.msbuild),
    (re.compile(r".{1,100}\.gemspec"), readers.gemspec),
)
_IN_WORDS = re.compile(r"DESCRIPTION|.{1,100}\.cabal")
"""Manifests that are read for what they say in words alone, in the root."""

_SETTINGS = ("settings.gradle", "settings.gradle.kts")


class Packages(msgspec.Struct, frozen=True, kw_only=True):
    """What all manifests of a project come to, each package with the paths of the files that name it.

    `majors` are the first numbers of versions, of what is provided and of the lowest required. `kinds` are those of
    what is provided, where a manifest tells.
    """

    provides: Mapping[Package, tuple[str, ...]]
    requires: Mapping[Package, tuple[str, ...]]
    majors: Mapping[Package, int] = msgspec.field(default_factory=dict)
    kinds: Mapping[Package, PackageKind] = msgspec.field(default_factory=dict)


class WhatManifestsSay(msgspec.Struct, frozen=True, kw_only=True):
    """All that is taken from the manifests of a project.

    `words` are their descriptions, those of the root only; `updates_in` is the one that configures Renovate;
    `commands` are how the project is set up and tested.
    """

    packages: Packages = msgspec.field(default_factory=lambda: Packages(provides={}, requires={}))
    words: tuple[Facts, ...] = ()
    updates_in: str | None = None
    commands: Commands = msgspec.field(default_factory=Commands)


def is_manifest(path: str) -> bool:
    """Whether a file is one that `read_packages` wants to see, by its name alone."""
    return (
        basename(path) in _SETTINGS
        or _reader(path) is not None
        or has_words(path)
        or any(pattern.fullmatch(path) for pattern in (_IN_WORDS, COMMAND_FILES))
    )


def names_packages(path: str) -> bool:
    """Whether a manifest is read for packages too, and not for words alone."""
    return basename(path) in _SETTINGS or _reader(path) is not None


def read_manifest(path: str, data: bytes) -> Manifest:
    """What one manifest says; nothing, where it cannot be read or is none."""
    reader = _reader(path)
    return Manifest() if reader is None else reader(data, path)


def read_packages(files: Iterable[tuple[str, bytes]]) -> Packages:
    """Everything that the manifests of one project say together. `files` are paths with contents.

    What a project provides itself it does not require, although its parts may need each other. What they
    need from a folder of the project is internal, and not the package of that name that others publish.
    """
    contents = dict(sorted(files))
    provides: dict[Package, list[str]] = {}
    requires: dict[Package, list[str]] = {}
    majors: dict[Package, int] = {}
    kinds: dict[Package, PackageKind] = {}
    local: set[Package] = set()
    published: set[Package] = set()
    for path, data in contents.items():
        found = read_manifest(path, data)
        named = _gradle_name(path, contents)
        for package, kind in [(one, said.kind) for said in (found, named) for one in said.provides]:
            provides.setdefault(package, []).append(path)
            if kind is not None and kinds.get(package, PackageKind.INTERNAL) is PackageKind.INTERNAL:
                kinds[package] = kind
            if found.complete or "/" not in path:
                published.add(package)
        for package in found.requires:
            requires.setdefault(package, []).append(path)
        for package, major in found.majors.items():
            majors[package] = min(major, majors.get(package, major))
        local.update(found.local)
    needed = sorted(package for package in requires if package not in provides and package not in local)
    # Examples and tests take from a folder what is published too: the package of the repository as a whole, and
    # one with all that its registry asks for. The path of a Go module is nobody else's.
    inner = {package for package in local - published if package.ecosystem is not Ecosystem.GO}
    return Packages(
        provides={package: tuple(provides[package]) for package in sorted(provides) if package not in inner},
        requires={package: tuple(requires[package]) for package in needed},
        majors=dict(sorted(majors.items())),
        kinds={package: kinds[package] for package in sorted(kinds) if package not in inner},
    )


def read_manifests(files: Iterable[tuple[str, bytes]]) -> WhatManifestsSay:
    """Everything that the manifests of one project say. `files` are paths with contents."""
    contents = [*files]
    return WhatManifestsSay(
        packages=read_packages(contents),
        words=read_descriptions(contents),
        updates_in=configures_updates(contents),
        commands=read_commands(contents),
    )


def _reader(path: str) -> _Reader | None:
    name = basename(path)
    if name in _BY_NAME:
        return _BY_NAME[name]
    return next((reader for pattern, reader in _BY_PATTERN if pattern.fullmatch(name)), None)


def _gradle_name(path: str, contents: Mapping[str, bytes]) -> Manifest:
    if not basename(path).startswith("build.gradle"):
        return Manifest()
    folder = dirname(path)
    settings = (contents.get(f"{folder}/{name}" if folder else name) for name in _SETTINGS)
    found = next((data for data in settings if data is not None), None)
    return Manifest() if found is None else readers.gradle_coordinates(contents[path], found)
