"""Files in which repositories describe themselves to other programs, read as innersource.json is.

Each format is a module that takes fields out of a `Document`; what all formats share is here: bytes in, a
`Described` and problems out, whatever the bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Final

import msgspec
from msgspec.structs import replace

from innersource_marketplace.errors import Problem, Words, sentence
from innersource_marketplace.formats.innersource_json import read_placed_metadata, unless_unreadable
from innersource_marketplace.formats.metadata_files import (
    backstage_entity,
    citation_file,
    code_inventory,
    codemeta_terms,
    publiccode_yml,
    security_insights,
)
from innersource_marketplace.formats.metadata_files.document import About, Described, Document
from innersource_marketplace.formats.metadata_files.entities import entities_in
from innersource_marketplace.formats.parsing import Parsed, Report, as_mapping, parse_json, parse_yaml, quoted
from innersource_marketplace.limits import METADATA_BYTES
from innersource_marketplace.model import METADATA_FILES, DocumentRole
from innersource_marketplace.reference.project_addresses import place_of

__all__ = ["About", "Described", "metadata_role", "read_described"]


class _Format(msgspec.Struct, frozen=True, kw_only=True):
    """How a format is written, how to tell that a file is in it, and what it says."""

    parse: Callable[[bytes, str, int], Parsed]
    is_one: Callable[[Mapping[str, object]], bool]
    take: Callable[[Document], object]
    sign: str


_FORMATS: Final[Mapping[DocumentRole, _Format]] = {
    DocumentRole.PUBLICCODE: _Format(
        parse=parse_yaml,
        is_one=publiccode_yml.is_publiccode,
        take=publiccode_yml.take,
        sign="“publiccodeYmlVersion”",
    ),
    DocumentRole.CODEMETA: _Format(
        parse=parse_json,
        is_one=codemeta_terms.is_software,
        take=codemeta_terms.take,
        sign="“@type”: “SoftwareSourceCode”",
    ),
    DocumentRole.CITATION: _Format(
        parse=parse_yaml, is_one=citation_file.is_citation, take=citation_file.take, sign="“cff-version”"
    ),
    DocumentRole.SECURITY_INSIGHTS: _Format(
        parse=parse_yaml,
        is_one=security_insights.is_insights,
        take=security_insights.take,
        sign="“header” with “schema-version”",
    ),
}


_Read = tuple[Described | None, tuple[Problem, ...]]


def metadata_role(name: str) -> DocumentRole | None:
    """Which of the metadata files has this name, but for case and the ending of YAML files; None of any other."""
    folded = PurePath(name).name.casefold()
    if folded.endswith(".yaml"):
        folded = folded.removesuffix(".yaml") + ".yml"
    return _BY_NAME.get(folded)


_BY_NAME: Final = {role.value.casefold().replace(".yaml", ".yml"): role for role in METADATA_FILES}


def read_described(
    role: DocumentRole, data: bytes, where: str, about: About
) -> tuple[Described | None, tuple[Problem, ...]]:
    """Read one of `METADATA_FILES`. None where the file as a whole says nothing that could be read. Never raises."""
    if role is DocumentRole.METADATA:
        read, problems, places = read_placed_metadata(data, where)
        metadata, problems = unless_unreadable((read, problems))
        return None if metadata is None else Described(metadata=metadata, places=places), problems
    if role is DocumentRole.BACKSTAGE:
        return _entity(data, where, about)
    if role is DocumentRole.CODE_JSON:
        return _inventory(data, where, about)
    form = _FORMATS[role]
    parsed = form.parse(data, where, METADATA_BYTES)
    value, problems = _software_in(parsed) if role is DocumentRole.CODEMETA else as_mapping(parsed)
    if value is None:
        return None, problems
    if not form.is_one(value):
        return None, _other_format(parsed, role, form.sign)
    return _taken(parsed, value, form.take, about, problems=problems)


def _taken(
    parsed: Parsed,
    value: Mapping[str, object],
    take: Callable[[Document], object],
    about: About,
    *,
    problems: Sequence[Problem],
    prefix: str = "",
) -> _Read:
    """What an object in a document says, unless it is about another repository. `prefix` is its pointer."""

    def locate(pointer: str, *, key: bool = False) -> tuple[int, int]:
        return parsed.position(prefix + pointer, key=key)

    report = Report(parsed.where, locate)
    document = Document(report, value, about)
    kept = take(document)
    described = document.described(locate, kept)
    found = (replace(one, pointer=prefix + one.pointer) if prefix else one for one in report.problems())
    places = {name: (prefix + pointer, line, column) for name, (pointer, line, column) in described.places.items()}
    return None if document.another else replace(described, places=places), tuple(sorted({*problems, *found}))


def _other_format(parsed: Parsed, role: DocumentRole, sign: str) -> tuple[Problem, ...]:
    report = Report(parsed.where, parsed.position)
    message = sentence("the file is no {role}: {sign} is missing", role=role.value, sign=sign)
    fix = sentence(
        "Add {sign}. If it is something else, give it another name, or leave {role} out of “metadata” in catalog.yml.",
        role=role.value,
        sign=sign,
    )
    report.error("", "other-format", message, fix)
    return tuple(sorted((*parsed.problems, *report.problems())))


def _software_in(parsed: Parsed) -> tuple[Mapping[str, object] | None, tuple[Problem, ...]]:
    """The object that describes the software; JSON-LD may put it into a list or a graph."""
    value = parsed.value
    graph = value.get("@graph") if isinstance(value, Mapping) else value
    if isinstance(graph, list):
        software = [one for one in graph if codemeta_terms.is_software(one)]
        if len(software) == 1:
            return software[0], parsed.problems
    return as_mapping(parsed)


def _inventory(data: bytes, where: str, about: About) -> tuple[Described | None, tuple[Problem, ...]]:
    """Read a code.json: of several entries the one whose address is that of the repository."""
    parsed = parse_json(data, where, METADATA_BYTES)
    value = parsed.value
    found: list[tuple[str, Mapping[str, object]]] = []
    if isinstance(value, Mapping) and isinstance(releases := value.get("releases"), list):
        found = [(f"/releases/{index}", one) for index, one in enumerate(releases) if code_inventory.is_release(one)]
    elif isinstance(value, list):
        found = [(f"/{index}", one) for index, one in enumerate(value) if code_inventory.is_release(one)]
    elif isinstance(value, Mapping) and code_inventory.is_release(value):
        found = [("", value)]
    if not found:
        if not isinstance(value, dict | list):
            return None, as_mapping(parsed)[1]
        return None, _other_format(parsed, DocumentRole.CODE_JSON, "“name” with “permissions” and “repositoryURL”")
    if len(found) > 1 and about.url is not None:
        own = place_of(about.url)
        addressed = [
            one
            for one in found
            if any(place_of(str(one[1].get(key))) == own for key in ("repositoryURL", "repositoryUrl"))
        ]
        found = addressed or found
    if len(found) > 1:
        several = sentence("it has {entries} entries, and none has the address of this repository", entries=len(found))
        return None, _several(parsed, several)
    prefix, chosen = found[0]
    return _taken(parsed, chosen, code_inventory.take, about, problems=parsed.problems, prefix=prefix)


def _entity(data: bytes, where: str, about: About) -> tuple[Described | None, tuple[Problem, ...]]:
    """Read a catalog-info.yaml: of several entities the one that is named like the repository, or the first."""
    documents, problems = entities_in(data, where)
    entities = [one for one in documents if isinstance(one.value, dict) and backstage_entity.is_entity(one.value)]
    if not entities:
        if not documents or all(one.value is None for one in documents):
            return None, problems
        return None, _other_format(documents[0], DocumentRole.BACKSTAGE, "“kind” with “metadata”")
    kinds = backstage_entity.KINDS
    ranked = [
        (kinds.index(kind), backstage_entity.name_of(one.value) != about.name.casefold(), place)
        for place, one in enumerate(entities)
        if (kind := backstage_entity.kind_of(one.value)) in kinds
    ]
    if not ranked:
        named = quoted(backstage_entity.kind_of(entities[0].value))
        other = sentence("it describes no component, but something of the kind {kind}", kind=named)
        return None, _several(entities[0], other)
    chosen = entities[min(ranked)[2]]
    value = chosen.value
    assert isinstance(value, dict)  # noqa: S101 -- it is an entity
    return _taken(chosen, value, backstage_entity.take, about, problems=problems)


def _several(parsed: Parsed, message: Words) -> tuple[Problem, ...]:
    report = Report(parsed.where, parsed.position)
    report.warning("", "nothing-of-this-project", message, "Add an entry for this repository.")
    return tuple(sorted((*parsed.problems, *report.problems())))
