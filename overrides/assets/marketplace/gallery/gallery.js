// @ts-check
import * as address from "../filters/view-address.js";
import { browsing, plainer } from "../filters/view-controls.js";
import { desk as hire } from "./catalogue-client.js";
import { element } from "../shared/dom.js";
import { save } from "./export-file.js";
import { nothingFits } from "../filters/no-matches.js";
import { facetPanel } from "../filters/facets.js";
import { listing } from "./result-list.js";
import { goTo, keepPlace, keptPlace } from "./scroll-position.js";
import { filterSheet } from "../filters/filter-sheet.js";
import { shelves } from "./shelves.js";
import { slashLeadsTo } from "../filters/search-shortcut.js";
import { speaker } from "../shared/messages.js";

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-gallery]"));
// Without projects there is nothing to search, and the page was built without the means.
if (root?.querySelector("[data-tools]")) {
  shelves(root);
  slashLeadsTo(/** @type {HTMLInputElement} */ (root.querySelector("input[type=search]")));
  load(root).catch((error) => plainer(root, error));
}

/** @param {HTMLElement} gallery */
async function load(gallery) {
  const view = address.read(location.search);
  if (!address.same(view, address.plain())) {
    setAside(gallery, view);
    skeleton(gallery);
  }
  const desk = hire();
  const answer = await fetch(/** @type {string} */ (gallery.dataset.source));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const about = await desk.open(await answer.arrayBuffer());
  await start(gallery, desk, about);
}

/**
 * Shapes of what comes, in place of cards that may not be among the results.
 * @param {HTMLElement} gallery
 */
function skeleton(gallery) {
  const shapes = Array.from({ length: 9 }, () => element("div", { class: "card card--waiting", "aria-hidden": "true" }));
  const list = /** @type {HTMLElement} */ (gallery.querySelector("[data-list]"));
  list.className = "cards";
  list.replaceChildren(...shapes);
}

/**
 * While somebody searches, the shelves make room.
 * @param {HTMLElement} gallery
 * @param {address.View} view
 */
function setAside(gallery, view) {
  // An attribute: the theme's rules about classes would have the style of all within worked out anew.
  gallery.toggleAttribute("data-busy", Boolean(view.filters.size || view.query.trim() || view.page > 1));
}

/**
 * @param {HTMLElement} gallery
 * @param {import("./catalogue-client.js").Desk} desk
 * @param {import("./catalogue-queries.js").About} about
 */
