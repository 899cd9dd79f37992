"""Which licence a text is, by its SPDX identifier."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from identify.identify import license_id

_IDENTIFIER = re.compile(r"SPDX-License-Identifier:[ \t]*([^\r\n]*)")
_EXPRESSION = re.compile(r"\(?[A-Za-z0-9.+-]{1,60}\)?(?: (?:AND|OR|WITH) \(?[A-Za-z0-9.+-]{1,60}\)?){0,5}")
_LARGEST = 64 * 1024
"""The longest licence compared has 35 kB; texts over this size are collections of several."""


def guess(text: str) -> str | None:
    """Give the SPDX identifier (or expression) of a licence text; None when it is not a known one.

    A `SPDX-License-Identifier:` line is taken at its word; otherwise the text must be within 5 % of
    a licence that choosealicense.com lists, copyright lines aside.
    """
    declared = _IDENTIFIER.search(text)
    if declared is not None:
        expression = declared[1].strip().removesuffix("*/").removesuffix("-->").strip()
        return expression if _EXPRESSION.fullmatch(expression) else None
    if not text.strip() or len(text) > _LARGEST:
        return None
    # The matcher takes a path, not a text.
    with TemporaryDirectory(prefix="marketplace-") as folder:
        path = Path(folder) / "license"
        path.write_bytes(text.encode("utf-8", "replace"))
        found = license_id(str(path))
    return found or ("Apache-2.0" if _is_apache_without_appendix(text) else None)


def _is_apache_without_appendix(text: str) -> bool:
    # The appendix, an eighth of the text, is instructions and is often cut off.
    head, body = " ".join(text[:600].split()), text.rstrip()
    complete = body.endswith("END OF TERMS AND CONDITIONS") and 9_000 < len(body) < 11_000
    return complete and "Apache License Version 2.0, January 2004" in head
