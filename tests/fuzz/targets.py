"""The readers that a fuzzer is let loose on: bytes in, and an AssertionError when something does not hold."""

import json
import traceback
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docutils
import msgspec
from msgspec.structs import fields
from readme_invariants import violations

from innersource_marketplace import escape
from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.authoring.check.fix import fix_text
from innersource_marketplace.authoring.problem_formats import (
    format_github,
    format_gitlab,
    format_json,
    format_sarif,
    format_text,
)
from innersource_marketplace.authoring.propose import propose
from innersource_marketplace.collect.sources.forge import json_values
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.retry import judge_status
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.collect.sources.github.reading.answer import Answered
from innersource_marketplace.collect.sources.github.reading.facts import (
    blob_text,
    decode_facts,
    refresh_facts,
)
from innersource_marketplace.collect.sources.github.reading.history import read_recent, weekly
from innersource_marketplace.collect.sources.github.reading.repositories import Listed, decode_listed
from innersource_marketplace.collect.sources.web import Reply
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.catalog import read_catalog
from innersource_marketplace.formats.code_owners import code_owners
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.formats.metadata_files import About, read_described
from innersource_marketplace.formats.parsing import Parsed, parse_json, parse_yaml
from innersource_marketplace.formats.records import ISSUE_KEYS, PULL_REQUEST_KEYS, RECORD_KEYS, read_record
from innersource_marketplace.model import METADATA_FILES, DocumentRole, Facts, ObjectId
from innersource_marketplace.readme import Links, convert
from innersource_marketplace.readme.html_policy import clean

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_WHERE = Circumstances(host="ghe.example", web="https://ghe.example", source="x", now=_NOW, labels=("gig",))
_LINKS = Links(files=escape.url("https://git.example/team/name/blob/HEAD/"))
_ABOUT = About(url=escape.url("https://git.example/team/name"), name="name")
_DOCUTILS = Path(docutils.__file__).parent
_README_NAMES = ("README.md", "README.html", "README.org", "README", "docs/README.markdown")
_DESCRIBING = (
    *("pyproject.toml", "package.json", "pom.xml", "Cargo.toml", "composer.json", "build.gradle", "go.mod"),
    *("CITATION.cff", "catalog-info.yaml", "publiccode.yml", "README.md", "CODEOWNERS", "LICENSE", "App.csproj"),
)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A reader under test. `words` are what stands in its documents, `largest` bounds the bytes tried."""

    run: Callable[[bytes], None]
    words: tuple[str, ...] = ()
    largest: int = 4096


def read_json(data: bytes) -> None:
    """A strict JSON document is read as the standard library does, anything else gives a problem."""
    parsed = parse_json(data, "f.json")
    _check_parsed(parsed)
    if not parsed.problems:
        assert parsed.value == json.loads(data), "read otherwise than by the standard library"


def read_yaml(data: bytes) -> None:
    """A YAML document never raises, and has a place for each pointer."""
    _check_parsed(parse_yaml(data, "f.yml"))


def read_catalogue(data: bytes) -> None:
    """A catalogue is read, checked and fixed without an exception."""
    _, problems = read_catalog(data, "catalog.yml")
    _check_problems(problems)
    _check_author("catalog.yml", data)


def read_pull_requests(data: bytes) -> None:
    """A record gives what is fit to show, or says why it gives nothing."""
    record, problems = read_record(data, "r.json", now=_NOW, labels=("gig",))
    _check_problems(problems)
    assert record is not None or problems
    _check_shown(record)


def read_innersource_json(data: bytes) -> None:
    """An innersource.json gives metadata that is fit to show; fixes are stable."""
    metadata, problems = read_metadata(data, "innersource.json")
    _check_problems(problems)
    _check_shown(metadata)
    _check_author("innersource.json", data)


def read_metadata_file(data: bytes) -> None:
    """What a repository says in a format of another program is fit to show, or there is a problem.

    The first byte chooses the format.
    """
    role = METADATA_FILES[data[0] % len(METADATA_FILES)] if data else METADATA_FILES[0]
    described, problems = read_described(role, data[1:], str(role), _ABOUT)
    _check_problems(problems)
    assert described is not None or problems or not data[1:].strip() or role is DocumentRole.BACKSTAGE
    if described is None:
        return
    _check_shown(described.metadata)
    for name, (pointer, line, column) in described.places.items():
        assert name
        assert not pointer or pointer.startswith("/")
        assert line >= 1
        assert column >= 1


def read_code_owners(data: bytes) -> None:
    """Owners are single words without controls, each once."""
    owners = code_owners(data.decode("utf-8", "replace"))
    assert len(set(owners)) == len(owners)
    for owner in owners:
        assert owner.split() == [owner], owner
        _check_shown(owner)


def read_descriptions(data: bytes) -> None:
    """Whatever a manifest says, the proposed innersource.json has no error of ours.

    The first byte chooses the file.
    """
    name = _DESCRIBING[data[0] % len(_DESCRIBING)] if data else _DESCRIBING[0]
    files = (File(name, ObjectId("0" * 40), "file", len(data)),)
    proposed = propose(files, lambda path: data[1:] if path == name else None, folder="name")
    text = json.dumps({field.name: field.value for field in proposed.fields})
    errors = [problem for problem in check_file("innersource.json", text.encode()) if problem.severity == "error"]
    assert not errors, errors


def read_github(data: bytes) -> None:
    """A host's answer of any shape gives facts of the right types, or nothing."""
    text = data.decode("utf-8", "replace")
    verdict = judge_status(Reply(status=200 + sum(data[:2]), headers={"retry-after": text[:40]}, body=text), _NOW)
    assert verdict.wait is None or verdict.wait >= 0
    node = json_values.mapping(json_values.parse(text))
    if node is None:
        return
    listed = decode_listed(Answered(node=node)) or Listed(path="acme/one")
    facts = decode_facts(Answered(node=node), listed, _WHERE)
    assert isinstance(facts, Facts)
    _check_shown(facts)
    for name in ("stars", "forks", "subscribers", "open_issues", "commits", "release_count"):
        count = getattr(facts, name)
        assert count is None or (type(count) is int and count >= 0), name
    for field in fields(facts):
        value = getattr(facts, field.name)
        assert not isinstance(value, datetime) or (value.tzinfo and value <= _NOW + timedelta(days=2)), field.name
    assert refresh_facts(facts, Answered(node=node), listed, _WHERE) == facts
    recent = read_recent(json_values.within(node, "defaultBranchRef", "target"), "acme", "one", facts.head)
    if recent is not None:
        weekly(recent.dates, _NOW)
    blob = blob_text(json_values.within(node, "metadata0")) or blob_text(node)
    assert blob is None or isinstance(blob[1], bytes)


