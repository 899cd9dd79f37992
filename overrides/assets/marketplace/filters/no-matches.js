// @ts-check
import { bdi, element } from "../shared/dom.js";

/**
 * A change to the filters that has results: remove one (`keep` is false), or keep only this one. The facet "" is the
 * search.
 * @typedef {{facet: string, value: string, count: number, keep: boolean}} FilterSuggestion
 */

/**
 * @typedef {object} Missed
 * @property {readonly string[]} corrections
 * @property {readonly FilterSuggestion[]} suggestions
 */

/**
 * @typedef {object} Actions
 * @property {import("../shared/messages.js").Say} say
 * @property {(facet: string, value: string) => string} label
 * @property {(query: string) => void} searchFor
 * @property {(facet: string, value: string) => void} remove
 * @property {(facet: string, value: string) => void} keepOnly
 * @property {() => void} clearAll
 */

/**
 * What is shown in place of results when nothing matches the filters.
 * @param {Missed} found
 * @param {Actions} actions
 */
export function noMatches(found, actions) {
  return [element("p", { class: "empty__title" }, actions.say("empty.title")), ...advice(found, actions)];
}

/**
 * What to try: another spelling, fewer filters.
 * @param {Missed} found
 * @param {Actions} actions
 * @param {boolean} [searching]
 */
function advice({ corrections, suggestions }, { say, label, searchFor, remove, keepOnly, clearAll }, searching = false) {
  /** @param {Node | string} text @param {() => void} onclick */
  const button = (text, onclick) => element("button", { class: "button", type: "button", onclick }, text);
  const meant = corrections.length ? [correctionButtons(corrections, say, searchFor)] : [];
  // The chip of a search removes it; a button for the same is of no use.
  if (!suggestions.length && searching) return meant;
  return [
    ...meant,
    element(
      "div",
      { class: "empty__actions" },
      ...suggestions.map(({ facet, value, count, keep }) => {
        const name = facet ? label(facet, value) : say("empty.query", { query: value });
        const text = say(keep ? "empty.keep" : "empty.drop", { value: name, count });
        return button(bdi(text), () => (keep ? keepOnly : remove)(facet, value));
      }),
      // With something to drop, the chips above have the same button.
      suggestions.length ? "" : button(say("clear"), clearAll),
    ),
  ];
}

/** Kinds of records as messages name them, by their numbers in the index. */
const KINDS = ["project", "task", "team"];

/**
 * The parts around results that do not match well: what they are and what to try, above them; below, what else comes
 * near and where to ask. Both are placed around the list of results, and empty as long as results match.
 * @param {HTMLElement} list
 */
export function closestParts(list) {
  const head = element("div", { class: "closest", hidden: true });
  const others = element("div", { class: "closest__others", hidden: true });
  list.before(head);
  list.after(others);

  /**
   * @param {Missed & {instead: import("../search/catalogue-search.js").Matches["instead"]}} found
   * @param {readonly import("../search/site-index.js").Group[]} near
   * @param {Actions & {root: string, heading: string, wishes?: string}} actions `root` is the way to the root of the site
   */
  function show(found, near, { root, heading, wishes, ...actions }) {
    const { say } = actions;
    head.hidden = others.hidden = !found.instead;
    if (!found.instead) return;
    const title = element(heading, { class: "closest__title" }, say(`closest.${found.instead}`));
    head.replaceChildren(...advice(found, actions, true), title);
    others.replaceChildren(
      ...near.map(({ kind, results }) =>
        element(
          "section",
          {},
          element(heading, { class: "closest__title" }, say(`closest.${KINDS[kind]}`)),
          element("ul", {}, ...results.map(({ title, page }) => element("li", {}, element("a", { href: root + page }, bdi(title))))),
        ),
      ),
      wishes ? element("p", { class: "closest__wish" }, say("closest.wish.text"), " ", element("a", { class: "button", href: wishes }, say("closest.wish"))) : "",
    );
  }

  return show;
}

/**
 * "Did you mean", with a button for each correction of the search.
 * @param {readonly string[]} corrections
 * @param {import("../shared/messages.js").Say} say
 * @param {(query: string) => void} searchFor
 */
export function correctionButtons(corrections, say, searchFor) {
  return element(
    "p",
    { class: "corrections" },
    `${say("empty.meant")} `,
    ...corrections.map((query) =>
      element("button", { class: "pill", type: "button", onclick: () => searchFor(query) }, element("span", {}, bdi(query))),
    ),
  );
}
