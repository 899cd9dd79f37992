// @ts-check
/* The page "Start here": suggests three tasks for a skill and an amount of time. */
import { defaultView } from "../filters/view-address.js";
import { searchableCatalogue } from "../search/catalogue-search.js";
import { TASKS } from "../search/record-kinds.js";
import { openSearchIndex } from "../search/search-client.js";
import { fold } from "../search/text-matching.js";
import { messageFormatter, timeAgo } from "../shared/messages.js";
import { taskCard } from "./task-card.js";

/** @typedef {import("./task-card.js").TaskData} TaskData */
/**
 * How well rows match the wanted skill, from 0 to 1; `reason` says why one does.
 * @typedef {{fits: (row: number) => boolean, closeness: (row: number) => number, reason: (row: number) => string}} SkillMatch
 */
/** @typedef {{row: number, points: number, suitable: boolean, skillMatches: boolean, reasons: string[]}} Suggestion */

/** Tasks shown at a time. */
const SHOWN = 3;
const MAX_REASONS = 4;
/** From this many tasks on, a project's further tasks are treated alike. */
const MAX_REPEATS = 3;
/** Days for which a task counts as new. */
const NEW_DAYS = 60;
/** Hours within which an answer counts as quick. */
const QUICK_ANSWER = 72;
/** How many times the time that the visitor has a task may take to be shown as close. */
const MOST_TIMES = 2;

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-start]"));
const form = /** @type {HTMLFormElement | null} */ (page?.querySelector("[data-questions]") ?? null);
if (page && form)
  load(page, form).catch((error) => {
    /** @type {HTMLElement} */ (page.querySelector("[data-failed]")).hidden = false;
    form.remove();
    console.warn("The data of this page could not be loaded. It works without, with fewer functions.", error);
  });

/** @param {HTMLElement} page @param {HTMLFormElement} form */
async function load(page, form) {
  const address = /** @type {string} */ (page.dataset.source);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  start(page, form, await response.json(), openSearchIndex(new URL("search/", response.url).href));
}

/**
 * @param {HTMLElement} page
 * @param {HTMLFormElement} form
 * @param {TaskData} data
 * @param {import("../search/search-client.js").SearchIndex} index
 */
function start(page, form, data, index) {
  const say = messageFormatter(data.words, data.language);
  const catalogue = searchableCatalogue(data);
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (page.querySelector(`[data-${name}]`));
  const otherSkill = /** @type {HTMLInputElement} */ (part("other"));
  const radios = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[type=radio]")]);
  /** How often the visitor asked for other tasks. */
  let turn = 0;

  function readAddress() {
    const parameters = new URLSearchParams(location.search);
    const skill = (parameters.get("skill") ?? "").slice(0, 60);
    turn = Math.min(Math.max(Number.parseInt(parameters.get("turn") ?? "0", 10) || 0, 0), 1000);
    check("time", parameters.get("time") ?? "");
    otherSkill.value = check("skill", skill) ? "" : skill;
  }

  /** Checks the radio button of a value. Returns whether there is one. @param {string} name @param {string} value */
  function check(name, value) {
    const group = radios.filter((radio) => radio.name === name);
    const found = group.find((radio) => fold(radio.value) === fold(value));
    for (const radio of group) radio.checked = radio === found;
    if (!found && name === "time") group[group.length - 1].checked = true;
    return Boolean(found);
  }

  /** @param {string} name */
  const checkedValue = (name) => radios.find((radio) => radio.name === name && radio.checked)?.value ?? "";
  const skill = () => otherSkill.value.trim() || checkedValue("skill");

  function writeAddress() {
    const parameters = new URLSearchParams();
    if (skill()) parameters.set("skill", skill());
    if (checkedValue("time")) parameters.set("time", checkedValue("time"));
    if (turn) parameters.set("turn", String(turn));
    const text = parameters.toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
  }

  async function show() {
    const hours = Number(checkedValue("time")) || 0;
    const wantedSkill = skill();
    const match = wantedSkill ? await skillMatch(wantedSkill) : null;
    // If the answers have changed meanwhile, their own call draws the suggestions.
    if (wantedSkill !== skill() || hours !== (Number(checkedValue("time")) || 0)) return;
    const all = suggestTasks(data, say, match, hours);
    const suitable = all.filter((suggestion) => suggestion.suitable);
    // If there are fewer than three, add the next best.
    const nextBest =
      suitable.length < SHOWN ? all.filter((suggestion) => !suggestion.suitable).slice(0, SHOWN - suitable.length) : [];
    const offered = [...mixProjects(data, suitable), ...nextBest];
    const turns = Math.max(Math.ceil(offered.length / SHOWN), 1);
    turn %= turns;
    const shown = offered.slice(turn * SHOWN, turn * SHOWN + SHOWN);
    const skillIsKnown = !wantedSkill || all.some((suggestion) => suggestion.skillMatches);
    part("count").textContent = !suitable.length
      ? say(skillIsKnown ? "start.near" : "start.unfit")
      : say(nextBest.length ? "start.fit.close" : "start.fit", { count: suitable.length });
    const skillLink = (/** @type {string} */ name) => `../tasks/?${new URLSearchParams({ skill: name })}`;
    part("list").replaceChildren(...shown.map(({ row, reasons }) => taskCard(data, row, { say, skillLink, reasons })));
    part("next").hidden = false;
    part("others").hidden = turns < 2;
    const link = /** @type {HTMLAnchorElement} */ (part("board-link"));
    link.search = wantedSkill ? String(new URLSearchParams({ q: wantedSkill })) : "";
  }

  /**
   * Tasks that need exactly this skill; if there are none, those that the search finds.
   * @param {string} wanted
   * @returns {Promise<SkillMatch>}
   */
  async function skillMatch(wanted) {
    const folded = fold(wanted);
    /** @type {Map<number, string>} */
    const exact = new Map();
    for (let row = 0; row < data.count; row++)
      for (const need of [...catalogue.values("skill", row), ...catalogue.values("language", row)])
        if (fold(need) === folded) exact.set(row, need);
    const ranked = exact.size
      ? null
      : await index.ranked(wanted, TASKS).catch((error) => console.warn("The index of the search cannot be read.", error));
    const plain = ranked || exact.size ? null : catalogue.find({ ...defaultView(), query: wanted });
    const rows = [...(ranked?.rows ?? (plain && !plain.instead ? plain.rows : exact.keys()))];
    const places = new Map(rows.map((row, place) => [row, place]));
    const fitting = ranked?.fitting ?? rows.length;
    return {
      fits: (row) => (places.get(row) ?? fitting) < fitting,
      closeness: (row) => (exact.has(row) ? 1 : places.has(row) ? 1 - /** @type {number} */ (places.get(row)) / (rows.length + 1) : 0),
      reason: (row) => {
        const need = exact.get(row);
        return need ? say("why.skill", { skill: need }) : say("why.words", { words: ranked?.corrections[0] ?? wanted });
      },
    };
  }

  form.addEventListener("change", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const typed = otherSkill.value.trim();
    if (target.name === "skill") otherSkill.value = "";
    else if (target === otherSkill && typed) {
      if (check("skill", typed)) otherSkill.value = "";
    } else if (target === otherSkill && !checkedValue("skill")) check("skill", "");
    turn = 0;
    writeAddress();
    show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    otherSkill.dispatchEvent(new Event("change", { bubbles: true }));
  });
  part("others").addEventListener("click", async () => {
    turn++;
    await show();
    writeAddress();
    part("list").querySelector("a")?.focus({ preventScroll: true });
  });
  addEventListener("popstate", () => {
    readAddress();
    show();
  });
  readAddress();
  show();
}

