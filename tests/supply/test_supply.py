"""What is installed with the program is known: each package, its licence, and who asks for it."""

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression, is_supported_id
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.licenses import PAGE, license_of, page
from supply.lock import LOCK, locked
from supply.sbom import bill, main
from supply.wheels import PAGE as WHEELS
from supply.wheels import gaps_of
from supply.wheels import page as page_of_wheels

TEXT = LOCK.read_text(encoding="utf-8")
PACKAGES = tuple(locked(TEXT))
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_every_package_of_the_lock_file_is_read_with_who_asks_for_it() -> None:
    assert len(PACKAGES) == TEXT.count("==")
    assert all(package.wanted_by for package in PACKAGES)
    project = tomllib.loads((LOCK.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    assert asked == {package.name for package in PACKAGES if project["name"] in package.wanted_by}


def test_every_package_has_a_licence_with_an_identifier() -> None:
    for package in PACKAGES:
        licence = license_of(package.name)
        assert licence, f"{package.name}: look its licence up and state it in tests/supply/licenses.py"
        assert is_supported_id(licence) or is_expression(licence), (package.name, licence)


def test_the_page_of_licences_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make licenses`"


def test_the_page_of_wheels_is_up_to_date() -> None:
    assert WHEELS.read_text(encoding="utf-8") == page_of_wheels(TEXT), "run `make lock`"


def test_the_page_of_wheels_follows_the_lock_file() -> None:
    (row,) = re.findall(r"^\| Linux, x86-64 \|.*", page_of_wheels(TEXT), re.MULTILINE)
    fewer = page_of_wheels(TEXT.replace("attrs==", "attrs ", 1))
    count = sum(not package.marker for package in PACKAGES)
    assert {int(cell) - count for cell in re.findall(r"\| (\d+)", row)} == {2}  # pycparser, and one of two for a Python
    assert row not in fewer
    assert re.findall("sha256 `.*`", fewer) != re.findall("sha256 `.*`", page_of_wheels(TEXT))


def test_the_program_is_tried_where_nothing_is_compiled_and_nowhere_else() -> None:
    workflow = yaml.safe_load((LOCK.parents[1] / ".github/workflows/tests.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["systems"]["strategy"]["matrix"]
    for label, system in (("macos-15", "macOS, ARM"), ("windows-2025", "Windows, x86-64")):
        assert label in matrix["system"]
        for python in ("3.11", "3.12", "3.13", "3.14"):
            assert python in matrix["python"]
            left_out = {"system": label, "python": python} in matrix["exclude"]
            assert left_out == bool(gaps_of(system, python.replace("3.11", "3.11.0"))), (label, python)


def test_a_package_that_nobody_has_is_of_unknown_licence() -> None:
    assert license_of("no-such-package-at-all") is None


def test_the_bill_of_materials_is_valid_and_has_every_package_and_its_dependencies() -> None:
    text = bill(TEXT, NOON)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    made = json.loads(text)
    assert {(one["name"], one["version"]) for one in made["components"]} == {(p.name, p.version) for p in PACKAGES}
    assert all(one["licenses"] for one in made["components"])
    asks = {one["ref"].partition("@")[0]: one.get("dependsOn", []) for one in made["dependencies"]}
    assert any(ref.startswith("pkg:pypi/mkdocs@") for ref in asks["pkg:pypi/innersource-marketplace"])
    assert any(ref.startswith("pkg:pypi/urllib3@") for ref in asks["pkg:pypi/requests"])


def test_the_same_lock_file_gives_the_same_bill(tmp_path: Path) -> None:
    environment = {"SOURCE_DATE_EPOCH": str(int(NOON.timestamp()))}
    main([str(tmp_path / "a" / "sbom.json")], environment)
    main([str(tmp_path / "b.json")], environment)
    assert (tmp_path / "a" / "sbom.json").read_text(encoding="utf-8") == bill(TEXT, NOON)
    assert (tmp_path / "b.json").read_bytes() == (tmp_path / "a" / "sbom.json").read_bytes()
