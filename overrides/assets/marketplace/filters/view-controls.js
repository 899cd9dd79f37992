// @ts-check
/*
 * What the gallery and the task board have in common: the view that the address holds, the search
 * field, and the chips that say what is chosen and take it back.
 */
import { bdi, element, icon } from "../shared/dom.js";
import { suggestions } from "./no-matches.js";
import { fold } from "../search/text-matching.js";

/** @typedef {import("./view-address.js").View} View */

/**
 * Leaves the page in its plainer form, which works without data.
 * @param {HTMLElement} page
 * @param {unknown} error
 */
export function plainer(page, error) {
  /** @type {HTMLElement} */ (page.querySelector("[data-failed]")).hidden = false;
  for (const part of page.querySelectorAll("[data-rail], [data-search], [data-tools]")) part.remove();
  page.classList.add("gallery--plain");
  console.warn("The page works without its data, in a plainer form.", error);
}

/**
 * @param {object} given
 * @param {HTMLElement} given.page
 * @param {number} given.count of everything there is
 * @param {import("../shared/messages.js").Say} given.say
 * @param {(query: string) => View} given.read the view that an address asks for
 * @param {(view: View) => string} given.write the address of a view
 * @param {(facet: string, value: string) => string} given.label
 * @param {() => void} given.show called when the view has changed
 */
export function browsing({ page, count, say, read, write, label, show }) {
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (page.querySelector(`[data-${name}]`));
  const input = /** @type {HTMLInputElement} */ (page.querySelector("input[type=search]"));
  let view = read(location.search);

  /**
   * @param {Partial<View>} changes
   * @param {{typing?: boolean, keepPage?: boolean}} [how]
   */
  function change(changes, { typing = false, keepPage = false } = {}) {
    view = { ...view, page: keepPage ? view.page : 1, ...changes };
    if (typing) history.replaceState(null, "", write(view));
    else history.pushState(null, "", write(view));
    return show();
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function filtersWith(facet, value, on) {
    const filters = new Map(view.filters);
    const values = new Set([...(filters.get(facet) ?? [])].filter((old) => fold(old) !== fold(value)));
    if (on) values.add(value);
    if (values.size) filters.set(facet, values);
    else filters.delete(facet);
    return filters;
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function toggle(facet, value, on) {
    change({ filters: filtersWith(facet, value, on) });
  }

  /** @param {string} query */
  function search(query) {
    input.value = query;
    change({ query });
    input.focus({ preventScroll: true });
  }

  /** Takes back one value of a facet, or the search. @param {string} facet @param {string} value */
  function drop(facet, value) {
    if (facet) toggle(facet, value, false);
    else search("");
  }

  function clear() {
    input.value = "";
    change({ query: "", filters: new Map() });
    input.focus({ preventScroll: true });
  }

  /** Shows what the view says by itself, without results. */
  function controls() {
    if (document.activeElement !== input) input.value = view.query;
    const chosen = [...view.filters.values()].reduce((sum, values) => sum + values.size, 0);
    part("filters-label").textContent = chosen ? say("filters.count", { count: chosen }) : say("filters");
    part("active").replaceChildren(...chips());
  }

  /** @param {number} total @param {boolean} near @param {readonly string[]} meant */
  function announce(total, near, meant) {
    part("count").textContent =
      total === 0
        ? say(count ? "count.none" : "count.all", { count: 0 })
        : total === count
          ? say("count.all", { count: total })
          : say("count.some", { count: total, total: count });
    const hint = part("hint");
    hint.replaceChildren();
    if (!total || !near) return;
    hint.append(say("close.spellings"), " ");
    if (meant.length) hint.append(suggestions(meant, say, search));
  }

  function chips() {
    const pills = [];
    const query = view.query.trim();
    if (query)
      pills.push(pill(say("chip.search", { query }), say("chip.search.remove", { query }), () => search("")));
    for (const [facet, values] of view.filters)
      for (const value of values) {
        const words = say("chip.remove", { facet: say(`facet.${facet}`), value: label(facet, value) });
        pills.push(pill(label(facet, value), words, () => toggle(facet, value, false)));
      }
    if (pills.length > 1)
      pills.push(
        element("button", { class: "pill pill--clear", type: "button", onclick: clear }, element("span", {}, say("clear"))),
      );
    return pills;
  }

  /** @param {string} text @param {string} words @param {() => void} remove */
  function pill(text, words, remove) {
    const act = () => {
      remove();
      // The button is gone; the next one, or the search, takes its place for the keyboard.
      (/** @type {HTMLElement | null} */ (part("active").querySelector(".pill")) ?? input).focus({ preventScroll: true });
    };
    const attributes = { class: "pill", type: "button", "aria-label": words, onclick: act };
    return element("button", attributes, element("span", {}, bdi(text)), icon("close"));
  }

  input.addEventListener("input", () => change({ query: input.value }, { typing: true }));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    part("list").querySelector("a")?.focus();
  });
  input.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    change({ query: input.value });
    part("bar").scrollIntoView({ block: "nearest" });
  });
  addEventListener("popstate", () => {
    view = read(location.search);
    input.value = view.query;
    show();
  });

  /** Shows the first view, with what was typed before the data came. */
  function begin() {
    return input.value && !view.query ? change({ query: input.value }, { typing: true }) : show();
  }

  return {
    ...{ part, input, change, filtersWith, toggle, search, drop, clear, controls, announce, begin },
    get view() {
      return view;
    },
  };
}
