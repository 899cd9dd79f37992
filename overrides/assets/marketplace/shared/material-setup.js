// @ts-check
/*
 * What Material's own script expects to find: a memory of the visitor's choices, kept apart for
 * each site of a server. Material writes this into every page; as a file, it lets a strict
 * Content-Security-Policy hold. It runs before the page is drawn.
 *
 * What Material's script makes of a page is mended here too: a landmark without a name around the
 * button of each piece of code, and tables that scroll sideways for a mouse only.
 */
(() => {
  const base = document.currentScript?.dataset.base ?? ".";
  const scope = new URL(base, location.href);
  /** @param {string} key @param {URL} [place] */
  const named = (key, place = scope) => `${place.pathname}.${key}`;
  Object.assign(window, {
    __md_scope: scope,
    /** @param {string} text */
    __md_hash: (text) => [...text].reduce((sum, character) => (sum << 5) - sum + character.charCodeAt(0), 0),
    /** @param {string} key */
    __md_get: (key, storage = localStorage, place = scope) => {
      try {
        return JSON.parse(storage.getItem(named(key, place)) ?? "null");
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {unknown} value */
    __md_set: (key, value, storage = localStorage, place = scope) => {
      try {
        storage.setItem(named(key, place), JSON.stringify(value));
      } catch {
        // Storage is full or forbidden: the choice lasts for this page.
      }
    },
  });
  document.documentElement.classList.replace("no-js", "js");
  const mend = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation");
    for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) {
      if (frame.scrollWidth > frame.clientWidth) frame.setAttribute("tabindex", "0");
      else frame.removeAttribute("tabindex");
    }
  };
  addEventListener("load", () => {
    const watcher = new MutationObserver(mend);
    for (const piece of document.querySelectorAll("pre:has(> code)")) watcher.observe(piece, { childList: true });
    mend();
  });
  addEventListener("resize", mend);
  if (location.protocol === "file:") {
    // From a folder browsers load no modules: the page goes back to the form that needs none.
    addEventListener("load", () => document.documentElement.classList.replace("js", "no-js"));
  }
})();
