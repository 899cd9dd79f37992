// @ts-check
/* The task board: the gallery's search and filters over tasks. */
import * as address from "./address.js";
import { catalogue } from "./catalogue.js";
import { bdi, element, icon } from "./dom.js";
import { nothingFits, suggestions } from "./empty.js";
import { facetPanel } from "./facets.js";
import { filterSheet } from "./sheet.js";
import { slashLeadsTo } from "./shortcut.js";
import { taskCard } from "./task-card.js";
import { fold } from "./text.js";
import { speaker } from "./words.js";

/** @typedef {import("./task-card.js").Tasks} Tasks */

const FACETS = ["contribution", "skill", "language", "effort", "owner", "topic"];
/** Tasks drawn at a time. */
const STEP = 24;
/** Suggestions of each kind when nothing fits. */
const WAYS = 6;
const MEANT = 3;

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-board]"));
// Without tasks there is nothing to search, and the page was built without the means.
if (root?.querySelector("[data-tools]")) {
  slashLeadsTo(/** @type {HTMLInputElement} */ (root.querySelector("input[type=search]")));
  load(root).catch((error) => {
    /** @type {HTMLElement} */ (root.querySelector("[data-failed]")).hidden = false;
    for (const part of root.querySelectorAll("[data-rail], [data-search], [data-tools]")) part.remove();
    root.classList.add("gallery--plain");
    console.warn("The board works without its data, in a plainer form.", error);
  });
}

/** @param {HTMLElement} board */
async function load(board) {
  const answer = await fetch(/** @type {string} */ (board.dataset.source));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  start(board, await answer.json());
}

/**
 * @param {HTMLElement} board
 * @param {Tasks} data
 */
