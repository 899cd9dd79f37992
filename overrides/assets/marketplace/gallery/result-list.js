// @ts-check
/* Draws the results into the page: what fits on a screen at once, the rest when the visitor scrolls to it. */
import { bdi, element, visuallyHidden } from "../shared/dom.js";
import { TABLE_COLUMNS, projectCard, projectRow, projectTable } from "./result-elements.js";

/** @typedef {import("./catalogue-queries.js").ResultPage} ResultPage */
/** @typedef {import("./catalogue-queries.js").ResultGroup} ResultGroup */
/** @typedef {import("./result-elements.js").ResultContext} ResultContext */

/** Results (or groups) drawn at a time. */
const STEP = { single: 12, grouped: 3 };
/** Part of a step that follows the first: it is still part of what a click costs, and below the screen. */
const SECOND_STEP = 0.5;
/** How far below the screen the next results are drawn. */
const MARGIN = "300px";

/**
 * @param {object} options
 * @param {HTMLElement} options.list
 * @param {HTMLElement} options.more where the button for more results, or the page numbers, are shown
 * @param {import("./catalogue-queries.js").CatalogueSummary} options.summary
 * @param {import("../shared/messages.js").Say} options.say
 * @param {(facet: string, value: string, changes?: Partial<import("../filters/view-address.js").View>) => string} options.addressWith
 * @param {(sort: string) => void} options.onSort
 * @param {(page: number) => void} options.onPage
 */
export function resultList({ list, more, summary, say, addressWith, onSort, onPage }) {
  /** Each draws one result or group. @type {(() => void)[]} */
  let steps = [];
  let drawn = 0;
  let step = STEP.single;
  /** @type {ResultPage | null} */
  let shown = null;

  /**
   * Replaces the results.
   * @param {ResultPage} results
   * @param {object} options
   * @param {"cards" | "table"} options.shape
   * @param {string} options.sort the current sort order
   * @param {string} options.group
   * @param {number} options.built number of results that the page was built with, to be kept
   * @param {number} options.atLeast number of results to draw at once
   */
  function show(results, { shape, sort, group, built, atLeast }) {
    shown = results;
    /** @type {ResultContext} */
    const context = { summary, say, terms: results.terms, heading: group ? "h4" : "h3", addressWith };
    step = STEP[group ? "grouped" : "single"];
    list.className = shape === "table" ? "table-frame" : group ? "result-groups" : "cards";
    drawn = built;
    if (shape === "table") steps = tableSteps(results, sort, group, context);
    else if (group) steps = groupSteps(results, group, context);
    else steps = results.groups[0].records.map((record) => () => list.append(projectCard(record, context)));
    if (!built && shape !== "table") list.replaceChildren();
    drawUpTo(Math.max(step, atLeast, built));
  }

  /** @param {ResultPage} results @param {string} facet @param {ResultContext} context */
  function groupSteps(results, facet, context) {
    return results.groups.map((group, index) => () => {
      const id = `result-group-${index}`;
      list.append(
        element(
          "section",
          { class: "result-group", "aria-labelledby": id },
          element(
            "div",
            { class: "result-group__head" },
            element("h3", { id }, bdi(groupName(facet, group))),
            element("span", { class: "meta" }, say("count.all", { count: group.total })),
            linkToAll(facet, group),
          ),
          element("div", { class: "cards" }, ...group.records.map((record) => projectCard(record, context))),
        ),
      );
    });
  }

  /** @param {ResultPage} results @param {string} sort @param {string} facet @param {ResultContext} context */
  function tableSteps(results, sort, facet, context) {
    const table = projectTable(sort, say, onSort);
    list.replaceChildren(table);
    if (!facet) {
      const body = element("tbody");
      table.append(body);
      return results.groups[0].records.map((record) => () => body.append(projectRow(record, context)));
    }
    return results.groups.map((group) => () => {
      const head = element(
        "th",
        { class: "project-table__group", colspan: TABLE_COLUMNS.length, scope: "rowgroup" },
        element("span", { class: "project-table__group-name" }, bdi(groupName(facet, group))),
        element("span", { class: "meta" }, say("count.all", { count: group.total })),
        linkToAll(facet, group),
      );
      const rows = group.records.map((record) => projectRow(record, context));
      table.append(element("tbody", {}, element("tr", {}, head), ...rows));
    });
  }

  /** @param {string} facet @param {ResultGroup} group */
  function groupName(facet, { value }) {
    return value || say(`group.${facet}.none`);
  }

  /** A link to all results of a group, if not all are shown. @param {string} facet @param {ResultGroup} group */
  function linkToAll(facet, { value, total, records }) {
    if (!value || records.length === total) return null;
    const href = addressWith(facet, value, { group: "" });
    return element("a", { class: "quiet", href }, say("group.all"), visuallyHidden(`: ${value}`));
  }

  /** @param {number} total */
  function drawUpTo(total) {
    const end = Math.min(total, steps.length);
    for (; drawn < end; drawn++) steps[drawn]();
    showMore();
  }

  /** Shows a button for the next results, or the page numbers if all of this page are drawn. */
  function showMore() {
    if (drawn < steps.length) {
      const count = steps.length - drawn;
      const button = element("button", { class: "button", type: "button", onclick: drawNext }, say("more", { count }));
      more.replaceChildren(button);
      observer.observe(button);
      return;
    }
    if (!shown || shown.pages < 2) {
      more.replaceChildren();
      return;
    }
    const { page, pages, from, to, items, total } = shown;
    /** @param {number} target @param {string} message */
    const pageButton = (target, message) =>
      target >= 1 &&
      target <= pages &&
      element("button", { class: "button", type: "button", onclick: () => onPage(target) }, say(message));
    const range = items === total ? "page.range" : "page.groups";
    const parts = [
      pageButton(page - 1, "page.previous"),
      element("span", { class: "meta" }, say(range, { from, to, total: items })),
      pageButton(page + 1, "page.next"),
    ];
    more.replaceChildren(...parts.filter((part) => part instanceof Node));
  }

  /**
   * Draws the next results. If the button had the focus, it moves to the first of them; what has the focus behind
   * them, in the footer, is pushed down by them and is scrolled to again if it was on the screen.
   */
  function drawNext() {
    const focused = document.activeElement;
    const onButton = more.contains(focused);
    const pushed = !onButton && isBehindOnScreen(focused);
    const before = list.querySelectorAll("article, tbody tr").length;
    drawUpTo(drawn + (drawn < 2 * step ? Math.ceil(step * SECOND_STEP) : step));
    if (pushed) focused?.scrollIntoView({ block: "nearest" });
    if (onButton)
      /** @type {HTMLElement | null} */ (
        list.querySelectorAll("article, tbody tr")[before]?.querySelector("a")
      )?.focus();
  }

  /** @param {Element | null} element */
  function isBehindOnScreen(element) {
    if (!element || !(list.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        observer.unobserve(entry.target);
        if (entry.target.isConnected) drawNext();
      }
    },
    { rootMargin: MARGIN },
  );

  /** Forgets the results; the list is the caller's to fill. */
  function clear() {
    steps = [];
    drawn = 0;
    shown = null;
    more.replaceChildren();
  }

  return { show, clear, drawn: () => drawn };
}