/**
 * All tasks, best first, with reasons.
 * @param {TaskData} data
 * @param {import("../shared/messages.js").Say} say
 * @param {SkillMatch | null} match null for any skill
 * @param {number} hours 0 for any
 * @returns {Suggestion[]}
 */
function suggestTasks({ columns, projects, count, today }, say, match, hours) {
  /** @type {Suggestion[]} */
  const found = [];
  for (let row = 0; row < count; row++) {
    const project = columns.project[row];
    const [mentor] = columns.people[row];
    const skillMatches = match?.fits(row) ?? false;
    const effortKnown = columns.hours[row] > 0;
    // What takes more than twice the time is no suggestion, however well the rest matches.
    if (hours && effortKnown && columns.hours[row] > MOST_TIMES * hours) continue;
    const inTime = effortKnown && hours > 0 && columns.hours[row] <= hours;
    let points = 1 - row / count;
    const reasons = [];
    // Among tasks that do not match, those that come near are first.
    if (match) points += match.closeness(row) * (skillMatches ? 20 : 40);
    if (match && skillMatches) {
      points += 80;
      reasons.push(match.reason(row));
    }
    if (inTime) {
      points += 30;
      reasons.push(say("why.time", { effort: columns.effort[row] }));
    } else if (hours) points -= effortKnown ? 30 : 10;
    if (columns.first[row]) {
      points += 8;
      reasons.push(say("why.first"));
    }
    if (mentor) {
      points += 5;
      reasons.push(say("why.mentor", { name: mentor }));
    }
    if (projects.hours[project] >= 0 && projects.answer[project]) {
      points += projects.hours[project] <= QUICK_ANSWER ? 4 : 1;
      reasons.push(say("why.answer", { answer: projects.answer[project] }));
    }
    if (columns.seen[row] >= 0 && today - columns.seen[row] < NEW_DAYS) {
      points += 1;
      reasons.push(say("why.new", { when: timeAgo(say, today - columns.seen[row]) }));
    }
    if (hours && !effortKnown) reasons.push(say("why.unknown"));
    found.push({
      ...{ row, points, reasons: reasons.slice(0, MAX_REASONS) },
      suitable: (!match || skillMatches) && (!hours || inTime || !effortKnown),
      skillMatches,
    });
  }
  return found.sort((a, b) => b.points - a.points || a.row - b.row);
}

/**
 * Sorts suggestions so that tasks of one project do not follow each other.
 * @param {TaskData} data
 * @param {Suggestion[]} suggestions
 */
function mixProjects({ columns }, suggestions) {
  /** @type {Map<number, number>} */
  const seen = new Map();
  return suggestions
    .map((suggestion, position) => {
      const project = columns.project[suggestion.row];
      const repeats = seen.get(project) ?? 0;
      seen.set(project, repeats + 1);
      return { suggestion, position, repeats };
    })
    .sort((a, b) => Math.min(a.repeats, MAX_REPEATS) - Math.min(b.repeats, MAX_REPEATS) || a.position - b.position)
    .map(({ suggestion }) => suggestion);
}
