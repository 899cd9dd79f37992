"""Other formats of metadata say what innersource.json would, and every fault has a file, a line and a fix."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.metadata_files import About, Described, read_described
from innersource_marketplace.formats.metadata_files.combined import ReadFile, combined
from innersource_marketplace.limits import METADATA_BYTES
from innersource_marketplace.model import METADATA_FILES, DocumentRole, GovernanceLevel, Lifecycle, Metadata, Origin
from projects import address

ABOUT = About(url=address("https://git.acme.example/payments/ledger"), name="ledger")

BACKSTAGE = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments}
spec: {type: team, children: []}
---
# The library comes first in the file, and is not what the repository is called.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ledger-client}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ledger
  title: Ledger
  description: Double-entry bookkeeping as a service.
  tags: [java, payments]
  links:
    - {url: "https://docs.acme.example/ledger", title: Documentation}
    - {url: "https://acme.slack.com/archives/C1", title: Chat}
spec:
  type: service
  lifecycle: production
  owner: group:default/payments-core
"""

PUBLICCODE = """\
publiccodeYmlVersion: "0.4"
name: Medusa
url: "https://example.com/italia/medusa.git"
landingURL: "https://example.com/italia/medusa"
platforms: [web]
categories: [content-management]
developmentStatus: beta
softwareType: standalone/web
description:
  it: {shortDescription: Sistema di prenotazione}
  en:
    shortDescription: Advanced booking system for hospitals
    documentation: https://read.example/medusa
legal: {license: agpl-3.0-or-later, repoOwner: City of Chicago}
maintenance:
  type: internal
  contacts:
    - {name: Francesco Rossi, email: francesco@example.com, phone: "", affiliation: ""}
localisation: {localisationReady: true, availableLanguages: [en]}
"""

CODE_JSON: dict[str, Any] = {
    "version": "2.0.0",
    "agency": "DOA",
    "measurementType": {"method": "projects"},
    "releases": [
        {"name": "Other", "repositoryURL": "https://git.acme.example/payments/other", "permissions": {}},
        {
            "name": "Ledger",
            "organization": "Payments",
            "description": "Double-entry bookkeeping.",
            "permissions": {"licenses": [{"name": "CC0-1.0", "URL": None}], "usageType": "openSource"},
            "repositoryURL": "https://git.acme.example/payments/ledger.git",
            "tags": ["payments"],
            "languages": ["Java"],
            "status": "Release Candidate",
            "laborHours": 12,
            "contact": {"email": "ledger@acme.example", "name": "The ledger team", "phone": ""},
            "homepageURL": "",
        },
    ],
}

CODEMETA = {
    "@context": "https://w3id.org/codemeta/3.0",
    "type": "SoftwareSourceCode",
    "name": "Ledger",
    "description": "Double-entry bookkeeping.\r\n\r\nWith books.",
    "keywords": "payments, books",
    "license": {"@id": "https://spdx.org/licenses/EUPL-1.2.html"},
    "programmingLanguage": {"@type": "ComputerLanguage", "name": "R"},
    "developmentStatus": "https://www.repostatus.org/#inactive",
    "softwareHelp": [{"@type": "WebSite", "url": "https://docs.acme.example/ledger"}],
    "issueTracker": "https://git.acme.example/payments/ledger/issues",
    "maintainer": [
        {"@type": "Organization", "name": "Payments"},
        {"@type": "Person", "givenName": "Ada", "familyName": "Lovelace", "email": "ada@acme.example"},
    ],
}

CITATION = """\
cff-version: 1.2.0
title: Ledger
message: If you use it, please cite it.
abstract: Double-entry bookkeeping.
authors: [{given-names: Ada, family-names: Lovelace}]
contact: [{given-names: Grace, family-names: Hopper, email: grace@acme.example}]
keywords: [payments]
license: [MIT, Apache-2.0]
url: https://ledger.acme.example/
"""

INSIGHTS = """\
header: {schema-version: 2.0.0, url: https://git.acme.example/payments/ledger}
project:
  name: Ledger
  documentation: {detailed-guide: https://docs.acme.example/ledger, quickstart-guide: https://docs.acme.example/quick}
  vulnerability-reporting: {contact: {name: Security, email: security@acme.example}}
repository:
  status: abandoned
  core-team: [{name: Ada Lovelace, email: ada@acme.example, primary: true}]
  license: {url: https://git.acme.example/LICENSE, expression: Apache-2.0 OR MIT}
"""

OLD_INSIGHTS = """\
header: {schema-version: 1.0.0}
project-lifecycle: {status: active, core-maintainers: ["github:ada", "https://x.example/MAINTAINERS.md"]}
documentation: ["https://docs.acme.example/ledger"]
security-contacts: [{type: email, value: security@acme.example, primary: true}]
"""


