"""One file of another format while it is read: its values by path, and what becomes of them here.

The values go through the readers of innersource.json, so that the same limits and the same care apply to all.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.errors import sentence
from innersource_marketplace.formats.innersource_json import Place
from innersource_marketplace.formats.innersource_json import field_values as values
from innersource_marketplace.formats.innersource_json.fields import lifecycle_of, read_fields
from innersource_marketplace.formats.innersource_json.people import trusted_committer
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted
from innersource_marketplace.limits import (
    KEPT_CHARACTERS,
    KEPT_TEXT_CHARACTERS,
    LIST_ITEMS,
    TEXT_CHARACTERS,
    TITLE_CHARACTERS,
)
from innersource_marketplace.model import Channel, Lifecycle, Metadata, SafeUrl, TrustedCommitter
from innersource_marketplace.reference.license_expressions import canonical
from innersource_marketplace.reference.project_addresses import another_repository

Words = Mapping[str, Lifecycle]
"""Words of a format for stages, in lower case."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Which repository a file lies in: the address of its page, and its name; for files that describe several."""

    url: SafeUrl | None = None
    name: str = ""


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says. `places` tells where each field is.

    `name` is for programs, `home` any page of the project. `kept` is JSON with what exports in the same
    format need and `Metadata` has no field for; empty if there is nothing.
    """

    metadata: Metadata = msgspec.field(default_factory=Metadata)
    places: Mapping[str, Place] = msgspec.field(default_factory=dict)
    name: str | None = None
    home: SafeUrl | None = None
    kept: str = ""


class Document:
    """Takes the fields of innersource.json out of an object of another format."""

    def __init__(self, report: Report, value: Mapping[str, object], about: About) -> None:
        self.report = report
        self.about = about
        self._value = value
        self._fields: dict[str, tuple[str, object]] = {}
        self._people: dict[TrustedCommitter, None] = {}
        self._channels: dict[Channel, None] = {}
        self.name: str | None = None
        self.home: SafeUrl | None = None
        self.another: str | None = None

    def at(self, *keys: str | int) -> tuple[str, object]:
        """The pointer of a value, and the value; None where there is none, or nothing in it."""
        pointer, value = "", self._inner(*keys)
        for key in keys:
            pointer = pointer_to(pointer, key)
        if isinstance(value, str) and re.search(r"\$\{|\{\{|\$\(", value):
            words = sentence("{value} is a variable of a template", value=quoted(value))
            self.report.warning(pointer, "placeholder", words, "Fill it in, or remove the key.")
            value = None
        return pointer, None if value in ("", [], {}) or (isinstance(value, str) and not value.strip()) else value

    def _inner(self, *keys: str | int) -> object:
        value: object = self._value
        for key in keys:
            if isinstance(key, int):
                value = value[key] if isinstance(value, list) and key < len(value) else None
            else:
                value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def text(self, *keys: str | int) -> str | None:
        """A text; nothing, where the value is none."""
        _, value = self.at(*keys)
        return value if isinstance(value, str) else None

    def items(self, *keys: str | int) -> list[tuple[tuple[str | int, ...], object]]:
        """The items of a list, or a single value as one, each with its path."""
        _, value = self.at(*keys)
        if isinstance(value, list):
            return [((*keys, index), item) for index, item in enumerate(value[:LIST_ITEMS])]
        return [] if value is None else [(keys, value)]

    def within(self, path: tuple[str | int, ...], *keys: str) -> tuple[str | int, ...]:
        """The path of the first of some keys that an object has a text for; a value that is none stays as it is."""
        if not isinstance(self._inner(*path), Mapping):
            return path
        return next(((*path, key) for key in keys if self.text(*path, key)), (*path, keys[0]))

    @property
    def whole(self) -> Mapping[str, object]:
        """The object itself."""
        return self._value

    # -- fields ------------------------------------------------------------------------------

    def take(self, name: str, *keys: str | int) -> None:
        """Take a value for a field as it is, unless the field has one."""
        self.put(name, *self.at(*keys))

    def put(self, name: str, pointer: str, value: object) -> None:
        """The same with a value that was worked out from what is at the pointer."""
        if value is not None and name not in self._fields:
            self._fields[name] = (pointer, value)

    def take_description(self, *keys: str | int) -> None:
        """Take a text that may be longer than a description here, as many whole sentences as fit."""
        pointer, value = self.at(*keys)
        self.put("description", pointer, _sentences(value) if isinstance(value, str) else value)

    def take_topics(self, *keys: str | int) -> None:
        """Take a list of words, or a text with commas between."""
        pointer, value = self.at(*keys)
        if isinstance(value, str):
            value = [part.strip() for part in re.split(r"[,;\n]", value) if part.strip()]
        self.put("topics", pointer, value)

    def take_lifecycle(self, words: Words, *keys: str | int, silent: Collection[str] = ()) -> None:
        """Take a stage in the words of the format, or in any that are known; `silent` ones mean no stage."""
        pointer, value = self.at(*keys)
        if not isinstance(value, str):
            if value is not None:
                self.report.wrong_type(pointer, value, "a text")
            return
        word = value.strip().casefold()
        found = words.get(word) or lifecycle_of(word)
        if found is not None:
            self.put("lifecycle", pointer, found.value)
        elif word not in silent:
            message = sentence("{value} is not a stage that is known", value=quoted(value))
            fix = sentence("Use one of: {words}.", words=", ".join(words))
            self.report.warning(pointer, "unknown-word", message, fix)

    def take_license(self, *keys: str | int) -> None:
        """Take the name, identifier, expression or address of a licence."""
        pointer, value = self.at(*keys)
        if not isinstance(value, str):
            if value is not None:
                self.report.wrong_type(pointer, value, "a text")
            return
        self.put("license", pointer, license_of(value))

    def take_person(self, *keys: str | int, name: str | None = None) -> None:
        """Take somebody who maintains it: a text, or an object with a name; `name` is a better one."""
        pointer, value = self.at(*keys)
        if isinstance(value, str):
            value = name or value
        elif isinstance(value, dict):
            said = name or value.get("name")
            mail = value.get("email") or None
            known = {"name": said} | ({"email": mail} if isinstance(mail, str) and "@" in mail else {})
            value = known if isinstance(said, str) and said.strip() else None
        if value is not None and len(self._people) < LIST_ITEMS:
            person = trusted_committer(self.report, pointer, value)
            if person is not None:
                self._people.setdefault(person)
                self._fields.setdefault("trusted_committers", (pointer, None))

    def take_channel(self, purpose: str, *keys: str | int, text: str | None = None) -> None:
        """Take an address at which people can be reached."""
        pointer, value = self.at(*keys)
        url = None if value is None else values.address(self.report, pointer, value)
        if url is not None and len(self._channels) < LIST_ITEMS:
            words = escape.plain(text or url.removeprefix("mailto:"), TITLE_CHARACTERS)
            self._channels.setdefault(Channel(purpose=purpose, text=words, url=url))
            self._fields.setdefault("communication", (pointer, None))

    def take_home(self, *keys: str | int) -> None:
        """Take the address of any page of the project; one that cannot be used is no loss."""
        value = self.text(*keys)
        safe = None if value is None else escape.url(value)
        self.home = self.home or (safe if safe is not None and safe.startswith("http") else None)

    def take_repository(self, *keys: str | int, begin: str = "") -> None:
        """Look at the address of the repository that is described, after `begin`.

        If it is surely another one, the file was copied from there, and `another` becomes its name; but not if the
        title is the name of this one, which then had another before.
        """
        pointer, value = self.at(*keys)
        if not isinstance(value, str) or self.another is not None or self.about.url is None:
            return
        other = another_repository(begin + value.removeprefix("url:"), self.about.url)
        if other is None or _folded(self.about.name) in {_folded(self.name), _folded(self._fields.get("title"))}:
            return
        self.another = other
        words = sentence("it describes another repository, {name}, so nothing in it is used", name=quoted(other))
        fix = "If it was copied from there, describe this one; if this one was called so before, correct the address."
        self.report.warning(pointer, "nothing-of-this-project", words, fix)

    # -- result ------------------------------------------------------------------------------

    def described(self, locate: Callable[[str], tuple[int, int]], kept: object = None) -> Described:
        """All that was taken, read and checked. `kept` is what exports need of the document."""
        given = {name: found for name, found in self._fields.items() if found[1] is not None}
        metadata = replace(
            read_fields(self.report, given, ()),
            trusted_committers=tuple(self._people) or None,
            communication=tuple(self._channels) or None,
        )
        places = {name: (pointer, *locate(pointer)) for name, (pointer, _) in self._fields.items()}
        return Described(
            metadata=metadata,
            places=places,
            name=None if self.name is None else escape.plain(self.name, TITLE_CHARACTERS) or None,
            home=self.home,
            kept=_kept_text(kept),
        )


def _folded(text: object) -> str:
    """A name without what people spell in several ways."""
    words = text[1] if isinstance(text, tuple) else text
    return re.sub(r"[\W_]+", "", words.casefold()) if isinstance(words, str) else ""


def license_of(text: str) -> str | None:
    """The expression that a text about a licence is, in an address of SPDX or another list too; else the text.

    None of an address that names none, and of words that say that there is none.
    """
    words = text.strip()
    if words.casefold() in ("other", "none", "noassertion", "unknown", "see license", "see license file"):
        return None
    if re.match(r"(?i)https?://", words):
        name = re.sub(r"(?i)\.(?:html?|txt|json)$", "", words.rstrip("/").rpartition("/")[2])
        return canonical(name)
    return canonical(words) or words


def _sentences(text: str) -> str:
    whole = escape.plain(text, TEXT_CHARACTERS * 4)
    if len(whole) <= TEXT_CHARACTERS:
        return whole
    start = whole[:TEXT_CHARACTERS]
    end = max(start.rfind(stop) for stop in (". ", "! ", "? ", "。"))
    return start[: end + 1] if end > 0 else whole[: TEXT_CHARACTERS - 1].rstrip() + "…"


def kept_keys(value: Mapping[str, object], keys: Collection[str]) -> dict[str, object]:
    """The values of some keys, cleaned: texts without controls and secrets, lists and depth bounded."""
    found = {key: _clean(value[key], 6) for key in keys if key in value}
    return {key: item for key, item in found.items() if item not in (None, "", [], {})}


_REFUSED = re.compile(r"(?i)\s*(?:javascript|data|vbscript|file|blob):")


def _clean(value: object, depth: int) -> object:
    if isinstance(value, str):
        text = escape.without_long_secrets(escape.plain_lines(value)).strip()[:KEPT_TEXT_CHARACTERS]
        return None if not text or _REFUSED.match(text) or escape.holds_secret(text) else text
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list) and depth:
        return [item for one in value[:LIST_ITEMS] if (item := _clean(one, depth - 1)) is not None]
    if isinstance(value, Mapping) and depth:
        pairs = ((escape.plain(str(key), 60), _clean(one, depth - 1)) for key, one in [*value.items()][:LIST_ITEMS])
        return {key: one for key, one in pairs if key and one is not None}
    return None


def _kept_text(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if value else ""
    return text if len(text) <= KEPT_CHARACTERS else ""
