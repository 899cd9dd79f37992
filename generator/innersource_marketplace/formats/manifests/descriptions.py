"""What package manifests say of a project in words: its name, what it is for, its licence, where things are.

Pure, and total over any bytes: a manifest that cannot be read says nothing.
"""

import configparser
import re
from collections.abc import Callable, Iterable, Mapping
from posixpath import splitext

from innersource_marketplace.formats.manifests.other_descriptions import has_words, read_words
from innersource_marketplace.formats.manifests.suggestions import Facts, address, inner, names, sentences, tags, text
from innersource_marketplace.formats.manifests.toml_xml import Element, read_toml, read_xml
from innersource_marketplace.formats.parsing import beginning_of, parse_json
from innersource_marketplace.limits import DOCUMENT_BYTES
from innersource_marketplace.reference.license_expressions import canonical, either

_SETUP = r"""(?m)(?:^|[(,])\s{0,40}%s\s{0,9}=\s{0,9}(?:["']{3}|["'])([^"'\n]{1,1000})["']"""
_CLASSIFIER = re.compile(r"License :: OSI Approved :: (?P<name>[^:\"'\n]{1,100}License[^:\"'\n]{0,40})")


def pyproject(data: bytes, origin: str) -> Facts:
    """Read a pyproject.toml, of PEP 621 or of Poetry."""
    document = read_toml(data)
    project = inner(document, "project") or inner(document, "tool", "poetry")
    urls = inner(project, "urls")
    links = {str(key).casefold(): value for key, value in urls.items()} if isinstance(urls, dict) else {}
    license_, listed = inner(project, "license"), inner(project, "classifiers")
    return Facts(
        origin=origin,
        name=text(inner(project, "name")),
        description=sentences(inner(project, "description")),
        license=_identifier(license_ if isinstance(license_, str) else inner(license_, "text"))
        or _only(
            _identifier(match["name"])
            for item in (listed if isinstance(listed, list) else ())[:100]
            if isinstance(item, str) and (match := _CLASSIFIER.search(item))
        ),
        topics=tags(inner(project, "keywords")),
        docs=address(links.get("documentation") or links.get("docs") or inner(project, "documentation")),
        home=address(links.get("homepage") or inner(project, "homepage")),
        issues=address(links.get("issues") or links.get("bug tracker") or links.get("tracker")),
        chat=address(links.get("chat") or links.get("discussions")),
        people=names(inner(project, "maintainers") or []),
    )


