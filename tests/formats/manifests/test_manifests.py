"""What manifests of packages say, and that nothing in them can do any harm."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innersource_marketplace.formats.manifests import Ecosystem, Package, is_manifest, read_manifest, read_packages
from innersource_marketplace.insight.dependencies import provided
from innersource_marketplace.insight.package_uses import Claim, Use, uses
from innersource_marketplace.limits import PACKAGE_CHARACTERS, REQUIREMENTS
from innersource_marketplace.model import PackageKind, ProjectKey
from innersource_marketplace.render.parts.install_commands import install_commands
from projects import make_project
from readiness_subjects import facts

NAMES = (
    "pyproject.toml",
    "requirements-dev.txt",
    "package.json",
    "pom.xml",
    "go.mod",
    "Cargo.toml",
    "composer.json",
    "Gemfile",
    "acme.gemspec",
    "src/Ledger/Ledger.csproj",
    "build.gradle",
    "build.gradle.kts",
)


def names(path: str, text: str) -> tuple[list[str], list[str]]:
    found = read_manifest(path, text.encode())
    return [package.name for package in found.provides], [package.name for package in found.requires]


def test_a_python_project_says_its_name_and_every_kind_of_requirement() -> None:
    text = """
    [project]
    name = "Acme_HTTP.client"
    dependencies = ["httpx[http2]>=0.27; python_version < '3.13'", "Acme_Money"]
    [project.optional-dependencies]
    test = ["pytest>=8", "acme-fakes @ https://git.acme.example/fakes.zip"]
    [dependency-groups]
    lint = ["ruff", {include-group = "test"}]
    """

    assert names("pyproject.toml", text) == (
        ["acme-http-client"],
        ["acme-fakes", "acme-money", "httpx", "pytest", "ruff"],
    )


def test_poetry_is_understood() -> None:
    text = """
    [tool.poetry]
    name = "ledger"
    [tool.poetry.dependencies]
    python = "^3.11"
    acme-money = {version = "^2", optional = true}
    [tool.poetry.group.dev.dependencies]
    pytest = "*"
    """

    assert names("pyproject.toml", text) == (["ledger"], ["acme-money", "pytest"])


def test_a_list_of_requirements_names_packages_and_what_comes_from_git() -> None:
    text = """# tools
    -r other.txt
    acme-money==2.0  # exact
    git+https://git.acme.example/fakes.git#egg=acme-fakes
    https://files.acme.example/nameless.whl
    """

    assert names("requirements.txt", text) == ([], ["acme-fakes", "acme-money"])


def test_a_package_of_javascript_says_all_kinds_and_sees_through_aliases() -> None:
    text = json.dumps(
        {
            "name": "@acme/parcel",
            "dependencies": {"left": "npm:@acme/right@^2", "graphql": "^16"},
            "devDependencies": {"vite": "5"},
            "peerDependencies": {"react": "*"},
        }
    )

    assert names("package.json", text) == (["@acme/parcel"], ["@acme/right", "graphql", "react", "vite"])


def test_a_private_package_provides_nothing() -> None:
    assert names("package.json", '{"name": "app", "private": true, "dependencies": {"vite": "5"}}') == ([], ["vite"])


def test_maven_inherits_the_group_and_fills_in_its_own_properties() -> None:
    text = """<?xml version="1.0"?>
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <parent><groupId>example.acme</groupId><artifactId>parent</artifactId></parent>
      <artifactId>ledger</artifactId>
      <properties><money.group>example.acme.money</money.group></properties>
      <dependencies>
        <dependency><groupId>${project.groupId}</groupId><artifactId>fakes</artifactId><scope>test</scope></dependency>
        <dependency><groupId>${money.group}</groupId><artifactId>money</artifactId></dependency>
        <dependency><groupId>${unknown}</groupId><artifactId>x</artifactId></dependency>
      </dependencies>
    </project>"""

    assert names("pom.xml", text) == (
        ["example.acme:ledger"],
        ["example.acme.money:money", "example.acme:fakes", "example.acme:parent"],
    )


def test_go_counts_what_is_required_directly() -> None:
    text = """module git.acme.example/payments/ledger/v2

    go 1.22

    require git.acme.example/platform/flags v1.5.2
    require (
    \tgopkg.in/yaml.v3 v3.0.1
    \tgolang.org/x/text v0.3.0 // indirect
    )
    replace (
    \tgopkg.in/other v1 => ../other
    )
    """.replace("\n    ", "\n")

    assert names("go.mod", text) == (
        ["git.acme.example/payments/ledger/v2"],
        ["git.acme.example/platform/flags", "gopkg.in/yaml.v3"],
    )


def test_cargo_knows_renamed_crates_and_targets() -> None:
    text = """
    [package]
    name = "secrets_scanner"
    [dependencies]
    redaction = { package = "log-redaction", git = "https://git.acme.example/x" }
    [dev-dependencies]
    proptest = "1"
    [target.'cfg(unix)'.dependencies]
    nix = "0.29"
    """

    assert names("Cargo.toml", text) == (["secrets-scanner"], ["log-redaction", "nix", "proptest"])


def test_a_project_of_net_is_called_like_its_file_unless_it_says_otherwise() -> None:
    references = '<ItemGroup><PackageReference Include="Acme.Money" Version="2"/></ItemGroup>'

    assert names("src/Acme.Ledger.csproj", f"<Project>{references}</Project>") == (["acme.ledger"], ["acme.money"])
    assert names("A.csproj", "<Project><PropertyGroup><PackageId>B</PackageId></PropertyGroup></Project>")[0] == ["b"]
    assert names("A.csproj", "<Project><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>")[0] == []


def test_php_itself_is_no_package() -> None:
    text = '{"name": "Acme/Ledger", "require": {"php": ">=8", "ext-intl": "*", "acme/money": "^2"}}'

    assert names("composer.json", text) == (["acme/ledger"], ["acme/money"])


def test_ruby_is_read_where_it_is_plain() -> None:
    spec = 'Gem::Specification.new do |s|\n  s.name = "acme-mail"\n  s.add_dependency "mail", "~> 2"\nend\n'

    assert names("Gemfile", 'gem "mail", "~> 2.8"\ngem(\'acme-fakes\')\n# gem "no"\n') == ([], ["acme-fakes", "mail"])
    assert names("acme-mail.gemspec", spec) == (["acme-mail"], ["mail"])


def test_gradle_finds_its_group_and_its_name_in_two_files() -> None:
    build = b"""group = "example.acme"
    dependencies {
      implementation("org.yaml:snakeyaml:2.2")
      testImplementation 'example.acme:fakes:1'
      implementation(project(":core"))
      api("example.acme:$variable:1")
    }"""
    found = read_packages([("build.gradle.kts", build), ("settings.gradle.kts", b'rootProject.name = "ledger"')])

    assert [package.name for package in found.provides] == ["example.acme:ledger"]
    assert [package.name for package in found.requires] == ["example.acme:fakes", "org.yaml:snakeyaml"]


def test_what_a_project_provides_itself_it_does_not_require() -> None:
    files = [
        ("a/package.json", b'{"name": "@acme/a"}'),
        ("b/package.json", b'{"name": "@acme/b", "dependencies": {"@acme/a": "1", "vite": "5"}}'),
    ]

    assert [package.name for package in read_packages(files).requires] == ["vite"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pyproject.toml", True),
        ("src/Ledger/Ledger.fsproj", True),
        ("settings.gradle", True),
        ("requirements.in", False),
        ("package-lock.json", False),
        ("Pyproject.toml", False),
    ],
)
def test_a_manifest_is_known_by_its_name(path: str, expected: bool) -> None:
    assert is_manifest(path) is expected


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><project><groupId>&b;</groupId></project>'
FILE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><project><groupId>&a;</groupId></project>'


@pytest.mark.parametrize("data", [BOMB, FILE, b"<a>" * 100_000, b"<project><x/>" + b"<b/>" * 100_000 + b"</project>"])
def test_xml_with_entities_or_too_much_of_anything_says_nothing(data: bytes) -> None:
    assert read_manifest("pom.xml", data).provides == ()
    assert read_manifest("A.csproj", data).requires == ()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("pyproject.toml", b"a = " + b"[" * 100_000),
        ("pyproject.toml", b"a." * 200_000 + b"a = 1"),
        ("package.json", b'{"dependencies": ' + b"[" * 100_000),
        ("go.mod", b"require (" * 20_000),
        ("go.mod", b"//" * 250_000),
        ("build.gradle", b"implementation(" * 30_000),
        ("build.gradle", b"a" * 500_000),
        ("Gemfile", b"gem " * 100_000),
        ("requirements.txt", b" " * 500_000),
    ],
)
def test_hostile_text_ends_soon_and_says_nothing(path: str, data: bytes) -> None:
    assert read_manifest(path, data).requires == ()


def test_no_more_is_required_than_the_limit() -> None:
    many = json.dumps({"dependencies": {f"p{number}": "1" for number in range(REQUIREMENTS + 9)}})

    assert len(read_manifest("package.json", many.encode()).requires) == REQUIREMENTS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
SHAPES = st.fixed_dictionaries(
    {},
    optional={
        name: JSON | st.dictionaries(st.text(max_size=20), JSON, max_size=4)
        for name in ("name", "private", "dependencies", "devDependencies", "require", "require-dev")
    },
)
PIECES = (
    "[project]\n",
    'name = "a"\n',
    "dependencies = [",
    '"b"]',
    "<project>",
    "<dependencies>",
    "<dependency>",
    "</",
    "require (",
    "module ",
    "gem ",
    "implementation(",
    '"',
    "'",
    ":",
    "${",
    "}",
    "\n",
    "\t",
    "v1",
)


@given(st.sampled_from(NAMES), st.binary(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@example("pom.xml", b'<?xml version="1.0" encoding="no-such"?><project/>')
@example("package.json", '{"name": "\\ud800"}')
def test_no_bytes_make_it_raise(path: str, data: bytes | str) -> None:
    read_manifest(path, data if isinstance(data, bytes) else data.encode())


@given(st.sampled_from(("package.json", "composer.json")), SHAPES)
def test_any_json_gives_only_names_that_nothing_can_act_on(path: str, document: Mapping[str, object]) -> None:
    found = read_manifest(path, json.dumps(document).encode())

    for package in (*found.provides, *found.requires):
        assert 0 < len(package.name) <= PACKAGE_CHARACTERS
        assert package.name.isascii()
        assert not set(package.name) & set(" <>\"'&\\`{}()[]|\n\t")
    assert list(found.requires) == sorted(set(found.requires) - set(found.provides))


def provider(*packages: str, requires: tuple[str, ...] = ()) -> tuple[tuple[str, bytes], ...]:
    needs = json.dumps(dict.fromkeys(requires, "1"))
    return tuple(
        (f"p{number}/package.json", f'{{"name": "{name}", "dependencies": {needs}}}'.encode())
        for number, name in enumerate(packages)
    )


def test_a_project_uses_the_one_that_alone_provides_what_it_requires() -> None:
    found, doubts = uses(
        {
            ProjectKey("h/o/lib"): read_packages(provider("lib")),
            ProjectKey("h/o/app"): read_packages(provider("app", requires=("lib", "vite"))),
        }
    )

    assert found == (
        Use(ProjectKey("h/o/app"), ProjectKey("h/o/lib"), Package(Ecosystem.NPM, "lib"), "p0/package.json"),
    )
    assert doubts == ()


def test_a_package_that_two_provide_is_used_from_neither_and_is_in_doubt_once_somebody_requires_it() -> None:
    both = {ProjectKey(f"h/o/{name}"): read_packages(provider("lib")) for name in "ab"}
    assert uses(both) == ((), ())

    user = {ProjectKey("h/o/app"): read_packages(provider("app", requires=("lib",)))}
    found, doubts = uses({**both, **user})

    assert found == ()
    assert doubts == (Claim(Package(Ecosystem.NPM, "lib"), (ProjectKey("h/o/a"), ProjectKey("h/o/b"))),)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Cargo.toml", '[dependencies]\nutils = { path = "crates/utils" }\n'),
        ("Cargo.toml", "[dependencies]\nutils.workspace = true\n"),
        ("package.json", '{"dependencies": {"utils": "workspace:*"}}'),
        ("package.json", '{"dependencies": {"utils": "file:../utils"}}'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nutils = { path = "utils" }\n'),
        (
            "pyproject.toml",
            '[project]\ndependencies = ["utils"]\n[tool.uv.sources]\nutils = { workspace = true }\n',
        ),
        (
            "go.mod",
            "module x.example/a\nrequire x.example/utils v0.0.0\nreplace x.example/utils => ./utils\n",
        ),
    ],
)
def test_what_comes_from_a_folder_of_the_project_is_not_required_of_others(path: str, text: str) -> None:
    assert names(path, text)[1] == []


def test_a_member_that_is_used_by_its_path_provides_nothing() -> None:
    files = [
        ("Cargo.toml", b'[package]\nname = "app"\n[dependencies]\nutils = { path = "utils" }\n'),
        ("utils/Cargo.toml", b'[package]\nname = "utils"\nversion = "1.0.0"\n'),
    ]
    assert [package.name for package in read_packages(files).provides] == ["app"]


def test_a_go_module_is_provided_though_an_example_takes_it_from_its_folder() -> None:
    files = [
        ("go.mod", b"module x.example/ledger\n"),
        (
            "examples/go.mod",
            b"module x.example/ledger/examples\nreplace x.example/ledger => ../\nrequire x.example/ledger v1.0.0\n",
        ),
    ]
    assert "x.example/ledger" in [package.name for package in read_packages(files).provides]


@pytest.mark.parametrize(
    ("version", "wanted", "is_used"),
    [
        ("2.1.0", "^2", True),
        ("3.0.0", "^1 || ^2", True),
        ("1.9.0", ">=5", False),
        ("0.0.0-development", "^5", True),
        ("2.0.0", "<3", True),
        ("2.0.0", "*", True),
    ],
)
def test_a_version_that_is_not_out_yet_belongs_to_another_package(version: str, wanted: str, is_used: bool) -> None:
    packages = {
        ProjectKey("h/o/lib"): read_packages(
            [("package.json", json.dumps({"name": "lib", "version": version}).encode())]
        ),
        ProjectKey("h/o/app"): read_packages(
            [("package.json", json.dumps({"name": "app", "dependencies": {"lib": wanted}}).encode())]
        ),
    }
    assert bool(uses(packages)[0]) is is_used


def test_registries_must_agree() -> None:
    lib = read_packages([("Cargo.toml", b'[package]\nname = "lib"\npublish = ["acme"]\n')])
    for rule, is_used in (('{ version = "1", registry = "acme" }', True), ('"1"', False)):
        app = read_packages([("Cargo.toml", f'[package]\nname = "app"\n[dependencies]\nlib = {rule}\n'.encode())])
        assert bool(uses({ProjectKey("h/o/lib"): lib, ProjectKey("h/o/app"): app})[0]) is is_used


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("Cargo.toml", '[package]\nname = "acme"\n[[bin]]\nname = "acme"', PackageKind.PROGRAM),
        ("Cargo.toml", '[package]\nname = "acme"\ncategories = ["command-line-utilities"]', PackageKind.PROGRAM),
        ("Cargo.toml", '[package]\nname = "a"\n[[bin]]\nname = "a"\nrequired-features = ["x"]', PackageKind.LIBRARY),
        ("Cargo.toml", '[package]\nname = "acme"', None),
        ("package.json", '{"name": "acme", "bin": "cli.js"}', PackageKind.PROGRAM),
        ("package.json", '{"name": "acme", "bin": {"acme": "cli.js"}, "main": "index.js"}', PackageKind.LIBRARY),
        ("composer.json", '{"name": "acme/shop", "type": "project"}', PackageKind.PROGRAM),
        ("Cargo.toml", '[package]\nname = "a"\n[lib]\ncrate-type = ["staticlib"]', PackageKind.INTERNAL),
        ("Cargo.toml", '[package]\nname = "xtask"', PackageKind.INTERNAL),
        ("pyproject.toml", '[project]\nname = "app"\n[tool.uv]\ndefault-groups = []', PackageKind.INTERNAL),
        ("pyproject.toml", '[project]\nname = "app"\n[tool.poetry]\npackage-mode = false', PackageKind.INTERNAL),
        ("pyproject.toml", '[project]\nname = "app-dev"\n[tool.rye]\nvirtual = true', PackageKind.INTERNAL),
        ("pyproject.toml", '[project]\nname = "acme"', PackageKind.LIBRARY),
        ("pyproject.toml", '[project]\nname = "a"\n[build-system]\nrequires = ["hatchling"]', PackageKind.LIBRARY),
        ("pom.xml", "<project><groupId>a</groupId><artifactId>b</artifactId><packaging>pom</packaging></project>",
         PackageKind.INTERNAL),
        ("A.csproj", "<Project><PropertyGroup><OutputType>Exe</OutputType><PackAsTool>true</PackAsTool></PropertyGroup>"
         "</Project>", PackageKind.PROGRAM),
    ],
)  # fmt: skip
def test_a_manifest_tells_programs_and_parents_from_libraries(path: str, text: str, kind: PackageKind | None) -> None:
    found = read_packages([(path, text.encode())])
    assert [found.kinds.get(package) for package in found.provides] == [kind]


def test_an_extension_of_an_editor_is_no_package() -> None:
    text = b'{"name": "acme", "engines": {"vscode": "^1.75.0"}}'
    assert read_packages([("package.json", text)]).provides == {}


def test_a_gem_may_be_named_where_its_specification_begins() -> None:
    assert names("acme.gemspec", "Gem::Specification.new 'acme', version do |s|\nend")[0] == ["acme"]


def test_what_examples_take_from_its_folder_is_published_all_the_same() -> None:
    crate = b'[package]\nname = "acme"\nversion = "1.2.0"\ndescription = "Books."\nlicense = "MIT"\n'
    files = [("acme/Cargo.toml", crate), ("bench/Cargo.toml", b'[dependencies]\nacme = { path = "../acme" }')]
    assert [one.name for one in read_packages(files).provides] == ["acme"]
    files = [("package.json", b'{"name": "acme"}'), ("site/package.json", b'{"dependencies": {"acme": "file:.."}}')]
    assert [one.name for one in read_packages(files).provides] == ["acme"]


@pytest.mark.parametrize(
    ("paths", "commands"),
    [
        ({"Cargo.toml": "acme", "tools/Cargo.toml": "tool"}, ["cargo add acme"]),
        ({"core/Cargo.toml": "ledger", "macros/Cargo.toml": "ledger-macros"}, ["cargo add ledger"]),
        ({"a/Cargo.toml": "one", "b/Cargo.toml": "two"}, ["cargo add one", "cargo add two"]),
        ({f"{name}/Cargo.toml": name for name in ("one", "two", "three", "four")}, ["git clone x"]),
        ({"editors/package.json": "extras"}, ["git clone x"]),
        ({"packages/core/package.json": "@ledger/core", "packages/vue/package.json": "@ledger/vue"},
         ["npm install @ledger/core"]),
    ],
)  # fmt: skip
def test_of_many_packages_the_one_that_is_called_like_the_project_is_installed(
    paths: dict[str, str], commands: list[str]
) -> None:
    texts = {path: json.dumps({"name": name, "main": "i.js"}) if path.endswith("json") else f'package.name = "{name}"'
             for path, name in paths.items()}  # fmt: skip
    given = provided(facts(paths=()), read_packages((path, text.encode()) for path, text in texts.items()))
    language = "TypeScript" if any("@" in name for name in paths.values()) else "Rust"
    project = make_project(provides=given, language=language, repository="x", url=None)
    assert [one.command for one in install_commands(project)] == commands


GO = "module acme.example/a"


@pytest.mark.parametrize(
    ("path", "text", "beside", "command"),
    [
        ("Cargo.toml", '[package]\nname = "acme"', ("src/main.rs", "src/lib.rs"), "cargo install acme"),
        ("Cargo.toml", '[package]\nname = "acme"', ("README.md",), "cargo add acme"),
        ("cli/Cargo.toml", '[package]\nname = "acme"', ("cli/src/main.rs",), "cargo install acme"),
        ("go.mod", GO, ("main.go",), "go install acme.example/a@latest"),
        ("go.mod", GO, ("cmd/run/main.go", "go.mod"), "go install acme.example/a/cmd/run@latest"),
        ("go.mod", GO, ("cmd/run/main.go", "go.mod", "pkg/", "x_test.go"), "go install acme.example/a/cmd/run@latest"),
        ("go.mod", GO, ("a.go", "cmd/run/main.go", "go.mod"), "go get acme.example/a"),
        ("go.mod", GO, ("build.go", "doc.go", "cmd/run/main.go", "go.mod"), "go install acme.example/a/cmd/run@latest"),
        (
            "go.mod",
            GO,
            ("cmd/ledger/main.go", "cmd/server/main.go", "go.mod"),
            "go install acme.example/a/cmd/ledger@latest",
        ),
        # nobody knows which one, or by which path
        ("go.mod", GO, ("cmd/one/main.go", "cmd/two/main.go", "go.mod"), None),
        ("go.mod", GO, ("go.mod", "internal/", "pkg/"), None),
        # what is beside it was not listed
        ("go.mod", GO, (), "go get acme.example/a"),
        ("go.mod", GO, ("README.md", "cmd/x/main.go"), "go get acme.example/a"),
    ],
)
def test_files_beside_a_manifest_tell_that_people_run_it(
    path: str, text: str, beside: tuple[str, ...], command: str | None
) -> None:
    given = provided(facts(paths=beside), read_packages([(path, text.encode())]))
    project = make_project(provides=given, language={"Cargo.toml": "Rust"}.get(path.rpartition("/")[2], "Go"))
    assert [one.command for one in install_commands(project)] == ([] if command is None else [command])


def test_a_gradle_build_of_parts_is_no_package_itself() -> None:
    files = {"settings.gradle": "rootProject.name = 'ledger'", "build.gradle": "group = 'acme'\nsubprojects {\n}\n"}
    found = read_packages([(path, text.encode()) for path, text in files.items()])
    assert [*found.kinds.values()] == [PackageKind.INTERNAL]
