"""Looks at a gallery in Chromium as a visitor would, and measures what the browser did.

Work is taken in processor time, so that a busy machine does not count: that of the page from the
browser's own counters, that of a worker from the system. What a visitor waits for is taken by the clock.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles
from typing import Any

import msgspec
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from browser.screenshots import settled

from .processes import thread_seconds

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
_WORKER = "DedicatedWorker"
"""What Chromium calls the threads of workers."""

_WATCH = """
(() => {
  const seen = (window.bench = { cards: 0, ready: 0, lcp: 0, cls: 0, tbt: 0, began: 0, took: 0 });
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
  for (const name of ["input", "change"])
    addEventListener(name, () => (seen.began = performance.now()), { capture: true });
  addEventListener("DOMContentLoaded", () => {
    const changed = new MutationObserver(() => {
      document.body.getBoundingClientRect();
      seen.took = performance.now() - seen.began;
    });
    changed.observe(document.querySelector("main"), { childList: true, characterData: true, subtree: true });
  });
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  watch("layout-shift", (entry) => (seen.cls += entry.hadRecentInput ? 0 : entry.value));
  watch("longtask", (entry) => (seen.tbt += entry.duration - 50));
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
_MEMORY = """
async () => {
  try {
    return (await performance.measureUserAgentSpecificMemory()).bytes;
  } catch {
    return null;
  }
}
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


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """What one keystroke or click cost, in milliseconds.

    `page` is script, style and layout in the page, `worker` all work of its worker, both in
    processor time; `clock` is the time until the last change of the page was laid out.
    """

    page: float
    worker: float
    clock: float


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor met. Times in milliseconds, medians of a few loads.

    `memory_bytes` is all that the page and its workers hold, as the browser estimates it; a headless
    shell does not.
    """

    projects: int
    cards: float
    ready: float
    lcp: float
    cls: float
    tbt: float
    keystrokes: tuple[Action, ...]
    clicks: tuple[Action, ...]
    nodes: int
    bytes: int
    memory_bytes: int | None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor of one page met, to its end. Times in milliseconds, medians of a few loads.

    `cls` is how much moved while it loaded and was scrolled to its end, so that late pictures count.
    """

    page: str
    lcp: float
    cls: float
    tbt: float
    nodes: int
    bytes: int


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
        _settle(page)
        nodes.append(page.evaluate(_NODES))
        memory = page.evaluate(_MEMORY)
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
        nodes=max(nodes),
        bytes=int(loads[0]["bytes"]),
        memory_bytes=memory and int(memory),
    )


def open_pages(address: str, pages: Mapping[str, str], *, chromium: str) -> tuple[Opened, ...]:
    """Open each page with an empty cache and read it to its end; `pages` maps a name to a path."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        found = tuple(
            _opened(name, [_read_page(browser, address + path) for _ in range(_LOADS)]) for name, path in pages.items()
        )
        browser.close()
    return found


def _opened(name: str, loads: Sequence[Mapping[str, float]]) -> Opened:
    return Opened(
        page=name,
        lcp=median(one["lcp"] for one in loads),
        cls=max(one["cls"] for one in loads),
        tbt=median(one["tbt"] for one in loads),
        nodes=int(loads[0]["nodes"]),
        bytes=int(loads[0]["bytes"]),
    )


def _read_page(browser: Browser, address: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH)
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise RuntimeError(f"There is no page at {address}, so nothing was measured.")
    settled(page)
    for _ in range(page.evaluate("() => Math.ceil(document.documentElement.scrollHeight / innerHeight)")):
        page.mouse.wheel(0, 900)
        _settle(page)
    settled(page)
    found: dict[str, float] = page.evaluate("() => bench")
    found |= {"bytes": page.evaluate(_TRANSFERRED), "nodes": page.evaluate(_NODES)}
    context.close()
    return found


def _open(page: Page, address: str) -> None:
    page.add_init_script(_WATCH)
    page.goto(address)
    page.wait_for_function("() => bench.ready > 0", timeout=60_000)
    _settle(page)


def _loaded(browser: Browser, address: str) -> dict[str, float]:
    """One visit with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    _open(page, address)
    found: dict[str, float] = page.evaluate("() => bench")
    found["bytes"] = page.evaluate(_TRANSFERRED)
    context.close()
    return found


def _settle(page: Page) -> None:
    """Wait until the page has nothing left to do: a worker answers in turn, so one more question comes last."""
    page.evaluate(_SETTLED)
    for worker in page.workers:
        worker.evaluate("() => 0")
    page.evaluate(_SETTLED)


def _action(page: Page, session: CDPSession, act: Callable[[], None]) -> Action:

    def spent() -> float:
        metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
        parts = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
        return sum(float(metric["value"]) for metric in metrics if metric["name"] in parts)

    page.evaluate("() => (bench.took = 0)")
    before, worker_before = spent(), thread_seconds(_WORKER)
    act()
    _settle(page)
    return Action(
        page=1000 * (spent() - before),
        worker=1000 * (thread_seconds(_WORKER) - worker_before),
        clock=page.evaluate("() => bench.took"),
    )


def _type(page: Page, session: CDPSession, nodes: list[int]) -> list[Action]:
    """Type each query and delete it again, key by key."""
    page.focus("main input[type=search]")
    costs = []
    count = page.locator("main [role=status]").first
    before = count.inner_text()
    for query in _QUERIES:
        for key in query:
            costs.append(_press(page, session, "Space" if key == " " else key))
        if count.inner_text() == before:
            raise RuntimeError(f"Searching for {query!r} changed nothing, so nothing was measured.")
        nodes.append(page.evaluate(_NODES))
        costs += [_press(page, session, "Backspace") for _ in query]
    return costs


def _press(page: Page, session: CDPSession, key: str) -> Action:
    return _action(page, session, lambda: page.keyboard.press(key))


def _click(page: Page, session: CDPSession, nodes: list[int]) -> list[Action]:
    """Choose values of facets and give them up again, here and there in the column."""
    costs = []
    for number in range(_CLICKS):
        # Every other click takes back the one before: what is chosen comes first in its facet.
        x, y = page.evaluate(_CHOICE, number * 5 if number % 2 == 0 else 0)
        _settle(page)
        costs.append(_action(page, session, lambda x=x, y=y: page.mouse.click(x, y)))  # type: ignore[misc]
    nodes.append(page.evaluate(_NODES))
    return costs
