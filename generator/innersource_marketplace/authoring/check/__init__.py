"""The strict check for authors: all problems of a file at once, with fixes.

The schema decides what is an error; the readers add what only the meaning tells. Where both speak
of the same value, the schema's error is kept, unless the reader understood the key.
"""

from collections.abc import Callable, Iterable
from pathlib import PurePath

from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.authoring.check.content_rules import Checkout, question_meaning, recommend
from innersource_marketplace.authoring.check.schema_rules import schema_problems
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.catalog import Catalog, interpret, named_team_file, read_team_file
from innersource_marketplace.formats.innersource_json import read_entry
from innersource_marketplace.formats.metadata_files import About, metadata_role, read_described
from innersource_marketplace.formats.parsing import Report, as_mapping, parse_json_past_extras, parse_yaml, quoted
from innersource_marketplace.formats.published_schemas import SchemaName
from innersource_marketplace.limits import TEAM_FILE_BYTES
from innersource_marketplace.model import DocumentRole

__all__ = ["Checkout", "check_file", "check_named_teams", "kind_of_file"]

_TEAM_FILES = frozenset({"teams.yml", "teams.yaml"})

_UNDERSTOOD = frozenset({"other-spelling", "second-spelling", "placeholder"})
"""What a reader says of a key or value that the schema alone would only call unknown or malformed."""

_GUESSED = frozenset({"boolean-expected", "empty-value", "list-expected", "number-expected", "other-word"})
"""What a reader makes sense of against the schema; an error here, in the reader's words."""


def check_file(name: str, data: bytes, checkout: Checkout | None = None) -> tuple[Problem, ...]:
    """Check a catalogue, an innersource.json or a file of teams; `name` tells which, and names the file in problems.

    Of other metadata files it says what a night would say: what they mean to others is not for us to judge.
    `checkout` is the repository that an innersource.json describes, where there is one to look at.
    Problems come sorted by position, without repetition. Never raises, whatever the bytes.
    """
    if PurePath(name).name.lower() in _TEAM_FILES:
        return read_team_file(data, name)[1]
    role = metadata_role(name)
    if role is not None and role is not DocumentRole.METADATA:
        remotes = checkout.remotes if checkout else ()
        return read_described(role, data, name, About(url=escape.url(remotes[0]) if remotes else None))[1]
    kind = kind_of_file(name, data)
    if kind is None:
        fix = "Name it catalog.yml, innersource.json, teams.yml, or like another metadata file."
        message = "the file is neither a catalogue nor an innersource.json"
        return (Problem(where=name, line=1, column=1, code="unknown-file", message=message, fix=fix),)
    parsed = parse_yaml(data, name) if kind == "catalog" else parse_json_past_extras(data, name)
    report = Report(name, parsed.position)
    if kind == "catalog":
        catalog, meaning = interpret(parsed, data)
        _question_entries(report, parsed.value, catalog)
    else:
        value, meaning = as_mapping(parsed)
        if value is not None:
            metadata, more = read_entry(value, parsed.position, name)
            meaning = (*meaning, *more)
            remotes = checkout.remotes if checkout else ()
            question_meaning(report, "", value, metadata, remotes=remotes, checkout=checkout)
            recommend(report, value, metadata)
    broken = schema_problems(parsed, kind) if isinstance(parsed.value, dict) else ()
    return _merged(broken, (*meaning, *report.problems()))


def check_named_teams(name: str, data: bytes, read: Callable[[str, int], bytes | None]) -> tuple[Problem, ...]:
    """Check the file of teams that a catalogue names; `name` and `data` are the catalogue.

    `read` gives at most so many bytes of a file beside it, None where there is none. As in a run, it must be there,
    and its problems are warnings. None can be fixed automatically: only files given on the command line are changed.
    """
    if b"teams_file" not in data or PurePath(name).name.lower() in _TEAM_FILES or kind_of_file(name, data) != "catalog":
        return ()
    parsed = parse_yaml(data, name)
    path = named_team_file(parsed)
    if path is None:
        return ()
    report = Report(name, parsed.position)
    found = read(path, TEAM_FILE_BYTES + 1)
    if found is None:
        message = f"there is no file {quoted(path)} next to the catalogue"
        report.error("/teams_file", "teams-missing", message, "Commit it, correct the path, or remove the key.")
    elif len(found) > TEAM_FILE_BYTES:
        message = f"{quoted(path)} is larger than {TEAM_FILE_BYTES} bytes"
        report.error("/teams_file", "too-large", message, "Leave out teams that write no code.")
    else:
        problems = read_team_file(found, str(PurePath(name).parent / path))[1]
        return tuple(replace(problem, severity=Severity.WARNING, instead="") for problem in problems)
    return report.problems()


def _question_entries(report: Report, document: object, catalog: Catalog | None) -> None:
    projects = document.get("projects") if isinstance(document, dict) else None
    known = {entry.repository: entry.metadata for entry in catalog.projects} if catalog else {}
    for index, item in enumerate(projects if isinstance(projects, list) else ()):
        address = item.get("repository") if isinstance(item, dict) else None
        address = address.strip() if isinstance(address, str) else ""
        if address in known and not report.full:
            question_meaning(report, f"/projects/{index}", item, known[address], remotes=(address,))


def kind_of_file(name: str, data: bytes) -> SchemaName | None:
    """Tell by its name what a file is, and where that says nothing, by how it begins."""
    path = PurePath(name)
    suffix = path.suffix.lower()
    if metadata_role(name) not in (None, DocumentRole.METADATA):
        return None
    if suffix in (".yml", ".yaml"):
        return "catalog"
    if suffix != ".json":
        return "innersource" if data.lstrip()[:1] == b"{" else None
    return "catalog" if path.stem.lower() == "catalog" else "innersource"


def _merged(broken: Iterable[Problem], meaning: Iterable[Problem]) -> tuple[Problem, ...]:
    """Join what schema and reader say, once for each value."""
    broken = tuple(broken)
    against = {problem.pointer for problem in broken if problem.code != "unknown-key"}
    read = tuple(
        replace(problem, severity=Severity.ERROR)
        if problem.code in _GUESSED and problem.pointer in against
        else problem
        for problem in meaning
    )
    understood = {problem.pointer for problem in read if problem.code in _UNDERSTOOD}
    # The readers' words for an error are more telling than what a schema can say.
    named = {problem.pointer for problem in read if problem.severity is Severity.ERROR and problem.pointer}
    named |= {problem.pointer for problem in read if problem.code == "missing-key"}
    kept = [problem for problem in broken if problem.pointer not in understood | named]
    errors = {problem.pointer for problem in kept}
    kept += [problem for problem in read if problem.severity is Severity.ERROR or problem.pointer not in errors]
    unset = {problem.pointer for problem in kept if problem.code == "placeholder"}
    kept = [problem for problem in kept if problem.code != "todo" or problem.pointer not in unset]
    return tuple(sorted(set(kept)))
