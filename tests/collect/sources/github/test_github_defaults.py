"""What repositories inherit from their account's `.github`, as GitHub has it, and what follows when that changes."""

from datetime import timedelta
from typing import Any

import pytest
from github_nights import HOST, NOW, night, repository

from github_server import Fault, HostedRepository, World, graphql, serve
from github_server.faults import overriding, timeout
from innersource_marketplace.model import Defaults, DocumentRole, ProjectKey
from innersource_marketplace.reference.forge_urls import inherited_url

DAY = timedelta(days=1)
LEDGER = ProjectKey(f"{HOST}/acme/ledger")
FILES = {
    "README.md": b"# Of all\n",
    "CONTRIBUTING.md": b"# How\n",
    "docs/SUPPORT.md": b"# Root wins over docs\n",
    "SUPPORT.md": b"# Help\n",
    ".github/SECURITY.md": b"# Tell us\n",
    "SECURITY.md": b"# The folder .github wins\n",
    "CODE_OF_CONDUCT.md": b"# Be kind\n",
    ".github/ISSUE_TEMPLATE/bug.yml": b"name: Bug\n",
    ".github/pull_request_template.md": b"What and why\n",
    "LICENSE": b"SPDX-License-Identifier: MIT\n",
    "CODEOWNERS": b"* @acme/everybody\n",
    "AGENTS.md": b"Run make.\n",
}
INHERITED = {
    DocumentRole.CODE_OF_CONDUCT: "CODE_OF_CONDUCT.md",
    DocumentRole.CONTRIBUTING: "CONTRIBUTING.md",
    DocumentRole.ISSUE_TEMPLATE: ".github/ISSUE_TEMPLATE/bug.yml",
    DocumentRole.PULL_REQUEST_TEMPLATE: ".github/pull_request_template.md",
    DocumentRole.SECURITY: ".github/SECURITY.md",
    DocumentRole.SUPPORT: "SUPPORT.md",
}


def shared(**more: Any) -> HostedRepository:
    return repository(".github", FILES, **{"topics": (), **more})


def test_a_repository_inherits_what_it_has_not_itself() -> None:
    own = repository("wallet", {"README.md": b"# Wallet\n", "docs/contributing.md": b"# Ours\n"})
    with serve(World(repositories=(shared(), repository("ledger"), own))) as server:
        found = night(server)
    ledger, wallet = found.changed["acme/ledger"].collected.facts, found.changed["acme/wallet"].collected.facts
    assert ledger.inherited == INHERITED
    assert wallet.inherited == {role: path for role, path in INHERITED.items() if role is not DocumentRole.CONTRIBUTING}
    assert (ledger.license, ledger.code_owners) == (None, ())
    assert ledger.documents.keys() == {DocumentRole.README}
    address = inherited_url(ledger, DocumentRole.SECURITY)
    assert address == f"{server.origin}/acme/.github/blob/main/.github/SECURITY.md"
    assert inherited_url(wallet, DocumentRole.CONTRIBUTING) is None


def test_a_link_in_the_place_of_a_file_is_a_file_of_its_own() -> None:
    files = {"README.md": b"# Linked\n", "CONTRIBUTING.md": b"docs/how.md"}
    linked = repository("linked", files, modes={"CONTRIBUTING.md": "120000"})
    with serve(World(repositories=(shared(), linked))) as server:
        facts = night(server).changed["acme/linked"].collected.facts
    assert DocumentRole.CONTRIBUTING not in {*facts.documents, *facts.inherited}


@pytest.mark.parametrize(
    "defaults",
    [shared(visibility="PRIVATE"), shared(visibility="INTERNAL"), repository(".github", {"README.md": b"#"})],
)
def test_only_a_public_repository_with_such_files_gives_any(defaults: HostedRepository) -> None:
    with serve(World(repositories=(defaults, repository("ledger")))) as server:
        found = night(server)
        alone = night(server, repositories=("acme/ledger",), accounts=())
    assert [night_.by_key[LEDGER].defaults for night_ in (found, alone)] == [None, None]
    assert "SECURITY" not in repr(found.outcomes) + repr(alone.outcomes)


def test_an_account_costs_one_request_more_and_none_if_it_has_no_such_repository() -> None:
    ordinary = (repository("ledger"), repository("wallet"))
    with serve(World(repositories=ordinary)) as server:
        without = night(server).operations
    with serve(World(repositories=(*ordinary, shared()))) as server:
        found = night(server)
        again = night(server, found.by_key)
    assert len(found.operations) == len(without) + 1
    # Looked at anew or not: nothing of them is different.
    assert again.unchanged == {"acme/ledger", "acme/wallet"}


def test_projects_follow_the_defaults_although_they_have_not_changed_themselves() -> None:
    ledger = repository("ledger")
    with serve(World(repositories=(shared(), ledger))) as server:
        known = dict(night(server).by_key)
        less = {path: data for path, data in FILES.items() if "CONTRIBUTING" not in path}
        server.world = World(repositories=(repository(".github", less, topics=(), pushed_at=NOW), ledger))
        second = night(server, known, now=NOW + DAY)
        assert DocumentRole.CONTRIBUTING not in second.by_key[LEDGER].inherited
        assert second.changed["acme/ledger"].problems_stay
        known |= second.by_key

        server.world = World(repositories=(shared(visibility="PRIVATE"), ledger))
        third = night(server, known, now=NOW + 2 * DAY)
        assert third.by_key[LEDGER].defaults is None
        known |= third.by_key

        server.world = World(repositories=(ledger,))
        assert night(server, known, now=NOW + 3 * DAY).unchanged == {"acme/ledger"}


def test_what_cannot_be_read_stays_as_it_was_known_and_is_unknown_if_it_never_was() -> None:
    with serve(World(repositories=(shared(), repository("ledger")))) as server:
        known = night(server).by_key
        server.add_fault(Fault(on=graphql(repository="acme/.github"), respond=timeout()))
        second = night(server, known, now=NOW + DAY)
        first_ever = night(server)
    assert (known | second.by_key)[LEDGER].inherited == INHERITED
    assert first_ever.by_key[LEDGER].defaults == Defaults(owner="acme", documents=None)
    assert second.notices == first_ever.notices == ["defaults-unread"]


@pytest.mark.parametrize("visibility", ["PRIVATE", "PARTNERS"])
def test_what_turns_private_between_two_questions_tells_nothing(visibility: str) -> None:
    hidden = overriding("acme/.github", {"visibility": visibility})
    with serve(World(repositories=(shared(), repository("ledger")))) as server:
        server.add_fault(Fault(on=graphql("Details", repository="acme/.github"), respond=hidden))
        assert night(server).by_key[LEDGER].defaults is None


def test_a_repository_that_only_leads_elsewhere_is_no_place_for_defaults() -> None:
    renamed = repository("health", FILES, topics=(), former_names=("acme/.github",))
    with serve(World(repositories=(renamed, repository("ledger")))) as server:
        assert night(server, accounts=(), repositories=("acme/ledger",)).by_key[LEDGER].defaults is None


def test_an_entry_of_the_catalogue_inherits_too_and_the_account_is_asked_by_name() -> None:
    with serve(World(repositories=(shared(), repository("ledger")))) as server:
        assert night(server, accounts=(), repositories=("acme/ledger",)).by_key[LEDGER].inherited == INHERITED
