// @ts-check
/* The task board: search and filters of the gallery, for tasks. */
import { facetPanel } from "../filters/facets.js";
import { filterSheet } from "../filters/filter-sheet.js";
import { followView } from "../filters/follow-view.js";
import { closestParts, noMatches } from "../filters/no-matches.js";
import { focusOnSlash } from "../filters/search-shortcut.js";
import { defaultView, readView, viewAddress } from "../filters/view-address.js";
import { showWithoutData, viewControls } from "../filters/view-controls.js";
import { searchableCatalogue } from "../search/catalogue-search.js";
import { PROJECTS, TASKS, TEAMS } from "../search/record-kinds.js";
import { openSearchIndex } from "../search/search-client.js";
import { element } from "../shared/dom.js";
import { messageFormatter } from "../shared/messages.js";
import { taskCard } from "./task-card.js";

/** @typedef {import("./task-card.js").TaskData} TaskData */
/** @typedef {import("../filters/view-address.js").View} View */

const FACETS = ["effort", "contribution", "skill", "language", "owner", "topic"];
/** Tasks drawn at a time. */
const STEP = 24;
const MAX_SUGGESTIONS = 6;

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-board]"));
// A board without tasks is built without search and filters.
if (root?.querySelector("[data-tools]")) {
  focusOnSlash(/** @type {HTMLInputElement} */ (root.querySelector("input[type=search]")));
  load(root).catch((error) => showWithoutData(root, error));
}

/** @param {HTMLElement} board */
async function load(board) {
  const address = /** @type {string} */ (board.dataset.source);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  start(board, await response.json(), openSearchIndex(new URL("search/", response.url).href));
}

/**
 * @param {HTMLElement} board
 * @param {TaskData} data
 * @param {import("../search/search-client.js").SearchIndex} index
 */
function start(board, data, index) {
  const catalogue = searchableCatalogue(data);
  const say = messageFormatter(data.words, data.language);
  /** The board has cards only, and no groups. @param {View} view */
  const boardAddress = (view) => viewAddress({ ...view, shape: "cards", group: "" }, FACETS);
  const controls = viewControls({
    ...{ page: board, count: data.count, say, onChange: update },
    readView: (search) => readView(search, FACETS),
    viewAddress: boardAddress,
    label: (facet, value) => facets.label(facet, value),
  });
  const { part, change } = controls;
  const sortSelect = /** @type {HTMLSelectElement} */ (part("sort"));
  const list = part("list");
  let drawn = 0;

  const facets = facetPanel({
    data: {
      count: data.count,
      facets: Object.fromEntries(FACETS.map((facet) => [facet, data.facets[facet].values])),
      totals: Object.fromEntries(catalogue.find(defaultView()).counts),
      colors: data.colors,
      labels: data.labels,
    },
    say,
    onChoice: controls.toggleFilter,
  });
  part("rail").append(facets.panel);
  const showTotalInSheet = filterSheet({ page: board, opener: part("filters"), parts: [facets.panel], say });

  const showClosest = closestParts(list);
  // Nothing of the index is loaded before the search field is used.
  controls.input.addEventListener("focus", () => void index.prepare(), { once: true });

  async function update() {
    controls.update();
    const { view } = controls;
    const searching = Boolean(view.query.trim());
    if (searching && !catalogue.ranking(view.query)) {
      const ranked = await index.ranked(view.query, TASKS).catch((error) => console.warn("The index of the search cannot be read.", error));
      if (ranked) catalogue.setRanking(view.query, ranked);
    }
    const matches = catalogue.find(view);
    const near = matches.instead && catalogue.ranking(view.query) ? await index.nearest(view.query, [PROJECTS, TEAMS]).catch(() => []) : [];
    // If the view has changed meanwhile, its own update draws it.
    if (controls.view !== view) return;
    sortSelect.value = view.sort;
    if (sortSelect.selectedIndex < 0) sortSelect.value = "";
    const total = matches.instead ? 0 : matches.rows.length;
    const missed = { ...matches, suggestions: total ? [] : filterSuggestions() };
    const actions = { ...controls, say, label: facets.label, keepOnly: controls.remove };
    showTotalInSheet(total);
    controls.showTotal(total, matches.instead, matches.corrections);
    showClosest(missed, near, { ...actions, root: "../", heading: "h3" });
    if (searching && !catalogue.ranking(view.query)) part("hint").append(element("p", {}, say("search.plain")));
    if (matches.rows.length) {
      list.className = "cards";
      list.replaceChildren();
      drawn = 0;
      drawNext(matches);
    } else {
      part("more").replaceChildren();
      list.className = "empty";
      list.replaceChildren(...noMatches(missed, actions));
    }
    facets.update(view, matches.counts);
    controls.showFirstResult();
  }

  /**
   * Draws the next tasks, and focuses the first of them if there are tasks already.
   * @param {import("../search/catalogue-search.js").Matches} matches
   */
  function drawNext(matches) {
    const rows = [...matches.rows.subarray(drawn, drawn + STEP)];
    const skillLink = (/** @type {string} */ skill) =>
      boardAddress({ ...controls.view, filters: controls.filtersWith("skill", skill, true) });
    const cards = rows.map((row) => taskCard(data, row, { say, skillLink, terms: matches.terms }));
    list.append(...cards);
    if (drawn) cards[0]?.querySelector("a")?.focus();
    drawn += rows.length;
    const left = matches.rows.length - drawn;
    part("more").replaceChildren(
      ...(left
        ? [element("button", { class: "button", type: "button", onclick: () => drawNext(matches) }, say("more", { count: Math.min(left, STEP) }))]
        : []),
    );
  }

  /** Filters to remove if nothing matches, with the number of results without them. */
  function filterSuggestions() {
    /** @type {import("../filters/no-matches.js").FilterSuggestion[]} */
    const found = [];
    const { view } = controls;
    /** @param {string} facet @param {string} value @param {Partial<View>} changes */
    const add = (facet, value, changes) =>
      found.push({ facet, value, keep: false, count: catalogue.total({ ...view, ...changes }) });
    if (view.query.trim() && view.filters.size) add("", view.query.trim(), { query: "" });
    for (const [facet, chosen] of view.filters)
      for (const value of chosen) add(facet, value, { filters: controls.filtersWith(facet, value, false) });
    return found
      .filter((suggestion) => suggestion.count)
      .sort((a, b) => b.count - a.count)
      .slice(0, MAX_SUGGESTIONS);
  }

  sortSelect.addEventListener("change", () => change({ sort: sortSelect.value }));
  list.addEventListener("click", (event) => {
    // A link that only changes the view needs no page load.
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a.chip"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    change(readView(link.search, FACETS));
    part("results").scrollIntoView();
  });
  followView({ ...{ page: board, say, label: facets.label }, currentView: () => controls.view, everything: "tasks.xml" });
  controls.start();
}
