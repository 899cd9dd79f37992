"""How a project is set up and tested, from the targets, scripts and conventions of its own build files in the root.

Pure, and total over any bytes: what cannot be read says nothing, and nothing is run. A target counts by its name, a
convention (`cargo test`) where the ecosystem has one command for all projects. Commands are names that we know, so
no text of a repository becomes part of one but the name of a target.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from innersource_marketplace.formats.manifests.elsewhere import elsewhere_in
from innersource_marketplace.formats.manifests.toml_xml import read_toml, read_xml
from innersource_marketplace.formats.parsing import beginning_of, parse_json, parse_yaml
from innersource_marketplace.limits import DOCUMENT_BYTES
from innersource_marketplace.model import Command, Commands
from innersource_marketplace.reference import languages

COMMAND_FILES: Final = re.compile(
    r"(?:GNUm|[Mm])akefile|\.?[Jj]ustfile|[Tt]askfile\.ya?ml|tox\.ini|\.?pytest\.ini|noxfile\.py|mix\.exs|Rakefile"
    r"|CMakeLists\.txt|meson\.build"
)
"""Files in the root that are read for their commands alone."""

_KEPT: Final = 3
_MAKE: Final = re.compile(r"(?m)^([A-Za-z][\w.-]{0,60})[ \t]{0,9}:(?![:=])")
_JUST: Final = re.compile(r"(?m)^@?([A-Za-z][\w-]{0,60})(?:[ \t][^:\n]{0,200})?:(?!=)")
_RAKE: Final = re.compile(r"(?m)^[ \t]{0,9}(?:task|RSpec::Core::RakeTask\.new|Rake::TestTask\.new)[ (]{0,3}:(\w{1,60})")

_PYTEST: Final = re.compile(r"(?m)^\[(?:tool:)?pytest\]")
_PACKAGE_CFG: Final = re.compile(r"(?m)^\[(?:metadata|options)\]")
_PROJECT: Final = re.compile(r"(?im)^[ \t]{0,20}project[ \t]{0,9}\(")
_CTEST: Final = re.compile(r"(?im)^[ \t]{0,40}(?:enable_testing[ \t]{0,9}\(|include[ \t]{0,9}\([ \t]{0,9}CTest\b)")
_MESON_TESTS: Final = re.compile(r"(?m)^[ \t]{0,40}(?:test[ \t]{0,9}\(|subdir[ \t]{0,9}\([ \t]{0,9}'tests?')")
_DECLARED: Final[Mapping[str, tuple[str, ...]]] = {
    "package.json": (
        *("dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "scripts", "workspaces"),
        *("packageManager", "main", "module", "exports", "bin", "files", "type"),
    ),
    "composer.json": ("require", "require-dev", "scripts", "autoload", "bin", "type"),
}
"""Keys of which a package of that ecosystem has one; without any, a name alone was registered with it."""

_SET_UP: Final = ("setup", "set-up", "bootstrap", "init", "develop", "dev", "deps", "dependencies", "venv", "env")
_INSTALL: Final = ("install",)
"""As a target of make it often installs into the system; of a package that others install in its place it sets up."""
_TESTS: Final = ("test", "tests", "check", "test-all", "unit-test", "unit", "spec", "verify")
_NO_TESTS: Final = "no test specified"
"""What npm writes into the scripts of every new package."""

_WRAPPERS: Final = {"mvn": "mvnw", "gradle": "gradlew"}

_BY_NAME: Final[Mapping[str, tuple[str | None, str | None]]] = {
    "Cargo.toml": ("cargo build", "cargo test"),
    "go.mod": ("go mod download", "go test ./..."),
    "pom.xml": ("mvn compile", "mvn test"),
    "build.gradle": ("gradle assemble", "gradle test"),
    "build.gradle.kts": ("gradle assemble", "gradle test"),
    "mix.exs": ("mix deps.get", "mix test"),
    "Gemfile": ("bundle install", None),
    "setup.py": ("pip install --editable .", None),
    "requirements.txt": ("pip install --requirement requirements.txt", None),
}
"""Where one pair of commands is the same in every project: how it is set up, and how it is tested."""


def read_commands(files: Iterable[tuple[str, bytes]]) -> Commands:
    """How a project is set up and tested, as its files in the root say; those of subfolders are passed over.

    What somebody named comes before what an ecosystem has for all.
    """
    root = {path: data for path, data in sorted(files) if "/" not in path}
    stated = [found for path, data in root.items() for found in _stated(path, data)]
    usual = [found for path, data in root.items() for found in _usual(path, data)]
    packaged = any(what == "set-up" for what, _ in usual)
    kinds = {"set-up", "install"} if packaged else {"set-up"}
    return Commands(
        set_up=_first(command for what, command in (*stated, *usual) if what in kinds),
        tests=_first(command for what, command in (*stated, *usual) if what == "tests"),
        untested=next((path for path, data in root.items() if path == "pom.xml" and _skips_tests(data)), None),
    )


def fitted(commands: Commands, language: str | None, paths: Collection[str]) -> Commands:
    """The same for a project of a main language with these paths: those of its language first, by its own wrapper.

    With the file of an ecosystem whose commands are not known, if it is of one.
    """

    def is_beside(command: Command) -> bool:
        known = languages.of_manifest(command.path)
        return bool(known) and language is not None and language not in known

    def fit(found: tuple[Command, ...]) -> tuple[Command, ...]:
        return tuple(replace(one, words=_wrapped(one.words, paths)) for one in sorted(found, key=is_beside))

    return replace(
        commands,
        set_up=fit(commands.set_up),
        tests=fit(commands.tests),
        elsewhere=elsewhere_in(paths, language),
    )


def _wrapped(words: str, paths: Collection[str]) -> str:
    """The command by the wrapper that lies in the root, which brings the program with it."""
    program, _, rest = words.partition(" ")
    wrapper = _WRAPPERS.get(program)
    return f"./{wrapper} {rest}" if wrapper is not None and wrapper in paths else words


def _skips_tests(pom: bytes) -> bool:
    """Whether a build of Maven leaves out its tests unless somebody asks for them."""
    project = read_xml(pom)
    switches = [] if project is None else [one for holder in project.below("properties") for one in holder.children]
    return any(one.tag in ("maven.test.skip", "skipTests") and one.text.lower() == "true" for one in switches)


def _first(found: Iterable[Command]) -> tuple[Command, ...]:
    by_words: dict[str, Command] = {}
    for command in found:
        by_words.setdefault(command.words, command)
    return tuple(by_words.values())[:_KEPT]


def _stated(path: str, data: bytes) -> Iterator[tuple[str, Command]]:
    """Targets and scripts that somebody named."""
    text = beginning_of(data).replace("\r\n", "\n")
    lowered = path.lower()
    if lowered.endswith("makefile"):
        yield from _named("make", _MAKE.findall(text), path)
    elif lowered.endswith("justfile"):
        yield from _named("just", _JUST.findall(text), path)
    elif lowered == "rakefile":
        yield from _named("bundle exec rake", _RAKE.findall(text), path)
    elif lowered.startswith("taskfile"):
        tasks = _inner(parse_yaml(data, path).value, "tasks")
        yield from _named("task", [name for name in tasks if isinstance(name, str)], path)
    elif path == "tox.ini" and re.search(r"(?m)^\[(?:tox|testenv)", text):
        yield "tests", Command(words="tox", path=path)
    elif path.endswith("pytest.ini") or (path in ("tox.ini", "setup.cfg") and _PYTEST.search(text)):
        yield "tests", Command(words="pytest", path=path)
    elif path == "noxfile.py" and re.search(r"(?m)^@(?:nox\.)?session", text):
        yield "tests", Command(words="nox", path=path)
    elif path == "package.json":
        document = parse_json(data, path, DOCUMENT_BYTES).value
        scripts = _inner(document, "scripts")
        if _NO_TESTS in str(scripts.get("test")):
            scripts = {name: script for name, script in scripts.items() if name != "test"}
        # What is called "install" is a step of installing packages, and does not install them.
        scripts = {name: script for name, script in scripts.items() if name not in _INSTALL}
        yield from _named(f"{_manager(document)} run", [name for name in scripts if isinstance(name, str)], path)
    elif path == "composer.json":
        scripts = _inner(parse_json(data, path, DOCUMENT_BYTES).value, "scripts")
        yield from _named("composer run", [name for name in scripts if isinstance(name, str)], path)


def _named(program: str, names: Iterable[str], path: str) -> Iterator[tuple[str, Command]]:
    """The targets of these names that set up or test, in the order in which we would choose them."""
    there = {*names}
    for what, wanted in (("set-up", _SET_UP), ("install", _INSTALL), ("tests", _TESTS)):
        for name in wanted:
            if name in there:
                yield what, Command(words=f"{program} {name}", path=path)


def _usual(path: str, data: bytes) -> Iterator[tuple[str, Command]]:
    """What an ecosystem has for all its projects."""
    set_up, tests = _BY_NAME.get(path, (None, None))
    if path == "package.json":
        document = parse_json(data, path, DOCUMENT_BYTES).value
        set_up = f"{_manager(document)} install" if _declares(document, path) else None
    elif path == "composer.json":
        set_up = "composer install" if _declares(parse_json(data, path, DOCUMENT_BYTES).value, path) else None
    elif path == "pom.xml" and _skips_tests(data):
        tests = None
    elif path == "setup.cfg":
        set_up = "pip install --editable ." if _PACKAGE_CFG.search(beginning_of(data)) else None
    elif path == "CMakeLists.txt" and _PROJECT.search(text := beginning_of(data)):
        set_up, tests = "cmake -B build", "ctest --test-dir build" if _CTEST.search(text) else None
    elif path == "meson.build" and _PROJECT.search(text := beginning_of(data)):
        set_up, tests = "meson setup build", "meson test -C build" if _MESON_TESTS.search(text) else None
    elif path == "pyproject.toml":
        set_up, tests = _python(data)
    elif path.endswith((".csproj", ".fsproj", ".vbproj")):
        set_up, tests = "dotnet restore", "dotnet test"
    if set_up is not None:
        yield "set-up", Command(words=set_up, path=path)
    if tests is not None:
        yield "tests", Command(words=tests, path=path)


def _declares(document: object, path: str) -> bool:
    """Whether a manifest of this name says anything of a package but what it is called."""
    return any(key in _mapping(document) for key in _DECLARED[path])


def _manager(document: object) -> str:
    """The program that installs the packages of a package.json, as it says itself; npm where it does not."""
    said = document.get("packageManager") if isinstance(document, dict) else None
    name = said.partition("@")[0] if isinstance(said, str) else ""
    return name if name in ("npm", "pnpm", "yarn", "bun") else "npm"


def _python(data: bytes) -> tuple[str | None, str | None]:
    document = read_toml(data)
    tool = _inner(document, "tool")
    installs = "poetry install" if "poetry" in tool else "uv sync" if "uv" in tool else None
    if installs is None and ("project" in _mapping(document) or "build-system" in _mapping(document)):
        installs = "pip install --editable ."
    return installs, "tox" if "tox" in tool else "pytest" if "pytest" in tool else None


def _inner(value: object, key: str) -> Mapping[object, object]:
    return _mapping(_mapping(value).get(key))


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, dict) else {}
