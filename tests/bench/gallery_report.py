"""Tables of how the gallery does in a browser, held against its budgets."""

from collections.abc import Iterator, Sequence

from .browsing import Looked, percentile
from .report import Verdict, table

_CARDS_MS = 400
_BYTES = 1_100_000
_NODES = 5_000
_ACTION_MS = ((10_000, 30), (50_000, 120))
"""Milliseconds that an action may cost, up to so many projects."""

_ACTIONS = (("keystroke", "keystrokes"), ("facet click", "clicks"))


def loading_table(looks: Sequence[Looked]) -> str:
    """What opening the gallery takes."""
    head = ("projects", "cards ms", "usable ms", "LCP ms", "CLS", "TBT ms", "KB sent (gzip)", "nodes", "heap MB")
    return table(
        head,
        [
            (
                f"{one.projects:,}",
                f"{one.cards:.0f}",
                f"{one.ready:.0f}",
                f"{one.lcp:.0f}",
                f"{one.cls:.3f}",
                f"{one.tbt:.0f}",
                f"{one.bytes / 1000:.0f}",
                f"{one.nodes:,}",
                f"{one.heap_bytes / 1e6:.1f}",
            )
            for one in looks
        ],
    )


def actions_table(looks: Sequence[Looked]) -> str:
    """What using the gallery takes."""
    rows = []
    for name, field in _ACTIONS:
        for one in looks:
            at_once, in_all = _costs(one, field)
            numbers = [percentile(values, percent) for values in (at_once, in_all) for percent in (50, 95)]
            rows.append((name, f"{one.projects:,}", *(f"{number:.1f}" for number in numbers)))
    return table(("action", "projects", "at once p50", "p95", "in all p50", "p95 "), rows)


def gallery_verdicts(looks: Sequence[Looked]) -> Iterator[Verdict]:
    """The gallery against its budgets."""
    for one in looks:
        at = f"{one.projects:,} projects"
        if one.projects <= 10_000:
            yield f"first cards, {at}", f"{_CARDS_MS} ms", f"{one.cards:.0f} ms", one.cards <= _CARDS_MS
            yield f"sent (gzip), {at}", f"{_BYTES / 1000:.0f} KB", f"{one.bytes / 1000:.0f} KB", one.bytes <= _BYTES
        most = next((limit for projects, limit in _ACTION_MS if one.projects <= projects), None)
        if most is not None:
            for name, field in _ACTIONS:
                # All of it, although the next frame waits for a part only: by processor time, for a
                # clock on a busy machine tells of its other users.
                worst = percentile(_costs(one, field)[1], 95)
                yield f"{name} p95, {at}", f"{most} ms", f"{worst:.1f} ms", worst <= most
        yield f"nodes, {at}", f"{_NODES:,}", f"{one.nodes:,}", one.nodes <= _NODES


def _costs(one: Looked, field: str) -> tuple[list[float], list[float]]:
    costs: tuple[tuple[float, float], ...] = getattr(one, field)
    return [at_once for at_once, _ in costs], [in_all for _, in_all in costs]
