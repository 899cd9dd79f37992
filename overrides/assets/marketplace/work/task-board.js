// @ts-check
/* The task board: the gallery's search and filters over tasks. */
import * as address from "../filters/view-address.js";
import { browsing, plainer } from "../filters/view-controls.js";
import { catalogue } from "../search/catalogue-search.js";
import { element } from "../shared/dom.js";
import { nothingFits } from "../filters/no-matches.js";
import { facetPanel } from "../filters/facets.js";
import { filterSheet } from "../filters/filter-sheet.js";
import { slashLeadsTo } from "../filters/search-shortcut.js";
import { taskCard } from "./task-card.js";
import { speaker } from "../shared/messages.js";

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
  load(root).catch((error) => plainer(root, error));
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
  const here = browsing({
    ...{ page: board, count: data.count, say, show },
    read: (query) => address.read(query, FACETS),
    write: (view) => address.write({ ...view, shape: "cards", group: "" }, FACETS),
    label: (facet, value) => panel.label(facet, value),
  });
  const { part, change } = here;
  const sortSelect = /** @type {HTMLSelectElement} */ (part("sort"));
  const list = part("list");
  const about = {
    ...{ count: data.count, today: data.today, language: data.language },
    ...{ colors: data.colors, labels: data.labels, words: data.words },
    facets: Object.fromEntries(FACETS.map((facet) => [facet, data.facets[facet].values])),
    totals: Object.fromEntries(all.find(address.plain()).counts),
  };
  let drawn = 0;

  const panel = facetPanel({ about, say, choose: here.toggle });
  part("rail").append(panel.whole);
  const sheetTotal = filterSheet({ gallery: board, opener: part("filters"), parts: [panel.whole], say });

  function show() {
    here.controls();
    const { view } = here;
    sortSelect.value = view.sort;
    if (sortSelect.selectedIndex < 0) sortSelect.value = "";
    const found = all.find(view);
    const total = found.rows.length;
    sheetTotal(total);
    const meant = found.meant.filter((query) => all.find({ ...view, query }).rows.length).slice(0, MEANT);
    here.announce(total, found.near, meant);
    if (total) {
      list.className = "cards";
      list.replaceChildren();
      drawn = 0;
      more(found);
    } else {
      part("more").replaceChildren();
      list.className = "empty";
      const answer = /** @type {any} */ ({ meant, ways: ways() });
      list.replaceChildren(...nothingFits(answer, { ...here, say, label: panel.label, keep: here.drop }));
    }
    panel.show(view, found.counts);
  }

  /**
   * Draws the next tasks; whoever pressed the button goes on at the first of them.
   * @param {import("../search/catalogue-search.js").Match} found
   */
  function more(found) {
    const rows = [...found.rows.subarray(drawn, drawn + STEP)];
    const skillLink = (/** @type {string} */ skill) =>
      address.write({ ...here.view, shape: "cards", filters: here.filtersWith("skill", skill, true) }, FACETS);
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
    const { view } = here;
    /** @param {string} facet @param {string} value @param {Partial<address.View>} changes */
    const way = (facet, value, changes) => found.push({ facet, value, count: all.find({ ...view, ...changes }).rows.length });
    if (view.query.trim() && view.filters.size) way("", view.query.trim(), { query: "" });
    for (const [facet, chosen] of view.filters)
      for (const value of chosen) way(facet, value, { filters: here.filtersWith(facet, value, false) });
    return found.filter((one) => one.count).sort((a, b) => b.count - a.count).slice(0, WAYS);
  }

  sortSelect.addEventListener("change", () => change({ sort: sortSelect.value }));
  list.addEventListener("click", (event) => {
    // A link that only changes the view needs no new page.
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a.chip"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    change(address.read(link.search, FACETS));
    part("bar").scrollIntoView();
  });
  here.begin();
}
