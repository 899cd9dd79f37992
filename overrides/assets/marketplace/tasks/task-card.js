// @ts-check
import { highlighted } from "../search/text-matching.js";
import { bdi, colorDot, element, icon } from "../shared/dom.js";
import { timeAgo } from "../shared/messages.js";

/** Skills on a card, as many as in the template of the page. */
const SHOWN_SKILLS = 4;
const DAY_MILLISECONDS = 86_400_000;

/**
 * The data file of the tasks: a column names the project of each task, by its place in `projects`.
 * @typedef {import("../search/catalogue-search.js").CatalogueData & {projects: Record<string, any[]>}} TaskData
 */

/** Whether the address of a task leads to another site. @param {string} address */
const isOutside = (address) => /^[a-z]+:/u.test(address);

/**
 * The address of a task: its page, its issue, or the project's page.
 * @param {TaskData} data
 * @param {number} row
 */
function taskAddress({ columns }, row) {
  return isOutside(columns.link[row]) ? columns.link[row] : `../${columns.link[row]}`;
}

/**
 * @param {TaskData} data
 * @param {number} row
 * @param {object} options
 * @param {import("../shared/messages.js").Say} options.say
 * @param {(skill: string) => string} options.skillLink
 * @param {readonly string[]} [options.terms] to highlight
 * @param {readonly string[]} [options.reasons] why the task is suggested; its facts do not repeat that
 * @returns {HTMLElement}
 */
export function taskCard(data, row, { say, skillLink, terms = [], reasons = [] }) {
  const { columns, projects, facets } = data;
  const project = columns.project[row];
  /** @param {string} facet */
  const values = (facet) => facets[facet].rows[row].map((number) => facets[facet].values[number]);
  const [language] = values("language");
  const [kind] = values("contribution");
  const skills = values("skill").slice(0, SHOWN_SKILLS);
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
            { class: "card__link", href: taskAddress(data, row), rel: isOutside(columns.link[row]) ? "noopener" : null },
            bdi(highlighted(columns.title[row], terms)),
          ),
        ),
        element(
          "p",
          { class: "card__path" },
          element("a", { href: `../${projects.page[project]}` }, bdi(highlighted(projects.title[project], terms))),
        ),
      ),
    ),
    reasons.length > 0 &&
      element("ul", { class: "task-card__reasons" }, ...reasons.map((reason) => element("li", {}, bdi(reason)))),
    columns.purpose[row]
      ? element("p", { class: "card__purpose", dir: "auto" }, highlighted(columns.purpose[row], terms))
      : projects.about[project] &&
        element("p", { class: "card__purpose card__purpose--project", dir: "auto" }, projects.about[project]),
    columns.motivation[row] &&
      element("p", { class: "task-card__line" }, icon("gift-outline"), bdi(highlighted(columns.motivation[row], terms))),
    skills.length > 0 &&
      element(
        "ul",
        { class: "chips" },
        ...skills.map((skill) =>
          element("li", {}, element("a", { class: "chip", href: skillLink(skill) }, bdi(highlighted(skill, terms)))),
        ),
      ),
    element(
      "div",
      { class: "card__foot" },
      element(
        "div",
        { class: "card__facts" },
        !reasons.length && columns.first[row] && fact(icon("sprout-outline"), element("span", {}, say("first"))),
        kind && fact(bdi(data.labels[`contribution.${kind}`] ?? kind)),
        columns.effort[row] && fact(icon("clock-outline"), bdi(columns.effort[row])),
        !reasons.length && mentor && fact(icon("hand-heart-outline"), bdi(say("mentor", { name: mentor }))),
        language && fact(colorDot(data.colors[language]), bdi(language)),
        !reasons.length && columns.seen[row] >= 0 && fact(element("span", {}, `${say("opened")} `, openedAt(data, row, say))),
        !reasons.length && answer && fact(icon("chat-outline"), element("span", {}, answer)),
      ),
    ),
  );
}

/**
 * @param {TaskData} data
 * @param {number} row
 * @param {import("../shared/messages.js").Say} say
 */
function openedAt({ columns, today, language }, row, say) {
  const day = new Date(columns.seen[row] * DAY_MILLISECONDS);
  return element(
    "time",
    {
      datetime: day.toISOString().slice(0, 10),
      title: day.toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" }),
    },
    timeAgo(say, today - columns.seen[row]),
  );
}