def read_readme(data: bytes) -> None:
    """A README becomes markup that keeps to the policy and that cleaning leaves as it is.

    The first byte chooses the format.
    """
    _check_readme(data[1:], _README_NAMES[data[0] % len(_README_NAMES)] if data else "README.md")


def read_restructuredtext(data: bytes) -> None:
    """The same for the one format whose parser may fail; then the fault must be docutils' own."""
    try:
        _check_readme(data, "README.rst")
    except AssertionError:
        raise
    except Exception as error:
        if not Path(traceback.extract_tb(error.__traceback__)[-1].filename).is_relative_to(_DOCUTILS):
            raise


def encode_text(data: bytes) -> None:
    """Every encoder gives what its place can hold."""
    text = data.decode("utf-8", "surrogatepass" if data[:1] == b"s" else "replace") if _decodable(data) else ""
    address = escape.url(text)
    assert address is None or (escape.url(address) == address and not set(address) & set("\"'<>\\ \n`{}"))
    assert escape.plain(escape.plain(text)) == escape.plain(text)
    _check_shown(escape.plain(text))
    _check_shown(escape.log_line(text))
    slug = escape.slug(text)
    assert slug
    assert escape.slug(slug) == slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not set(escape.html(text)) & set("<>\"'")
    assert not set(escape.xml(text)) & set("<>\"'\x00")
    assert not set(escape.json_text(text)) & set("<>&\n\u2028")
    assert all(c.isalnum() or c in " &#;" or ord(c) > 127 for c in escape.entities(text))
    assert "\n" not in escape.one_line(text)
    assert "\r" not in escape.one_line(text)
    cell = escape.csv_cell(text)[1:-1]
    assert '"' not in cell.replace('""', "")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    json.loads(escape.json_text(text))


