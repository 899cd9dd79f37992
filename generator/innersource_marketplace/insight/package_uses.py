"""Which project uses which: who requires a package that exactly one other project provides."""

from collections.abc import Mapping

import msgspec

from innersource_marketplace.formats.manifests import Package, Packages
from innersource_marketplace.limits import DEPENDENCIES
from innersource_marketplace.model import ProjectKey


class Use(msgspec.Struct, frozen=True, order=True):
    """`user` requires a package of `used`; `path` is the first file that says so."""

    user: ProjectKey
    used: ProjectKey
    package: Package
    path: str


class Claim(msgspec.Struct, frozen=True, order=True):
    """A package that several projects provide, so that so it is not known which of them others use."""

    package: Package
    providers: tuple[ProjectKey, ...]


def uses(packages: Mapping[ProjectKey, Packages]) -> tuple[tuple[Use, ...], tuple[Claim, ...]]:
    """Every use among some projects, sorted, and the packages in doubt that somebody else requires.

    Give only projects that may be shown: the result then reveals no others. A package in doubt
    makes no use at all.
    """
    providers: dict[Package, list[ProjectKey]] = {}
    for key, own in sorted(packages.items()):
        for package in own.provides:
            providers.setdefault(package, []).append(key)
    found: list[Use] = []
    doubtful: set[Package] = set()
    for key, own in sorted(packages.items()):
        used: set[ProjectKey] = set()
        for package, paths in own.requires.items():
            candidates = [key for key in providers.get(package, ()) if _agree(packages[key], own, package)]
            if len(candidates) > 1:
                doubtful.add(package)
            elif candidates and (candidates[0] in used or len(used) < DEPENDENCIES):
                used.add(candidates[0])
                found.append(Use(key, candidates[0], package, paths[0]))
    return (
        tuple(sorted(found)),
        tuple(Claim(package, tuple(providers[package])) for package in sorted(doubtful)),
    )


def _agree(provider: Packages, user: Packages, package: Package) -> bool:
    """Whether what is provided can be what is required: a version that is not out yet is another package's."""
    provided, wanted = provider.majors.get(package), user.majors.get(package)
    return not provided or wanted is None or wanted <= provided
