"""Proposes an innersource.json for a repository, from its files.

Pure: files come in as paths and bytes. Whatever the check would object to is left out, so that
the proposal is right as far as it goes, and no field is there only to be filled in.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from posixpath import basename

import msgspec
from msgspec.structs import replace

from innersource_marketplace.authoring.check import Checkout, check_file
from innersource_marketplace.authoring.check.content_rules import SHORT_DESCRIPTION
from innersource_marketplace.authoring.check.fix import fix_text
from innersource_marketplace.authoring.propose import (
    description_files as descriptions,
)
from innersource_marketplace.authoring.propose import (
    readme_opening as first_words,
)
from innersource_marketplace.authoring.propose import (
    remote_address as remote,
)
from innersource_marketplace.authoring.propose.description_files import Reader
from innersource_marketplace.collect.sources.file_policy import METADATA_PATHS
from innersource_marketplace.collect.sources.git.reading.documents import documents, further_licenses
from innersource_marketplace.collect.sources.git.reading.language_shares import language_shares
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.formats.innersource_json.repository_names import spelled_out
from innersource_marketplace.formats.manifests import descriptions as manifests
from innersource_marketplace.formats.manifests.suggestions import Facts, text
from innersource_marketplace.formats.parsing import beginning_of
from innersource_marketplace.model import DocumentRole, SafeUrl
from innersource_marketplace.reference import licenses

__all__ = ["Proposal", "ProposedField", "propose"]

_PORTALS: tuple[tuple[str, Reader], ...] = tuple(
    (path, descriptions.reader(role))
    for role in (DocumentRole.PUBLICCODE, DocumentRole.BACKSTAGE, DocumentRole.CODE_JSON)
    for path in METADATA_PATHS[role]
)
_MANIFESTS: tuple[tuple[str, Reader], ...] = (
    ("pyproject.toml", manifests.pyproject),
    ("package.json", manifests.package_json),
    ("pom.xml", manifests.pom),
    ("Cargo.toml", manifests.cargo),
    ("composer.json", manifests.composer),
    ("settings.gradle", manifests.gradle),
    ("settings.gradle.kts", manifests.gradle),
    ("build.gradle", manifests.gradle),
    ("build.gradle.kts", manifests.gradle),
    ("go.mod", manifests.go_module),
    *(
        (path, descriptions.reader(role))
        for role in (DocumentRole.CODEMETA, DocumentRole.CITATION, DocumentRole.SECURITY_INSIGHTS)
        for path in METADATA_PATHS[role]
    ),
)
_FOR_PEOPLE = ("description", "motivation", "contributions", "trusted_committers", "communication", "docs", "gigs")
"""Fields that only people can fill in well; what is missing of them is worth a word."""

METADATA_FILE = "innersource.json"
_PROJECT_FILES = (".csproj", ".fsproj", ".vbproj")
_SKILL_SHARE = 0.1
"""The share of a language, by bytes, from which on knowing it helps."""

_SKILLS = 3


class ProposedField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of innersource.json, its value as JSON knows it, and the file that it came from."""

    name: str
    value: object
    origin: str


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed innersource.json, field by field, and what only people can add, in words."""

    fields: tuple[ProposedField, ...]
    missing: tuple[str, ...]

    def as_json(self) -> str:
        """Write the file."""
        document = {field.name: field.value for field in self.fields}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def propose(
    files: Iterable[File], read: Callable[[str], bytes | None], *, remotes: tuple[str, ...] = (), folder: str = ""
) -> Proposal:
    """Propose an innersource.json. `read` gives the content of a file, `folder` is the last resort for a name."""
    gathered = _gather(tuple(files), read, remotes, folder)
    checkout = Checkout(remotes=remotes, read=read)
    candidates = list(_candidates(gathered))
    while True:
        # Of the candidates for a field, the first one is used; dictionaries keep the last.
        chosen = {field.name: field for field in reversed(candidates)}
        chosen = {name: chosen[name] for name in dict.fromkeys(field.name for field in candidates)}
        plain = json.dumps({name: field.value for name, field in chosen.items()}).encode()
        fixed = fix_text(METADATA_FILE, plain)
        problems = check_file(METADATA_FILE, fixed, checkout)
        refused = [chosen[problem.pointer.split("/")[1]] for problem in problems if problem.pointer]
        if not refused:
            break
        candidates = [field for field in candidates if field not in refused]
    values = json.loads(fixed)
    fields = tuple(replace(field, value=values[name]) for name, field in chosen.items())
    return Proposal(fields=fields, missing=tuple(name for name in _FOR_PEOPLE if name not in chosen))


class _Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What all files say, by how much they are meant for people to read."""

    portals: tuple[Facts, ...]
    readme: tuple[Facts, ...]
    manifests: tuple[Facts, ...]
    others: tuple[Facts, ...]


