"""One reader an ecosystem: the bytes of a manifest to the packages that it names. None ever raises.

Only literal values are read. Nothing is run, resolved or fetched, so a name that
a build script works out stays unknown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, splitext

from innersource_marketplace.formats.manifests import descriptions
from innersource_marketplace.formats.manifests.packages import Ecosystem, Manifest, Needed, manifest, nothing
from innersource_marketplace.formats.manifests.toml_xml import Element, read_toml, read_xml
from innersource_marketplace.formats.parsing import beginning_of, parse_json
from innersource_marketplace.limits import DOCUMENT_BYTES
from innersource_marketplace.model import PackageKind

_LEADING_NAME = re.compile(r"\s{0,20}([A-Za-z0-9][A-Za-z0-9._-]{0,200})")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]{0,200})")
_GO_MODULE = re.compile(r"module[ \t]+\"?([^\s\"]{1,500})")
_GO_BLOCK = re.compile(r"(\w{1,20})[ \t]*\(")
_GO_REQUIREMENT = re.compile(r"(?:require[ \t]+)?\"?([^\s\"()]{1,500})\"?[ \t]+v[^\s]{1,100}")
_GO_REPLACED = re.compile(r"(?:replace[ \t]+)?(\S{1,500})(?:[ \t]+v\S{1,100})?[ \t]+=>[ \t]+\.{1,2}/")
_GEM = re.compile(r"""^[ \t]{0,20}gem[ \t(]{1,9}["']([^"'\n]{1,200})["']""", re.MULTILINE)
_GEM_NAME = re.compile(
    r"""^[ \t]{0,20}(?:\w{1,30}\.name[ \t]{0,9}=|Gem::Specification\.new\b\(?)[ \t]{0,9}["']([^"'\n]{1,200})["']""",
    re.MULTILINE,
)
_GEM_NEEDS = re.compile(
    r"""^[ \t]{0,20}\w{1,30}\.add_(?:runtime_|development_)?dependency[ \t(]{1,9}["']([^"'\n]{1,200})["']""",
    re.MULTILINE,
)
_GRADLE_CALL = re.compile(
    r"""\b(?:api|implementation|compileOnly|runtimeOnly|annotationProcessor|kapt|ksp|\w{1,40}Implementation|\w{1,40}Api"""
    r"""|\w{1,40}Only)[ \t(]{1,9}(?:platform\()?["']([^"':\s$]{1,200}):([^"':\s$]{1,200})[:"']"""
)
_GRADLE_GROUP = re.compile(r"""^[ \t]{0,20}group[ \t]{0,9}=?[ \t]{0,9}["']([^"'$\n]{1,200})["']""", re.MULTILINE)
_GRADLE_NAME = re.compile(
    r"""^[ \t]{0,20}rootProject\.name[ \t]{0,9}=[ \t]{0,9}["']([^"'$\n]{1,200})["']""", re.MULTILINE
)
_GRADLE_PARTS = re.compile(r"""^[ \t]{0,20}include[ \t(]{1,9}["':]""", re.MULTILINE)
_GRADLE_BELOW = re.compile(r"(?m)^subprojects\b")
_FROM_FOLDER = re.compile(r"(?:file|link|portal):|\.{0,2}/|~/")
"""How versions of npm, pnpm and yarn begin that mean a folder."""

_IMPORTED = ("main", "exports", "module", "browser", "types", "typings", "style", "sass", "files", "publishConfig")
"""Keys of package.json of which a package has one if others import it."""

_PROPERTY = re.compile(r"\$\{([A-Za-z0-9_.-]{1,100})\}")
_PHP_ITSELF = re.compile(r"php(?:-.*)?|hhvm|ext-.*|lib-.*|composer(?:-.*)?")


def pyproject(data: bytes, _path: str) -> Manifest:
    """A pyproject.toml, of PEP 621, with groups of PEP 735, or of Poetry."""
    document = read_toml(data)
    project, poetry = _inner(document, "project"), _inner(document, "tool", "poetry")
    groups = [*_values(_inner(project, "optional-dependencies")), *_values(_inner(document, "dependency-groups"))]
    lines = [*_items(_inner(project, "dependencies")), *(line for group in groups for line in _items(group))]
    tables = [
        _inner(poetry, "dependencies"),
        _inner(poetry, "dev-dependencies"),
        *(_inner(group, "dependencies") for group in _values(_inner(poetry, "group"))),
    ]
    sources = dict(_pairs(_inner(document, "tool", "uv", "sources")))
    names: list[object] = [_requirement(line, sources) for line in lines]
    names += [_poetry(name, rule) for table in tables for name, rule in _pairs(table) if name != "python"]
    version = _inner(project, "version") or _inner(poetry, "version")
    own = _inner(project, "name") or _inner(poetry, "name")
    return manifest(Ecosystem.PYTHON, own, names, version=version, kind=_distribution_kind(document))


def setup(data: bytes, path: str) -> Manifest:
    """The name in a setup.cfg or setup.py of setuptools; what a script works out is not known."""
    read = descriptions.setup_cfg if path.endswith(".cfg") else descriptions.setup_py
    return manifest(Ecosystem.PYTHON, read(data, path).name, (), kind=PackageKind.LIBRARY)


def requirements(data: bytes, _path: str) -> Manifest:
    """A requirements.txt: names, and addresses that say their name; files that it includes are not read."""
    names: list[object] = []
    for line in _text(data).splitlines():
        words = line.strip()
        egg = _EGG.search(words)
        if egg:
            names.append(egg[1])
        elif words[:1] not in ("", "#", "-") and "://" not in words.partition("@")[0]:
            names.append(_requirement(words, {}))
    return manifest(Ecosystem.PYTHON, None, names)


def package_json(data: bytes, path: str) -> Manifest:
    """A package.json; one that is private is published nowhere and provides nothing."""
    document = parse_json(data, path, DOCUMENT_BYTES).value
    names: list[object] = []
    for kind in ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies"):
        for name, version in _pairs(_inner(document, kind)):
            said = version if isinstance(version, str) else ""
            if said.startswith("workspace:"):
                continue  # a member, which is published or private on its own account
            alias = said[4:] if said.startswith("npm:") else ""
            at = alias.rfind("@")
            local = _FROM_FOLDER.match(said) is not None
            real, versions = (alias[:at], alias[at + 1 :]) if at > 0 else (alias or name, said)
            names.append(Needed(name=real, versions=versions, local=local))
    # An extension of an editor is published in a place of its own.
    hidden = _inner(document, "private") is True or _inner(document, "engines", "vscode") is not None
    own = None if hidden else _inner(document, "name")
    imported = any(_inner(document, key) for key in _IMPORTED)
    runs = PackageKind.PROGRAM if _inner(document, "bin") is not None else None
    used = PackageKind.LIBRARY if imported else runs
    return manifest(Ecosystem.NPM, own, names, version=_inner(document, "version"), kind=used)


def composer(data: bytes, path: str) -> Manifest:
    """A composer.json; PHP itself and its extensions are no packages."""
    document = parse_json(data, path, DOCUMENT_BYTES).value
    names = [
        Needed(name=name, versions=versions)
        for kind in ("require", "require-dev")
        for name, versions in _pairs(_inner(document, kind))
        if not _PHP_ITSELF.fullmatch(name)
    ]
    kind = PackageKind.PROGRAM if _inner(document, "type") == "project" else PackageKind.LIBRARY
    return manifest(Ecosystem.COMPOSER, _inner(document, "name"), names, version=_inner(document, "version"), kind=kind)


def cargo(data: bytes, _path: str) -> Manifest:
    """A Cargo.toml, of a package or of a workspace."""
    document = read_toml(data)
    places = (document, _inner(document, "workspace"), *_values(_inner(document, "target")))
    names: list[object] = []
    for place in places:
        for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
            names += [_crate(name, rule) for name, rule in _pairs(_inner(place, kind))]
    package = _inner(document, "package")
    published = _inner(package, "publish")
    own = None if published is False or published == [] else _inner(package, "name")
    registry = published[0] if isinstance(published, list) and len(published) == 1 else None
    return manifest(
        Ecosystem.CARGO,
        own,
        names,
        version=_inner(package, "version"),
        registry=registry,
        kind=_crate_kind(document),
        complete=bool(
            _inner(package, "description") and (_inner(package, "license") or _inner(package, "license-file"))
        ),
    )


def go_module(data: bytes, _path: str) -> Manifest:
    """A go.mod; what is only required by others ("indirect") does not count."""
    module: str | None = None
    names: list[str] = []
    replaced: set[str] = set()
    block = ""
    for line in _text(data).split("\n"):
        words, _, comment = line.partition("//")
        bare = words.strip()
        kind = block or bare.partition(" ")[0]
        if bare.startswith(")"):
            block = ""
        elif (opened := _GO_BLOCK.match(bare)) is not None:
            block = opened[1]
        elif module is None and (named := _GO_MODULE.match(bare)) is not None:
            module = named[1]
        elif kind == "require" and comment.strip() != "indirect":
            names += [found[1] for found in [_GO_REQUIREMENT.match(bare)] if found is not None]
        elif kind == "replace":
            replaced.update(found[1] for found in [_GO_REPLACED.match(bare)] if found is not None)
    return manifest(Ecosystem.GO, module, [Needed(name=name, local=name in replaced) for name in names])


def pom(data: bytes, _path: str) -> Manifest:
    """A pom.xml; its own properties are filled in, those of a parent are not known."""
    project = read_xml(data)
    if project is None or project.tag != "project":
        return nothing()
    group = project.text_at("groupId") or project.text_at("parent", "groupId")
    own = (group, project.text_at("artifactId"))
    properties = {one.tag: one.text for holder in project.below("properties") for one in holder.children}
    properties |= {"project.groupId": group, "groupId": group, "pom.groupId": group}

    def filled(text: str) -> str:
        return _PROPERTY.sub(lambda match: properties.get(match[1], match[0])[:200], text[:500])[:500]

    places = [*project.below("dependencies"), *project.below("profiles", "profile", "dependencies")]
    needed = [
        f"{filled(one.text_at('groupId'))}:{filled(one.text_at('artifactId'))}"
        for place in places
        for one in place.below("dependency")
    ]
    # Whoever has a parent builds upon it.
    needed += [f"{one.text_at('groupId')}:{one.text_at('artifactId')}" for one in project.below("parent")]
    kind = PackageKind.INTERNAL if project.text_at("packaging") == "pom" else None
    return manifest(Ecosystem.MAVEN, ":".join(map(filled, own)) if all(own) else None, needed, kind=kind)


def msbuild(data: bytes, path: str) -> Manifest:
    """A project file of .NET; without a name of its own, its package is called like the file."""
    project = read_xml(data)
    if project is None or project.tag != "Project":
        return nothing()

    def said(name: str) -> str:
        return next((one.text for one in project.below("PropertyGroup", name)), "")

    own = said("PackageId") or said("AssemblyName") or splitext(basename(path))[0]
    packable = said("IsPackable").lower() != "false" and (
        said("OutputType").lower() not in ("exe", "winexe") or said("PackAsTool").lower() == "true"
    )
    kind = PackageKind.PROGRAM if said("PackAsTool").lower() == "true" else PackageKind.LIBRARY
    return manifest(Ecosystem.NUGET, own if packable else None, _references(project), kind=kind)


def gradle(data: bytes, _path: str) -> Manifest:
    """A build.gradle of either dialect, for the literal coordinates in it."""
    script = _text(data)
    return manifest(Ecosystem.MAVEN, None, (":".join(found) for found in _GRADLE_CALL.findall(script)))


def gradle_coordinates(build: bytes, settings: bytes) -> Manifest:
    """What a Gradle project provides: its group is in one of its files, its name in the other."""
    group, name = _GRADLE_GROUP.search(_text(build)), _GRADLE_NAME.search(_text(settings))
    parts = _GRADLE_PARTS.search(_text(settings)) or _GRADLE_BELOW.search(_text(build))
    kind = PackageKind.INTERNAL if parts else None
    return manifest(Ecosystem.MAVEN, f"{group[1]}:{name[1]}" if group and name else None, (), kind=kind)


def gemfile(data: bytes, _path: str) -> Manifest:
    """A Gemfile."""
    return manifest(Ecosystem.GEM, None, _GEM.findall(_text(data)))


def gemspec(data: bytes, _path: str) -> Manifest:
    """A specification of a gem."""
    text = _text(data)
    name = _GEM_NAME.search(text)
    return manifest(Ecosystem.GEM, name[1] if name else None, _GEM_NEEDS.findall(text))


def _distribution_kind(document: object) -> PackageKind:
    """An application is installed from nowhere: it says that it is no package, or uv has it without a build system."""
    classifiers, uv = _inner(document, "project", "classifiers"), _inner(document, "tool", "uv")
    hidden = any(isinstance(one, str) and one.startswith("Private ::") for one in _items(classifiers))
    packaged = _inner(uv, "package") if uv is not None and "build-system" not in _keys(document) else True
    poetry, rye = _inner(document, "tool", "poetry", "package-mode"), _inner(document, "tool", "rye", "virtual")
    internal = hidden or not packaged or poetry is False or rye is True
    return PackageKind.INTERNAL if internal else PackageKind.LIBRARY


def _crate_kind(document: object) -> PackageKind | None:
    """A program if it says so, or names one that needs no special feature; else what lies in its folder tells."""
    if "command-line-utilities" in _items(_inner(document, "package", "categories")):
        return PackageKind.PROGRAM
    programs = [*_items(_inner(document, "bin"))]
    kinds = {*_items(_inner(document, "lib", "crate-type"))}
    if _inner(document, "package", "name") == "xtask" or (kinds and kinds <= {"staticlib", "cdylib"} and not programs):
        return PackageKind.INTERNAL  # for Cargo itself, or for programs in other languages
    if not programs:
        return None
    runs = any(not _inner(one, "required-features") for one in programs)
    return PackageKind.PROGRAM if runs else PackageKind.LIBRARY


def _crate(name: str, rule: object) -> Needed | None:
    """A dependency of a crate; what a member inherits is written in the workspace."""
    if isinstance(rule, str):
        return Needed(name=name, versions=rule)
    if _inner(rule, "workspace") is True:
        return None
    real, versions = _inner(rule, "package") or name, _inner(rule, "version")
    # With a version as well, it is published on its own.
    local = _inner(rule, "path") is not None and versions is None
    return Needed(name=real, versions=versions, registry=_inner(rule, "registry"), local=local)


def _poetry(name: str, rule: object) -> Needed | None:
    rules = rule if isinstance(rule, list) else [rule]
    local = any(_inner(one, "path") is not None for one in rules)
    versions = next((one if isinstance(one, str) else _inner(one, "version") for one in rules), None)
    return Needed(name=name, versions=versions, local=local)


def _requirement(line: object, sources: Mapping[str, object]) -> Needed | None:
    """A requirement of PEP 508, and where uv takes it from."""
    name = _named(line)
    if name is None or not isinstance(line, str):
        return None
    source = sources.get(name)
    if _inner(source, "workspace") is True:
        return None  # a member, which is published or not on its own account
    local = _inner(source, "path") is not None
    versions = re.sub(r"^[^\[=<>!~;@]*(?:\[[^\]]*\])?", "", line.split(";")[0].split("#")[0])
    return Needed(name=name, versions=versions, local=local)


def _references(project: Element) -> Iterator[object]:
    for one in project.below("ItemGroup", "PackageReference"):
        yield one.attributes.get("Include")


def _named(line: object) -> str | None:
    """The name at the start of a requirement, such as `acme-http-client[tls]>=2; python_version < "3.12"`."""
    match = _LEADING_NAME.match(line) if isinstance(line, str) else None
    return match[1] if match else None


def _text(data: bytes) -> str:
    return beginning_of(data).replace("\r\n", "\n")


def _inner(value: object, *path: str) -> object:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _pairs(value: object) -> Iterable[tuple[str, object]]:
    return ((key, item) for key, item in value.items() if isinstance(key, str)) if isinstance(value, dict) else ()


def _keys(value: object) -> Iterable[str]:
    return (key for key, _ in _pairs(value))


def _values(value: object) -> Iterable[object]:
    return (item for _, item in _pairs(value))


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()
