// @ts-check
/* Searches, filters, counts and sorts the rows of a data file: projects or tasks. */
import { countNumbers, hasAny, packLists, packTexts, scanTexts } from "./packed-columns.js";
import { vocabulary } from "./spelling.js";
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
 * @property {string[]} terms the terms to highlight, similar spellings included
 * @property {string[]} corrections searches with a mistyped word replaced
 * @property {boolean} similar whether rows with similar spellings are included
 * @property {boolean} closest whether nothing matches well, and these are only the closest
 */

/** @typedef {import("./ranked-rows.js").Ranked} Ranked */
/** @typedef {Float32Array} Scores how well each row matches; 0: not at all */

/** Characters before the beginning of a word in a title or a path. */
const WORD_BOUNDARY = " /_-.\n";
/** Facets whose values are searched. */
const SEARCHED_FACETS = ["skill", "topic", "language", "owner", "contribution"];
/** With fewer exact matches, similar spellings are searched too. */
const FEW_MATCHES = 3;
/** Weight of a similar spelling: less than the weakest exact match. */
const SIMILAR_WEIGHT = 0.125;
/** Corrections of one term. */
const MAX_CORRECTIONS = 4;
/** Terms with kept scores: those of a search that is being typed. */
const MAX_KEPT_TERMS = 24;
/** Rows added to the vocabulary at a time. */
const VOCABULARY_STEP = 1000;

/**
 * Prepares a data file for searching.
 * @param {CatalogueData} data
 */
