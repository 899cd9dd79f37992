// @ts-check
import { bdi, element, hidden } from "../shared/dom.js";
import { COLUMNS, card, table, tableRow } from "./result-elements.js";

/** Results drawn at once: a screen full. The rest follows when it comes near. */
const FIRST = { single: 12, grouped: 3 };
/** Results drawn at a time after that. */
const CHUNK = { single: 12, grouped: 3 };
/** The first that follow are part of what a click or a key costs, and below the screen: half as many. */
const SOON = 0.5;

/**
 * Draws results into the page, a screen full at a time.
 * @param {object} given
 * @param {HTMLElement} given.list
 * @param {HTMLElement} given.more
 * @param {import("./catalogue-queries.js").About} given.about
 * @param {import("../shared/messages.js").Say} given.say
 * @param {(facet: string, value: string, changes?: Partial<import("../filters/view-address.js").View>) => string} given.addressWith
 * @param {(sort: string) => void} given.sortBy
 * @param {(page: number) => void} given.turn
 */
export function listing({ list, more, about, say, addressWith, sortBy, turn }) {
  /** @type {(() => void)[]} */
  let steps = [];
  let drawn = 0;
  let chunk = CHUNK.single;
  /** @type {import("./catalogue-queries.js").Answer | null} */
  let shown = null;

  /**
   * @param {import("./catalogue-queries.js").Answer} answer
   * @param {"cards" | "table"} shape
   * @param {string} sort the order in force
   * @param {string} group
   * @param {number} there results that stand in the page already, as they would be drawn here
   * @param {number} wanted results to draw at least
   */
  function show(answer, shape, sort, group, there, wanted) {
    shown = answer;
    const how = { about, say, terms: answer.terms, heading: /** @type {"h3" | "h4"} */ (group ? "h4" : "h3"), addressWith };
    const size = group ? "grouped" : "single";
    chunk = CHUNK[size];
    list.className = shape === "table" ? "table-frame" : group ? "clusters" : "cards";
    drawn = there;
    if (shape === "table") steps = rows(answer, sort, group, how);
    else if (group) steps = clusters(answer, group, how);
    else steps = answer.sections[0].records.map((record) => () => list.append(card(record, how)));
    if (!there && shape !== "table") list.replaceChildren();
    upTo(Math.max(FIRST[size], wanted, there));
  }

  /**
   * @param {import("./catalogue-queries.js").Answer} answer
   * @param {string} group
   * @param {import("./result-elements.js").Drawing} how
   */
  function clusters(answer, group, how) {
    return answer.sections.map((section, index) => () => {
      const id = `cluster-${index}`;
      list.append(
        element(
          "section",
          { class: "cluster", "aria-labelledby": id },
          element(
            "div",
            { class: "cluster__head" },
            element("h3", { id }, bdi(name(group, section))),
            element("span", { class: "meta" }, say("count.all", { count: section.total })),
            rest(group, section),
          ),
          element("div", { class: "cards" }, ...section.records.map((record) => card(record, how))),
        ),
      );
    });
  }

  /**
   * @param {import("./catalogue-queries.js").Answer} answer
   * @param {string} sort
   * @param {string} group
   * @param {import("./result-elements.js").Drawing} how
   */
  function rows(answer, sort, group, how) {
    const whole = table(sort, say, sortBy);
    list.replaceChildren(whole);
    if (!group) {
      const body = element("tbody");
      whole.append(body);
      return answer.sections[0].records.map((record) => () => body.append(tableRow(record, how)));
    }
    return answer.sections.map((section) => () => {
      const head = element(
        "th",
        { class: "compare__group", colspan: COLUMNS.length, scope: "rowgroup" },
        element("span", { class: "compare__group-name" }, bdi(name(group, section))),
        element("span", { class: "meta" }, say("count.all", { count: section.total })),
        rest(group, section),
      );
      whole.append(element("tbody", {}, element("tr", {}, head), ...section.records.map((one) => tableRow(one, how))));
    });
  }

  /** @param {string} group @param {import("./catalogue-queries.js").Section} section */
  function name(group, { value }) {
    return value || say(`group.${group}.none`);
  }

  /** What leads to all of a group, where not all is shown. @param {string} group @param {import("./catalogue-queries.js").Section} section */
  function rest(group, { value, total, records }) {
    if (!value || records.length === total) return null;
    const target = addressWith(group, value, { group: "" });
    return element("a", { class: "quiet", href: target }, say("group.all"), hidden(`: ${value}`));
  }

  /** Draws results up to a place. @param {number} place */
  function upTo(place) {
    const end = Math.min(place, steps.length);
    for (; drawn < end; drawn++) steps[drawn]();
    foot();
  }

  function foot() {
    if (drawn < steps.length) {
      const count = steps.length - drawn;
      const button = element("button", { class: "button", type: "button", onclick: () => follow() }, say("more", { count }));
      more.replaceChildren(button);
      watcher.observe(button);
      return;
    }
    if (!shown || shown.pages < 2) {
      more.replaceChildren();
      return;
    }
    const { page, pages, from, to, parts, total } = shown;
    /** @param {number} target @param {string} word */
    const way = (target, word) =>
      target >= 1 &&
      target <= pages &&
      element("button", { class: "button", type: "button", onclick: () => turn(target) }, say(word));
    const key = parts === total ? "page.range" : "page.groups";
    const buttons = [
      way(page - 1, "page.previous"),
      element("span", { class: "meta" }, say(key, { from, to, total: parts })),
      way(page + 1, "page.next"),
    ];
    more.replaceChildren(...buttons.filter((child) => child instanceof Node));
  }

  /** Draws the next results; whoever pressed the button goes on at the first of them. */
  function follow() {
    const pressed = more.contains(document.activeElement);
    const before = list.querySelectorAll("article, tbody tr").length;
    upTo(drawn + (drawn < 2 * chunk ? Math.ceil(chunk * SOON) : chunk));
    if (pressed)
      /** @type {HTMLElement | null} */ (
        list.querySelectorAll("article, tbody tr")[before]?.querySelector("a")
      )?.focus();
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        watcher.unobserve(entry.target);
        if (entry.target.isConnected) follow();
      }
    },
    { rootMargin: "300px" },
  );

  /** Takes everything away. */
  function clear() {
    steps = [];
    drawn = 0;
    shown = null;
    more.replaceChildren();
  }

  return { show, clear, upTo, drawn: () => drawn };
}
