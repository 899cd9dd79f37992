// @ts-check
/* The gallery: search, filters, sorting and results of all projects. */
import { facetPanel } from "../filters/facets.js";
import { filterSheet } from "../filters/filter-sheet.js";
import { followView } from "../filters/follow-view.js";
import { closestParts, noMatches } from "../filters/no-matches.js";
import { focusOnSlash } from "../filters/search-shortcut.js";
import { isDefaultView, readView, saveShape, viewAddress } from "../filters/view-address.js";
import { showWithoutData, viewControls } from "../filters/view-controls.js";
import { element } from "../shared/dom.js";
import { closeLikeMenu } from "../shared/folding-menu.js";
import { messageFormatter } from "../shared/messages.js";
import { openCatalogue } from "./catalogue-client.js";
import { saveFile } from "./export-file.js";
import { resultList } from "./result-list.js";
import { restoreScrollPosition, saveScrollPosition, savedScrollPosition } from "./scroll-position.js";
import { setUpShelves } from "./shelves.js";

/** Cards shown while the data is loading. */
const PLACEHOLDERS = 9;

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-gallery]"));
// A gallery without projects is built without search and filters.
if (root?.querySelector("[data-tools]")) {
  setUpShelves(root);
  focusOnSlash(/** @type {HTMLInputElement} */ (root.querySelector("input[type=search]")));
  load(root).catch((error) => showWithoutData(root, error));
}

/** @param {HTMLElement} gallery */
async function load(gallery) {
  const view = readView(location.search);
  if (!isDefaultView(view)) {
    updateShelves(gallery, view);
    showPlaceholders(gallery);
  }
  await start(gallery, await openCatalogue(/** @type {string} */ (gallery.dataset.source)));
}

/**
 * Replaces the cards that the page was built with, which may not match, by empty ones.
 * @param {HTMLElement} gallery
 */
function showPlaceholders(gallery) {
  const list = /** @type {HTMLElement} */ (gallery.querySelector("[data-list]"));
  const placeholder = () => element("div", { class: "card card--waiting", "aria-hidden": "true" });
  list.className = "cards";
  list.replaceChildren(...Array.from({ length: PLACEHOLDERS }, placeholder));
}

/**
 * Hides the shelves while the visitor searches, filters or is on a later page.
 * @param {HTMLElement} gallery
 * @param {import("../filters/view-address.js").View} view
 */
function updateShelves(gallery, view) {
  // An attribute is faster than a class: the theme's rules for classes would restyle the whole gallery.
  gallery.toggleAttribute("data-busy", Boolean(view.filters.size || view.query.trim() || view.page > 1));
}

/**
 * @param {HTMLElement} gallery
 * @param {import("./catalogue-client.js").Catalogue} catalogue
 */
