// @ts-check
/** Shelves that were hidden, by name. */
const DISMISSED_KEY = "innersource-marketplace.dismissed";

/**
 * Shelves can be put away and brought back; the choice is remembered where storage is allowed.
 * @param {HTMLElement} gallery
 */
export function shelves(gallery) {
  const all = /** @type {HTMLElement[]} */ ([...gallery.querySelectorAll("[data-shelf]")]);
  const back = /** @type {HTMLElement | null} */ (gallery.querySelector("[data-restore]"));
  const dismissed = remembered();
  const show = () => {
    for (const shelf of all) shelf.hidden = dismissed.has(/** @type {string} */ (shelf.dataset.shelf));
    if (back) back.hidden = !all.some((shelf) => shelf.hidden);
  };
  for (const shelf of all)
    shelf.querySelector("[data-dismiss]")?.addEventListener("click", () => {
      dismissed.add(/** @type {string} */ (shelf.dataset.shelf));
      remember(dismissed);
      show();
      /** @type {HTMLElement | null} */ (gallery.querySelector("input[type=search]"))?.focus({ preventScroll: true });
    });
  back?.addEventListener("click", () => {
    dismissed.clear();
    remember(dismissed);
    show();
    all[0]?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null} */ (all[0]?.querySelector("a"))?.focus({ preventScroll: true });
  });
  show();
}

/** @returns {Set<string>} */
function remembered() {
  try {
    const names = JSON.parse(localStorage.getItem(DISMISSED_KEY) ?? "[]");
    return new Set(Array.isArray(names) ? names : []);
  } catch {
    return new Set();
  }
}

/** @param {Set<string>} names */
function remember(names) {
  try {
    localStorage.setItem(DISMISSED_KEY, JSON.stringify([...names]));
  } catch {
    // They come back next time.
  }
}
