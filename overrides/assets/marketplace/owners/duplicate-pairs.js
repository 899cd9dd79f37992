// @ts-check
/* The report of possible duplicates: filters by team and language, and the pair that a link leads to. */
import { bdi, element, icon } from "../shared/dom.js";
import { messageFormatter } from "../shared/messages.js";

const STEP = 50;

/** A project of a pair: title, path, page, purpose, team, language. @typedef {[string, string, string, string | null, string, string | null]} Side */
/** @typedef {{anchor: string, two: [Side, Side], percent: number, why: string, agreed: string | null}} Pair */

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-duplicates]"));
const form = /** @type {HTMLFormElement | null} */ (page?.querySelector("[data-filters]") ?? null);
if (page && form) start(page, form);

/** @param {HTMLElement} page @param {HTMLFormElement} form */
function start(page, form) {
  /** @type {Promise<{pairs: Pair[], words: Record<string, any>, language: string}> | undefined} */
  let data;
  const load = () =>
    (data ??= fetch(page.dataset.source ?? "").then((response) => {
      if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
      return response.json();
    }));
  /** @param {string} name */
  const part = (name) => page.querySelector(`[data-${name}]`);

  async function show() {
    const loaded = await load().catch(() => null);
    const status = part("status");
    if (!loaded) {
      if (status) status.textContent = form.dataset.unloaded ?? "";
      form.remove();
      return;
    }
    const { pairs, words, language } = loaded;
    const say = messageFormatter(words, language);
    const chosen = new FormData(form);
    const team = String(chosen.get("team") ?? "");
    const wanted = String(chosen.get("language") ?? "");
    const anchor = location.hash.slice(1);
    const found = pairs.filter(
      (pair) => pair.two.some((side) => !team || side[4] === team) && pair.two.some((side) => !wanted || side[5] === wanted),
    );
    // The pair that a link leads to comes first, on whichever page it was built.
    if (!team && !wanted) found.sort((a, b) => Number(b.anchor === anchor) - Number(a.anchor === anchor));
    if (status) status.textContent = say("duplicates.count", { count: found.length });
    part("pager")?.remove();
    part("pairs")?.replaceChildren();
    let drawn = 0;
    const next = () => {
      part("pairs")?.append(...found.slice(drawn, drawn + STEP).map((pair) => article(pair, say)));
      drawn += STEP;
      const left = Math.min(found.length - drawn, STEP);
      part("more")?.replaceChildren(
        ...(left > 0 ? [element("button", { class: "button", type: "button", onclick: next }, say("duplicates.more", { count: left }))] : []),
      );
    };
    next();
  }

  /** @param {Pair} pair @param {import("../shared/messages.js").Say} say */
  function article(pair, say) {
    return element(
      "article",
      { class: "pair", id: pair.anchor, "aria-label": `${pair.two[0][0]}, ${pair.two[1][0]}` },
      element("div", { class: "pair__two" }, ...pair.two.map(side)),
      element("p", { class: "relative__terms" }, bdi(pair.why)),
      pair.agreed && element("p", {}, element("strong", {}, say("duplicates.agreed")), " ", bdi(pair.agreed)),
      element(
        "p",
        { class: "meta" },
        `${say("duplicates.likeness", { percent: pair.percent })} `,
        element("a", { href: `#${pair.anchor}` }, say("duplicates.anchor")),
      ),
      !pair.agreed && decision(pair, say),
    );
  }

  /** The lines that record a decision. @param {Pair} pair @param {import("../shared/messages.js").Say} say */
  function decision({ two }, say) {
    const lines = `  - projects: [${two.map((side) => JSON.stringify(side[1])).join(", ")}]\n    decision: not a duplicate\n`;
    const root = page.dataset.root ?? "./";
    return element(
      "details",
      { class: "explanation" },
      element("summary", {}, say("duplicates.decide")),
      element("p", {}, `${say("duplicates.decide.how")} `, element("a", { href: `${root}reference/catalog/#a-duplicate` }, "catalog.yml")),
      element(
        "div",
        { class: "install" },
        element("code", { class: "install__command", tabindex: "0", "data-snippet": "" }, lines),
        element(
          "button",
          { class: "icon-button", type: "button", "data-copy": "", "aria-label": say("duplicates.copy"), title: say("duplicates.copy") },
          icon("content-copy"),
        ),
      ),
      element("p", { class: "meta", role: "status", "data-said": "" }),
    );
  }

  /** @param {Side} one */
  function side([title, path, address, purpose]) {
    const link = element("a", { href: `${page.dataset.root ?? "./"}${address}` }, bdi(title));
    return element(
      "div",
      {},
      element("p", {}, link, " ", element("span", { class: "meta" }, bdi(path))),
      purpose && element("p", { dir: "auto" }, purpose),
    );
  }

  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  const showTarget = async () => {
    const anchor = location.hash.slice(1);
    if (!anchor.startsWith("pair-")) return;
    if (!document.getElementById(anchor)) {
      form.reset();
      await show();
    }
    document.getElementById(anchor)?.scrollIntoView();
  };
  addEventListener("hashchange", showTarget);
  showTarget();
}
