"""The licences of everything that is installed or shipped with the program; `make licenses` writes the page."""

import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.spdx import is_expression, is_supported_id

from .lock import LOCK, locked

PAGE = Path(__file__).parents[2] / "docs" / "engineering" / "licenses.md"

_STATED: Mapping[str, str] = {
    "colorama": "BSD-3-Clause",
    "comrak": "MIT",
    "docutils": "BSD-2-Clause AND Python-2.0.1",
    "editables": "MIT",
    "ghp-import": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "mergedeep": "MIT",
    "pathspec": "MPL-2.0",
    "pygithub": "LGPL-3.0-or-later",
    "requests-toolbelt": "Apache-2.0",
    "tinycss2": "BSD-3-Clause",
    "trove-classifiers": "Apache-2.0",
    "webencodings": "BSD-3-Clause",
}
"""Of packages whose metadata has only words, looked up in the licence files that they carry."""

_INSIDE: tuple[tuple[str, str, str], ...] = (
    ("Material Design Icons, in the theme", "Apache-2.0", "symbols of the theme and of our pages"),
    ("Octicons, in the theme", "MIT", "likewise"),
    ("Font Awesome Free, in the theme", "CC-BY-4.0", "likewise"),
    ("Simple Icons, in the theme", "CC0-1.0", "likewise"),
    ("Lunr and its languages, in the theme", "MIT AND MPL-1.1", "the theme's own search, which our sites leave off"),
    ("Facts of GitHub Linguist, in `languages.json`", "MIT", "names, colours and extensions of languages"),
)
"""What comes in other packages, or in ours, and reaches the pages of a site: what, licence, what for."""

_HEAD = """\
# Licences

This project is MIT. `make licenses` writes this page from `requirements/runtime.txt` and the metadata of the
packages; a test fails when a package is missing here or has no licence with an SPDX identifier. We change none of
them. Most of docutils is in the public domain; named is what the rest of it asks for. PyGithub and python-gitlab
(LGPL), certifi and pathspec (MPL) are libraries that stay in files of their own and can be exchanged.

## Installed with the program

| package | licence |
|---|---|
"""
_MIDDLE = """
## Inside a package, and on the pages of a site

| what | licence | what for |
|---|---|---|
"""


def license_of(package: str) -> str | None:
    """The SPDX expression of an installed package; None when nobody knows."""
    if package in _STATED:
        return _STATED[package]
    try:
        told = metadata(package)
    except PackageNotFoundError:
        return None
    for said in (*(told.get_all("License-Expression") or ()), *(told.get_all("License") or ())):
        if said and (is_supported_id(said) or is_expression(said)):
            return str(said)
    return None


def page() -> str:
    """The page of licences, as it should be."""
    names = sorted({package.name for package in locked(LOCK.read_text(encoding="utf-8"))})
    installed = "".join(f"| {name} | {license_of(name) or '**unknown**'} |\n" for name in names)
    inside = "".join(f"| {what} | {licence} | {why} |\n" for what, licence, why in _INSIDE)
    return _HEAD + installed + _MIDDLE + inside


def main() -> int:
    """Write the page; 1 if a licence is unknown."""
    text = page()
    PAGE.write_text(text, encoding="utf-8")
    unknown = "**unknown**" in text
    if unknown:
        sys.stderr.write(f"{PAGE.name}: some licences are unknown. Look them up and state them in {__file__}.\n")
    return int(unknown)


if __name__ == "__main__":
    sys.exit(main())
