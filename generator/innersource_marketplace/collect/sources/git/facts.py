"""From a readable copy of a repository to its facts and the files worth keeping."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from posixpath import basename

from innersource_marketplace.collect.sources.file_policy import TEXTS, PicturesNamed, manifests, picture_paths
from innersource_marketplace.collect.sources.git import attributes
from innersource_marketplace.collect.sources.git.attributes import Attributes
from innersource_marketplace.collect.sources.git.command import Git
from innersource_marketplace.collect.sources.git.copy import Copy, fetch_objects
from innersource_marketplace.collect.sources.git.documents import (
    ci_files,
    count_tests,
    documents,
    further_licenses,
    language_shares,
    listed_paths,
    misplaced,
    presentable,
    raster_logo,
    reuse_licenses,
)
from innersource_marketplace.collect.sources.git.history import read_history, tag_is_ahead, tag_time
from innersource_marketplace.collect.sources.git.references import References
from innersource_marketplace.collect.sources.git.releases import latest_first, newest_tags
from innersource_marketplace.collect.sources.git.remote import Remote
from innersource_marketplace.collect.sources.git.tree import (
    File,
    Object,
    Tree,
    list_tree,
    look_up,
    read_objects,
    sizes_of,
)
from innersource_marketplace.collect.sources.overlooked import overlooked
from innersource_marketplace.collect.sources.too_slow import content_too_slow
from innersource_marketplace.collect.sources.wrong_clocks import dated_ahead
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import log_line
from innersource_marketplace.limits import (
    ATTRIBUTE_FILES,
    DOCUMENT_BYTES,
    GIT_BRANCHES,
    GIT_TAGS,
    LOGO_BYTES,
    MANIFEST_BYTES,
    README_PICTURE_BYTES,
    RELEASES,
    TREE_DEPTH,
    TREE_ENTRIES,
    TREE_PATH_BYTES,
)
from innersource_marketplace.model import (
    METADATA_FILES,
    ONLY_METADATA,
    Collected,
    Document,
    DocumentRole,
    Facts,
    LicenseFile,
    MetadataOrder,
    ObjectId,
    ProjectKey,
    Provider,
    Release,
    SafeUrl,
)
from innersource_marketplace.reference.forge_urls import tag_url
from innersource_marketplace.sandbox.contents import Contents

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins whose content is elsewhere. Source: the Git LFS specification."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file to be stored. `role` is None of a manifest and of a picture; there may be many."""

    document: Document
    limit: int
    role: DocumentRole | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """Files with their sizes, the contents at hand, and what could not be read."""

    wanted: tuple[_Wanted, ...]
    blobs: Mapping[ObjectId, bytes]
    problems: tuple[Problem, ...]

    @property
    def documents(self) -> Mapping[DocumentRole, Document]:
        """The files that have a role."""
        return {one.role: one.document for one in self.wanted if one.role is not None}

    @property
    def manifests(self) -> tuple[Document, ...]:
        """The files that have none."""
        return tuple(one.document for one in self.wanted if one.role is None)


