// @ts-check
import { bdi, dot, element, icon } from "./dom.js";
import { fold } from "./text.js";

/** Values shown of a facet before "show all". */
const SHORT = 7;
/** Values above which a facet can be searched. */
const LONG = 12;
/** Most values drawn of a facet; its search reaches the rest. */
const MOST = 150;
/** Facets that are open from the start. */
const OPEN = new Set(["language", "skill", "contribution", "owner"]);

/**
 * The facets, as a column of groups of choices. They are drawn anew with each result; what the
 * visitor opened, typed and focused is kept.
 * @param {object} given
 * @param {import("./catalogue.js").Catalogue} given.catalogue
 * @param {import("./words.js").Say} given.say
 * @param {(facet: string, value: string, on: boolean) => void} given.choose
 */
export function facetPanel({ catalogue, say, choose }) {
  const { facets, colors, labels } = catalogue.data;
  const whole = element("div", { class: "rail__inner" }, element("p", { class: "rail__rule" }, say("facet.rule")));
  /** @type {(() => void)[]} */
  const drawers = [];
  /** @type {import("./address.js").View | null} */
  let view = null;
  /** @type {import("./catalogue.js").Found | null} */
  let found = null;

  for (const [facet, { values }] of Object.entries(facets)) {
    // A facet with a single value that everybody has tells nothing.
    if (!values.length || (facet === "host" && values.length < 2)) continue;
    let all = false;
    let typed = "";
    const list = element("div");
    const search =
      values.length > LONG
        ? /** @type {HTMLInputElement} */ (
            element("input", {
              class: "facet__search",
              type: "text",
              placeholder: say("facet.search", { facet: say(`facet.${facet}`) }),
              "aria-label": say("facet.search", { facet: say(`facet.${facet}`) }),
              autocomplete: "off",
              spellcheck: "false",
              oninput: (/** @type {Event} */ event) => {
                typed = fold(/** @type {HTMLInputElement} */ (event.target).value.trim());
                draw();
              },
            })
          )
        : null;
    const group = /** @type {HTMLDetailsElement} */ (
      element(
        "details",
        { class: "facet", "data-facet-group": facet },
        element("summary", {}, say(`facet.${facet}`), icon("chevron-down")),
        element("div", { class: "facet__body", role: "group", "aria-label": say(`facet.${facet}`) }, search, list),
      )
    );
    group.open = OPEN.has(facet);
    group.addEventListener("toggle", () => group.open && draw());
    whole.append(group);

    const draw = () => {
      if (!view || !found || !group.open) return;
      const chosen = new Set([...(view.filters.get(facet) ?? [])].map(fold));
      const counts = /** @type {Uint32Array} */ (found.counts.get(facet));
      let order = values.map((_, number) => number);
      if (typed) order = order.filter((number) => fold(label(facet, values[number])).includes(typed));
      const ordinal = facet === "activity";
      order.sort(
        (a, b) =>
          Number(chosen.has(fold(values[b]))) - Number(chosen.has(fold(values[a]))) ||
          (ordinal ? Number(values[b]) - Number(values[a]) : counts[b] - counts[a]) ||
          a - b,
      );
      const limit = typed || all ? MOST : Math.max(SHORT, chosen.size);
      const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.value : null;
      const hadFocus = list.contains(document.activeElement);
      list.replaceChildren(
        ...order.slice(0, limit).map((number) => choice(number, chosen.has(fold(values[number])), counts[number])),
      );
      if (!order.length) list.append(element("p", { class: "facet__none" }, say("facet.none")));
      if (!typed && order.length > SHORT)
        list.append(
          element(
            "button",
            {
              class: "facet__all",
              type: "button",
              "aria-expanded": String(all),
              onclick: () => {
                all = !all;
                draw();
                /** @type {HTMLElement | null} */ (list.querySelector(".facet__all"))?.focus();
              },
            },
            all ? say("facet.fewer") : say("facet.all", { count: order.length }),
          ),
        );
      if (hadFocus && focused !== null)
        for (const input of list.querySelectorAll("input")) if (input.value === focused) input.focus();
    };
    drawers.push(() => {
      if (view?.filters.get(facet)?.size) group.open = true;
      draw();
    });

    /** @param {number} number @param {boolean} on @param {number} count */
    const choice = (number, on, count) =>
      element(
        "label",
        { class: count || on ? "choice" : "choice choice--none", title: label(facet, values[number]) },
        element("input", {
          type: "checkbox",
          value: values[number],
          checked: on,
          onchange: (/** @type {Event} */ event) =>
            choose(facet, values[number], /** @type {HTMLInputElement} */ (event.target).checked),
        }),
        facet === "language" && dot(colors[values[number]]),
        element("span", { class: "choice__name" }, bdi(label(facet, values[number]))),
        element("span", { class: "choice__count" }, String(count)),
      );
  }

  /** @param {string} facet @param {string} value */
  function label(facet, value) {
    return labels[`${facet}.${value}`] ?? value;
  }

  /**
   * @param {import("./address.js").View} newView
   * @param {import("./catalogue.js").Found} newFound
   */
  function show(newView, newFound) {
    view = newView;
    found = newFound;
    for (const draw of drawers) draw();
  }

  return { whole, show, label };
}
