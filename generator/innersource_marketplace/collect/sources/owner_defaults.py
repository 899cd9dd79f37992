"""What the repositories of an owner inherit: the community health files of its repository `.github`.

Source: GitHub Docs, "Creating a default community health file". They count where a repository has no
file of that kind of its own, and only from a public repository. Of the kinds that GitHub knows, those
are read that pages show; a licence is not among them.
"""

import re
from collections.abc import Iterable
from posixpath import basename, dirname

from msgspec.structs import replace

from innersource_marketplace.collect.sources.git.reading.documents import documents
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.model import INHERITABLE, Defaults, DocumentRole, Facts, ObjectId

REPOSITORY = ".github"
"""The name of the repository that holds them."""

_HOMES = (".github", "", "docs")
"""Where they may be, in GitHub's order."""

_NAME = re.compile(r"(?:contributing|code_of_conduct|support|security)(?:\.\w+)?", re.IGNORECASE)
_TEMPLATES = (DocumentRole.ISSUE_TEMPLATE, DocumentRole.PULL_REQUEST_TEMPLATE)
"""The names as GitHub spells them; templates are recognised by their place, too."""


def default_documents(files: Iterable[File]) -> dict[DocumentRole, str]:
    """The paths of the defaults among the files of a repository `.github`."""
    listed = tuple(files)
    found: dict[DocumentRole, str] = {}
    for home in _HOMES:
        here = (file for file in listed if _home(file.path) == home)
        for role, document in documents(here).items():
            if role in INHERITABLE and (role in _TEMPLATES or _NAME.fullmatch(basename(document.path))):
                found.setdefault(role, document.path)
    return dict(sorted(found.items()))


def _home(path: str) -> str:
    """The folder that a file is in; templates may be one deeper."""
    folder = dirname(path)
    if basename(folder).lower() in ("issue_template", "pull_request_template"):
        folder = dirname(folder)
    return folder.lower()


def inherit(facts: Facts, defaults: Defaults | None, before: Facts | None) -> Facts:
    """The facts of a repository with what it inherits; whatever it has of its own wins, readable or not.

    `before` is what was known of it, for nights on which its owner's defaults cannot be read.
    """
    if defaults is None or facts.name.lower() == REPOSITORY:
        return replace(facts, defaults=None)
    if defaults.documents is None:
        # Last night's are more likely to be true than none.
        known = None if before is None else before.defaults
        defaults = defaults if known is None else known
    if defaults.documents is None:
        return replace(facts, defaults=defaults)
    own = {*facts.documents, *_claimed(facts.paths or ())}
    left = {role: path for role, path in defaults.documents.items() if role not in own}
    return replace(facts, defaults=replace(defaults, documents=left) if left else None)


def _claimed(paths: Iterable[str]) -> Iterable[DocumentRole]:
    # GitHub follows a symbolic link in place of the file; we do not.
    return documents(File(path, ObjectId(""), "file", None) for path in paths if not path.endswith("/"))
