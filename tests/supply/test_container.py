"""The image of the program: built as its Containerfile says, it makes a marketplace without rights.

No container engine is needed: see `supply.containerfile`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_repositories import Commit, make_repository
from innersource_marketplace import __version__
from supply.containerfile import Image, build, instructions
from supply.debian import make_debian, python_version, why_not
from supply.lock import LOCK, lock_for, locked

ROOT = LOCK.parents[1]
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
DIGEST = f"docker.io/library/python:3.13-slim@sha256:{'5' * 64}"


def test_the_image_is_built_from_nothing_but_what_is_handed_to_it() -> None:
    wanted = {
        source
        for word, rest in instructions(CONTAINERFILE)
        if word == "COPY" and "--from=" not in rest
        for source in rest.split()[:-1]
    }
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == wanted
    assert "*" in lines


@pytest.mark.parametrize("arguments", [{}, {"VERSION": "1"}])
def test_without_a_base_nothing_is_built(tmp_path: Path, arguments: dict[str, str]) -> None:
    (tmp_path / "environment").touch()
    with pytest.raises(ValueError, match="BASE is not given"):
        build(CONTAINERFILE, tmp_path, tmp_path, tmp_path, tmp_path, arguments)


def test_a_base_without_a_digest_is_refused() -> None:
    (check,) = (rest for word, rest in instructions(CONTAINERFILE) if word == "RUN" and "BASE" in rest)
    for base, status in ((DIGEST, 0), ("docker.io/library/python:3.13-slim", 1)):
        done = subprocess.run(["/bin/sh", "-c", check], env={"BASE": base}, capture_output=True, text=True, check=False)
        assert done.returncode == status
        assert ("has no digest" in done.stdout) == bool(status)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    reason = why_not()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("image")
    base, given, context = folder / "base", folder / "given", folder / "context"
    installs = re.search(r"apt-get install (?:--\S+ )*([a-z0-9 -]+)", CONTAINERFILE)
    assert installs is not None
    make_debian(base, given, tuple(installs[1].split()))
    (given / "environment").write_text("PIP_NO_INDEX=1\nPIP_FIND_LINKS=/mnt/wheels\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download"]
    # pip decides by its own version what is needed, and not by the one that it is told to download for.
    python = python_version(base)
    needed = folder / "needed.txt"
    needed.write_text(lock_for(LOCK.read_text(encoding="utf-8"), python), encoding="utf-8")
    exact = ["--require-hashes", "--only-binary", ":all:", "--python-version", python]
    subprocess.run([*pip, *exact, "--dest", str(given / "wheels"), "--requirement", str(needed)], check=True)
    (context / "requirements").mkdir(parents=True)
    shutil.copy2(LOCK, context / "requirements")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(context / "dist"), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    command = [sys.executable, "-m", "supply.sbom", str(context / "dist/sbom.cdx.json")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "tests")})
    try:
        return build(CONTAINERFILE, context, base, folder, given, {"BASE": DIGEST, "VERSION": __version__})
    except subprocess.CalledProcessError as error:
        pytest.fail(f"{error.cmd[-1]}\n{error.stdout}\n{error.stderr}")


@pytest.fixture
def work(tmp_path: Path, image: Image) -> Path:
    """A folder that belongs to the user of the image, with a repository."""
    make_repository(tmp_path / "work/git/team/ledger.git", [Commit(files={"README.md": b"# Ledger\n\nCounts.\n"})])
    subprocess.run(["chown", "--recursive", image.user, tmp_path / "work"], check=True)
    return tmp_path / "work"


CATALOG = "version: 1\norganization: Acme\nsources:\n  - git: ../git\n    web: https://git.acme.example\n"


@pytest.mark.exhaustive
def test_the_image_makes_a_marketplace_without_rights_network_or_a_place_to_write(image: Image, work: Path) -> None:
    assert image.run(work, "init", "ours").returncode == 0
    (work / "ours/catalog.yml").write_text(CATALOG, encoding="utf-8")
    for command in (["check"], ["collect"], ["build"], ["audit", "site"]):
        inside = Image(root=image.root, environment=image.environment, user=image.user, folder=image.folder)
        words = " ".join(["cd ours && exec", *image.entrypoint, *command])
        done = inside.start(work, "/bin/sh", "-c", words)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert (work / "ours/site/projects/team/ledger/index.html").is_file()
    owners = {path.stat().st_uid for path in (work / "ours/site").rglob("*")}
    assert owners == {int(image.user.partition(":")[0])}


@pytest.mark.exhaustive
def test_nothing_in_the_image_can_be_changed_and_it_has_no_rights(image: Image, work: Path) -> None:
    for place in ("/opt/marketplace/x", "/etc/x", "/var/x", "/root/x"):
        assert image.start(work, "/bin/sh", "-c", f"echo x > {place}").returncode != 0
    told = image.start(work, "/bin/sh", "-c", "id -u; id -G; grep -E '^(Cap|NoNewPrivs)' /proc/self/status")
    identity, groups, *status = told.stdout.splitlines()
    assert identity != "0"
    assert groups == image.user.partition(":")[2]
    values = dict(line.split(":\t") for line in status)
    assert values.pop("NoNewPrivs") == "1"
    assert set(values.values()) == {"0" * 16}
    assert image.start(work, "/bin/sh", "-c", f"echo x > {image.folder}/x").returncode == 0


@pytest.mark.exhaustive
def test_the_image_says_what_it_is_and_what_is_inside(image: Image, work: Path) -> None:
    assert "Usage: marketplace" in image.run(work).stdout
    assert image.labels["org.opencontainers.image.base.name"] == DIGEST
    assert image.labels["org.opencontainers.image.version"] == __version__
    made = json.loads((image.root / "opt/marketplace/sbom.cdx.json").read_text(encoding="utf-8"))
    listed = {one["name"] for one in made["components"]}
    code = "from importlib.metadata import distributions as all; print(*{one.name.lower() for one in all()})"
    done = image.start(work, "/opt/marketplace/bin/python", "-c", code)
    installed = {name.replace("_", "-") for name in done.stdout.split()} - {"innersource-marketplace"}
    normal = {re.sub(r"[-_.]+", "-", name) for name in installed}
    unconditional = {package.name for package in locked(LOCK.read_text(encoding="utf-8")) if not package.marker}
    assert unconditional <= normal | {"setuptools"}
    assert normal - {"setuptools", "wheel"} <= listed
    assert not [path for path in (image.root / "opt/marketplace/bin").iterdir() if path.name.startswith("pip")]
