// @ts-check
/*
 * Where the visitor was: kept with the entry of the history, so that coming back from a project
 * leads to the same place in the list. The browser's own memory is of no use here, for what it
 * would scroll to is drawn later.
 */

/**
 * @typedef {object} Place
 * @property {number} top
 * @property {number} drawn how many results were drawn
 * @property {string} link the project that was opened, or ""
 */

/** Milliseconds without scrolling after which the place is kept. */
const REST = 200;

/**
 * Keeps the place from now on.
 * @param {() => number} drawn
 */
export function keepPlace(drawn) {
  history.scrollRestoration = "manual";
  let timer = 0;
  const keep = (link = "") => {
    clearTimeout(timer);
    history.replaceState({ top: scrollY, drawn: drawn(), link }, "");
  };
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, REST);
  });
  addEventListener(
    "click",
    (event) => {
      const link = /** @type {Element} */ (event.target).closest?.("a[href]");
      if (link) keep(link.getAttribute("href") ?? "");
    },
    { capture: true },
  );
}

/** @returns {Place | null} the place that belongs to where the history stands */
export function keptPlace() {
  const { state } = history;
  return state && Number.isFinite(state.top) && Number.isFinite(state.drawn) ? state : null;
}

/**
 * Goes back to a place.
 * @param {Place} place
 * @param {HTMLElement} list
 */
export function goTo({ top, link }, list) {
  scrollTo({ top, behavior: "instant" });
  if (!link) return;
  for (const one of list.querySelectorAll("a"))
    if (one.getAttribute("href") === link) return one.focus({ preventScroll: true });
}
