"""Tables of how the gallery does in a browser, held against its budgets."""

from collections.abc import Iterator, Sequence

from .browsing import Action, Looked, Opened, percentile
from .report import Verdict, table

_CARDS_MS = 400
_BYTES = 1_100_000
_NODES = 5_000
_ACTION_MS = ((10_000, 30), (50_000, 120))
"""Milliseconds that an action may cost, up to so many projects."""

_LCP_MS = 1_000
_CLS = 0.02
_TBT_MS = 50
_PAGE_BYTES = 150_000
"""A page of a project that a visitor comes to first: with the theme, its styles and scripts, but without pictures."""

_ACTIONS = (("keystroke", "keystrokes"), ("facet click", "clicks"))


def loading_table(looks: Sequence[Looked]) -> str:
    """What opening the gallery takes."""
    head = ("projects", "cards ms", "usable ms", "LCP ms", "CLS", "TBT ms", "KB sent (gzip)", "nodes", "memory MB")
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
                "unknown" if one.memory_bytes is None else f"{one.memory_bytes / 1e6:.1f}",
            )
            for one in looks
        ],
    )


def actions_table(looks: Sequence[Looked]) -> str:
    """What using the gallery takes."""
    rows = []
    for name, field in _ACTIONS:
        for one in looks:
            actions: tuple[Action, ...] = getattr(one, field)
            kinds = ([a.page for a in actions], [a.worker for a in actions], [a.clock for a in actions])
            numbers = [percentile(values, percent) for values in kinds for percent in (50, 95)]
            rows.append((name, f"{one.projects:,}", *(f"{number:.1f}" for number in numbers)))
    return table(("action", "projects", "page ms p50", "p95", "worker ms p50", "p95 ", "clock ms p50", "p95  "), rows)


def pages_of_projects_table(opened: Sequence[Opened]) -> str:
    """What opening pages of projects takes."""
    head = ("page of a project", "LCP ms", "CLS", "TBT ms", "KB sent (gzip)", "nodes")
    return table(
        head,
        [
            (
                one.page,
                f"{one.lcp:.0f}",
                f"{one.cls:.3f}",
                f"{one.tbt:.0f}",
                f"{one.bytes / 1000:.0f}",
                f"{one.nodes:,}",
            )
            for one in opened
        ],
    )


def pages_of_projects_verdicts(opened: Sequence[Opened]) -> Iterator[Verdict]:
    """Pages of projects against their budgets."""
    for one in opened:
        at = f"page of a project, {one.page}"
        yield f"LCP, {at}", f"{_LCP_MS} ms", f"{one.lcp:.0f} ms", one.lcp <= _LCP_MS
        yield f"CLS, {at}", f"{_CLS}", f"{one.cls:.3f}", one.cls <= _CLS
        yield f"TBT, {at}", f"{_TBT_MS} ms", f"{one.tbt:.0f} ms", one.tbt <= _TBT_MS
        if "pictures" not in one.page:
            sent = f"{one.bytes / 1000:.0f} KB"
            yield f"sent (gzip), {at}", f"{_PAGE_BYTES / 1000:.0f} KB", sent, one.bytes <= _PAGE_BYTES


def gallery_verdicts(looks: Sequence[Looked]) -> Iterator[Verdict]:
    """The gallery against its budgets."""
    for one in looks:
        at = f"{one.projects:,} projects"
        yield f"CLS, {at}", f"{_CLS}", f"{one.cls:.3f}", one.cls <= _CLS
        if one.projects <= 10_000:
            yield f"first cards, {at}", f"{_CARDS_MS} ms", f"{one.cards:.0f} ms", one.cards <= _CARDS_MS
            yield f"sent (gzip), {at}", f"{_BYTES / 1000:.0f} KB", f"{one.bytes / 1000:.0f} KB", one.bytes <= _BYTES
        most = next((limit for projects, limit in _ACTION_MS if one.projects <= projects), None)
        if most is not None:
            for name, field in _ACTIONS:
                # Page and worker, by processor time: a clock on a busy machine tells of its other users.
                worst = percentile([action.page + action.worker for action in getattr(one, field)], 95)
                yield f"{name} p95, {at}", f"{most} ms", f"{worst:.1f} ms", worst <= most
        yield f"nodes, {at}", f"{_NODES:,}", f"{one.nodes:,}", one.nodes <= _NODES
