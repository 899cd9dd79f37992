// @ts-check
import { block, flat, has, scan, tally } from "./packed-columns.js";
import { vocabulary } from "./spelling.js";
import { fold, words } from "./text-matching.js";

/**
 * The data file: columns of equal length, facet values by number.
 * @typedef {object} Data
 * @property {number} count
 * @property {number} today days since 1970
 * @property {string} language
 * @property {Record<string, any[]>} columns
 * @property {Record<string, {values: string[], rows: number[][]}>} facets
 * @property {Record<string, string>} colors
 * @property {Record<string, string>} labels
 * @property {Record<string, import("../shared/messages.js").Forms>} words
 */

/**
 * @typedef {object} Match
 * @property {Uint32Array} rows in the order to be shown
 * @property {Map<string, Uint32Array>} counts projects by facet and value, all other filters applied
 * @property {string[]} terms what was searched for, spellings included; for marking
 * @property {string[]} meant searches that a mistyped one may stand for
 * @property {boolean} near whether close spellings were searched for as well
 */

/** @typedef {Float32Array} Fits how well each row fits, 0 for not at all */

/** What stands before the beginning of a word in a title or a path. */
const BEFORE_WORD = " /_-.\n";
/** Facets whose values are searched, besides names and texts. */
const SEARCHED = ["skill", "topic", "language", "owner", "contribution"];
/** Exact matches below which close spellings are tried. */
const FEW = 3;
/** What a close spelling weighs against the word itself: less than the weakest exact match. */
const NEAR = 0.125;
/** Words of which the matches are kept: those of a search that is still being typed. */
const KEPT = 24;
/** Rows whose words are learnt at a time. */
const LEARNT = 1000;

/**
 * Prepares the data for searching.
 * @param {Data} data
 */
