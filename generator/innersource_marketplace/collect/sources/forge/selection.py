"""What is asked of a repository, as a small tree that shrinks to what a host knows.

An Enterprise Server of two years ago lacks fields of today, and one unknown field makes the host
refuse the whole question. So each question is a tree of fields with the types they stand on, and
`prune` drops what the host's own description does not have.
"""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

Schema = Mapping[str, frozenset[str]]
"""Field names by type, as a host describes itself."""


class Field(msgspec.Struct, frozen=True):
    """One field; `type` is that of its value when it has fields of its own."""

    name: str
    type: str = ""
    fields: tuple["Field | On", ...] = ()
    arguments: str = ""
    alias: str = ""


class On(msgspec.Struct, frozen=True):
    """Fields that only one type of a union or interface has."""

    type: str
    fields: tuple["Field | On", ...]


Selection = tuple[Field | On, ...]


def names(text: str) -> Selection:
    """Fields without fields of their own, from their names with blanks between."""
    return tuple(Field(name) for name in text.split())


def types_in(*selections: Selection) -> frozenset[str]:
    """The types whose fields the selections use, `Repository` being where they start."""
    return frozenset(_types("Repository", tuple(part for selection in selections for part in selection)))


def _types(on: str, selection: Selection) -> Iterator[str]:
    yield on
    for part in selection:
        if isinstance(part, On) or part.fields:
            yield from _types(part.type, part.fields)


def prune(selection: Selection, schema: Schema, on: str = "Repository") -> Selection:
    """Drop fields that the host does not have; a type that it did not describe is taken whole."""
    kept: list[Field | On] = []
    for part in selection:
        if isinstance(part, On):
            if inner := prune(part.fields, schema, part.type):
                kept.append(replace(part, fields=inner))
        elif part.name != "__typename" and on in schema and part.name not in schema[on]:
            continue
        elif not part.fields:
            kept.append(part)
        elif inner := prune(part.fields, schema, part.type):
            kept.append(replace(part, fields=inner))
    return tuple(kept)


def without(selection: Selection, *names: str) -> Selection:
    """The selection less the top fields of those aliases or names."""
    return tuple(part for part in selection if isinstance(part, On) or not {part.alias, part.name} & set(names))


def with_accounts(selection: Selection) -> Selection:
    """The selection, asking of whoever wrote a commit for the account as well as for the address."""
    account = Field("user", "User", names("login"))
    return tuple(
        part
        if isinstance(part, Field) and not part.fields
        else replace(part, fields=(*part.fields, account))
        if part.type == "GitActor"
        else replace(part, fields=with_accounts(part.fields))
        for part in selection
    )


def render(selection: Selection) -> str:
    """The selection as GraphQL text, without the outer braces."""
    return " ".join(_render(part) for part in selection)


def _render(part: Field | On) -> str:
    if isinstance(part, On):
        return f"... on {part.type} {{ {render(part.fields)} }}"
    alias = f"{part.alias}: " if part.alias else ""
    arguments = f"({part.arguments})" if part.arguments else ""
    return f"{alias}{part.name}{arguments}" + (f" {{ {render(part.fields)} }}" if part.fields else "")
