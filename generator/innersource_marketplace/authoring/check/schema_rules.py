"""Schema errors of a file, as problems for people."""

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any, cast

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError, best_match

from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.innersource_json.field_names import note_unknown
from innersource_marketplace.formats.parsing import Parsed, Report, kind_of, pointer_to, quoted
from innersource_marketplace.formats.published_schemas import SchemaName, schema
from innersource_marketplace.limits import DOCUMENT_PROBLEMS, LIST_ITEMS

_KINDS = {
    "string": "a text",
    "array": "a list",
    "object": "an object",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "",
}
_ENTRIES_CHECKED = 20_000
"""Most catalogue entries held against the schema, at 0.3 ms each; the strict reader checks all of them."""

_ITEMS_CHECKED = LIST_ITEMS + 20
"""Most items of one list or object of an innersource.json held against the schema."""

_VALUES_CHECKED = 3_000
"""Most values of an innersource.json held against the schema; the fullest real one has fifty."""


@cache
def _validator(kind: SchemaName) -> Draft202012Validator:
    # Comparing all items with each other is quadratic; the readers find duplicates, and in any case of letters.
    linear = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"uniqueItems": lambda *_: ()}
    )
    validator: Draft202012Validator = linear(json.loads(schema(kind)))
    return validator


def schema_problems(parsed: Parsed, kind: SchemaName) -> tuple[Problem, ...]:
    """Check a document against its schema, within a time budget."""
    value: object = parsed.value
    report = Report(parsed.where, parsed.position)
    entries = value.get("projects") if isinstance(value, dict) else None
    if kind == "innersource":
        value = _beginning(value, [_VALUES_CHECKED])
    elif isinstance(value, dict) and isinstance(entries, list) and len(entries) > _ENTRIES_CHECKED:
        value = {**value, "projects": entries[:_ENTRIES_CHECKED]}
        message = (
            f"only the first {_ENTRIES_CHECKED} projects are checked against the schema; the others were only read"
        )
        report.warning("/projects", "schema-in-part", message, "Split the catalogue to check all of it.")
    for error in islice(_leaves(_validator(kind).iter_errors(value)), DOCUMENT_PROBLEMS + 1):
        _report_error(report, error)
    return report.problems()


def _beginning(value: object, budget: list[int]) -> object:
    """Copy as many values as `budget` has left, and of each container a few more items than are allowed.

    Alternatives in a schema are tried one after the other and keep all of their errors, so that a
    file of a quarter megabyte could take ten seconds. The readers see the whole of it.
    """
    budget[0] -= 1
    if isinstance(value, list):
        return [_beginning(item, budget) for item in value[:_ITEMS_CHECKED] if budget[0] > 0]
    if isinstance(value, dict):
        return {key: _beginning(item, budget) for key, item in islice(value.items(), _ITEMS_CHECKED) if budget[0] > 0}
    return value


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Reduce errors of alternatives to those of the most likely one."""
    for error in errors:
        if not error.context:
            yield error
            continue
        inside = [inner for inner in error.context if inner.path]
        deeper = inside or [inner for inner in error.context if inner.validator != "type"]
        if not deeper or all(inner.validator == "required" for inner in error.context):
            yield error
            continue
        branches = {inner.schema_path[0] for inner in deeper}
        if len(branches) == 1:
            yield from _leaves(deeper)
        else:
            yield best_match(iter(deeper)) or error


def _report_error(report: Report, error: ValidationError) -> None:
    pointer = ""
    for part in error.absolute_path:
        pointer = pointer_to(pointer, part)
    value: Any = error.instance
    rule: Any = error.validator_value
    match error.validator:
        case "additionalProperties" if isinstance(value, dict):
            _report_unknown_keys(report, pointer, value, error.schema)
        case "required":
            missing = next((key for key in rule if key not in value), "?")
            report.error(pointer, "missing-key", f"the key {quoted(missing)} is missing", f'Add "{missing}".')
        case "type":
            names = [rule] if isinstance(rule, str) else rule
            wanted = " or ".join(words for name in names if (words := _KINDS.get(name, name)))
            one = wanted == "a list" and isinstance(value, str)
            fix = f"Write [{quoted(value)}].".replace("“", '"').replace("”", '"') if one else ""
            report.wrong_type(pointer, value, wanted, fix)
        case "anyOf":
            _report_alternatives(report, pointer, error)
        case "enum" | "const":
            words = [str(word) for word in rule] if isinstance(rule, list) else [str(rule)]
            close = get_close_matches(str(value)[:80].casefold(), words, n=1, cutoff=0.6)
            fix = f'Did you mean "{close[0]}"?' if close else f"Use one of: {', '.join(words)}."
            report.error(pointer, "unknown-word", f"{quoted(value)} is not an allowed value", fix)
        case "minimum" | "maximum":
            bound = "at least" if error.validator == "minimum" else "at most"
            report.error(pointer, "out-of-range", f"{quoted(value)} is out of range", f"Write {bound} {rule}.")
        case "minLength" | "minItems":
            report.error(pointer, "empty-value", f"{kind_of(value)} is empty", "Fill it in, or remove the key.")
        case "maxLength":
            message = f"the text has {len(value)} characters; at most {rule} are shown"
            report.error(pointer, "text-too-long", message, "Shorten it.")
        case "maxItems" | "maxProperties":
            message = f"the list has {len(value)} items; at most {rule} are shown"
            report.error(pointer, "too-many-items", message, "Keep the most important ones.")
        case _:
            _report_pattern(report, pointer, error)


def _report_unknown_keys(report: Report, pointer: str, value: Mapping[str, object], rules: object) -> None:
    # Where other programs may have keys of their own, the reader has named the unknown ones.
    if not isinstance(rules, dict) or "patternProperties" in rules:
        return
    known = tuple(sorted(rules.get("properties", {})))
    for key in value:
        if key not in known:
            note_unknown(report, pointer_to(pointer, key), key, known, fatal=True)


def _report_alternatives(report: Report, pointer: str, error: ValidationError) -> None:
    """Explain a value that matches none of several forms."""
    context = error.context or []
    needed = [str(cast("list[str]", inner.validator_value)[0]) for inner in context if inner.validator == "required"]
    if needed:
        listed = ", ".join(f'"{key}"' for key in needed)
        report.error(pointer, "missing-key", f"one of {listed} is missing", f"Add one of {listed}.")
        return
    kinds = [_KINDS.get(str(inner.validator_value), "") for inner in context if inner.validator == "type"]
    report.wrong_type(pointer, error.instance, " or ".join(dict.fromkeys(filter(None, kinds))) or "another value")


def _report_pattern(report: Report, pointer: str, error: ValidationError) -> None:
    description = str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""
    report.error(pointer, "invalid", "the value does not have the expected form", description or "See the schema.")
