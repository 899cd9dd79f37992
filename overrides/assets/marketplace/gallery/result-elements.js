// @ts-check
/* The elements of one result: a card, or a row of the table. */
import { highlighted } from "../search/text-matching.js";
import { bdi, colorDot, element, icon, svgElement, visuallyHidden } from "../shared/dom.js";
import { timeAgo } from "../shared/messages.js";

/** @typedef {import("./catalogue-queries.js").ProjectRecord} ProjectRecord */

/**
 * What all results of a page have in common.
 * @typedef {object} ResultContext
 * @property {import("./catalogue-queries.js").CatalogueSummary} summary
 * @property {import("../shared/messages.js").Say} say
 * @property {readonly string[]} terms to highlight
 * @property {"h3" | "h4"} heading
 * @property {(facet: string, value: string) => string} addressWith the address of the view with one more filter
 */

/**
 * @param {ProjectRecord} record
 * @param {ResultContext} context
 */
export function projectCard(record, { summary, say, terms, heading, addressWith }) {
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
          element("a", { class: "card__link", href: record.page }, bdi(highlighted(record.title, terms))),
        ),
        element("p", { class: "card__path" }, bdi(highlighted(record.path, terms))),
      ),
      ending(record, summary),
      ...warnings(record, say),
    ),
    purpose && element("p", { class: "card__purpose", dir: "auto" }, highlighted(purpose, terms)),
    reason && element("p", { class: "card__reason" }, `${say(`reason.${reason[0]}`)}: `, bdi(highlighted(reason[1], terms))),
    skills.length > 0 &&
      element(
        "ul",
        { class: "chips" },
        ...skills.map((skill) =>
          element("li", {}, element("a", { class: "chip", href: addressWith("skill", skill) }, bdi(highlighted(skill, terms)))),
        ),
        more > 0 &&
          element(
            "li",
            { class: "chips__more" },
            element(
              "span",
              { class: "chip chip--more", title: say("card.more.label", { count: more }) },
              say("card.more", { count: more }),
              visuallyHidden(` ${say("card.more.label", { count: more })}`),
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
            colorDot(summary.colors[language]),
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
          element("span", { class: "card__fact card__governance" }, summary.labels[`governance.${governance}`] ?? governance),
      ),
      spark && sparkline(spark, say),
    ),
  );
}

/**
 * @param {ProjectRecord} record
 * @param {ResultContext} context
 */
export function projectRow(record, { summary, say, terms, addressWith }) {
  const { title, page, purpose, owner, language, skills, activity, updated, tasks, governance } = record;
  const day = new Date((updated < 0 ? 0 : updated) * 86_400_000);
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, element("a", { href: page }, bdi(highlighted(title, terms))), ending(record, summary)),
    element("td", { class: "project-table__purpose" }, element("span", { dir: "auto" }, highlighted(purpose, terms))),
    element("td", {}, element("a", { href: addressWith("owner", owner) }, bdi(highlighted(owner, terms)))),
    element(
      "td",
      {},
      language && element("span", { class: "project-table__language" }, colorDot(summary.colors[language]), bdi(language)),
    ),
    element("td", { class: "project-table__skills" }, element("span", { dir: "auto" }, highlighted(skills.join(", "), terms))),
    element("td", {}, activity !== undefined && summary.labels[`activity.${activity}`]),
    element(
      "td",
      {},
      updated >= 0 &&
        element(
          "time",
          {
            datetime: day.toISOString().slice(0, 10),
            title: day.toLocaleDateString(summary.language, { dateStyle: "long", timeZone: "UTC" }),
          },
          timeAgo(say, summary.today - updated),
        ),
    ),
    element("td", { class: "project-table__number" }, tasks >= 0 && String(tasks)),
    element("td", {}, governance && (summary.labels[`governance.${governance}`] ?? governance)),
  );
}

/** The columns of the table: name, and the sort order that its heading selects. */
export const TABLE_COLUMNS = /** @type {const} */ ([
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
 * The table with its head and without rows.
 * @param {string} sort the current sort order
 * @param {import("../shared/messages.js").Say} say
 * @param {(sort: string) => void} onSort
 */
export function projectTable(sort, say, onSort) {
  const heads = TABLE_COLUMNS.map(([column, order]) =>
    element(
      "th",
      {
        scope: "col",
        class: column === "tasks" && "project-table__number",
        "aria-sort": order && order === sort && (order === "name" ? "ascending" : "descending"),
      },
      order
        ? element("button", { type: "button", onclick: () => onSort(order) }, say(`column.${column}`))
        : say(`column.${column}`),
    ),
  );
  return element(
    "table",
    { class: "project-table" },
    element("caption", { class: "visually-hidden" }, say("table")),
    element("thead", {}, element("tr", {}, ...heads)),
  );
}

/** @param {ProjectRecord} record */
function avatar({ logo, initials, tint }) {
  return logo
    ? element("img", { class: "avatar avatar--logo", src: logo, alt: "", width: 40, height: 40, loading: "lazy" })
    : element("span", { class: `avatar tint-${tint}`, "aria-hidden": "true" }, initials);
}

/** Whether a project comes to its end, which somebody who looks for one to use must see. @param {ProjectRecord} record @param {ResultContext["summary"]} summary */
function ending({ lifecycle }, summary) {
  const ends = lifecycle === "deprecated" || lifecycle === "archived";
  return ends && element("span", { class: "ending" }, summary.labels[`lifecycle.${lifecycle}`]);
}

/** @param {ProjectRecord} record @param {import("../shared/messages.js").Say} say */
function warnings({ stale, problems }, say) {
  const icons = [];
  if (stale) icons.push(warning("clock-outline", say("card.stale")));
  if (problems) icons.push(warning("alert-circle-outline", say("card.problems", { count: problems })));
  return icons;
}

/** @param {string} name @param {string} text */
function warning(name, text) {
  return element("span", { class: "mark", title: text }, icon(name), visuallyHidden(text));
}

/**
 * Draws what `spark_path` draws: without the present week, unless nothing else has happened.
 * @param {number[]} thirteen commits in twelve weeks and the present one
 * @param {import("../shared/messages.js").Say} say
 */
function sparkline(thirteen, say) {
  const weeks = thirteen.slice(-12);
  const over = thirteen.slice(0, -1);
  const drawn = over.some(Boolean) ? over : weeks;
  const tallest = Math.max(...drawn);
  const path = drawn
    .map((count, index) => {
      const height = tallest && count ? Math.max(Math.round((count / tallest) * 20), 2) : 1;
      return `M${index * 5} ${20 - height}h3v${height}h-3z`;
    })
    .join("");
  const label = say("card.spark", { count: weeks.reduce((sum, count) => sum + count, 0) });
  return element(
    "span",
    { class: "card__spark", title: label },
    svgElement(
      "svg",
      { class: "spark", viewBox: "0 0 58 20", width: "58", height: "20", "aria-hidden": "true" },
      svgElement("path", { d: path }),
    ),
    visuallyHidden(label),
  );
}
