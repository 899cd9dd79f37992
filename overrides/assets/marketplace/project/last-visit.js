// @ts-check
/* What has changed on a project's page since the visitor's last visit. It stays in the browser. */
import { messageFormatter } from "../shared/messages.js";

/** @typedef {{release: string | null, lifecycle: string | null, tasks: string[]}} Facts */
/** @typedef {{time: number, facts: Facts, before?: {time: number, facts: Facts}}} Visit */

const MAX_VISITS = 200;
/** Milliseconds for which changes stay in view when the page is loaded again. */
const SHOWN_FOR = 3_600_000;

/** @param {HTMLElement} page */
export async function showChanges(page) {
  const line = /** @type {HTMLElement | null} */ (page.querySelector("[data-changes]"));
  const key = `innersource-marketplace.visits:${new URL(page.dataset.root ?? "./", location.href).pathname}`;
  const name = page.dataset.project ?? "";
  const now = Date.now();
  try {
    const facts = /** @type {Facts} */ (JSON.parse(page.dataset.facts ?? ""));
    const visits = new Map(/** @type {[string, Visit][]} */ (JSON.parse(localStorage.getItem(key) ?? "[]")));
    const last = visits.get(name);
    /** @type {Visit} */
    let visit = { time: now, facts };
    if (last && JSON.stringify(last.facts) !== JSON.stringify(facts))
      visit.before = { time: last.time, facts: last.facts };
    else if (last?.before && now - last.time < SHOWN_FOR) visit = last;
    visits.delete(name);
    visits.set(name, visit);
    localStorage.setItem(key, JSON.stringify([...visits].slice(-MAX_VISITS)));
    if (line && visit.before) await fill(line, visit.before, facts);
  } catch {
    // Storage is forbidden, full, or holds something else: there is nothing to compare with.
  }
}

/**
 * @param {HTMLElement} line
 * @param {{time: number, facts: Facts}} before
 * @param {Facts} facts
 */
async function fill(line, before, facts) {
  const response = await fetch(line.dataset.words ?? "");
  if (!response.ok) return;
  const { words, language } = await response.json();
  const say = messageFormatter(words, language);
  const added = facts.tasks.filter((task) => !before.facts.tasks.includes(task)).length;
  const done = before.facts.tasks.filter((task) => !facts.tasks.includes(task)).length;
  const changes = [];
  if (facts.release && facts.release !== before.facts.release) changes.push(say("changes.release", { tag: facts.release }));
  if (added) changes.push(say("changes.tasks", { count: added }));
  if (done) changes.push(say("changes.done", { count: done }));
  if (facts.lifecycle !== before.facts.lifecycle) changes.push(say("changes.lifecycle"));
  if (!changes.length) return;
  const day = new Date(before.time).toLocaleDateString(language, { dateStyle: "long" });
  line.textContent = `${say("changes.since", { day })} ${changes.join(", ")}.`;
  line.hidden = false;
}
