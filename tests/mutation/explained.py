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
    ("resolve", "or True else", "An address loses an empty fragment when it is made safe."),
    ("resolve", "quote(inside", _DEFAULT),
    ("resolve", "XX/XX", "Letters are safe anyway."),
    ("_cut", "0: -> 1:", "A boundary that early lies before the last quarter, where nobody looks."),
    ("_cut", "> -> >=", "A boundary at the start lies before the last quarter, where nobody looks."),
    ("_cut", "4) -> 5)", "Whether a quarter or two fifths are looked at is a matter of taste."),
    ("_is_utf8", "UTF-8", _NAME),
    (
        "_is_utf8",
        "4 -> 5",
        "A character of UTF-8 has four bytes at most; one more makes no difference but for broken text.",
    ),
    ("_is_utf8", ">= -> >", "Likewise: the border between a cut character and a broken one."),
    ("_without_mark", "UTF-8", _NAME),
    ("_without_mark", "CP1252", _NAME),
    (
        "_without_mark",
        "4: -> 5:",
        "A cut character has three bytes at most; one more makes no difference but for broken text.",
    ),
    ("_without_mark", ">= -> >", "Likewise: the border between a cut character and a broken one."),
    ("_without_mark", "> -> >=", "U+007F is ASCII, and no text depends on it."),
)
