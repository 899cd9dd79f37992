"""The files of a small Debian system with Python, made from Debian's own packages, as the base of an image.

It stands for an image such as `python:3.13-slim`. What is installed into it later is downloaded now, so that
nothing that runs in it needs the network.
"""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

_PYTHON: Final = ("python3", "python3-venv", "python-is-python3")
_ARCHIVES: Final = "var/cache/apt/archives"


def why_not() -> str:
    """Why no such system can be made here; empty if it can."""
    if os.geteuid() != 0:
        return "needs root, to make a root file system and to change into it"
    for program in ("mmdebstrap", "unshare", "setpriv", "chroot"):
        if shutil.which(program) is None:
            return f"needs the program {program}"
    tried = subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this machine lets nobody make namespaces"


def make_debian(folder: Path, given: Path, later: tuple[str, ...]) -> None:
    """Make the system in a folder. What `later` names, and all it needs, comes into `given`, as a source of packages.

    Raises `CalledProcessError`.
    """
    (given / "packages").mkdir(parents=True)
    download = (
        f'APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --yes --no-install-recommends --download-only '
        f'install {" ".join(later)} && mv "$1/{_ARCHIVES}"/*.deb "{given}/packages/"'
    )
    source = "echo 'deb [trusted=yes] file:/mnt/packages ./' > \"$1/etc/apt/sources.list\""
    subprocess.run(
        [
            *("mmdebstrap", "--quiet", "--variant=apt", f"--include={','.join(_PYTHON)}"),
            *(f"--customize-hook={download}", f"--customize-hook={source}", _release(), folder),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    entries = []
    for path in sorted((given / "packages").glob("*.deb")):
        control = subprocess.run(["dpkg-deb", "--field", path], check=True, capture_output=True, text=True).stdout
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        size = path.stat().st_size
        entries.append(f"{control.rstrip()}\nFilename: ./{path.name}\nSize: {size}\nSHA256: {checksum}\n\n")
    (given / "packages" / "Packages").write_text("".join(entries), encoding="utf-8")


def _release() -> str:
    """The release of this machine if it is Debian, whose sources of packages it then knows; else the newest tried."""
    text = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r"^VERSION_CODENAME=(\w+)$", text, re.MULTILINE)
    return found[1] if found is not None and "\nID=debian\n" in f"\n{text}" else "bookworm"


def python_version(root: Path) -> str:
    """The version of Python in it, such as 3.11.2."""
    code = "import platform; print(platform.python_version())"
    done = subprocess.run(["chroot", root, "python", "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()
