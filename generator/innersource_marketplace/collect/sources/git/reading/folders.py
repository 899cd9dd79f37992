"""The folders of a repository that are projects of their own: read from the copy that the repository was read from."""

import dataclasses
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import basename, dirname

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources import InFolder
from innersource_marketplace.collect.sources.git.reading.attributes import Attributes, AttributesBelow
from innersource_marketplace.collect.sources.git.reading.documents import (
    ci_files,
    count_tests,
    listed_paths,
    misplaced,
    presentable,
)
from innersource_marketplace.collect.sources.git.reading.facts import Reading, dated_tags, read_attributes, release
from innersource_marketplace.collect.sources.git.reading.history import History, read_history
from innersource_marketplace.collect.sources.git.reading.kept_files import content, fetch_early, problem
from innersource_marketplace.collect.sources.git.reading.language_shares import language_shares
from innersource_marketplace.collect.sources.git.reading.project_files import (
    Found,
    ProjectFiles,
    find_files,
    read_files,
)
from innersource_marketplace.collect.sources.git.releases import parts_of_tag, tags_to_date
from innersource_marketplace.collect.sources.git.tree import File, Tree, list_folder, look_up
from innersource_marketplace.collect.sources.overlooked import overlooked
from innersource_marketplace.collect.sources.too_slow import content_too_slow
from innersource_marketplace.errors import Problem, Severity, SourceError, Words, sentence
from innersource_marketplace.escape import log_words
from innersource_marketplace.formats.parsing import quoted
from innersource_marketplace.limits import (
    FOLDER_HISTORY_SECONDS,
    FOLDERS_HISTORY_SECONDS,
    LIST_ITEMS,
    RELEASES,
    TREE_ENTRIES,
)
from innersource_marketplace.model import Collected, Document, DocumentRole, Facts, ProjectKey
from innersource_marketplace.sandbox.contents import Contents

_OF_THE_WHOLE = frozenset(
    {
        DocumentRole.CONTRIBUTING,
        DocumentRole.LICENSE,
        DocumentRole.CODE_OWNERS,
        DocumentRole.COMMUNICATION,
        DocumentRole.SUPPORT,
        DocumentRole.CODE_OF_CONDUCT,
        DocumentRole.SECURITY,
        DocumentRole.AGENTS,
        DocumentRole.PULL_REQUEST_TEMPLATE,
        DocumentRole.ISSUE_TEMPLATE,
    }
)
"""Files in the root of a repository that hold for a folder that has none of its own."""


FOLDER_CODES = frozenset({"folder-missing", "folder-refused", "folder-without-metadata", "metadata-nested"})
"""The codes of what is wrong with the folders of a repository."""


class _Folder(msgspec.Struct, frozen=True):
    """A folder that is a project, with its files as seen from there; `whole` if all of them are known."""

    path: str
    key: ProjectKey
    found: Found
    whole: bool


def read_folders(
    reading: Reading, known: Sequence[str], contents: Contents
) -> tuple[tuple[InFolder, ...], tuple[Problem, ...]]:
    """Read the projects in the folders that the innersource.json of a repository names, and what is wrong with them.

    Where that file cannot be read, those that are `known` are read again. `contents` is a reader for all folders
    together. A folder that cannot be a project is a problem of the repository, and the others go on.
    """
    problems: list[Problem] = []
    folders: list[_Folder] = []
    for one in _folders(reading, _named(reading, known, contents)):
        if isinstance(one, Problem):
            problems.append(one)
        else:
            folders.append(one)
    problems += overlooked(
        reading.place.key, reading.place.tree.files, reading.place.counted, folders=[one.path for one in folders]
    )
    if not folders:
        return (), tuple(problems)
    git, copy = reading.place.git, reading.place.copy
    tags = _tags_of_folders(reading, folders)
    chosen = {folder.path: tags_to_date(tags[folder.path], "", RELEASES) for folder in folders}
    fetch_early(
        git,
        copy,
        [
            *(oid for folder in folders for oid in folder.found.oids),
            *(reading.references.tags[tags[path][version]] for path, found in chosen.items() for version in found),
        ],
    )
    owners = _owners(reading, folders, contents)
    attributes = reading.attributes
    if attributes is None:
        attributes, left_out = read_attributes(git, copy, reading.place.key, _files_beside(reading, folders))
        problems += left_out
    deadline = time.monotonic() + FOLDERS_HISTORY_SECONDS
    read: list[InFolder] = []
    for folder in folders:
        place = replace(reading.place, key=folder.key, folder=folder.path)
        files = read_files(place, folder.found, contents)
        further: list[Problem] = [*files.problems, *_nested_lists(files, folder)]
        history = _history(reading, folder, deadline, further)
        facts = _facts(reading, folder, files, history, attributes)
        versions = {version: reading.references.tags[tag] for version, tag in tags[folder.path].items()}
        dated = dated_tags(git, copy, versions, chosen[folder.path], name="", now=reading.now)
        releases = tuple(
            release(facts.url, facts.forge, tags[folder.path][version], data, reading.now)
            for version, data in dated.items()
        )
        facts = replace(
            facts,
            code_owners=owners.get(folder.path, ()),
            whole_owners=owners.get(folder.path, ()),
            # Tags without a name before the version are those of the repository as a whole, and nobody knows of what.
            releases=releases or None,
            release_count=len(tags[folder.path]) or None,
        )
        if contents.late:
            further.append(content_too_slow(folder.key))
        # The files of the whole are stored with the repository too, but perhaps from a host, which keeps fewer.
        shared = {one.oid for one in facts.documents.values()} & reading.own.blobs.keys()
        blobs = {**files.blobs, **{oid: reading.own.blobs[oid] for oid in sorted(shared)}}
        read.append(InFolder(Collected(facts=facts, blobs=blobs), tuple(sorted(further))))
    return tuple(read), tuple(problems)


