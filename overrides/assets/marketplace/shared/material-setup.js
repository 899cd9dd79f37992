// @ts-check
/*
 * Defines the functions that Material's script needs: storage with keys for each site of a server. Material has them
 * inside each page; a file works with a strict Content-Security-Policy. Runs before the page is drawn.
 *
 * Also corrects what Material's script adds to pages: an unnamed landmark around the button of each code block, and
 * tables that only a mouse can scroll.
 */
(() => {
  const base = document.currentScript?.dataset.base ?? ".";
  const site = new URL(base, location.href);
  /** @param {string} key @param {URL} [scope] */
  const storageKey = (key, scope = site) => `${scope.pathname}.${key}`;
  Object.assign(window, {
    __md_scope: site,
    /** @param {string} text */
    __md_hash: (text) => [...text].reduce((sum, character) => (sum << 5) - sum + character.charCodeAt(0), 0),
    /** @param {string} key @param {Storage} [storage] */
    __md_get: (key, storage, scope = site) => {
      try {
        return JSON.parse((storage ?? localStorage).getItem(storageKey(key, scope)) ?? "null");
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {unknown} value @param {Storage} [storage] */
    __md_set: (key, value, storage, scope = site) => {
      try {
        (storage ?? localStorage).setItem(storageKey(key, scope), JSON.stringify(value));
      } catch {
        // Storage is full or forbidden: the choice lasts for this page.
      }
    },
  });
  document.documentElement.classList.replace("no-js", "js");
  const correctMarkup = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation");
    for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) {
      if (frame.scrollWidth > frame.clientWidth) frame.setAttribute("tabindex", "0");
      else frame.removeAttribute("tabindex");
    }
  };
  addEventListener("load", () => {
    const observer = new MutationObserver(correctMarkup);
    for (const block of document.querySelectorAll("pre:has(> code)")) observer.observe(block, { childList: true });
    correctMarkup();
  });
  addEventListener("resize", correctMarkup);
  if (location.protocol === "file:") {
    // Browsers load no modules and no data from a folder, and show a folder as a list of files.
    addEventListener("load", () => {
      document.documentElement.classList.replace("js", "no-js");
      for (const notice of document.querySelectorAll("[data-failed]")) /** @type {HTMLElement} */ (notice).hidden = false;
      for (const link of document.querySelectorAll("a[href]")) {
        const { protocol, pathname, search, hash } = /** @type {HTMLAnchorElement} */ (link);
        if (protocol === "file:" && pathname.endsWith("/")) link.setAttribute("href", `${pathname}index.html${search}${hash}`);
      }
    });
  }
})();
