"""The commands with which a project is used: one for each package that its manifests provide."""

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from innersource_marketplace.model import PackageKind, Project, Provider, Requirement, SafeUrl

_SHOWN: Final = 3
_VERSION = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,3})")


class Install(msgspec.Struct, frozen=True, kw_only=True):
    """A command to copy, the tool that runs it, and the manifest that it is from; `file` is empty for a clone."""

    tool: str
    command: str
    file: str
    url: SafeUrl | None


def _maven(name: str, version: str | None) -> str:
    group, _, artifact = name.partition(":")
    number = f"<version>{version}</version>\n" if version else ""
    # A line each, for there is no other good place to break; indented, they would not fit on a phone.
    return f"<dependency>\n<groupId>{group}</groupId>\n<artifactId>{artifact}</artifactId>\n{number}</dependency>"


_TOOLS: Final[Mapping[str, tuple[str, Callable[[str, str | None], str]]]] = {
    "cargo": ("Cargo", lambda name, _: f"cargo add {name}"),
    "composer": ("Composer", lambda name, _: f"composer require {name}"),
    "gem": ("Bundler", lambda name, _: f"bundle add {name}"),
    "golang": ("Go", lambda name, _: f"go get {name}"),
    "maven": ("Maven", _maven),
    "npm": ("npm", lambda name, _: f"npm install {name}"),
    "nuget": (".NET", lambda name, _: f"dotnet add package {name}"),
    "pypi": ("pip", lambda name, _: f"pip install {name}"),
}
"""The tool of each ecosystem. Names are made of letters, digits and a few signs (`formats/manifests/packages.py`)."""

_PROGRAMS: Final[Mapping[str, str]] = {
    "cargo": "cargo install {}",
    "composer": "composer create-project {}",
    "golang": "go install {}@latest",
    "npm": "npm install --global {}",
    "nuget": "dotnet tool install --global {}",
}
"""How people get what they run, where that is another command."""


def install_commands(project: Project) -> tuple[Install, ...]:
    """How to use a project: the packages that people mean by it, or else a clone.

    Nothing for closed code, and where an ecosystem has a command that is not known here.
    """
    found = [command for one in _chief(project) if (command := _install(one, _version(project)))]
    address = project.repository or project.url
    if found or project.provider is Provider.CATALOG or address is None:
        return tuple(found[:_SHOWN])
    if project.commands.elsewhere is not None or _has_only_parts(project):
        return ()
    # Whatever an address holds, a shell must take it as one word.
    clone = f"git clone {shlex.quote(address)}"
    if project.folder is not None:
        clone += f" && cd {shlex.quote(f'./{project.repository_name}/{project.folder}')}"
    return (Install(tool="git", command=clone, file="", url=None),)


def _chief(project: Project) -> tuple[Requirement, ...]:
    """The packages that people mean when they want the project: those of its root, or called like it.

    Of parts that are few all are shown, in its own language; of many nobody knows which one is wanted.
    """
    offered = [one for one in project.provides if one.kind is not PackageKind.INTERNAL]
    above = f"{project.folder}/" if project.folder else ""
    whole = [one for one in offered if "/" not in one.path.removeprefix(above)]
    own = _folded(project.last_name)
    called = [one for one in offered if own in _names(one)]
    parts = [one for one in offered if _fits(project.language, one)]
    chief = [one for one in whole if one in parts] or [one for one in called if one in parts]
    if not chief and project.commands.elsewhere is not None:
        return ()
    if not chief and not any(project.language in known for known in _LANGUAGES.values()):
        # A library in C that others use from Python has the name of that package; bindings have a longer one.
        chief = whole or [one for one in called if _bare(one.name) == _bare(project.last_name)]
    return tuple(chief or whole or (parts if len(parts) <= _SHOWN else ()))


def _has_only_parts(project: Project) -> bool:
    """Whether it is a module of Go that is used by the paths of its parts, which nobody here knows."""
    here = project.folder or ""
    return any(one.ecosystem == "golang" and one.path.rpartition("/")[0] == here for one in project.provides)


def _fits(language: str | None, package: Requirement) -> bool:
    return language is None or language in _LANGUAGES.get(package.ecosystem, ())


def _names(package: Requirement) -> frozenset[str]:
    """What a project may be called that publishes this package."""
    whole, last = package.name, re.split(r"[/:]", re.sub(r"/v\d+$", "", package.name))[-1]
    scope = whole.partition("/")[0] if last == "core" else ""
    return frozenset({_folded(whole), _folded(last), _folded(scope)} - {""})


def _folded(name: str) -> str:
    """A name without signs, and without what tells its language alone."""
    bare = re.sub(r"(?i)^(?:python|node|go|rust)[-_.]|[-_.](?:js|ts|py|rs|go|java|jl|python)$", "", name)
    return _bare(bare)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


_LANGUAGES: Final[Mapping[str, frozenset[str]]] = {
    "cargo": frozenset({"Rust"}),
    "composer": frozenset({"PHP"}),
    "gem": frozenset({"Ruby"}),
    "golang": frozenset({"Go"}),
    "maven": frozenset({"Java", "Kotlin", "Scala", "Groovy", "Clojure"}),
    "npm": frozenset({"JavaScript", "TypeScript", "Vue", "Svelte", "CSS", "SCSS", "CoffeeScript"}),
    "nuget": frozenset({"C#", "F#", "Visual Basic .NET"}),
    "pypi": frozenset({"Python", "Cython", "Jupyter Notebook"}),
}
"""The languages of each ecosystem. A package of another one in a folder is about something beside the project."""


def _install(package: Requirement, version: str | None) -> Install | None:
    known = _TOOLS.get(package.ecosystem)
    # What begins with a hyphen would be an option of the tool.
    if known is None or package.name.startswith("-") or package.kind is PackageKind.INTERNAL:
        return None
    tool, command = known
    words = command(package.name, version)
    if package.program is not None and package.ecosystem in _PROGRAMS:
        words = _PROGRAMS[package.ecosystem].format(package.program)
    return Install(tool=tool, command=words, file=package.path, url=package.url)


def _version(project: Project) -> str | None:
    newest = project.releases[0].tag if project.releases else ""
    match = _VERSION.fullmatch(newest)
    return match[1] if match else None
