"""Contributors are counted as a person would count them."""

import pytest

from innersource_marketplace.collect.sources.git.reading.people import People
from innersource_marketplace.formats.authors import author_id


def count(*authors: tuple[bytes, ...]) -> int | None:
    people = People()
    for author in authors:
        people.add(*author[:4], coauthors=author[4] if len(author) > 4 else b"")
    return people.count()


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ([(b"ada@x.example", b"Ada Lovelace"), (b"ada@home.example", b"ada  LOVELACE")], 1),
        ([(b"a@x.example", b"ada"), (b"a2@x.example", b"ada")], 2),
        ([(b"12+ada@users.noreply.github.com", b"Ada L"), (b"ada@users.noreply.github.com", b"x")], 1),
        ([(b"12-ada@users.noreply.gitlab.com", b"Ada L"), (b"ada@users.noreply.gitlab.com", b"x")], 1),
        ([(b"ada@users.noreply.github.com", b"Ada L"), (b"ada@x.example", b"ada")], 1),
        ([(b"old@x.example", b"A", b"ada@x.example", b"Ada L"), (b"ada@x.example", b"Ada")], 1),
        ([(b"ada@x.example", b"Ada L", b"", b"", b"Grace Hopper <grace@x.example>\x01Ada L <other@x.example>")], 2),
        ([(b"49699333+dependabot[bot]@users.noreply.github.com", b"dependabot[bot]")], 0),
        ([(b"a@x.example", "王小明".encode()), (b"b@x.example", "王小明".encode())], 1),
        ([(b"a@x.example", b"Your Name"), (b"b@x.example", b"Your Name")], 2),
        ([(b"", b"nobody")], 0),
    ],
)
def test_addresses_of_one_person_count_once(authors: list[tuple[bytes, ...]], expected: int) -> None:
    assert count(*authors) == expected
    assert count(*reversed(authors)) == expected


def test_hidden_addresses_of_both_hosts_have_the_hash_of_the_account() -> None:
    assert author_id("7-ada@users.noreply.gitlab.acme.example") == author_id("@ada")
    assert author_id("7+ada@users.noreply.github.com") == author_id("ada")
    assert author_id("7-ada@users.noreply.github.com") == author_id("7-ada")
