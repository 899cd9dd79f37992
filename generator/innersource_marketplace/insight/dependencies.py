"""Which projects of the site depend on which, from the manifests in the snapshot."""

from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join

from msgspec.structs import replace

from innersource_marketplace.errors import Problem, Severity, first_named, sentence
from innersource_marketplace.formats.manifests import Ecosystem, Package, Packages
from innersource_marketplace.insight.package_uses import Claim, Use, uses
from innersource_marketplace.limits import LISTED_PATHS
from innersource_marketplace.model import (
    Dependency,
    Facts,
    FactsInBrief,
    PackageKind,
    Project,
    ProjectKey,
    Requirement,
)
from innersource_marketplace.reference import forge_urls as links

_PROVIDED = 50
"""Packages of one project that are kept with it."""

_NAMED = 3
"""Other providers of a package that a problem names; the rest are counted."""


def with_dependencies(
    projects: Sequence[Project], facts: Mapping[ProjectKey, FactsInBrief], packages: Mapping[ProjectKey, Packages]
) -> tuple[tuple[Project, ...], tuple[Problem, ...]]:
    """Give each project those that it builds upon and those that build upon it, and what is in doubt.

    `projects` are those that are shown; nothing about any other comes out.
    """
    found, claims = uses({project.key: packages[project.key] for project in projects})
    depends_on: dict[ProjectKey, dict[ProjectKey, list[Requirement]]] = {}
    used_by: dict[ProjectKey, dict[ProjectKey, list[Requirement]]] = {}
    for use in found:
        requirement = _requirement(use, facts[use.user])
        depends_on.setdefault(use.user, {}).setdefault(use.used, []).append(requirement)
        used_by.setdefault(use.used, {}).setdefault(use.user, []).append(requirement)
    told = tuple(
        replace(
            project,
            depends_on=_dependencies(depends_on.get(project.key, {})),
            used_by=_dependencies(used_by.get(project.key, {})),
        )
        if project.key in depends_on or project.key in used_by
        else project
        for project in projects
    )
    return told, tuple(problem for claim in claims for problem in _in_doubt(claim))


def packages_of(facts: Facts, packages: Packages) -> Packages:
    """What a project provides and requires, from what its manifests say."""
    # A fork has the name of what it is a fork of: whoever requires that name hardly means the fork.
    return packages if facts.fork_of is None else replace(packages, provides={})


def provided(facts: Facts, packages: Packages) -> tuple[Requirement, ...]:
    """The packages that a project provides, those of the outer folders first."""
    beside = frozenset(facts.own_paths)
    found = [
        _with_kind(
            _named(package, paths[0], facts), paths[0], packages.kinds.get(package), beside, name=facts.last_name
        )
        for package, paths in packages.provides.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.path.count("/"), one.path, one.name))[:_PROVIDED])


def _with_kind(
    one: Requirement, path: str, kind: PackageKind | None, beside: frozenset[str], *, name: str
) -> Requirement:
    """What a package is: as its manifest says, or as the files beside it tell where its language has a rule.

    `name` is that of the project.
    """
    folder = path.rpartition("/")[0]
    program = one.name
    if one.ecosystem == Ecosystem.NPM and beside & {join(folder, "action.yml"), join(folder, "action.yaml")}:
        kind = PackageKind.INTERNAL
    elif kind is None and one.ecosystem == Ecosystem.NPM and not folder:
        kind = None if any(path.startswith("index.") for path in beside) else PackageKind.INTERNAL
    elif kind is None and one.ecosystem == Ecosystem.CARGO:
        kind = PackageKind.PROGRAM if join(folder, "src/main.rs") in beside else None
    elif kind is None and one.ecosystem == Ecosystem.GO:
        kind, part = _go_kind(folder, beside, name)
        program = f"{one.name}/{part}" if part else one.name
    return replace(one, kind=kind or PackageKind.LIBRARY, program=program if kind is PackageKind.PROGRAM else None)


_NO_PACKAGE = frozenset({"build.go", "doc.go", "generate.go", "magefile.go", "tools.go"})
"""Files of Go that by their name are there for building, or for words, and offer nothing to others."""


def _go_kind(folder: str, beside: frozenset[str], name: str) -> tuple[PackageKind, str]:
    """What a module of Go in a folder is, and where its program is in it: the only one, or the one of that name.

    Without a package beside its `go.mod` and without such a program, it is used by its parts.
    """
    if join(folder, "main.go") in beside:
        return PackageKind.PROGRAM, ""
    is_listed = join(folder, "go.mod") in beside and len(beside) < LISTED_PATHS
    has_package = any(
        dirname(path) == folder
        and path.endswith(".go")
        and not path.endswith("_test.go")
        and path.rpartition("/")[2] not in _NO_PACKAGE
        for path in beside
    )
    if has_package or not is_listed:
        return PackageKind.LIBRARY, ""
    inside = join(folder, "")
    programs = {dirname(path).removeprefix(inside) for path in beside if path.endswith("/main.go")}
    programs = {path for path in programs if path.startswith("cmd/") and path.count("/") == 1}
    chosen = programs if len(programs) == 1 else {path for path in programs if path == f"cmd/{name}"}
    return (PackageKind.PROGRAM, chosen.pop()) if chosen else (PackageKind.INTERNAL, "")


def _requirement(use: Use, user: FactsInBrief) -> Requirement:
    return _named(use.package, use.path, user)


def _named(package: Package, path: str, facts: Facts | FactsInBrief) -> Requirement:
    path = facts.below(path)
    url = links.at_host(facts, links.file_url, path)
    return Requirement(ecosystem=package.ecosystem.value, name=package.name, path=path, url=url)


def _dependencies(found: Mapping[ProjectKey, Sequence[Requirement]]) -> tuple[Dependency, ...]:
    return tuple(Dependency(key=key, packages=tuple(packages)) for key, packages in sorted(found.items()))


def _in_doubt(claim: Claim) -> Iterator[Problem]:
    for key in claim.providers:
        others = [other for other in claim.providers if other != key]
        yield Problem(
            where=key,
            severity=Severity.WARNING,
            code="package-ambiguous",
            message=sentence(
                "It provides the package {package} ({ecosystem}), and so does {names}:"
                " so it is not known which of them others use.",
                package=claim.package.name,
                ecosystem=claim.package.ecosystem,
                names=first_named(others, _NAMED),
            ),
            fix="Give the package a unique name, or mark the copy that is not published as private.",
        )