function start(board, data) {
  const all = catalogue(data);
  const say = speaker(data.words, data.language);
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (board.querySelector(`[data-${name}]`));
  const input = /** @type {HTMLInputElement} */ (board.querySelector("input[type=search]"));
  const sortSelect = /** @type {HTMLSelectElement} */ (part("sort"));
  const list = part("list");
  const about = {
    ...{ count: data.count, today: data.today, language: data.language },
    ...{ colors: data.colors, labels: data.labels, words: data.words },
    facets: Object.fromEntries(FACETS.map((facet) => [facet, data.facets[facet].values])),
    totals: Object.fromEntries(all.find(address.plain()).counts),
  };
  let view = address.read(location.search, FACETS);
  let drawn = 0;

  const panel = facetPanel({ about, say, choose: toggle });
  part("rail").append(panel.whole);
  const sheetTotal = filterSheet({ gallery: board, opener: part("filters"), parts: [panel.whole], say });

  /**
   * @param {Partial<address.View>} changes
   * @param {{typing?: boolean}} [how]
   */
  function change(changes, { typing = false } = {}) {
    view = { ...view, page: 1, ...changes };
    const target = address.write({ ...view, shape: "cards", group: "" }, FACETS);
    if (typing) history.replaceState(null, "", target);
    else history.pushState(null, "", target);
    show();
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

  function clear() {
    input.value = "";
    change({ query: "", filters: new Map() });
    input.focus({ preventScroll: true });
  }

  function show() {
    if (document.activeElement !== input) input.value = view.query;
    sortSelect.value = view.sort;
    if (sortSelect.selectedIndex < 0) sortSelect.value = "";
    const chosen = [...view.filters.values()].reduce((sum, values) => sum + values.size, 0);
    part("filters-label").textContent = chosen ? say("filters.count", { count: chosen }) : say("filters");
    chips();
    const found = all.find(view);
    const total = found.rows.length;
    part("count").textContent =
      total === 0
        ? say("count.none")
        : total === data.count
          ? say("count.all", { count: total })
          : say("count.some", { count: total, total: data.count });
    sheetTotal(total);
    const meant = found.meant.filter((query) => all.find({ ...view, query }).rows.length).slice(0, MEANT);
    const hint = part("hint");
    hint.replaceChildren();
    if (total && found.near) {
      hint.append(say("close.spellings"), " ");
      if (meant.length) hint.append(suggestions(meant, say, search));
    }
    if (total) {
      list.className = "cards";
      list.replaceChildren();
      drawn = 0;
      more(found);
    } else {
      part("more").replaceChildren();
      list.className = "empty";
      const drop = (/** @type {string} */ facet, /** @type {string} */ value) =>
        facet ? toggle(facet, value, false) : search("");
      list.replaceChildren(
        ...nothingFits(/** @type {any} */ ({ meant, ways: ways() }), { say, label: panel.label, search, drop, clear }),
      );
    }
    panel.show(view, found.counts);
  }

  /**
   * Draws the next tasks; whoever pressed the button goes on at the first of them.
   * @param {import("./catalogue.js").Match} found
   */
  function more(found) {
    const rows = [...found.rows.subarray(drawn, drawn + STEP)];
    const skillLink = (/** @type {string} */ skill) =>
      address.write({ ...view, shape: "cards", filters: filtersWith("skill", skill, true) }, FACETS);
    const cards = rows.map((row) => taskCard(data, row, { say, skillLink, terms: found.terms }));
    list.append(...cards);
    if (drawn) cards[0]?.querySelector("a")?.focus();
    drawn += rows.length;
    const left = found.rows.length - drawn;
    part("more").replaceChildren(
      ...(left
        ? [element("button", { class: "button", type: "button", onclick: () => more(found) }, say("more", { count: Math.min(left, STEP) }))]
        : []),
    );
  }

  /** What could be dropped when nothing fits, with what that would give. */
  function ways() {
    const found = [];
    /** @param {string} facet @param {string} value @param {Partial<address.View>} changes */
    const way = (facet, value, changes) => found.push({ facet, value, count: all.find({ ...view, ...changes }).rows.length });
    if (view.query.trim() && view.filters.size) way("", view.query.trim(), { query: "" });
    for (const [facet, chosen] of view.filters)
      for (const value of chosen) way(facet, value, { filters: filtersWith(facet, value, false) });
    return found.filter((one) => one.count).sort((a, b) => b.count - a.count).slice(0, WAYS);
  }

  function chips() {
    const pills = [];
    const query = view.query.trim();
    if (query) pills.push(pill(say("chip.search", { query }), say("chip.search.remove", { query }), () => search("")));
    for (const [facet, values] of view.filters)
      for (const value of values) {
        const label = panel.label(facet, value);
        const words = say("chip.remove", { facet: say(`facet.${facet}`), value: label });
        pills.push(pill(label, words, () => toggle(facet, value, false)));
      }
    if (pills.length > 1)
      pills.push(element("button", { class: "pill pill--clear", type: "button", onclick: clear }, element("span", {}, say("clear"))));
    part("active").replaceChildren(...pills);
  }

  /** @param {string} text @param {string} label @param {() => void} remove */
  function pill(text, label, remove) {
    const act = () => {
      remove();
      // The button is gone; the next one, or the search, takes its place for the keyboard.
      (/** @type {HTMLElement | null} */ (part("active").querySelector(".pill")) ?? input).focus({ preventScroll: true });
    };
    const attributes = { class: "pill", type: "button", "aria-label": label, onclick: act };
    return element("button", attributes, element("span", {}, bdi(text)), icon("close"));
  }

  input.addEventListener("input", () => change({ query: input.value }, { typing: true }));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    list.querySelector("a")?.focus();
  });
  input.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    change({ query: input.value });
  });
  sortSelect.addEventListener("change", () => change({ sort: sortSelect.value }));
  list.addEventListener("click", (event) => {
    // A link that only changes the view needs no new page.
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a.chip"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    change(address.read(link.search, FACETS));
    part("bar").scrollIntoView();
  });
  addEventListener("popstate", () => {
    view = address.read(location.search, FACETS);
    input.value = view.query;
    show();
  });

  // What was typed before the data came counts.
  if (input.value && !view.query) view = { ...view, query: input.value };
  show();
}
