"""The tables of the reference pages, made from what the program itself says: schemas, codes, options.

`make reference` writes them into docs/reference/; a test compares, so that the pages cannot rot.
A table stands between `<!-- table: NAME -->` and `<!-- end -->`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from innersource_marketplace.authoring.problem_codes import CODES
from innersource_marketplace.cli.main_command import command as command_of
from innersource_marketplace.cli.main_command import marketplace
from innersource_marketplace.formats.innersource_json.field_names import (
    CHANNEL_KEYS,
    COMMITTER_KEYS,
    FIELD_KEYS,
    GIG_KEYS,
)
from innersource_marketplace.formats.published_schemas import PublishedSchema, api_schema, schema

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference"

Rule = Mapping[str, Any]
"""A JSON Schema, or a part of one."""

_MARKED = re.compile(r"(<!-- table: ([^>]+) -->\n)(?:(?!<!-- end -->).)*(<!-- end -->)", re.DOTALL)
_KINDS = {
    "string": "text",
    "array": "list",
    "object": "object",
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
}
_NAMED_KINDS = {
    "duplicate": "duplicate",
    "address": "address",
    "trusted_committer": "trusted committer",
    "channel": "channel",
    "gig": "gig",
    "source": "source",
    "project": "entry",
    "shelf": "shelf",
    "file_check": "file check",
    "committer": "trusted committer",
    "issue": "issue",
    "release": "release",
    "check": "check",
    "relative": "relative",
    "package": "package",
    "dependency": "dependency",
    "part": "step",
    "task": "task",
    "pair": "pair",
    "problem": "problem",
    "excluded": "exclusion",
    "repository": "repository",
    "mend": "problem",
    "team": "team",
    "member": "member",
    "pull_request": "pull request",
    "recorded_issue": "issue",
    "moment": "time",
    "count": "whole number",
    "account": "address or account",
}
_PLURALS = {
    "address": "addresses",
    "address or account": "addresses or accounts",
    "dependency": "dependencies",
    "entry": "entries",
    "repository": "repositories",
    "shelf": "shelves",
}


def filled(page: str) -> str:
    """Write every table of a page anew."""
    return _MARKED.sub(lambda match: f"{match[1]}\n{_table(match[2])}\n\n{match[3]}", page)


def _table(name: str) -> str:
    kind, _, argument = name.partition(" ")
    makers: Mapping[str, Callable[[str], Iterator[str]]] = {
        "innersource": lambda part: _schema_table("innersource", part),
        "catalog": lambda part: _schema_table("catalog", part),
        "record": lambda part: _schema_table("record", part),
        "api": _api_table,
        "spellings": lambda _: _spellings(),
        "codes": _codes,
        "options": _options,
    }
    return "\n".join(makers[kind](argument))


def _schema_table(name: PublishedSchema, part: str) -> Iterator[str]:
    """One row a key of the object `part`: "" for the whole file, a property, `$defs`, or a path of properties."""
    root = json.loads(schema(name))
    keys = _object(root, part)
    required = keys.get("required", ())
    theirs = json.loads(schema("innersource"))["properties"] if name == "catalog" and part == "project" else {}
    yield "| Key | Kind | What it says | Example |"
    yield "|---|---|---|---|"
    for key, rule in keys["properties"].items():
        if key in theirs or key == "$comment":
            continue
        must = " **Needed.**" if key in required else ""
        default = f" Otherwise: {_literal(rule['default'])}." if rule.get("default") not in (None, False) else ""
        example = _literal(rule["examples"][0]) if rule.get("examples") else ""
        yield f"| `{key}` | {_kind(rule)} | {rule.get('description', '')}{must}{default} | {example} |"


def _api_table(argument: str) -> Iterator[str]:
    """One row a key of a file of the API: its schema's name, and a part of it as in `_schema_table`."""
    name, _, part = argument.partition(" ")
    # One project whole has all that the list has of it, which is told there.
    told = _object(json.loads(api_schema("projects.json")), "project")["properties"] if argument == "project" else {}
    yield "| Key | Kind | What it says |"
    yield "|---|---|---|"
    for key, rule in _object(json.loads(api_schema(f"{name}.json")), part)["properties"].items():
        if rule == told.get(key):
            continue
        null = " or `null`" if "null" in rule.get("type", ()) or None in rule.get("enum", ()) else ""
        yield f"| `{key}` | {_kind(rule)}{null} | {rule.get('description', '')} |"


