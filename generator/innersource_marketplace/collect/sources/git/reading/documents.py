"""Which file of a repository has which role, and what their paths and texts tell."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from posixpath import basename, dirname, join, normpath, splitext

import msgspec

from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.limits import LICENSES, LIST_ITEMS, LISTED_FOLDERS, LISTED_PATH_CHARACTERS, LISTED_PATHS
from innersource_marketplace.model import (
    METADATA_FILES,
    ONLY_METADATA,
    Document,
    DocumentRole,
    LicenseFile,
    MetadataOrder,
)
from innersource_marketplace.reference import languages
from innersource_marketplace.reference.license_expressions import canonical
from innersource_marketplace.reference.text_formats import ENDING_PATTERN, format_rank, readme_rank

_README_HOMES = ("", ".github", "docs", "doc")
_HOMES = ("", ".github", ".gitlab", ".gitea", ".forgejo", "docs", "doc")
_TEXT = ENDING_PATTERN


class _Rule(msgspec.Struct, frozen=True):
    """Where a role's file may be, best place first, and what its name looks like."""

    name: re.Pattern[str]
    homes: tuple[str, ...] = _HOMES


_OWNERS_HOMES = (".github", "", "docs", ".gitlab", ".gitea", ".forgejo", ".bitbucket")
_FIRST_FOR_OWNERS: Mapping[str, tuple[str, ...]] = {
    "github": (".github", "", "docs"),
    "gitlab": ("", "docs", ".gitlab"),
    "gitea": ("", "docs", ".gitea", ".forgejo"),
    "bitbucket": (".bitbucket", ""),
}
"""Where a forge looks for code owners, in its order: a repository that has moved has files of the former forge as well.

Sources: the documentation of GitHub, GitLab, Gitea, Forgejo and Bitbucket. Whatever is elsewhere comes last.
"""


def _rule(pattern: str, homes: tuple[str, ...] = _HOMES) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), homes)


_RULES: Mapping[DocumentRole, _Rule] = {
    DocumentRole.METADATA: _rule(r"innersource\.json", ("", ".github", ".innersource")),
    DocumentRole.BACKSTAGE: _rule(r"catalog-info\.ya?ml", ("",)),
    DocumentRole.PUBLICCODE: _rule(r"publiccode\.ya?ml", ("",)),
    DocumentRole.CODE_JSON: _rule(r"code\.json", ("",)),
    DocumentRole.CODEMETA: _rule(r"codemeta\.json", ("",)),
    DocumentRole.CITATION: _rule(r"citation\.cff", ("",)),
    DocumentRole.SECURITY_INSIGHTS: _rule(r"security-insights\.ya?ml", ("", ".github", ".gitlab")),
    DocumentRole.CONTRIBUTING: _rule(rf"contribut(?:ing|e|ions?){_TEXT}"),
    DocumentRole.LICENSE: _rule(
        rf"(?!.*(?:third|3rd)[-_ ]?part|.*(?:dependenc|vendor|bundled|header|template)|.*\.(?:json|ya?ml|toml|xml|csv"
        rf"|py|go|rs|js|ts|java|rb|php|sh|pl|c|h|cs|key|png|svg|spdx)$)"
        rf"(?:(?:(?:mit|apache|bsd|l?gpl|agpl|mpl|epl|isc|ofl|eupl|cc0)[-_])?(?:un)?licen[sc]es?"
        rf"(?:[-_.][a-z0-9.+_-]{{1,30}})?|copying(?:[-_.]?[a-z0-9.+-]{{1,20}})?|lizenz|licencia|licen[cç]a|licenza|ofl){_TEXT}",
        ("", ".github", "docs"),
    ),
    DocumentRole.CODE_OWNERS: _rule(r"codeowners", _OWNERS_HOMES),
    DocumentRole.COMMUNICATION: _rule(rf"communication{_TEXT}"),
    DocumentRole.SUPPORT: _rule(rf"support{_TEXT}"),
    DocumentRole.CODE_OF_CONDUCT: _rule(rf"code[-_. ]?of[-_. ]?conduct{_TEXT}"),
    DocumentRole.SECURITY: _rule(rf"security(?:{_TEXT})"),
    DocumentRole.AGENTS: _rule(
        r"agents?\.md|claude\.md|gemini\.md|qwen\.md|warp\.md|copilot-instructions\.md|\.cursorrules|\.windsurfrules|\.clinerules"
        r"|\.junie/guidelines\.md",
        ("", ".github", ".claude", ".junie"),
    ),
    DocumentRole.CHANGELOG: _rule(rf"(?:changelog|change[-_]log|changes|history|news|release[-_]?notes){_TEXT}"),
    DocumentRole.PULL_REQUEST_TEMPLATE: _rule(
        r"(?:pull|merge)[-_]request[-_]template(?:\.(?:md|markdown|txt|ya?ml))?",
        ("", ".github", ".gitlab", ".gitea", ".forgejo", "docs", ".azuredevops"),
    ),
    DocumentRole.ISSUE_TEMPLATE: _rule(
        r"issue_template(?:\.(?:md|markdown|txt|ya?ml))?", ("", ".github", ".gitlab", ".gitea", ".forgejo", "docs")
    ),
}
_TEMPLATE_FOLDERS: Mapping[DocumentRole, re.Pattern[str]] = {
    DocumentRole.PULL_REQUEST_TEMPLATE: re.compile(
        r"(?:(?:\.github|\.gitea|\.forgejo|docs|\.azuredevops)/)?pull_request_template|\.gitlab/merge_request_templates",
        re.IGNORECASE,
    ),
    DocumentRole.ISSUE_TEMPLATE: re.compile(
        r"(?:(?:\.github|\.gitea|\.forgejo|docs)/)?issue_template|\.gitlab/issue_templates", re.IGNORECASE
    ),
}
_NEARLY_METADATA = re.compile(
    r"[._]?inner[-_. ]?so?u?r?ce?(?:[-_. ]?(?:metadata|info))?"
    r"(?:\.json)?(?:\.(?:json|json5|jsonc|jsn|js0n|ya?ml|toml|txt))?",
    re.IGNORECASE,
)

