// @ts-check
import { bdi, dot, drawing, element, hidden, icon } from "../shared/dom.js";
import { marked } from "../search/text-matching.js";
import { ago } from "../shared/messages.js";

/** @typedef {import("./catalogue-queries.js").Record} Record */

/**
 * @typedef {object} Drawing what drawing a result needs
 * @property {import("./catalogue-queries.js").About} about
 * @property {import("../shared/messages.js").Say} say
 * @property {readonly string[]} terms
 * @property {"h3" | "h4"} heading
 * @property {(facet: string, value: string) => string} addressWith the view with one more filter
 */

/**
 * @param {Record} record
 * @param {Drawing} how
 */
export function card(record, { about, say, terms, heading, addressWith }) {
  const { purpose, skills, more, language, governance, tasks, reason, spark } = record;
  return element(
    "article",
    { class: "card" },
    element(
      "div",
      { class: "card__head" },
      avatar(record),
      element(
        "div",
        { class: "card__names" },
        element(
          heading,
          { class: "card__title" },
          element("a", { class: "card__link", href: record.page }, bdi(marked(record.title, terms))),
        ),
        element("p", { class: "card__path" }, bdi(marked(record.path, terms))),
      ),
      ...marks(record, say),
    ),
    purpose && element("p", { class: "card__purpose", dir: "auto" }, marked(purpose, terms)),
    reason && element("p", { class: "card__reason" }, `${say(`reason.${reason[0]}`)}: `, bdi(marked(reason[1], terms))),
    skills.length > 0 &&
      element(
        "ul",
        { class: "chips" },
        ...skills.map((skill) =>
          element("li", {}, element("a", { class: "chip", href: addressWith("skill", skill) }, bdi(marked(skill, terms)))),
        ),
        more > 0 &&
          element(
            "li",
            { class: "chips__more" },
            element(
              "span",
              { class: "chip chip--more", title: say("card.more.label", { count: more }) },
              say("card.more", { count: more }),
              hidden(` ${say("card.more.label", { count: more })}`),
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
            { class: "card__fact card__language", href: addressWith("language", language) },
            dot(about.colors[language]),
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
          element("span", { class: "card__fact card__governance" }, about.labels[`governance.${governance}`] ?? governance),
      ),
      spark && sparkline(spark, say),
    ),
  );
}

/**
 * A row of the table.
 * @param {Record} record
 * @param {Drawing} how
 */
export function tableRow(record, { about, say, terms, addressWith }) {
  const { title, page, purpose, owner, language, skills, activity, updated, tasks, governance } = record;
  const day = new Date((updated < 0 ? 0 : updated) * 86_400_000);
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, element("a", { href: page }, bdi(marked(title, terms)))),
    element("td", { class: "compare__purpose" }, element("span", { dir: "auto" }, marked(purpose, terms))),
    element("td", {}, element("a", { href: addressWith("owner", owner) }, bdi(marked(owner, terms)))),
    element(
      "td",
      {},
      language && element("span", { class: "compare__language" }, dot(about.colors[language]), bdi(language)),
    ),
    element("td", { class: "compare__skills" }, element("span", { dir: "auto" }, marked(skills.join(", "), terms))),
    element("td", {}, activity !== undefined && about.labels[`activity.${activity}`]),
    element(
      "td",
      {},
      updated >= 0 &&
        element(
          "time",
          {
            datetime: day.toISOString().slice(0, 10),
            title: day.toLocaleDateString(about.language, { dateStyle: "long", timeZone: "UTC" }),
          },
          ago(say, about.today - updated),
        ),
    ),
    element("td", { class: "compare__number" }, tasks >= 0 && String(tasks)),
    element("td", {}, governance && (about.labels[`governance.${governance}`] ?? governance)),
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
 * The table without its rows.
 * @param {string} sort the order in force
 * @param {import("../shared/messages.js").Say} say
 * @param {(sort: string) => void} choose
 */
export function table(sort, say, choose) {
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
  return element(
    "table",
    { class: "compare" },
    element("caption", { class: "visually-hidden" }, say("table")),
    element("thead", {}, element("tr", {}, ...heads)),
  );
}

/** @param {Record} record */
function avatar({ logo, initials, tint }) {
  return logo
    ? element("img", { class: "avatar avatar--logo", src: logo, alt: "", width: 40, height: 40, loading: "lazy" })
    : element("span", { class: `avatar tint-${tint}`, "aria-hidden": "true" }, initials);
}

/** @param {Record} record @param {import("../shared/messages.js").Say} say */
function marks({ stale, problems }, say) {
  const found = [];
  if (stale) found.push(mark("clock-outline", say("card.stale")));
  if (problems) found.push(mark("alert-circle-outline", say("card.problems", { count: problems })));
  return found;
}

/** @param {string} name @param {string} text */
function mark(name, text) {
  return element("span", { class: "mark", title: text }, icon(name), hidden(text));
}

/** @param {number[]} weeks @param {import("../shared/messages.js").Say} say */
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
