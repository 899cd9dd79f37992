"""Reads notebooks as Markdown: their cells in order, code as code, text that it printed below."""

import json
import re
from collections.abc import Iterator, Mapping

from innersource_marketplace.limits import NOTEBOOK_CELLS

_TICKS = re.compile(r"`{3,}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""What an escape of JSON can write, and nothing that encodes text can."""


def notebook_as_markdown(text: str) -> str | None:
    """The cells of a notebook as one Markdown text; None if it is none.

    Pictures and other rich output stay out. Source: the notebook format of Jupyter, versions 3 and 4.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(notebook, dict):
        return None
    worksheets = notebook.get("worksheets")
    holder = worksheets[0] if isinstance(worksheets, list) and worksheets else notebook
    cells = holder.get("cells") if isinstance(holder, dict) else None
    if not isinstance(cells, list):
        return None
    language = _language(notebook)
    parts = [part for cell in cells[:NOTEBOOK_CELLS] if isinstance(cell, dict) for part in _cell(cell, language)]
    return _LONE_SURROGATE.sub("\ufffd", "\n\n".join(parts)) if parts else None


def _cell(cell: Mapping[str, object], language: str) -> Iterator[str]:
    source = _text(cell.get("source", cell.get("input")))
    kind = cell.get("cell_type")
    if not source.strip():
        return
    if kind == "markdown":
        yield source
    elif kind == "heading":
        level = cell.get("level")
        yield f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 1)} {source}"
    elif kind == "code":
        yield _fenced(source, language)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict) and (printed := _printed(output)).strip():
                yield _fenced(printed, "")
    else:
        yield _fenced(source, "")


def _printed(output: Mapping[str, object]) -> str:
    data = output.get("data")
    plain = data.get("text/plain") if isinstance(data, dict) else None
    return _text(output.get("text")) or _text(plain)


def _fenced(text: str, language: str) -> str:
    ticks = max((len(found) for found in _TICKS.findall(text)), default=2) + 1
    return f"{'`' * ticks}{language}\n{text.rstrip()}\n{'`' * ticks}"


def _text(value: object) -> str:
    """A text, which the format also allows as a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _language(notebook: Mapping[str, object]) -> str:
    metadata = notebook.get("metadata")
    info = metadata.get("language_info") if isinstance(metadata, dict) else None
    name = info.get("name") if isinstance(info, dict) else None
    return name if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9+#._-]{1,30}", name) else ""
