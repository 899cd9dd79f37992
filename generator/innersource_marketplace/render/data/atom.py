"""Atom feeds (RFC 4287)."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innersource_marketplace import escape


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news. `link` is whole, or relative to the feed; `name` makes the id and must outlive rebuilds."""

    title: str
    name: str
    updated: datetime
    link: str
    author: str
    summary: str
    categories: tuple[str, ...] = ()


def feed(
    entries: Sequence[Entry], *, title: str, name: str, author: str, link_self: str, link_page: str, now: datetime
) -> bytes:
    """Write a feed, entries as they come. Ids are made of names, so that a move of the site makes nothing new."""
    updated = max((entry.updated for entry in entries), default=now)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape.xml(title)}</title>",
        f"<id>{escape.xml(_identifier(name))}</id>",
        f"<updated>{updated.isoformat()}</updated>",
        f"<author><name>{escape.xml(author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escape.xml(link_self)}"/>',
        f'<link rel="alternate" type="text/html" href="{escape.xml(link_page)}"/>',
    ]
    for entry in entries:
        lines += [
            "<entry>",
            f"<title>{escape.xml(entry.title)}</title>",
            f"<id>{escape.xml(_identifier(entry.name))}</id>",
            f"<updated>{entry.updated.isoformat()}</updated>",
            f'<link rel="alternate" type="text/html" href="{escape.xml(entry.link)}"/>',
            f"<author><name>{escape.xml(entry.author)}</name></author>",
            f"<summary>{escape.xml(entry.summary)}</summary>",
            *(f'<category term="{escape.xml(category)}"/>' for category in entry.categories),
            "</entry>",
        ]
    lines.append("</feed>")
    return ("\n".join(lines) + "\n").encode()


def _identifier(name: str) -> str:
    return f"urn:innersource-marketplace:{escape.url_path(*name.split('/'))}"
