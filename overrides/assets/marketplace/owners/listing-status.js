// @ts-check
/* Finds a repository by name among all that were considered, and leads to its place in the plain pages. */
import { bdi, element } from "../shared/dom.js";
import { fold } from "../search/text-matching.js";
import { speaker } from "../shared/messages.js";

/** Most results drawn; whoever sees as many types another letter. */
const SHOWN = 50;

/** @typedef {[path: string, title: string, state: string, address: string, problems: number]} Row */
/** @typedef {{language: string, rows: Row[]}} Index */

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-listed]"));
if (page) start(page);

/** @param {HTMLElement} page */
function start(page) {
  const form = /** @type {HTMLFormElement} */ (page.querySelector("[data-form]"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const list = /** @type {HTMLElement} */ (page.querySelector("[data-found]"));
  const plain = /** @type {HTMLElement} */ (page.querySelector("[data-plain]"));
  const count = /** @type {HTMLElement} */ (page.querySelector("[data-count]"));
  const root = page.dataset.root ?? "";
  const words = JSON.parse(page.dataset.words ?? "{}");
  /** @type {Promise<Index> | undefined} */
  let loading;

  async function index() {
    loading ??= fetch(page.dataset.index ?? "").then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      return answer.json();
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
    plain.hidden = Boolean(query);
    if (!query) {
      count.textContent = "";
      return;
    }
    /** @type {Index} */
    let known;
    try {
      known = await index();
    } catch {
      list.hidden = true;
      plain.hidden = false;
      count.textContent = String(words["listed.search.failed"]);
      form.remove();
      return;
    }
    if (field.value.trim() !== query) return; // typed on meanwhile
    const say = speaker(words, known.language);
    const terms = fold(query).split(/[\s/]+/u).filter(Boolean);
    const fitting = known.rows.filter(([path, title]) => {
      const text = fold(`${path} ${title}`);
      return terms.every((term) => text.includes(term));
    });
    count.textContent =
      fitting.length === 0
        ? say("listed.search.none")
        : fitting.length > SHOWN
          ? say("listed.search.first", { shown: SHOWN, count: fitting.length })
          : say("listed.search.count", { count: fitting.length });
    list.replaceChildren(
      ...fitting.slice(0, SHOWN).map(([path, title, state, where, problems]) =>
        element(
          "li",
          {},
          element(
            "a",
            { href: root + where },
            element("strong", {}, bdi(title)),
            element("span", { class: "meta" }, bdi(path)),
            element("span", { class: "meta" }, say(`listed.state.${state}`, { count: problems })),
          ),
        ),
      ),
    );
    if (fitting.length === 0) {
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
    // The place may be on this very page: then the plain list has to be there for the fragment to show.
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link && new URL(link.href).pathname === location.pathname && new URL(link.href).hash) {
      event.preventDefault();
      field.value = "";
      void show();
      location.hash = new URL(link.href).hash;
    }
  });
  const asked = new URL(location.href).searchParams.get("q");
  if (asked) {
    field.value = asked.slice(0, field.maxLength);
    void show();
  }
}
