// @ts-check
/* Answers the gallery's requests: a page of results, the values of facets, a random project. Runs in the worker. */
import { alphabeticalOrder, searchableCatalogue } from "../search/catalogue-search.js";
import { countNumbers } from "../search/packed-columns.js";
import { fold, matchRanges } from "../search/text-matching.js";

/** @typedef {import("../filters/view-address.js").View} View */
/** @typedef {import("../filters/no-matches.js").FilterSuggestion} FilterSuggestion */

/**
 * What is drawn of a project. Unknown is undefined, null, -1 or empty.
 * @typedef {object} ProjectRecord
 * @property {number} row
 * @property {string} page
 * @property {string} title
 * @property {string} path
 * @property {string} logo
 * @property {string} initials
 * @property {number} tint
 * @property {string} purpose
 * @property {string[]} skills the few that are shown
 * @property {number} more how many skills are not shown
 * @property {string | undefined} language
 * @property {string} owner
 * @property {string | undefined} governance
 * @property {string | undefined} lifecycle
 * @property {string | undefined} activity
 * @property {number} updated
 * @property {number} tasks
 * @property {number[] | null} spark
 * @property {number} stale
 * @property {number} problems
 * @property {[kind: string, text: string] | null} reason where the search matched, if nothing shown contains it
 */

/** @typedef {import("../search/site-index.js").Ranked & {reason: import("../search/site-index.js").Reason}} Explained */

/**
 * A group of results. `value` is null if the view has no groups, and "" for projects without a value.
 * @typedef {{value: string | null, total: number, records: ProjectRecord[]}} ResultGroup
 */

/**
 * @typedef {object} ResultPage
 * @property {number} total
 * @property {number} page
 * @property {number} pages
 * @property {number} from number of the first result (or group) of the page, from 1
 * @property {number} to
 * @property {number} items results, or groups, in all
 * @property {ResultGroup[]} groups
 * @property {Map<string, Uint32Array>} counts
 * @property {string[]} terms
 * @property {string[]} corrections
 * @property {FilterSuggestion[]} suggestions if nothing matches well
 * @property {import("../search/catalogue-search.js").Matches["instead"]} instead
 * @property {import("../search/site-index.js").Group[]} [others] tasks and teams that come near, if nothing matches well
 * @property {boolean} [unranked] whether the index could not be read
 */

/**
 * What the page needs to know of the whole catalogue.
 * @typedef {object} CatalogueSummary
 * @property {number} count
 * @property {number} today
 * @property {string} language
 * @property {Record<string, string[]>} facets
 * @property {Record<string, Uint32Array>} totals projects by facet and value
 * @property {Record<string, string>} colors
 * @property {Record<string, string>} labels
 * @property {Record<string, import("../shared/messages.js").Message>} words
 */

const SHOWN_SKILLS = 3;
/** Results on a page at most, so that the page has no more than a few thousand nodes. */
const PAGE_RESULTS = 96;
const PAGE_GROUPS = 16;
/** Results shown of a group; its heading links to the rest. */
const GROUP_RESULTS = 6;
const MAX_SUGGESTIONS = 6;
/** Characters of a purpose that a card shows for certain. */
const SHOWN_PURPOSE = 90;
/** Characters of an excerpt, and how many of them before the match. */
const EXCERPT = 90;
const EXCERPT_BEFORE = 30;
/** Results with a reason from the index: those of the first screens. */
const EXPLAINED = 24;