_CI = re.compile(
    r"\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab(?:-ci|/ci)/.{1,200}\.ya?ml"
    r"|(?:\.?(?:ci|jenkins|build|pipelines?)/)?(?:jenkinsfile(?:\.[^/]+)?|[^/]+\.jenkinsfile)"
    r"|\.?azure-pipelines[^/]*\.ya?ml|\.vsts-[^/]+\.ya?ml|azure-pipelines/[^/]+\.ya?ml"
    r"|\.(?:azure|azuredevops|azure-pipelines|pipelines)/(?!dependabot)[^/]+\.ya?ml|\.circleci/config\.ya?ml|circle\.ya?ml"
    r"|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.(?:ya?ml|star|jsonnet)|\.woodpecker\.ya?ml"
    r"|\.woodpecker/[^/]+\.ya?ml|\.buildkite/[^/]+\.(?:ya?ml|sh|json)|\.?appveyor\.ya?ml|\.?tekton/[^/]+\.ya?ml"
    r"|cloudbuild[^/]*\.(?:ya?ml|json)|buildspec[^/]*\.ya?ml|\.cirrus\.(?:ya?ml|star)|\.builds/[^/]+\.ya?ml|\.build\.ya?ml"
    r"|\.semaphore/[^/]+\.ya?ml|codefresh\.ya?ml|wercker\.ya?ml|\.teamcity/[^/]+\.(?:kts?|xml)"
    r"|concourse/[^/]+\.ya?ml|ci/pipelines?(?:/[^/]+)?\.ya?ml|bamboo-specs/[^/]+\.(?:ya?ml|java)"
    r"|\.?screwdriver\.ya?ml|\.?taskcluster\.ya?ml|\.?zuul\.ya?ml|\.?zuul\.d/[^/]+\.ya?ml|\.prow(?:/[^/]+)?\.ya?ml"
    r"|\.evergreen\.ya?ml|bitrise\.ya?ml|codemagic\.ya?ml|[^/]*\.gocd\.ya?ml|\.harness/[^/]+\.ya?ml",
    re.IGNORECASE,
)
_CI_SCRIPT = re.compile(r"\.ci/(?!readme)[^/]+", re.IGNORECASE)
"""What is there is run by a server that is configured elsewhere, often in the repository."""

_TEST_FOLDER = re.compile(
    r"tests?|Tests?|specs?|__tests__|testing|e2e|unittests?|t|testdir|autotests|molecule|.+[._-]tests?|[a-z]+Tests?"
)
_FILE_OF_TESTS = re.compile(r".*\.[A-Za-z]\w*")
"""What tests work on, in a folder of them; a name without an ending may be a licence."""

