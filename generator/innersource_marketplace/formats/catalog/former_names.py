"""Former names of keys, anywhere in a catalogue, read as the present ones."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from innersource_marketplace.formats.parsing import Parsed, Position, Report, pointer_to, quoted

_NUMBER = re.compile(r"/[0-9]+(?=/|$)")


def with_present_names(report: Report, parsed: Parsed, renamed: Mapping[str, Mapping[str, str]]) -> Parsed:
    """Rename former keys, each with a warning; where both are given, the present one counts, and the other is unknown.

    `renamed` has former names with the present ones, by the pointer of the object that they are in, with "-"
    for the place in a list: "/sources/-". Problems in what was renamed are still found at their places.
    """
    if not renamed:
        return parsed
    formerly: dict[str, str] = {}

    def present(value: object, pointer: str, written: str) -> object:
        if isinstance(value, list):
            places = (pointer_to("", index) for index in range(len(value)))
            return [present(item, f"{pointer}{at}", f"{written}{at}") for item, at in zip(value, places, strict=True)]
        if not isinstance(value, dict):
            return value
        names = renamed.get(_NUMBER.sub("/-", pointer), {})
        found: dict[str, object] = {}
        for key, item in value.items():
            name, at = names.get(key), pointer_to(written, key)
            if name is None or name in value:
                name = key
            else:
                message = f"{quoted(key)} is now called {quoted(name)}"
                report.warning(at, "other-spelling", message, f'Rename it to "{name}".', instead=name)
                formerly[pointer_to(pointer, name)] = at
            found[name] = present(item, pointer_to(pointer, name), at)
        return found

    def position(pointer: str, *, key: bool = False) -> Position:
        around = pointer
        while around and around not in formerly:
            around = around.rpartition("/")[0]
        return parsed.position(formerly.get(around, "") + pointer[len(around) :], key=key)

    return replace(parsed, value=present(parsed.value, "", ""), position=position)