def read(
    role: DocumentRole, text: str | bytes | object, about: About = ABOUT
) -> tuple[Described | None, list[Problem]]:
    data = text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text, indent=1)).encode()
    described, problems = read_described(role, data, f"acme/{role.value}", about)
    assert all(one.where == f"acme/{role.value}" and one.message and one.fix and one.line for one in problems)
    return described, list(problems)


def said(role: DocumentRole, text: object) -> dict[str, Any]:
    """What a file without a fault says."""
    described, problems = read(role, text)
    assert described is not None
    assert problems == []
    return {
        name: value
        for name in Metadata.__struct_fields__
        if (value := getattr(described.metadata, name)) not in (None, (), {})
    }


def people(found: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one.name, one.contact or one.account) for one in found.pop("trusted_committers", ())]


def channels(found: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(one.purpose, one.text, one.url) for one in found.pop("communication", ())]


def test_backstage_the_entity_that_is_called_like_the_repository_speaks() -> None:
    found = said(DocumentRole.BACKSTAGE, BACKSTAGE)
    assert channels(found) == [("chat", "Chat", "https://acme.slack.com/archives/C1")]
    assert found == {
        "title": "Ledger",
        "description": "Double-entry bookkeeping as a service.",
        "topics": ("java", "payments"),
        "docs": "https://docs.acme.example/ledger",
        "owner": "Payments core",
        "lifecycle": Lifecycle.ACTIVE,
    }


def test_publiccode_is_read_in_english_and_empty_keys_of_its_editor_are_no_fault() -> None:
    found = said(DocumentRole.PUBLICCODE, PUBLICCODE)
    assert people(found) == [("Francesco Rossi", "mailto:francesco@example.com")]
    assert found == {
        "title": "Medusa",
        "description": "Advanced booking system for hospitals",
        "topics": ("content-management",),
        "docs": "https://read.example/medusa",
        "owner": "City of Chicago",
        "lifecycle": Lifecycle.EXPERIMENTAL,
        "license": "AGPL-3.0-or-later",
    }


@pytest.mark.parametrize(
    "document",
    [CODE_JSON, CODE_JSON["releases"], CODE_JSON["releases"][1]],
    ids=["inventory", "list", "entry"],
)
def test_code_json_the_entry_of_this_repository_speaks(document: object) -> None:
    found = said(DocumentRole.CODE_JSON, document)
    assert channels(found) == [("contact", "The ledger team", "mailto:ledger@acme.example")]
    assert found == {
        "title": "Ledger",
        "description": "Double-entry bookkeeping.",
        "topics": ("payments",),
        "language": "Java",
        "owner": "Payments",
        "lifecycle": Lifecycle.EXPERIMENTAL,
        "license": "CC0-1.0",
    }


@pytest.mark.parametrize(
    "document", [CODEMETA, [CODEMETA], {"@context": "x", "@graph": [{"@type": "Person"}, CODEMETA]}]
)
def test_codemeta_in_every_form_of_json_ld_that_people_write(document: object) -> None:
    found = said(DocumentRole.CODEMETA, document)
    assert people(found) == [("Ada Lovelace", "mailto:ada@acme.example")]
    assert channels(found)[0][0] == "issues"
    assert found == {
        "title": "Ledger",
        "description": "Double-entry bookkeeping. With books.",
        "topics": ("payments", "books"),
        "language": "R",
        "docs": "https://docs.acme.example/ledger",
        "owner": "Payments",
        "lifecycle": Lifecycle.MAINTENANCE,
        "license": "EUPL-1.2",
    }


def test_a_citation_names_a_choice_of_licences_and_whom_to_ask() -> None:
    found = said(DocumentRole.CITATION, CITATION)
    assert channels(found) == [("contact", "Grace Hopper", "mailto:grace@acme.example")]
    assert found == {
        "title": "Ledger",
        "description": "Double-entry bookkeeping.",
        "topics": ("payments",),
        "license": "MIT OR Apache-2.0",
    }


def test_security_insights_of_both_versions() -> None:
    found = said(DocumentRole.SECURITY_INSIGHTS, INSIGHTS)
    assert people(found) == [("Ada Lovelace", "mailto:ada@acme.example")]
    assert channels(found) == [("security", "Security", "mailto:security@acme.example")]
    assert found == {
        "title": "Ledger",
        "docs": "https://docs.acme.example/ledger",
        "getting_started": "https://docs.acme.example/quick",
        "lifecycle": Lifecycle.DEPRECATED,
        "license": "Apache-2.0 OR MIT",
    }
    found = said(DocumentRole.SECURITY_INSIGHTS, OLD_INSIGHTS)
    assert people(found) == [("github:ada", None)] or people(found) == []
    assert channels(found) == [("security", "security@acme.example", "mailto:security@acme.example")]


