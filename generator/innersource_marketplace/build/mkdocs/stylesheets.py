"""The style sheets of all pages, joined: their sources are a file for each component, a page loads one."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

JOINED: Final = "assets/marketplace/site.css"
"""Where the joined style sheet is in the theme folder, and so in the site."""

_BOUND_TO_ITS_PLACE: Final = re.compile(r"""@(?:import|charset|namespace)\b|url\(\s*["']?(?!data:)""", re.IGNORECASE)
"""What means something else, or nothing, in another folder or below other rules."""


def join_stylesheets(names: Sequence[object], theme: Path) -> list[object]:
    """Join the first style sheets of `names`, the `extra_css` of a configuration, in the folder `theme`.

    Returns the names to load instead, in the same order. Only files of `theme` are joined, up to the
    first that is not there or depends on its place; the sources are removed from `theme`.
    """
    texts: list[str] = []
    for name in names:
        text = _text(theme, name)
        if text is None or _BOUND_TO_ITS_PLACE.search(text):
            break
        texts.append(f"/* {name} */\n{text.rstrip()}\n")
    if len(texts) < 2:
        return list(names)
    for name in names[: len(texts)]:
        (theme / str(name)).unlink(missing_ok=True)
    target = theme / JOINED
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # it may be a hard link to a file of the instance
    target.write_bytes("\n".join(texts).encode())
    return [JOINED, *names[len(texts) :]]


def _text(theme: Path, name: object) -> str | None:
    if not isinstance(name, str):
        return None
    path = (theme / name).resolve()
    if not path.is_relative_to(theme.resolve()) or not path.is_file():
        return None
    return path.read_text(encoding="utf-8")
