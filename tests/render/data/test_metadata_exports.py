"""Exports in other formats are valid by their published rules, or left out with the reason; nothing mapped is lost."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace.formats.metadata_files import About, read_described
from innersource_marketplace.model import DocumentRole, Lifecycle, Metadata, Project
from innersource_marketplace.render.data import code_json, codemeta
from innersource_marketplace.render.data.metadata_exports import (
    PATH,
    export_reports,
    metadata_exports,
    publiccode_path,
)
from innersource_marketplace.render.data.publiccode_export import publiccode
from projects import NOW, SETTINGS, address, extreme_projects, hostile_projects, make_project, varied_projects

URL = address("https://git.acme.example/payments/ledger")
PUBLICCODE: dict[str, Any] = {
    "publiccodeYmlVersion": "0.4",
    "name": "Ledger",
    "url": f"{URL}.git",
    "platforms": ["web"],
    "categories": ["accounting"],
    "developmentStatus": "beta",
    "softwareType": "standalone/web",
    "releaseDate": "2026-01-28",
    "description": {
        "no": {"shortDescription": "Regnskap", "features": ["Bilag"]},
        "en": {
            "shortDescription": "Double-entry bookkeeping.",
            "longDescription": "Keeps the *books* of every shop.\n\n" * 6,
            "features": ["Books", "Balances: yes"],
            "documentation": "https://docs.acme.example/",
        },
    },
    "legal": {"license": "EUPL-1.2", "mainCopyrightOwner": "Acme"},
    "maintenance": {
        "type": "internal",
        "contacts": [{"name": "Ada Lovelace", "email": "a@b.example", "phone": ""}],
    },
    "localisation": {"localisationReady": True, "availableLanguages": ["en", "no"]},
}
CODE_JSON: dict[str, Any] = {
    "name": "Ledger",
    "description": "Double-entry bookkeeping.",
    "permissions": {"licenses": [{"name": "MIT", "URL": "https://x.example/LICENSE"}], "usageType": ["openSource"]},
    "repositoryURL": URL,
    "laborHours": 4785,
    "status": "Beta",
    "tags": ["books"],
    "contact": {"email": "ledger@acme.example", "name": "Ledger"},
    "organization": "Payments",
    "languages": ["Java"],
    "relatedCode": [{"name": "x", "URL": "https://x.example", "isGovernmentRepo": True, "more": 1}],
}
CODEMETA: dict[str, Any] = {
    "@context": "https://w3id.org/codemeta/3.0",
    "@type": "SoftwareSourceCode",
    "name": "Ledger",
    "description": "Double-entry bookkeeping.",
    "keywords": ["books"],
    "license": "https://spdx.org/licenses/MIT",
    "programmingLanguage": "Java",
    "developmentStatus": "wip",
    "softwareHelp": "https://docs.acme.example/",
    "issueTracker": "https://git.acme.example/payments/ledger/issues",
    "buildInstructions": "https://docs.acme.example/start",
    "version": "1.2",
    "author": [{"@type": "Person", "givenName": "Grace"}],
    "maintainer": [
        {"@type": "Organization", "name": "Payments"},
        {"@type": "Person", "name": "Ada", "email": "a@b.example"},
    ],
}
USAGES = {"openSource", "governmentWideReuse", "exemptByLaw"}


def read(role: DocumentRole, document: object) -> tuple[Metadata, Mapping[str, object]]:
    described, problems = read_described(role, json.dumps(document).encode(), "x", About(url=URL, name="ledger"))
    assert described is not None
    assert problems == (), problems
    return described.metadata, json.loads(described.kept)


def project_of(metadata: Metadata) -> Project:
    """The project that says exactly this."""
    names = ("title", "description", "topics", "language", "docs", "trusted_committers", "communication", "license")
    said = {name: getattr(metadata, name) for name in (*names, "lifecycle", "getting_started")}
    empty: dict[str, Any] = dict.fromkeys(("topics", "trusted_committers", "communication"), ())
    known: dict[str, Any] = {name: empty.get(name) if value is None else value for name, value in said.items()}
    bare = make_project(
        url=URL, motivation=None, skills=(), team=metadata.owner or "Nobody", languages=(), releases=None
    )
    known["title"] = metadata.title or "ledger"
    return replace(bare, **known)


def check_publiccode(document: Any) -> None:
    """What version 0 requires. Source: the standard, and its validator."""
    assert document["publiccodeYmlVersion"] in ("0", "0.4", "0.5")
    assert document["name"]
    assert document["url"].startswith("http")
    assert document["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    kinds = r"standalone/(?:mobile|iot|desktop|web|backend|other)|addon|library|configurationFiles"
    assert re.fullmatch(kinds, document["softwareType"])
    for name in ("platforms", "categories"):
        assert document[name]
        assert all(isinstance(one, str) for one in document[name])
    for one in document["description"].values():
        assert 0 < len(one["shortDescription"]) <= 150
        assert 150 <= len(one.get("longDescription", "x" * 150)) <= 10_000
    assert any("longDescription" in one and one["features"] for one in document["description"].values())
    assert document["legal"]["license"]
    maintenance = document["maintenance"]
    assert maintenance["type"] in ("internal", "contract", "community", "none")
    if maintenance["type"] in ("internal", "community"):
        assert all(one["name"] for one in maintenance["contacts"])
    assert isinstance(document["localisation"]["localisationReady"], bool)
    assert document["localisation"]["availableLanguages"]


def check_release(entry: Any) -> None:
    """What code.gov's schema 2.0.0 requires of an entry."""
    assert {"name", "permissions", "repositoryURL", "description", "laborHours", "tags", "contact"} <= entry.keys()
    assert entry["permissions"].keys() <= {"licenses", "usageType", "exemptionText"}
    assert entry["permissions"]["usageType"] in USAGES
    for one in entry["permissions"]["licenses"] or ():
        assert one.keys() <= {"URL", "name"}
    assert isinstance(entry["laborHours"], int | float)
    assert entry["contact"].keys() <= {"email", "name", "URL", "phone"}
    assert "@" in entry["contact"]["email"]
    for one in entry.get("relatedCode", ()):
        assert one.keys() <= {"name", "URL", "isGovernmentRepo"}


