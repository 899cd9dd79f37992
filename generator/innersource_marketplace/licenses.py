"""Which licence a text is, by its SPDX identifier."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from identify.identify import license_id

_IDENTIFIER = re.compile(r"SPDX-License-Identifier:[ \t]*([^\r\n]*)")
_EXPRESSION = re.compile(r"\(?[A-Za-z0-9.+-]{1,60}\)?(?: (?:AND|OR|WITH) \(?[A-Za-z0-9.+-]{1,60}\)?){0,5}")
_LARGEST = 64 * 1024
"""The longest licence compared has 35 kB; texts over this size are collections of several."""

_NOTICE = re.compile(
    r"(?im)^[^\w\n]{0,20}(?:portions )?(?:copyright|\(c\)|©)[^\w\n]{1,9}(?:\[?y(?:yyy|ear)|.*\d{4}).*$"
)
"""A copyright line; a line of a sentence that happens to begin with "copyright" names no year."""

_QUOTES = str.maketrans("“”„‘’", '"""\'\'')
_APACHE_NOTICE = 'Licensed under the Apache License, Version 2.0 (the "License")'
_APACHE_END = "accepting any such warranty or additional liability."


def guess(text: str) -> str | None:
    """Give the SPDX identifier (or expression) of a licence text; None when it is not a known one.

    A `SPDX-License-Identifier:` line is taken at its word; otherwise the text must be within 5 % of
    a licence that choosealicense.com lists, copyright lines aside and however its lines are broken.
    """
    declared = _IDENTIFIER.search(text)
    if declared is not None:
        expression = declared[1].strip().removesuffix("*/").removesuffix("-->").strip()
        return expression if _EXPRESSION.fullmatch(expression) else None
    if not text.strip() or len(text) > _LARGEST:
        return None
    words = " ".join(_NOTICE.sub("", text.translate(_QUOTES)).split())
    return _matched(words) or _matched(text) or ("Apache-2.0" if _is_apache(words) else None)


def _matched(text: str) -> str | None:
    # The matcher takes a path, not a text.
    with TemporaryDirectory(prefix="marketplace-") as folder:
        path = Path(folder) / "license"
        path.write_bytes(text.encode("utf-8", "replace"))
        found: str | None = license_id(str(path))
    return found


def _is_apache(words: str) -> bool:
    """Whether it is that licence without its appendix, which is often cut off, or only the notice that points to it."""
    whole = 8_500 < len(words) < 11_000 and words.startswith("Apache License Version 2.0, January 2004")
    if whole and _APACHE_END in words[-200:]:
        return True
    return len(words) < 1_000 and words.startswith(_APACHE_NOTICE)
