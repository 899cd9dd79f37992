"""READMEs beside what becomes of them: `NAME.md` (or another ending) and `NAME.EXTENSION.html`.

After a wanted change, write the expectations anew and read the difference:
`UPDATE_FIXTURES=1 python -m pytest tests/readme/test_readme_fixtures.py && git diff tests/readme/fixtures`
"""

import os
from pathlib import Path

import pytest
from readme_invariants import violations

from innersource_marketplace import escape
from innersource_marketplace.readme import Links, LocalImage, convert
from innersource_marketplace.readme.html_policy import clean

_FOLDER = Path(__file__).parent / "fixtures"
_SOURCES = sorted(path for path in _FOLDER.iterdir() if path.suffix != ".html")
_LINKS = Links(
    files=escape.url("https://git.example/team/name/blob/HEAD/"),
    folders=escape.url("https://git.example/team/name/tree/HEAD/"),
    images={"pkg/images/shown.png": LocalImage(address="picture-5e0a.webp", width=900, height=600)},
)


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.name)
def test_a_readme_becomes_what_stands_beside_it(source: Path) -> None:
    readme = convert(source.read_bytes(), f"pkg/{source.name}", _LINKS, title="HTTP Client")
    assert readme.html is not None
    expected = source.with_name(source.name + ".html")
    shown = readme.html.strip("\n") + "\n"
    if os.environ.get("UPDATE_FIXTURES"):
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")
    assert violations(readme.html, frozenset(image.address for image in _LINKS.images.values())) == []
    assert clean(readme.html) == readme.html
