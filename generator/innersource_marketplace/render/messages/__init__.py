"""Every word that people see, in one catalogue a language, so that a translation touches no template."""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files

Forms = str | Mapping[str, str]
"""A message, or its plural forms by CLDR category ("one", "other")."""

_PLURAL_RULES: Mapping[str, Callable[[int], str]] = {
    "en": lambda count: "one" if count == 1 else "other",
}


class Messages:
    """The messages of one language. Missing keys raise KeyError: a template names a message that is not there."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._forms: Mapping[str, Forms] = _load(f"{language}.json")
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

    def number(self, value: object) -> str:
        """Write a whole number with its thousands grouped; any other value as it is."""
        return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _load(name: str) -> Mapping[str, Forms]:
    loaded: Mapping[str, Forms] = json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return loaded
