// @ts-check
/** Key of the names of hidden shelves. */
const HIDDEN_KEY = "innersource-marketplace.dismissed";

/**
 * Lets visitors hide shelves and show them again. The choice is saved where the browser allows it.
 * @param {HTMLElement} gallery
 */
export function setUpShelves(gallery) {
  const shelves = /** @type {HTMLElement[]} */ ([...gallery.querySelectorAll("[data-shelf]")]);
  const restore = /** @type {HTMLElement | null} */ (gallery.querySelector("[data-restore]"));
  const hidden = savedNames();
  const update = () => {
    for (const shelf of shelves) shelf.hidden = hidden.has(/** @type {string} */ (shelf.dataset.shelf));
    if (restore) restore.hidden = !shelves.some((shelf) => shelf.hidden);
  };
  for (const shelf of shelves)
    shelf.querySelector("[data-dismiss]")?.addEventListener("click", () => {
      hidden.add(/** @type {string} */ (shelf.dataset.shelf));
      saveNames(hidden);
      update();
      /** @type {HTMLElement | null} */ (gallery.querySelector("input[type=search]"))?.focus({ preventScroll: true });
    });
  restore?.addEventListener("click", () => {
    hidden.clear();
    saveNames(hidden);
    update();
    shelves[0]?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null} */ (shelves[0]?.querySelector("a"))?.focus({ preventScroll: true });
  });
  update();
}

/** @returns {Set<string>} */
function savedNames() {
  try {
    const names = JSON.parse(localStorage.getItem(HIDDEN_KEY) ?? "[]");
    return new Set(Array.isArray(names) ? names : []);
  } catch {
    return new Set();
  }
}

/** @param {Set<string>} names */
function saveNames(names) {
  try {
    localStorage.setItem(HIDDEN_KEY, JSON.stringify([...names]));
  } catch {
    // Storage is full or forbidden: the next visit shows all shelves.
  }
}
