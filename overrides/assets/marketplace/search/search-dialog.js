// @ts-check
import { bdi, element, svgElement } from "../shared/dom.js";
import { messageFormatter } from "../shared/messages.js";
import { openSearchIndex } from "./search-client.js";
import { highlighted } from "./text-matching.js";

const ROOT = new URL("../../../", import.meta.url);
const INDEX = new URL("assets/search/", ROOT);
/** Kinds of records in the order of the index, and how many of each are shown at first. */
const GROUPS = /** @type {const} */ ([
  ["project", 6],
  ["task", 3],
  ["team", 3],
  ["page", 4],
]);
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
  const index = openSearchIndex(INDEX.href);
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

  /** Chooses an option by its number, the last one by -1, or none. @param {number | null} wanted */
  function choose(wanted) {
    const all = options();
    active = all.length && wanted !== null ? (wanted + all.length) % all.length : -1;
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
   * @param {import("./site-index.js").Result} result
   * @param {readonly string[]} terms
   */
  function entry({ title, page, place, text }, terms) {
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
   * @param {import("./site-index.js").Group} group
   * @param {readonly string[]} terms
   */
  function groupNode({ kind: number, count, results }, terms) {
    const [kind] = GROUPS[number];
    const head = element("p", { class: "site-search__group", role: "presentation" }, say(`search.${kind}`, { count }));
    const parts = [head, ...results.map((result) => entry(result, terms))];
    if (count > shown[kind])
      parts.push(
        choice("site-search__more", say("search.more"), () => {
          const at = active;
          shown[kind] += STEP;
          search().then(() => choose(at));
        }),
      );
    return element("div", { role: "group", "aria-label": head.textContent }, ...parts);
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

  /** Where to ask for what was not found. */
  function wish() {
    const ask = element(
      "a",
      { class: "site-search__option site-search__more", role: "option", href: words.wishes, tabindex: "-1", "aria-selected": "false" },
      say("search.wish"),
    );
    return element("div", { role: "group", "aria-label": say("search.wish") }, ask);
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
      choose(null);
      show(before(), "");
      tell(say("search.hint"));
      return;
    }
    try {
      const { groups, closest, terms } = await index.grouped(term, GROUPS.map(([kind]) => shown[kind]));
      if (question !== asked) return;
      const found = groups.filter(({ count }) => count);
      const nodes = found.map((group) => groupNode(group, terms));
      const none = say(closest.length ? "search.closest" : "search.none", { term });
      if (closest.length)
        nodes.push(element("div", { role: "group", "aria-label": none }, ...closest.map((result) => entry(result, terms))));
      if (!found.length && words.wishes) nodes.push(wish());
      const said = found.map(({ kind, count }) => say(`search.${GROUPS[kind][0]}`, { count }));
      show(nodes, said.length ? said.join(", ") : none);
      tell(said.length ? "" : none);
      // Enter opens the first that fits; what is merely close is for people to choose.
      choose(said.length ? 0 : null);
    } catch (error) {
      console.warn(error);
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
    else if (event.key === "ArrowUp") choose(Math.max(active, 0) - 1);
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
      index.prepare();
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
