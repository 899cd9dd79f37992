"""Which licence a project has, from all that speaks of it: files of equal rank, manifests, the README, the host.

To be wrong is worse than to be silent: where they don't agree, nothing is chosen and all of them are shown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename

import msgspec

from innersource_marketplace.model import DocumentRole, Facts, LicenseFile
from innersource_marketplace.reference.license_expressions import canonical, names
from innersource_marketplace.reference.licenses import LICENSE_FILE, LICENSE_HEADING, choice

_SUFFIX = re.compile(r"-(?:only|or-later)$|\+$")
_SECTION_LINES = 12


class Licensing(msgspec.Struct, frozen=True, kw_only=True):
    """The licence as an SPDX expression, None where it is not sure; `files` are what speaks of it."""

    license: str | None
    files: tuple[LicenseFile, ...]


def licensing_of(facts: Facts, stated: Mapping[str, str], readme: str) -> Licensing:
    """Decide from the facts, from what manifests in the root state, by path, and from the text of the README."""
    files = _files(facts)
    manifests = tuple(LicenseFile(path=path, license=named) for path, named in sorted(stated.items()))
    expressions = tuple(dict.fromkeys(stated.values()))
    distinct = _distinct(files)
    unknown = any(one.license is None for one in files)
    if facts.license is not None and not files:  # the host knows more than we do
        distinct = (facts.license,)
    if not distinct and not files:
        told = manifests if len(expressions) > 1 else () if expressions else _readme_that_tells(facts, readme)
        return Licensing(license=_single(expressions), files=told)
    whole = next((one for one in distinct if " " in one and _cover(one, distinct)), None)
    if whole is not None and not unknown:
        return Licensing(license=whole, files=files)
    named = _single(expressions)
    # A text that is not recognised may take back what a manifest says; one about an exception says why it is not.
    explained = bool(distinct) or named is None or " WITH " in named or "LicenseRef-" in named
    if named is not None and _cover(named, distinct) and explained:
        return Licensing(license=named, files=files)
    if named is not None and len(distinct) == 1 and _family(distinct[0]) == named and not unknown:
        return Licensing(license=distinct[0], files=files)
    if not explained:
        return Licensing(license=None, files=(*files, *manifests))
    if len(distinct) == 1 and not unknown and named is not None:
        return Licensing(license=None, files=(*files, *manifests))
    if len(distinct) == 1 and not unknown:
        return Licensing(license=distinct[0], files=files)
    if not unknown:
        by_name = {basename(one.path): one.license for one in files if one.license is not None}
        offered = choice(_section(readme), by_name)
        if offered is not None and _cover(offered, distinct):
            return Licensing(license=offered, files=files)
    return Licensing(license=None, files=files)


def contradicts(stated: str, licensing: Licensing) -> bool:
    """Whether a licence that some file states leaves out what the texts of the licences are."""
    texts = [one.license for one in licensing.files if one.license is not None and LICENSE_FILE.search(one.path)]
    return bool(texts) and not _cover(stated, texts)


def _files(facts: Facts) -> tuple[LicenseFile, ...]:
    document = facts.documents.get(DocumentRole.LICENSE)
    if facts.license_files is None or len(facts.license_files) < 2:
        # A single file: the host has read it better, or it was read before there was more than one.
        found = facts.license_files or ()
        path = found[0].path if found else document.path if document is not None else None
        return () if path is None else (LicenseFile(path=path, license=facts.license or _single_of(found)),)
    return facts.license_files


def _single_of(files: Sequence[LicenseFile]) -> str | None:
    return files[0].license if files else None


def _distinct(files: Iterable[LicenseFile]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.license for one in files if one.license is not None))
    families = {_family(one) for one in found}
    # The GNU Lesser GPL 3 is written as additions to the GNU GPL 3, so that both texts lie beside each other.
    if {"LGPL-3.0", "GPL-3.0"} <= families:
        found = tuple(one for one in found if _family(one) != "GPL-3.0")
    return found


def _single(expressions: Sequence[str]) -> str | None:
    return expressions[0] if len(expressions) == 1 else None


def _cover(expression: str, licenses: Iterable[str]) -> bool:
    """Whether an expression names all those licences, and says no less of later versions than they do."""
    own = names(expression)
    exact, families = {canonical(one) for one in own}, {_family(one) for one in own}
    return all(
        canonical(one) in exact or (_family(one) == one and one in families)
        for found in licenses
        for one in names(found)
    )


def _family(name: str) -> str:
    return _SUFFIX.sub("", name.partition(" WITH ")[0])


def _readme_that_tells(facts: Facts, readme: str) -> tuple[LicenseFile, ...]:
    """The README, where a section of it is about the licence: to be read, and not by us."""
    document = facts.documents.get(DocumentRole.README)
    return (LicenseFile(path=document.path),) if document is not None and _section(readme).strip() else ()


def _section(readme: str) -> str:
    """What a README says under the heading that is about its licence."""
    lines = readme.split("\n")
    start = next((at for at, line in enumerate(lines) if LICENSE_HEADING.fullmatch(line)), None)
    return "" if start is None else "\n".join(lines[start + 1 : start + 1 + _SECTION_LINES])
