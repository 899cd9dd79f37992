// @ts-check
import * as address from "./address.js";
import { catalogue as prepare } from "./catalogue.js";
import { bdi, element, icon } from "./dom.js";
import { download } from "./download.js";
import { facetPanel } from "./facets.js";
import { card, table, tableRow } from "./results.js";
import { fold } from "./text.js";
import { speaker } from "./words.js";

/** Results drawn at once: a screen full. */
const FIRST = 12;
/** Results drawn at a time after that. */
const CHUNK = 48;
/** Results on a page at most, so that the page never holds more than a few thousand nodes. */
const PAGE = 96;
/** Shelves that were hidden, by name. */
const DISMISSED_KEY = "innersource-marketplace.dismissed";

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-gallery]"));
if (root) {
  shelves(root);
  load(root).catch((error) => {
    /** @type {HTMLElement} */ (root.querySelector("[data-failed]")).hidden = false;
    root.querySelector("[data-rail]")?.remove();
    root.querySelector("[data-search]")?.remove();
    root.classList.add("gallery--plain");
    console.warn("The gallery works without its data, in a plainer form.", error);
  });
}

/** @param {HTMLElement} gallery */
async function load(gallery) {
  const early = address.read(location.search);
  if (early.query || early.filters.size || early.sort) skeleton(gallery);
  const answer = await fetch(/** @type {string} */ (gallery.dataset.source));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  start(gallery, await answer.json());
}

/**
 * Shapes of what comes, in place of cards that may not be among the results.
 * @param {HTMLElement} gallery
 */
function skeleton(gallery) {
  const shapes = Array.from({ length: 9 }, () => element("div", { class: "card card--waiting", "aria-hidden": "true" }));
  gallery.querySelector("[data-list]")?.replaceChildren(...shapes);
}

/**
 * @param {HTMLElement} gallery
 * @param {import("./catalogue.js").Data} data
 */
