// @ts-check
/*
 * What the gallery and the task board share: the view in the address, the search field, the chips of active filters
 * and the number of results.
 */
import { bdi, element, icon } from "../shared/dom.js";
import { fold } from "../search/text-matching.js";
import { correctionButtons } from "./no-matches.js";

/** @typedef {import("./view-address.js").View} View */

/**
 * Leaves the page as it was built, which works without data, and removes the controls.
 * @param {HTMLElement} page
 * @param {unknown} error
 */
export function showWithoutData(page, error) {
  /** @type {HTMLElement} */ (page.querySelector("[data-failed]")).hidden = false;
  for (const part of page.querySelectorAll("[data-rail], [data-search], [data-tools]")) part.remove();
  page.classList.add("gallery--plain");
  console.warn("The data of this page could not be loaded. It works without, with fewer functions.", error);
}

/**
 * @param {object} options
 * @param {HTMLElement} options.page
 * @param {number} options.count all projects or tasks
 * @param {import("../shared/messages.js").Say} options.say
 * @param {(search: string) => View} options.readView
 * @param {(view: View) => string} options.viewAddress
 * @param {(facet: string, value: string) => string} options.label
 * @param {() => void} options.onChange called when the view has changed
 */
export function viewControls({ page, count, say, readView, viewAddress, label, onChange }) {
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (page.querySelector(`[data-${name}]`));
  const input = /** @type {HTMLInputElement} */ (page.querySelector("input[type=search]"));
  let view = readView(location.search);
  /** Whether the visitor has made a choice whose results are not drawn yet. */
  let chosen = false;

  /**
   * Changes the view and its address. Typing replaces the entry in the history, everything else adds one.
   * @param {Partial<View>} changes
   * @param {{typing?: boolean, keepPage?: boolean}} [options]
   */
  function change(changes, { typing = false, keepPage = false } = {}) {
    view = { ...view, page: keepPage ? view.page : 1, ...changes };
    chosen = true;
    if (typing) history.replaceState(null, "", viewAddress(view));
    else history.pushState(null, "", viewAddress(view));
    return onChange();
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function filtersWith(facet, value, on) {
    const filters = new Map(view.filters);
    const values = new Set([...(filters.get(facet) ?? [])].filter((other) => fold(other) !== fold(value)));
    if (on) values.add(value);
    if (values.size) filters.set(facet, values);
    else filters.delete(facet);
    return filters;
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function toggleFilter(facet, value, on) {
    change({ filters: filtersWith(facet, value, on) });
  }

  /** @param {string} query */
  function searchFor(query) {
    input.value = query;
    change({ query });
    input.focus({ preventScroll: true });
  }

  /** Removes one value of a facet, or the search if the facet is "". @param {string} facet @param {string} value */
  function remove(facet, value) {
    if (facet) toggleFilter(facet, value, false);
    else searchFor("");
  }

  function clearAll() {
    input.value = "";
    change({ query: "", filters: new Map() });
    input.focus({ preventScroll: true });
  }

  /** Updates the search field, the number of active filters and their chips. */
  function update() {
    if (document.activeElement !== input) input.value = view.query;
    const active = [...view.filters.values()].reduce((sum, values) => sum + values.size, 0);
    part("filters-label").textContent = active ? say("filters.count", { count: active }) : say("filters");
    part("active").replaceChildren(...chips());
  }

  /**
   * Shows the number of results, and which spelling was searched for.
   * @param {number} total
   * @param {import("../search/catalogue-search.js").Matches["instead"]} instead
   * @param {readonly string[]} corrections
   */
  function showTotal(total, instead, corrections) {
    part("count").textContent =
      total === 0
        ? say(!count ? "count.all" : instead && instead !== "unfiltered" ? "count.closest" : "count.none", { count: 0 })
        : total === count
          ? say("count.all", { count: total })
          : say("count.some", { count: total, total: count });
    const hint = part("hint");
    hint.replaceChildren();
    if (total && corrections.length)
      hint.append(say("close.spellings"), " ", correctionButtons(corrections, say, searchFor));
  }

  function chips() {
    const list = [];
    const query = view.query.trim();
    if (query)
      list.push(chip(say("chip.search", { query }), say("chip.search.remove", { query }), () => searchFor("")));
    for (const [facet, values] of view.filters)
      for (const value of values) {
        const name = say("chip.remove", { facet: say(`facet.${facet}`), value: label(facet, value) });
        list.push(chip(label(facet, value), name, () => toggleFilter(facet, value, false)));
      }
    if (list.length > 1)
      list.push(
        element("button", { class: "pill pill--clear", type: "button", onclick: clearAll }, element("span", {}, say("clear"))),
      );
    return list;
  }

  /** @param {string} text @param {string} accessibleName @param {() => void} onRemove */
  function chip(text, accessibleName, onRemove) {
    const onclick = () => {
      onRemove();
      // The button is gone: move the focus to the next one, or to the search field.
      (/** @type {HTMLElement | null} */ (part("active").querySelector(".pill")) ?? input).focus({ preventScroll: true });
    };
    const attributes = { class: "pill", type: "button", "aria-label": accessibleName, onclick };
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
    showFirstResult();
  });
  addEventListener("popstate", () => {
    view = readView(location.search);
    input.value = view.query;
    onChange();
  });

  const bar = page.querySelector("[data-bar]");
  if (bar) new ResizeObserver(() => page.style.setProperty("--bar-height", `${bar.clientHeight}px`)).observe(bar);

  /** Scrolls to the first result after a choice, if it is above the screen. */
  function showFirstResult() {
    const wanted = chosen;
    chosen = false;
    if (wanted && part("results").getBoundingClientRect().top < 0) part("results").scrollIntoView();
  }

  /** Shows the first view, with what was typed while the data was loading. */
  function start() {
    return input.value && !view.query ? change({ query: input.value }, { typing: true }) : onChange();
  }

  return {
    ...{ part, input, change, filtersWith, toggleFilter, searchFor, remove, clearAll, update, showTotal, showFirstResult, start },
    get view() {
      return view;
    },
  };
}
