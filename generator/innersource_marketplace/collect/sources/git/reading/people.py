"""How many people stand behind the authors of commits: addresses of one person count once.

Two are one person if `.mailmap` says so, if they are addresses that a host hides behind the same account, or
if they bear the same full name. Those named as co-authors count too, bots don't. Nothing about them is kept.
"""

import re
from collections.abc import Iterable, Iterator

from innersource_marketplace.formats.authors import NOBODY, author_id, hidden_account, is_bot
from innersource_marketplace.limits import CONTRIBUTORS
from innersource_marketplace.model import AuthorId

_PERSON = re.compile(r"([^<>]{0,200})<([^<>]{1,320})>")
_NO_NAMES = frozenset(
    {"your name", "unknown author", "first last", "name surname", "root user", "no author", "not committed yet"}
)
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")


class People:
    """Counts people. `add` every author as often as you like; the same again costs nothing."""

    def __init__(self) -> None:
        self._seen: set[tuple[bytes, ...]] = set()
        self._all = True
        self._leads_to: dict[str, str] = {}
        self._hidden: set[AuthorId] = set()
        self._short: dict[str, set[AuthorId]] = {}

    def add(self, *identity: bytes, coauthors: bytes = b"") -> None:
        """Add an author: address, name, and both as `.mailmap` has them; `coauthors` are lines `name <address>`."""
        key = (*identity, coauthors)
        if key in self._seen:
            return
        if len(self._seen) >= CONTRIBUTORS:
            self._all = False
            return
        self._seen.add(key)
        email, name, mapped_email, mapped_name = (
            part.decode("utf-8", "replace") for part in (*identity, *[b""] * 4)[:4]
        )
        self._join(((email, name), (mapped_email or email, mapped_name)))
        for line in coauthors.decode("utf-8", "replace").split("\x01"):
            match = _PERSON.search(line)
            if match is not None:
                self._join(((match[2], match[1]),))

    def count(self) -> int | None:
        """How many different people were added; None where there were too many to count."""
        if not self._all:
            return None
        for name, emails in self._short.items():
            account = author_id(name)
            if account in self._hidden:  # "ada" is called like the account whose address is hidden
                for email in emails:
                    self._one(f"@{account}", f"@{email}")
        return len({self._root(node) for node in self._leads_to if node.startswith("@")})

    def _join(self, identities: Iterable[tuple[str, str]]) -> None:
        nodes = [node for email, name in identities for node in self._nodes(email.strip(), " ".join(name.split()))]
        for node in nodes[1:]:
            self._one(nodes[0], node)

    def _nodes(self, email: str, name: str) -> Iterator[str]:
        author = author_id(email)
        if author == NOBODY or is_bot(email) or is_bot(name):
            return
        node = f"@{author}"
        self._leads_to.setdefault(node, node)
        yield node
        if hidden_account(email) is not None:
            self._hidden.add(author)
        folded = name.casefold()
        if (" " in folded or _IDEOGRAPHS.search(folded)) and folded not in _NO_NAMES and "@" not in folded:
            self._leads_to.setdefault(folded, folded)
            yield folded
        elif folded:
            self._short.setdefault(folded, set()).add(author)

    def _one(self, first: str, second: str) -> None:
        self._leads_to[self._root(second)] = self._root(first)

    def _root(self, node: str) -> str:
        while (further := self._leads_to[node]) != node:
            self._leads_to[node] = self._leads_to[further]
            node = self._leads_to[node]
        return node