/** @param {import("../search/catalogue-search.js").CatalogueData} data */
export function catalogueQueries(data) {
  const catalogue = searchableCatalogue(data);
  const { columns, facets, count } = data;
  const facetNames = Object.keys(facets);

  /** @returns {CatalogueSummary} */
  function summary() {
    const { today, language, colors, labels, words } = data;
    const values = Object.fromEntries(facetNames.map((facet) => [facet, facets[facet].values]));
    const totals = Object.fromEntries(facetNames.map((facet, index) => [facet, totalsOf(facet, index)]));
    return { count, today, language, facets: values, totals, colors, labels, words };
  }

  /** @param {string} facet @param {number} index */
  function totalsOf(facet, index) {
    const totals = new Uint32Array(facets[facet].values.length);
    for (let row = 0; row < count; row++) countNumbers(catalogue.lists[index], row, totals);
    return totals;
  }

  /**
   * @param {View} view
   * @returns {ResultPage}
   */
  function resultPage(view) {
    const { rows, counts, terms, corrections, instead } = catalogue.find(view);
    const grouped = view.group && !instead && facets[view.group] ? groupRows(view.group, rows) : null;
    const size = grouped ? PAGE_GROUPS : PAGE_RESULTS;
    const items = grouped ? grouped.length : rows.length;
    const pages = Math.max(Math.ceil(items / size), 1);
    const page = Math.min(view.page, pages);
    const from = (page - 1) * size;
    const to = Math.min(from + size, items);
    /** @param {Iterable<number>} list */
    const records = (list) => Array.from(list, (row) => projectRecord(row, terms));
    const groups = grouped
      ? grouped.slice(from, to).map(([value, list]) => ({ value, total: list.length, records: records(list.slice(0, GROUP_RESULTS)) }))
      : [{ value: null, total: rows.length, records: records(rows.subarray(from, to)) }];
    return {
      ...{ total: rows.length, page, pages, from: from + 1, to, items, groups, counts, terms, corrections, instead },
      suggestions: rows.length && !instead ? [] : filterSuggestions(view),
    };
  }

  /**
   * Adds to a page of results why the first of them were found.
   * @param {ResultPage} found
   * @param {Explained | null} ranked
   * @returns {Promise<ResultPage>}
   */
  async function withReasons(found, ranked) {
    if (!ranked) return { ...found, unranked: found.terms.length > 0 };
    const explain = async (/** @type {ProjectRecord} */ record) => {
      // A piece of the index that cannot be read leaves a result without its reason.
      const reason = await ranked.reason(record.row).catch(() => null);
      if (reason) record.reason = reason;
    };
    await Promise.all(found.groups.flatMap((group) => group.records).slice(0, EXPLAINED).map(explain));
    return found;
  }

  /**
   * Groups rows by the values of a facet: teams by name, topics by size, rows without a value last.
   * @param {string} facet
   * @param {Uint32Array} rows
   * @returns {[value: string, rows: number[]][]}
   */
  function groupRows(facet, rows) {
    const { values } = facets[facet];
    const { starts, numbers } = catalogue.lists[facetNames.indexOf(facet)];
    /** @type {Map<number, number[]>} */
    const groups = new Map();
    /** @param {number} number @param {number} row */
    const add = (number, row) => {
      const group = groups.get(number);
      if (group) group.push(row);
      else groups.set(number, [row]);
    };
    for (const row of rows) {
      if (starts[row] === starts[row + 1]) add(-1, row);
      for (let index = starts[row]; index < starts[row + 1]; index++) add(numbers[index], row);
    }
    const withoutValue = groups.get(-1);
    groups.delete(-1);
    const order = [...alphabeticalOrder(values)].filter((number) => groups.has(number));
    /** @type {[string, number[]][]} */
    const sorted = order.map((number) => [values[number], /** @type {number[]} */ (groups.get(number))]);
    if (facet === "topic") sorted.sort((a, b) => b[1].length - a[1].length);
    return withoutValue ? [...sorted, ["", withoutValue]] : sorted;
  }

  /**
   * Filters to remove if nothing matches, with the number of results without them. If no single removal helps: filters
   * to keep alone.
   * @param {View} view
   * @returns {FilterSuggestion[]}
   */
  function filterSuggestions(view) {
    const query = view.query.trim();
    /** @type {[string, string][]} */
    const active = [...view.filters].flatMap(([facet, chosen]) => [...chosen].map((value) => /** @type {[string, string]} */ ([facet, value])));
    if (query) active.unshift(["", query]);
    if (active.length < 2) return [];
    /** @param {boolean} keep */
    const withResults = (keep) =>
      active
        .map(([facet, value]) => {
          const changes = keep ? onlyFilter(facet, value) : withoutFilter(view, facet, value);
          return { facet, value, keep, count: catalogue.total({ ...view, ...changes }) };
        })
        .filter((suggestion) => suggestion.count)
        .sort((a, b) => b.count - a.count)
        .slice(0, MAX_SUGGESTIONS);
    const removals = withResults(false);
    return removals.length ? removals : withResults(true);
  }

  /**
   * @param {number} row
   * @param {readonly string[]} terms
   * @returns {ProjectRecord}
   */
  function projectRecord(row, terms) {
    const [language] = catalogue.values("language", row);
    // The language has its own place on a card.
    const skills = catalogue.values("skill", row).filter((skill) => fold(skill) !== fold(language ?? ""));
    const shown = shownSkills(skills, terms);
    return {
      row,
      page: columns.page[row],
      title: columns.title[row],
      path: columns.path[row],
      logo: columns.logo[row],
      initials: columns.initials[row],
      tint: columns.tint[row],
      purpose: columns.purpose[row],
      skills: shown,
      more: skills.length - shown.length,
      language,
      owner: catalogue.values("owner", row)[0],
      governance: catalogue.values("governance", row)[0],
      lifecycle: catalogue.values("lifecycle", row)[0],
      activity: catalogue.values("activity", row)[0],
      updated: columns.updated[row],
      tasks: columns.tasks[row],
      spark: columns.spark[row],
      stale: columns.stale[row],
      problems: columns.problems[row],
      reason: matchReason(row, terms, shown),
    };
  }

  /**
   * @param {number} row
   * @param {readonly string[]} terms
   * @param {string[]} skills those that are shown
   * @returns {ProjectRecord["reason"]}
   */
  function matchReason(row, terms, skills) {
    if (!terms.length) return null;
    const shown = fold(
      [columns.title[row], columns.path[row], columns.purpose[row].slice(0, SHOWN_PURPOSE), ...skills].join("\n"),
    );
    if (terms.some((term) => shown.includes(term))) return null;
    /** @type {[string, string[]][]} */
    const hidden = [
      ["person", columns.people[row]],
      ["contribution", catalogue.values("contribution", row)],
      ["topic", catalogue.values("topic", row)],
      ["owner", catalogue.values("owner", row)],
      ["language", catalogue.values("language", row)],
      ["motivation", [columns.motivation[row]]],
      ["description", [columns.purpose[row]]],
    ];
    for (const [kind, texts] of hidden)
      for (const text of texts) {
        const [range] = matchRanges(text, terms);
        if (range) return [kind, excerpt(text, range[0])];
      }
    return null;
  }

  /**
   * The page of a random project: one of those that match, if there are any.
   * @param {View} view
   * @param {number} random from 0 to 1
   * @returns {string | undefined}
   */
  function randomPage(view, random) {
    const { rows } = catalogue.find(view);
    return columns.page[rows.length ? rows[Math.floor(random * rows.length)] : Math.floor(random * count)];
  }

  return { summary, resultPage, withReasons, randomPage, catalogue };
}

