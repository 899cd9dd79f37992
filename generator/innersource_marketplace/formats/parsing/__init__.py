"""JSON and YAML from strangers: strict to parse, bounded in every direction, and with positions.

A fault never raises. It becomes a `Problem` with line and column, and the rest of the document
stays readable wherever that is possible. If a key appears twice, the first one is used.
"""

from innersource_marketplace.formats.parsing.json_extras import parse_json_past_extras
from innersource_marketplace.formats.parsing.json_reader import parse_json
from innersource_marketplace.formats.parsing.parsed import (
    Locate,
    Parsed,
    Position,
    Report,
    as_mapping,
    at_start,
    beginning_of,
    kind_of,
    pointer_to,
    quoted,
)
from innersource_marketplace.formats.parsing.yaml_reader import parse_yaml

__all__ = [
    "Locate",
    "Parsed",
    "Position",
    "Report",
    "as_mapping",
    "at_start",
    "beginning_of",
    "kind_of",
    "parse_json",
    "parse_json_past_extras",
    "parse_yaml",
    "pointer_to",
    "quoted",
]
