"""Addresses for names that people chose: each a segment of its own, however alike the names are."""

from collections.abc import Iterable, Mapping

from innersource_marketplace import escape


def segments(names: Iterable[str]) -> Mapping[str, str]:
    """Give each name a path segment; names whose slugs are the same are told apart by a digest."""
    by_slug: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        by_slug.setdefault(escape.slug(name), []).append(name)
    return {
        name: slug if len(alike) == 1 else f"{slug}-{escape.short_hash(name)}"
        for slug, alike in by_slug.items()
        for name in alike
    }
