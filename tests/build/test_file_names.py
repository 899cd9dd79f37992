"""Every file of a site can be stored on every system: Windows' reserved names, case, and signs that it refuses."""

from pathlib import Path

import pytest

from marketplaces import files_of, make_marketplace

RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
NAMES = (
    "Web/Shop",
    "web/shop",
    "web/SHOP",
    "con/aux",
    "web/NUL",
    "web/com1.tools",
    "web/lpt9",
    "web/dots.",
    "web/a+b~c",
)


@pytest.mark.slow
def test_names_of_files_are_safe_on_every_system(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, *NAMES)
    made.night()
    assert len(made.keys()) == len(NAMES)
    names = list(files_of(made.site))
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert len(name) < 200, name
        for part in name.split("/"):
            assert part.partition(".")[0].lower() not in RESERVED, name
            assert not set(part) & set('<>:"\\|?*'), name
            assert part == part.rstrip(". "), name
            assert part.isascii(), name


def test_files_that_are_shipped_have_names_for_every_system() -> None:
    root = Path(__file__).parents[2]
    names = [
        path.relative_to(root).as_posix()
        for folder in ("docs", "generator", "overrides")
        for path in (root / folder).rglob("*")
        if "__pycache__" not in path.parts
    ]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert not {part.partition(".")[0].lower() for part in name.split("/")} & RESERVED, name
