"""Where the files are that come with the program: theme layer, pages, site configuration.

In a checkout they lie at its top level, where the demo uses them as they are; in a wheel they lie
inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "instance"
_CHECKOUT = _PACKAGE.parent.parent


def instance_file(name: str) -> Path:
    """The shipped file or folder of an instance: `docs`, `overrides`, `mkdocs.yml`…"""
    return (_IN_WHEEL if _IN_WHEEL.is_dir() else _CHECKOUT) / name