def setup_cfg(data: bytes, origin: str) -> Facts:
    """Read a setup.cfg of setuptools."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(beginning_of(data))
    except (configparser.Error, ValueError):
        return Facts(origin=origin)
    found = dict(parser["metadata"]) if parser.has_section("metadata") else {}
    return Facts(
        origin=origin,
        name=text(found.get("name")),
        description=sentences(found.get("description") or found.get("summary")),
        license=_identifier(found.get("license")) or _classified(found.get("classifiers", "")),
        home=address(found.get("url")),
    )


def setup_py(data: bytes, origin: str) -> Facts:
    """Read the literal values of a setup.py; it is not run."""
    script = beginning_of(data)
    # What precedes the call may be about commands of the script's own.
    called = script[script.rfind("setup(") :] if "setup(" in script else script

    def said(name: str) -> str | None:
        match = re.search(_SETUP % name, called)
        return match[1] if match else None

    return Facts(
        origin=origin,
        name=text(said("name")),
        description=sentences(said("description")),
        license=_identifier(said("license")) or _classified(script),
    )


def _classified(text_: str) -> str | None:
    """The licence that the classifiers of PyPI name, if it is a single one."""
    return _only(_identifier(match["name"]) for match in _CLASSIFIER.finditer(text_))


def gemspec(data: bytes, origin: str) -> Facts:
    """Read the literal values of a gemspec; it is not run."""
    script = beginning_of(data)

    def said(name: str) -> str | None:
        match = re.search(
            rf"""(?m)^\s{{0,20}}\w{{1,30}}\.{name}\s{{0,9}}=\s{{0,9}}["']([^"'#\n]{{1,1000}})["']""", script
        )
        return match[1] if match else None

    licenses = re.search(r"(?m)^\s{0,20}\w{1,30}\.licenses\s{0,9}=\s{0,9}\[([^\]\n]{1,300})\]", script)
    listed = re.findall(r"""["']([^"']{1,100})["']""", licenses[1]) if licenses else None
    return Facts(
        origin=origin,
        name=text(said("name")),
        description=sentences(said("summary") or said("description")),
        license=_identifier(said("license") or listed),
        home=address(said("homepage")),
    )


def cabal(data: bytes, origin: str) -> Facts:
    """Read the fields of a Haskell package."""
    return _fields(data, origin, description="synopsis")


def debian_style(data: bytes, origin: str) -> Facts:
    """Read the DESCRIPTION of an R package; other files of that name have no such fields."""
    return _fields(data, origin, description="title")


def _fields(data: bytes, origin: str, *, description: str) -> Facts:
    found: dict[str, str] = {}
    for match in re.finditer(r"(?m)^([A-Za-z-]{1,30}):[ \t]*([^\n]{0,1000})", beginning_of(data)):
        found.setdefault(match[1].casefold(), match[2].strip())
    license_ = found.get("license", "").replace("+ file LICENSE", "").removesuffix("| file LICENSE")
    return Facts(
        origin=origin,
        name=text(found.get("name") or found.get("package")),
        description=sentences(found.get(description)),
        license=_identifier(license_),
    )


def cargo(data: bytes, origin: str) -> Facts:
    """Read a Cargo.toml."""
    document = read_toml(data)
    # What members of a workspace inherit is said once, for all of them.
    shared = inner(document, "workspace", "package")
    package = {**(shared if isinstance(shared, dict) else {}), **_said(inner(document, "package"))}
    return Facts(
        origin=origin,
        name=text(inner(package, "name")),
        description=sentences(inner(package, "description")),
        license=_identifier(inner(package, "license")),
        topics=tags(inner(package, "keywords")),
        docs=address(inner(package, "documentation")),
        home=address(inner(package, "homepage")),
    )


def _said(package: object) -> dict[str, object]:
    values = package if isinstance(package, dict) else {}
    return {key: value for key, value in values.items() if not isinstance(value, dict)}


def package_json(data: bytes, origin: str) -> Facts:
    """Read a package.json."""
    package = parse_json(data, origin, DOCUMENT_BYTES).value
    bugs = inner(package, "bugs")
    return Facts(
        origin=origin,
        title=text(inner(package, "displayName")),
        name=text(_unscoped(inner(package, "name"))),
        description=sentences(inner(package, "description")),
        license=_identifier(inner(package, "license") or inner(package, "licenses")),
        topics=tags(inner(package, "keywords")),
        home=address(inner(package, "homepage")),
        issues=address(bugs if isinstance(bugs, str) else inner(bugs, "url")),
        people=names(inner(package, "maintainers") or []),
    )


def composer(data: bytes, origin: str) -> Facts:
    """Read a composer.json."""
    package = parse_json(data, origin, DOCUMENT_BYTES).value
    return Facts(
        origin=origin,
        name=text(_unscoped(inner(package, "name"))),
        description=sentences(inner(package, "description")),
        license=_identifier(inner(package, "license")),
        topics=tags(inner(package, "keywords")),
        docs=address(inner(package, "support", "docs")),
        home=address(inner(package, "homepage")),
        issues=address(inner(package, "support", "issues")),
        chat=address(inner(package, "support", "chat")),
    )


def pom(data: bytes, origin: str) -> Facts:
    """Read a pom.xml."""
    found = _xml_texts(data)
    return Facts(
        origin=origin,
        title=text(found.get("project/name")),
        name=text(found.get("project/artifactId")),
        description=sentences(found.get("project/description")),
        license=_identifier(found.get("project/licenses/license/name")),
        home=address(found.get("project/url")),
        issues=address(found.get("project/issueManagement/url")),
    )


def msbuild(data: bytes, origin: str) -> Facts:
    """Read a project file of .NET, such as Ledger.csproj."""
    found = {path.removeprefix("Project/PropertyGroup/"): value for path, value in _xml_texts(data).items()}
    return Facts(
        origin=origin,
        title=text(found.get("Title") or found.get("Product")),
        name=text(found.get("PackageId") or found.get("AssemblyName")),
        description=sentences(found.get("Description") or found.get("PackageDescription")),
        license=_identifier(found.get("PackageLicenseExpression")),
        topics=tags(found.get("PackageTags")),
        home=address(found.get("PackageProjectUrl")),
    )


def go_module(data: bytes, origin: str) -> Facts:
    """Read a go.mod; the last part of its path that is no version is the name."""
    module = re.search(r"(?m)^module[ \t]+\"?([^\s\"]{1,500})", beginning_of(data))
    parts = [part for part in module[1].split("/") if not re.fullmatch(r"v\d+", part)] if module else []
    return Facts(origin=origin, name=text(parts[-1]) if parts else None)


def gradle(data: bytes, origin: str) -> Facts:
    """Read build.gradle or settings.gradle, of either dialect, for the name and description."""
    script = beginning_of(data)
    name = re.search(r"""(?m)^\s{0,20}rootProject\.name\s{0,9}=\s{0,9}["']([^"'$\n]{1,200})["']""", script)
    # Indented, it is that of a task or of a part.
    description = re.search(r"""(?m)^description\s{0,9}=?\s{0,9}["']([^"'$\n]{1,1000})["']""", script)
    return Facts(
        origin=origin,
        name=text(name[1]) if name else None,
        description=sentences(description[1]) if description else None,
    )


def _xml_texts(data: bytes) -> dict[str, str]:
    """Give the text of each element by its path, the first of several; nothing of a file that declares entities."""
    found: dict[str, str] = {}

    def walk(element: Element, path: str) -> None:
        found.setdefault(path, element.text)
        for child in element.children:
            walk(child, f"{path}/{child.tag}")

    root = read_xml(data)
    if root is not None:
        walk(root, root.tag)
    return found


def _unscoped(name: object) -> object:
    return name.rpartition("/")[2] if isinstance(name, str) else None


def _identifier(value: object) -> str | None:
    """Take what names a licence; other words say too little. Of a list one may choose."""
    if isinstance(value, list):
        found = [_identifier(inner(item, "type") or inner(item, "name") or item) for item in value[:10]]
        known = tuple(dict.fromkeys(one for one in found if one is not None))
        return either(known) if known and None not in found else None
    words = text(value if isinstance(value, str) else inner(value, "type"))
    return canonical(words) if words is not None else None


def _only(licenses: Iterable[str | None]) -> str | None:
    known = {one for one in licenses if one is not None}
    return known.pop() if len(known) == 1 else None


_READERS: Mapping[str, Callable[[bytes, str], Facts]] = {
    "pyproject.toml": pyproject,
    "setup.cfg": setup_cfg,
    "setup.py": setup_py,
    "package.json": package_json,
    "Cargo.toml": cargo,
    "composer.json": composer,
    "pom.xml": pom,
    "build.gradle": gradle,
    "build.gradle.kts": gradle,
}


def read_descriptions(files: Iterable[tuple[str, bytes]]) -> tuple[Facts, ...]:
    """What the manifests in the root of a repository say of it, in the order of how much they are about packages.

    Those in folders are about parts of it. `files` are paths with contents.
    """
    contents = {path: data for path, data in files if "/" not in path or has_words(path)}
    named = [(name, reader) for name, reader in _READERS.items() if name in contents]
    patterns = {".gemspec": gemspec, ".cabal": cabal, ".csproj": msbuild, ".fsproj": msbuild, ".vbproj": msbuild}
    for ending, reader in patterns.items():
        named += [(path, reader) for path in _chief(path for path in contents if path.endswith(ending))]
    if "DESCRIPTION" in contents:
        named.append(("DESCRIPTION", debian_style))
    others: dict[str, list[str]] = {}
    for path in filter(has_words, contents):
        others.setdefault(splitext(path)[1] or path, []).append(path)
    return (
        *(reader(contents[path], path) for path, reader in named),
        *(read_words(path, contents[path]) for _, paths in sorted(others.items()) for path in _chief(paths)),
    )


def _chief(paths: Iterable[str]) -> tuple[str, ...]:
    """Of several manifests of one kind the one whose name begins those of all others: that of the whole, if any is."""
    found = sorted(paths, key=lambda path: (len(path), path))
    return tuple(found[:1]) if all(path.startswith(splitext(found[0])[0]) for path in found) else ()


def configures_updates(files: Iterable[tuple[str, bytes]]) -> str | None:
    """The manifest in the root that tells Renovate how to propose new versions. Source: Renovate, "Configuration"."""
    data = next((data for path, data in files if path == "package.json"), None)
    document = None if data is None else parse_json(data, "package.json", DOCUMENT_BYTES).value
    return "package.json" if isinstance(inner(document, "renovate"), dict) else None
