// @ts-check
import { bdi, colorDot, element, icon } from "../shared/dom.js";
import { fold } from "../search/text-matching.js";

/**
 * @typedef {object} FacetData
 * @property {number} count of all projects or tasks
 * @property {Record<string, string[]>} facets values by facet
 * @property {Record<string, Uint32Array>} totals number of all projects or tasks, by facet and value
 * @property {Record<string, string>} colors of languages
 * @property {Record<string, string>} labels by `facet.value`
 */

/** Values shown of a facet before "show all". */
const SHOWN = 7;
/** A facet with more values has a search field. */
const SEARCHABLE = 12;
/** Values drawn of a facet at most; its search finds the rest. */
const MAX_DRAWN = 150;
/** Facets whose values are levels, sorted from high to low. */
const ORDINAL = /^(activity|ready-.*)$/;
/** Efforts, from much to little: the little come first. */
const EFFORTS = ["longer", "week", "day", "half-day", "hours"];
/** Facets that are open at first. */
const OPEN = new Set(["effort", "language", "skill", "contribution", "owner"]);

/**
 * The column of facets. The elements of a choice are created once; after that only its count, its mark and its position
 * change.
 * @param {object} options
 * @param {FacetData} options.data
 * @param {import("../shared/messages.js").Say} options.say
 * @param {(facet: string, value: string, on: boolean) => void} options.onChoice
 */
