"""What several files of one repository say together: the first that says something counts, and who disagrees."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from msgspec.structs import fields

from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.formats.metadata_files.document import About, Described
from innersource_marketplace.formats.parsing import quoted
from innersource_marketplace.model import Document, DocumentRole, FactsInBrief, Metadata, MetadataOrder, Origin
from innersource_marketplace.reference.license_expressions import folded


class ReadFile(NamedTuple):
    """One file, under the name that problems have for it."""

    role: DocumentRole
    where: str
    described: Described


class FilesRead(NamedTuple):
    """What the files of a repository say, each by itself and together, and what is wrong with them."""

    files: tuple[ReadFile, ...]
    metadata: Metadata | None
    problems: tuple[Problem, ...]


def read_files(
    facts: FactsInBrief,
    counted: MetadataOrder,
    read: Callable[[DocumentRole, Document, str, About], tuple[Described | None, tuple[Problem, ...]]],
) -> FilesRead:
    """Read all files of a repository that count, the most trusted first; `read` reads one, named for its problems."""
    files: list[ReadFile] = []
    problems: list[Problem] = []
    for role in counted:
        document = facts.documents.get(role)
        if document is not None:
            where = f"{facts.key}/{document.path}"
            described, found = read(role, document, where, About(url=facts.url, name=facts.name))
            problems += found
            if described is not None:
                files.append(ReadFile(role, where, described))
    metadata, conflicts = combined(files)
    return FilesRead(tuple(files), metadata, tuple(sorted({*problems, *conflicts})))


_COMPARED: Final[Mapping[str, Callable[[str], str]]] = {
    "title": str.casefold,
    "owner": str.casefold,
    "language": str.casefold,
    "lifecycle": str,
    "license": lambda text: folded(text).casefold(),
}
"""Fields of which only one value can be right, and what is compared. Two descriptions may both be."""

_ALONE: Final = frozenset({"unknown", "origins"})


def combined(files: Sequence[ReadFile]) -> tuple[Metadata | None, tuple[Problem, ...]]:
    """Everything that the files say, the most trusted first; None if there is none."""
    if not files:
        return None, ()
    names = [one.name for one in fields(Metadata) if one.name not in _ALONE]
    values: dict[str, Any] = {}
    sources: dict[str, ReadFile] = {}
    problems: list[Problem] = []
    for file in files:
        for name in names:
            value = getattr(file.described.metadata, name)
            if value is None or value == ():
                continue
            if name not in values:
                values[name], sources[name] = value, file
            elif name in _COMPARED and _COMPARED[name](value) != _COMPARED[name](str(values[name])):
                problems.append(_conflict(name, file, sources[name], value, values[name]))
    origins = {name: Origin(one.role.value) for name, one in sources.items() if one.role is not DocumentRole.METADATA}
    own = next((one.described.metadata for one in files if one.role is DocumentRole.METADATA), Metadata())
    metadata = Metadata(unknown=own.unknown, origins=origins, **values)
    return metadata, tuple(sorted(problems))


def _conflict(name: str, file: ReadFile, winner: ReadFile, value: object, used: object) -> Problem:
    pointer, line, column = file.described.places.get(name, ("", 1, 1))
    _, there, _ = winner.described.places.get(name, ("", 1, 1))
    return Problem(
        where=file.where,
        line=line,
        column=column,
        pointer=pointer,
        severity=Severity.WARNING,
        code="files-disagree",
        message=sentence(
            "the {name} is {value}, but {used} in {role}, line {line}, which is used",
            name=name,
            value=quoted(value),
            used=quoted(used),
            role=winner.role.value,
            line=there,
        ),
        fix=sentence(
            "Write the same in both files, or leave it out here; “metadata” in catalog.yml puts {role} first.",
            role=winner.role.value,
        ),
    )
