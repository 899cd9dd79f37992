// @ts-check
import { bdi, element, svgElement } from "../shared/dom.js";
import { messageFormatter } from "../shared/messages.js";

/**
 * A page in Pagefind's results. In `excerpt`, `<`, `>` and `&` are encoded, and `<mark>` surrounds matches.
 * @typedef {object} Fragment
 * @property {string} raw_url
 * @property {Record<string, string>} meta
 * @property {string} excerpt
 * @property {{title?: string, excerpt: string, locations: number[], anchor?: {id: string}}[]} sub_results
 *
 * @typedef {object} Pagefind
 * @property {(options: object) => Promise<void>} options
 * @property {() => Promise<void>} init
 * @property {(address: string) => Promise<void>} mergeIndex
 * @property {(term: string, options: object) => Promise<{results: {data: () => Promise<Fragment>}[]}>} search
 */

const ROOT = new URL("../../../", import.meta.url);
const INDEX = new URL("pagefind/", ROOT);
/** Kinds of results, with the number shown at first. */
const GROUPS = /** @type {const} */ ([
  ["project", 6],
  ["page", 4],
]);
/** Results that "more" adds. */
const STEP = 10;
/** Milliseconds without a key after which the search starts. */
const TYPING_PAUSE = 120;

/** @type {Promise<{open: () => void}> | undefined} */
let created;

/** Opens the search dialog, and creates it the first time. */
export async function openSearch() {
  created ??= createDialog();
  (await created).open();
}

