"""All texts of the interface, in one set of files per language, so that a translation changes no template."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from innersource_marketplace.errors import Sentence, Words

Forms = str | Mapping[str, str]
"""A message, or its plural forms by CLDR category ("one", "other")."""


def _one_or_other(count: int) -> str:
    return "one" if count == 1 else "other"


PSEUDO = "en-XA"
"""A language for tests: English in brackets, which shows text that is fixed in code."""

_PLURAL_RULES: Mapping[str, Callable[[int], str]] = {"en": _one_or_other, "de": _one_or_other, PSEUDO: _one_or_other}
"""Which form a whole number takes. Source: Unicode CLDR, cardinal rules."""

_THOUSANDS: Mapping[str, str] = {"en": ",", "de": ".", PSEUDO: ","}
_DECIMAL: Mapping[str, str] = {"en": ".", "de": ",", PSEUDO: "."}
_QUOTES: Mapping[str, tuple[str, str]] = {"en": ("“", "”"), "de": ("„", "“"), PSEUDO: ("“", "”")}

_DECIMALS = re.compile(r"(?<=\d)\.(?=\d)")

LANGUAGES = tuple(name for name in _PLURAL_RULES if name != PSEUDO)
"""The languages that interface words exist in."""


class Messages:
    """The messages of one language. A key that is in no catalogue raises KeyError.

    With `merge_requests` they say so where the others say pull requests, as GitLab does.
    """

    def __init__(self, language: str = "en", *, merge_requests: bool = False) -> None:
        self.language = language
        self.merge_requests = merge_requests
        self._forms, self.script = _catalogues(language, merge_requests=merge_requests)
        self._constant = _constant(language, merge_requests=merge_requests)
        self._plural = _PLURAL_RULES[language]

    def __call__(self, key: str, /, **values: object) -> str:
        """Say a message; `count` chooses the plural form and is grouped by thousands."""
        if not values and key in self._constant:
            return self._constant[key]  # as most are, hundreds on a page
        forms = self._forms[key]
        count = values.get("count")
        if not isinstance(forms, str):
            forms = forms[self._plural(count if isinstance(count, int) else 0)]
        for name, value in values.items():
            if type(value) is not str:
                values[name] = self.number(value)
        return forms.format_map(values)

    def forms(self, prefix: str) -> Mapping[str, Forms]:
        """The messages whose keys begin so, unspoken; for handing them to scripts."""
        return {key: forms for key, forms in self._forms.items() if key.startswith(prefix)}

    def spoken(self, prefix: str) -> Mapping[str, str]:
        """The messages whose keys begin so and that need no values, said, by the rest of their keys."""
        return {key.removeprefix(prefix): self(key) for key in self._forms if key.startswith(prefix)}

    def known(self, prefix: str, words: Words) -> str | None:
        """Say what another part of the program wrote in English; None if no message says just that.

        The messages searched are those whose keys begin with `prefix`.
        """
        keys = _keys_by_english(prefix)
        if not isinstance(words, Sentence):
            return self(keys[words]) if words in keys else None
        if words.pattern not in keys:
            return None
        return self(
            keys[words.pattern],
            **{name: self.known(prefix, value) or self._in_own_quotes(str(value)) for name, value in words.values},
        )

    def _in_own_quotes(self, text: str) -> str:
        """A quoted value with the quotation marks of this language."""
        begin, end = _QUOTES[self.language]
        return f"{begin}{text[1:-1]}{end}" if text[:1] == "“" and text[-1:] == "”" else text

    def decimals(self, text: str) -> str:
        """Write the numbers of a text with this language's decimal sign; the text has them with a point."""
        return _DECIMALS.sub(_DECIMAL[self.language], text)

    def number(self, value: object, digits: int = 0) -> str:
        """Write a number as this language does, with so many decimal places; anything else as it is."""
        if type(value) is str or (type(value) is int and 0 <= value < 1_000 and not digits):
            return str(value)  # as nearly all of them are
        if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and not digits):
            return str(value)
        marks = {",": _THOUSANDS[self.language], ".": _DECIMAL[self.language]}
        return "".join(marks.get(character, character) for character in f"{value:,.{digits}f}")


_MERGED: Mapping[str, str] = {
    "pull request": "merge request",
    "Pull request": "Merge request",
    "Pull Request": "Merge Request",
}


def _with_merge_requests(forms: Forms) -> Forms:
    if not isinstance(forms, str):
        return {category: str(_with_merge_requests(form)) for category, form in forms.items()}
    for words, others in _MERGED.items():
        forms = forms.replace(words, others)
    return forms


@cache
def _catalogues(language: str, *, merge_requests: bool = False) -> tuple[Mapping[str, Forms], Mapping[str, Forms]]:
    """The messages of pages (`en.json`, `en.AREA.json`) and those of the gallery's scripts (`en.script.json`).

    What a language lacks is said in English: a missing translation must not stop a build.
    """
    pages: dict[str, Forms]
    script: dict[str, Forms]
    if merge_requests:
        pages, script = (
            {key: _with_merge_requests(forms) for key, forms in part.items()} for part in _catalogues(language)
        )
        return pages, script
    if language == PSEUDO:
        english, of_scripts = _catalogues("en")
        return _bracketed(english), _bracketed(of_scripts)
    pages = dict(_catalogues("en")[0]) if language != "en" else {}
    script = dict(_catalogues("en")[1]) if language != "en" else {}
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if file.name.startswith(f"{language}.") and file.name.endswith(".json"):
            loaded: Mapping[str, Forms] = json.loads(file.read_text(encoding="utf-8"))
            (script if file.name == f"{language}.script.json" else pages).update(loaded)
    return pages, script


def _bracketed(messages: Mapping[str, Forms]) -> Mapping[str, Forms]:
    """The messages in brackets; lists of names, such as those of the months, name by name."""

    def bracket(key: str, text: str) -> str:
        return " ".join(f"⟦{word}⟧" for word in text.split()) if ".months_" in key else f"⟦{text}⟧"

    return {
        key: bracket(key, forms)
        if isinstance(forms, str)
        else {name: bracket(key, text) for name, text in forms.items()}
        for key, forms in messages.items()
    }


@cache
def _keys_by_english(prefix: str) -> Mapping[str, str]:
    """The key of each English message whose key begins so."""
    return {
        forms: key for key, forms in _catalogues("en")[0].items() if isinstance(forms, str) and key.startswith(prefix)
    }


@cache
def _constant(language: str, *, merge_requests: bool) -> Mapping[str, str]:
    """The messages of pages that take no values."""
    forms_of = _catalogues(language, merge_requests=merge_requests)[0]
    return {key: forms for key, forms in forms_of.items() if isinstance(forms, str) and "{" not in forms}