async function start(gallery, catalogue) {
  const { summary } = catalogue;
  const say = messageFormatter(summary.words, summary.language);
  const controls = viewControls({
    ...{ page: gallery, count: summary.count, say, readView, viewAddress, onChange: update },
    label: (facet, value) => facets.label(facet, value),
  });
  const { part, change } = controls;
  const sortSelect = /** @type {HTMLSelectElement} */ (part("sort"));
  const groupSelect = /** @type {HTMLSelectElement} */ (part("group"));
  const shapeButtons = /** @type {NodeListOf<HTMLElement>} */ (gallery.querySelectorAll("[data-shape]"));
  const menu = /** @type {HTMLDetailsElement} */ (part("menu"));
  const list = part("list");
  const showClosest = closestParts(list);
  // Nothing of the index is loaded before the search field is used.
  controls.input.addEventListener("focus", () => catalogue.prepareSearch(), { once: true });
  /** Number of results that the page was built with, until they are replaced. */
  let built = list.querySelectorAll("article").length;

  const facets = facetPanel({ data: summary, say, onChoice: controls.toggleFilter });
  part("rail").append(facets.panel);
  const showTotalInSheet = filterSheet({
    ...{ page: gallery, opener: part("filters"), say },
    parts: [part("arrange"), facets.panel],
  });
  const results = resultList({
    ...{ list, more: part("more"), summary, say },
    addressWith: (facet, value, changes = {}) =>
      viewAddress({ ...controls.view, page: 1, filters: controls.filtersWith(facet, value, true), ...changes }),
    onSort: (sort) => change({ sort: sort === defaultSort() ? "" : sort }),
    onPage: (page) => {
      change({ page }, { keepPage: true });
      part("results").scrollIntoView();
      part("bar").focus({ preventScroll: true });
    },
  });

  function defaultSort() {
    return controls.view.query.trim() ? "match" : "activity";
  }

  let outdated = false;
  let busy = false;
  /** Updates the controls at once, and the results when the worker has answered. */
  async function update() {
    updateShelves(gallery, controls.view);
    updateControls();
    part("rail").setAttribute("aria-busy", "true");
    outdated = true;
    if (busy) return;
    busy = true;
    try {
      while (outdated) {
        outdated = false;
        const found = await catalogue.find(controls.view);
        // If the view has changed meanwhile, ask again instead of drawing.
        if (!outdated) draw(found);
      }
    } finally {
      busy = false;
    }
  }

  function updateControls() {
    controls.update();
    const { view } = controls;
    const searching = Boolean(view.query.trim());
    for (const option of sortSelect.options)
      if (option.value === "match") option.hidden = option.disabled = !searching;
    sortSelect.value = view.sort && (view.sort !== "match" || searching) ? view.sort : defaultSort();
    groupSelect.value = view.group;
    for (const button of shapeButtons) button.setAttribute("aria-pressed", String(view.shape === button.dataset.shape));
  }

  /** Keeps one filter, or the search, and removes all others. @param {string} facet @param {string} value */
  function keepOnly(facet, value) {
    controls.input.value = facet ? "" : value;
    change({ query: controls.input.value, filters: new Map(facet ? [[facet, new Set([value])]] : []) });
  }

  /** @param {import("./catalogue-queries.js").ResultPage} found */
  function draw(found) {
    const total = found.instead ? 0 : found.total;
    const { view } = controls;
    view.page = found.page;
    controls.showTotal(total, found.instead, found.corrections);
    if (found.unranked) part("hint").append(element("p", {}, say("search.plain")));
    const actions = { ...controls, say, label: facets.label, keepOnly };
    const { wishes } = gallery.dataset;
    showClosest(found, found.others ?? [], { ...actions, root: "", heading: "h3", ...(wishes ? { wishes } : {}) });
    showTotalInSheet(total);
    const position = savedScrollPosition();
    // The default view begins with the results that the page was built with: keep them.
    const kept = isDefaultView(view) ? built : 0;
    built = 0;
    if (found.total) {
      const { shape } = view;
      const group = found.instead ? "" : view.group;
      results.show(found, { shape, sort: view.sort || defaultSort(), group, built: kept, atLeast: position?.drawn ?? 0 });
    } else if (summary.count) {
      results.clear();
      list.className = "empty";
      list.replaceChildren(...noMatches(found, actions));
    }
    if (position) restoreScrollPosition(position, list);
    else if (found.page === 1) controls.showFirstResult();
    // The counts of the facets may follow after the results are painted.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (outdated) return;
        facets.update(controls.view, found.counts);
        part("rail").removeAttribute("aria-busy");
      }),
    );
  }

  sortSelect.addEventListener("change", () => change({ sort: sortSelect.value === defaultSort() ? "" : sortSelect.value }));
  groupSelect.addEventListener("change", () => change({ group: groupSelect.value }));
  for (const button of shapeButtons)
    button.addEventListener("click", () => {
      const shape = button.dataset.shape === "table" ? "table" : "cards";
      saveShape(shape);
      change({ shape }, { keepPage: true });
    });
  part("surprise").addEventListener("click", async () => {
    const page = await catalogue.randomPage(controls.view, Math.random());
    if (page) location.assign(page);
  });

  const closeMenu = closeLikeMenu(menu);
  const formats = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[data-format]")]);
  for (const item of formats)
    item.addEventListener("click", async () => {
      const format = item.dataset.format === "json" ? "json" : "csv";
      closeMenu();
      saveFile(await catalogue.exportText(controls.view, format), format);
    });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    menu.open = true;
    const focused = formats.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    formats[(Math.max(focused, step < 0 ? 0 : -1) + step + formats.length) % formats.length].focus();
  });

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    // A link that only changes the view needs no page load. One to a place of this page has the view of the address.
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("a[href]"));
    if (!link || !gallery.contains(link) || !link.search || link.pathname !== location.pathname) return;
    if (link.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    change({ ...readView(link.search), shape: controls.view.shape });
    if (link.hash || link.closest(".result-group, .project-table__group")) part("results").scrollIntoView();
  });
  followView({ ...{ page: gallery, say, label: facets.label }, currentView: () => controls.view, everything: "feed.xml" });
  saveScrollPosition(results.drawn);
  // The page is built with inert tools, because nothing reacts to them before this.
  part("tools").inert = false;

  await controls.start();
}