def _gather(
    files: tuple[File, ...], read: Callable[[str], bytes | None], remotes: tuple[str, ...], folder: str
) -> _Gathered:
    at_top = {file.path for file in files if file.kind == "file" and "/" not in file.path}
    roles = documents(files)

    def of(names: Iterable[tuple[str, Reader]]) -> tuple[Facts, ...]:
        return tuple(
            reader(data, name) for name, reader in names if name in at_top and (data := read(name)) is not None
        )

    def of_role(role: DocumentRole, reader: Reader) -> tuple[Facts, ...]:
        document = roles.get(role)
        data = read(document.path) if document else None
        return (reader(data, document.path),) if document and data is not None else ()

    def license_file(data: bytes, origin: str) -> Facts:
        beside = further_licenses(files, roles[DocumentRole.LICENSE])
        texts = {basename(one.path): beginning_of(content) for one in beside if (content := read(one.path)) is not None}
        return Facts(origin=origin, license=licenses.guess(beginning_of(data), texts))

    contributing = roles.get(DocumentRole.CONTRIBUTING)
    return _Gathered(
        portals=of(_PORTALS),
        readme=of_role(DocumentRole.README, first_words.readme),
        manifests=(*of(_MANIFESTS), *_of_dotnet(files, read)),
        others=(
            *of_role(DocumentRole.CODE_OWNERS, descriptions.owners),
            *of_role(DocumentRole.LICENSE, license_file),
            _written_in(files),
            *(remote.facts(known, contributing.path if contributing else None) for known in remotes[:1]),
            Facts(origin="the name of the folder", name=text(folder)),
        ),
    )


def _of_dotnet(files: Iterable[File], read: Callable[[str], bytes | None]) -> tuple[Facts, ...]:
    """Read the outermost project file of .NET; tests and examples lie deeper or come later."""
    paths = [file.path for file in files if file.kind == "file" and file.path.endswith(_PROJECT_FILES)]
    outermost = min(paths, key=lambda path: (path.count("/"), "test" in path.lower(), path), default=None)
    data = read(outermost) if outermost is not None and outermost.count("/") <= 2 else None
    return (manifests.msbuild(data, outermost),) if outermost is not None and data is not None else ()


def _written_in(files: Iterable[File]) -> Facts:
    shares = language_shares(files)
    whole = sum(share.weight for share in shares)
    skills = [share.name for share in shares[:_SKILLS] if share.weight >= whole * _SKILL_SHARE]
    return Facts(origin="its files", language=shares[0].name if shares else None, skills=tuple(skills))


def _candidates(gathered: _Gathered) -> Iterator[ProposedField]:
    """Give all candidates for each field, best first, and the fields in reading order."""
    everything = (*gathered.portals, *gathered.manifests, *gathered.readme, *gathered.others)
    yield from _titles((*gathered.portals, *gathered.readme, *gathered.manifests), everything)
    long_enough = [facts for facts in everything if len(facts.description or "") >= SHORT_DESCRIPTION]
    yield from _said("description", long_enough, lambda facts: facts.description)
    yield from _said("skills", everything, lambda facts: list(facts.skills))
    yield from _said("topics", everything, lambda facts: list(facts.topics))
    yield from _said("language", everything, lambda facts: facts.language)
    documented = [facts for facts in everything if facts.docs or _is_documentation(facts.home)]
    yield from _said("docs", documented, lambda facts: facts.docs or facts.home)
    yield from _said("owner", everything, lambda facts: facts.owner)
    # Code owners are whom the host asks to review; a manifest may name those of long ago.
    people = (*gathered.others, *gathered.portals, *gathered.manifests)
    yield from _said("trusted_committers", people, lambda facts: list(facts.people))
    yield from _communication(everything)
    yield from _said("lifecycle", everything, lambda facts: facts.lifecycle)
    # A licence text says it more surely than a word about it.
    yield from _said("license", (*gathered.others, *everything), lambda facts: facts.license)
    yield from _said("getting_started", everything, lambda facts: facts.getting_started)


def _said(name: str, facts: Iterable[Facts], value: Callable[[Facts], object]) -> Iterator[ProposedField]:
    return (ProposedField(name=name, value=said, origin=known.origin) for known in facts if (said := value(known)))


def _titles(titled: Iterable[Facts], everything: tuple[Facts, ...]) -> Iterator[ProposedField]:
    yield from _said("title", titled, lambda facts: facts.title)
    # The repository's own name is better known than that of a package in it; that of its folder may be anything.
    named = (*reversed(everything[:-1]), everything[-1])
    yield from _said("title", named, lambda facts: spelled_out(facts.name or ""))


def _communication(everything: tuple[Facts, ...]) -> Iterator[ProposedField]:
    channels = [
        *islice(_said("chat", everything, lambda facts: facts.chat), 1),
        *islice(_said("issues", everything, lambda facts: facts.issues), 1),
    ]
    if channels:
        origin = ", ".join(dict.fromkeys(channel.origin for channel in channels))
        value = {channel.name: channel.value for channel in channels}
        yield ProposedField(name="communication", value=value, origin=origin)


def _is_documentation(home: SafeUrl | None) -> bool:
    return (
        home is not None
        and re.search(r"(?i)//[^/]*\bdocs?\b|readthedocs|/docs?(?:/|$)|\.(?:github|gitlab)\.io", home) is not None
    )
