// @ts-check
import { bdi, dot, element, icon } from "../shared/dom.js";
import { fold } from "../search/text-matching.js";

/** Values shown of a facet before "show all". */
const SHORT = 7;
/** Values above which a facet can be searched. */
const LONG = 12;
/** Most values drawn of a facet; its search reaches the rest. */
const MOST = 150;
/** Facets whose values are steps, the highest first. */
const ORDINAL = /^(activity|ready-.*)$/;
/** Facets that are open from the start. */
const OPEN = new Set(["language", "skill", "contribution", "owner"]);

/**
 * The facets, as a column of groups of choices. A choice is made once and then kept: with each
 * result only its number, its mark and its place change.
 * @param {object} given
 * @param {import("../gallery/catalogue-queries.js").About} given.about
 * @param {import("../shared/messages.js").Say} given.say
 * @param {(facet: string, value: string, on: boolean) => void} given.choose
 */
export function facetPanel({ about, say, choose }) {
  const whole = element("div", { class: "rail__inner" }, element("p", { class: "rail__rule" }, say("facet.rule")));
  /** @type {((view: import("./view-address.js").View, counts: Map<string, Uint32Array>) => void)[]} */
  const drawers = [];

  for (const [facet, values] of Object.entries(about.facets)) {
    // A facet that is unknown of everything, or a host that everything is on, tells nothing.
    if (!values.length || (facet === "host" && values.length < 2)) continue;
    const names = values.map((value) => label(facet, value));
    /** @type {string[] | null} */
    let folded = null;
    /** @type {Set<number>} */
    let chosen = new Set();
    const totals = about.totals[facet];
    let counts = totals;
    const steps = ORDINAL.test(facet) ? values.map((value) => (value === "unknown" ? -1 : Number(value))) : null;
    let all = false;
    let typed = "";
    const list = element("div");
    const none = element("p", { class: "facet__none", hidden: true }, say("facet.none"));
    const toggle = element("button", { class: "facet__all", type: "button", onclick: () => ((all = !all), draw()) });
    const searchLabel = say("facet.search", { facet: say(`facet.${facet}`) });
    const search = /** @type {HTMLInputElement} */ (
      element("input", {
        class: "facet__search",
        type: "text",
        placeholder: searchLabel,
        "aria-label": searchLabel,
        autocomplete: "off",
        spellcheck: "false",
        oninput: () => ((typed = fold(search.value.trim())), draw()),
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
          values.length > LONG && search,
          list,
          none,
          values.length > SHORT && toggle,
        ),
      )
    );
    group.addEventListener("toggle", () => draw());
    whole.append(group);

    /** @param {number} a @param {number} b */
    const compare = (a, b) =>
      Number(chosen.has(b)) - Number(chosen.has(a)) ||
      (steps ? steps[b] - steps[a] : counts[b] - counts[a] || totals[b] - totals[a]) ||
      a - b;

    const draw = () => {
      if (!group.open) return;
      folded ??= names.map(fold);
      const limit = typed || all ? MOST : Math.max(SHORT, chosen.size);
      const shown = first(values.length, limit, compare, (number) => !typed || /** @type {string[]} */ (folded)[number].includes(typed));
      place(shown.map((number) => choice(number)));
      none.hidden = shown.length > 0;
      toggle.hidden = Boolean(typed);
      toggle.textContent = all ? say("facet.fewer") : say("facet.all", { count: values.length });
      toggle.setAttribute("aria-expanded", String(all));
    };

    /** Puts the choices in their order; the focused one stays in the page, for moving it would lose the focus. @param {HTMLElement[]} nodes */
    const place = (nodes) => {
      if (nodes.length === list.childElementCount && nodes.every((node, index) => node === list.children[index])) return;
      for (const old of [...list.children]) if (!nodes.includes(/** @type {HTMLElement} */ (old))) old.remove();
      const held = nodes.findIndex((node) => node.contains(document.activeElement));
      nodes.forEach((node, index) => {
        if (index < held) nodes[held].before(node);
        else if (index > held) list.append(node);
      });
    };

    /** @type {Map<number, {whole: HTMLElement, box: HTMLInputElement, count: Text, shown: number}>} */
    const made = new Map();
    /** @param {number} number */
    const choice = (number) => {
      let one = made.get(number);
      if (!one) {
        const box = /** @type {HTMLInputElement} */ (
          element("input", {
            type: "checkbox",
            value: values[number],
            onchange: () => {
              // What was looked for is found, and now stands on top; the next search starts afresh.
              if (box.checked) search.value = typed = "";
              choose(facet, values[number], box.checked);
            },
          })
        );
        const count = document.createTextNode("");
        const whole = element(
          "label",
          { class: "choice", title: names[number] },
          box,
          facet === "language" && dot(about.colors[values[number]]),
          element("span", { class: "choice__name" }, bdi(names[number])),
          element("span", { class: "choice__count" }, count),
        );
        one = { whole, box, count, shown: -1 };
        made.set(number, one);
      }
      if (one.shown !== counts[number]) {
        one.shown = counts[number];
        one.count.data = say("facet.count", { count: counts[number] });
        one.whole.classList.toggle("choice--none", !counts[number]);
      }
      one.box.checked = chosen.has(number);
      return one.whole;
    };

    drawers.push((view, newCounts) => {
      counts = newCounts.get(facet) ?? counts;
      const wanted = new Set([...(view.filters.get(facet) ?? [])].map(fold));
      chosen = new Set(wanted.size ? values.flatMap((value, number) => (wanted.has(fold(value)) ? [number] : [])) : []);
      if (wanted.size) group.open = true;
      draw();
    });
  }

  /** @param {string} facet @param {string} value */
  function label(facet, value) {
    return about.labels[`${facet}.${value}`] ?? value;
  }

  /**
   * @param {import("./view-address.js").View} view
   * @param {Map<string, Uint32Array>} counts
   */
  function show(view, counts) {
    for (const draw of drawers) draw(view, counts);
  }

  return { whole, show, label };
}

/**
 * The first few of the numbers below `count` that are allowed, in an order. Sorting thousands for a
 * handful would be felt with each key.
 * @param {number} count
 * @param {number} limit
 * @param {(a: number, b: number) => number} compare
 * @param {(number: number) => boolean} allowed
 */
function first(count, limit, compare, allowed) {
  /** @type {number[]} */
  const found = [];
  for (let number = 0; number < count; number++) {
    if (!allowed(number)) continue;
    if (found.length === limit && compare(number, found[limit - 1]) > 0) continue;
    let place = found.length;
    while (place > 0 && compare(number, found[place - 1]) < 0) place--;
    found.splice(place, 0, number);
    if (found.length > limit) found.pop();
  }
  return found;
}