def _decodable(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass" if data[:1] == b"s" else "replace")
    except UnicodeDecodeError:
        return False
    return True


def _check_readme(data: bytes, path: str) -> None:
    readme = convert(data, path, _LINKS)
    assert (readme.html is None) == (readme.why is not None)
    if readme.html is not None:
        found = violations(readme.html)
        assert not found, found
        assert clean(readme.html) == readme.html, "cleaning twice is not cleaning once"
    _check_shown([heading.text for heading in readme.contents])


def _check_author(name: str, data: bytes) -> None:
    problems = check_file(name, data)
    _check_problems(problems)
    assert tuple(sorted(problems)) == problems
    for form in (format_text, format_json, format_github, format_gitlab, format_sarif):
        text = form(problems)
        assert not any(line.startswith("::set") for line in text.splitlines())
        text.encode()
    fixed = fix_text(name, data)
    assert fix_text(name, fixed) == fixed, "fixing twice is not fixing once"


def _check_parsed(parsed: Parsed) -> None:
    _check_problems(parsed.problems)
    for pointer in ("", "/0", "/projects/0/title", "/a~1b"):
        line, column = parsed.position(pointer)
        assert line >= 1
        assert column >= 1


def _check_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        assert problem.message
        "".join((problem.pointer, str(problem.message), str(problem.fix), problem.instead)).encode()
        assert problem.code
        assert problem.line >= 1
        assert problem.column >= 1


def _check_shown(value: object) -> None:
    """Every text in a value is one that may be shown: no control, nothing that reorders, no lone surrogate."""
    if isinstance(value, str):
        for character in value:
            assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"), repr(value)
            assert not "\u202a" <= character <= "\u202e", repr(value)
            assert not "\u2066" <= character <= "\u2069", repr(value)
    elif isinstance(value, msgspec.Struct):
        for field in fields(value):
            if field.name not in _AS_WRITTEN:
                _check_shown(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check_shown(key)
            _check_shown(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_shown(inner)


_AS_WRITTEN = frozenset({"fingerprint"})
"""What is compared and never shown."""

_OF_GITHUB = (
    *("nameWithOwner", "databaseId", "description", "defaultBranchRef", "target", "oid", "totalCount", "nodes"),
    *("edges", "node", "size", "visibility", "isPrivate", "createdAt", "2025-06-01T00:00:00Z", "entries", "mode"),
    *("releases", "tagName", "publishedAt", "tasks", "labels", "recentPullRequests", "reviews", "author", "login"),
    *("history", "pageInfo", "committedDate", "languages", "text", "byteSize", "isTruncated", "rootTree", "type"),
)
_OF_METADATA = (
    *("title", "description", "motivation", "contributions", "skills", "logo", "docs", "language", "owner"),
    *("trusted_committers", "communication", "governance_level", "lifecycle", "topics", "license", "gigs", "name"),
    *("warranty_days", "getting_started", "supersedes", "https://", "mailto:", "TODO", "\\ud800", "null", "true"),
)

_OF_OTHER_FORMATS = (
    *("kind: Component\n", "metadata:\n", "spec:\n", "links: ", "tags: ", "owner: group:default/", "lifecycle: "),
    *(
        "publiccodeYmlVersion: 0\n",
        "shortDescription: ",
        "maintenance:\n",
        "contacts: ",
        "legal:\n",
        "developmentStatus: ",
    ),
    *('"@type": "SoftwareSourceCode"', '"@graph": [', '"@value": ', '"@id": ', '"codeRepository": ', '"maintainer": '),
    *('"permissions": {', '"releases": [', '"repositoryURL": ', '"laborHours": ', "cff-version: 1\n", "abstract: "),
    *(
        "header: {schema-version: 2.0.0}\n",
        "core-team: ",
        "security-contacts: ",
        "documentation: ",
        "email: a@b.example",
    ),
)

TARGETS: Mapping[str, Target] = {
    "json": Target(run=read_json, words=("{", "}", "[", "]", ",", ":", '"', "\\u", "1e5", "//", "/*", "NaN")),
    "yaml": Target(run=read_yaml, words=("- ", ": ", "&a ", "*a", "!!", "<<: ", "|", ">", "? ", "---\n", "\n  ", "#")),
    "catalogue": Target(
        run=read_catalogue,
        words=(
            *("version: 1\n", "organization: ", "sources:\n", "- git: ", "- github: ", "url: ", "token_env: "),
            *("projects:\n", "- repository: ", "site:\n", "shelves: ", "readiness:\n", "publish:\n", "brand:\n"),
            *_OF_METADATA,
        ),
    ),
    "metadata": Target(run=read_innersource_json, words=_OF_METADATA),
    "metadata-files": Target(
        run=read_metadata_file, words=(*_OF_OTHER_FORMATS, "---\n", "&a ", "*a", "https://", "MIT OR ")
    ),
    "record": Target(
        run=read_pull_requests, words=(*RECORD_KEYS, *PULL_REQUEST_KEYS, *ISSUE_KEYS, "2025-06-01T00:00Z")
    ),
    "code-owners": Target(run=read_code_owners, words=("@", "* ", "/", "[", "]", "^[", "#", "\\ ", "@org/team")),
    "descriptions": Target(
        run=read_descriptions,
        words=("name", "description", "[project]", "<project>", "<name>", "${", "module ", "metadata:", "keywords"),
    ),
    "github": Target(run=read_github, words=_OF_GITHUB),
    "readme": Target(
        run=read_readme,
        words=(
            *("<div>", "</div>", "<svg>", "<math>", "<style>", "<script>", "<table>", "<a href=", "javascript:"),
            *("<![CDATA[", "<!--", "-->", "![", "](", "```", "> ", "- ", "|", "---", "[^1]", "[^1]:", "&#", "onclick="),
            *("<template>", "<select>", "<img src=", "id=", "class=", "<p>", "<b>", "<summary>", "<details>", "<input"),
        ),
    ),
    "restructuredtext": Target(
        run=read_restructuredtext,
        words=(".. ", "::", "raw:: html", "include::", "image:: ", "|a|", "`x`_", "role::", "====", "   :class: "),
        largest=1024,
    ),
    "escape": Target(run=encode_text, words=("https://", "mailto:", "@", "::", "##[", "=", ";=", "\u202e", "%2e")),
}
"""Every target by its name."""