export function catalogue(data) {
  const { columns, facets, count } = data;
  const names = Object.keys(facets);
  /** @param {string} facet @param {number} row */
  const values = (facet, row) => facets[facet].rows[row].map((value) => facets[facet].values[value]);
  const heads = block(count, (row) => `${columns.title[row]} ${columns.path[row]}`);
  const tags = block(count, (row) => SEARCHED.map((facet) => values(facet, row).join(" ")).join(" "));
  const texts = block(count, (row) => `${columns.purpose[row]} ${columns.motivation[row]} ${columns.people[row].join(" ")}`);
  const lists = names.map((facet) => flat(facets[facet].rows));
  /** @type {Map<string, Map<string, number>>} */
  const numbers = new Map(
    names.map((facet) => [facet, new Map(facets[facet].values.map((value, number) => [fold(value), number]))]),
  );

  const spelling = vocabulary();
  let learnt = 0;
  /**
   * Learns the words of some more rows, for close spellings; true while there is more.
   * @param {number} [rows]
   */
  function learn(rows = LEARNT) {
    if (learnt === 0) for (const facet of SEARCHED) spelling.add(fold(facets[facet].values.join(" ")));
    const end = Math.min(learnt + rows, count);
    for (const { whole, starts } of [heads, texts]) spelling.add(whole.slice(starts[learnt], starts[end]));
    learnt = end;
    return learnt < count;
  }

  /** @type {Map<string, Fits>} */
  const kept = new Map();
  /** @param {string} term @returns {Fits} */
  function weights(term) {
    const known = kept.get(term);
    if (known) return known;
    const fits = new Float32Array(count);
    scan(texts, term, (row) => {
      fits[row] = 2;
    });
    scan(tags, term, (row, at) => {
      fits[row] = BEFORE_WORD.includes(tags.whole[at - 1] ?? "\n") ? 5 : 3;
    });
    scan(heads, term, (row, at) => {
      fits[row] = at === heads.starts[row] ? 12 : BEFORE_WORD.includes(heads.whole[at - 1]) ? 9 : 6;
    });
    if (kept.size >= KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
    kept.set(term, fits);
    return fits;
  }

  /** @param {readonly Fits[]} terms each must occur */
  function together(terms) {
    if (terms.length === 1) return terms[0];
    const fits = terms[0].slice();
    for (const more of terms.slice(1))
      for (let row = 0; row < count; row++) fits[row] = fits[row] && more[row] ? fits[row] + more[row] : 0;
    return fits;
  }

  /** @param {string} term @param {readonly string[]} others close spellings, which weigh less */
  function widely(term, others) {
    if (!others.length) return weights(term);
    const fits = weights(term).slice();
    for (const other of others) {
      const more = weights(other);
      for (let row = 0; row < count; row++) if (more[row] * NEAR > fits[row]) fits[row] = more[row] * NEAR;
    }
    return fits;
  }

  /** @param {string} query */
  function searched(query) {
    const terms = words(query);
    if (!terms.length) return { fits: null, terms: [], meant: [], near: false };
    const exact = together(terms.map(weights));
    const total = matches(exact);
    if (total >= FEW) return { fits: exact, terms, meant: [], near: false };
    while (learn()) continue;
    const others = terms.map((term) => spelling.near(term));
    const wide = together(terms.map((term, index) => widely(term, others[index])));
    const meant = terms.flatMap((term, index) =>
      matches(weights(term)) ? [] : others[index].slice(0, 4).map((word) => terms.with(index, word).join(" ")),
    );
    const near = matches(wide) > total;
    return { fits: near ? wide : exact, terms: near ? [...terms, ...others.flat()] : terms, meant, near };
  }

  /**
   * The projects that fit, sorted, and the numbers beside the facets.
   * @param {import("../filters/view-address.js").View} view
   * @returns {Match}
   */
  function find(view) {
    const { fits, terms, meant, near } = searched(view.query);
    const tallies = names.map((facet) => new Uint32Array(facets[facet].values.length));
    const wanted = names.map((facet) => wantedOf(facet, view.filters.get(facet)));
    const active = names.flatMap((_, place) => (wanted[place] ? [place] : []));
    const order = ordered(view, fits);
    const rows = new Uint32Array(count);
    let total = 0;
    for (let place = 0; place < count; place++) {
      const row = order ? order[place] : place;
      if (fits && !fits[row]) continue;
      let failed = -1;
      let failures = 0;
      for (const facet of active) {
        if (has(lists[facet], row, /** @type {Uint8Array} */ (wanted[facet]))) continue;
        failed = facet;
        if (++failures > 1) break;
      }
      if (failures > 1) continue;
      // A row that only one facet refuses still counts in that facet: choosing more there would add it.
      if (failures) tally(lists[failed], row, tallies[failed]);
      else {
        rows[total++] = row;
        for (let facet = 0; facet < lists.length; facet++) tally(lists[facet], row, tallies[facet]);
      }
    }
    const found = rows.subarray(0, total);
    const counts = new Map(names.map((facet, index) => [facet, tallies[index]]));
    return { rows: fits && (view.sort === "" || view.sort === "match") ? byFit(found, fits) : found, counts, terms, meant, near };
  }

  /** @param {string} facet @param {Set<string> | undefined} chosen */
  function wantedOf(facet, chosen) {
    if (!chosen?.size) return null;
    const wanted = new Uint8Array(facets[facet].values.length);
    for (const value of chosen) {
      const number = numbers.get(facet)?.get(fold(value));
      if (number !== undefined) wanted[number] = 1;
    }
    return wanted;
  }

  /** @type {Map<string, Uint32Array>} */
  const orders = new Map();
  /**
   * All rows in the order asked for; null is that of the data, which is the activity score.
   * @param {import("../filters/view-address.js").View} view
   * @param {Fits | null} fits
   */
  function ordered({ sort }, fits) {
    const column = { recent: columns.updated, newest: columns.seen, tasks: columns.tasks, stars: columns.stars }[sort];
    if (!column && sort !== "name") return null;
    const known = orders.get(sort);
    if (known) return known;
    const order = column
      ? Uint32Array.from(columns.title, (_, row) => row).sort((a, b) => column[b] - column[a] || a - b)
      : alphabetical(columns.title);
    orders.set(sort, order);
    return order;
  }

  return { data, find, learn, values, lists };
}

/** @typedef {ReturnType<typeof catalogue>} Catalogue */

/** @param {Fits} fits */
function matches(fits) {
  let total = 0;
  for (let row = 0; row < fits.length; row++) if (fits[row]) total++;
  return total;
}

/**
 * Best first; the order among equals stays. Weights are few different numbers, so that counting
 * them sorts quicker than comparing.
 * @param {Uint32Array} rows
 * @param {Fits} fits
 */
function byFit(rows, fits) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(fits[row]);
    if (group) group.push(row);
    else groups.set(fits[row], [row]);
  }
  const weights = [...groups.keys()].sort((a, b) => b - a);
  return Uint32Array.from(weights.flatMap((weight) => /** @type {number[]} */ (groups.get(weight))));
}

/**
 * The rows in alphabetical order of their texts.
 * @param {string[]} texts
 */
export function alphabetical(texts) {
  const { compare } = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });
  return Uint32Array.from(texts, (_, row) => row).sort((a, b) => compare(texts[a], texts[b]) || a - b);
}
