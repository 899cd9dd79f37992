"""The private commit addresses of GitLab stand for accounts, as those of GitHub do."""

from innersource_marketplace.formats.authors import author_id


def test_a_private_address_of_gitlab_is_its_account() -> None:
    assert author_id("4711-ada@users.noreply.gitlab.acme.example") == author_id("ada")
    assert author_id("4711+ada@users.noreply.github.com") == author_id("ada")
    assert author_id("4711-ada@users.noreply.github.com") == author_id("4711-ada")