async function start(gallery, desk, about) {
  const say = speaker(about.words, about.language);
  const here = browsing({
    ...{ page: gallery, count: about.count, say, read: address.read, write: address.write, show },
    label: (facet, value) => panel.label(facet, value),
  });
  const { part, change } = here;
  const sortSelect = /** @type {HTMLSelectElement} */ (part("sort"));
  const groupSelect = /** @type {HTMLSelectElement} */ (part("group"));
  const shapes = /** @type {NodeListOf<HTMLElement>} */ (gallery.querySelectorAll("[data-shape]"));
  const menu = /** @type {HTMLDetailsElement} */ (part("menu"));
  const list = part("list");
  /** The results that stand in the page already: those that the site was built with. */
  let there = list.querySelectorAll("article").length;

  const panel = facetPanel({ about, say, choose: here.toggle });
  part("rail").append(panel.whole);
  const sheetTotal = filterSheet({ gallery, opener: part("filters"), parts: [part("arrange"), panel.whole], say });
  const drawing = listing({
    ...{ list, more: part("more"), about, say },
    addressWith: (facet, value, changes = {}) =>
      address.write({ ...here.view, page: 1, filters: here.filtersWith(facet, value, true), ...changes }),
    sortBy: (sort) => change({ sort: sort === preset() ? "" : sort }),
    turn: (page) => {
      change({ page }, { keepPage: true });
      part("bar").scrollIntoView();
      part("bar").focus({ preventScroll: true });
    },
  });

  function preset() {
    return here.view.query.trim() ? "match" : "activity";
  }

  let asked = false;
  let busy = false;
  /** Shows what the view asks for: what is known at once, the results when the worker has them. */
  async function show() {
    setAside(gallery, here.view);
    controls();
    part("rail").setAttribute("aria-busy", "true");
    asked = true;
    if (busy) return;
    busy = true;
    try {
      while (asked) {
        asked = false;
        const answer = await desk.find(here.view);
        // Somebody types on: the answer is to an old question.
        if (!asked) draw(answer);
      }
    } finally {
      busy = false;
    }
  }

  function controls() {
    here.controls();
    const { view } = here;
    const searching = Boolean(view.query.trim());
    for (const option of sortSelect.options)
      if (option.value === "match") option.hidden = option.disabled = !searching;
    sortSelect.value = view.sort && (view.sort !== "match" || searching) ? view.sort : preset();
    groupSelect.value = view.group;
    for (const button of shapes) button.setAttribute("aria-pressed", String(view.shape === button.dataset.shape));
  }

  /** @param {import("./catalogue-queries.js").Answer} answer */
  function draw(answer) {
    const { total } = answer;
    const { view } = here;
    // Asked before anything changes, so that the page is not laid out once more for it.
    const above = part("bar").getBoundingClientRect().bottom < 0;
    view.page = answer.page;
    here.announce(total, answer.near, answer.meant);
    sheetTotal(total);
    const place = keptPlace();
    // The first results of the plain view are those that the site was built with: they stay.
    const kept = there && address.same(view, address.plain()) ? there : 0;
    there = 0;
    if (total) drawing.show(answer, view.shape, view.sort || preset(), view.group, kept, place?.drawn ?? 0);
    else if (about.count) {
      drawing.clear();
      list.className = "empty";
      const keep = (/** @type {string} */ facet, /** @type {string} */ value) => {
        here.input.value = facet ? "" : value;
        change({ query: here.input.value, filters: new Map(facet ? [[facet, new Set([value])]] : []) });
      };
      list.replaceChildren(...nothingFits(answer, { ...here, say, label: panel.label, keep }));
    }
    if (place) goTo(place, list);
    else if (above) part("bar").scrollIntoView();
    // The numbers beside the filters may wait until the results are seen.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (asked) return;
        panel.show(here.view, answer.counts);
        part("rail").removeAttribute("aria-busy");
      }),
    );
  }

  sortSelect.addEventListener("change", () => change({ sort: sortSelect.value === preset() ? "" : sortSelect.value }));
  groupSelect.addEventListener("change", () => change({ group: groupSelect.value }));
  for (const button of shapes)
    button.addEventListener("click", () => {
      const shape = button.dataset.shape === "table" ? "table" : "cards";
      address.remember(shape);
      change({ shape }, { keepPage: true });
    });
  part("surprise").addEventListener("click", async () => {
    const page = await desk.surprise(here.view, Math.random());
    if (page) location.assign(page);
  });

  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[data-format]")]);
  for (const item of items)
    item.addEventListener("click", async () => {
      const format = item.dataset.format === "json" ? "json" : "csv";
      menu.open = false;
      menu.querySelector("summary")?.focus();
      save(await desk.write(here.view, format), format);
    });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    menu.open = true;
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    items[(Math.max(at, step < 0 ? 0 : -1) + step + items.length) % items.length].focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!menu.contains(target)) menu.open = false;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    // A link that only changes the view needs no new page.
    const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[href]"));
    if (!link || !gallery.contains(link) || !link.search || link.pathname !== location.pathname) return;
    event.preventDefault();
    const wanted = address.read(link.search);
    change({ ...wanted, shape: here.view.shape });
    if (link.hash || link.closest(".cluster, .compare__group")) part("bar").scrollIntoView();
  });
  keepPlace(drawing.drawn);
  // Until now nothing would have answered them.
  part("tools").inert = false;

  await here.begin();
}