def with_folders(facts: Facts, folders: Sequence[InFolder]) -> Facts:
    """The facts of a repository with its folders that are projects; what these contain provides nothing for it."""
    paths = tuple(one.collected.facts.folder or "" for one in folders)
    inside = tuple(f"{path}/" for path in paths)
    manifests = facts.manifests
    if inside and manifests is not None:
        manifests = tuple(one for one in manifests if not one.path.startswith(inside))
    return replace(facts, folders=paths, manifests=manifests)


class _Named(msgspec.Struct, frozen=True):
    """A folder that is named, and where."""

    path: str
    where: str
    line: int = 0
    column: int = 0


def _named(reading: Reading, known: Sequence[str], contents: Contents) -> list[_Named]:
    """The folders that the innersource.json names; if that cannot be read, those that it named when it could."""
    document = reading.own.documents.get(DocumentRole.METADATA)
    data = content(reading.own.texts, DocumentRole.METADATA)
    key = reading.place.key
    if document is None:
        return []
    where = f"{key}/{document.path}"
    errors = [one.pointer for one in reading.own.metadata_faults if one.severity is Severity.ERROR]
    unread = data is None or "" in errors or any(pointer == "/projects" for pointer in errors)
    if unread and not reading.own.metadata.projects:
        return [_Named(folder, where) for folder in known]
    if data is None or not reading.own.metadata.projects:
        return []
    places = contents.folder_places(data)
    return [_Named(folder, where, *places.get(folder, (0, 0))) for folder in reading.own.metadata.projects]


def _folders(reading: Reading, named: Sequence[_Named]) -> Iterator[_Folder | Problem]:
    """Each folder with its files, or why it is no project."""
    trees = _trees(reading, [one.path for one in named])
    for one in named:
        tree = trees[one.path]
        skip = len(one.path) + 1
        forge = reading.collected.facts.forge
        found = find_files([replace(file, path=file.path[skip:]) for file in tree.files], forge)
        wrong = _wrong(reading, one.path, found)
        if wrong is not None:
            code, message, fix = wrong
            yield Problem(
                where=one.where,
                line=one.line,
                column=one.column,
                severity=Severity.ERROR,
                code=code,
                message=log_words(message),
                fix=log_words(fix),
            )
            continue
        yield _Folder(one.path, ProjectKey(f"{reading.place.key}/{one.path}"), found, tree.whole)


def _trees(reading: Reading, folders: Sequence[str]) -> dict[str, Tree]:
    """The files below each folder, with paths from the root."""
    place = reading.place
    if place.tree.whole:
        wanted = set(folders)
        found: dict[str, list[File]] = {folder: [] for folder in folders}
        for file in place.tree.files:
            home = dirname(file.path)
            while home:
                if home in wanted:
                    found[home].append(file)
                    break
                home = dirname(home)
        return {folder: Tree(tuple(files)) for folder, files in found.items()}
    listed: dict[str, Tree] = {}
    left = TREE_ENTRIES
    for folder in folders:
        # A budget for all of them together, as for a repository.
        listed[folder] = list_folder(place.git, place.copy.view, place.copy.head, folder, left)
        left = max(left - len(listed[folder].files), 0)
    return listed


def _wrong(reading: Reading, folder: str, found: Found) -> tuple[str, Words, Words] | None:
    """Why a folder is no project, as code, message and fix; None if it is one."""
    shown = quoted(folder, 80)
    if not found.files:
        place = reading.place
        entries = (
            place.tree.files if place.tree.whole else look_up(place.git, place.copy.view, place.copy.head, [folder])
        )
        there = next((file for file in entries if file.path == folder and file.kind != "folder"), None)
        if there is not None:
            other = sentence("{folder} is a {kind}, not a folder", folder=shown, kind=there.kind)
            return "folder-refused", other, "Name a folder, or remove it from projects."
        close = next(
            (file.path for file in entries if file.kind == "folder" and file.path.casefold() == folder.casefold()), None
        )
        if close is not None:
            message = sentence("there is no folder {folder}, but {close}", folder=shown, close=quoted(close, 80))
            return "folder-missing", message, "Spell it like the folder."
        missing = sentence("there is no folder {folder}", folder=shown)
        return "folder-missing", missing, "Correct the path, or remove it from projects."
    if not presentable(folder):
        odd = sentence("{folder} has characters that cannot be shown", folder=shown)
        return "folder-refused", odd, "Rename the folder."
    if DocumentRole.METADATA not in found.documents:
        link = misplaced(found.files).get(DocumentRole.METADATA)
        if link is not None:
            message = sentence(
                "the innersource.json in {folder} is a {kind}, which is not followed", folder=shown, kind=link.kind
            )
            return "folder-without-metadata", message, "Commit it as a regular file."
        message = sentence("{folder} has no innersource.json of its own, so it is not listed", folder=shown)
        return "folder-without-metadata", message, "Commit one in the folder, or remove it from projects."
    return None


