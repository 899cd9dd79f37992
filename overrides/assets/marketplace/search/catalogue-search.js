// @ts-check
/* Searches, filters, counts and sorts the rows of a data file: projects or tasks. */
import { countNumbers, hasAny, packLists } from "./packed-columns.js";
import { fold, searchTerms } from "./text-matching.js";

/**
 * The data file: columns of equal length, facet values by number.
 * @typedef {object} CatalogueData
 * @property {number} count
 * @property {number} today days since 1970
 * @property {string} language
 * @property {Record<string, any[]>} columns
 * @property {Record<string, {values: string[], rows: number[][], also?: Record<string, number>}>} facets
 * @property {Record<string, string>} colors
 * @property {Record<string, string>} labels
 * @property {Record<string, import("../shared/messages.js").Message>} words
 */

/**
 * @typedef {object} Matches
 * @property {Uint32Array} rows in display order
 * @property {Map<string, Uint32Array>} counts rows by facet and value, with the filters of all other facets applied
 * @property {string[]} terms the terms to highlight
 * @property {string[]} corrections searches with a mistyped word replaced
 * @property {"" | "closest" | "unfiltered" | "active"} instead why these rows are shown although none matches well: they
 *   are the closest, or match without the filters, or are merely the most active
 */

/** @typedef {import("../filters/view-address.js").View} View */
/** @typedef {import("./site-index.js").Ranked} Ranked */
/** @typedef {Float32Array} Scores how well each row matches; 0: not at all */

/** Facets whose values are searched without the index. */
const SEARCHED_FACETS = ["skill", "topic", "language", "owner", "contribution"];
/** Rankings that are kept: those of a search that is being typed. */
const MAX_RANKINGS = 24;
/** Rows shown where nothing matches well. */
const INSTEAD = 6;

/**
 * Prepares a data file for searching.
 * @param {CatalogueData} data
 */
