"""Survivors that no test can kill, or that none should, each with the reason: (function, part of the change, why)."""

_SHORTCUT = "The shortcut only saves work: what it lets through is what the long way gives."
_NAME = "The same name of an encoding in other letters."
_DEFAULT = "What is left out is the default, and is written down for the reader."
_TWICE = "Refused twice: `isprintable` is false for each of these categories, which are named should that change."
_NO_CAPITALS = "The text has been put into lower case: there is no X to strip."

EXPLAINED: tuple[tuple[str, str, str], ...] = (
    ("plain", "and False else", _SHORTCUT),
    ("plain", "category[1]", "All that the branch would miss is white space, which `split` finds again."),
    ("plain", "'Z'", "All that the branch would miss is white space, which `split` finds again."),
    ("html", "SafeHtml(html_module.escape(text))", _DEFAULT),
    ("xml", "html_module.escape(allowed)", _DEFAULT),
    ("xml", "XX", "The letter X is allowed anyway, by its number."),
    ("json_text", "allow_nan=None", "None is as false as False."),
    ("json_text", "ensure_ascii", _DEFAULT),
    ("short_hash", "UTF-8", _NAME),
    ("slug", "ASCII", _NAME),
    ("slug", "XX-XX", _NO_CAPITALS),
    ("url_path", "XXXX", "Letters are safe anyway."),
    ("url", "IDNA", _NAME),
    ("url", "ASCII", _NAME),
    ("url", "'C", _TWICE),
    ("url", "'XXXX',", "An empty host is refused, and so is one in capitals: `urlsplit` gives lower case."),
    ("url", "or -> and", "A host that is empty fails the last pattern, and `_HTTP` lets no user name through."),
)