/**
 * The changes to a view that remove one filter, or the search if the facet is "".
 * @param {View} view
 * @param {string} facet
 * @param {string} value
 * @returns {Partial<View>}
 */
function withoutFilter(view, facet, value) {
  if (!facet) return { query: "" };
  const filters = new Map(view.filters);
  const chosen = new Set(filters.get(facet));
  chosen.delete(value);
  if (chosen.size) filters.set(facet, chosen);
  else filters.delete(facet);
  return { filters };
}

/**
 * The changes to a view that remove all filters but one; the facet "" is the search.
 * @param {string} facet
 * @param {string} value
 * @returns {Partial<View>}
 */
function onlyFilter(facet, value) {
  return facet ? { query: "", filters: new Map([[facet, new Set([value])]]) } : { query: value, filters: new Map() };
}

/**
 * The skills that a card shows: those that match the search first.
 * @param {string[]} skills
 * @param {readonly string[]} terms
 */
function shownSkills(skills, terms) {
  if (!terms.length || skills.length <= SHOWN_SKILLS) return skills.slice(0, SHOWN_SKILLS);
  const matching = skills.filter((skill) => terms.some((term) => fold(skill).includes(term)));
  return [...new Set([...matching, ...skills])].slice(0, SHOWN_SKILLS);
}

/**
 * A part of a text around an offset.
 * @param {string} text
 * @param {number} offset
 */
function excerpt(text, offset) {
  if (text.length <= EXCERPT) return text;
  const start = Math.max(offset - EXCERPT_BEFORE, 0);
  const part = text.slice(start, start + EXCERPT).trim();
  return `${start ? "…" : ""}${part}${start + EXCERPT < text.length ? "…" : ""}`;
}