def _files_beside(reading: Reading, folders: Iterable[_Folder]) -> list[File]:
    """All files that are known of a tree that was too large: those listed of it, and those of its folders."""
    further = (replace(file, path=f"{folder.path}/{file.path}") for folder in folders for file in folder.found.files)
    return [*reading.place.tree.files, *further]


def _tags_of_folders(reading: Reading, folders: Sequence[_Folder]) -> dict[str, dict[str, str]]:
    """The tags that name each folder before the version, or the last part of it if no other folder ends so.

    They are by their versions, so that they can be compared however the folder is named.
    """
    names: dict[str, list[str]] = {}
    for folder in folders:
        names.setdefault(basename(folder.path), []).append(folder.path)
    tags: dict[str, dict[str, str]] = {folder.path: {} for folder in folders}
    for tag in sorted(reading.references.tags):
        found = parts_of_tag(tag)
        if found is None:
            continue
        name, version = found
        if name in tags:
            tags[name][version] = tag
        elif len(names.get(name, ())) == 1:
            tags[names[name][0]].setdefault(version, tag)
    return tags


def _owners(reading: Reading, folders: Sequence[_Folder], contents: Contents) -> Mapping[str, tuple[str, ...]]:
    text = content(reading.own.texts, DocumentRole.CODE_OWNERS)
    return {} if text is None else contents.folder_owners(text, [folder.path for folder in folders])


def _nested_lists(files: ProjectFiles, folder: _Folder) -> Iterator[Problem]:
    if files.metadata.projects is not None:
        path = files.documents[DocumentRole.METADATA].path
        yield problem(
            folder.key,
            "projects-nested",
            sentence(
                "{path} names projects, which only the innersource.json of the repository as a whole can", path=path
            ),
            "Name these folders there.",
        )


def _history(reading: Reading, folder: _Folder, deadline: float, further: list[Problem]) -> History | None:
    """The commits that changed the folder; None where not all are known, or there is no time left to count them."""
    if reading.references.shallow:
        return None
    git, left = reading.place.git, deadline - time.monotonic()
    try:
        if left <= 0:
            raise SourceError("timeout", "there was no time left")
        bounded = dataclasses.replace(
            git, budget=replace(git.budget, seconds=min(left, FOLDER_HISTORY_SECONDS, git.budget.seconds))
        )
        view, head = reading.place.copy.view, reading.references.head
        return read_history(bounded, view, head, reading.now, reading.mailmap, folder=folder.path)
    except SourceError as error:
        if error.code not in ("timeout", "too-large"):
            raise
        message = "counting its commits takes too long, so its activity is not known"
        further.append(problem(folder.key, "history-too-long", message, "Nothing: its other facts are read."))
        return None


def _facts(
    reading: Reading, folder: _Folder, files: ProjectFiles, history: History | None, attributes: Attributes
) -> Facts:
    root, own = reading.collected.facts, folder.found.files
    below = replace(reading.place, folder=folder.path).below
    shared: Mapping[DocumentRole, Document] = {
        role: document for role, document in root.documents.items() if role in _OF_THE_WHOLE
    }
    own_license = DocumentRole.LICENSE in files.documents or bool(files.licenses)
    licenses = files.licenses if own_license else root.license_files
    single = licenses[0].license if licenses is not None and len(licenses) == 1 else None
    ci = tuple(below(path) for path in ci_files(own))
    return Facts(
        key=folder.key,
        host=root.host,
        owner=root.owner,
        name=root.name,
        folder=folder.path,
        provider=root.provider,
        source=root.source,
        url=root.url,
        forge=root.forge,
        default_branch=root.default_branch,
        head=root.head,
        license=single if own_license else root.license,
        license_files=licenses,
        created_at=history.first if history else None,
        updated_at=history.last if history else None,
        commits=history.commits if history else None,
        contributors=history.contributors if history else None,
        weekly_commits=history.weekly if history else None,
        authors=history.authors if history else None,
        noted_reviews=history.reviews if history else None,
        languages=language_shares(own, AttributesBelow(attributes, folder.path)) if folder.whole else None,
        documents=dict(sorted({**shared, **files.documents}.items())),
        ci_files=(*ci, *(root.ci_files or ()))[:LIST_ITEMS] if ci or root.ci_files is not None else None,
        test_files=count_tests(own) if folder.whole else None,
        paths=tuple(sorted({*(below(path) for path in listed_paths(own)), *(root.paths or ())})),
        manifests=files.manifests,
        pictures=files.pictures,
    )