def test_several_licences_without_a_rule_between_them_are_none() -> None:
    several = {**CODEMETA, "license": ["https://spdx.org/licenses/MIT", "https://spdx.org/licenses/ISC"]}
    assert "license" not in said(DocumentRole.CODEMETA, several)


GOOD: Mapping[DocumentRole, object] = {
    DocumentRole.METADATA: {"title": "Ledger"},
    DocumentRole.BACKSTAGE: BACKSTAGE,
    DocumentRole.PUBLICCODE: PUBLICCODE,
    DocumentRole.CODE_JSON: CODE_JSON,
    DocumentRole.CODEMETA: CODEMETA,
    DocumentRole.CITATION: CITATION,
    DocumentRole.SECURITY_INSIGHTS: INSIGHTS,
}
BROKEN = {
    "empty": (b"", "empty-file"),
    "binary": (bytes(range(256)), "not-utf-8"),
    "huge": (b"a: " + b"x" * METADATA_BYTES, "too-large"),
    "a list": (b"[1, 2]", None),
    "a text": (b'"x"', None),
    "another format": (b'{"colour": "red"}', None),
    "deep": (b"[" * 100_000, None),
    "git-lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "lfs-pointer"),
}


@pytest.mark.parametrize("role", METADATA_FILES)
@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_used_is_a_problem_with_place_and_fix(role: DocumentRole, kind: str) -> None:
    data, code = BROKEN[kind]
    if role is DocumentRole.METADATA and kind == "another format":
        return  # any object is one
    described, problems = read(role, data)
    assert described is None
    assert problems
    assert code is None or code in {one.code for one in problems}


def test_a_fault_inside_has_its_line_pointer_and_document() -> None:
    described, (problem,) = read(DocumentRole.BACKSTAGE, BACKSTAGE.replace("title: Ledger", "title: [1]"))
    assert described is not None
    assert described.metadata.owner == "Payments core"
    assert (problem.code, problem.line, problem.column, problem.pointer) == ("wrong-type", 15, 10, "/metadata/title")
    _, (problem,) = read(DocumentRole.CODE_JSON, {"releases": [{**CODE_JSON["releases"][1], "tags": 3}]})
    assert (problem.code, problem.pointer) == ("wrong-type", "/releases/0/tags")
    _, (problem,) = read(DocumentRole.PUBLICCODE, PUBLICCODE.replace("beta", "nearly done"))
    assert (problem.code, problem.line, problem.pointer) == ("unknown-word", 7, "/developmentStatus")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "alias"),
        ("name: One\nname: Two\n", "duplicate-key"),
        ("name: !!python/object:os.system x\n", "tag"),
        ("<<: {name: x}\n", "merge-key"),
        ("name: ${{ values.name }}\n", "placeholder"),
        ("landingURL: x\ndescription: {en: {documentation: 'javascript:alert(1)'}}\n", "address-refused"),
        ("maintenance: {contacts: [{name: x, email: 'a@b\\n?bcc=c'}]}\n", "address-refused"),
    ],
)
def test_hostile_yaml_costs_only_what_is_hostile(text: str, code: str) -> None:
    described, problems = read(DocumentRole.PUBLICCODE, "publiccodeYmlVersion: 0\ncategories: [kept]\n" + text)
    assert described is not None
    assert described.metadata.topics == ("kept",)
    assert code in {one.code for one in problems}


def test_an_inventory_of_others_and_a_file_about_people_say_nothing() -> None:
    others = {"releases": [{"name": "A", "vcs": "git"}, {"name": "B", "vcs": "git"}]}
    for role, text in ((DocumentRole.CODE_JSON, others), (DocumentRole.BACKSTAGE, BACKSTAGE.partition("---")[0])):
        described, (problem,) = read(role, text)
        assert described is None
        assert problem.code == "nothing-of-this-project"


