"""MkDocs, run apart from everything it need not know."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from innersource_marketplace.errors import ConfigurationError

_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|_KEY$|_PAT$", re.IGNORECASE)


def run_mkdocs(configuration: Path, site: Path, *, environment: Mapping[str, str], epoch: int) -> None:
    """Build a staging folder with MkDocs, in a process of its own that knows no secrets.

    `epoch` (seconds) becomes SOURCE_DATE_EPOCH, so that the same input gives the same bytes.
    Raises `ConfigurationError` with MkDocs' own words when it fails.
    """
    kept = {name: value for name, value in environment.items() if not _SECRET_NAME.search(name)}
    kept |= {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", "NO_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(  # noqa: S603 -- our own interpreter, arguments as a list
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--quiet",
            "-f",
            str(configuration.resolve()),
            "-d",
            str(site.resolve()),
        ],
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0 or not (site / "index.html").is_file():
        words = (done.stderr or done.stdout).strip()[-2_000:]
        raise ConfigurationError(f"MkDocs could not build the site: {words}")
