// @ts-check
/* Up to three projects side by side. The choice is in the address, so that it can be shared and printed. */
import { fold } from "../search/text-matching.js";
import { bdi, element } from "../shared/dom.js";
import { allProjects, loadJson, ownPage } from "./own-page.js";
import { isProjectPage } from "./saved-projects.js";

const MOST = 3;
/** Similar projects that are offered to add. */
const OFFERED = 4;
const DAY_MILLISECONDS = 86_400_000;

/** @typedef {Record<string, any>} ProjectData as in api/v1/projects/….json */

ownPage("compare", async (page, say, language) => {
  const root = page.dataset.root ?? "./";
  const titles = await allProjects(root);
  const pages = new Map([...titles].map(([address, title]) => [nameOf(address, title), address]));
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (page.querySelector(`[data-${name}]`));
  const input = /** @type {HTMLInputElement} */ (part("choose"));
  part("names").replaceChildren(...[...pages.keys()].map((name) => element("option", { value: name })));

  /** Where the page of a project is; names that make another address are found in no list, and not offered. @param {string} key */
  const pageOf = (key) => `projects/${key.split("/").slice(1).join("/").toLowerCase()}/`;

  /** @param {string} address @param {string} title */
  function nameOf(address, title) {
    return `${title} (${address.slice("projects/".length, -1)})`;
  }

  function chosen() {
    const wanted = new URLSearchParams(location.search).getAll("p").map((path) => `projects/${path}/`);
    return [...new Set(wanted)].filter(isProjectPage).slice(0, MOST);
  }

  /** @param {string[]} addresses */
  function choose(addresses) {
    const parameters = new URLSearchParams(addresses.map((address) => ["p", address.slice("projects/".length, -1)]));
    history.pushState(null, "", `?${parameters}`);
    return show();
  }

  async function show() {
    const addresses = chosen();
    const found = await Promise.all(
      addresses.map((address) => loadJson(`${root}api/v1/${address.slice(0, -1)}.json`).catch(() => null)),
    );
    /** @type {ProjectData[]} */
    const projects = found.filter(Boolean);
    const gone = addresses.length - projects.length;
    part("status").textContent = gone
      ? say("own.compare.gone", { count: gone })
      : say(projects.length ? "own.compare.count" : "own.compare.none", { count: projects.length });
    part("table").replaceChildren(...(projects.length ? [table(projects)] : []));
    input.disabled = addresses.length >= MOST;
    offer(addresses, projects);
  }

  /**
   * What is similar to the chosen projects, as buttons: a comparison is mostly between such.
   * @param {string[]} addresses
   * @param {ProjectData[]} projects
   */
  function offer(addresses, projects) {
    const similar = projects.flatMap((project) => project.relatives.map((/** @type {{key: string}} */ one) => pageOf(one.key)));
    const found = [...new Set(similar)].filter((address) => titles.has(address) && !addresses.includes(address));
    part("offer").hidden = !found.length || addresses.length >= MOST;
    const buttons = found.slice(0, OFFERED).map((address) =>
      element("li", {}, element("button", { class: "chip", type: "button", onclick: () => choose([...chosen(), address]) }, bdi(titles.get(address) ?? ""))),
    );
    part("similar").replaceChildren(...buttons);
  }

  /** @param {ProjectData[]} projects */
  function table(projects) {
    const head = projects.map((project) =>
      element(
        "th",
        { scope: "col" },
        element("a", { href: root + project.page }, bdi(project.title)),
        element("span", { class: "meta" }, bdi(project.page.slice("projects/".length, -1))),
        element(
          "button",
          { class: "quiet quiet--button", type: "button", onclick: () => choose(chosen().filter((one) => one !== project.page)) },
          say("own.remove"),
          element("span", { class: "visually-hidden" }, `: ${project.title}`),
        ),
      ),
    );
    const rows = Object.entries(ROWS).map(([name, value]) => {
      const cells = projects.map((project) => value(project));
      // What is known of none of them is no help.
      if (cells.every((cell) => !cell)) return null;
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, say(`own.row.${name}`)),
        ...cells.map((cell) => element("td", {}, cell ? element("span", { dir: "auto" }, cell) : element("span", { class: "meta" }, say("own.unknown")))),
      );
    });
    return element(
      "table",
      { class: "comparison" },
      element("thead", {}, element("tr", {}, element("td", {}), ...head)),
      element("tbody", {}, ...rows),
    );
  }

  /** @type {Record<string, (project: ProjectData) => string | Node | null>} */
  const ROWS = {
    purpose: (project) => project.description ?? project.motivation,
    team: (project) => project.team && element("a", { href: `${root}?${new URLSearchParams({ owner: project.team })}#catalogue` }, bdi(project.team)),
    language: (project) => project.language,
    license: (project) => project.license,
    lifecycle: (project) => project.lifecycle && say(`lifecycle.${project.lifecycle}`),
    governance: (project) => project.governance_level && say(`governance.${project.governance_level}`),
    updated: (project) => project.updated_at && ago(project.updated_at),
    activity: (project) =>
      project.activity && say("card.spark", { count: project.activity.slice(-12).reduce((/** @type {number} */ sum, /** @type {number} */ week) => sum + week, 0) }),
    release: (project) => project.releases?.[0] && `${project.releases[0].tag}${project.releases[0].published_at ? `, ${ago(project.releases[0].published_at)}` : ""}`,
    readiness: readiness,
    answer: (project) => project.answer?.median_hours != null ? say("own.hours", { count: project.answer.median_hours }) : null,
    users: (project) => project.provider !== "catalog" ? say("own.users", { count: project.used_by.length }) : null,
    tasks: (project) => project.issues || project.tasks ? say("card.tasks", { count: project.tasks }) : null,
    support: (project) => project.support,
  };

  /** @param {ProjectData} project */
  function readiness(project) {
    const levels = Object.values(project.readiness?.levels ?? {}).filter((level) => level !== null);
    if (!levels.length || project.provider === "catalog") return null;
    const average = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    return say("own.level", { level: average.toLocaleString(language, { maximumFractionDigits: 1 }), count: levels.length });
  }

  /** @param {string} moment */
  function ago(moment) {
    const days = Math.round((Date.parse(moment) - Date.now()) / DAY_MILLISECONDS);
    const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
    if (days > -14) return format.format(days, "day");
    return days > -60 ? format.format(Math.round(days / 7), "week") : format.format(Math.round(days / 30), "month");
  }

  /** The project with this title, or the only one with these words in its name. @param {string} typed */
  function meant(typed) {
    if (!typed) return undefined;
    const same = [...titles].find(([, title]) => fold(title) === typed);
    if (same) return same[0];
    const near = [...pages].filter(([name]) => fold(name).includes(typed));
    return near.length === 1 ? near[0][1] : undefined;
  }

  input.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = pages.get(input.value) ?? meant(fold(input.value.trim()));
    if (!address) {
      part("status").textContent = say("own.compare.unknown");
      return;
    }
    input.value = "";
    choose([...chosen(), address]);
  });
  part("print").addEventListener("click", () => print());
  addEventListener("popstate", show);
  await show();
});
