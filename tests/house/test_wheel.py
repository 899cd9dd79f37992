"""The wheel is whole: installed outside the checkout, it makes a marketplace on its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def run(*command: object, folder: Path) -> None:
    """Run a command with nothing of the checkout in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=kept, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    built: Path = next(folder.glob("*.whl"))
    return built


@pytest.fixture(scope="module")
def marketplace(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel; dependencies come from the running environment."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)  # a pip of its own would take longer than all the rest
    into = ("--python", environment / "bin" / "python", "install", "--no-deps", "--no-index")
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", *into, wheel, folder=environment)
    # A path file adds the packages, but does not follow the path file of the editable install in there.
    packages: Path = next((environment / "lib").glob("python*/site-packages"))
    (packages / "dependencies.pth").write_text(f"{Path(click.__file__).parents[1]}\n")
    command: Path = environment / "bin" / "marketplace"
    return command


def test_the_wheel_holds_pages_theme_and_data_but_nothing_for_engineers(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    instance = "innersource_marketplace/instance/"

    for expected in ("mkdocs.yml", "docs/about.md", "docs/reference/catalog.md", "overrides/main.html"):
        assert instance + expected in names
    for expected in (
        "reference/languages.json",
        "py.typed",
        "formats/schemas/catalog.json",
        "sample/organization/people.yml",
    ):
        assert f"innersource_marketplace/{expected}" in names
    assert not [name for name in names if "decisions" in name or "/tests/" in name or "__pycache__" in name]


@pytest.mark.exhaustive
def test_a_wheel_built_elsewhere_is_the_same_to_the_byte(tmp_path: Path) -> None:
    run("git", "clone", "--quiet", ROOT, tmp_path / "elsewhere", folder=tmp_path)
    built = []
    for name, zone, mask in (("one", "UTC", 0o022), ("two", "Asia/Kathmandu", 0o077)):
        shutil.copytree(tmp_path / "elsewhere", tmp_path / name)
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path / f"dist-{name}")]
        subprocess.run(
            [*command, str(tmp_path / name)],
            env={**os.environ, "TZ": zone, "SOURCE_DATE_EPOCH": "1795521600"},
            umask=mask,
            capture_output=True,
            check=True,
        )
        built.append({path.name: path.read_bytes() for path in (tmp_path / f"dist-{name}").iterdir()})
    assert built[0] == built[1]
    assert len(built[0]) == 2


def test_the_installed_program_runs_from_its_own_files(marketplace: Path, tmp_path: Path) -> None:
    code = (
        "import innersource_marketplace as package, pathlib, sys;"
        "sys.exit(not pathlib.Path(package.__file__).is_relative_to(sys.prefix))"
    )

    run(marketplace.with_name("python"), "-c", code, folder=tmp_path)


def test_the_installed_program_makes_a_whole_marketplace(marketplace: Path, tmp_path: Path) -> None:
    run(marketplace, "demo", "try-it", folder=tmp_path)

    site = tmp_path / "try-it" / "site"
    listed = json.loads((site / "api" / "v1" / "projects.json").read_text(encoding="utf-8"))
    assert listed["count"] == len(listed["projects"]) > 10
    for project in listed["projects"]:
        assert (site / project["page"] / "index.html").is_file()
    for name in ("index.html", "about/index.html", "reference/commands/index.html", "catalog.csv", "feed.xml"):
        assert (site / name).is_file(), name
    assert not (site / "decisions").exists()
    assert (site / "assets" / "marketplace" / "site.css").is_file()
    run(marketplace, "audit", site, folder=tmp_path)


@pytest.mark.exhaustive
@pytest.mark.parametrize("program", ["pipx", "uvx"])
def test_the_readme_s_command_without_a_checkout_works(wheel: Path, tmp_path: Path, program: str) -> None:
    """It takes what the wheel needs from the package index, as everybody's does."""
    scripts = Path(click.__file__).parents[4] / "bin"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{program} .*$", readme, re.MULTILINE)
    words = [word for word in line.split() if word != "--serve"]
    shutil.copy2(wheel, tmp_path)
    assert f"./{wheel.name}" in words
    before = [scripts / "uvx", "--quiet"] if program == "pipx" else []
    run(*before, *(scripts / "uvx" if word == "uvx" else word for word in words), folder=tmp_path)
    assert (tmp_path / "try-it/site/index.html").is_file()


def test_a_new_catalogue_made_by_the_installed_program_builds_at_once(marketplace: Path, tmp_path: Path) -> None:
    run(marketplace, "init", "ours", folder=tmp_path)
    ours = tmp_path / "ours"

    run(marketplace, "check", folder=ours)
    run(marketplace, "collect", folder=ours)
    run(marketplace, "build", folder=ours)

    assert (ours / "site" / "index.html").is_file()
