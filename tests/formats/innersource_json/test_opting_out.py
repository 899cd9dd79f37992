"""The last word that could be read tells whether a project takes part."""

import pytest

from innersource_marketplace.formats.innersource_json.participation import opts_out, still_out
from innersource_marketplace.model import Document, DocumentRole, Facts, ObjectId, ProjectKey, Provider

FILES = {
    ObjectId("out"): b'{"participating": false}',
    ObjectId("in"): b'{"title": "Shy"}',
    ObjectId("broken"): b'{"participating": false,,}',
}


def shy(oid: str | None, *, out: bool = False, paths: tuple[str, ...] | None = ("README.md",)) -> Facts:
    documents = {} if oid is None else {DocumentRole.METADATA: Document(path="innersource.json", oid=ObjectId(oid))}
    return Facts(
        key=ProjectKey("git/web/shy"),
        host="git",
        owner="web",
        name="shy",
        provider=Provider.GIT,
        source="git",
        documents=documents,
        paths=paths,
        opted_out=out,
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"participating": false}', True),
        (b'{"participates": "no"}', True),
        (b'{"participating": true}', False),
        (b'{"title": "Shy"}', False),
        (b'{"title": 7}', False),
        (b"{}", False),
        (b'{"participating": []}', None),
        (b'{"participating": false,,}', None),
        (b'["participating"]', None),
        (b"\xff\xfe\x00", None),
        (b"", None),
    ],
)
def test_a_file_says_so_or_not_or_cannot_be_read(data: bytes, said: bool | None) -> None:
    assert opts_out(data) is said


@pytest.mark.parametrize(
    ("now", "before", "out"),
    [
        (shy("out"), None, True),
        (shy("broken"), shy("out"), True),
        (shy("broken"), shy("broken", out=True), True),
        (shy("lost"), shy("out"), True),
        (shy(None, paths=("innersource.json",)), shy("out"), True),
        (shy(None, paths=(".github/InnerSource.json/",)), shy("out"), True),
        (shy(None, paths=None), shy("out"), True),
        (shy("in"), shy("out", out=True), False),
        (shy(None), shy("out", out=True), False),
        (shy("broken"), shy("in"), False),
        (shy("broken"), None, False),
    ],
)
def test_the_last_word_that_could_be_read_holds(now: Facts, before: Facts | None, out: bool) -> None:
    assert still_out(now, before, FILES.get) is out


def test_a_part_of_an_answer_withdraws_nothing() -> None:
    assert still_out(shy(None), shy("out"), FILES.get, in_part=True)
