"""The report of mutation testing: what changed, and why it may."""

from datetime import date
from pathlib import Path

import innersource_marketplace
from mutation.__main__ import MODULES, TESTS
from mutation.report import Module, write
from mutation.survivors import Mutant, read_mutants

MUTATED = '''
def x_cut__mutmut_orig(text: str, limit: int = 5) -> str:
    """Cut."""
    return text[:limit].rstrip()
def x_cut__mutmut_1(text: str, limit: int = 6) -> str:
    """Cut."""
    return text[:limit].rstrip()
def x_cut__mutmut_2(text: str, limit: int = 5) -> str:
    """Cut."""
    return text[:limit].lstrip()
'''


def test_a_mutant_is_told_by_the_words_that_changed(tmp_path: Path) -> None:
    source = tmp_path / "cut.py"
    source.write_text(MUTATED, encoding="utf-8")
    status = {"package.cut.x_cut__mutmut_1": "killed", "package.cut.x_cut__mutmut_2": "survived"}
    assert list(read_mutants(source, "package.cut", status)) == [
        (Mutant(module="package.cut", function="cut", before="int=5)", after="int=6)"), "killed"),
        (
            Mutant(module="package.cut", function="cut", before="text[:limit].rstrip()", after="text[:limit].lstrip()"),
            "survived",
        ),
    ]


def test_what_is_mutated_and_what_must_notice_is_there() -> None:
    package, root = Path(innersource_marketplace.__file__).parent, Path(__file__).parents[2]
    assert [
        path for path in (*(package / name for name in MODULES), *(root / name for name in TESTS)) if not path.exists()
    ] == []


def test_the_page_keeps_its_words_and_gets_new_figures(tmp_path: Path) -> None:
    page = tmp_path / "mutation.md"
    page.write_text("Before.\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAfter.\n", encoding="utf-8")
    mutant = Mutant(module="package.cut", function="cut", before="5", after="6")
    write(
        page, date(2026, 1, 1), [Module(name="cut", mutants=1_000, killed=999, survivors={mutant: "Either will do."})]
    )
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")
    assert "| `cut` | 1,000 | 999 | 1 | 0 |" in text
    assert "- `cut`: Either will do. `` 5 `` → `` 6 ``" in text
    assert "old" not in text
