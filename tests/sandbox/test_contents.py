"""The files of a project are read by a child process, with one deadline for all of them."""

import sys
import time

import pytest

from git_repositories.hostile import MANIFESTS
from innersource_marketplace.errors import Severity
from innersource_marketplace.formats.code_owners import code_owners, whole_owners
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.formats.manifests import read_manifests
from innersource_marketplace.reference.licenses import what_files_say
from innersource_marketplace.sandbox.converter import ReadmeConverter

METADATA = b'{"title": "Ledger", "titel": 1, "skills": ["Go", "SQL"], "\\ud800": true}'
OWNERS = b"* @acme/team\n/docs @ada\n"
FILES = [("go.mod", b"module acme.example/x\n\nrequire acme.example/y v1.0.0\n"), ("package.json", b'{"name": "x"}')]


def test_a_child_says_what_the_readers_say() -> None:
    with ReadmeConverter(1) as converter:
        contents = converter.contents()
        metadata, problems = contents.metadata(METADATA, "x/innersource.json")
        assert metadata == read_metadata(METADATA, "x/innersource.json")[0]
        assert [one.code for one in problems] == [one.code for one in read_metadata(METADATA, "x")[1]]
        assert contents.code_owners(OWNERS) == (code_owners(OWNERS.decode()), whole_owners(OWNERS.decode()))
        licenses = {"LICENSE": "SPDX-License-Identifier: MIT\n", "COPYING": "a poem\n"}
        sent = {path: text.encode() for path, text in licenses.items()}
        assert contents.licenses({**sent, "NOTICE": None}) == what_files_say({**licenses, "NOTICE": None})
        assert contents.manifests(FILES) == read_manifests(FILES)
        assert not contents.late


def test_what_takes_too_long_is_unknown_and_so_is_what_follows() -> None:
    with ReadmeConverter(1) as converter:
        contents = converter.contents(seconds=0.02)
        assert contents.manifests([*MANIFESTS.items()]) is None
        assert contents.late
        _, (problem,) = contents.metadata(b"{}", "x/innersource.json")
        assert (problem.code, problem.severity, problem.pointer) == ("content-too-slow", Severity.ERROR, "")
        assert contents.code_owners(OWNERS) is None
        # The next project has time of its own.
        assert converter.contents().code_owners(OWNERS) == (("@acme/team", "@ada"), ("@acme/team",))


def test_a_project_without_files_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    with ReadmeConverter(1) as converter:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        assert converter.contents().manifests([]) == read_manifests([])


@pytest.mark.parametrize("name", MANIFESTS)
def test_reading_the_slowest_manifests_takes_less_than_their_deadline(name: str) -> None:
    started = time.process_time()
    read_manifests([(name, MANIFESTS[name])])
    assert time.process_time() - started < 1