_TEST_FILE = re.compile(
    r"test_.+\.(?:py|c|cc|cpp|rb|jl|d|lua)|.+_(?:tests?|spec)\.[a-z]+|.+[.-](?:tests?|specs?|cy)\.[a-z]+"
    r"|conftest\.py|tests?\.(?:py|[cm]?[jt]s|sh|rb|lua|pl|hs|exs|ml)|.+_SUITE\.erl|.*Spec\.hs"
    r"|.*[a-z0-9](?:Tests?|TestCase|Spec|IT)\.(?:java|kt|kts|scala|groovy|cs|fs|vb|swift|php|m|mm|cls|cc|cpp)"
    r"|.*\.(?:bats|feature|robot|t|phpt|tftest\.hcl)"
)
_TEST_FORMAT = re.compile(r".*\.(?:bats|zunit|feature|robot|t|phpt|test|tftest\.hcl)")
_TEST_IN_YAML = re.compile(r"(?:.+[_-]tests?|tests?[_-].+)\.ya?ml")
"""Tests that are not written in a programming language: of Perl, PHP and shells, of Helm and Kubernetes."""

_TEST_HOMES = frozenset(["src/test", "src/tests"])
"""Folders below a listed one that tell by being there."""

_PROGRAM = re.compile(r"(?:[^/]+/){0,2}src/main\.rs|(?:[^/]+/){0,2}cmd/[^/]+/main\.go|[^/]+/main\.go")
"""Files that tell by being there that people run what lies beside them."""

