"""JSON files with an entry for each project, each encoded as it is made, so that never all of them are held."""

from collections.abc import Iterable, Iterator, Mapping

from innersource_marketplace import escape


def json_list(items: Iterable[object]) -> bytes:
    """Encode a long list, one item after the other."""
    return "".join((*_pieces(items), "\n")).encode("ascii")


def json_lists(head: Mapping[str, object], lists: Mapping[str, Iterable[object]]) -> bytes:
    """Encode an object: what `head` has, of which there must be something, then long lists by their names."""
    pieces = [escape.json_text(head).removesuffix("}")]
    for name, items in lists.items():
        pieces += (",", escape.json_text(name), ":", *_pieces(items))
    return "".join((*pieces, "}\n")).encode("ascii")


def _pieces(items: Iterable[object]) -> Iterator[str]:
    before = "["
    for item in items:
        yield before
        yield escape.json_text(item)
        before = ","
    yield "]" if before == "," else "[]"
