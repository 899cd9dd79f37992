"""What a run of mutmut left alive, read from the mutated sources that it wrote."""

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path

import msgspec

_NUMBERED = re.compile(r"__mutmut_\d+$")


class Mutant(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One change of one function: what stood there and what was put in its place, as little as tells it."""

    module: str
    function: str
    before: str
    after: str


def read_mutants(source: Path, module: str, status: Mapping[str, str]) -> Iterator[tuple[Mutant, str]]:
    """Every mutant of a mutated source with its status, by the names that mutmut gives them."""
    text = source.read_text(encoding="utf-8")
    bodies = {
        node.name: ast.unparse(node.body[1:] if ast.get_docstring(node) else node.body)  # type: ignore[arg-type]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name
    }
    signatures = {
        node.name: ast.unparse(node.args)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name
    }
    for name in sorted(bodies):
        if not _NUMBERED.search(name):
            continue
        original = _NUMBERED.sub("__mutmut_orig", name)
        known = status.get(f"{module}.{name}")
        if known is None:
            continue
        before, after = _difference(
            f"({signatures[original]})\n{bodies[original]}", f"({signatures[name]})\n{bodies[name]}"
        )
        function = re.sub(r"^x(?:ǁ\w+ǁ|_)", "", _NUMBERED.sub("", name))
        yield Mutant(module=module, function=function, before=before, after=after), known


def _difference(before: str, after: str) -> tuple[str, str]:
    """The words that differ, with the rest of the word that they begin or end in."""
    start = _common(before, after)
    while start and not before[start - 1].isspace():
        start -= 1
    before, after = before[start:], after[start:]
    end = _common(before[::-1], after[::-1])
    while end and not before[-end].isspace():
        end -= 1
    cut = [" ".join((text[:-end] if end else text).split()) for text in (before, after)]
    return cut[0], cut[1]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
