"""Every word that people see, in one catalogue a language, so that a translation touches no template."""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files

Forms = str | Mapping[str, str]
"""A message, or its plural forms by CLDR category ("one", "other")."""


def _one_or_other(count: int) -> str:
    return "one" if count == 1 else "other"


_PLURAL_RULES: Mapping[str, Callable[[int], str]] = {"en": _one_or_other, "de": _one_or_other}
"""Which form a whole number takes. Source: Unicode CLDR, cardinal rules."""

_THOUSANDS: Mapping[str, str] = {"en": ",", "de": "."}
_DECIMAL: Mapping[str, str] = {"en": ".", "de": ","}

LANGUAGES = tuple(_PLURAL_RULES)
"""The languages that interface words exist in."""


class Messages:
    """The messages of one language. Missing keys raise KeyError: a template names a message that is not there."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._forms: Mapping[str, Forms] = {
            **_load(f"{language}.json"),
            **_load(f"{language}.owners.json"),
        }
        self.script: Mapping[str, Forms] = _load(f"{language}.script.json")
        self._plural = _PLURAL_RULES[language]

    def __call__(self, key: str, **values: object) -> str:
        """Say a message; `count` chooses the plural form and is grouped by thousands."""
        forms = self._forms[key]
        count = values.get("count")
        if not isinstance(forms, str):
            forms = forms[self._plural(count if isinstance(count, int) else 0)]
        return forms.format_map({name: self.number(value) for name, value in values.items()})

    def forms(self, prefix: str) -> Mapping[str, Forms]:
        """The messages whose keys begin so, unspoken; for handing them to scripts."""
        return {key: forms for key, forms in self._forms.items() if key.startswith(prefix)}

    def spoken(self, prefix: str) -> Mapping[str, str]:
        """The messages whose keys begin so and that need no values, said, by the rest of their keys."""
        return {key.removeprefix(prefix): self(key) for key in self._forms if key.startswith(prefix)}

    def number(self, value: object, digits: int = 0) -> str:
        """Write a number as this language does, with so many decimal places; anything else as it is."""
        if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and not digits):
            return str(value)
        marks = {",": _THOUSANDS[self.language], ".": _DECIMAL[self.language]}
        return "".join(marks.get(character, character) for character in f"{value:,.{digits}f}")


def _load(name: str) -> Mapping[str, Forms]:
    loaded: Mapping[str, Forms] = json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return loaded
