"""Fix what has exactly one correct form, in the text itself: formatting and order do not change.

The edits follow from the problems that the check names. An edited text is taken only if it reads to
the same meaning with fewer problems; so fixing twice gives the same as fixing once.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import fields

from innersource_marketplace.authoring.check import check_file, kind_of_file
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.catalog import interpret
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.formats.parsing import parse_json, parse_yaml
from innersource_marketplace.formats.parsing.json_extras import comments, trailing_commas
from innersource_marketplace.formats.parsing.spans import Node, follow, json_layout, yaml_layout
from innersource_marketplace.limits import DOCUMENT_PROBLEMS

_ROUNDS = 10
"""Most passes over one file. Three are usual: a key is renamed, its text becomes a list, duplicates go from that."""

_TRIED_ALONE = 40
"""Most edits that are tried one by one when all together are no improvement."""

_KEYS = frozenset({"other-spelling", "unknown-key"})
_VALUES = frozenset({"other-word", "list-expected", "boolean-expected", "number-expected"})
_NEEDLESS = frozenset({"duplicate-item", "empty-value"})
_SYNTAX = frozenset({"comment", "trailing-comma"})

_LINE_END = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_PLAIN_YAML = re.compile(r"(?!(?:true|false|null)$)[A-Za-z][\w+*.#-]*(?: [A-Za-z0-9][\w+*.#-]*)*", re.ASCII)


class _Edit(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Replace the text from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


def fix_text(name: str, data: bytes) -> bytes:
    """Give the file with everything fixed that is safe to fix; `name` says what kind of file it is.

    Fixed are misspelt and other spellings of keys, values with a canonical spelling (languages
    among them), texts where lists are meant, needless items of lists, and what JSON does not have:
    comments, trailing commas, a byte order mark. Nothing else changes. Never raises.
    """
    if kind_of_file(name, data) is None:
        return data
    problems = check_file(name, data)
    for _ in range(_ROUNDS):
        better = _improved(name, data, problems)
        if better is None:
            break
        data, problems = better
    return data


def _improved(name: str, data: bytes, problems: tuple[Problem, ...]) -> tuple[bytes, tuple[Problem, ...]] | None:
    """Take the first candidate that is an improvement: all edits at once, or else each alone."""
    for candidate, renamed in _candidates(name, data, problems):
        if candidate == data or _root_of(name, candidate) is None:
            continue
        if not _reads_the_same(name, data, candidate, renamed):
            continue
        left = check_file(name, candidate)
        if _is_better(problems, left):
            return candidate, left
    return None


def _is_better(before: tuple[Problem, ...], after: tuple[Problem, ...]) -> bool:
    """Whether there are fewer problems, or else fewer of those that hide others.

    What a misspelt key holds is read only once the key is right, so that new problems may come to light.
    """
    hiding = [problem for problem in before if problem.code in _SYNTAX or _is_misspelt(problem)]
    still = {problem.pointer for problem in after if _is_misspelt(problem)}
    revealed = any(problem.code in _SYNTAX or problem.pointer not in still for problem in hiding)
    # Of a very faulty file only the first problems are known, so their number need not shrink.
    return revealed or len(after) < len(before) or len(after) > DOCUMENT_PROBLEMS


def _is_misspelt(problem: Problem) -> bool:
    return problem.code == "unknown-key" and bool(problem.instead)


def _candidates(name: str, data: bytes, problems: tuple[Problem, ...]) -> Iterator[tuple[bytes, frozenset[str]]]:
    """Give edited forms of the file, each with the top-level keys below which a misspelt key was renamed."""
    kind = kind_of_file(name, data)
    codes = {problem.code for problem in problems}
    if "byte-order-mark" in codes:
        yield data.removeprefix(codecs.BOM_UTF8), frozenset()
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if kind == "innersource" and codes & _SYNTAX:
        yield _without_extras(text).encode(), frozenset()
        return
    root = _root_of(name, data)
    if root is None:
        return
    is_json = kind == "innersource" or name.lower().endswith(".json")
    edits = sorted(_edits(text, root, problems, is_json=is_json))
    renamed = frozenset(
        token
        for problem in problems
        if _is_misspelt(problem)
        for token in (problem.pointer.split("/")[1], str(json.loads(problem.instead)))
    )
    if edits:
        yield _applied(text, edits).encode(), renamed
    for edit in edits[:_TRIED_ALONE] if len(edits) > 1 else ():
        yield _applied(text, [edit]).encode(), renamed


def _root_of(name: str, data: bytes) -> Node | None:
    """Lay out a file that holds keys and values; None for any other, and where YAML repeats itself."""
    is_catalogue = kind_of_file(name, data) == "catalog"
    parsed = parse_yaml(data, name) if is_catalogue else parse_json(data, name)
    if not isinstance(parsed.value, dict):
        return None
    text = data.decode("utf-8").removeprefix("\ufeff")
    return yaml_layout(text) if is_catalogue else json_layout(text)


def _edits(text: str, root: Node, problems: Iterable[Problem], *, is_json: bool) -> Iterator[_Edit]:
    needless: dict[int, tuple[Node, set[int]]] = {}
    names: set[tuple[int, str]] = set()
    changed: set[int] = set()
    for problem in problems:
        steps = list(follow(root, problem.pointer))
        if not steps:
            continue
        parent, index = steps[-1]
        item = parent.items[index]
        if problem.code in _KEYS and problem.instead and item.key is not None:
            name = str(json.loads(problem.instead))
            taken = any(other.key == name for other in parent.items) or (parent.start, name) in names
            if not taken and item.key_end > item.key_start:
                names.add((parent.start, name))
                yield _Edit(start=item.key_start, end=item.key_end, text=_key(text[item.key_start], name))
        elif problem.code in _NEEDLESS and parent.kind == "list":
            needless.setdefault(parent.start, (parent, set()))[1].add(index)
        elif problem.code in _VALUES and item.value.start not in changed:
            changed.add(item.value.start)
            yield from _new_value(text, item.value, problem, is_json=is_json)
    for node, indices in needless.values():
        yield from _removals(text, node, indices)


def _key(first: str, name: str) -> str:
    return f"{first}{name}{first}" if first in "\"'" else name


def _new_value(text: str, node: Node, problem: Problem, *, is_json: bool) -> Iterator[_Edit]:
    written = text[node.start : node.end]
    if not problem.instead:
        if problem.code == "list-expected" and node.in_brackets:
            yield _Edit(start=node.start, end=node.end, text=f"[{written}]")
        return
    if node.kind != "scalar" or "\n" in written or not written:
        return
    value = json.loads(problem.instead)
    if not is_json and isinstance(value, str) and written[0] not in "\"'" and _PLAIN_YAML.fullmatch(value):
        yield _Edit(start=node.start, end=node.end, text=value)
    else:
        yield _Edit(start=node.start, end=node.end, text=json.dumps(value, ensure_ascii=False))


def _removals(text: str, node: Node, indices: set[int]) -> Iterator[_Edit]:
    """Take items out of a list, in brackets with their commas, else with their lines."""
    if not node.in_brackets:
        if len(indices) < len(node.items):
            yield from (edit for index in indices if (edit := _line_of(text, node.items[index].value)))
        return
    first = 0
    while first < len(node.items):
        last = first
        while last in indices:
            last += 1
        if last > first:
            begin = node.items[first].value.start
            if last < len(node.items):
                yield _Edit(start=begin, end=node.items[last].value.start, text="")
            else:
                begin = node.items[first - 1].value.end if first else begin
                yield _Edit(start=begin, end=node.items[-1].value.end, text="")
        first = last + 1


def _line_of(text: str, node: Node) -> _Edit | None:
    """The whole line of an item of a YAML block, if nothing else is on it."""
    start = text.rfind("\n", 0, node.start) + 1
    end = text.find("\n", node.end) + 1 or len(text)
    before, after = text[start : node.start], text[node.end : end]
    alone = node.kind == "scalar" and re.fullmatch(r"\s*-\s*", before) and re.fullmatch(r"\s*(?:#.*)?\s*", after)
    return _Edit(start=start, end=end, text="") if alone and "\n" not in text[start : node.end] else None


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position:  # inside of something that is edited already; the next pass comes to it
            continue
        pieces += (text[position : edit.start], edit.text)
        position = edit.end
    return "".join((*pieces, text[position:]))


def _without_extras(text: str) -> str:
    """Take comments and trailing commas out of JSON; a comment that has its lines for itself goes with them."""
    bare = _applied(text, (_with_its_lines(text, start, end) for start, end in comments(text)))
    return _applied(bare, (_Edit(start=start, end=end, text="") for start, end in trailing_commas(bare)))


def _with_its_lines(text: str, start: int, end: int) -> _Edit:
    rest = _LINE_END.match(text, end)
    if rest:
        while start and text[start - 1] in " \t":
            start -= 1
        end = rest.end() if start == 0 or text[start - 1] == "\n" else end
    return _Edit(start=start, end=end, text="")


def _reads_the_same(name: str, before: bytes, after: bytes, renamed: frozenset[str]) -> bool:
    """Whether everything that was understood before still means the same.

    A misspelt key was not understood before; the object around it may mean more now.
    """
    if kind_of_file(name, before) == "catalog":
        old, _ = interpret(parse_yaml(before, name), before)
        new, _ = interpret(parse_yaml(after, name), after)
        return bool(renamed) or old is None or old == new
    read, now = read_metadata(before, name)[0], read_metadata(after, name)[0]
    return all(
        getattr(read, field.name) in (None, (), getattr(now, field.name))
        for field in fields(read)
        if field.name != "unknown" and field.name not in renamed
    )
