"""The language of a repository is that of its own work, as `.gitattributes` and the files beside each other say."""

import pytest

from innersource_marketplace.collect.sources.git.reading.attributes import Attributes
from innersource_marketplace.collect.sources.git.reading.language_shares import language_shares
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.formats.code_owners import whole_owners
from innersource_marketplace.model import ObjectId


def languages(files: dict[str, int], attributes: str = "") -> list[str]:
    tree = [File(path, ObjectId("0" * 40), "file", size) for path, size in files.items()]
    return [share.name for share in language_shares(tree, Attributes({".gitattributes": attributes}, len(tree)))]


@pytest.mark.parametrize(
    ("files", "attributes", "expected"),
    [
        ({"a.py": 1, "lib/b.js": 9}, "", ["JavaScript", "Python"]),
        ({"a.py": 1, "lib/b.js": 9}, "lib/** linguist-vendored", ["Python"]),
        ({"a.py": 1, "lib/x/b.js": 9}, "lib/* linguist-vendored", ["JavaScript", "Python"]),
        ({"a.py": 1, "b.js": 9}, "*.js linguist-generated=true", ["Python"]),
        ({"a.py": 1, "b.js": 9}, "*.js -linguist-detectable", ["Python"]),
        ({"a.py": 1, "guide/b.js": 9}, "guide/** linguist-documentation", ["Python"]),
        ({"a.py": 1, "vendor/b.js": 9}, "vendor/** -linguist-vendored", ["JavaScript", "Python"]),
        ({"a.py": 1, "b.sql": 9}, "*.sql linguist-detectable", ["SQL", "Python"]),
        ({"a.py": 1, "b.tmpl": 9}, "*.tmpl linguist-language=Go", ["Go", "Python"]),
        ({"a.py": 1, "b.x": 9}, "*.x linguist-language=c++", ["C++", "Python"]),
        ({"a.py": 1, "b.js": 9}, "*.js linguist-vendored\nb.js -linguist-vendored", ["JavaScript", "Python"]),
        ({"a.py": 1, ".github/scripts/b.js": 9, "ci/c.sh": 9}, "", ["Python"]),
        ({".github/scripts/b.js": 9}, "", ["JavaScript"]),
        ({"src/a.cc": 1, "include/a.h": 9}, "", ["C++"]),
        ({"src/a.c": 1, "src/a.h": 9, "b/b.cpp": 5, "b/b.h": 1}, "", ["C", "C++"]),
        ({"src/a.m": 3, "src/a.h": 9}, "", ["Objective-C"]),
        ({"a.h": 9}, "", ["C"]),
        ({"a.py": 1, "include/a.h": 9}, "", ["Python"]),
        ({"a.py": 1, "include/a.h": 9, "CMakeLists.txt": 1}, "", ["C", "CMake", "Python"]),
        ({"cv.cls": 9, "examples/cv.tex": 9, "Makefile": 1}, "", ["TeX", "Makefile"]),
        ({"Ledger.cls": 9, "a.py": 1}, "", ["Python"]),
        ({"src/a.clj": 9, "tasks.bb": 1}, "", ["Clojure"]),
        ({"src/a.rs": 5, "web/js/highlight.js": 9, "web/ace.js": 9}, "", ["Rust"]),
        ({"a.py": 1, "tests/response.html": 9}, "", ["Python"]),
        ({"a.py": 1, "model/saved_model.pb": 9, "model/words.p": 9, "rules.pro": 9}, "", ["Python"]),
        ({"src/adder.v": 9}, "", ["Verilog"]),
        ({"proof/Lemmas.v": 9, "_CoqProject": 1}, "", ["Rocq Prover"]),
        ({"src/main.v": 9, "v.mod": 1}, "", ["V"]),
    ],
)
def test_languages_are_those_of_the_work(files: dict[str, int], attributes: str, expected: list[str]) -> None:
    assert languages(files, attributes) == expected


def test_patterns_take_linear_time() -> None:
    hostile = "".join(f"{'**/' * 60}{'*a' * 60}{number} linguist-vendored\n" for number in range(200))
    assert languages({f"{'a/' * 60}{'a' * 100}{number}.py": 1 for number in range(100)}, hostile) == ["Python"]


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("* @acme/platform", ("@acme/platform",)),
        ("/docs/ @acme/writers", ()),
        ("*.js @acme/web\n* @acme/all\n/a @ada", ("@acme/all",)),
        ("* @acme/one\n* @acme/two", ("@acme/two",)),
        ("* @acme/one\n*", ()),
        (".* @ada @grace", ("@ada", "@grace")),
        ("[Core][2] @acme/core\n*\n^[Docs] @ada\n/docs/\n*.md @rui", ("@acme/core",)),
        ("* @acme/all\n[Web] @acme/web\n*\n", ("@acme/all", "@acme/web")),
    ],
)
def test_who_owns_a_single_path_does_not_own_the_repository(text: str, owners: tuple[str, ...]) -> None:
    assert whole_owners(text) == owners
