"""Documentation cannot rot: what the pages say is compared with what the program does."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import reference
from innersource_marketplace import __version__
from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.authoring.problem_codes import CODES
from innersource_marketplace.cli.main_command import command as command_of
from innersource_marketplace.cli.main_command import command_names, marketplace
from innersource_marketplace.formats.catalog import catalog_keys as keys
from innersource_marketplace.formats.innersource_json.field_names import FIELD_KEYS
from innersource_marketplace.formats.records import ISSUE_KEYS, PULL_REQUEST_KEYS, RECORD_KEYS, read_record
from innersource_marketplace.render.known_pages import PAGES_OF_A_KIND, SINGLE_PAGES

ROOT = reference.ROOT
DOCS = ROOT / "docs"
PACKAGE = ROOT / "generator" / "innersource_marketplace"
SITE_PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("reference/*.md")])
HAND_WRITTEN = [*SITE_PAGES, *ROOT.glob("*.md"), *DOCS.glob("decisions/*.md")]
CATALOG_HEAD = "version: 1\norganization: Acme\n"

GENERATED_PAGES = {*SINGLE_PAGES, *dict(PAGES_OF_A_KIND)}

_FENCE = re.compile(r"^( *)```(\w+)(?: title=\"([^\"]*)\")?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_MAKERS = ("SourceError", "Verdict", "Problem", "fault", "_fault", "_problem")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", sorted(reference.PAGES.glob("*.md")), ids=named)
def test_the_tables_of_a_reference_page_are_what_the_program_says(page: Path) -> None:
    assert reference.filled(text_of(page)) == text_of(page), "run `make reference`"


@pytest.mark.parametrize("command", ["marketplace", *command_names()])
def test_every_command_has_help_an_example_and_a_table_of_its_options(command: str) -> None:
    found: click.Command = marketplace if command == "marketplace" else command_of(command)
    page = text_of(DOCS / "reference" / "commands.md")

    assert found.help
    assert (found.epilog or "").startswith("Example: marketplace ")
    assert f"<!-- table: options {command} -->" in page
    assert command == "marketplace" or f"\n## {command}\n" in page
    assert command == "marketplace" or f"$ marketplace {command}" in page


def test_every_field_of_innersource_json_is_in_its_reference() -> None:
    page = text_of(DOCS / "reference" / "innersource-json.md")
    example = page.partition("## Fields")[0]

    for field in FIELD_KEYS:
        assert f"| `{field}` |" in page, field
        assert f'"{field}"' in example, f"{field} is missing from the complete example"


def test_every_key_of_the_catalogue_is_in_its_reference() -> None:
    page = text_of(DOCS / "reference" / "catalog.md")
    groups = (
        keys.CATALOG_KEYS,
        keys.SITE_KEYS,
        keys.SEARCH_KEYS,
        keys.PUBLISH_KEYS,
        keys.READINESS_KEYS,
        keys.FILE_CHECK_KEYS,
        keys.TEAM_KEYS,
        keys.MEMBER_KEYS,
        keys.GIT_KEYS,
        keys.GITHUB_KEYS,
        keys.APP_KEYS,
        keys.ENTRY_KEYS,
    )

    missing = [key for group in groups for key in group if f"| `{key}` |" not in page]

    assert missing == []


def test_every_key_of_a_record_is_in_its_reference_and_its_example() -> None:
    page = text_of(DOCS / "reference" / "records.md")
    (example,) = (body for _, _, title, body in _FENCE.findall(page) if title.startswith("records/"))

    for key in {*RECORD_KEYS, *PULL_REQUEST_KEYS, *ISSUE_KEYS} - {"$schema", "$comment"}:
        assert f"| `{key}` |" in page, key
        assert f'"{key}"' in example, f"{key} is missing from the complete example"
    record, problems = read_record(example.encode(), "r.json", now=datetime(2026, 11, 20, 12, tzinfo=UTC), labels=())
    assert record is not None
    assert problems == ()


def test_every_code_of_a_problem_is_explained() -> None:
    page = text_of(DOCS / "reference" / "problems.md")
    emitted = {code for module in PACKAGE.rglob("*.py") for code in codes_in(ast.parse(text_of(module)))}

    missing = sorted(code for code in emitted | set(CODES) if f"`{code.replace('_', '-')}`" not in page)

    assert missing == []


def codes_in(tree: ast.Module) -> set[str]:
    """The codes that a module gives to problems: the first plain word, or `code=`, in calls that make one."""
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        maker = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if maker in _MAKERS:
            found.update(constants(call.args)[:1])
            found.update(constants(word.value for word in call.keywords if word.arg == "code"))
    return {word for word in found if re.fullmatch(r"[a-z]+(?:[-_][a-z0-9]+)*", word)}


def constants(nodes: Iterable[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def examples() -> list[tuple[str, str, str]]:
    """Every documented file: (page, file name, content)."""
    found = []
    for page in HAND_WRITTEN:
        for _, _, title, body in _FENCE.findall(text_of(page)):
            if title == "innersource.json":
                found.append((named(page), "innersource.json", body))
            elif title == "catalog.yml":
                found.append((named(page), "catalog.yml", body))
            elif title == "catalog.yml, under projects":
                found.append((named(page), "catalog.yml", CATALOG_HEAD + body))
    return found


@pytest.mark.parametrize(("page", "name", "content"), examples())
def test_documented_files_pass_the_check(page: str, name: str, content: str) -> None:
    assert check_file(name, content.encode()) == ()


def test_there_are_documented_files_of_both_kinds() -> None:
    assert {name for _, name, _ in examples()} == {"innersource.json", "catalog.yml"}


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=named)
def test_documented_commands_exist_with_their_options(page: Path) -> None:
    spoken = re.findall(r"(?:^|[`$ ])(marketplace [a-z][^\n`|]*)", text_of(page), re.MULTILINE)
    for line in spoken:
        words = shlex.split(line.partition("#")[0].partition(" && ")[0].partition(" >")[0].replace("'", ""))
        command = command_of(words[1]) if words[1] in command_names() else None
        if command is None:
            continue  # prose: "marketplace itself", "marketplace build" is what we look for
        options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        unknown = [word for word in words[2:] if word.startswith("--") and word.rstrip(".,") not in options]
        assert unknown == [], line


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=named)
def test_links_between_hand_written_files_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(text_of(page)):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link) or "?" in link or not re.search(r"(\.md|^)$", target):
            continue
        if (page.parent / target).resolve().relative_to(ROOT).as_posix().removeprefix("docs/") in GENERATED_PAGES:
            continue
        found = (page.parent / target) if target else page
        assert found.is_file(), link
        assert not anchor or anchor in anchors(text_of(found)), link


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    slugs = {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}
    return slugs | set(re.findall(r"\{ #([\w-]+) \}", page))


def test_links_to_the_filtered_gallery_use_filters_that_it_has() -> None:
    gallery = text_of(ROOT / "overrides" / "assets" / "marketplace" / "filters" / "view-address.js")
    used = {name for page in SITE_PAGES for name in re.findall(r"\(index\.md\?([a-z]+)=", text_of(page))}

    assert used
    for name in used:
        assert f'"{name}"' in gallery, name


def test_every_module_of_the_package_has_a_docstring() -> None:
    silent = [named(module) for module in PACKAGE.rglob("*.py") if not ast.get_docstring(ast.parse(text_of(module)))]

    assert silent == []


def test_nothing_that_is_shipped_loads_from_somebody_elses_server() -> None:
    shipped = [
        path
        for folder in (ROOT / "overrides", PACKAGE / "render" / "templates")
        for path in folder.rglob("*")
        if path.suffix in (".html", ".css", ".js")
    ]
    foreign = re.compile(
        r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|from ["']https?:"""
    )

    assert [named(path) for path in shipped if foreign.search(text_of(path))] == []
    for path in [*shipped, ROOT / "mkdocs.yml"]:
        assert not re.search(r"(?i)\bcdn\b|unpkg|jsdelivr|googleapis", text_of(path)), named(path)