def test_the_first_file_that_says_something_counts_and_disagreement_is_told_of_the_other() -> None:
    roles = (DocumentRole.METADATA, DocumentRole.BACKSTAGE, DocumentRole.CITATION)
    texts = ('{"title": "Ledger", "owner": "Books", "governance_level": "shared_ownership"}', BACKSTAGE, CITATION)
    files = []
    for role, text in zip(roles, texts, strict=True):
        described, _ = read(role, text)
        assert described is not None
        files.append(ReadFile(role, f"acme/{role.value}", described))
    metadata, problems = combined(files)
    assert metadata is not None
    assert (metadata.owner, metadata.license, metadata.governance_level) == (
        "Books",
        "MIT OR Apache-2.0",
        GovernanceLevel.SHARED_OWNERSHIP,
    )
    assert metadata.origins["description"] is Origin.BACKSTAGE
    assert metadata.origins["license"] is Origin.CITATION
    assert "title" not in metadata.origins
    (problem,) = problems
    assert (problem.where, problem.line, problem.pointer, problem.code, problem.severity) == (
        "acme/catalog-info.yaml",
        24,
        "/spec/owner",
        "files-disagree",
        Severity.WARNING,
    )
    assert "“Books” in innersource.json, line 1" in str(problem.message)
    assert combined(files[::-1])[0].owner == "Payments core"  # type: ignore[union-attr]


_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["x@y.z", "https://a.example"])
)

_ANYTHING = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[DocumentRole, bytes]:
    """A good file in which any value has become anything."""
    role = draw(st.sampled_from([one for one in METADATA_FILES if not isinstance(GOOD[one], str)]))
    document = json.loads(json.dumps(GOOD[role]))
    value = draw(_ANYTHING)
    place: Any = document
    while True:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            place[key] = value
            return role, json.dumps(document).encode()
        place = place[key]


@given(damaged() | st.tuples(st.sampled_from(METADATA_FILES), st.binary(max_size=200)))
def test_nothing_that_stands_in_a_file_raises_or_gets_past_the_limits(given_: tuple[DocumentRole, bytes]) -> None:
    role, data = given_
    described, problems = read_described(role, data, "x", ABOUT)
    assert described is not None or problems
    for problem in problems:
        assert problem.fix
    if described is not None:
        assert len(described.metadata.title or "") <= 120
        assert described.metadata.docs is None or described.metadata.docs.startswith(("http", "mailto:"))
        assert described.kept == "" or isinstance(json.loads(described.kept), dict)


COPIED: Mapping[DocumentRole, Any] = {
    DocumentRole.PUBLICCODE: {"publiccodeYmlVersion": "0.4", "name": "Shop", "url": "{}"},
    DocumentRole.CODEMETA: {"@type": "SoftwareSourceCode", "name": "Shop", "codeRepository": "{}"},
    DocumentRole.CODE_JSON: {"name": "Shop", "laborHours": 1, "repositoryURL": "{}"},
    DocumentRole.CITATION: {"cff-version": "1.2.0", "title": "Shop", "repository-code": "{}"},
    DocumentRole.SECURITY_INSIGHTS: {
        "header": {"schema-version": "2.0.0"},
        "project": {"name": "Shop"},
        "repository": {"url": "{}"},
    },
    DocumentRole.BACKSTAGE: {
        "kind": "Component",
        "metadata": {
            "name": "shop",
            "title": "Shop",
            "annotations": {"backstage.io/source-location": "url:{}/"},
        },
    },
}


@pytest.mark.parametrize("role", COPIED, ids=str)
@pytest.mark.parametrize("other", ["https://git.acme.example/web/shop", "https://github.com/acme/shop.git"])
def test_a_file_copied_from_another_repository_is_not_believed_and_says_so(role: DocumentRole, other: str) -> None:
    found, [problem] = read_described(role, json.dumps(COPIED[role]).replace("{}", other).encode(), role, ABOUT)
    assert found is None
    assert (problem.code, problem.severity) == ("nothing-of-this-project", Severity.WARNING)
    assert "/shop" in str(problem.message)


@pytest.mark.parametrize("role", COPIED, ids=str)
@pytest.mark.parametrize(
    "same",
    [
        "https://git.acme.example/payments/ledger/-/tree/main",
        "https://github.com/old-owner/Ledger.git",
        "https://www.acme.example/products/shop",
        "not an address",
    ],
)
def test_mirrors_former_owners_and_websites_are_no_other_repository(role: DocumentRole, same: str) -> None:
    found, problems = read_described(role, json.dumps(COPIED[role]).replace("{}", same).encode(), role, ABOUT)
    assert found is not None
    assert found.metadata.title == "Shop"
    assert problems == ()


def test_a_file_with_the_name_of_this_repository_and_an_old_address_is_believed() -> None:
    text = json.dumps(COPIED[DocumentRole.PUBLICCODE]).replace("{}", "https://github.com/acme/books")
    found, problems = read_described(
        DocumentRole.PUBLICCODE, text.replace("Shop", "Ledger").encode(), "publiccode.yml", ABOUT
    )
    assert found is not None
    assert problems == ()