def exported(project: Project, kept: Mapping[DocumentRole, Mapping[str, object]]) -> dict[str, bytes]:
    reports = export_reports([project], lambda _: kept)
    files = metadata_exports([project], lambda _: kept, reports, SETTINGS, NOW, in_full=lambda one: one)
    return {path: b"".join(pieces) for path, pieces in files}


def test_a_publiccode_yml_comes_back_with_everything_and_valid() -> None:
    metadata, kept = read(DocumentRole.PUBLICCODE, PUBLICCODE)
    project = project_of(metadata)
    files = exported(project, {DocumentRole.PUBLICCODE: kept})
    document = yaml.safe_load(files[publiccode_path(project)])
    check_publiccode(document)
    expected = json.loads(json.dumps(PUBLICCODE))
    del expected["maintenance"]["contacts"][0]["phone"]
    expected["description"]["en"]["longDescription"] = expected["description"]["en"]["longDescription"].strip()
    assert document == expected
    (again, _) = read(DocumentRole.PUBLICCODE, document)
    assert again == metadata


def test_what_the_catalogue_knows_better_takes_the_place() -> None:
    metadata, kept = read(DocumentRole.PUBLICCODE, PUBLICCODE)
    changes: dict[str, Any] = {"lifecycle": Lifecycle.ARCHIVED, "license": "MIT", "description": "Books for all."}
    changed = replace(project_of(metadata), title="General ledger", **changes)
    document, missing = publiccode(changed, kept)
    assert document is not None
    assert missing == ()
    check_publiccode(document)
    assert (document["name"], document["developmentStatus"]) == ("General ledger", "obsolete")
    assert document["legal"] == {"license": "MIT", "mainCopyrightOwner": "Acme"}
    assert document["description"]["en"]["shortDescription"] == "Books for all."  # type: ignore[index]


def test_an_entry_of_code_json_comes_back_valid() -> None:
    metadata, kept = read(DocumentRole.CODE_JSON, CODE_JSON)
    entry, missing = code_json.release(project_of(metadata), kept)
    assert entry is not None
    assert missing == ()
    check_release(entry)
    assert entry["permissions"] == {**CODE_JSON["permissions"], "usageType": "openSource"}
    assert (entry["status"], entry["laborHours"], entry["contact"]) == ("Beta", 4785, CODE_JSON["contact"])
    assert read(DocumentRole.CODE_JSON, {"releases": [entry]})[0] == metadata


def test_a_codemeta_json_comes_back_with_terms_that_the_catalogue_has_no_field_for() -> None:
    metadata, kept = read(DocumentRole.CODEMETA, CODEMETA)
    ((_, pieces),) = codemeta.codemeta([project_of(metadata)], SETTINGS, lambda _: kept)
    document = json.loads(b"".join(pieces))
    (software,) = document["@graph"]
    assert software["author"] == CODEMETA["author"]
    assert software["version"] == "1.2"
    assert read(DocumentRole.CODEMETA, document)[0] == metadata


