"""What the program is at this moment: what was kept by another one is made anew."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

_LIBRARIES: Final = ("jinja2", "markupsafe", "msgspec", "identify")


@cache
def program_version() -> str:
    """Changes with any file of the program and any library that projects and their pages go through."""
    digest = sha256()
    package = Path(str(files("innersource_marketplace")))
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".html", ".json", ".svg"):
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest() + ",".join(f"{library} {version(library)}" for library in _LIBRARIES)
