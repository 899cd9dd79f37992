// @ts-check
import { bdi, element } from "../shared/dom.js";

/**
 * A change to the filters that has results: remove one (`keep` is false), or keep only this one. The facet "" is the
 * search.
 * @typedef {{facet: string, value: string, count: number, keep: boolean}} FilterSuggestion
 */

/**
 * What is shown in place of results when nothing matches.
 * @param {object} found
 * @param {readonly string[]} found.corrections
 * @param {readonly FilterSuggestion[]} found.suggestions
 * @param {object} actions
 * @param {import("../shared/messages.js").Say} actions.say
 * @param {(facet: string, value: string) => string} actions.label
 * @param {(query: string) => void} actions.searchFor
 * @param {(facet: string, value: string) => void} actions.remove
 * @param {(facet: string, value: string) => void} actions.keepOnly
 * @param {() => void} actions.clearAll
 */
export function noMatches({ corrections, suggestions }, { say, label, searchFor, remove, keepOnly, clearAll }) {
  /** @param {Node | string} text @param {() => void} onclick */
  const button = (text, onclick) => element("button", { class: "button", type: "button", onclick }, text);
  return [
    element("p", { class: "empty__title" }, say("empty.title")),
    ...(corrections.length ? [correctionButtons(corrections, say, searchFor)] : []),
    element(
      "div",
      { class: "empty__actions" },
      ...suggestions.map(({ facet, value, count, keep }) => {
        const name = facet ? label(facet, value) : say("chip.search", { query: value });
        const text = say(keep ? "empty.keep" : "empty.drop", { value: name, count });
        return button(bdi(text), () => (keep ? keepOnly : remove)(facet, value));
      }),
      button(say("clear"), clearAll),
    ),
  ];
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
