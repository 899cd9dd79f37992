"""YAML as plain data, put together from parser events."""

import re

import yaml

from innersource_marketplace.errors import Severity, sentence
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.parsing.parsed import (
    Parsed,
    Position,
    Report,
    at_start,
    duplicate_words,
    line_column,
    quoted,
    unusable,
)
from innersource_marketplace.formats.parsing.positions import Builder, Places
from innersource_marketplace.formats.parsing.scalars import Refused, decode, read_number, too_deep_words
from innersource_marketplace.limits import CATALOG_BYTES, DOCUMENT_DEPTH, DOCUMENT_NODES

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Only its parser is used, never its constructor."""

_TEXT_TAG = "tag:yaml.org,2002:str"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_NULLS = ("null", "Null", "NULL", "~", "")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def parse_yaml(data: bytes, where: str, limit: int = CATALOG_BYTES) -> Parsed:
    """Read one YAML document as plain data.

    Only `null`, `true`, `false` and plain decimal numbers are more than text: `no`, `012`, `1:30`
    and dates stay the words that were written (YAML 1.2's core schema, narrowed to JSON's forms).
    Refused, each by name: anchors, aliases, merge keys, tags, duplicate keys, further documents.
    """
    text, problem = decode(data, where, limit)
    if text is None or (problem and problem.severity is Severity.ERROR):
        return unusable(where, problem)
    places = Places()
    report = Report(where, at_start)
    value = _build_yaml(text, places, report)

    def position(pointer: str, *, key: bool = False) -> Position:
        return places.find(value, pointer, key=key)

    return Parsed(
        where=where,
        value=value,
        problems=(*((problem,) if problem else ()), *report.problems()),
        position=position,
    )


def _build_yaml(text: str, places: Places, report: Report) -> object:
    """Put the document together from parser events; a fatal fault gives None."""

    def duplicate(pointer: str, at: Position) -> None:
        report.error(pointer, *duplicate_words(pointer), at=at)

    builder = Builder(places, duplicate)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.ScalarEvent):
                _yaml_scalar(event, builder, report)
            elif isinstance(event, yaml.CollectionStartEvent):
                at = _mark(event)
                if builder.expects_key():
                    report.error(
                        builder.pointer(), "key-not-text", "a key must be text", "Write text as the key.", at=at
                    )
                    return None
                _refuse_extras(event, builder, at, report)
                builder.open(at, {} if isinstance(event, yaml.MappingStartEvent) else [])
                if len(builder.stack) > DOCUMENT_DEPTH:
                    report.error(builder.pointer(), *too_deep_words(), at=at)
                    return None
            elif isinstance(event, yaml.CollectionEndEvent):
                builder.close()
            elif isinstance(event, yaml.AliasEvent):
                at = _mark(event)
                report.error(
                    builder.pointer(), "alias", "aliases (*name) are not supported", "Write the value out.", at=at
                )
                builder.scalar(at, f"*{event.anchor}" if builder.expects_key() else None)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    report.error(
                        "", "several-documents", "a second document begins here", "Remove it.", at=_mark(event)
                    )
                    break
            if len(places.sizes) > DOCUMENT_NODES:
                message = sentence("there are more than {most} values", most=DOCUMENT_NODES)
                report.error("", "too-many-values", message, "Split the file.")
                return None
    except yaml.YAMLError as error:
        _yaml_fault(text, error, report)
        return None
    if not documents:
        report.error("", "empty-file", "the file contains no values", "Write at least one key, or remove the file.")
    return builder.root


def _yaml_scalar(event: yaml.ScalarEvent, builder: Builder, report: Report) -> None:
    at = _mark(event)
    refused = _refuse_extras(event, builder, at, report)
    if builder.expects_key():
        if event.value == "<<" and event.implicit[0]:
            report.error(builder.pointer(), "merge-key", "merge keys (<<) are not supported", "Write them out.", at=at)
        builder.scalar(at, event.value)
        return
    value: object = event.value
    if refused:
        value = None
    elif event.implicit[0]:
        value = _resolve(event.value)
        if isinstance(value, Refused):
            report.error(builder.pointer(), value.code, value.message, value.fix, at=at)
            value = None
    builder.scalar(at, value)


def _resolve(literal: str) -> object:
    if literal in _NULLS:
        return None
    if literal in _BOOLEANS:
        return _BOOLEANS[literal]
    return read_number(literal) if _NUMBER.fullmatch(literal) else literal


def _refuse_extras(
    event: yaml.ScalarEvent | yaml.CollectionStartEvent, builder: Builder, at: Position, report: Report
) -> bool:
    """Note anchors and tags; whether there was a tag, so that the value must not be trusted."""
    if event.anchor is not None:
        report.error(builder.pointer(), "alias", "anchors (&name) are not supported", "Remove the anchor.", at=at)
    if event.tag is None or event.tag in ("!", _TEXT_TAG):
        return False
    message = sentence("the tag {tag} is not supported", tag=quoted(event.tag))
    report.error(builder.pointer(), "tag", message, "Remove the tag.", at=at)
    return True


def _mark(event: yaml.Event) -> Position:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _yaml_fault(text: str, error: yaml.YAMLError, report: Report) -> None:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        at = (error.problem_mark.line + 1, error.problem_mark.column + 1)
        words = plain(str(error.problem or "the YAML cannot be read"), 200)
        lines = text.splitlines()
        line = lines[at[0] - 1] if at[0] <= len(lines) else ""
        if "\t" in line[: max(at[1], 1)]:
            report.error("", "syntax", "YAML requires spaces, not tabs, for indentation", "Indent with spaces.", at=at)
        elif "mapping values are not allowed" in words:
            report.error("", "syntax", "an unquoted text contains a colon", 'Put the text in "quotes".', at=at)
        else:
            report.error(
                "", "syntax", words, "Check the indentation, and put texts with special characters in quotes.", at=at
            )
        return
    report.error(
        "",
        "syntax",
        "the file contains a character that YAML does not allow",
        "Remove control characters.",
        at=_control(text),
    )


def _control(text: str) -> Position:
    match = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return line_column(text, match.start()) if match else (1, 1)