def _object(root: Rule, part: str) -> Rule:
    found = root
    for step in part.split():
        found = root["$defs"].get(step) or found["properties"][step]
    return found


def _kind(rule: Rule) -> str:
    reference = str(rule.get("$ref", "")).rpartition("/")[2]
    if reference:
        return _NAMED_KINDS[reference]
    if "enum" in rule:
        return "one of " + ", ".join(f"`{word}`" for word in rule["enum"] if word is not None)
    if "const" in rule:
        return f"`{rule['const']}`"
    if "anyOf" in rule:
        kinds = list(dict.fromkeys(_kind(choice) for choice in rule["anyOf"]))
        if len(kinds) == 2 and kinds[1] in (f"list of {kinds[0]}", f"list of {_PLURALS.get(kinds[0], kinds[0] + 's')}"):
            return f"{kinds[0]}, or a list of them"
        return " or ".join(kinds)
    types = rule.get("type", "object")
    # Null says the same as leaving the key out, so it is no kind of its own.
    types = [kind for kind in ([types] if isinstance(types, str) else types) if kind != "null"]
    if types == ["array"] and isinstance(rule.get("items"), dict):
        inner = _kind(rule["items"])
        of_lists = inner.replace("list of", "lists of", 1) if inner.startswith("list of") else ""
        return "list of " + (of_lists or (inner if inner.startswith("one of") else _PLURALS.get(inner, f"{inner}s")))
    return " or ".join(_KINDS[kind] for kind in types)


def _literal(value: object) -> str:
    return "`" + json.dumps(value, ensure_ascii=False).replace("|", "\\|") + "`"


def _spellings() -> Iterator[str]:
    yield "| Key | Read as well |"
    yield "|---|---|"
    for prefix, table in (
        ("", FIELD_KEYS),
        ("trusted_committers: ", COMMITTER_KEYS),
        ("communication: ", CHANNEL_KEYS),
        ("gigs: ", GIG_KEYS),
    ):
        for key, others in table.items():
            if others:
                yield f"| {prefix}`{key}` | {', '.join(f'`{other}`' for other in others)} |"


def _codes(chapter: str) -> Iterator[str]:
    yield "| Code | What it means |"
    yield "|---|---|"
    for code, meaning in sorted(CODES.items()):
        if meaning.chapter == chapter:
            yield f"| `{code}`{{ #{code} }} | {meaning.meaning.replace('|', chr(92) + '|')} |"


def _options(command: str) -> Iterator[str]:
    found: click.Command = marketplace
    if command != "marketplace":
        found = command_of(command)
    yield "| Option | What it does | Otherwise |"
    yield "|---|---|---|"
    for parameter in found.params:
        if isinstance(parameter, click.Argument):
            name = parameter.make_metavar(click.Context(found)) or ""
            yield f"| `{name}` | what the command works on | {_otherwise(parameter)} |"
        elif isinstance(parameter, click.Option) and not parameter.hidden:
            names = ", ".join(f"`{option}`" for option in parameter.opts)
            value = "" if parameter.is_flag else f" `{parameter.make_metavar(click.Context(found))}`"
            yield f"| {names}{value} | {parameter.help or ''} | {_otherwise(parameter)} |"
    yield "| `--help` | Shows this command's help, with an example. | |"


def _otherwise(parameter: click.Parameter) -> str:
    plain = parameter.default if isinstance(parameter.default, str | int | Path) else None
    return "" if plain is None or isinstance(plain, bool) else f"`{plain}`"


if __name__ == "__main__":
    for path in sorted(PAGES.glob("*.md")):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
