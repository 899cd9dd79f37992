"""JSON files with an entry for each project, as streams: never all of the entries are held."""

from collections.abc import Iterable, Iterator, Mapping

from innersource_marketplace import escape


def json_list(items: Iterable[object]) -> Iterator[bytes]:
    """Encode a long list, one item after the other."""
    yield from _pieces(items)
    yield b"\n"


def json_lists(head: Mapping[str, object], lists: Mapping[str, Iterable[object]]) -> Iterator[bytes]:
    """Encode an object: what `head` has, of which there must be something, then long lists by their names."""
    yield escape.json_text(head).removesuffix("}").encode("ascii")
    for name, items in lists.items():
        yield f",{escape.json_text(name)}:".encode("ascii")
        yield from _pieces(items)
    yield b"}\n"


def _pieces(items: Iterable[object]) -> Iterator[bytes]:
    before = b"["
    for item in items:
        yield before
        yield escape.json_text(item).encode("ascii")
        before = b","
    yield b"]" if before == b"," else b"[]"
