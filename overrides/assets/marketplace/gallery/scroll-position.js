// @ts-check
/*
 * Saves the scroll position with the entry of the history, so that "back" from a project returns to the same place in
 * the list. The browser cannot restore it: the results are drawn later.
 */

/**
 * @typedef {object} ScrollPosition
 * @property {number} top
 * @property {number} drawn number of results that were drawn
 * @property {string} link the link that was followed, or ""
 */

/** Milliseconds without scrolling after which the position is saved. */
const DELAY = 200;

/**
 * Saves the position when the visitor stops scrolling or follows a link.
 * @param {() => number} drawn returns the number of results drawn
 */
export function saveScrollPosition(drawn) {
  history.scrollRestoration = "manual";
  let timer = 0;
  /** @param {string} link */
  const save = (link) => {
    clearTimeout(timer);
    history.replaceState({ top: scrollY, drawn: drawn(), link }, "");
  };
  addEventListener("scroll", () => {
    clearTimeout(timer);
    // The event may come after the click on a link whose page is slow to load: keep that link.
    timer = setTimeout(() => save(savedScrollPosition()?.link ?? ""), DELAY);
  });
  addEventListener(
    "click",
    (event) => {
      const link = /** @type {Element} */ (event.target).closest?.("a[href]");
      if (link) save(link.getAttribute("href") ?? "");
    },
    { capture: true },
  );
}

/** @returns {ScrollPosition | null} the position saved with the current entry of the history */
export function savedScrollPosition() {
  const { state } = history;
  return state && Number.isFinite(state.top) && Number.isFinite(state.drawn) ? state : null;
}

/**
 * Scrolls to a saved position, and focuses the link that was followed.
 * @param {ScrollPosition} position
 * @param {HTMLElement} list
 */
export function restoreScrollPosition({ top, link }, list) {
  scrollTo({ top, behavior: "instant" });
  if (!link) return;
  for (const one of list.querySelectorAll("a"))
    if (one.getAttribute("href") === link) return one.focus({ preventScroll: true });
}