def test_what_is_missing_is_told_and_nothing_invalid_is_written() -> None:
    project = make_project(url=URL, license="MIT", lifecycle=Lifecycle.ACTIVE)
    files = exported(project, {})
    assert publiccode_path(project) not in files
    assert json.loads(files["api/v1/code.json"])["releases"] == []
    formats = {one["file"]: one for one in json.loads(files[PATH])["formats"]}
    assert formats["codemeta.json"]["projects"] == formats["catalog-info.yaml"]["projects"] == 1
    (reason,) = formats["code.json"]["left_out"]
    assert {"permissions", "laborHours"} <= {*reason["missing"]}
    assert reason["projects"] == [project.key]
    (reason,) = formats["publiccode.yml"]["left_out"]
    assert {"platforms", "softwareType", "localisation", "description/features"} <= {*reason["missing"]}


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["web", "en", "openSource"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from([*varied_projects(), *extreme_projects(), *hostile_projects()]),
    st.dictionaries(st.sampled_from([*PUBLICCODE, *CODE_JSON]), _ANYTHING),
    st.booleans(),
)
def test_whatever_a_file_held_an_export_is_valid_or_left_out(
    project: Project, changes: dict[str, object], publiccode_too: bool
) -> None:
    document, missing = publiccode(project, {**(PUBLICCODE if publiccode_too else {}), **changes})
    assert (document is None) == bool(missing)
    if document is not None:
        check_publiccode(document)
    entry, missing = code_json.release(project, {**CODE_JSON, **changes})
    assert (entry is None) == bool(missing)
    if entry is not None:
        check_release(entry)


@given(
    st.fixed_dictionaries(
        {
            "developmentStatus": st.sampled_from(["concept", "development", "beta", "stable", "obsolete"]),
            "name": st.text("abcdefg XYZ-:#é漢", min_size=1, max_size=40).filter(lambda text: text.strip()),
            "categories": st.lists(st.sampled_from(["accounting", "crm", "it-security"]), min_size=1, unique=True),
            "legal": st.fixed_dictionaries({"license": st.sampled_from(["MIT", "EUPL-1.2", "GPL-3.0-or-later"])}),
        }
    )
)
def test_round_trips_of_publiccode_keep_every_fact(changes: dict[str, Any]) -> None:
    metadata, kept = read(DocumentRole.PUBLICCODE, {**PUBLICCODE, **changes})
    project = project_of(metadata)
    files = exported(project, {DocumentRole.PUBLICCODE: kept})
    document = yaml.safe_load(files[publiccode_path(project)])
    check_publiccode(document)
    assert {name: document[name] for name in ("developmentStatus", "categories", "legal")} == {
        name: changes[name] for name in ("developmentStatus", "categories", "legal")
    }
    assert read(DocumentRole.PUBLICCODE, document)[0] == metadata


_NAMES = st.text("abcdefg XYZ-:#é漢", min_size=1, max_size=40).filter(lambda text: text.strip())
_WORDS = st.lists(st.sampled_from(["accounting", "crm", "it-security", "Bücher", "会計"]), min_size=1, unique=True)
_ADDRESSES = st.sampled_from(["https://docs.acme.example/a", "https://git.acme.example/x/y/issues"])
_LICENCES = st.sampled_from(["MIT", "EUPL-1.2", "GPL-3.0-or-later", "Apache-2.0 OR MIT"])


