// @ts-check
/* From a skill and some time to three tasks. */
import { catalogue } from "../search/catalogue-search.js";
import { taskCard } from "./task-card.js";
import { fold } from "../search/text-matching.js";
import { ago, speaker } from "../shared/messages.js";

/** @typedef {import("./task-card.js").Tasks} Tasks */
/** @typedef {{row: number, points: number, fits: boolean, asked: boolean, why: string[]}} Suggestion */

const SHOWN = 3;
/** Reasons shown of a suggestion. */
const REASONS = 4;

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-start]"));
const form = /** @type {HTMLFormElement | null} */ (page?.querySelector("[data-questions]") ?? null);
if (page && form)
  load(page, form).catch((error) => {
    /** @type {HTMLElement} */ (page.querySelector("[data-failed]")).hidden = false;
    form.remove();
    console.warn("The page works without its data, in a plainer form.", error);
  });

/** @param {HTMLElement} page @param {HTMLFormElement} form */
async function load(page, form) {
  const answer = await fetch(/** @type {string} */ (page.dataset.source));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  start(page, form, await answer.json());
}

/**
 * @param {HTMLElement} page
 * @param {HTMLFormElement} form
 * @param {Tasks} data
 */
function start(page, form, data) {
  const say = speaker(data.words, data.language);
  const all = catalogue(data);
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (page.querySelector(`[data-${name}]`));
  const other = /** @type {HTMLInputElement} */ (part("other"));
  const radios = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[type=radio]")]);
  let turn = 0;

  function read() {
    const given = new URLSearchParams(location.search);
    const skill = (given.get("skill") ?? "").slice(0, 60);
    const time = given.get("time") ?? "";
    turn = Math.min(Math.max(Number.parseInt(given.get("turn") ?? "0", 10) || 0, 0), 1000);
    choose("time", time);
    other.value = choose("skill", skill) ? "" : skill;
  }

  /** @param {string} name @param {string} value */
  function choose(name, value) {
    const group = radios.filter((radio) => radio.name === name);
    const found = group.find((radio) => fold(radio.value) === fold(value));
    for (const radio of group) radio.checked = radio === found;
    if (!found && name === "time") group[group.length - 1].checked = true;
    return Boolean(found);
  }

  /** @param {string} name */
  const chosen = (name) => radios.find((radio) => radio.name === name && radio.checked)?.value ?? "";
  const skill = () => other.value.trim() || chosen("skill");

  function keep() {
    const given = new URLSearchParams();
    if (skill()) given.set("skill", skill());
    if (chosen("time")) given.set("time", chosen("time"));
    if (turn) given.set("turn", String(turn));
    const text = given.toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
  }

  function show() {
    const hours = Number(chosen("time")) || 0;
    const wanted = skill();
    const found = suggestions(data, all, say, wanted, hours);
    const fitting = found.filter((one) => one.fits);
    // Where too few fit, those that come close make up three.
    const close = fitting.length < SHOWN ? found.filter((one) => !one.fits).slice(0, SHOWN - fitting.length) : [];
    const pool = [...varied(data, fitting), ...close];
    const rounds = Math.max(Math.ceil(pool.length / SHOWN), 1);
    turn %= rounds;
    const three = pool.slice(turn * SHOWN, turn * SHOWN + SHOWN);
    const known = !wanted || found.some((one) => one.asked);
    part("count").textContent = !fitting.length
      ? say(known ? "start.near" : "start.unfit")
      : say(close.length ? "start.fit.close" : "start.fit", { count: fitting.length });
    const skillLink = (/** @type {string} */ name) => `../tasks/?${new URLSearchParams({ skill: name })}`;
    part("list").replaceChildren(...three.map(({ row, why }) => taskCard(data, row, { say, skillLink, why })));
    part("next").hidden = false;
    part("others").hidden = rounds < 2;
    const link = /** @type {HTMLAnchorElement} */ (part("board-link"));
    link.search = wanted ? String(new URLSearchParams({ q: wanted })) : "";
  }

  form.addEventListener("change", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (target.name === "skill") other.value = "";
    else if (target === other && other.value.trim()) choose("skill", other.value.trim()) && (other.value = "");
    else if (target === other && !chosen("skill")) choose("skill", "");
    turn = 0;
    keep();
    show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    other.dispatchEvent(new Event("change", { bubbles: true }));
  });
  part("others").addEventListener("click", () => {
    turn++;
    show();
    keep();
    part("list").querySelector("a")?.focus({ preventScroll: true });
  });
  addEventListener("popstate", () => {
    read();
    show();
  });
  read();
  show();
}

/**
 * All tasks, those that suit best first, with the reasons.
 * @param {Tasks} data
 * @param {import("../search/catalogue-search.js").Catalogue} all
 * @param {import("../shared/messages.js").Say} say
 * @param {string} skill "" for any
 * @param {number} hours 0 for any
 * @returns {Suggestion[]}
 */
function suggestions({ columns, projects, count, today }, all, say, skill, hours) {
  const wanted = fold(skill);
  /** @type {Suggestion[]} */
  const found = [];
  for (let row = 0; row < count; row++) {
    const project = columns.project[row];
    const [mentor] = columns.people[row];
    const needs = [...all.values("skill", row), ...all.values("language", row)];
    const asked = wanted ? needs.find((need) => fold(need) === wanted) : undefined;
    const known = columns.hours[row] > 0;
    const within = known && hours > 0 && columns.hours[row] <= hours;
    let points = count ? 1 - row / count : 0;
    const why = [];
    if (asked) {
      points += 100;
      why.push(say("why.skill", { skill: asked }));
    }
    if (within) {
      points += 30;
      why.push(say("why.time", { effort: columns.effort[row] }));
    } else if (hours && known) points -= 30;
    if (columns.first[row]) {
      points += 8;
      why.push(say("why.first"));
    }
    if (mentor) {
      points += 5;
      why.push(say("why.mentor", { name: mentor }));
    }
    if (projects.hours[project] >= 0) {
      points += projects.hours[project] <= 72 ? 4 : 1;
      why.push(say("why.answer", { answer: projects.answer[project] }));
    }
    if (columns.seen[row] >= 0 && today - columns.seen[row] < 60) {
      points += 1;
      why.push(say("why.new", { when: ago(say, today - columns.seen[row]) }));
    }
    if (hours && !known) why.push(say("why.unknown"));
    const fits = (!wanted || Boolean(asked)) && (!hours || within || !known);
    found.push({ row, points, fits, asked: Boolean(asked), why: why.slice(0, REASONS) });
  }
  return found.sort((a, b) => b.points - a.points || a.row - b.row);
}

/**
 * The same suggestions, with those of one project apart, so that three tasks are a choice.
 * @param {Tasks} data
 * @param {Suggestion[]} pool
 */
function varied({ columns }, pool) {
  /** @type {Map<number, number>} */
  const seen = new Map();
  return pool
    .map((one, place) => {
      const project = columns.project[one.row];
      const times = seen.get(project) ?? 0;
      seen.set(project, times + 1);
      return { one, place, times };
    })
    .sort((a, b) => Math.min(a.times, 3) - Math.min(b.times, 3) || a.place - b.place)
    .map(({ one }) => one);
}
