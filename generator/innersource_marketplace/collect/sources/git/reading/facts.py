"""From a readable copy of a repository to its facts and the files worth keeping."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from posixpath import basename

import msgspec

from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.git.command import Git
from innersource_marketplace.collect.sources.git.copy import Copy
from innersource_marketplace.collect.sources.git.reading import attributes as attributes_files
from innersource_marketplace.collect.sources.git.reading.attributes import Attributes
from innersource_marketplace.collect.sources.git.reading.documents import (
    ci_files,
    count_tests,
    listed_paths,
    presentable,
)
from innersource_marketplace.collect.sources.git.reading.history import read_history, tag_is_ahead, tag_time
from innersource_marketplace.collect.sources.git.reading.kept_files import Wanted, content, document_of, keep, problem
from innersource_marketplace.collect.sources.git.reading.language_shares import language_shares
from innersource_marketplace.collect.sources.git.reading.project_files import (
    Place,
    ProjectFiles,
    find_files,
    read_files,
    with_linked_readme,
)
from innersource_marketplace.collect.sources.git.references import References
from innersource_marketplace.collect.sources.git.releases import latest_first, tags_to_date
from innersource_marketplace.collect.sources.git.remote import Remote
from innersource_marketplace.collect.sources.git.tree import File, Object, Tree, list_tree, read_objects, sizes_of
from innersource_marketplace.collect.sources.too_slow import content_too_slow
from innersource_marketplace.collect.sources.wrong_clocks import dated_ahead
from innersource_marketplace.errors import Problem, SourceError, sentence
from innersource_marketplace.limits import (
    ATTRIBUTE_FILES,
    DOCUMENT_BYTES,
    GIT_BRANCHES,
    GIT_TAGS,
    MANIFEST_BYTES,
    RELEASES,
    TREE_DEPTH,
    TREE_ENTRIES,
    TREE_PATH_BYTES,
)
from innersource_marketplace.model import (
    ONLY_METADATA,
    Collected,
    DocumentRole,
    Facts,
    MetadataOrder,
    ObjectId,
    ProjectKey,
    Provider,
    Release,
    SafeUrl,
)
from innersource_marketplace.reference.forge_urls import tag_url
from innersource_marketplace.sandbox.contents import Contents

_NO_TREE = "not a tree object"
"""What git says when it is to list the files of a single one."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a repository, with what reading its folders needs beside it.

    `attributes` are None where not all files are known; `own` are the files of the repository as a project.
    """

    collected: Collected
    problems: tuple[Problem, ...]
    own: ProjectFiles
    place: Place
    references: References
    attributes: Attributes | None
    mailmap: ObjectId | None
    now: datetime


def read_repository(
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
) -> Reading:
    """Read everything that plain git knows of a repository, but the fingerprint.

    `contents` reads what its files say. The pictures of its README are read where `pictures_named` tells which
    those are. `counted` are the metadata files that count; the others are kept as well, but nobody misses them.
    A single file that cannot be read is a problem and left out. Raises `SourceError` when the
    history or the tree cannot be read.
    """
    try:
        tree = list_tree(git, copy.view, references.head)
    except SourceError as error:
        raise (_no_commit(references) if _NO_TREE in str(error) else error) from None
    files = tree.files
    place = Place(
        git=git,
        copy=copy,
        tree=tree,
        key=remote.key,
        url=remote.web,
        branch=references.branch,
        pictures_named=pictures_named,
        counted=counted,
    )
    own = read_files(place, find_files(with_linked_readme(git, copy, files), remote.forge), contents)
    attributes: Attributes | None = None
    attribute_problems: tuple[Problem, ...] = ()
    if tree.whole:
        attributes, attribute_problems = read_attributes(git, copy, remote.key, files)
    mailmap = _mailmap(git, copy, files)
    history = read_history(git, copy.view, references.head, now, mailmap)
    if not history.commits:
        raise _no_commit(references)
    tags = dated_tags(
        git,
        copy,
        references.tags,
        tags_to_date(references.tags, remote.name, RELEASES),
        name=remote.name,
        now=now,
    )
    # A shallow copy ends somewhere: nothing that needs all commits is known of it.
    whole = not references.shallow
    owners_text = content(own.texts, DocumentRole.CODE_OWNERS)
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
        license=own.licenses[0].license if len(own.licenses) == 1 else None,
        license_files=own.licenses,
        created_at=history.first if whole else None,
        updated_at=history.last,
        commits=history.commits if whole else None,
        contributors=history.contributors if whole else None,
        weekly_commits=history.weekly if whole else None,
        authors=history.authors if whole else None,
        noted_reviews=history.reviews,
        languages=language_shares(files, attributes) if tree.whole else None,
        releases=tuple(release(remote.web, remote.forge, tag, data, now) for tag, data in tags.items()),
        release_count=references.tag_count,
        documents=own.documents,
        ci_files=ci_files(files) if tree.whole else ci_files(files) or None,
        test_files=count_tests(files) if tree.whole else None,
        paths=listed_paths(files),
        code_owners=owners,
        whole_owners=chief_owners,
        manifests=own.manifests,
        pictures=own.pictures,
    )
    ahead = sum(tag_is_ahead(data, now) for data in tags.values())
    problems = [*own.problems, *attribute_problems, *dated_ahead(remote.key, commits=history.ahead, releases=ahead)]
    problems += _over_limits(remote.key, tree, references)
    if contents.late:
        problems.append(content_too_slow(remote.key))
    if not whole:
        problems.append(
            problem(
                remote.key,
                "shallow",
                "the repository is a shallow clone, so its activity is not known",
                "Run `git fetch --unshallow` in it.",
            )
        )
    return Reading(
        collected=Collected(facts=facts, blobs=own.blobs),
        problems=tuple(problems),
        own=own,
        place=place,
        references=references,
        attributes=attributes,
        mailmap=mailmap,
        now=now,
    )


def _no_commit(references: References) -> SourceError:
    """A name can be given to a file or a folder too, which have no history: what was known is better than that."""
    return SourceError(
        "no-branch",
        sentence("{name} names a file or a folder, not a commit", name=references.reference),
        "Set the default branch, or name one as `branch` in catalog.yml.",
    )


def _over_limits(key: ProjectKey, tree: Tree, references: References) -> Iterator[Problem]:
    if not tree.whole:
        yield problem(
            key,
            "too-many-files",
            sentence(
                "the repository has more than {most} files and folders: languages and tests are not known",
                most=TREE_ENTRIES,
            ),
            "Nothing, if it needs them all. Otherwise remove what is generated.",
        )
    if tree.left_out:
        yield problem(
            key,
            "path-too-long",
            sentence(
                "{skipped} files and folders were skipped: deeper than {depth} folders, or with a path over"
                " {bytes} bytes",
                skipped=tree.left_out,
                depth=TREE_DEPTH,
                bytes=TREE_PATH_BYTES,
            ),
            "Nothing, if they are needed. Otherwise shorten their paths.",
        )
    if references.tag_count is None:
        yield problem(
            key,
            "too-many-tags",
            sentence(
                "the repository has more than {tags} tags or {branches} branches: not all releases are known",
                tags=GIT_TAGS,
                branches=GIT_BRANCHES,
            ),
            "Delete the tags of builds that nobody needs.",
        )


def read_attributes(
    git: Git, copy: Copy, key: ProjectKey, files: Sequence[File]
) -> tuple[Attributes, tuple[Problem, ...]]:
    """Read the `.gitattributes` among some files, those nearest to the root up to a limit, and say what is left out."""
    found = [file for file in files if file.kind == "file" and basename(file.path) == attributes_files.NAME]
    nearest = sorted(found, key=lambda file: (file.path.count("/"), file.path))[:ATTRIBUTE_FILES]
    wanted = [Wanted(document_of(file), MANIFEST_BYTES) for file in nearest]
    kept = keep(git, copy, key, wanted)
    texts = {one.document.path: kept.blobs.get(one.document.oid, b"") for one in kept.wanted}
    read = Attributes({path: data.decode("utf-8", "replace") for path, data in texts.items()}, len(files))
    problems = kept.problems
    over, lines = len(found) - len(nearest), read.left_out
    if over or lines:
        message = sentence(
            "{files} files and {lines} lines of .gitattributes were not read: languages may be wrong"
            if over and lines
            else "{files} files .gitattributes were not read: languages may be wrong"
            if over
            else "{lines} lines of .gitattributes were not read: languages may be wrong",
            files=over,
            lines=lines,
        )
        fix = "Nothing, if they say nothing of languages. Otherwise use fewer, shorter ones near the root."
        problems = (*problems, problem(key, "too-many-attributes", message, fix))
    return read, problems


def _mailmap(git: Git, copy: Copy, files: Iterable[File]) -> ObjectId | None:
    """The id of `.mailmap`, if it is in the copy and of a size that git can be given."""
    found = next((file for file in files if file.path == ".mailmap" and file.kind == "file"), None)
    if found is None:
        return None
    wanted = Wanted(document_of(found), DOCUMENT_BYTES)
    return found.oid if found.oid in keep(git, copy, ProjectKey(""), [wanted]).blobs else None


def dated_tags(
    git: Git, copy: Copy, tags: Mapping[str, ObjectId], newest: Iterable[str], *, name: str, now: datetime
) -> dict[str, Object | None]:
    """Read some tags; in the order in which they are shown, each with its object if that is in the copy."""
    wanted = tuple(newest)
    oids = [tags[tag] for tag in wanted]
    sizes = sizes_of(git, copy.view, oids)
    objects = read_objects(git, copy.view, (oid for oid in oids if sizes.get(oid, DOCUMENT_BYTES) < DOCUMENT_BYTES))
    found = {tag: objects.get(tags[tag]) for tag in wanted}
    order = latest_first({tag: tag_time(data, now) for tag, data in found.items()}, name)
    return {tag: found[tag] for tag in order}


def release(web: SafeUrl | None, forge: str | None, tag: str, data: Object | None, now: datetime) -> Release:
    """A tag as a release."""
    return Release(tag=tag, published_at=tag_time(data, now), url=tag_url(web, forge, tag) if web is not None else None)
