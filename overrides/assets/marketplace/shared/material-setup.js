// @ts-check
/*
 * Defines the functions that Material's script needs: storage with keys for each site of a server. Material has them
 * inside each page; a file works with a strict Content-Security-Policy. Runs before the page is drawn.
 *
 * Also corrects what Material's script adds to pages: an unnamed landmark around the button of each code block, a drawer
 * and colours that no keyboard operates, and code and tables that only a mouse can scroll.
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
  /** Material opens the drawer with a label, which no keyboard reaches: makes it a button. */
  function operateDrawer() {
    const label = document.querySelector(".market-header label[for=__drawer]");
    const toggle = /** @type {HTMLInputElement | null} */ (document.getElementById("__drawer"));
    const drawer = /** @type {HTMLElement | null} */ (document.querySelector(".md-sidebar--primary"));
    if (!label || !toggle || !drawer) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.setAttribute("aria-expanded", "false");
    button.append(...label.childNodes);
    label.replaceWith(button);
    button.addEventListener("click", () => toggle.click());
    toggle.addEventListener("change", () => {
      button.setAttribute("aria-expanded", String(toggle.checked));
      const links = toggle.checked ? [...drawer.querySelectorAll("a")] : [];
      links.find((link) => link.checkVisibility({ visibilityProperty: true }))?.focus({ preventScroll: true });
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !toggle.checked) return;
      toggle.click();
      button.focus();
    });
    drawer.addEventListener("focusout", ({ relatedTarget }) => {
      if (toggle.checked && relatedTarget && !drawer.contains(/** @type {Node} */ (relatedTarget))) toggle.click();
    });
  }
  const correctMarkup = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation");
    const frames = ".md-typeset__scrollwrap, pre, pre > code, .readme table";
    for (const frame of document.querySelectorAll(`:is(.md-content__inner, .readme) :is(${frames})`)) {
      const scrolls = frame.scrollWidth > frame.clientWidth && getComputedStyle(frame).overflowX !== "visible";
      if (scrolls !== frame.hasAttribute("tabindex")) frame.toggleAttribute("tabindex");
      if (scrolls && frame.getAttribute("tabindex") !== "0") frame.setAttribute("tabindex", "0");
    }
  };
  addEventListener("load", () => {
    const observer = new MutationObserver(correctMarkup);
    for (const block of document.querySelectorAll("pre:has(> code)")) observer.observe(block, { childList: true, subtree: true, attributeFilter: ["tabindex"] });
    correctMarkup();
  });
  addEventListener("resize", correctMarkup);
  addEventListener("DOMContentLoaded", operateDrawer);
  addEventListener("keydown", (event) => {
    // The buttons of the colour scheme are radio buttons; Material listens to Enter only.
    const target = /** @type {Element} */ (event.target);
    if (event.key !== " " || !target.matches("[data-md-component=palette] input")) return;
    event.preventDefault();
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  });
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