def read_collected(
    git: Git,
    copy: Copy,
    remote: Remote,
    references: References,
    *,
    now: datetime,
    source: str,
    contents: Contents,
    pictures_named: PicturesNamed | None = None,
    counted: MetadataOrder = ONLY_METADATA,
) -> tuple[Collected, tuple[Problem, ...]]:
    """Read everything that plain git knows of a repository, but the fingerprint.

    `contents` reads what its files say. The pictures of its README are read where `pictures_named` tells which
    those are; one that is not to be had is no problem, for the README then links to it.
    `counted` are the metadata files that count; the others are kept as well, but nobody misses them.
    A single file that cannot be read is a problem and left out. Raises `SourceError` when the
    history or the tree cannot be read.
    """
    tree = list_tree(git, copy.view, references.head)
    files = tree.files
    found = documents(files)
    texts = [_Wanted(document, TEXTS[role], role) for role, document in found.items() if role in TEXTS]
    texts += (_Wanted(one, MANIFEST_BYTES) for one in manifests(files))
    kept = _keep(git, copy, remote.key, texts, unmissed=frozenset(METADATA_FILES) - {*counted})
    logo = _logo(git, copy, tree, contents, _content(kept, DocumentRole.METADATA))
    with_logo = _keep(git, copy, remote.key, [_Wanted(logo, LOGO_BYTES, DocumentRole.LOGO)] if logo is not None else [])
    named = _named_pictures(kept, pictures_named, remote.web, references.branch)
    shown = _pictures(tree.files if tree.whole else look_up(git, copy.view, copy.head, named or ()), named or ())
    with_pictures = _keep(git, copy, remote.key, [_Wanted(one, README_PICTURE_BYTES) for one in shown.values()])
    licenses = _licenses(git, copy, kept, files, contents)
    history = read_history(git, copy.view, references.head, now, _mailmap(git, copy, files))
    tags = _newest_tags(git, copy, references.tags, remote.name, now)
    # A shallow copy ends somewhere: nothing that needs all commits is known of it.
    whole = not references.shallow
    owners_text = _content(kept, DocumentRole.CODE_OWNERS)
    owners, chief_owners = (None if owners_text is None else contents.code_owners(owners_text)) or ((), ())
    facts = Facts(
        key=remote.key,
        host=remote.host,
        owner=remote.owner,
        name=remote.name,
        provider=Provider.GIT,
        source=source,
        url=remote.web,
        forge=remote.forge,
        identity=history.root if whole else None,
        default_branch=references.branch if presentable(references.branch or "") else None,
        head=references.head,
        license=licenses[0].license if len(licenses) == 1 else None,
        license_files=licenses,
        created_at=history.first if whole else None,
        updated_at=history.last,
        commits=history.commits if whole else None,
        contributors=history.contributors if whole else None,
        weekly_commits=history.weekly if whole else None,
        authors=history.authors if whole else None,
        noted_reviews=history.reviews,
        languages=language_shares(files, _attributes(git, copy, files)) if tree.whole else None,
        releases=tuple(_release(remote, tag, data, now) for tag, data in tags.items()),
        release_count=references.tag_count,
        documents=dict(sorted({**found, **kept.documents, **with_logo.documents}.items())),
        ci_files=ci_files(files) if tree.whole else ci_files(files) or None,
        test_files=count_tests(files) if tree.whole else None,
        paths=listed_paths(files),
        code_owners=owners,
        whole_owners=chief_owners,
        manifests=kept.manifests,
        pictures=None if named is None else {path: _stored(with_pictures, shown.get(path)) for path in named},
    )
    ahead = sum(tag_is_ahead(data, now) for data in tags.values())
    problems = [
        *_misplaced(remote.key, misplaced(files, counted)),
        *overlooked(remote.key, files, counted),
        *kept.problems,
        *with_logo.problems,
        *dated_ahead(remote.key, commits=history.ahead, releases=ahead),
    ]
    problems += _over_limits(remote.key, tree, references)
    if contents.late:
        problems.append(content_too_slow(remote.key))
    if not whole:
        problems.append(
            _problem(
                remote.key,
                "shallow",
                "the repository is a shallow clone, so its activity is not known",
                "Run `git fetch --unshallow` in it.",
            )
        )
    return Collected(facts=facts, blobs={**kept.blobs, **with_logo.blobs, **with_pictures.blobs}), tuple(
        sorted(problems)
    )


def _keep(
    git: Git,
    copy: Copy,
    key: ProjectKey,
    wanted: Sequence[_Wanted],
    *,
    unmissed: Collection[DocumentRole] = (),
) -> _Kept:
    unknown = {one.document.oid for one in wanted if one.document.size is None}
    sizes = sizes_of(git, copy.view, unknown)
    absent = unknown - sizes.keys()
    if absent and copy.store is not None:
        fetch_objects(git, copy, absent)
        sizes |= sizes_of(git, copy.view, absent)
    sized = tuple(
        one
        if one.document.size is not None
        else replace(one, document=replace(one.document, size=sizes.get(one.document.oid)))
        for one in wanted
    )
    fitting = {one.document.oid for one in sized if one.document.size is not None and one.document.size <= one.limit}
    objects = read_objects(git, copy.view, fitting)
    blobs = {
        oid: read.data
        for oid, read in objects.items()
        if read.type == "blob" and not read.data.startswith(_LFS_POINTER)
    }
    return _Kept(sized, blobs, tuple(_unread(key, (one for one in sized if one.role not in unmissed), blobs)))


def _unread(key: ProjectKey, wanted: Iterable[_Wanted], blobs: Mapping[ObjectId, bytes]) -> Iterator[Problem]:
    for one in wanted:
        if one.document.oid in blobs:
            continue
        path, severity = one.document.path, _severity(one.role)
        if one.document.size is None:
            yield _problem(
                key,
                "missing-content",
                f"{path} is not in the copy of the repository",
                "Mirror it completely.",
                severity,
            )
        elif one.document.size > one.limit:
            limit = one.limit // 1024
            yield _problem(
                key, "too-large", f"{path} is larger than {limit} KiB and was skipped", "Shorten it.", severity
            )
        else:
            yield _problem(
                key, "lfs-pointer", f"{path} is kept in Git LFS, which is not read", "Keep it in git.", severity
            )


def _over_limits(key: ProjectKey, tree: Tree, references: References) -> Iterator[Problem]:
    if not tree.whole:
        yield _problem(
            key,
            "too-many-files",
            f"the repository has more than {TREE_ENTRIES} files and folders: languages and tests are not known",
            "Nothing, if it needs them all. Otherwise remove what is generated.",
        )
    if tree.left_out:
        yield _problem(
            key,
            "path-too-long",
            f"{tree.left_out} files and folders were skipped: deeper than {TREE_DEPTH} folders, or with a path over"
            f" {TREE_PATH_BYTES} bytes",
            "Nothing, if they are needed. Otherwise shorten their paths.",
        )
    if references.tag_count is None:
        yield _problem(
            key,
            "too-many-tags",
            f"the repository has more than {GIT_TAGS} tags or {GIT_BRANCHES} branches: not all releases are known",
            "Delete the tags of builds that nobody needs.",
        )


