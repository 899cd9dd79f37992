// @ts-check
import { bdi, dot, drawing, element, hidden, icon } from "./dom.js";
import { marked, ranges } from "./text.js";
import { ago } from "./words.js";

/**
 * @typedef {object} Drawing what drawing a result needs
 * @property {import("./catalogue.js").Catalogue} catalogue
 * @property {import("./words.js").Say} say
 * @property {readonly string[]} terms
 * @property {(facet: string, value: string) => string} addressWith the view with one more filter
 */

const SKILLS = 3;

/**
 * @param {number} row
 * @param {Drawing} how
 */
export function card(row, { catalogue, say, terms, addressWith }) {
  const { columns, facets, colors, labels } = catalogue.data;
  /** @param {string} facet */
  const values = (facet) => facets[facet].rows[row].map((value) => facets[facet].values[value]);
  const skills = values("skill");
  const shown = best(skills, terms);
  const [language] = values("language");
  const [governance] = values("governance");
  const tasks = columns.tasks[row];
  const spark = columns.spark[row];
  const reason = why(row, terms, catalogue, shown);
  return element(
    "article",
    { class: "card" },
    element(
      "div",
      { class: "card__head" },
      avatar(row, columns),
      element(
        "div",
        { class: "card__names" },
        element(
          "h3",
          { class: "card__title" },
          element("a", { class: "card__link", href: columns.page[row] }, bdi(marked(columns.title[row], terms))),
        ),
        element("p", { class: "card__path" }, bdi(marked(columns.path[row], terms))),
      ),
      ...marks(row, columns, say),
    ),
    columns.purpose[row] &&
      element("p", { class: "card__purpose", dir: "auto" }, marked(columns.purpose[row], terms)),
    reason && element("p", { class: "card__reason" }, `${say(`reason.${reason[0]}`)}: `, bdi(marked(reason[1], terms))),
    skills.length > 0 &&
      element(
        "ul",
        { class: "chips" },
        ...shown.map((skill) =>
          element(
            "li",
            {},
            element(
              "a",
              { class: "chip", href: addressWith("skill", skill), "data-facet": "skill", "data-value": skill },
              bdi(marked(skill, terms)),
            ),
          ),
        ),
        skills.length > SKILLS &&
          element(
            "li",
            {},
            element(
              "span",
              { class: "chip chip--more", title: say("card.more.label", { count: skills.length - SKILLS }) },
              say("card.more", { count: skills.length - SKILLS }),
              hidden(` ${say("card.more.label", { count: skills.length - SKILLS })}`),
            ),
          ),
      ),
    element(
      "div",
      { class: "card__foot" },
      element(
        "div",
        { class: "card__facts" },
        language &&
          element(
            "a",
            {
              class: "card__fact card__language",
              href: addressWith("language", language),
              "data-facet": "language",
              "data-value": language,
            },
            dot(colors[language]),
            bdi(language),
          ),
        tasks > 0 &&
          element(
            "span",
            { class: "card__fact" },
            icon("checkbox-marked-circle-outline"),
            element("span", {}, say("card.tasks", { count: tasks })),
          ),
        governance &&
          element("span", { class: "card__fact card__governance" }, labels[`governance.${governance}`] ?? governance),
      ),
      spark && sparkline(spark, say),
    ),
  );
}

/**
 * A row of the table.
 * @param {number} row
 * @param {Drawing} how
 */
export function tableRow(row, { catalogue, say, terms, addressWith }) {
  const { columns, facets, colors, labels, today } = catalogue.data;
  /** @param {string} facet */
  const values = (facet) => facets[facet].rows[row].map((value) => facets[facet].values[value]);
  const [language] = values("language");
  const [activity] = values("activity");
  const [governance] = values("governance");
  const [owner] = values("owner");
  const skills = values("skill");
  const number = columns.tasks[row];
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, element("a", { href: columns.page[row] }, bdi(marked(columns.title[row], terms)))),
    element("td", { class: "compare__purpose" }, element("span", { dir: "auto" }, marked(columns.purpose[row], terms))),
    element(
      "td",
      {},
      element(
        "a",
        { href: addressWith("owner", owner), "data-facet": "owner", "data-value": owner },
        bdi(marked(owner, terms)),
      ),
    ),
    element(
      "td",
      {},
      language && element("span", { class: "compare__language" }, dot(colors[language]), bdi(language)),
    ),
    element("td", {}, bdi(marked(best(skills, terms).join(", "), terms))),
    element("td", {}, activity !== undefined && labels[`activity.${activity}`]),
    element("td", {}, columns.updated[row] >= 0 && ago(say, today - columns.updated[row])),
    element("td", { class: "compare__number" }, number >= 0 && String(number)),
    element("td", {}, governance && (labels[`governance.${governance}`] ?? governance)),
  );
}

