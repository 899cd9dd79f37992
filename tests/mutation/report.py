"""The page about mutation testing: a table and every survivor with its reason, between two marks."""

import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from .survivors import Mutant

_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


class Module(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the mutants of one module; each survivor with its reason, empty where there is none yet.

    Survivors that look alike stand once in `survivors`; `killed` counts without that.
    """

    name: str
    mutants: int
    killed: int
    survivors: Mapping[Mutant, str]


def write(page: Path, day: date, measured: Sequence[Module]) -> None:
    """Put the results into the page, in the place of those before."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{_measured(day, measured)}\n{_END}{after}", encoding="utf-8")


def _measured(day: date, measured: Sequence[Module]) -> str:
    rows = [
        f"| `{module.name}` | {module.mutants:,} | {module.killed:,} "
        f"| {module.mutants - module.killed} | {sum(not reason for reason in module.survivors.values())} |"
        for module in measured
    ]
    head = "| module | mutants | killed | survived | of these unexplained |\n|---|--:|--:|--:|--:|"
    parts = [f"On {day.isoformat()}, Python {platform.python_version()}.", "\n".join([head, *rows])]
    for module in measured:
        if module.survivors:
            parts += [f"### {module.name}", "\n".join(_explained(module))]
    return "\n" + "\n\n".join(parts) + "\n"


def _explained(module: Module) -> list[str]:
    """A line a reason, with the changes that it explains."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for mutant, reason in module.survivors.items():
        change = f"`` {mutant.before[:60]} `` → `` {mutant.after[:60]} ``"
        by_reason.setdefault((mutant.function, reason), []).append(change)
    return [
        f"- `{function}`: {reason or 'Not explained yet.'} {'; '.join(changes)}"
        for (function, reason), changes in sorted(by_reason.items())
    ]