export function searchableCatalogue(data) {
  const { columns, facets, count } = data;
  const facetNames = Object.keys(facets);
  /** @param {string} facet @param {number} row */
  const values = (facet, row) => facets[facet].rows[row].map((number) => facets[facet].values[number]);
  const titles = packTexts(count, (row) => `${columns.title[row]} ${columns.path[row]}`);
  const tags = packTexts(count, (row) => SEARCHED_FACETS.map((facet) => values(facet, row).join(" ")).join(" "));
  const texts = packTexts(
    count,
    (row) => `${columns.purpose[row]} ${columns.motivation[row]} ${columns.people[row].join(" ")}`,
  );
  const lists = facetNames.map((facet) => packLists(facets[facet].rows));
  /** @type {Map<string, Map<string, number>>} */
  const numbers = new Map(
    facetNames.map((facet) => [facet, new Map(facets[facet].values.map((value, number) => [fold(value), number]))]),
  );
  // A link may have the spelling of its author.
  for (const facet of facetNames)
    for (const [spelling, number] of Object.entries(facets[facet].also ?? {}))
      numbers.get(facet)?.set(fold(spelling), number);

  const spelling = vocabulary();
  let rowsInVocabulary = 0;
  /**
   * Adds the words of more rows to the vocabulary of similar spellings. Returns whether there are more to add.
   * @param {number} [rows]
   */
  function growVocabulary(rows = VOCABULARY_STEP) {
    if (rowsInVocabulary === 0)
      for (const facet of SEARCHED_FACETS) spelling.add(fold(facets[facet].values.join(" ")));
    const end = Math.min(rowsInVocabulary + rows, count);
    for (const { whole, starts } of [titles, texts]) spelling.add(whole.slice(starts[rowsInVocabulary], starts[end]));
    rowsInVocabulary = end;
    return rowsInVocabulary < count;
  }

  /** @type {Map<string, Scores>} */
  const keptScores = new Map();
  /** @param {string} term @returns {Scores} */
  function scoresOf(term) {
    const kept = keptScores.get(term);
    if (kept) return kept;
    const scores = new Float32Array(count);
    scanTexts(texts, term, (row) => {
      scores[row] = 2;
    });
    scanTexts(tags, term, (row, offset) => {
      scores[row] = WORD_BOUNDARY.includes(tags.whole[offset - 1] ?? "\n") ? 5 : 3;
    });
    scanTexts(titles, term, (row, offset) => {
      scores[row] = offset === titles.starts[row] ? 12 : WORD_BOUNDARY.includes(titles.whole[offset - 1]) ? 9 : 6;
    });
    if (keptScores.size >= MAX_KEPT_TERMS) keptScores.delete(/** @type {string} */ (keptScores.keys().next().value));
    keptScores.set(term, scores);
    return scores;
  }

  /**
   * Scores of the rows that match all terms.
   * @param {readonly Scores[]} all one for each term
   */
  function sumOfScores(all) {
    if (all.length === 1) return all[0];
    const sum = all[0].slice();
    for (const scores of all.slice(1))
      for (let row = 0; row < count; row++) sum[row] = sum[row] && scores[row] ? sum[row] + scores[row] : 0;
    return sum;
  }

  /** @param {string} term @param {readonly string[]} similar */
  function scoresWithSimilar(term, similar) {
    if (!similar.length) return scoresOf(term);
    const best = scoresOf(term).slice();
    for (const other of similar) {
      const scores = scoresOf(other);
      for (let row = 0; row < count; row++)
        if (scores[row] * SIMILAR_WEIGHT > best[row]) best[row] = scores[row] * SIMILAR_WEIGHT;
    }
    return best;
  }

  /** @type {Map<string, Ranked>} */
  const rankings = new Map();
  /**
   * Keeps the ranking of a search by the index.
   * @param {string} query
   * @param {Ranked} ranked
   */
  function setRanking(query, ranked) {
    if (rankings.size >= MAX_KEPT_TERMS) rankings.delete(/** @type {string} */ (rankings.keys().next().value));
    rankings.set(query, ranked);
  }

  /** @param {string} query */
  function matchQuery(query) {
    const ranked = rankings.get(query);
    if (!ranked) return { ...scan(query), closest: false };
    const { rows, fitting, terms, corrections } = ranked;
    const scores = new Float32Array(count);
    rows.forEach((row, index) => {
      scores[row] = rows.length - index;
    });
    return { scores, terms, corrections, similar: corrections.length > 0, closest: !fitting && rows.length > 0 };
  }

  /** Searches the data file alone, without the index. @param {string} query */
  function scan(query) {
    const terms = searchTerms(query);
    if (!terms.length) return { scores: null, terms: [], corrections: [], similar: false };
    const exact = sumOfScores(terms.map(scoresOf));
    const total = countMatches(exact);
    if (total >= FEW_MATCHES) return { scores: exact, terms, corrections: [], similar: false };
    while (growVocabulary()) continue;
    const others = terms.map((term) => spelling.similar(term));
    const wide = sumOfScores(terms.map((term, index) => scoresWithSimilar(term, others[index])));
    const corrections = terms.flatMap((term, index) =>
      countMatches(scoresOf(term))
        ? []
        : others[index].slice(0, MAX_CORRECTIONS).map((word) => terms.with(index, word).join(" ")),
    );
    const similar = countMatches(wide) > total;
    return { scores: similar ? wide : exact, terms: similar ? [...terms, ...others.flat()] : terms, corrections, similar };
  }

  /**
   * The rows that match a view, sorted, and the counts of all facet values.
   * @param {import("../filters/view-address.js").View} view
   * @returns {Matches}
   */
  function find(view) {
    const { scores, terms, corrections, similar, closest } = matchQuery(view.query);
    const facetCounts = facetNames.map((facet) => new Uint32Array(facets[facet].values.length));
    const wanted = facetNames.map((facet) => wantedNumbers(facet, view.filters.get(facet)));
    const filtered = facetNames.flatMap((_, index) => (wanted[index] ? [index] : []));
    const order = rowOrder(view.sort);
    const rows = new Uint32Array(count);
    let total = 0;
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
        rows[total++] = row;
        for (let index = 0; index < lists.length; index++) countNumbers(lists[index], row, facetCounts[index]);
      }
    }
    const found = rows.subarray(0, total);
    const counts = new Map(facetNames.map((facet, index) => [facet, facetCounts[index]]));
    const byScore = scores && (view.sort === "" || view.sort === "match");
    return { rows: byScore ? sortedByScore(found, scores) : found, counts, terms, corrections, similar, closest };
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

  return { data, find, growVocabulary, values, lists, ranking, setRanking };
}

/** @typedef {ReturnType<typeof searchableCatalogue>} SearchableCatalogue */

/** @param {Scores} scores */
function countMatches(scores) {
  let total = 0;
  for (let row = 0; row < scores.length; row++) if (scores[row]) total++;
  return total;
}

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
