// @ts-check
import { bdi, drawing, element } from "../shared/dom.js";
import { speaker } from "../shared/messages.js";

/**
 * @typedef {object} Fragment What Pagefind knows of a page.
 * @property {string} raw_url
 * @property {Record<string, string>} meta
 * @property {string} excerpt Text in which `<`, `>` and nothing else is encoded, and `<mark>` stands round hits.
 * @property {{title?: string, excerpt: string, locations: number[], anchor?: {id: string}}[]} sub_results
 *
 * @typedef {{results: {data: () => Promise<Fragment>}[]}} Found
 *
 * @typedef {object} Pagefind
 * @property {(options: object) => Promise<void>} options
 * @property {() => Promise<void>} init
 * @property {(address: string) => Promise<void>} mergeIndex
 * @property {(term: string, options: object) => Promise<Found>} search
 */

const ROOT = new URL("../../../", import.meta.url);
const INDEX = new URL("pagefind/", ROOT);
const GROUPS = /** @type {const} */ ([
  ["project", 6],
  ["page", 4],
]);
const STEP = 10;
const PAUSE = 120;

/** @type {Promise<{open: () => void}> | undefined} */
let made;

/** Shows the search, making it first if this is the first time. */
export async function openSearch() {
  made ??= make();
  (await made).open();
}

async function fetched(/** @type {URL} */ address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.pathname}: ${response.status}`);
  return response.json();
}

/** @returns {Promise<Pagefind>} */
async function index() {
  const [pagefind, parts] = await Promise.all([
    import(new URL("pagefind.js", INDEX).href),
    fetched(new URL("parts.json", INDEX)),
  ]);
  await pagefind.options({ excerptLength: 24 });
  await pagefind.init();
  for (const part of parts.parts) await pagefind.mergeIndex(new URL(`${part}/`, INDEX).href);
  return pagefind;
}

/**
 * The words of an excerpt, with its hits marked. Pagefind marks by tags in a text; here they are
 * only where to cut it, and every piece becomes a text node.
 * @param {string} excerpt
 */
function marked(excerpt) {
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

const folded = (/** @type {string} */ text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Whether the words marked begin like the words asked for. Pagefind shortens a word that it does not
 * know until something begins with the rest, which may be a single letter.
 * @param {Fragment} fragment
 * @param {string} term
 */
function fits(fragment, term) {
  const hits = [...fragment.excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map((hit) => folded(hit[1]));
  const stems = (folded(term).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 3));
  return !hits.length || hits.some((hit) => stems.some((stem) => hit.includes(stem)));
}

async function make() {
  const words = await fetched(new URL("assets/search.json", ROOT));
  const say = speaker(words.words, words.language);
  /** @type {Promise<Pagefind> | undefined} */
  let engine;
  let asked = 0;
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
        element("div", { class: "site-search__head" }, glass(), input, close),
        status,
        element("div", { class: "site-search__body" }, note, list),
        element("p", { class: "site-search__keys", "aria-hidden": "true" }, say("search.keys")),
      ),
    )
  );
  document.body.append(dialog);

  const options = () => /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("[role=option]")]);

  function choose(/** @type {number} */ wanted) {
    const all = options();
    active = all.length ? (wanted + all.length) % all.length : -1;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  function tell(/** @type {string} */ text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function show(/** @type {Node[]} */ groups, /** @type {string} */ said) {
    list.replaceChildren(...groups);
    options().forEach((option, number) => (option.id = `site-search-option-${number}`));
    input.setAttribute("aria-expanded", String(groups.length > 0));
    list.hidden = !groups.length;
    status.textContent = said;
  }

  function entry(/** @type {Fragment} */ fragment) {
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
      element("span", { class: "site-search__text", dir: "auto" }, marked(best?.anchor ? best.excerpt : fragment.excerpt)),
    );
  }

  async function group(/** @type {Pagefind} */ pagefind, /** @type {string} */ kind, /** @type {string} */ term) {
    // Only written pages carry the filter, so that the index has the same bytes in every build.
    const filters = kind === "page" ? { kind } : { not: { kind: "page" } };
    const found = await pagefind.search(term, { filters });
    const fragments = await Promise.all(found.results.slice(0, shown[kind]).map((result) => result.data()));
    const count = fragments.length && fits(fragments[0], term) ? found.results.length : 0;
    const head = element("p", { class: "site-search__group", role: "presentation" }, say(`search.${kind}`, { count }));
    const parts = [head, ...fragments.map(entry)];
    if (count > shown[kind]) {
      const more = element(
        "a",
        { class: "site-search__option site-search__more", role: "option", href: "#", tabindex: "-1", "aria-selected": "false",
          onclick: (/** @type {Event} */ event) => {
            event.preventDefault();
            const at = active;
            shown[kind] += STEP;
            search().then(() => choose(at));
          } },
        say("search.more"),
      );
      parts.push(more);
    }
    return { count, node: count ? element("div", { role: "group", "aria-label": head.textContent }, ...parts) : null };
  }

  async function search() {
    const term = input.value.trim();
    const question = ++asked;
    if (!term) {
      choose(-1);
      show([], "");
      tell(say("search.hint"));
      return;
    }
    try {
      engine ??= index();
      const pagefind = await engine;
      const groups = await Promise.all(GROUPS.map(([kind]) => group(pagefind, kind, term)));
      if (question !== asked) return;
      const nodes = /** @type {Node[]} */ (groups.map(({ node }) => node).filter(Boolean));
      const said = GROUPS.map(([kind], number) => say(`search.${kind}`, { count: groups[number].count })).join(", ");
      show(nodes, nodes.length ? said : say("search.none", { term }));
      tell(nodes.length ? "" : say("search.none", { term }));
      choose(0);
    } catch (error) {
      console.warn(error);
      engine = undefined;
      if (question !== asked) return;
      show([], say("search.failed"));
      tell(say("search.failed"));
    }
  }

  let waiting = 0;
  input.addEventListener("input", () => {
    shown = Object.fromEntries(GROUPS);
    clearTimeout(waiting);
    waiting = setTimeout(search, PAUSE);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(active - 1);
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
  // A click on the dialog itself is one beside its box.
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
      if (!input.value) tell(say("search.hint"));
      engine ??= index();
      engine.catch(() => (engine = undefined));
    },
  };
}

function glass() {
  return drawing(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" },
    drawing("circle", { cx: "10", cy: "10", r: "6", fill: "none", stroke: "currentColor", "stroke-width": "2" }),
    drawing("path", { d: "M14.5 14.5 21 21", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round" }),
  );
}
