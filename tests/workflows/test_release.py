"""What a release brings beside the program, made by the workflow's own steps."""

import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml
from ours import OURS, ROOT

from innersource_marketplace.paths import files_below
from marketplaces import Marketplace

RELEASE = yaml.safe_load((OURS / "release.yml").read_text(encoding="utf-8"))


def step(job: str, name: str) -> str:
    (script,) = (step["run"] for step in RELEASE["jobs"][job]["steps"] if step["name"].startswith(name))
    return str(script)


@pytest.mark.slow
def test_the_template_repositories_are_what_init_writes(tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", tmp_path / "here"], check=True)
    wheel = tmp_path / "here/dist/innersource_marketplace-1.2.3-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(b"the wheel")
    given = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path / "runner"),
        "GITHUB_SERVER_URL": "https://github.acme.example",
        "GITHUB_REPOSITORY": "innersource/marketplace",
        "GITHUB_REF_NAME": "v1.2.3",
    }
    script = step("build", "Make the template repositories")
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path / "here", env=given, check=True, capture_output=True)
    address = f"https://github.acme.example/innersource/marketplace/releases/download/v1.2.3/{wheel.name}"
    digest = hashlib.sha256(b"the wheel").hexdigest()
    for forge in ("github", "gitlab"):
        ran = Marketplace(tmp_path).run("init", forge, "--forge", forge, "--program", f"{address}#sha256={digest}")
        assert ran.status == 0, ran.err
        with tarfile.open(wheel.parent / f"template-{forge}.tar.gz") as archive:
            archive.extractall(tmp_path / f"out-{forge}", filter="data")
        written, unpacked = tmp_path / forge, tmp_path / f"out-{forge}/marketplace"
        assert files_below(written) == files_below(unpacked)
        for name in files_below(written):
            assert (written / name).read_bytes() == (unpacked / name).read_bytes(), name
        text = (unpacked / "program.txt").read_text(encoding="utf-8")
        assert text == f"innersource-marketplace @ {address} --hash=sha256:{digest}\n"


def test_nothing_goes_to_an_index_before_somebody_decides_so() -> None:
    job = RELEASE["jobs"]["index"]
    assert job["if"] == "vars.PUBLISH_TO_INDEX == 'true'"
    assert job["environment"] == "index"
    assert job["permissions"]["id-token"] == "write"
    assert "secrets." not in str(job)
    assert "--trusted-publishing always" in step("index", "Upload it")
    # The templates and the bill of materials lie beside it, and are no distributions.
    assert "dist/innersource_marketplace-*" in step("index", "Upload it")