@given(
    st.fixed_dictionaries(
        {
            "name": _NAMES,
            "description": _NAMES,
            "tags": _WORDS,
            "status": st.sampled_from([*code_json.WORDS.values()]),
            "organization": _NAMES,
            "laborHours": st.integers(0, 10**6) | st.integers(0, 10**6).map(lambda quarters: quarters / 4),
            "contact": st.fixed_dictionaries({"email": st.sampled_from(["a@b.example"]), "name": _NAMES}),
            "permissions": st.fixed_dictionaries(
                {
                    "usageType": st.sampled_from(sorted(USAGES)),
                    "licenses": st.lists(_LICENCES, min_size=1, max_size=2, unique=True).map(
                        lambda found: [{"name": one, "URL": f"https://x.example/{at}"} for at, one in enumerate(found)]
                    ),
                }
            ),
        },
        optional={
            "version": st.sampled_from(["1.2", "2026-11"]),
            "homepageURL": _ADDRESSES,
            "languages": st.lists(st.sampled_from(["Java", "Go", "C++"]), min_size=1, unique=True),
            "partners": st.lists(st.fixed_dictionaries({"name": _NAMES, "email": st.just("c@d.example")}), min_size=1),
            "reusedCode": st.lists(st.fixed_dictionaries({"name": _NAMES, "URL": _ADDRESSES}), min_size=1),
        },
    )
)
def test_round_trips_of_code_json_keep_every_fact(changes: dict[str, Any]) -> None:
    document = {"repositoryURL": URL, **changes}
    metadata, kept = read(DocumentRole.CODE_JSON, document)
    entry, missing = code_json.release(project_of(metadata), kept)
    assert entry is not None, missing
    check_release(entry)
    unchanged = changes.keys() - {"name", "description", "organization", "contact", "partners", "reusedCode"}
    assert {name: entry[name] for name in unchanged} == {name: changes[name] for name in unchanged}
    partners: Any = entry.get("partners", ())
    assert [one["email"] for one in partners] == [one["email"] for one in changes.get("partners", ())]
    again, kept_again = read(DocumentRole.CODE_JSON, {"releases": [entry]})
    assert again == metadata
    own = kept.keys() - {"name", "description", "organization"}  # compared as facts: spaces may differ
    assert {name: kept_again.get(name) for name in own} == {name: kept[name] for name in own}


_TERMS: dict[str, st.SearchStrategy[Any]] = {
    "description": _NAMES,
    "keywords": _WORDS,
    "license": st.one_of(_LICENCES, st.lists(st.sampled_from(["MIT", "ISC", "Zlib"]), min_size=2, unique=True)),
    "developmentStatus": st.sampled_from(["concept", "wip", "active", "inactive", "abandoned", "suspended"]),
    "programmingLanguage": st.lists(st.sampled_from(["Java", "Go", "R"]), min_size=1, unique=True),
    "softwareHelp": _ADDRESSES,
    "issueTracker": _ADDRESSES,
    "buildInstructions": _ADDRESSES | st.just("See INSTALL."),
    "version": st.sampled_from(["1.2", "2026-11"]),
    "maintainer": st.lists(
        st.fixed_dictionaries({"@type": st.just("Person"), "name": _NAMES, "email": st.just("a@b.example")}),
        min_size=1,
        max_size=3,
        unique_by=lambda one: " ".join(str(one["name"]).split()),
    ),
    "author": st.lists(st.fixed_dictionaries({"@type": st.just("Person"), "givenName": _NAMES}), min_size=1),
    "funder": st.fixed_dictionaries({"@type": st.just("Organization"), "name": _NAMES}),
    "operatingSystem": _WORDS,
    "referencePublication": st.fixed_dictionaries({"@id": _ADDRESSES}),
}


@given(st.fixed_dictionaries({"name": _NAMES}, optional=_TERMS))
def test_round_trips_of_codemeta_keep_every_fact_and_every_further_term(changes: dict[str, Any]) -> None:
    metadata, kept = read(DocumentRole.CODEMETA, {"@type": "SoftwareSourceCode", **changes})
    ((_, pieces),) = codemeta.codemeta([project_of(metadata)], SETTINGS, lambda _: kept)
    document = json.loads(b"".join(pieces))
    again, kept_again = read(DocumentRole.CODEMETA, document)
    assert replace(again, owner=metadata.owner) == metadata  # the catalogue always knows a team
    # The first three are compared as facts: spaces between words may differ.
    own = kept.keys() - {"name", "description", "maintainer", "license", "developmentStatus", "programmingLanguage"}
    assert {name: kept_again.get(name) for name in own} == {name: kept[name] for name in own}
    software: Any = document["@graph"][0]
    if "developmentStatus" in changes:
        assert software["developmentStatus"].rpartition("#")[2] == changes["developmentStatus"]
    assert {*software.get("programmingLanguage", ())} >= {*changes.get("programmingLanguage", ())}


@pytest.mark.parametrize("key", ["no", "on", "y", "a b", "é", "1", "x:y", "- z", ""])
def test_keys_that_yaml_would_take_for_something_else_are_quoted(key: str) -> None:
    from innersource_marketplace.render.data.yaml_blocks import yaml_block

    value = {key: [{"a": [1, True, [], {}, ["x", [2.5]]]}, "text: # no"]}
    assert yaml.safe_load(yaml_block(value)) == value
