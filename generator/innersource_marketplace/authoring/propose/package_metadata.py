"""Package manifests: what Python, JavaScript, Java, Go, Rust, C#, PHP and Gradle say of a project."""

import re

from innersource_marketplace.authoring.propose.suggestions import Facts, address, inner, names, sentences, tags, text
from innersource_marketplace.formats.manifests.toml_xml import Element, read_toml, read_xml
from innersource_marketplace.formats.parsing import parse_json
from innersource_marketplace.limits import DOCUMENT_BYTES


def pyproject(data: bytes, origin: str) -> Facts:
    """Read a pyproject.toml, of PEP 621 or of Poetry."""
    document = read_toml(data)
    project = inner(document, "project") or inner(document, "tool", "poetry")
    urls = inner(project, "urls")
    links = {str(key).casefold(): value for key, value in urls.items()} if isinstance(urls, dict) else {}
    license_ = inner(project, "license")
    return Facts(
        origin=origin,
        name=text(inner(project, "name")),
        description=sentences(inner(project, "description")),
        license=_identifier(license_ if isinstance(license_, str) else inner(license_, "text")),
        topics=tags(inner(project, "keywords")),
        docs=address(links.get("documentation") or links.get("docs") or inner(project, "documentation")),
        home=address(links.get("homepage") or inner(project, "homepage")),
        issues=address(links.get("issues") or links.get("bug tracker") or links.get("tracker")),
        chat=address(links.get("chat") or links.get("discussions")),
        people=names(inner(project, "maintainers") or []),
    )


def cargo(data: bytes, origin: str) -> Facts:
    """Read a Cargo.toml."""
    package = inner(read_toml(data), "package")
    return Facts(
        origin=origin,
        name=text(inner(package, "name")),
        description=sentences(inner(package, "description")),
        license=_identifier(inner(package, "license")),
        topics=tags(inner(package, "keywords")),
        docs=address(inner(package, "documentation")),
        home=address(inner(package, "homepage")),
    )


def package_json(data: bytes, origin: str) -> Facts:
    """Read a package.json."""
    package = parse_json(data, origin, DOCUMENT_BYTES).value
    bugs = inner(package, "bugs")
    return Facts(
        origin=origin,
        title=text(inner(package, "displayName")),
        name=text(_unscoped(inner(package, "name"))),
        description=sentences(inner(package, "description")),
        license=_identifier(inner(package, "license")),
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
    module = re.search(r"(?m)^module[ \t]+\"?([^\s\"]{1,500})", _start(data))
    parts = [part for part in module[1].split("/") if not re.fullmatch(r"v\d+", part)] if module else []
    return Facts(origin=origin, name=text(parts[-1]) if parts else None)


def gradle(data: bytes, origin: str) -> Facts:
    """Read build.gradle or settings.gradle, of either dialect, for the name and description."""
    script = _start(data)
    name = re.search(r"""(?m)^\s{0,20}rootProject\.name\s{0,9}=\s{0,9}["']([^"'$\n]{1,200})["']""", script)
    description = re.search(r"""(?m)^\s{0,20}description\s{0,9}=?\s{0,9}["']([^"'$\n]{1,1000})["']""", script)
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


def _start(data: bytes) -> str:
    return data[:DOCUMENT_BYTES].decode("utf-8", "replace")


def _unscoped(name: object) -> object:
    return name.rpartition("/")[2] if isinstance(name, str) else None


def _identifier(value: object) -> str | None:
    """Take an SPDX expression, and the long names that Maven users write; other words say too little."""
    words = text(value)
    if words is None or words.upper() in ("UNLICENSED", "PROPRIETARY", "SEE LICENSE IN LICENSE"):
        return None
    if re.fullmatch(r"(?i)(?:the )?apache(?: software)? license,?(?: version)? 2\.0", words):
        return "Apache-2.0"
    if re.fullmatch(r"(?i)(?:the )?mit license", words):
        return "MIT"
    return words if re.fullmatch(r"[A-Za-z0-9.+-]{2,40}(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]{2,40}){0,3}", words) else None