def test_the_changelog_has_the_present_version() -> None:
    assert f"\n## [{__version__}]" in text_of(ROOT / "CHANGELOG.md")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_documented_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    used = set(re.findall(r"(?:^|`)make ([a-z-]+)", text_of(ROOT / page), re.MULTILINE))

    assert used
    assert used <= targets


def test_lock_files_name_no_host_and_pin_every_package_by_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        lock = text_of(path)
        assert "://" not in lock
        assert "--index-url" not in lock
        assert "--find-links" not in lock
        for block in re.split(r"\n(?=\S)", lock):
            assert block.startswith("#") or re.match(r"[a-z0-9.-]+==\S+.*\\\n    --hash=sha256:", block), block


def pins(name: str) -> set[tuple[str, str]]:
    """Name and version of every package that a lock file pins."""
    found = re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", text_of(ROOT / "requirements" / name), re.MULTILINE)
    return {(package, version) for package, version in found}


def test_the_development_lock_has_every_runtime_package_at_the_same_version() -> None:
    assert pins("runtime.txt") <= pins("development.txt")


@pytest.mark.parametrize("extra", ["", "development"])
def test_every_dependency_is_in_a_lock_file_at_a_version_that_fits(extra: str) -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    pinned = pins("development.txt" if extra else "runtime.txt")

    unlocked = [
        requirement
        for requirement in map(Requirement, wanted)
        if not any(
            canonicalize_name(requirement.name) == name and requirement.specifier.contains(version)
            for name, version in pinned
        )
    ]

    assert unlocked == [], "run `make lock`"


def test_modules_stay_small() -> None:
    large = {named(module): lines for module in PACKAGE.rglob("*.py") if (lines := text_of(module).count("\n")) > 455}

    assert large == {}
