"""What can be found: a record of each project, task, team and hand-written page, and what counts in it."""

from typing import Final

import msgspec

from innersource_marketplace.search.meanings import Meaning

KINDS: Final = ("project", "task", "team", "page")
"""In this order records are numbered in an index."""


class Searchable(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be found. `key` is unique; `page` is its address, relative to the site's root.

    `body` is long text that counts little: a README, or the text of a page. `related` are words that mean something
    similar and stand nowhere in it. `language` is the one of its code, which is found as a topic is. Among equally good
    results, the order that records are given in decides.
    What is `ending` comes after what is nearly as good: its owners say that it should not be used any more.
    """

    kind: str
    key: str
    title: str
    page: str
    name: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()
    language: str = ""
    motivation: str = ""
    people: tuple[str, ...] = ()
    body: str = ""
    ending: bool = False
    related: tuple[str, ...] = ()
    meaning: Meaning | None = None


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A short field: its name in results, its bit in a posting, what a mention weighs, where its places begin."""

    name: str
    bit: int
    weight: float
    places: int = -1


TITLE: Final = Field(name="title", bit=1, weight=6, places=0)
NAME: Final = Field(name="name", bit=2, weight=4, places=256)
DESCRIPTION: Final = Field(name="description", bit=4, weight=3, places=512)
TOPICS: Final = Field(name="topics", bit=8, weight=3, places=1024)
MOTIVATION: Final = Field(name="motivation", bit=16, weight=2, places=1536)
PEOPLE: Final = Field(name="people", bit=32, weight=1)
FIELDS: Final = (TITLE, NAME, DESCRIPTION, TOPICS, MOTIVATION, PEOPLE)
BODY_BIT: Final = 64
RELATED_BIT: Final = 128

NAMED_WORDS: Final = 16
"""A place in a title or name is 16 times the number of its words, plus the place: so exact names are seen."""
