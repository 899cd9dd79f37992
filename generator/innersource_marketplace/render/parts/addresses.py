"""Addresses for names that people chose: each a segment of its own, however alike the names are."""

import re
from collections.abc import Iterable, Mapping

from innersource_marketplace import escape

_PLAIN = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*")


def segments(names: Iterable[str]) -> Mapping[str, str]:
    """Give each name a path segment that depends on nothing but the name.

    So an address stays when somebody with a name like it comes. Plain names keep theirs, with `_`
    for a space; the others are followed by a hash.
    """
    return {name: _segment(name) for name in names}


def _segment(name: str) -> str:
    slug = escape.slug(name)
    if _PLAIN.fullmatch(name) and name.replace(" ", "-") == slug:
        return name.replace(" ", "_")
    return f"{slug}-{escape.short_hash(name)}"
