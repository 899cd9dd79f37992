"""Interface, messages, documentation, docstrings and comments use plain words and the field's terms."""

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import reference

ROOT = reference.ROOT
PACKAGE = ROOT / "generator" / "innersource_marketplace"
MESSAGES = PACKAGE / "render" / "messages"

AVOIDED = {
    "mend": "fix",
    "mends": "fixes",
    "mended": "fixed",
    "mending": "fixing",
    "anew": "again",
    "told": "known, shown, reported",
    "stands": "is",
    "lays down": "creates",
    "laid down": "created",
    "from here": "leave it out",
    "which is meant": "leave it out",
    "order by life": "sorted by activity",
    "no source tells": "no data",
    "cannot be told": "not known",
    "both speak of": "in common",
    "or not, and why": "listing status",
    "to look at (": "needs attention",
    "nothing fits": "no matches",
    "two nights": "two runs",
    "is no json": "not valid JSON",
}
"""Words and phrases to avoid, with what to write instead."""

ALLOWED = {
    "docs/decisions/011-several-machines.md",
    "docs/engineering/mutation.md",
}
"""Superseded decisions, which are kept as they were, and generated reports."""

_AVOIDED = re.compile(r"(?<![\w-])(" + "|".join(re.escape(word) for word in AVOIDED) + r")(?![\w-])", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->", re.DOTALL)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def complaints(where: str, text: str) -> list[str]:
    """Each avoided word of a text, with its place and what to write instead."""
    return [
        f"{where}: “{found[0]}” in “{text[max(found.start() - 30, 0) : found.end() + 30].strip()}”:"
        f" write “{AVOIDED[found[0].lower()]}”"
        for found in _AVOIDED.finditer(text)
    ]


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """The comments, docstrings and messages of a module, each with its line."""
    source = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(MESSAGES.glob("en*.json")), ids=named)
def test_messages_of_the_interface_are_plain(path: Path) -> None:
    messages = json.loads(path.read_text(encoding="utf-8"))
    found = [
        complaint
        for key, message in messages.items()
        for text in (message.values() if isinstance(message, dict) else (message,))
        for complaint in complaints(f"{named(path)} {key}", text)
    ]
    assert found == []


def test_documentation_is_plain() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *(PACKAGE / "authoring").glob("instance_template/*.md")]
    assert len(pages) > 25
    assert {name for name in ALLOWED if not (ROOT / name).exists()} == set()
    found = [
        complaint
        for page in pages
        if named(page) not in ALLOWED
        for complaint in complaints(named(page), _CODE.sub(" ", page.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_schemas_describe_plainly() -> None:
    found = [
        complaint
        for path in (PACKAGE / "formats" / "schemas").rglob("*.json")
        for text in re.findall(r'"description": "((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8"))
        for complaint in complaints(named(path), text)
    ]
    assert found == []


def test_docstrings_comments_and_messages_of_the_package_are_plain() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 100
    found = [
        complaint
        for path in modules
        for line, text in words_of(path)
        for complaint in complaints(f"{named(path)}:{line}", text)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["This is no JSON", "Mend it.", "the README stands there", "Nothing fits"])
def test_an_avoided_word_is_found(text: str) -> None:
    assert len(complaints("here", text)) == 1


def test_words_that_only_contain_an_avoided_word_are_not_found() -> None:
    assert complaints("here", "We recommend standing orders; the user understands, and amends them.") == []