_RASTER = re.compile(r".+\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)

_FORGEJO = frozenset({"gitea", "forgejo", "codeberg"})
_READERS_OF_TEMPLATES: Mapping[str, frozenset[str]] = {
    ".gitlab": frozenset({"gitlab"}),
    ".gitea": _FORGEJO,
    ".forgejo": _FORGEJO,
    ".github": frozenset({"github", *_FORGEJO}),
}
"""Folders of templates that only these forges use. Sources: the documentation of GitHub, GitLab, Gitea and Forgejo."""


def documents(files: Iterable[File], forge: str | None = None) -> dict[DocumentRole, Document]:
    """Find the best file for each role; only regular files with a presentable path count.

    A template in a folder that the `forge` does not look into, where that is known, helps nobody, and has no role.
    """
    known = forge if forge in _FORGEJO or forge in ("github", "gitlab") else None
    chosen = {role: found for role, found in _best(files, known).items() if found.kind == "file"}
    return {role: Document(path=file.path, oid=file.oid, size=file.size) for role, file in sorted(chosen.items())}


def further_licenses(files: Iterable[File], license_file: Document) -> tuple[Document, ...]:
    """The other licence files beside one, sorted by path, up to a limit: what a choice may be between.

    Beside one that is too short for more than a name, those count that are called like a licence: it may name them.
    """
    rule = _RULES[DocumentRole.LICENSE].name
    names_another = license_file.size is not None and license_file.size <= _NAME_BYTES
    beside = (
        file
        for file in files
        if file.kind == "file" and dirname(file.path) == dirname(license_file.path) and file.path != license_file.path
    )
    found = sorted(
        (
            file
            for file in beside
            if rule.fullmatch(name := basename(file.path)) or (names_another and _is_called_like_a_license(name))
        ),
        key=lambda file: file.path,
    )
    return tuple(Document(path=file.path, oid=file.oid, size=file.size) for file in found[:LICENSES])


def _is_called_like_a_license(name: str) -> bool:
    return canonical(re.sub(r"\.(?:txt|md)$", "", name)) is not None


_NAME_BYTES = 100
"""No licence is as short as that."""

_LICENSES = "LICENSES"
"""Where the REUSE specification wants licence texts, each named after its SPDX identifier."""


def reuse_licenses(files: Iterable[File]) -> tuple[LicenseFile, ...]:
    """The licences that the names of files in the folder `LICENSES` tell, sorted by path, up to a limit."""
    found = sorted(file.path for file in files if file.kind == "file" and dirname(file.path) == _LICENSES)
    named = (LicenseFile(path=path, license=canonical(splitext(basename(path))[0])) for path in found)
    return tuple(one for one in named if one.license is not None)[:LICENSES]


def misplaced(files: Iterable[File], counted: MetadataOrder = ONLY_METADATA) -> dict[DocumentRole, File]:
    """Links, submodules and folders that stand where the file of a role is looked for, and is not.

    Of the metadata files only those that are `counted` are missed.
    """
    found = ((role, file) for role, file in sorted(_best(files).items()) if file.kind != "file")
    return {role: file for role, file in found if role in counted or role not in METADATA_FILES}


def readme_link(files: Iterable[File]) -> File | None:
    """The symbolic link in the place of the README, where there is no other."""
    found = misplaced(files).get(DocumentRole.README)
    return found if found is not None and found.kind == "symbolic link" else None


def led_to(link: File, data: bytes) -> str | None:
    """The path in the repository that a symbolic link leads to, by its content; None where it leads out of it."""
    named = data[:LISTED_PATH_CHARACTERS].decode("utf-8", "replace")
    path = normpath(join(dirname(link.path), named))
    return path if presentable(path) and path.partition("/")[0] not in ("", ".", "..") else None


def linked_folders(files: Iterable[File]) -> tuple[str, ...]:
    """Links in the place of folders in which files are looked for, sorted."""
    wanted = {*LISTED_FOLDERS, *_HOMES, _LICENSES}
    return tuple(sorted(file.path for file in files if file.kind == "symbolic link" and file.path.lower() in wanted))


def misplaced_metadata(files: Iterable[File], counted: MetadataOrder) -> tuple[tuple[str, DocumentRole], ...]:
    """Files of other formats that count, in a folder where they are not looked for, or with a name nearly right.

    Those deeper down belong to parts of the repository, which may well describe themselves.
    """
    rules = {role: _RULES[role] for role in counted if role is not DocumentRole.METADATA}
    found = []
    for file in files:
        folder, name = dirname(file.path).lower(), basename(file.path)
        if file.kind != "file" or not presentable(file.path) or folder not in {*_HOMES, ".backstage", ".innersource"}:
            continue
        for role, rule in rules.items():
            if rule.name.fullmatch(name):
                if folder not in rule.homes:
                    found.append((file.path, role))
            elif folder in rule.homes and _NEARLY[role].fullmatch(name):
                found.append((file.path, role))
    return tuple(sorted(found))


_NEARLY: Mapping[DocumentRole, re.Pattern[str]] = {
    role: re.compile(rf"{name}\.(?:json|jsonld|json5|ya?ml|toml|cff)", re.IGNORECASE)
    for role, name in {
        DocumentRole.BACKSTAGE: r"\.?catalog(?:ue)?[-_. ]?infos?",
        DocumentRole.PUBLICCODE: r"\.?public[-_. ]?code",
        DocumentRole.CODE_JSON: r"\.code|code[-_]?(?:gov|inventory)",
        DocumentRole.CODEMETA: r"\.?code[-_. ]?meta(?:data)?",
        DocumentRole.CITATION: r"\.?citations?",
        DocumentRole.SECURITY_INSIGHTS: r"\.?security[-_. ]?insights?",
    }.items()
}
"""Names that people give such files by mistake, or in another format."""


def misnamed_metadata(files: Iterable[File]) -> tuple[str, ...]:
    """Files where innersource.json is looked for whose names are nearly its own, sorted; they are not read."""
    homes = _RULES[DocumentRole.METADATA].homes
    return tuple(
        sorted(
            file.path
            for file in files
            if file.kind == "file"
            and dirname(file.path).lower() in homes
            and _NEARLY_METADATA.fullmatch(basename(file.path))
            and not _RULES[DocumentRole.METADATA].name.fullmatch(basename(file.path))
            and presentable(file.path)
        )
    )


def nested_metadata(files: Iterable[File]) -> tuple[str, ...]:
    """Files named innersource.json in folders where they are not looked for, sorted; not those of tests or examples."""
    rule = _RULES[DocumentRole.METADATA]
    return tuple(
        sorted(
            file.path
            for file in files
            if file.kind == "file"
            and rule.name.fullmatch(basename(file.path))
            and dirname(file.path).lower() not in rule.homes
            and presentable(file.path)
            and not (languages.is_foreign(file.path) or languages.is_documentation(file.path) or is_of_tests(file.path))
        )
    )


def raster_logo(path: str, files: Iterable[File]) -> File | None:
    """The image file that a logo path from the metadata names; None if there is none or no raster image."""
    wanted = path.strip().removeprefix("./").removeprefix("/")
    if not _RASTER.fullmatch(wanted):
        return None
    return next((file for file in files if file.path == wanted and file.kind == "file"), None)


def ci_files(files: Iterable[File]) -> tuple[str, ...]:
    """Paths of continuous integration configuration of any usual kind, sorted; scripts for it where there is none."""
    paths = [file.path for file in files if file.kind == "file"]
    found = [path for path in paths if _CI.fullmatch(path) and presentable(path)]
    found = found or [path for path in paths if _CI_SCRIPT.fullmatch(path) and presentable(path)]
    return tuple(sorted(found)[:LIST_ITEMS])


def listed_paths(files: Iterable[File]) -> tuple[str, ...]:
    """What is directly in the folders where repositories keep what is about themselves, sorted; folders end in "/"."""
    found = (
        f"{file.path}/" if file.kind == "folder" else file.path
        for file in files
        if file.kind != "submodule"
        and (
            dirname(file.path) in LISTED_FOLDERS
            or (file.kind == "folder" and file.path in _TEST_HOMES)
            or (file.kind == "file" and _PROGRAM.fullmatch(file.path) is not None)
        )
        and len(file.path) <= LISTED_PATH_CHARACTERS
        and presentable(file.path)
    )
    return tuple(sorted(found)[:LISTED_PATHS])


def is_of_tests(path: str) -> bool:
    """Whether a file looks like an automated test, or like what one works on, by its path."""
    folder, _, name = path.rpartition("/")
    if _TEST_FILE.fullmatch(name):
        return True
    # Each folder by itself: one pattern for the whole path would begin again at each of them.
    return _is_folder_of_tests(folder) and _FILE_OF_TESTS.fullmatch(name) is not None


@lru_cache(maxsize=1_000)
def _is_folder_of_tests(folder: str) -> bool:
    return any(map(_TEST_FOLDER.fullmatch, folder.split("/")))


def count_tests(files: Iterable[File]) -> int:
    """Count files that look like automated tests by their path; not the data that these work on, nor prose."""
    return sum(
        1
        for file in files
        if file.kind == "file"
        and is_of_tests(file.path)
        and _may_be_a_test(file.path)
        and not languages.is_foreign(file.path)
    )


def _may_be_a_test(path: str) -> bool:
    """Whether a file is in a programming language, or in a format in which tests are written."""
    folder, _, name = path.rpartition("/")
    if languages.is_program(name) or _TEST_FORMAT.fullmatch(name):
        return True
    if "molecule" in folder.split("/"):  # tests of Ansible
        return name.endswith((".yml", ".yaml"))
    return _TEST_IN_YAML.fullmatch(name) is not None and _is_folder_of_tests(folder)


def _best(files: Iterable[File], forge: str | None = None) -> dict[DocumentRole, File]:
    ranked: dict[DocumentRole, tuple[tuple[object, ...], File]] = {}
    for file in files:
        if file.path.count("/") > 2 or not presentable(file.path):
            continue
        for role, rank in _claims(file, forge):
            if role in _TEMPLATE_FOLDERS and not _is_used(file.path, forge):
                continue
            # A regular file anywhere is better than a link in the best place.
            key = (file.kind != "file", *rank, file.path)
            if role not in ranked or key < ranked[role][0]:
                ranked[role] = (key, file)
    return {role: file for role, (_, file) in ranked.items()}


def _is_used(path: str, forge: str | None) -> bool:
    readers = _READERS_OF_TEMPLATES.get(path.partition("/")[0].lower())
    return forge is None or readers is None or forge in readers


def _claims(file: File, forge: str | None) -> Iterable[tuple[DocumentRole, tuple[int, ...]]]:
    folder, name = dirname(file.path), basename(file.path)
    lowered = folder.lower()
    for role, rule in _RULES.items():
        homes = [home.lower() for home in rule.homes]
        if role is DocumentRole.CODE_OWNERS:
            homes = [*dict.fromkeys((*_FIRST_FOR_OWNERS.get(forge or "", ()), *homes))]
        if lowered in homes and rule.name.fullmatch(name) and (file.kind != "folder" or role in _NOT_FOLDERS):
            yield role, (homes.index(lowered), format_rank(name), len(name))
    readme = readme_rank(name)
    if lowered in _README_HOMES and readme is not None:
        # A translation is no README where there is another one.
        yield DocumentRole.README, (readme, _README_HOMES.index(lowered), format_rank(name), len(name))
    if file.kind == "file":
        for role, pattern in _TEMPLATE_FOLDERS.items():
            if pattern.fullmatch(folder):
                yield role, (len(_HOMES), format_rank(name), 0)


_NOT_FOLDERS = frozenset({*METADATA_FILES, DocumentRole.README})
"""Roles whose name on a folder is surely a mistake; `docs/changes/` and the like are not."""


def presentable(path: str) -> bool:
    """Whether a name from git can be stored and shown: UTF-8 without controls."""
    return path.isprintable() and not any("\ud800" <= character <= "\udfff" for character in path)
