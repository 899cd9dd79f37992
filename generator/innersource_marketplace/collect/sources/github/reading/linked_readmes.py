"""A README that is a symbolic link: the file that it leads to takes its place, as where git reads the repository."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.forge.api import Api
from innersource_marketplace.collect.sources.forge.json_values import integer, mapping, within
from innersource_marketplace.collect.sources.forge.selection import Selection
from innersource_marketplace.collect.sources.git.reading.documents import led_to
from innersource_marketplace.collect.sources.github.notices import not_a_file
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.batches import Got, Sizes, ask_in_batches
from innersource_marketplace.collect.sources.github.reading.contents import Draft, without_texts
from innersource_marketplace.collect.sources.github.reading.facts import (
    blob_text,
    is_regular,
    object_id,
    with_document,
)
from innersource_marketplace.model import Document, DocumentRole

_SIZES = Sizes(start=50, smallest=10, largest=50)


class _Led(msgspec.Struct, frozen=True):
    """A repository with the path that its README leads to."""

    draft: Draft
    path: str


def follow(api: Api, drafts: Sequence[Draft], selection: Selection) -> tuple[Draft, ...]:
    """The same repositories with the files that their READMEs lead to; one that leads nowhere is a problem.

    No link is followed twice, and none out of its repository. `selection` is what the host knows of `LINKED`: without
    it, none is followed. Never raises: where nothing can be found out tonight, the former README stays.
    """
    finished = [draft for draft in drafts if draft.readme_link is None]
    links = [draft for draft in drafts if draft.readme_link is not None]
    if not selection:
        return (*finished, *map(_nowhere, links))
    led: list[_Led] = []
    for got in ask_in_batches(api, links, _texts, _SIZES):
        if got.answer is None or got.answer.gap("b0") is not None:
            finished.append(_unread(got.item, got))
            continue
        content = blob_text(mapping(got.answer.node.get("b0")))
        path = _path(got.item, b"" if content is None else content[1])
        if path is None:
            finished.append(_nowhere(got.item))
        else:
            led.append(_Led(got.item, path))

    def question(batch: Sequence[_Led]) -> tuple[str, Mapping[str, object]]:
        variables: dict[str, object] = {}
        for index, one in enumerate(batch):
            variables |= _name(index, one.draft)
            variables |= {f"h{index}": one.draft.facts.head, f"p{index}": one.path}
        return queries.linked(selection, len(batch)), variables

    finished += _at_their_ends(ask_in_batches(api, led, question, _SIZES))
    return tuple(finished)


def _at_their_ends(answers: Iterator[Got[_Led]]) -> Iterator[Draft]:
    for got in answers:
        draft, link = got.item.draft, got.item.draft.readme_link
        if got.answer is None or got.answer.gap("object", "file") is not None:
            yield _unread(draft, got)
            continue
        entry = within(got.answer.node, "object", "file")
        oid = object_id(entry, "oid")
        if link is None or oid is None or not is_regular(integer(entry, "mode")):
            yield _nowhere(draft)
            continue
        document = Document(path=link.path, oid=oid, size=integer(entry, "size"))
        yield replace(draft, facts=with_document(draft.facts, DocumentRole.README, document))


def _texts(batch: Sequence[Draft]) -> tuple[str, Mapping[str, object]]:
    variables: dict[str, object] = {}
    for index, draft in enumerate(batch):
        variables |= _name(index, draft)
        variables[f"b{index}_0"] = None if draft.readme_link is None else draft.readme_link.oid
    return queries.files((1, False) for _ in batch), variables


def _name(index: int, draft: Draft) -> dict[str, object]:
    return {f"o{index}": draft.facts.owner, f"n{index}": draft.facts.name}


def _path(draft: Draft, data: bytes) -> str | None:
    return None if draft.readme_link is None else led_to(draft.readme_link, data)


def _nowhere(draft: Draft) -> Draft:
    link = draft.readme_link
    problems = () if link is None else (not_a_file(draft.facts.key, DocumentRole.README, link),)
    return replace(draft, problems=(*draft.problems, *problems))


def _unread(draft: Draft, got: Got[Draft] | Got[_Led]) -> Draft:
    former = None if draft.before is None else draft.before.documents.get(DocumentRole.README)
    complaints = () if got.answer is None else got.answer.complaints
    unread = without_texts(draft, (), str(got.error or "; ".join(complaints) or "the token may not read them"))
    return replace(unread, facts=with_document(unread.facts, DocumentRole.README, former))
