// @ts-check
/* Finds a repository by name in the listing status, and links to its entry in the full list. */
import { fold } from "../search/text-matching.js";
import { bdi, element } from "../shared/dom.js";
import { messageFormatter } from "../shared/messages.js";

/** Results drawn at most; another letter narrows them down. */
const MAX_RESULTS = 50;

/** @typedef {[path: string, title: string, state: string, address: string, problems: number]} Row */
/** @typedef {{language: string, rows: Row[]}} Index */

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-listed]"));
if (page) start(page);

/** @param {HTMLElement} page */
function start(page) {
  const form = /** @type {HTMLFormElement} */ (page.querySelector("[data-form]"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const list = /** @type {HTMLElement} */ (page.querySelector("[data-found]"));
  const fullList = /** @type {HTMLElement} */ (page.querySelector("[data-plain]"));
  const count = /** @type {HTMLElement} */ (page.querySelector("[data-count]"));
  const root = page.dataset.root ?? "";
  const messages = JSON.parse(page.dataset.words ?? "{}");
  /** @type {Promise<Index> | undefined} */
  let loading;

  /** The index is loaded at the first search. */
  function loadIndex() {
    const address = page.dataset.index ?? "";
    loading ??= fetch(address).then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
      return response.json();
    });
    return loading;
  }

  async function show() {
    const query = field.value.trim();
    const address = new URL(location.href);
    if (query) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
    list.hidden = !query;
    fullList.hidden = Boolean(query);
    if (!query) {
      count.textContent = "";
      return;
    }
    /** @type {Index} */
    let index;
    try {
      index = await loadIndex();
    } catch {
      list.hidden = true;
      fullList.hidden = false;
      count.textContent = String(messages["listed.search.failed"]);
      form.remove();
      return;
    }
    if (field.value.trim() !== query) return; // the visitor has typed on
    const say = messageFormatter(messages, index.language);
    const terms = fold(query).split(/[\s/]+/u).filter(Boolean);
    const found = index.rows.filter(([path, title]) => {
      const text = fold(`${path} ${title}`);
      return terms.every((term) => text.includes(term));
    });
    count.textContent =
      found.length === 0
        ? say("listed.search.none")
        : found.length > MAX_RESULTS
          ? say("listed.search.first", { shown: MAX_RESULTS, count: found.length })
          : say("listed.search.count", { count: found.length });
    list.replaceChildren(
      ...found.slice(0, MAX_RESULTS).map(([path, title, state, entry, problems]) =>
        element(
          "li",
          {},
          element(
            "a",
            { href: root + entry },
            element("strong", {}, bdi(title)),
            element("span", { class: "meta" }, bdi(path)),
            element("span", { class: "meta" }, say(`listed.state.${state}`, { count: problems })),
          ),
        ),
      ),
    );
    if (found.length === 0) {
      list.append(
        element(
          "li",
          { class: "meta" },
          `${say("listed.search.none.text")} `,
          element("a", { href: `${root}list-a-project/` }, say("listed.search.how")),
        ),
      );
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  field.addEventListener("input", () => void show());
  list.addEventListener("click", (event) => {
    // An entry on this page is in the full list, which must be visible to scroll there.
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link && new URL(link.href).pathname === location.pathname && new URL(link.href).hash) {
      event.preventDefault();
      field.value = "";
      void show();
      location.hash = new URL(link.href).hash;
    }
  });
  const query = new URL(location.href).searchParams.get("q");
  if (query) {
    field.value = query.slice(0, field.maxLength);
    void show();
  }
}