async function fetchJson(/** @type {URL} */ address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.pathname}: ${response.status}`);
  return response.json();
}

/** @returns {Promise<Pagefind>} */
async function loadPagefind() {
  const [pagefind, parts] = await Promise.all([
    import(new URL("pagefind.js", INDEX).href),
    fetchJson(new URL("parts.json", INDEX)),
  ]);
  await pagefind.options({ excerptLength: 24 });
  await pagefind.init();
  for (const part of parts.parts) await pagefind.mergeIndex(new URL(`${part}/`, INDEX).href);
  return pagefind;
}

/**
 * An excerpt with its matches in `<mark>`. The tags in Pagefind's text only say where to split it: each piece becomes a
 * text node.
 * @param {string} excerpt
 */
function excerptNodes(excerpt) {
  const pieces = document.createDocumentFragment();
  let inside = false;
  for (const piece of excerpt.split(/(<\/?mark>)/)) {
    if (piece === "<mark>") inside = true;
    else if (piece === "</mark>") inside = false;
    else if (piece) {
      const text = piece.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
      pieces.append(inside ? element("mark", {}, text) : text);
    }
  }
  return pieces;
}

const fold = (/** @type {string} */ text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Whether the highlighted words begin like the search terms. Pagefind shortens an unknown word until an indexed word
 * begins with the rest, which may be a single letter.
 * @param {Fragment} fragment
 * @param {string} term
 */
function matchesTerm(fragment, term) {
  const hits = [...fragment.excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map((hit) => fold(hit[1]));
  const stems = (fold(term).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 3));
  return !hits.length || hits.some((hit) => stems.some((stem) => hit.includes(stem)));
}

async function createDialog() {
  const words = await fetchJson(new URL("assets/search.json", ROOT));
  const say = messageFormatter(words.words, words.language);
  /** @type {Promise<Pagefind> | undefined} */
  let engine;
  let latest = 0;
  let active = -1;
  /** @type {Record<string, number>} */
  let shown = {};

  const input = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "text",
      class: "site-search__input",
      role: "combobox",
      "aria-label": say("search.label"),
      "aria-expanded": "false",
      "aria-controls": "site-search-list",
      "aria-autocomplete": "list",
      placeholder: say("search.placeholder"),
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: "200",
      enterkeyhint: "go",
    })
  );
  const close = element("button", { type: "button", class: "site-search__close", "aria-label": say("search.close") }, "Esc");
  const list = element("div", { id: "site-search-list", role: "listbox", "aria-label": say("search.results") });
  const note = element("p", { class: "site-search__note" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  const dialog = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { class: "site-search market", "aria-label": say("search.label") },
      element(
        "div",
        { class: "site-search__box" },
        element("div", { class: "site-search__head" }, magnifier(), input, close),
        status,
        element("div", { class: "site-search__body" }, note, list),
        element("p", { class: "site-search__keys", "aria-hidden": "true" }, say("search.keys")),
      ),
    )
  );
  document.body.append(dialog);

  const options = () => /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("[role=option]")]);

  function select(/** @type {number} */ index) {
    const all = options();
    active = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  function showNote(/** @type {string} */ text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function showResults(/** @type {Node[]} */ groups, /** @type {string} */ announcement) {
    list.replaceChildren(...groups);
    options().forEach((option, number) => (option.id = `site-search-option-${number}`));
    input.setAttribute("aria-expanded", String(groups.length > 0));
    list.hidden = !groups.length;
    status.textContent = announcement;
  }

  function resultLink(/** @type {Fragment} */ fragment) {
    const best = [...fragment.sub_results].sort((a, b) => b.locations.length - a.locations.length)[0];
    const address = new URL(fragment.raw_url.replace(/^\/+/, ""), ROOT);
    if (best?.anchor) address.hash = best.anchor.id;
    const { title, path } = fragment.meta;
    const place = path ?? (best?.anchor && best.title !== title ? best.title : "");
    return element(
      "a",
      { class: "site-search__option", role: "option", href: address.href, tabindex: "-1", "aria-selected": "false" },
      element(
        "span",
        { class: "site-search__title" },
        element("strong", {}, bdi(title)),
        place ? element("span", { class: "meta" }, bdi(place)) : null,
      ),
      element("span", { class: "site-search__text", dir: "auto" }, excerptNodes(best?.anchor ? best.excerpt : fragment.excerpt)),
    );
  }

  async function searchGroup(/** @type {Pagefind} */ pagefind, /** @type {string} */ kind, /** @type {string} */ term) {
    // Only hand-written pages carry the filter, so that the index has the same bytes in every build.
    const filters = kind === "page" ? { kind } : { not: { kind: "page" } };
    const found = await pagefind.search(term, { filters });
    const fragments = await Promise.all(found.results.slice(0, shown[kind]).map((result) => result.data()));
    const count = fragments.length && matchesTerm(fragments[0], term) ? found.results.length : 0;
    const head = element("p", { class: "site-search__group", role: "presentation" }, say(`search.${kind}`, { count }));
    const parts = [head, ...fragments.map(resultLink)];
    if (count > shown[kind]) {
      const more = element(
        "a",
        { class: "site-search__option site-search__more", role: "option", href: "#", tabindex: "-1", "aria-selected": "false",
          onclick: (/** @type {Event} */ event) => {
            event.preventDefault();
            const at = active;
            shown[kind] += STEP;
            search().then(() => select(at));
          } },
        say("search.more"),
      );
      parts.push(more);
    }
    return { count, node: count ? element("div", { role: "group", "aria-label": head.textContent }, ...parts) : null };
  }

  async function search() {
    const term = input.value.trim();
    const request = ++latest;
    if (!term) {
      select(-1);
      showResults([], "");
      showNote(say("search.hint"));
      return;
    }
    try {
      engine ??= loadPagefind();
      const pagefind = await engine;
      const groups = await Promise.all(GROUPS.map(([kind]) => searchGroup(pagefind, kind, term)));
      if (request !== latest) return;
      const nodes = /** @type {Node[]} */ (groups.map(({ node }) => node).filter(Boolean));
      const totals = GROUPS.map(([kind], number) => say(`search.${kind}`, { count: groups[number].count })).join(", ");
      showResults(nodes, nodes.length ? totals : say("search.none", { term }));
      showNote(nodes.length ? "" : say("search.none", { term }));
      select(0);
    } catch (error) {
      console.warn(error);
      engine = undefined;
      if (request !== latest) return;
      showResults([], say("search.failed"));
      showNote(say("search.failed"));
    }
  }

  let timer = 0;
  input.addEventListener("input", () => {
    shown = Object.fromEntries(GROUPS);
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_PAUSE);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") select(active + 1);
    else if (event.key === "ArrowUp") select(active - 1);
    else if (event.key === "Enter" && event.target === input && !event.isComposing) options()[active]?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const number = options().indexOf(/** @type {HTMLAnchorElement} */ (option));
    if (number >= 0 && number !== active) {
      active = number;
      options().forEach((one, at) => one.setAttribute("aria-selected", String(at === number)));
      input.setAttribute("aria-activedescendant", options()[number].id);
    }
  });
  close.addEventListener("click", () => dialog.close());
  // A click on the dialog element itself is outside of its content.
  dialog.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]:not([href='#'])") : null;
    if (event.target === dialog || link) dialog.close();
  });

  return {
    open() {
      if (dialog.open) return;
      dialog.showModal();
      input.focus();
      input.select();
      if (!input.value) showNote(say("search.hint"));
      engine ??= loadPagefind();
      engine.catch(() => (engine = undefined));
    },
  };
}

function magnifier() {
  return svgElement(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" },
    svgElement("circle", { cx: "10", cy: "10", r: "6", fill: "none", stroke: "currentColor", "stroke-width": "2" }),
    svgElement("path", { d: "M14.5 14.5 21 21", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round" }),
  );
}