function start(gallery, data) {
  const say = speaker(data.words, data.language);
  const all = prepare(data);
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (gallery.querySelector(`[data-${name}]`));
  const input = /** @type {HTMLInputElement} */ (gallery.querySelector("input[type=search]"));
  const list = part("list");
  const more = part("more");
  const tools = part("tools");
  let view = address.read(location.search);
  let found = all.find(view);
  let drawn = 0;

  const panel = facetPanel({ catalogue: all, say, choose: (facet, value, on) => toggle(facet, value, on) });
  const rail = part("rail");
  rail.append(panel.whole);

  // The bar ------------------------------------------------------------------------------------

  const filtersLabel = element("span", { class: "label" });
  const filtersButton = element(
    "button",
    { class: "button filters-button", type: "button", onclick: openSheet },
    icon("filter-variant"),
    filtersLabel,
  );
  const sorts = address.SORTS.filter((sort) => sort !== "stars" || data.columns.stars.some((stars) => stars > 0));
  const sortSelect = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { onchange: () => change({ sort: sortSelect.value === preset() ? "" : sortSelect.value }) },
      ...sorts.map((sort) => element("option", { value: sort }, say(`sort.${sort}`))),
    )
  );
  /** @param {"cards" | "table"} shape @param {string} name */
  const shapeButton = (shape, name) =>
    element(
      "button",
      {
        class: "button",
        type: "button",
        "aria-label": say(`view.${shape}`),
        title: say(`view.${shape}`),
        onclick: () => {
          address.remember(shape);
          change({ shape }, { keepPage: true });
        },
      },
      icon(name),
    );
  const cardsButton = shapeButton("cards", "view-grid-outline");
  const tableButton = shapeButton("table", "table");
  const menu = /** @type {HTMLDetailsElement} */ (
    element(
      "details",
      { class: "menu" },
      element("summary", { class: "button" }, icon("download"), element("span", { class: "label" }, say("download"))),
      element(
        "div",
        { class: "menu__items" },
        element("button", { type: "button", onclick: () => save("csv") }, say("download.csv")),
        element("button", { type: "button", onclick: () => save("json") }, say("download.json")),
      ),
    )
  );
  tools.replaceChildren(
    filtersButton,
    element(
      "button",
      { class: "button", type: "button", onclick: surprise, title: say("surprise") },
      icon("dice-multiple-outline"),
      element("span", { class: "label" }, say("surprise")),
    ),
    element("label", { class: "picker" }, element("span", {}, say("sort")), sortSelect),
    element("div", { class: "group", role: "group", "aria-label": say("view") }, cardsButton, tableButton),
    menu,
  );

  function preset() {
    return view.query.trim() ? "match" : "activity";
  }

  /** @param {"csv" | "json"} format */
  function save(format) {
    menu.open = false;
    download(all, found.rows, format);
  }

  function surprise() {
    const rows = found.rows.length ? found.rows : all.find(address.read("")).rows;
    if (rows.length) location.assign(data.columns.page[rows[Math.floor(Math.random() * rows.length)]]);
  }

  // Changing what is looked at ------------------------------------------------------------------

  /**
   * @param {Partial<import("./address.js").View>} changes
   * @param {{typing?: boolean, keepPage?: boolean}} [how]
   */
  function change(changes, { typing = false, keepPage = false } = {}) {
    view = { ...view, page: keepPage ? view.page : 1, ...changes };
    const target = address.write(view) || location.pathname;
    if (typing) history.replaceState(null, "", target);
    else history.pushState(null, "", target);
    show();
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function filtersWith(facet, value, on) {
    const filters = new Map([...view.filters].map(([name, values]) => [name, new Set(values)]));
    const values = filters.get(facet) ?? new Set();
    for (const old of values) if (fold(old) === fold(value)) values.delete(old);
    if (on) values.add(value);
    if (values.size) filters.set(facet, values);
    else filters.delete(facet);
    return filters;
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function toggle(facet, value, on) {
    change({ filters: filtersWith(facet, value, on) });
  }

  // Showing it ----------------------------------------------------------------------------------

  function show() {
    found = all.find(view);
    const pages = Math.max(Math.ceil(found.rows.length / PAGE), 1);
    if (view.page > pages) view.page = pages;
    const { length } = found.rows;
    part("count").textContent =
      length === 0
        ? say("count.none")
        : length === data.count
          ? say("count.all", { count: length })
          : say("count.some", { count: length, total: data.count });
    if (document.activeElement !== input) input.value = view.query;
    for (const option of sortSelect.options) option.hidden = option.value === "match" && !view.query.trim();
    sortSelect.value = view.sort && (view.sort !== "match" || view.query.trim()) ? view.sort : preset();
    cardsButton.setAttribute("aria-pressed", String(view.shape === "cards"));
    tableButton.setAttribute("aria-pressed", String(view.shape === "table"));
    const chosen = [...view.filters.values()].reduce((sum, values) => sum + values.size, 0);
    filtersLabel.textContent = chosen ? say("filters.count", { count: chosen }) : say("filters");
    for (const shelf of gallery.querySelectorAll("[data-shelf]"))
      shelf.classList.toggle("shelf--aside", Boolean(chosen || view.query.trim()));
    chips();
    panel.show(view, found);
    results();
    sheetCount();
  }

  function chips() {
    const pills = [];
    if (view.query.trim())
      pills.push(
        pill(say("chip.search", { query: view.query.trim() }), say("chip.search.remove", { query: view.query.trim() }), () => {
          input.value = "";
          change({ query: "" });
        }),
      );
    for (const [facet, values] of view.filters)
      for (const value of values) {
        const label = panel.label(facet, value);
        pills.push(
          pill(label, say("chip.remove", { facet: say(`facet.${facet}`), value: label }), () => toggle(facet, value, false)),
        );
      }
    if (pills.length > 1)
      pills.push(
        element("button", { class: "pill pill--clear", type: "button", onclick: clear }, element("span", {}, say("clear"))),
      );
    part("active").replaceChildren(...pills);
  }

  function clear() {
    input.value = "";
    change({ query: "", filters: new Map() });
    input.focus({ preventScroll: true });
  }

  /** @param {string} text @param {string} label @param {() => void} remove */
  function pill(text, label, remove) {
    return element(
      "button",
      {
        class: "pill",
        type: "button",
        "aria-label": label,
        onclick: () => {
          remove();
          // The button is gone; the next one, or the search, takes its place for the keyboard.
          (/** @type {HTMLElement | null} */ (gallery.querySelector(".pill")) ?? input).focus({ preventScroll: true });
        },
      },
      element("span", {}, bdi(text)),
      icon("close"),
    );
  }

  /** @type {HTMLElement} */
  let holder = list;

  function results() {
    drawn = (view.page - 1) * PAGE;
    gallery.querySelector(".hint")?.remove();
    if (!found.rows.length) {
      list.className = "empty";
      list.replaceChildren(...empty());
      more.replaceChildren();
      return;
    }
    if (found.near) list.before(element("p", { class: "hint" }, say("close.spellings")));
    if (view.shape === "table") {
      const made = table(view.sort || preset(), say, (sort) => change({ sort: sort === preset() ? "" : sort }));
      list.className = "table-frame";
      list.setAttribute("tabindex", "0");
      list.setAttribute("role", "region");
      list.setAttribute("aria-label", say("table"));
      list.replaceChildren(made.whole);
      holder = made.body;
    } else {
      list.className = "cards";
      for (const name of ["tabindex", "role", "aria-label"]) list.removeAttribute(name);
      list.replaceChildren();
      holder = list;
    }
    const start = drawn;
    chunk(start + FIRST);
    // The rest of the screenfuls follows when the first is painted, unless something newer came.
    const current = found;
    requestAnimationFrame(() => setTimeout(() => current === found && drawn === start + FIRST && chunk(start + CHUNK)));
  }

  /** Draws the next results, up to the end of the page. */
  function chunk(upTo = drawn + CHUNK) {
    const end = Math.min(upTo, view.page * PAGE, found.rows.length);
    const how = {
      catalogue: all,
      say,
      terms: found.terms,
      /** @param {string} facet @param {string} value */
      addressWith: (facet, value) => address.write({ ...view, page: 1, filters: filtersWith(facet, value, true) }),
    };
    const draw = view.shape === "table" ? tableRow : card;
    holder.append(...found.rows.slice(drawn, end).map((row) => draw(row, how)));
    drawn = end;
    pager();
  }

  function pager() {
    const total = found.rows.length;
    const end = Math.min(view.page * PAGE, total);
    if (drawn < end) {
      const button = element(
        "button",
        { class: "button", type: "button", onclick: () => chunk() },
        say("more", { count: end - drawn }),
      );
      more.replaceChildren(button);
      watcher.observe(button);
      return;
    }
    if (total <= PAGE) {
      more.replaceChildren();
      return;
    }
    /** @param {number} page */
    const turn = (page) => {
      change({ page }, { keepPage: true });
      part("bar").scrollIntoView();
    };
    more.replaceChildren(
      ...(view.page > 1
        ? [element("button", { class: "button", type: "button", onclick: () => turn(view.page - 1) }, say("page.previous"))]
        : []),
      element("span", { class: "meta" }, say("page.range", { from: (view.page - 1) * PAGE + 1, to: drawn, total })),
      ...(end < total
        ? [element("button", { class: "button", type: "button", onclick: () => turn(view.page + 1) }, say("page.next"))]
        : []),
    );
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        watcher.unobserve(entry.target);
        if (entry.target.isConnected) chunk();
      }
    },
    { rootMargin: "600px" },
  );

  /** What to do when nothing fits: a filter to drop, another spelling. */
  function empty() {
    const ways = [];
    if (view.query.trim() && view.filters.size) ways.push(way(say("chip.search", { query: view.query.trim() }), { query: "" }));
    for (const [facet, values] of view.filters)
      for (const value of values)
        ways.push(way(panel.label(facet, value), { filters: filtersWith(facet, value, false) }));
    const useful = ways.filter(([count]) => count > 0).sort((a, b) => b[0] - a[0]).map(([, button]) => button);
    const meant = found.meant
      .filter((word) => all.find({ ...view, query: word }).rows.length)
      .map((word) => element("button", { class: "button", type: "button", onclick: () => search(word) }, bdi(word)));
    return [
      element("p", { class: "empty__title" }, say("empty.title")),
      meant.length > 0 && element("p", {}, say("empty.meant")),
      meant.length > 0 && element("div", { class: "empty__ways" }, ...meant),
      element(
        "div",
        { class: "empty__ways" },
        ...useful.slice(0, 6),
        element("button", { class: "button", type: "button", onclick: clear }, say("clear")),
      ),
    ].filter((child) => child instanceof Node);
  }

  /**
   * @param {string} value what would be dropped
   * @param {Partial<import("./address.js").View>} changes
   * @returns {[number, HTMLElement]}
   */
  function way(value, changes) {
    const count = all.find({ ...view, ...changes }).rows.length;
    const act = () => {
      if (changes.query === "") input.value = "";
      change(changes);
    };
    return [
      count,
      element("button", { class: "button", type: "button", onclick: act }, bdi(say("empty.drop", { value, count }))),
    ];
  }

  /** @param {string} query */
  function search(query) {
    input.value = query;
    change({ query });
  }

  // The sheet on a phone --------------------------------------------------------------------------

  const sheetButton = element("button", { class: "button button--main", type: "button", onclick: () => sheet.close() });
  const sheetBody = element("div", { class: "sheet__body" });
  const sheet = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { class: "sheet", "aria-label": say("filters") },
      element(
        "div",
        { class: "sheet__head" },
        element("h2", {}, say("filters")),
        element(
          "button",
          { class: "icon-button", type: "button", "aria-label": say("filters.close"), onclick: () => sheet.close() },
          icon("close"),
        ),
      ),
      sheetBody,
      element("div", { class: "sheet__foot" }, sheetButton),
    )
  );
  sheet.addEventListener("close", () => {
    rail.append(panel.whole);
    filtersButton.focus({ preventScroll: true });
  });
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  gallery.append(sheet);

  function openSheet() {
    sheetBody.append(panel.whole);
    sheet.showModal();
    sheetCount();
  }

  function sheetCount() {
    sheetButton.textContent = say("filters.show", { count: found.rows.length });
  }

  // What the visitor does -------------------------------------------------------------------------

  input.addEventListener("input", () => change({ query: input.value }, { typing: true }));
  input.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    change({ query: input.value });
    part("bar").scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !target.closest("input, textarea, select, dialog")) {
      event.preventDefault();
      input.focus();
      input.select();
    }
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!menu.contains(target)) menu.open = false;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const tag = /** @type {HTMLElement | null} */ (target.closest("[data-facet]"));
    if (tag?.dataset.facet && tag.dataset.value !== undefined) {
      event.preventDefault();
      toggle(tag.dataset.facet, tag.dataset.value, true);
      return;
    }
    const link = target.closest("a[href*='?'][href*='#catalogue']");
    if (link && gallery.contains(link)) {
      event.preventDefault();
      const wanted = address.read(/** @type {HTMLAnchorElement} */ (link).search);
      change({ ...wanted, shape: view.shape });
      part("bar").scrollIntoView();
    }
  });
  addEventListener("popstate", () => {
    view = address.read(location.search);
    input.value = view.query;
    show();
  });

  input.value = view.query;
  show();
}

/**
 * Shelves can be put away; the choice is remembered where storage is allowed.
 * @param {HTMLElement} gallery
 */
function shelves(gallery) {
  /** @type {Set<string>} */
  let dismissed = new Set();
  try {
    dismissed = new Set(JSON.parse(localStorage.getItem(DISMISSED_KEY) ?? "[]"));
  } catch {
    // Then all shelves are there.
  }
  for (const shelf of /** @type {NodeListOf<HTMLElement>} */ (gallery.querySelectorAll("[data-shelf]"))) {
    const name = /** @type {string} */ (shelf.dataset.shelf);
    shelf.hidden = dismissed.has(name);
    shelf.querySelector("[data-dismiss]")?.addEventListener("click", () => {
      shelf.hidden = true;
      dismissed.add(name);
      try {
        localStorage.setItem(DISMISSED_KEY, JSON.stringify([...dismissed]));
      } catch {
        // It comes back next time.
      }
      gallery.querySelector("input")?.focus({ preventScroll: true });
    });
  }
}
