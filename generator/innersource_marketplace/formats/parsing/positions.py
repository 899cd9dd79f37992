"""Positions of all values of a document, in little memory."""

from array import array
from collections.abc import Callable

from innersource_marketplace.formats.parsing.parsed import Position, pointer_to


class Places:
    """Positions of all values of a document: preorder arrays of line, column, subtree size and the key's position.

    A 100,000-entry catalogue has a million values; arrays keep that to some thirty megabytes.
    """

    def __init__(self) -> None:
        self.lines = array("L")
        self.columns = array("L")
        self.sizes = array("L")
        self.key_lines = array("I")
        self.key_columns = array("I")
        self._children: dict[int, dict[str | int, int]] = {}

    def open(self, at: Position, key_at: Position) -> int:
        """Note the start of the next value and of its key, or of itself if it has none; gives its index."""
        for column, number in zip(self._columns(), (*at, 1, *key_at), strict=True):
            column.append(number)
        return len(self.sizes) - 1

    def close(self, index: int) -> None:
        """Note that all values inside the container have been seen."""
        self.sizes[index] = len(self.sizes) - index

    def drop_from(self, index: int) -> None:
        """Forget the newest value and all in it: the second value of a duplicate key."""
        for column in self._columns():
            del column[index:]

    def _columns(self) -> tuple["array[int]", ...]:
        return self.lines, self.columns, self.sizes, self.key_lines, self.key_columns

    def find(self, root: object, pointer: str, *, key: bool = False) -> Position:
        """Follow a pointer through the value and the arrays side by side: to the value, or to its key."""
        if not self.sizes:
            return 1, 1
        index, value = 0, root
        for token in pointer.split("/")[1:]:
            name = token.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and name in value:
                value, inner = value[name], self._children_of(index, value).get(name)
            elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
                value, inner = value[int(name)], self._children_of(index, value).get(int(name))
            else:
                break
            if inner is None:
                break
            index = inner
        if key:
            return self.key_lines[index], self.key_columns[index]
        return self.lines[index], self.columns[index]

    def _children_of(self, index: int, value: dict[str, object] | list[object]) -> dict[str | int, int]:
        """Map the keys of one container to the indices of its values; worked out once."""
        if index not in self._children:
            found: dict[str | int, int] = {}
            child, end = index + 1, index + self.sizes[index]
            for key in value if isinstance(value, dict) else range(len(value)):
                if child >= end:
                    break
                found[key] = child
                child += self.sizes[child]
            self._children[index] = found
        return self._children[index]


class Open:
    """A container under construction; `key` is the one whose value comes next."""

    __slots__ = ("index", "key", "key_at", "value")

    def __init__(self, value: dict[str, object] | list[object], index: int) -> None:
        self.value = value
        self.index = index
        self.key: str | None = None
        self.key_at: Position = (1, 1)


class Builder:
    """Puts values together from a stream of starts, scalars and ends, without recursion."""

    def __init__(self, places: Places, on_duplicate: Callable[[str, Position], None]) -> None:
        self.root: object = None
        self.stack: list[Open] = []
        self._places = places
        self._on_duplicate = on_duplicate

    def expects_key(self) -> bool:
        """Whether the next scalar is a key."""
        return bool(self.stack) and self.stack[-1].key is None and isinstance(self.stack[-1].value, dict)

    def open(self, at: Position, value: dict[str, object] | list[object]) -> None:
        """Begin a container, given empty."""
        self.stack.append(Open(value, self._places.open(at, self._key_at(at))))

    def close(self) -> None:
        """End the innermost container."""
        closed = self.stack.pop()
        self._places.close(closed.index)
        self._attach(closed.value, closed.index)

    def scalar(self, at: Position, value: object) -> None:
        """Take a key, or a value that holds no others."""
        if self.expects_key():
            self.stack[-1].key, self.stack[-1].key_at = str(value), at
            return
        self._attach(value, self._places.open(at, self._key_at(at)))

    def _key_at(self, at: Position) -> Position:
        return self.stack[-1].key_at if self.stack and self.stack[-1].key is not None else at

    def pointer(self) -> str:
        """Give the pointer of the next value; before a key, of the object itself."""
        pointer = ""
        for container in self.stack:
            if isinstance(container.value, list):
                pointer = pointer_to(pointer, len(container.value))
            elif container.key is not None:
                pointer = pointer_to(pointer, container.key)
        return pointer

    def _attach(self, value: object, index: int) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            return
        key = top.key or ""
        if key in top.value:
            self._places.drop_from(index)
            self._on_duplicate(self.pointer(), top.key_at)
        else:
            top.value[key] = value
        top.key = None
