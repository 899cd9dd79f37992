"""The catalogues of interface words: whole in every language, and German pages are German."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from importlib.resources import files
from string import Formatter

import pytest

from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.render import messages
from innersource_marketplace.render.messages import LANGUAGES, Forms, Messages
from innersource_marketplace.render.site import render_pages
from projects import NOTHING_KNOWN, NOW, SETTINGS, make_project, varied_projects

FOLDER = files(messages.__package__ or "")
AREAS = sorted(
    file.name.removeprefix("en.").removesuffix(".json")
    for file in FOLDER.iterdir()
    if file.name.startswith("en.") and file.name != "en.json"
)
OTHERS = [language for language in LANGUAGES if language != "en"]


def catalogue(language: str, area: str) -> Mapping[str, Forms]:
    name = f"{language}.{area}.json" if area else f"{language}.json"
    loaded: Mapping[str, Forms] = json.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))
    return loaded


def forms_of(message: Forms) -> Mapping[str, str]:
    return {"": message} if isinstance(message, str) else message


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("area", ["", *AREAS])
@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_all_that_english_says(language: str, area: str) -> None:
    english, own = catalogue("en", area), catalogue(language, area)
    assert sorted(own) == sorted(english)
    for key, message in english.items():
        assert set(forms_of(own[key])) == set(forms_of(message)), key
        wanted = set().union(*(placeholders(text) for text in forms_of(message).values()))
        for text in forms_of(own[key]).values():
            assert placeholders(text) == wanted, key


@pytest.mark.parametrize("area", ["", *AREAS])
def test_no_german_message_is_a_copy_of_the_english(area: str) -> None:
    english, german = catalogue("en", area), catalogue("de", area)
    copied = [
        key
        for key, message in english.items()
        for form, text in forms_of(message).items()
        if forms_of(german[key])[form] == text and len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", text))) > 2
    ]
    assert copied == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_in_two_areas(language: str) -> None:
    keys = [key for area in ["", *AREAS] if area != "script" for key in catalogue(language, area)]
    assert len(keys) == len(set(keys))


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    german, english = Messages("de"), Messages("en")
    assert (german.number(12345), english.number(12345)) == ("12.345", "12,345")
    assert (german.number(1234.5, 1), english.number(1234.5, 1)) == ("1.234,5", "1,234.5")
    assert german.decimals("× 1.94") == "× 1,94"
    assert german("site.projects", count=1) == "1 Projekt"
    assert german("time.date", day=3, month="März", year="2026") == "3. März 2026"


def test_sentences_of_other_parts_are_said_where_they_are_known() -> None:
    assert Messages("de").known("readme.", "The README is empty.") == "Das README ist leer."
    assert Messages("de").known("readme.", "Something new.") is None


class _Words(HTMLParser):
    """Collects what a visitor reads or hears, one text a piece."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("title", "aria-label", "placeholder", "alt") and value:
                self.pieces.append(value)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _english_only() -> list[tuple[str, re.Pattern[str]]]:
    """A pattern for each English message that German says in other words."""
    found = []
    english, german = Messages("en"), Messages("de")
    for key, message in english.forms("").items():
        own = forms_of(german.forms(key)[key])
        for form, text in forms_of(message).items():
            fixed = re.sub(r"\{\w+\}", "", text)
            # One short word may be a name, a brand or the same in both languages.
            if own.get(form) != text and len(re.findall(r"[A-Za-z]{2,}", fixed)) > 1:
                pattern = re.sub(r"\\\{\w+\\\}", ".+?", re.escape(text))
                found.append((key, re.compile(rf"(?<!\w){pattern}(?!\w)")))
    return found


@pytest.mark.slow
def test_no_english_is_left_on_a_german_page() -> None:
    settings = type(SETTINGS)(organization="Acme", title="Acme", purpose="Zweck", language="de")
    bare = make_project(owner="bare", name="bare", title="bare", **NOTHING_KNOWN)
    projects = (*varied_projects(30), bare)
    patterns = _english_only()
    assert len(patterns) > 150
    pieces: dict[str, str] = {}
    for path, data in render_pages(projects, lambda _: None, {}, settings, NOW):
        if not path.endswith(".md"):
            continue
        words = _Words()
        words.feed(data.decode().split("---\n\n", 1)[1])
        pieces |= dict.fromkeys((piece.strip() for piece in words.pieces), path)
    for piece, path in pieces.items():
        for key, pattern in patterns:
            assert not pattern.fullmatch(piece), (path, key, piece)


def test_the_fields_of_the_editor_have_german_names_and_descriptions() -> None:
    # English takes them from the schema itself.
    german = Messages("de").forms("editor.field.")
    for key, node in json.loads(schema("innersource"))["properties"].items():
        for part in ("title", "description"):
            assert f"editor.field.{key}.{part}" in german, key
            assert german[f"editor.field.{key}.{part}"] != node["description"]
