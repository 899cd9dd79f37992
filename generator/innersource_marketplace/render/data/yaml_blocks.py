"""YAML in block style from plain data; every text is quoted, so that none can be taken for something else."""

import re
from collections.abc import Mapping
from typing import Final

from innersource_marketplace import escape

_PLAIN_KEY: Final = re.compile(r"(?!(?i:y|n|yes|no|on|off|true|false|null)\Z)[A-Za-z][A-Za-z0-9_/.-]*")


def yaml_block(value: Mapping[str, object], depth: int = 0) -> str:
    """Encode an object, in its order; empty lists and objects are written as such."""
    indent = "  " * depth
    lines: list[str] = []
    for key, item in value.items():
        name = key if _PLAIN_KEY.fullmatch(key) else escape.yaml_text(key)
        if isinstance(item, Mapping) and item:
            lines.append(f"{indent}{name}:\n{yaml_block(item, depth + 1)}")
        elif isinstance(item, list | tuple) and item:
            lines.append(f"{indent}{name}:\n" + "".join(_item(one, depth + 1) for one in item))
        else:
            lines.append(f"{indent}{name}: {_scalar(item)}\n")
    return "".join(lines)


def _item(item: object, depth: int) -> str:
    indent = "  " * depth
    if isinstance(item, Mapping) and item:
        return f"{indent}- {yaml_block(item, depth + 1).lstrip()}"
    if isinstance(item, list | tuple) and item:
        return f"{indent}-\n" + "".join(_item(one, depth + 1) for one in item)
    return f"{indent}- {_scalar(item)}\n"


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return escape.json_text(value)
    if isinstance(value, Mapping | list | tuple):
        return "{}" if isinstance(value, Mapping) else "[]"
    return escape.yaml_text(str(value))
