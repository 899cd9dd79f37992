// @ts-check
import { alphabetical, catalogue as prepare } from "../search/catalogue-search.js";
import { tally } from "../search/packed-columns.js";
import { fold, ranges } from "../search/text-matching.js";

/**
 * What of a project is drawn. Unknown is undefined, null, -1 or empty.
 * @typedef {object} Record
 * @property {string} page
 * @property {string} title
 * @property {string} path
 * @property {string} logo
 * @property {string} initials
 * @property {number} tint
 * @property {string} purpose
 * @property {string[]} skills the few that are shown
 * @property {number} more how many skills are not
 * @property {string | undefined} language
 * @property {string} owner
 * @property {string | undefined} governance
 * @property {string | undefined} activity
 * @property {number} updated
 * @property {number} tasks
 * @property {number[] | null} spark
 * @property {number} stale
 * @property {number} problems
 * @property {[string, string] | null} reason why it is among the results, when nothing shown tells: kind, text
 */

/**
 * A run of results; `value` is that of its group: null without groups, "" for projects without any.
 * @typedef {{value: string | null, total: number, records: Record[]}} Section
 */

/**
 * A filter to drop (`keep` is false), or to keep while all others go; the facet "" is the search.
 * @typedef {{facet: string, value: string, count: number, keep: boolean}} Way
 */

/**
 * @typedef {object} Answer
 * @property {number} total
 * @property {number} page
 * @property {number} pages
 * @property {number} from place of the first result (or group) of the page, from 1
 * @property {number} to
 * @property {number} parts results, or groups, in all
 * @property {Section[]} sections
 * @property {Map<string, Uint32Array>} counts
 * @property {string[]} terms
 * @property {boolean} near
 * @property {string[]} meant searches that would find something
 * @property {Way[]} ways what to do when nothing fits
 */

/**
 * What the page knows of the whole catalogue.
 * @typedef {object} About
 * @property {number} count
 * @property {number} today
 * @property {string} language
 * @property {Record<string, string[]>} facets
 * @property {Record<string, Uint32Array>} totals projects by facet and value
 * @property {Record<string, string>} colors
 * @property {Record<string, string>} labels
 * @property {Record<string, import("../shared/messages.js").Forms>} words
 */

const SKILLS = 3;
/** Results on a page at most, so that the page never holds more than a few thousand nodes. */
const PAGE = 96;
/** Results shown of a group; its heading leads to the rest. */
const SAMPLE = 6;
/** Groups on a page. */
const GROUPS = 16;
/** Suggestions of each kind when nothing fits. */
const WAYS = 6;
const MEANT = 3;

/**
 * Answers what the page asks about the data.
 * @param {import("../search/catalogue-search.js").Data} data
 */
