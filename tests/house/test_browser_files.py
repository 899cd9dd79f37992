"""Scripts and styles of the site: all are used, and each is where and what its name says."""

import posixpath
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

import innersource_marketplace
from innersource_marketplace.paths import instance_file

OVERRIDES = instance_file("overrides")
ROOT = OVERRIDES / "assets" / "marketplace"
TEMPLATES = (
    *OVERRIDES.rglob("*.html"),
    *(Path(innersource_marketplace.__file__).parent / "render" / "templates").glob("*.html"),
)
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
MODULES = [name for name in FILES if name.endswith(".js")]
_IMPORT = re.compile(r"""(?:from |import\(|new URL\()"(\.[^"]+\.js)\"""")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def imports(name: str) -> set[str]:
    """The modules that a module loads, when it starts or later."""
    return {posixpath.normpath(f"{posixpath.dirname(name)}/{found}") for found in _IMPORT.findall(text_of(ROOT / name))}


def entries() -> set[str]:
    """What templates and the configuration name."""
    named = {
        found for path in TEMPLATES for found in re.findall(r"assets/marketplace/([\w/-]+\.(?:js|css))", text_of(path))
    }
    sheets = yaml.safe_load(text_of(instance_file("mkdocs.yml")))["extra_css"]
    return named | {sheet.removeprefix("assets/marketplace/") for sheet in sheets}


def test_every_file_is_loaded_by_a_page() -> None:
    found: set[str] = set()
    waiting = entries()
    while waiting:
        found |= waiting
        waiting = {name for module in waiting if module.endswith(".js") for name in imports(module)} - found
    assert sorted(found) == FILES


def test_each_file_name_is_used_once() -> None:
    assert [name for name, times in Counter(Path(name).name for name in FILES).items() if times > 1] == []


def test_every_type_names_a_module_that_is_there() -> None:
    absent = [
        (name, target)
        for name in MODULES
        for target in re.findall(r'import\("(\.[^"]+)"\)', text_of(ROOT / name))
        if not (ROOT / name).parent.joinpath(target).is_file()
    ]
    assert absent == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_short_enough_to_be_read_at_once(name: str) -> None:
    assert text_of(ROOT / name).count("\n") <= 400