def _misplaced(key: ProjectKey, files: Mapping[DocumentRole, File]) -> Iterator[Problem]:
    for role, file in files.items():
        yield _problem(
            key,
            "not-a-file",
            f"{file.path} is a {file.kind}, which is not followed",
            "Commit it as a regular file.",
            _severity(role),
        )


def _logo(git: Git, copy: Copy, tree: Tree, contents: Contents, metadata: bytes | None) -> Document | None:
    named = contents.metadata(metadata, "innersource.json")[0].logo if metadata is not None else None
    if named is None:
        return None
    files = tree.files if tree.whole else look_up(git, copy.view, copy.head, [named.removeprefix("./")])
    file = raster_logo(named, files)
    return Document(path=file.path, oid=file.oid, size=file.size) if file is not None else None


def _named_pictures(
    kept: _Kept, pictures_named: PicturesNamed | None, url: SafeUrl | None, branch: str | None
) -> tuple[str, ...] | None:
    readme, text = kept.documents.get(DocumentRole.README), _content(kept, DocumentRole.README)
    if readme is None or text is None:
        return None
    return picture_paths(pictures_named, readme.path, text, url=url, branch=branch)


def _pictures(files: Iterable[File], named: Iterable[str]) -> dict[str, Document]:
    """The regular files among those that a README names as its pictures, by path."""
    wanted = frozenset(named)
    return {
        file.path: Document(path=file.path, oid=file.oid, size=file.size)
        for file in files
        if file.path in wanted and file.kind == "file"
    }


def _stored(kept: _Kept, document: Document | None) -> Document | None:
    """The document with its size, if its content is at hand."""
    found = (one.document for one in kept.wanted if document is not None and one.document.path == document.path)
    return next((one for one in found if one.oid in kept.blobs), None)


def _licenses(git: Git, copy: Copy, kept: _Kept, files: Iterable[File], contents: Contents) -> tuple[LicenseFile, ...]:
    """What the licence files of equal rank say, each read with those beside it; else the names in `LICENSES`."""
    chief, text = kept.documents.get(DocumentRole.LICENSE), _content(kept, DocumentRole.LICENSE)
    if chief is None:
        return reuse_licenses(files)
    further = _keep(git, copy, ProjectKey(""), [_Wanted(one, DOCUMENT_BYTES) for one in further_licenses(files, chief)])
    texts = {one.document.path: further.blobs.get(one.document.oid) for one in further.wanted} | {chief.path: text}
    return contents.licenses(texts)


def _attributes(git: Git, copy: Copy, files: Sequence[File]) -> Attributes:
    found = [file for file in files if file.kind == "file" and basename(file.path) == attributes.NAME]
    nearest = sorted(found, key=lambda file: (file.path.count("/"), file.path))[:ATTRIBUTE_FILES]
    wanted = [_Wanted(Document(path=file.path, oid=file.oid, size=file.size), MANIFEST_BYTES) for file in nearest]
    kept = _keep(git, copy, ProjectKey(""), wanted)
    texts = {one.document.path: kept.blobs.get(one.document.oid, b"") for one in kept.wanted}
    return Attributes({path: data.decode("utf-8", "replace") for path, data in texts.items()}, len(files))


def _mailmap(git: Git, copy: Copy, files: Iterable[File]) -> ObjectId | None:
    """The id of `.mailmap`, if it is at hand and of a size that git can be given."""
    found = next((file for file in files if file.path == ".mailmap" and file.kind == "file"), None)
    if found is None:
        return None
    wanted = _Wanted(Document(path=found.path, oid=found.oid, size=found.size), DOCUMENT_BYTES)
    return found.oid if found.oid in _keep(git, copy, ProjectKey(""), [wanted]).blobs else None


def _newest_tags(
    git: Git, copy: Copy, tags: Mapping[str, ObjectId], name: str, now: datetime
) -> dict[str, Object | None]:
    newest = newest_tags(tags, name, RELEASES)
    oids = [tags[tag] for tag in newest]
    sizes = sizes_of(git, copy.view, oids)
    objects = read_objects(git, copy.view, (oid for oid in oids if sizes.get(oid, DOCUMENT_BYTES) < DOCUMENT_BYTES))
    found = {tag: objects.get(tags[tag]) for tag in newest}
    order = latest_first({tag: tag_time(data, now) for tag, data in found.items()}, name)
    return {tag: found[tag] for tag in order}


def _release(remote: Remote, tag: str, data: Object | None, now: datetime) -> Release:
    return Release(
        tag=tag,
        published_at=tag_time(data, now),
        url=tag_url(remote.web, remote.forge, tag) if remote.web is not None else None,
    )


def _content(kept: _Kept, role: DocumentRole) -> bytes | None:
    document = kept.documents.get(role)
    return kept.blobs.get(document.oid) if document is not None else None


def _severity(role: DocumentRole | None) -> Severity:
    return Severity.ERROR if role in METADATA_FILES else Severity.WARNING


def _problem(key: ProjectKey, code: str, message: str, fix: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(where=key, severity=severity, code=code, message=log_line(message), fix=fix)
