"""Looks at a gallery in Chromium as a visitor would, and measures what the browser did.

Work of the page is taken from the browser's own counters in processor time of its main thread, so
that a busy machine does not count; what a visitor waits for is taken by the clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_LOADS = 3
_QUERIES = ("invoice gateway", "kafka", "typescrpt", "jansen", "five teams had")
_CLICKS = 24

_WATCH = """
(() => {
  const seen = (window.bench = { cards: 0, ready: 0, lcp: 0, cls: 0, tbt: 0, event: 0, began: 0, took: 0 });
  const painted = (name) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => (seen[name] = performance.now());
    channel.port2.postMessage(0);
  };
  const noted = new Set();
  const look = () => {
    for (const [name, what] of [["cards", "main article"], ["ready", "[data-rail] input"]])
      if (!noted.has(name) && document.querySelector(what)) {
        noted.add(name);
        painted(name);
      }
    if (noted.size < 2) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  for (const name of ["input", "change"]) {
    addEventListener(name, () => (seen.began = performance.now()), { capture: true });
    addEventListener(name, () => {
      document.body.getBoundingClientRect();
      seen.took = performance.now() - seen.began;
    });
  }
  const watch = (type, note, more) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  watch("layout-shift", (entry) => (seen.cls += entry.hadRecentInput ? 0 : entry.value));
  watch("longtask", (entry) => (seen.tbt += entry.duration - 50));
  watch("event", (entry) => (seen.event = Math.max(seen.event, entry.duration)), { durationThreshold: 16 });
})();
"""
_SETTLED = """
() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => done(), { timeout: 1000 }))))
"""
_NODES = """
() => {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  let count = 1;
  while (walker.nextNode()) count++;
  return count;
}
"""
_TRANSFERRED = """
() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.transferSize, 0)
"""
_CHOICE = """
(number) => {
  const all = [...document.querySelectorAll("[data-rail] input[type=checkbox]")].filter((box) => box.checkVisibility());
  const box = all[number % all.length];
  box.scrollIntoView({ block: "center" });
  const { x, y, width, height } = box.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a visitor met. Times in milliseconds, medians of a few loads.

    `keystrokes` and `clicks` hold (at once, in all) of each: script and layout that the next frame
    waits for, by the clock, and script, style and layout altogether, in processor time.
    `slowest_event` is the longest time by the clock from an input to the next frame.
    """

    projects: int
    cards: float
    ready: float
    lcp: float
    cls: float
    tbt: float
    keystrokes: tuple[tuple[float, float], ...]
    clicks: tuple[tuple[float, float], ...]
    slowest_event: float
    nodes: int
    bytes: int
    heap_bytes: int


def percentile(values: Sequence[float], percent: int) -> float:
    """A percentile of at least two values."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def look(address: str, count: int, *, chromium: str) -> Looked:
    """Open the gallery of `count` projects and use it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        loads = [_loaded(browser, address) for _ in range(_LOADS)]
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        _open(page, address)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        nodes = [page.evaluate(_NODES)]
        keystrokes = _type(page, session, nodes)
        clicks = _click(page, session, nodes)
        page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
        page.evaluate(_SETTLED)
        nodes.append(page.evaluate(_NODES))
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
        slowest = page.evaluate("() => bench.event")
        browser.close()
    return Looked(
        projects=count,
        cards=median(one["cards"] for one in loads),
        ready=median(one["ready"] for one in loads),
        lcp=median(one["lcp"] for one in loads),
        cls=median(one["cls"] for one in loads),
        tbt=median(one["tbt"] for one in loads),
        keystrokes=tuple(keystrokes),
        clicks=tuple(clicks),
        slowest_event=slowest,
        nodes=max(nodes),
        bytes=int(loads[0]["bytes"]),
        heap_bytes=int(heap),
    )


def _open(page: Page, address: str) -> None:
    page.add_init_script(_WATCH)
    page.goto(address)
    page.wait_for_function("() => bench.ready > 0", timeout=60_000)
    page.evaluate(_SETTLED)


def _loaded(browser: Browser, address: str) -> dict[str, float]:
    """One visit with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    _open(page, address)
    found: dict[str, float] = page.evaluate("() => bench")
    found["bytes"] = page.evaluate(_TRANSFERRED)
    context.close()
    return found


def _work(page: Page, session: CDPSession, act: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds that an action costs: what the next frame waits for, and all, with what is put off."""

    def spent() -> float:
        metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
        parts = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
        return sum(float(metric["value"]) for metric in metrics if metric["name"] in parts)

    before = spent()
    act()
    page.evaluate(_SETTLED)
    return page.evaluate("() => bench.took"), 1000 * (spent() - before)


def _type(page: Page, session: CDPSession, nodes: list[int]) -> list[tuple[float, float]]:
    """Type each query and delete it again, key by key."""
    page.focus("main input[type=search]")
    costs = []
    for query in _QUERIES:
        for key in (*query.replace(" ", "\0"), *("Backspace" for _ in query)):
            pressed = "Space" if key == "\0" else key
            costs.append(_work(page, session, lambda pressed=pressed: page.keyboard.press(pressed)))  # type: ignore[misc]
        nodes.append(page.evaluate(_NODES))
    return costs


def _click(page: Page, session: CDPSession, nodes: list[int]) -> list[tuple[float, float]]:
    """Choose values of facets and give them up again, here and there in the column."""
    costs = []
    for number in range(_CLICKS):
        # Every other click takes back the one before: what is chosen comes first in its facet.
        x, y = page.evaluate(_CHOICE, number * 5 if number % 2 == 0 else 0)
        page.evaluate(_SETTLED)
        costs.append(_work(page, session, lambda x=x, y=y: page.mouse.click(x, y)))  # type: ignore[misc]
    nodes.append(page.evaluate(_NODES))
    return costs