export function searchableCatalogue(data) {
  const { columns, facets, count } = data;
  const facetNames = Object.keys(facets);
  /** @param {string} facet @param {number} row */
  const values = (facet, row) => facets[facet].rows[row].map((number) => facets[facet].values[number]);
  const lists = facetNames.map((facet) => packLists(facets[facet].rows));
  /** @type {Map<string, Map<string, number>>} */
  const numbers = new Map(
    facetNames.map((facet) => [facet, new Map(facets[facet].values.map((value, number) => [fold(value), number]))]),
  );
  // A link may have the spelling of its author.
  for (const facet of facetNames)
    for (const [spelling, number] of Object.entries(facets[facet].also ?? {}))
      numbers.get(facet)?.set(fold(spelling), number);

  /** @type {Map<string, Ranked>} */
  const rankings = new Map();
  /**
   * Keeps the ranking of a search by the index.
   * @param {string} query
   * @param {Ranked} ranked
   */
  function setRanking(query, ranked) {
    if (rankings.size >= MAX_RANKINGS) rankings.delete(/** @type {string} */ (rankings.keys().next().value));
    rankings.set(query, ranked);
  }

  /** @param {string} query @returns {{scores: Scores | null, terms: string[], corrections: string[], fits: boolean}} */
  function matchQuery(query) {
    const ranked = rankings.get(query);
    if (!ranked) return scan(query);
    const { rows, fitting, terms, corrections } = ranked;
    const scores = new Float32Array(count);
    rows.forEach((row, index) => {
      scores[row] = rows.length - index;
    });
    return { scores, terms, corrections, fits: fitting > 0 };
  }

  /** Of each row its names, and all that is known of it. @type {[string, string][] | null} */
  let texts = null;

  /** Searches the data file, for where the index cannot be read: rows with every word, in names first. @param {string} query */
  function scan(query) {
    const terms = searchTerms(query);
    if (!terms.length) return { scores: null, terms, corrections: [], fits: true };
    texts ??= Array.from({ length: count }, (_, row) => {
      const names = fold(`${columns.title[row]} ${columns.path[row]}`);
      const tags = SEARCHED_FACETS.flatMap((facet) => values(facet, row));
      return [names, fold([names, ...tags, columns.purpose[row], columns.motivation[row], ...columns.people[row]].join(" "))];
    });
    const scores = Float32Array.from(texts, ([names, all]) =>
      terms.every((term) => all.includes(term)) ? 1 + terms.filter((term) => names.includes(term)).length : 0,
    );
    return { scores, terms, corrections: [], fits: true };
  }

  /**
   * The rows that match a view, sorted, and the counts of all facet values; with a search, never no rows.
   * @param {View} view
   * @returns {Matches}
   */
  function find(view) {
    const { fits, ...found } = matching(view);
    if (!view.query.trim() || (found.rows.length && fits)) return { ...found, instead: "" };
    if (found.rows.length) return { ...found, instead: "closest" };
    /** @param {Partial<View>} changes */
    const nearby = (changes) => matching({ ...view, sort: "", ...changes }).rows.subarray(0, INSTEAD);
    const unfiltered = nearby({ filters: new Map() });
    if (unfiltered.length) return { ...found, rows: unfiltered, instead: "unfiltered" };
    const active = [nearby({ query: "" }), nearby({ query: "", filters: new Map() })];
    return { ...found, rows: active[0].length ? active[0] : active[1], instead: "active" };
  }

  /** How many rows match a view well. @param {View} view */
  function total(view) {
    const { rows, fits } = matching(view);
    return fits ? rows.length : 0;
  }

  /** @param {View} view */
  function matching(view) {
    const { scores, terms, corrections, fits } = matchQuery(view.query);
    const facetCounts = facetNames.map((facet) => new Uint32Array(facets[facet].values.length));
    const wanted = facetNames.map((facet) => wantedNumbers(facet, view.filters.get(facet)));
    const filtered = facetNames.flatMap((_, index) => (wanted[index] ? [index] : []));
    const order = rowOrder(view.sort);
    const rows = new Uint32Array(count);
    let size = 0;
    for (let position = 0; position < count; position++) {
      const row = order ? order[position] : position;
      if (scores && !scores[row]) continue;
      let failed = -1;
      let failures = 0;
      for (const index of filtered) {
        if (hasAny(lists[index], row, /** @type {Uint8Array} */ (wanted[index]))) continue;
        failed = index;
        if (++failures > 1) break;
      }
      if (failures > 1) continue;
      // A row that fails one facet only counts in that facet: selecting its value there would add the row.
      if (failures) countNumbers(lists[failed], row, facetCounts[failed]);
      else {
        rows[size++] = row;
        for (let index = 0; index < lists.length; index++) countNumbers(lists[index], row, facetCounts[index]);
      }
    }
    const found = rows.subarray(0, size);
    const counts = new Map(facetNames.map((facet, index) => [facet, facetCounts[index]]));
    const byScore = scores && (view.sort === "" || view.sort === "match");
    return { rows: byScore ? sortedByScore(found, scores) : found, counts, terms, corrections, fits };
  }

  /** @param {string} facet @param {Set<string> | undefined} chosen */
  function wantedNumbers(facet, chosen) {
    if (!chosen?.size) return null;
    const wanted = new Uint8Array(facets[facet].values.length);
    for (const value of chosen) {
      const number = numbers.get(facet)?.get(fold(value));
      if (number !== undefined) wanted[number] = 1;
    }
    return wanted;
  }

  /** @type {Map<string, Uint32Array>} */
  const keptOrders = new Map();
  /**
   * All rows, sorted; null is the order of the data, which is the activity score.
   * @param {string} sort
   */
  function rowOrder(sort) {
    const column = { recent: columns.updated, newest: columns.seen, tasks: columns.tasks, stars: columns.stars }[sort];
    if (!column && sort !== "name") return null;
    const kept = keptOrders.get(sort);
    if (kept) return kept;
    const order = column
      ? Uint32Array.from(columns.title, (_, row) => row).sort((a, b) => column[b] - column[a] || a - b)
      : alphabeticalOrder(columns.title);
    keptOrders.set(sort, order);
    return order;
  }

  /** @param {string} query */
  const ranking = (query) => rankings.get(query);

  return { data, find, total, values, lists, ranking, setRanking };
}

/** @typedef {ReturnType<typeof searchableCatalogue>} SearchableCatalogue */

/**
 * Best first; rows with equal scores keep their order. There are few different scores, so that grouping by score is
 * faster than comparing rows.
 * @param {Uint32Array} rows
 * @param {Scores} scores
 */
function sortedByScore(rows, scores) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(scores[row]);
    if (group) group.push(row);
    else groups.set(scores[row], [row]);
  }
  const bestFirst = [...groups.keys()].sort((a, b) => b - a);
  return Uint32Array.from(bestFirst.flatMap((score) => /** @type {number[]} */ (groups.get(score))));
}

/**
 * The numbers of texts, in alphabetical order of the texts.
 * @param {string[]} texts
 */
export function alphabeticalOrder(texts) {
  const { compare } = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });
  return Uint32Array.from(texts, (_, index) => index).sort((a, b) => compare(texts[a], texts[b]) || a - b);
}