export function answering(data) {
  const all = prepare(data);
  const { columns, facets, count } = data;
  const names = Object.keys(facets);

  /** @returns {About} */
  function about() {
    const { today, language, colors, labels, words } = data;
    const values = Object.fromEntries(names.map((facet) => [facet, facets[facet].values]));
    const totals = Object.fromEntries(names.map((facet, place) => [facet, totalsOf(facet, place)]));
    return { count, today, language, facets: values, totals, colors, labels, words };
  }

  /** @param {string} facet @param {number} place */
  function totalsOf(facet, place) {
    const totals = new Uint32Array(facets[facet].values.length);
    for (let row = 0; row < count; row++) tally(all.lists[place], row, totals);
    return totals;
  }

  /**
   * @param {import("../filters/view-address.js").View} view
   * @returns {Answer}
   */
  function answer(view) {
    const { rows, counts, terms, meant, near } = all.find(view);
    const sorted = view.group && facets[view.group] ? grouped(view.group, rows) : null;
    const size = sorted ? GROUPS : PAGE;
    const parts = sorted ? sorted.length : rows.length;
    const pages = Math.max(Math.ceil(parts / size), 1);
    const page = Math.min(view.page, pages);
    const from = (page - 1) * size;
    const to = Math.min(from + size, parts);
    /** @param {Iterable<number>} list */
    const drawn = (list) => Array.from(list, (row) => record(row, terms));
    const sections = sorted
      ? sorted.slice(from, to).map(([value, list]) => ({ value, total: list.length, records: drawn(list.slice(0, SAMPLE)) }))
      : [{ value: null, total: rows.length, records: drawn(rows.subarray(from, to)) }];
    return {
      ...{ total: rows.length, page, pages, from: from + 1, to, parts, sections, counts, terms, near },
      meant: meant.filter((query) => all.find({ ...view, query }).rows.length).slice(0, MEANT),
      ways: rows.length ? [] : ways(view),
    };
  }

  /**
   * The rows by the values of a facet: teams by name, topics by size, rows without any last.
   * @param {string} facet
   * @param {Uint32Array} rows
   * @returns {[string, number[]][]}
   */
  function grouped(facet, rows) {
    const { values } = facets[facet];
    const { start, numbers } = all.lists[names.indexOf(facet)];
    /** @type {Map<number, number[]>} */
    const groups = new Map();
    /** @param {number} number @param {number} row */
    const put = (number, row) => {
      const group = groups.get(number);
      if (group) group.push(row);
      else groups.set(number, [row]);
    };
    for (const row of rows) {
      if (start[row] === start[row + 1]) put(-1, row);
      for (let index = start[row]; index < start[row + 1]; index++) put(numbers[index], row);
    }
    const rest = groups.get(-1);
    groups.delete(-1);
    const places = [...alphabetical(values)].flatMap((number) => (groups.has(number) ? [number] : []));
    /** @type {[string, number[]][]} */
    const made = places.map((number) => [values[number], /** @type {number[]} */ (groups.get(number))]);
    if (facet === "topic") made.sort((a, b) => b[1].length - a[1].length);
    return rest ? [...made, ["", rest]] : made;
  }

  /**
   * What could be dropped when nothing fits, with what that would give; or else kept alone.
   * @param {import("../filters/view-address.js").View} view
   * @returns {Way[]}
   */
  function ways(view) {
    const query = view.query.trim();
    /** @type {[string, string][]} */
    const parts = [...view.filters].flatMap(([facet, chosen]) => [...chosen].map((value) => /** @type {[string, string]} */ ([facet, value])));
    if (query) parts.unshift(["", query]);
    if (parts.length < 2) return [];
    /** @param {boolean} keep */
    const tried = (keep) =>
      parts
        .map(([facet, value]) => {
          const rest = keep ? only(facet, value) : without(view, facet, value);
          return { facet, value, keep, count: all.find({ ...view, ...rest }).rows.length };
        })
        .filter((way) => way.count)
        .sort((a, b) => b.count - a.count)
        .slice(0, WAYS);
    const dropped = tried(false);
    return dropped.length ? dropped : tried(true);
  }

  /**
   * @param {number} row
   * @param {readonly string[]} terms
   * @returns {Record}
   */
  function record(row, terms) {
    const skills = all.values("skill", row);
    const shown = best(skills, terms);
    return {
      page: columns.page[row],
      title: columns.title[row],
      path: columns.path[row],
      logo: columns.logo[row],
      initials: columns.initials[row],
      tint: columns.tint[row],
      purpose: columns.purpose[row],
      skills: shown,
      more: skills.length - shown.length,
      language: all.values("language", row)[0],
      owner: all.values("owner", row)[0],
      governance: all.values("governance", row)[0],
      activity: all.values("activity", row)[0],
      updated: columns.updated[row],
      tasks: columns.tasks[row],
      spark: columns.spark[row],
      stale: columns.stale[row],
      problems: columns.problems[row],
      reason: why(row, terms, shown),
    };
  }

  /**
   * Why a project is among the results, when nothing shown of it tells.
   * @param {number} row
   * @param {readonly string[]} terms
   * @param {string[]} skills
   * @returns {[string, string] | null}
   */
  function why(row, terms, skills) {
    if (!terms.length) return null;
    const shown = fold([columns.title[row], columns.path[row], columns.purpose[row].slice(0, 90), ...skills].join("\n"));
    if (terms.some((term) => shown.includes(term))) return null;
    /** @type {[string, string[]][]} */
    const places = [
      ["person", columns.people[row]],
      ["contribution", all.values("contribution", row)],
      ["topic", all.values("topic", row)],
      ["owner", all.values("owner", row)],
      ["language", all.values("language", row)],
      ["motivation", [columns.motivation[row]]],
      ["description", [columns.purpose[row]]],
    ];
    for (const [kind, texts] of places)
      for (const text of texts) {
        const [range] = ranges(text, terms);
        if (range) return [kind, around(text, range[0])];
      }
    return null;
  }

  /**
   * The page of a project by chance, of those that fit if any does.
   * @param {import("../filters/view-address.js").View} view
   * @param {number} chance from 0 to 1
   * @returns {string | undefined}
   */
  function surprise(view, chance) {
    const { rows } = all.find(view);
    return columns.page[rows.length ? rows[Math.floor(chance * rows.length)] : Math.floor(chance * count)];
  }

  return { about, answer, surprise, catalogue: all };
}

/**
 * The search and filters of a view without one of them.
 * @param {import("../filters/view-address.js").View} view
 * @param {string} facet
 * @param {string} value
 */
function without(view, facet, value) {
  if (!facet) return { query: "" };
  const filters = new Map(view.filters);
  const chosen = new Set(filters.get(facet));
  chosen.delete(value);
  if (chosen.size) filters.set(facet, chosen);
  else filters.delete(facet);
  return { filters };
}

/**
 * One of the search and filters of a view alone.
 * @param {string} facet
 * @param {string} value
 * @returns {Pick<import("../filters/view-address.js").View, "query" | "filters">}
 */
function only(facet, value) {
  return facet ? { query: "", filters: new Map([[facet, new Set([value])]]) } : { query: value, filters: new Map() };
}

/**
 * The skills that are shown: those searched for first.
 * @param {string[]} skills
 * @param {readonly string[]} terms
 */
function best(skills, terms) {
  if (!terms.length || skills.length <= SKILLS) return skills.slice(0, SKILLS);
  const hit = skills.filter((skill) => terms.some((term) => fold(skill).includes(term)));
  return [...new Set([...hit, ...skills])].slice(0, SKILLS);
}

/**
 * A piece of a text around a place.
 * @param {string} text
 * @param {number} at
 */
function around(text, at) {
  if (text.length <= 90) return text;
  const start = Math.max(at - 30, 0);
  const piece = text.slice(start, start + 90).trim();
  return `${start ? "…" : ""}${piece}${start + 90 < text.length ? "…" : ""}`;
}
