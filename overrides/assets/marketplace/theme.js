// @ts-check
/*
 * What Material's own script expects to find: a memory of the visitor's choices, kept apart for
 * each site of a server. Material writes this into every page; as a file, it lets a strict
 * Content-Security-Policy hold. It runs before the page is drawn.
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
})();
