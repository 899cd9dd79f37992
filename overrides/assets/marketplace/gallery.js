// @ts-check
import * as address from "./address.js";
import { desk as hire } from "./desk.js";
import { bdi, element, icon } from "./dom.js";
import { save } from "./download.js";
import { nothingFits, suggestions } from "./empty.js";
import { facetPanel } from "./facets.js";
import { listing } from "./listing.js";
import { goTo, keepPlace, keptPlace } from "./place.js";
import { filterSheet } from "./sheet.js";
import { shelves } from "./shelves.js";
import { slashLeadsTo } from "./shortcut.js";
import { fold } from "./text.js";
import { speaker } from "./words.js";

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-gallery]"));
// Without projects there is nothing to search, and the page was built without the means.
if (root?.querySelector("[data-tools]")) {
  shelves(root);
  slashLeadsTo(/** @type {HTMLInputElement} */ (root.querySelector("input[type=search]")));
  load(root).catch((error) => {
    /** @type {HTMLElement} */ (root.querySelector("[data-failed]")).hidden = false;
    for (const part of root.querySelectorAll("[data-rail], [data-search], [data-tools]")) part.remove();
    root.classList.add("gallery--plain");
    console.warn("The gallery works without its data, in a plainer form.", error);
  });
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
 * @param {import("./desk.js").Desk} desk
 * @param {import("./answers.js").About} about
 */
async function start(gallery, desk, about) {
  const say = speaker(about.words, about.language);
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (gallery.querySelector(`[data-${name}]`));
  const input = /** @type {HTMLInputElement} */ (gallery.querySelector("input[type=search]"));
  const sortSelect = /** @type {HTMLSelectElement} */ (part("sort"));
  const groupSelect = /** @type {HTMLSelectElement} */ (part("group"));
  const shapes = /** @type {NodeListOf<HTMLElement>} */ (gallery.querySelectorAll("[data-shape]"));
  const menu = /** @type {HTMLDetailsElement} */ (part("menu"));
  const filtersLabel = part("filters-label");
  const list = part("list");
  let view = address.read(location.search);
  /** The results that stand in the page already: those that the site was built with. */
  let there = list.querySelectorAll("article").length;

  const panel = facetPanel({ about, say, choose: toggle });
  part("rail").append(panel.whole);
  const sheetTotal = filterSheet({ gallery, opener: part("filters"), parts: [part("arrange"), panel.whole], say });
  const drawing = listing({
    ...{ list, more: part("more"), about, say },
    addressWith: (facet, value, changes = {}) =>
      address.write({ ...view, page: 1, filters: filtersWith(facet, value, true), ...changes }),
    sortBy: (sort) => change({ sort: sort === preset() ? "" : sort }),
    turn: (page) => {
      change({ page }, { keepPage: true });
      part("bar").scrollIntoView();
      part("bar").focus({ preventScroll: true });
    },
  });

  function preset() {
    return view.query.trim() ? "match" : "activity";
  }

  // Changing what is looked at ------------------------------------------------------------------

  /**
   * @param {Partial<address.View>} changes
   * @param {{typing?: boolean, keepPage?: boolean}} [how]
   */
  function change(changes, { typing = false, keepPage = false } = {}) {
    view = { ...view, page: keepPage ? view.page : 1, ...changes };
    if (typing) history.replaceState(null, "", address.write(view));
    else history.pushState(null, "", address.write(view));
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

  // Showing it ----------------------------------------------------------------------------------

  let asked = false;
  let busy = false;
  /** Shows what the view asks for: what is known at once, the results when the worker has them. */
  async function show() {
    setAside(gallery, view);
    controls();
    part("rail").setAttribute("aria-busy", "true");
    asked = true;
    if (busy) return;
    busy = true;
    try {
      while (asked) {
        asked = false;
        const answer = await desk.find(view);
        // Somebody types on: the answer is to an old question.
        if (!asked) draw(answer);
      }
    } finally {
      busy = false;
    }
  }

  function controls() {
    if (document.activeElement !== input) input.value = view.query;
    const searching = Boolean(view.query.trim());
    for (const option of sortSelect.options)
      if (option.value === "match") option.hidden = option.disabled = !searching;
    sortSelect.value = view.sort && (view.sort !== "match" || searching) ? view.sort : preset();
    groupSelect.value = view.group;
    for (const button of shapes) button.setAttribute("aria-pressed", String(view.shape === button.dataset.shape));
    const chosen = [...view.filters.values()].reduce((sum, values) => sum + values.size, 0);
    filtersLabel.textContent = chosen ? say("filters.count", { count: chosen }) : say("filters");
    chips();
  }

  /** @param {import("./answers.js").Answer} answer */
  function draw(answer) {
    const { total } = answer;
    // Asked before anything changes, so that the page is not laid out once more for it.
    const above = part("bar").getBoundingClientRect().bottom < 0;
    view.page = answer.page;
    part("count").textContent =
      total === 0
        ? say(about.count ? "count.none" : "count.all", { count: 0 })
        : total === about.count
          ? say("count.all", { count: total })
          : say("count.some", { count: total, total: about.count });
    sheetTotal(total);
    hints(answer);
    const place = keptPlace();
    // The first results of the plain view are those that the site was built with: they stay.
    const kept = there && address.same(view, address.plain()) ? there : 0;
    there = 0;
    if (total) drawing.show(answer, view.shape, view.sort || preset(), view.group, kept, place?.drawn ?? 0);
    else if (about.count) {
      drawing.clear();
      list.className = "empty";
      const drop = (/** @type {string} */ facet, /** @type {string} */ value) =>
        facet ? toggle(facet, value, false) : search("");
      const keep = (/** @type {string} */ facet, /** @type {string} */ value) => {
        input.value = facet ? "" : value;
        change({ query: input.value, filters: new Map(facet ? [[facet, new Set([value])]] : []) });
      };
      list.replaceChildren(...nothingFits(answer, { say, label: panel.label, search, drop, keep, clear }));
    }
    if (place) goTo(place, list);
    else if (above) part("bar").scrollIntoView();
    // The numbers beside the filters may wait until the results are seen.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (asked) return;
        panel.show(view, answer.counts);
        part("rail").removeAttribute("aria-busy");
      }),
    );
  }

  /** @param {import("./answers.js").Answer} answer */
  function hints({ near, meant, total }) {
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
        const label = panel.label(facet, value);
        const words = say("chip.remove", { facet: say(`facet.${facet}`), value: label });
        pills.push(pill(label, words, () => toggle(facet, value, false)));
      }
    if (pills.length > 1)
      pills.push(
        element("button", { class: "pill pill--clear", type: "button", onclick: clear }, element("span", {}, say("clear"))),
      );
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

  // What the visitor does -------------------------------------------------------------------------

  input.addEventListener("input", () => change({ query: input.value }, { typing: true }));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    list.querySelector("a")?.focus();
  });
  input.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    change({ query: input.value });
    part("bar").scrollIntoView({ block: "nearest" });
  });
  sortSelect.addEventListener("change", () => change({ sort: sortSelect.value === preset() ? "" : sortSelect.value }));
  groupSelect.addEventListener("change", () => change({ group: groupSelect.value }));
  for (const button of shapes)
    button.addEventListener("click", () => {
      const shape = button.dataset.shape === "table" ? "table" : "cards";
      address.remember(shape);
      change({ shape }, { keepPage: true });
    });
  part("surprise").addEventListener("click", async () => {
    const page = await desk.surprise(view, Math.random());
    if (page) location.assign(page);
  });

  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[data-format]")]);
  for (const item of items)
    item.addEventListener("click", async () => {
      const format = item.dataset.format === "json" ? "json" : "csv";
      menu.open = false;
      menu.querySelector("summary")?.focus();
      save(await desk.write(view, format), format);
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
    change({ ...wanted, shape: view.shape });
    if (link.hash || link.closest(".cluster, .compare__group")) part("bar").scrollIntoView();
  });
  addEventListener("popstate", () => {
    view = address.read(location.search);
    input.value = view.query;
    show();
  });
  keepPlace(drawing.drawn);
  // Until now nothing would have answered them.
  part("tools").inert = false;

  // What was typed before the data came counts.
  if (input.value && !view.query) view = { ...view, query: input.value };
  await show();
}
