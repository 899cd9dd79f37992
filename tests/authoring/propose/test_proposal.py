"""A first innersource.json from what a repository says: the right words, nothing hostile, no filler."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.authoring.propose import Proposal, propose
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.model import ObjectId

REMOTE = "https://git@github.com/acme/pay-ledger.git"
README = """---
layout: home
---
<!-- the logo -->
<p align="center"><img src="logo.png"></p>

[![Build](https://ci.acme.example/b.svg)](https://ci.acme.example) ![Coverage](https://ci.acme.example/c.svg)

# pay-ledger

> A quotation.

**Ledger** is a [double-entry](https://wiki.acme.example) bookkeeping service that every
team uses to book `money`, with exports.

## Use
"""
BACKSTAGE = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: pay-ledger
  title: Ledger
  description: Double-entry bookkeeping as a service.
  tags: [payments, accounting]
  links:
    - {url: "https://docs.acme.example/ledger", title: Documentation}
    - {url: "https://chat.acme.example/ledger", title: Team chat}
spec:
  type: service
  lifecycle: production
  owner: group:default/payments
---
kind: API
"""
PUBLICCODE = """publiccodeYmlVersion: "0.4"
name: Ledger
developmentStatus: beta
categories: [accounting]
legal: {license: EUPL-1.2}
maintenance: {type: internal, contacts: [{name: Ada Lovelace, email: ada@acme.example}]}
description:
  de: {shortDescription: Doppelte Buchführung als Dienst.}
  en: {shortDescription: Double-entry bookkeeping as a service., documentation: "https://docs.acme.example/l"}
"""
POM = """<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><artifactId>parent</artifactId><name>Parent</name></parent>
  <artifactId>ledger</artifactId><name>{name}</name><description>Books money twice, as one should.</description>
  <licenses><license><name>The Apache License, Version 2.0</name></license></licenses>
</project>"""


def proposed(files: Mapping[str, str | bytes], remote: str | None = None, folder: str = "somewhere") -> Proposal:
    contents = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
    listed = [File(path=path, oid=ObjectId(""), kind="file", size=len(data)) for path, data in contents.items()]
    proposal = propose(listed, contents.get, remotes=(remote,) if remote else (), folder=folder)
    assert [p for p in check_file("innersource.json", proposal.as_json().encode()) if p.code != "recommended"] == []
    return proposal


def fields(files: Mapping[str, str | bytes], remote: str | None = None) -> dict[str, object]:
    proposal = proposed(files, remote)
    found: dict[str, object] = json.loads(proposal.as_json())
    assert found == {field.name: field.value for field in proposal.fields}
    return found


def test_a_readme_gives_title_and_description() -> None:
    found = fields({"README.md": README})
    assert found["title"] == "Pay ledger"
    assert found["description"] == (
        "Ledger is a double-entry bookkeeping service that every team uses to book money, with exports."
    )


@pytest.mark.parametrize(
    ("name", "text", "title", "description"),
    [
        (
            "README.md",
            "Ledger\n======\n\nBooks money twice, as one should.\n",
            "Ledger",
            "Books money twice, as one should.",
        ),
        (
            "README.rst",
            "======\nLedger\n======\n\n.. image:: x.png\n   :alt: x\n\n"
            "Books `money <https://m.example>`_ twice, as *one* should.\n",
            "Ledger",
            "Books money twice, as one should.",
        ),
        (
            "README.adoc",
            "= Ledger\n:toc:\n\nBooks money twice, as one should.\n",
            "Ledger",
            "Books money twice, as one should.",
        ),
        (
            "README.md",
            "<h1>Ledger &amp; co</h1>\n\nBooks money twice, as one should.",
            "Ledger & co",
            "Books money twice, as one should.",
        ),
        ("README", "no heading, only these words of prose\n", None, "no heading, only these words of prose"),
        (
            "README.md",
            "# L\n\n```\nnot this code at all\n```\n\n- nor this list of things\n\nBut this line of prose.\n",
            "L",
            "But this line of prose.",
        ),
        ("README.md", "", None, None),
    ],
)
def test_readmes_of_any_format_are_understood(name: str, text: str, title: str | None, description: str | None) -> None:
    found = fields({name: text})
    assert found["title"] == (title or "Somewhere")
    assert found.get("description") == description


def test_files_for_portals_win_over_those_for_build_tools() -> None:
    package = '{"name": "@acme/ledger-core", "description": "Core of the ledger, for npm.", "keywords": ["npm"]}'
    found = fields({"catalog-info.yaml": BACKSTAGE, "package.json": package, "README.md": README}, REMOTE)
    assert found == {
        "title": "Ledger",
        "description": "Double-entry bookkeeping as a service.",
        "topics": ["payments", "accounting"],
        "docs": "https://docs.acme.example/ledger",
        "owner": "Payments",
        "communication": {
            "chat": "https://chat.acme.example/ledger",
            "issues": "https://github.com/acme/pay-ledger/issues",
        },
        "lifecycle": "active",
    }


def test_of_several_entities_the_component_is_the_project() -> None:
    group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\n  title: Payments team\n"
    interface = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: ledger-api\n  title: Ledger API\n"
    found = fields({"catalog-info.yaml": f"{group}---\n{interface}---\n{BACKSTAGE}"})
    assert found["title"] == "Ledger"
    assert fields({"catalog-info.yaml": f"{group}---\n{interface}"})["title"] == "Ledger API"
    assert fields({"catalog-info.yaml": group})["title"] == "Somewhere"


def test_publiccode_is_read_in_english() -> None:
    found = fields({"publiccode.yml": PUBLICCODE})
    assert found == {
        "title": "Ledger",
        "description": "Double-entry bookkeeping as a service.",
        "topics": ["accounting"],
        "docs": "https://docs.acme.example/l",
        "trusted_committers": ["Ada Lovelace"],
        "lifecycle": "experimental",
        "license": "EUPL-1.2",
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "pyproject.toml",
            '[project]\nname = "pay-ledger"\ndescription = "Books money twice, as one should."\nlicense = "MIT"\n'
            'keywords = ["money"]\nmaintainers = [{name = "Ada", email = "a@acme.example"}]\n'
            '[project.urls]\nDocumentation = "https://docs.acme.example/"\nIssues = "https://issues.acme.example/"\n',
            {
                "title": "Pay ledger",
                "description": "Books money twice, as one should.",
                "topics": ["money"],
                "docs": "https://docs.acme.example/",
                "trusted_committers": ["Ada"],
                "communication": {"issues": "https://issues.acme.example/"},
                "license": "MIT",
            },
        ),
        (
            "pyproject.toml",
            '[tool.poetry]\nname = "ledger"\ndescription = "Books money twice, as one should."\n',
            {"title": "Ledger", "description": "Books money twice, as one should."},
        ),
        (
            "package.json",
            '{"name": "@acme/pay-ledger", "description": "Books money twice, as one should.", "license": "UNLICENSED",'
            ' "bugs": {"url": "https://issues.acme.example/"}, "homepage": "https://acme.github.io/ledger"}',
            {
                "title": "Pay ledger",
                "description": "Books money twice, as one should.",
                "docs": "https://acme.github.io/ledger",
                "communication": {"issues": "https://issues.acme.example/"},
            },
        ),
        (
            "Cargo.toml",
            '[package]\nname = "ledger"\ndescription = "Books money twice, as one should."\n'
            'license = "MIT OR Apache-2.0"\n',
            {"title": "Ledger", "description": "Books money twice, as one should.", "license": "MIT OR Apache-2.0"},
        ),
        (
            "composer.json",
            '{"name": "acme/ledger", "description": "Books money twice, as one should.", "support": {"docs": "https://d.acme.example/"}}',
            {"title": "Ledger", "description": "Books money twice, as one should.", "docs": "https://d.acme.example/"},
        ),
        (
            "pom.xml",
            POM.format(name="Ledger"),
            {"title": "Ledger", "description": "Books money twice, as one should.", "license": "Apache-2.0"},
        ),
        (
            "pom.xml",
            POM.format(name="${project.artifactId}"),
            {"title": "Ledger", "description": "Books money twice, as one should.", "license": "Apache-2.0"},
        ),
        ("go.mod", "module git.acme.example/payments/pay-ledger/v2\n\ngo 1.22\n", {"title": "Pay ledger"}),
        ("settings.gradle.kts", 'rootProject.name = "pay-ledger"\n', {"title": "Pay ledger"}),
        (
            "build.gradle",
            "description = 'Books money twice, as one should.'\n",
            {"title": "Somewhere", "description": "Books money twice, as one should."},
        ),
        (
            "src/Ledger.csproj",
            "<Project><PropertyGroup><Title>Ledger</Title><PackageTags>money;books</PackageTags></PropertyGroup></Project>",
            {"title": "Ledger", "topics": ["money", "books"]},
        ),
        (
            "CITATION.cff",
            "cff-version: 1.2.0\ntitle: Ledger\nabstract: Books money twice, as one should.\n"
            "keywords: [money]\nlicense: MIT\n",
            {
                "title": "Ledger",
                "description": "Books money twice, as one should.",
                "topics": ["money"],
                "license": "MIT",
            },
        ),
    ],
)
def test_each_manifest_is_read(name: str, text: str, expected: dict[str, object]) -> None:
    found = fields({name: text})
    assert {key: found.get(key) for key in expected} == expected


def test_owners_files_and_remote_say_the_rest_and_where_it_came_from() -> None:
    files = {
        ".github/CODEOWNERS": "* @ada @acme/payments-team someone@acme.example\n/docs @grace\n",
        "CONTRIBUTING.md": "Welcome.",
        "LICENSE": "SPDX-License-Identifier: Apache-2.0\n",
        "src/a.go": "x" * 900,
        "src/b.py": "x" * 50,
        "deploy/c.sh": "x" * 300,
    }
    proposal = proposed(files, REMOTE)
    assert {field.name: (field.value, field.origin) for field in proposal.fields} == {
        "title": ("Pay ledger", "the git remote"),
        "skills": (["Go", "Shell"], "its files"),
        "language": ("Go", "its files"),
        "owner": ("Payments team", ".github/CODEOWNERS"),
        "trusted_committers": (["@ada", "@grace"], ".github/CODEOWNERS"),
        "communication": ({"issues": "https://github.com/acme/pay-ledger/issues"}, "the git remote"),
        "license": ("Apache-2.0", "LICENSE"),
        "getting_started": ("https://github.com/acme/pay-ledger/blob/HEAD/CONTRIBUTING.md", "the git remote"),
    }
    assert proposal.missing == ("description", "motivation", "contributions", "docs", "gigs")


def test_a_token_in_the_remote_stays_there() -> None:
    proposal = proposed({"CONTRIBUTING.md": "Hi."}, "https://user:t0ken@gitlab.acme.example:8443/a/b/pay-ledger.git")
    assert "t0ken" not in proposal.as_json()
    assert json.loads(proposal.as_json())["getting_started"] == (
        "https://gitlab.acme.example:8443/a/b/pay-ledger/-/blob/HEAD/CONTRIBUTING.md"
    )


def test_an_empty_repository_gives_its_name_only() -> None:
    assert proposed({}, folder="pay-ledger").as_json() == '{\n  "title": "Pay ledger"\n}\n'


def test_what_the_check_would_refuse_is_left_out() -> None:
    package = (
        '{"name": "x", "description": "Lorem ipsum", "homepage": "https://docs.example.com/x", "keywords": ["TODO"]}'
    )
    assert set(fields({"package.json": package, "README.md": "# TODO\n\nyour description here and so on:\n"})) == {
        "title"
    }


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE p [<!ENTITY a "b">]><project><name>&a;</name></project>',
        '<!DOCTYPE p SYSTEM "file:///etc/passwd"><project><name>Secret</name></project>',
        "<project><name>Half",
        "<a>" * 100_000,
        "<project>" + "<name>x</name>" * 30_000,
        "\x00",
    ],
)
def test_xml_that_plays_tricks_says_nothing(xml: str) -> None:
    assert fields({"pom.xml": xml, "a.csproj": xml}) == {"title": "Somewhere"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pyproject.toml", b"a = " + b"[" * 100_000),
        ("pyproject.toml", b"a." * 100_000 + b"b = 1"),
        ("pyproject.toml", b"[project]\nname = " + b'"' * 3 + b"x" * 400_000),
        ("package.json", b"[" * 100_000),
        ("package.json", b'{"name": ["x"], "keywords": {"a": 1}, "bugs": [], "maintainers": [[], 7, {"name": []}]}'),
        ("catalog-info.yaml", b"a: &a [*a, *a]\nmetadata: [1]\nspec: x\n"),
        ("catalog-info.yaml", b"metadata: {links: {a: b}, tags: {c: d}, name: !!python/object:os.system x}\n"),
        ("publiccode.yml", b"description: [1]\nmaintenance: {contacts: x}\ndevelopmentStatus: [beta]\n"),
        ("CITATION.cff", b"license: []\ntitle: [x]\nkeywords: 7\n"),
        ("README.md", b"# " + b"[" * 60_000),
        ("README.md", b"![" * 30_000 + b"\n\n" + b"<!--" * 10_000),
        ("README.md", (b"<" * 1_900 + b"\n") * 30),
        ("README.rst", (b"`" * 1_900 + b"\n") * 30),
        ("go.mod", b"module " + b"/" * 400_000),
        ("build.gradle", (b" " * 50 + b"\n") * 9_000),
        ("CODEOWNERS", b"* " + b"@a/b " * 50_000),
    ],
)
def test_hostile_files_say_nothing_and_take_no_time(name: str, data: bytes) -> None:
    import time

    start = time.process_time()
    proposed({name: data})
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> is a script for you", "Run `rm -rf` \x1b[31mnow\u202e and then"]
)
def test_hostile_words_are_plain_words(text: str) -> None:
    written = proposed({"package.json": json.dumps({"description": text})}).as_json()
    assert "\x1b" not in written
    assert "\u202e" not in written


NAMES = [
    "README.md",
    "README.rst",
    "pyproject.toml",
    "package.json",
    "pom.xml",
    "go.mod",
    "Cargo.toml",
    "composer.json",
]
NAMES += ["a.csproj", "build.gradle", "catalog-info.yaml", "publiccode.yml", "CITATION.cff", "CODEOWNERS", "LICENSE"]
SNIPPETS = st.sampled_from([README, BACKSTAGE, PUBLICCODE, POM, "[project]\nname='x'\n", '{"name": "x"}', "* @a"])


@given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=40) | st.text(max_size=60) | SNIPPETS, max_size=4))
def test_whatever_the_files_hold_the_result_passes_the_check(files: dict[str, str | bytes]) -> None:
    proposed({name: data.encode("utf-8", "replace") if isinstance(data, str) else data for name, data in files.items()})