export function facetPanel({ data, say, onChoice }) {
  const panel = element("div", { class: "rail__inner" });
  // Shown with its counts at once: groups that fill one after the other would push one another down.
  panel.hidden = true;
  /** @type {((view: import("./view-address.js").View, counts: Map<string, Uint32Array>) => void)[]} */
  const updates = [];

  for (const [facet, values] of Object.entries(data.facets)) {
    // A facet without values, or with one that all share, filters nothing. Teams are said in any case.
    if (!values.length || (facet !== "owner" && values.length === 1 && data.totals[facet][0] === data.count)) continue;
    const labels = values.map((value) => label(facet, value));
    /** @type {string[] | null} */
    let foldedLabels = null;
    /** @type {Set<number>} */
    let chosen = new Set();
    const totals = data.totals[facet];
    let counts = totals;
    const levels =
      facet === "effort"
        ? values.map((value) => EFFORTS.indexOf(value))
        : ORDINAL.test(facet)
          ? values.map((value) => (value === "unknown" ? -1 : Number(value)))
          : null;
    let showAll = false;
    let typed = "";
    const list = element("div");
    const none = element("p", { class: "facet__none", hidden: true }, say("facet.none"));
    const toggle = element("button", {
      class: "facet__all",
      type: "button",
      onclick: () => {
        showAll = !showAll;
        draw();
      },
    });
    const searchLabel = say("facet.search", { facet: say(`facet.${facet}`) });
    const search = /** @type {HTMLInputElement} */ (
      element("input", {
        class: "facet__search",
        type: "text",
        placeholder: searchLabel,
        "aria-label": searchLabel,
        autocomplete: "off",
        spellcheck: "false",
        oninput: () => {
          typed = fold(search.value.trim());
          draw();
        },
      })
    );
    const group = /** @type {HTMLDetailsElement} */ (
      element(
        "details",
        { class: "facet", "data-facet-group": facet, open: OPEN.has(facet) },
        element("summary", {}, say(`facet.${facet}`), icon("chevron-down")),
        element(
          "div",
          { class: "facet__body", role: "group", "aria-label": say(`facet.${facet}`) },
          values.length > SEARCHABLE && search,
          list,
          none,
          values.length > SHOWN && toggle,
        ),
      )
    );
    group.addEventListener("toggle", () => draw());
    panel.append(group);

    /** Chosen values first. @param {number} a @param {number} b */
    const compare = (a, b) =>
      Number(chosen.has(b)) - Number(chosen.has(a)) ||
      (levels ? levels[b] - levels[a] : counts[b] - counts[a] || totals[b] - totals[a]) ||
      a - b;

    const draw = () => {
      if (!group.open) return;
      const folded = (foldedLabels ??= labels.map(fold));
      const limit = typed || showAll ? MAX_DRAWN : Math.max(SHOWN, chosen.size);
      const drawn = firstInOrder(values.length, limit, compare, (number) => !typed || folded[number].includes(typed));
      place(drawn.map((number) => choice(number)));
      none.hidden = drawn.length > 0;
      toggle.hidden = Boolean(typed);
      toggle.textContent = showAll ? say("facet.fewer") : say("facet.all", { count: values.length });
      toggle.setAttribute("aria-expanded", String(showAll));
    };

    /** Puts choices in order without moving the focused one, which would lose the focus. @param {HTMLElement[]} nodes */
    const place = (nodes) => {
      if (nodes.length === list.childElementCount && nodes.every((node, index) => node === list.children[index])) return;
      for (const old of [...list.children]) if (!nodes.includes(/** @type {HTMLElement} */ (old))) old.remove();
      const focused = nodes.findIndex((node) => node.contains(document.activeElement));
      nodes.forEach((node, index) => {
        if (index < focused) nodes[focused].before(node);
        else if (index > focused) list.append(node);
      });
    };

    /** @type {Map<number, {node: HTMLElement, box: HTMLInputElement, count: Text, shownCount: number}>} */
    const choices = new Map();
    /** @param {number} number */
    const choice = (number) => {
      let one = choices.get(number);
      if (!one) {
        const box = /** @type {HTMLInputElement} */ (
          element("input", {
            type: "checkbox",
            value: values[number],
            onchange: () => {
              // The value was found and now is on top: clear the search for the next one.
              if (box.checked) search.value = typed = "";
              onChoice(facet, values[number], box.checked);
            },
          })
        );
        const count = document.createTextNode("");
        const node = element(
          "label",
          { class: "choice", title: labels[number] },
          box,
          facet === "language" && colorDot(data.colors[values[number]]),
          element("span", { class: "choice__name" }, bdi(labels[number])),
          element("span", { class: "choice__count" }, count),
        );
        one = { node, box, count, shownCount: -1 };
        choices.set(number, one);
      }
      if (one.shownCount !== counts[number]) {
        one.shownCount = counts[number];
        one.count.data = say("facet.count", { count: counts[number] });
        one.node.classList.toggle("choice--none", !counts[number]);
      }
      one.box.checked = chosen.has(number);
      return one.node;
    };

    updates.push((view, newCounts) => {
      counts = newCounts.get(facet) ?? counts;
      const wanted = new Set([...(view.filters.get(facet) ?? [])].map(fold));
      chosen = new Set(wanted.size ? values.flatMap((value, number) => (wanted.has(fold(value)) ? [number] : [])) : []);
      if (wanted.size) group.open = true;
      draw();
    });
  }

  /** @param {string} facet @param {string} value */
  function label(facet, value) {
    return data.labels[`${facet}.${value}`] ?? value;
  }

  /**
   * @param {import("./view-address.js").View} view
   * @param {Map<string, Uint32Array>} counts by facet and value
   */
  function update(view, counts) {
    for (const updateFacet of updates) updateFacet(view, counts);
    panel.hidden = false;
  }

  return { panel, update, label };
}

/**
 * The first `limit` of the numbers below `count` that pass the filter, sorted. Sorting all of thousands of values at
 * each key would be slow.
 * @param {number} count
 * @param {number} limit
 * @param {(a: number, b: number) => number} compare
 * @param {(number: number) => boolean} filter
 */
function firstInOrder(count, limit, compare, filter) {
  /** @type {number[]} */
  const found = [];
  for (let number = 0; number < count; number++) {
    if (!filter(number)) continue;
    if (found.length === limit && compare(number, found[limit - 1]) > 0) continue;
    let position = found.length;
    while (position > 0 && compare(number, found[position - 1]) < 0) position--;
    found.splice(position, 0, number);
    if (found.length > limit) found.pop();
  }
  return found;
}
