// @ts-check
import { bdi, dot, element, icon } from "../shared/dom.js";
import { marked } from "../search/text-matching.js";
import { ago } from "../shared/messages.js";

/** Skills on a card, as in the page that the site was built with. */
const SKILLS = 4;
/** Milliseconds of a day. */
const DAY = 86_400_000;

/**
 * What the data file of the tasks has beside that of the gallery.
 * @typedef {import("../search/catalogue-search.js").Data & {projects: Record<string, any[]>}} Tasks
 */

/**
 * Where a task is: the issue itself, or the project's page.
 * @param {Tasks} data
 * @param {number} row
 */
export function placeOf({ columns, projects }, row) {
  return columns.link[row] || `../${projects.page[columns.project[row]]}#contribute`;
}

/**
 * The card of a task.
 * @param {Tasks} data
 * @param {number} row
 * @param {object} how
 * @param {import("../shared/messages.js").Say} how.say
 * @param {(skill: string) => string} how.skillLink
 * @param {readonly string[]} [how.terms] what was searched for
 * @param {readonly string[]} [how.why] sentences that say why it is suggested
 * @returns {HTMLElement}
 */
export function taskCard(data, row, { say, skillLink, terms = [], why = [] }) {
  const { columns, projects, facets } = data;
  const project = columns.project[row];
  /** @param {string} facet */
  const values = (facet) => facets[facet].rows[row].map((value) => facets[facet].values[value]);
  const [language] = values("language");
  const [kind] = values("contribution");
  const skills = values("skill").slice(0, SKILLS);
  const [mentor] = columns.people[row];
  const logo = projects.logo[project];
  const answer = projects.answer[project];
  /** @param {...(Node | string)} parts */
  const fact = (...parts) => element("span", { class: "card__fact" }, ...parts);
  return element(
    "article",
    { class: "card task-card" },
    element(
      "div",
      { class: "card__head" },
      logo
        ? element("img", { class: "avatar avatar--logo", src: `../${logo}`, alt: "", width: 40, height: 40, loading: "lazy" })
        : element("span", { class: `avatar tint-${projects.tint[project]}`, "aria-hidden": "true" }, projects.initials[project]),
      element(
        "div",
        { class: "card__names" },
        element(
          "h3",
          { class: "card__title task-card__title" },
          element(
            "a",
            { class: "card__link", href: placeOf(data, row), rel: columns.link[row] ? "noopener" : null },
            bdi(marked(columns.title[row], terms)),
          ),
        ),
        element(
          "p",
          { class: "card__path" },
          element("a", { href: `../${projects.page[project]}` }, bdi(marked(projects.title[project], terms))),
        ),
      ),
    ),
    why.length && element("ul", { class: "task-card__why" }, ...why.map((sentence) => element("li", {}, bdi(sentence)))),
    columns.purpose[row] && element("p", { class: "card__purpose", dir: "auto" }, marked(columns.purpose[row], terms)),
    columns.motivation[row] &&
      element("p", { class: "task-card__line" }, icon("gift-outline"), bdi(marked(columns.motivation[row], terms))),
    skills.length &&
      element(
        "ul",
        { class: "chips" },
        ...skills.map((skill) =>
          element("li", {}, element("a", { class: "chip", href: skillLink(skill) }, bdi(marked(skill, terms)))),
        ),
      ),
    element(
      "div",
      { class: "card__foot" },
      element(
        "div",
        { class: "card__facts" },
        columns.first[row] && fact(icon("sprout-outline"), element("span", {}, say("first"))),
        kind && fact(bdi(data.labels[`contribution.${kind}`] ?? kind)),
        columns.effort[row] && fact(icon("clock-outline"), bdi(columns.effort[row])),
        mentor && fact(icon("hand-heart-outline"), bdi(say("mentor", { name: mentor }))),
        language && fact(dot(data.colors[language]), bdi(language)),
        columns.seen[row] >= 0 && fact(element("span", {}, `${say("opened")} `, opened(data, row, say))),
        answer && fact(icon("chat-outline"), element("span", {}, answer)),
      ),
    ),
  );
}

/**
 * @param {Tasks} data
 * @param {number} row
 * @param {import("../shared/messages.js").Say} say
 */
function opened({ columns, today, language }, row, say) {
  const then = new Date(columns.seen[row] * DAY);
  const exact = then.toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });
  return element(
    "time",
    { datetime: then.toISOString().slice(0, 10), title: exact },
    ago(say, today - columns.seen[row]),
  );
}