/** The columns of the table: its name, and the order that its heading asks for. */
export const COLUMNS = /** @type {const} */ ([
  ["name", "name"],
  ["purpose", ""],
  ["owner", ""],
  ["language", ""],
  ["skills", ""],
  ["activity", "activity"],
  ["recent", "recent"],
  ["tasks", "tasks"],
  ["governance", ""],
]);

/**
 * @param {string} sort the order in force
 * @param {import("./words.js").Say} say
 * @param {(sort: string) => void} choose
 */
export function table(sort, say, choose) {
  const body = element("tbody");
  const heads = COLUMNS.map(([column, order]) =>
    element(
      "th",
      {
        scope: "col",
        class: column === "tasks" && "compare__number",
        "aria-sort": order && order === sort && (order === "name" ? "ascending" : "descending"),
      },
      order
        ? element("button", { type: "button", onclick: () => choose(order) }, say(`column.${column}`))
        : say(`column.${column}`),
    ),
  );
  const whole = element(
    "table",
    { class: "compare" },
    element("caption", { class: "visually-hidden" }, say("table")),
    element("thead", {}, element("tr", {}, ...heads)),
    body,
  );
  return { whole, body };
}

/**
 * The skills for a card: those searched for first.
 * @param {string[]} skills
 * @param {readonly string[]} terms
 */
function best(skills, terms) {
  if (!terms.length || skills.length <= SKILLS) return skills.slice(0, SKILLS);
  const hit = skills.filter((skill) => ranges(skill, terms).length);
  return [...hit, ...skills.filter((skill) => !hit.includes(skill))].slice(0, SKILLS);
}

/**
 * Why a card is among the results, when nothing on it shows that: [kind, text].
 * @param {number} row
 * @param {readonly string[]} terms
 * @param {import("./catalogue.js").Catalogue} catalogue
 * @param {string[]} skills
 * @returns {[string, string] | null}
 */
function why(row, terms, catalogue, skills) {
  if (!terms.length) return null;
  const { columns, facets } = catalogue.data;
  const visible = [columns.title[row], columns.path[row], columns.purpose[row].slice(0, 90), ...skills];
  if (visible.some((text) => ranges(text, terms).length)) return null;
  /** @type {[string, string[]][]} */
  const places = [
    ["person", columns.people[row]],
    ["contribution", facets.contribution.rows[row].map((value) => facets.contribution.values[value])],
    ["topic", facets.topic.rows[row].map((value) => facets.topic.values[value])],
    ["motivation", [columns.motivation[row]]],
  ];
  for (const [kind, texts] of places)
    for (const text of texts) {
      const [range] = ranges(text, terms);
      if (range) return [kind, around(text, range[0])];
    }
  return null;
}

/** @param {string} text @param {number} at */
function around(text, at) {
  if (text.length <= 90) return text;
  const start = Math.max(at - 30, 0);
  const piece = text.slice(start, start + 90).trim();
  return `${start ? "…" : ""}${piece}${start + 90 < text.length ? "…" : ""}`;
}

/** @param {number} row @param {Record<string, any[]>} columns */
function avatar(row, columns) {
  return columns.logo[row]
    ? element("img", {
        class: "avatar avatar--logo",
        src: columns.logo[row],
        alt: "",
        width: 40,
        height: 40,
        loading: "lazy",
      })
    : element("span", { class: `avatar tint-${columns.tint[row]}`, "aria-hidden": "true" }, columns.initials[row]);
}

/** @param {number} row @param {Record<string, any[]>} columns @param {import("./words.js").Say} say */
function marks(row, columns, say) {
  const found = [];
  if (columns.stale[row]) found.push(mark("clock-outline", say("card.stale")));
  if (columns.problems[row])
    found.push(mark("alert-circle-outline", say("card.problems", { count: columns.problems[row] })));
  return found;
}

/** @param {string} name @param {string} text */
function mark(name, text) {
  return element("span", { class: "mark", title: text }, icon(name), hidden(text));
}

/** @param {number[]} weeks @param {import("./words.js").Say} say */
function sparkline(weeks, say) {
  const tallest = Math.max(...weeks);
  const path = weeks
    .map((count, index) => {
      const height = tallest && count ? Math.max(Math.round((count / tallest) * 20), 2) : 1;
      return `M${index * 5} ${20 - height}h3v${height}h-3z`;
    })
    .join("");
  const label = say("card.spark", { count: weeks.reduce((sum, count) => sum + count, 0) });
  return element(
    "span",
    { class: "card__spark", title: label },
    drawing(
      "svg",
      { class: "spark", viewBox: "0 0 58 20", width: "58", height: "20", "aria-hidden": "true" },
      drawing("path", { d: path }),
    ),
    hidden(label),
  );
}
