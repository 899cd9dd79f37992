"""How projects are divided over machines: by a hash of their key, so that nobody has to agree on a list."""

from hashlib import sha256

import msgspec


class Shard(msgspec.Struct, frozen=True, order=True):
    """One of `count` shares of all projects; `number` counts from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def holds(self, key: str) -> bool:
        """Whether a project belongs to this share; each belongs to exactly one, whatever the case of its key."""
        digest = sha256(key.lower().encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1


EVERYTHING = Shard(1, 1)
"""The only share where nothing is divided."""
