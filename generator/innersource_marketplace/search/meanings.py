"""What projects are about, as vectors in files of an index: for programs that have the encoder, never for browsers.

Projects are the first records of an index, and their vectors have the same order.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

_IN_A_FILE: Final = 2_000


class Meaning(NamedTuple):
    """What a record is about, as a vector of the encoder of this version: a signed byte for each number."""

    encoder: str
    vector: bytes


def meaning_files(meanings: Sequence[Meaning]) -> Iterator[tuple[str, bytes]]:
    """Yield the files, by name."""
    for number in range(0, len(meanings), _IN_A_FILE):
        vectors = [b64encode(one.vector).decode() for one in meanings[number : number + _IN_A_FILE]]
        yield f"meaning-{number // _IN_A_FILE}.json", json.dumps(vectors).encode()


def meaning_entries(meanings: Sequence[Meaning]) -> dict[str, object]:
    """What the manifest of the index says of them: the encoder, "" without vectors, and how many files there are."""
    return {"encoder": meanings[0].encoder if meanings else "", "meanings": -(-len(meanings) // _IN_A_FILE)}


def read_meanings(manifest: Mapping[str, Any], read: Callable[[str], object]) -> list[bytes]:
    """The vectors of all projects; `read` gives the content of a JSON file. Raises ValueError for what is none."""
    files = manifest.get("meanings", 0)
    if not isinstance(files, int) or not 0 <= files <= 1_000:
        raise ValueError("meanings is not the number of its files")
    vectors: list[bytes] = []
    for number in range(files):
        rows = read(f"meaning-{number}.json")
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            raise ValueError(f"meaning-{number}.json is no list of vectors")
        vectors += [b64decode(row, validate=True) for row in rows]
    return vectors
