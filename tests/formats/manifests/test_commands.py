"""How a project is set up and tested: from targets, scripts and conventions, and from nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.formats.manifests import is_manifest
from innersource_marketplace.formats.manifests.commands import COMMAND_FILES, fitted, read_commands

MAKE = ".PHONY: test setup\nNAME := test\nsetup test-all: deps\nsetup:\n\tpip install .\ntest: setup\n\tpytest\n"
CMAKE, CTEST, MESON = "cmake -B build", "ctest --test-dir build", "meson setup build"
POM = "<project><properties>{}<java.version>17</java.version></properties></project>"


@pytest.mark.parametrize(
    ("name", "text", "set_up", "tests"),
    [
        ("Makefile", MAKE, ["make setup"], ["make test"]),
        ("Makefile", "install:\n\tcp x /usr/bin\nall:\n", [], []),
        ("justfile", "setup:\n  npm ci\n@test *args='':\n  npm test\nx := 'y'\n", ["just setup"], ["just test"]),
        ("Taskfile.yml", "version: 3\ntasks:\n  test: {cmds: [x]}\n  deps: {}\n", ["task deps"], ["task test"]),
        ("Rakefile", "RSpec::Core::RakeTask.new(:spec)\n", [], ["bundle exec rake spec"]),
        ("tox.ini", "[tox]\nenvlist = py\n", [], ["tox"]),
        ("tox.ini", "[flake8]\n", [], []),
        ("noxfile.py", "import nox\n@nox.session\ndef tests(session): ...\n", [], ["nox"]),
        ("Cargo.toml", "[package]\n", ["cargo build"], ["cargo test"]),
        ("go.mod", "module x\n", ["go mod download"], ["go test ./..."]),
        ("pom.xml", "<project/>", ["mvn compile"], ["mvn test"]),
        ("Ledger.csproj", "<Project/>", ["dotnet restore"], ["dotnet test"]),
        ("mix.exs", "", ["mix deps.get"], ["mix test"]),
        ("Gemfile", "", ["bundle install"], []),
        ("pyproject.toml", "[project]\n[tool.pytest.ini_options]\n", ["pip install --editable ."], ["pytest"]),
        ("pyproject.toml", "[tool.poetry]\n[tool.tox]\n", ["poetry install"], ["tox"]),
        ("pyproject.toml", "[project]\n[tool.uv]\n", ["uv sync"], []),
        ("pyproject.toml", "[tool.ruff]\n", [], []),
        ("package.json", '{"scripts": {"test": "jest"}}', ["npm install"], ["npm run test"]),
        ("package.json", '{"scripts": {"install": "node-gyp-build", "test": "x"}}', ["npm install"], ["npm run test"]),
        ("package.json", '{"scripts": {"test": "echo \\"Error: no test specified\\""}}', ["npm install"], []),
        ("package.json", '{"packageManager": "pnpm@9", "scripts": {"unit": "x"}}', ["pnpm install"], ["pnpm run unit"]),
        ("package.json", '{"packageManager": "rm -rf /@9"}', ["npm install"], []),
        ("composer.json", '{"scripts": {"test": "phpunit"}}', ["composer install"], ["composer run test"]),
        ("package.json", "nonsense", [], []),
        # registered with npm under its name, and nothing else
        ("package.json", '{"name": "ledger", "version": "1.9.0", "install": "cmake .."}', [], []),
        ("package.json", '{"name": "ledger", "main": "ledger.js"}', ["npm install"], []),
        ("composer.json", '{"name": "acme/ledger", "description": "Books."}', [], []),
        ("CMakeLists.txt", "project(ledger C)\nif(BUILD_TESTS)\n\tenable_testing()\nendif()\n", [CMAKE], [CTEST]),
        (
            "CMakeLists.txt",
            "cmake_minimum_required(VERSION 3.20)\nPROJECT (ledger)\ninclude(CTest)\n",
            [CMAKE],
            [CTEST],
        ),
        ("CMakeLists.txt", "project(ledger)\n# enable_testing()\nadd_subdirectory(src)\n", [CMAKE], []),
        ("CMakeLists.txt", "idf_component_register(SRCS x.c)\n", [], []),
        ("meson.build", "project('ledger', 'c')\nsubdir('src')\nsubdir('tests')\n", [MESON], ["meson test -C build"]),
        ("meson.build", "project('ledger', 'c')\nsubdir('src')\n", [MESON], []),
        ("meson.build", "sources = files('a.c')\n", [], []),
        ("pytest.ini", "[pytest]\ntestpaths = tests\n", [], ["pytest"]),
        ("tox.ini", "[pytest]\naddopts = -q\n", [], ["pytest"]),
        ("setup.cfg", "[metadata]\nname = ledger\n\n[tool:pytest]\n", ["pip install --editable ."], ["pytest"]),
        ("setup.cfg", "[flake8]\nmax-line-length = 100\n", [], []),
        ("pom.xml", POM.format("<maven.test.skip>true</maven.test.skip>"), ["mvn compile"], []),
        ("pom.xml", POM.format("<skipTests>true</skipTests>"), ["mvn compile"], []),
        ("pom.xml", POM.format("<maven.test.skip>false</maven.test.skip>"), ["mvn compile"], ["mvn test"]),
        ("README.md", "make test", [], []),
    ],
)
def test_a_file_tells_how_it_is_set_up_and_tested(name: str, text: str, set_up: list[str], tests: list[str]) -> None:
    found = read_commands([(name, text.encode())])
    assert [one.words for one in found.set_up] == set_up
    assert [one.words for one in found.tests] == tests
    assert all(one.path == name for one in (*found.set_up, *found.tests))


def test_what_somebody_named_comes_before_what_all_projects_have() -> None:
    files = {"package.json": json.dumps({"scripts": {"test": "jest"}}), "Makefile": "install:\ntest:\n"}
    found = read_commands((name, text.encode()) for name, text in files.items())
    # Beside a package, `make install` sets up.
    assert [one.words for one in found.set_up] == ["make install", "npm install"]
    assert [one.words for one in found.tests] == ["make test", "npm run test"]


def test_a_project_is_set_up_in_its_own_language_first() -> None:
    node = '{"name": "ledger", "devDependencies": {"husky": "9"}, "scripts": {"test": "x"}}'
    files = {"CMakeLists.txt": "project(l)\nenable_testing()\n", "package.json": node, "pyproject.toml": "[project]\n"}
    said = read_commands((name, text.encode()) for name, text in files.items())
    assert fitted(said, "C++", ()).set_up[0].words == "cmake -B build"
    assert fitted(said, "C++", ()).tests[0].words == "ctest --test-dir build"
    assert fitted(said, "Python", ()).set_up[0].words == "pip install --editable ."
    assert fitted(said, "TypeScript", ()).tests[0].words == "npm run test"
    assert {*fitted(said, None, ()).set_up} == {*said.set_up}


def test_the_wrapper_that_is_there_is_used() -> None:
    java = read_commands([("pom.xml", b"<project/>"), ("build.gradle.kts", b"")])
    assert [one.words for one in fitted(java, "Java", ("mvnw", "pom.xml")).tests] == ["gradle test", "./mvnw test"]
    assert [one.words for one in fitted(java, "Java", ("gradlew",)).set_up] == ["./gradlew assemble", "mvn compile"]


def test_a_build_that_switches_its_tests_off_is_remembered() -> None:
    assert read_commands([("pom.xml", POM.format("<skipTests>true</skipTests>").encode())]).untested == "pom.xml"
    assert read_commands([("pom.xml", b"<project/>")]).untested is None


def test_files_of_subfolders_say_nothing_of_the_whole() -> None:
    found = read_commands([("web/package.json", b'{"scripts": {"test": "jest"}}'), ("tools/Makefile", b"test:\n")])
    assert (found.set_up, found.tests) == ((), ())


@pytest.mark.parametrize(
    "name",
    ["Makefile", "GNUmakefile", "justfile", "Taskfile.yaml", "tox.ini", "noxfile.py", "pytest.ini", "CMakeLists.txt"],
)
def test_such_files_are_collected_from_the_root_only(name: str) -> None:
    assert is_manifest(name)
    assert not is_manifest(f"tools/{name}")


_NAMES = st.sampled_from(
    ["Makefile", "justfile", "Taskfile.yml", "Rakefile", "tox.ini", "package.json", "composer.json", "pyproject.toml"]
)


@given(name=_NAMES, data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_whatever_is_in_a_file_a_command_is_one_of_ours_with_the_name_of_a_target(name: str, data: bytes) -> None:
    found = read_commands([(name, data)])
    for one in (*found.set_up, *found.tests):
        assert all(word.replace("-", "").replace(".", "").isalnum() for word in one.words.split())


@pytest.mark.parametrize("name", ["Makefile", "justfile", "Rakefile", "tox.ini", "CMakeLists.txt", "meson.build"])
@pytest.mark.parametrize("unit", ["a ", "a:", "task :", "[", "\n", " \t", "a" * 70])
def test_long_files_take_linear_time(name: str, unit: str) -> None:
    assert COMMAND_FILES.fullmatch(name)
    read_commands([(name, (unit * (200_000 // len(unit))).encode())])
