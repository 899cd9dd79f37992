"""What a language is called, its colour, and which language a file is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.reference import languages


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("python", "Python"),
        ("PYTHON", "Python"),
        ("golang", "Go"),
        ("js", "JavaScript"),
        ("NodeJS", "JavaScript"),
        ("Node.js", "JavaScript"),
        ("ReactNative", "JavaScript"),
        ("ts", "TypeScript"),
        ("  C++ ", "C++"),
        ("vim_script", "Vim script"),
        ("ABAP", "ABAP"),
        ("our own language", None),
        ("", None),
    ],
)
def test_a_word_finds_the_usual_name_of_a_language(word: str, name: str | None) -> None:
    assert languages.canonical(word) == name


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("main.py", "Python"),
        ("src/App.TSX", "TypeScript"),
        ("resources/view.blade.php", "Blade"),
        ("index.php", "PHP"),
        ("include/api.h", "C"),
        ("ViewController.m", "Objective-C"),
        ("lib.rs", "Rust"),
        ("Makefile", "Makefile"),
        ("deploy/Dockerfile", "Dockerfile"),
        ("Dockerfile.dev", "Dockerfile"),
        ("Program.fs", "F#"),
        ("README.md", None),
        ("package.json", None),
        ("pipeline.yml", None),
        ("notes.txt", None),
        ("libz.so.1", None),
        ("no_extension", None),
        ("", None),
    ],
)
def test_the_path_of_a_file_tells_its_language(path: str, language: str | None) -> None:
    assert not languages.is_foreign(path)
    assert languages.of_own_path(path) == language


@pytest.mark.parametrize(
    "path",
    [
        "node_modules/left-pad/index.js",
        "web/vendor/lib.go",
        "third_party/zlib/inflate.c",
        "dist/app.js",
        "static/app.min.js",
        "static/jquery-3.7.1.js",
        "types/index.d.ts",
        "api/service.pb.go",
        "proto/service_pb2.py",
        "gradlew",
        "tests/fixtures/broken.py",
    ],
)
def test_files_of_others_and_of_machines_do_not_count(path: str) -> None:
    assert languages.is_foreign(path)


def test_every_name_finds_itself_and_every_colour_is_one() -> None:
    for name in languages.names():
        assert languages.canonical(name) is not None
        color = languages.color(name)
        assert color is None or (len(color) == 7 and int(color[1:], 16) >= 0)
    assert languages.canonical("Python") == "Python"
    assert languages.names() == tuple(sorted(languages.names()))
    assert len(languages.names()) > 700


def test_decisions_and_words_name_real_languages() -> None:
    assert {*languages._IN_THE_WILD.values()} <= {*languages.names()}
    assert {name for name in languages._SETTLED.values() if name} <= {*languages.names()}


@given(st.text())
def test_any_path_has_a_known_language_or_none(path: str) -> None:
    language = languages.of_own_path(path)
    assert language is None or language in languages.names()


def test_where_prose_counts_markdown_is_markdown() -> None:
    assert languages.of_own_path("guide.md") is None
    assert languages.of_own_path("guide.md", data=True) == "Markdown"
