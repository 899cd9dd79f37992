// @ts-check
import { bdi, element } from "../shared/dom.js";

/**
 * What stands in place of results when nothing fits: another spelling, a filter to drop.
 * @param {import("../gallery/catalogue-queries.js").Answer} answer
 * @param {object} how
 * @param {import("../shared/messages.js").Say} how.say
 * @param {(facet: string, value: string) => string} how.label
 * @param {(query: string) => void} how.search
 * @param {(facet: string, value: string) => void} how.drop
 * @param {(facet: string, value: string) => void} how.keep
 * @param {() => void} how.clear
 */
export function nothingFits({ meant, ways }, { say, label, search, drop, keep, clear }) {
  /** @param {Node | string} text @param {() => void} act */
  const button = (text, act) => element("button", { class: "button", type: "button", onclick: act }, text);
  return [
    element("p", { class: "empty__title" }, say("empty.title")),
    ...(meant.length ? [suggestions(meant, say, search)] : []),
    element(
      "div",
      { class: "empty__ways" },
      ...ways.map(({ facet, value, count, keep: alone }) => {
        const name = facet ? label(facet, value) : say("chip.search", { query: value });
        const words = say(alone ? "empty.keep" : "empty.drop", { value: name, count });
        return button(bdi(words), () => (alone ? keep : drop)(facet, value));
      }),
      button(say("clear"), clear),
    ),
  ];
}

/**
 * Other spellings of a search, each a button.
 * @param {readonly string[]} meant
 * @param {import("../shared/messages.js").Say} say
 * @param {(query: string) => void} search
 */
export function suggestions(meant, say, search) {
  return element(
    "p",
    { class: "meant" },
    `${say("empty.meant")} `,
    ...meant.map((query) =>
      element("button", { class: "pill", type: "button", onclick: () => search(query) }, element("span", {}, bdi(query))),
    ),
  );
}
