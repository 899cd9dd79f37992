// @ts-check
import { bdi, element, svgElement } from "../shared/dom.js";
import { messageFormatter } from "../shared/messages.js";
import { search as rank } from "./ranking.js";
import { openIndex } from "./reader.js";
import { sentenceWith } from "./sentences.js";
import { common, highlighted } from "./text-matching.js";

const ROOT = new URL("../../../", import.meta.url);
const INDEX = new URL("assets/search/", ROOT);
/** Kinds of records in the order of the index, and how many of each are shown at first. */
const GROUPS = /** @type {const} */ ([
  ["project", 6],
  ["task", 3],
  ["team", 3],
  ["page", 4],
]);
const CLOSEST = 3;
const BODY = 64;
const RECENT = "marketplace-searches";
const RECENT_KEPT = 5;
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

/** @param {string} name */
async function piece(name) {
  const response = await fetch(new URL(name, INDEX), name.includes("/") ? {} : { cache: "no-cache" });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
}

/** What was searched for lately; it stays in this browser. @returns {string[]} */
function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string").slice(0, RECENT_KEPT) : [];
  } catch {
    return [];
  }
}

/** @param {string} text */
function remember(text) {
  try {
    const kept = [text, ...recent().filter((other) => other !== text)].slice(0, RECENT_KEPT);
    localStorage.setItem(RECENT, JSON.stringify(kept));
  } catch {
    // Without a store, nothing is remembered.
  }
}

async function make() {
  const words = await fetched(new URL("assets/search.json", ROOT));
  const say = messageFormatter(words.words, words.language);
  /** @type {Promise<import("./reader.js").Index> | undefined} */
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

  /**
   * @param {import("./reader.js").Index} index
   * @param {import("./ranking.js").Found} found
   * @param {number} record
   */
  async function entry(index, found, record) {
    const { title, page, key, kind, description, sentences } = await index.loaded(() => index.shown(record));
    const terms = found.query.ways.flatMap((way) => way.terms.map(({ word, spelling }) => common(word, spelling)));
    const hidden = found.why(record).flatMap(({ bits, terms: words }) => (bits & BODY ? words : []));
    const text = sentenceWith(sentences, new Set(hidden), index.oneWord) || description || sentences[0] || "";
    const place = GROUPS[kind][0] === "project" ? key.split("/").slice(1).join("/") : GROUPS[kind][0] === "page" ? description : "";
    return element(
      "a",
      { class: "site-search__option", role: "option", href: new URL(page, ROOT).href, tabindex: "-1", "aria-selected": "false",
        onclick: () => remember(input.value.trim()) },
      element(
        "span",
        { class: "site-search__title" },
        element("strong", {}, bdi(highlighted(title, terms))),
        place ? element("span", { class: "meta" }, bdi(place)) : null,
      ),
      text ? element("span", { class: "site-search__text", dir: "auto" }, highlighted(text, terms)) : null,
    );
  }

  /**
   * @param {import("./reader.js").Index} index
   * @param {import("./ranking.js").Found} found
   * @param {number} number of the kind
   */
  async function group(index, found, number) {
    const [kind] = GROUPS[number];
    const [begin, end] = index.range(number);
    const fitting = found.records.subarray(0, found.fitting).filter((record) => record >= begin && record < end);
    const count = fitting.length;
    const head = element("p", { class: "site-search__group", role: "presentation" }, say(`search.${kind}`, { count }));
    const parts = [head, ...(await Promise.all([...fitting.slice(0, shown[kind])].map((record) => entry(index, found, record))))];
    if (count > shown[kind])
      parts.push(
        choice("site-search__more", say("search.more"), () => {
          const at = active;
          shown[kind] += STEP;
          search().then(() => choose(at));
        }),
      );
    return { kind, count, node: count ? element("div", { role: "group", "aria-label": head.textContent }, ...parts) : null };
  }

  /** An option that does something here. @param {string} name @param {string} text @param {() => void} act */
  function choice(name, text, act) {
    return element(
      "a",
      { class: `site-search__option ${name}`, role: "option", href: "#", tabindex: "-1", "aria-selected": "false",
        onclick: (/** @type {Event} */ event) => {
          event.preventDefault();
          act();
        } },
      bdi(text),
    );
  }

  /** What was searched for before. */
  function before() {
    const kept = recent().map((text) =>
      choice("site-search__recent", text, () => {
        input.value = text;
        shown = Object.fromEntries(GROUPS);
        search();
      }),
    );
    return kept.length ? [element("div", { role: "group", "aria-label": say("search.recent") }, ...kept)] : [];
  }

  async function search() {
    const term = input.value.trim();
    const question = ++asked;
    if (!term) {
      choose(-1);
      show(before(), "");
      tell(say("search.hint"));
      return;
    }
    try {
      engine ??= openIndex(piece);
      const index = await engine;
      const found = await index.loaded(() => rank(term, index));
      const groups = await Promise.all(GROUPS.map((_, number) => group(index, found, number)));
      const nearest = found.fitting ? [] : [...found.records.subarray(0, CLOSEST)];
      const closest = await Promise.all(nearest.map((record) => entry(index, found, record)));
      if (question !== asked) return;
      const nodes = /** @type {Node[]} */ (groups.map(({ node }) => node).filter(Boolean));
      const none = say(closest.length ? "search.closest" : "search.none", { term });
      if (closest.length) nodes.push(element("div", { role: "group", "aria-label": none }, ...closest));
      const said = groups.filter(({ count }) => count).map(({ kind, count }) => say(`search.${kind}`, { count }));
      show(nodes, said.length ? said.join(", ") : none);
      tell(said.length ? "" : none);
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
      if (!input.value) search();
      engine ??= openIndex(piece);
      engine.catch(() => (engine = undefined));
    },
  };
}

function glass() {
  return svgElement(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" },
    svgElement("circle", { cx: "10", cy: "10", r: "6", fill: "none", stroke: "currentColor", "stroke-width": "2" }),
    svgElement("path", { d: "M14.5 14.5 21 21", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round" }),
  );
}
