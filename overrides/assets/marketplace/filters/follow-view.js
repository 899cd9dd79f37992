// @ts-check
/* "Follow this view": the feeds that fit the active filters, and the address of the view to copy. */
import { fold } from "../search/text-matching.js";
import { bdi, element, icon } from "../shared/dom.js";
import { closeLikeMenu } from "../shared/folding-menu.js";

/** @typedef {import("./view-address.js").View} View */

/**
 * Fills the menu when it is opened; nothing is loaded before.
 * @param {object} options
 * @param {HTMLElement} options.page
 * @param {import("../shared/messages.js").Say} options.say
 * @param {() => View} options.currentView
 * @param {(facet: string, value: string) => string} options.label
 * @param {string} options.everything the feed of everything, from the root
 */
export function followView({ page, say, currentView, label, everything }) {
  const menu = /** @type {HTMLDetailsElement | null} */ (page.querySelector("[data-follow]"));
  const items = menu?.querySelector("[data-follow-items]");
  if (!menu || !items) return;
  const { feeds = "", root = "./" } = menu.dataset;
  /** @type {Promise<Record<string, [string, string][]>> | undefined} */
  let addresses;

  async function fill() {
    addresses ??= fetch(feeds).then((response) => (response.ok ? response.json() : {}));
    const found = await addresses.catch(() => ({}));
    const links = [];
    for (const [facet, values] of currentView().filters)
      for (const value of values) {
        const path = (found[facet] ?? []).find(([name]) => fold(name) === fold(value))?.[1];
        if (path) links.push(feedLink(path, say("follow.one", { name: label(facet, value) })));
      }
    if (!links.length) links.push(feedLink(everything, say("follow.all")));
    // Browsers offer the clipboard only to pages loaded over https.
    if (navigator.clipboard) links.push(copyButton());
    items?.replaceChildren(...links);
  }

  /** @param {string} path @param {string} text */
  function feedLink(path, text) {
    return element("a", { href: root + path, type: "application/atom+xml" }, icon("rss"), bdi(text));
  }

  function copyButton() {
    const text = element("span", { "aria-live": "polite" }, say("follow.copy"));
    const onclick = async () => {
      await navigator.clipboard.writeText(location.href);
      text.textContent = say("follow.copied");
    };
    return element("button", { type: "button", onclick }, icon("link-variant"), text);
  }

  menu.addEventListener("toggle", () => {
    if (menu.open) fill();
  });
  closeLikeMenu(menu);
}
