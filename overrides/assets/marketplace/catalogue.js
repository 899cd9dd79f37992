// @ts-check
import { fold, nearWords, words } from "./text.js";

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
 * @property {Record<string, import("./words.js").Forms>} words
 */

/**
 * @typedef {object} Found
 * @property {number[]} rows in the order to be shown
 * @property {Map<string, Uint32Array>} counts projects by facet and value, all other filters applied
 * @property {string[]} terms what was searched for, spellings included; for marking
 * @property {string[]} meant words that a mistyped one may stand for
 * @property {boolean} near whether close spellings were searched for as well
 */

/** What stands before the beginning of a word in a title or a path. */
const BEFORE_WORD = " /_-.";
/** Exact matches below which close spellings are tried. */
const FEW = 3;

/**
 * Prepares the data for searching.
 * @param {Data} data
 */
export function catalogue(data) {
  const { columns, facets, count } = data;
  const names = Object.keys(facets);
  /** @param {string} facet @param {number} row */
  const written = (facet, row) => facets[facet].rows[row].map((value) => facets[facet].values[value]).join(" ");
  const heads = Array.from({ length: count }, (_, row) => fold(`${columns.title[row]} ${columns.path[row]}`));
  const tags = Array.from({ length: count }, (_, row) =>
    fold(["skill", "topic", "language", "owner", "contribution"].map((facet) => written(facet, row)).join(" ")),
  );
  const texts = Array.from({ length: count }, (_, row) =>
    fold(`${columns.purpose[row]} ${columns.motivation[row]} ${columns.people[row].join(" ")}`),
  );
  /** @type {Set<string> | null} */
  let vocabulary = null;
  /** @type {Map<string, Map<string, number>>} */
  const numbers = new Map(
    names.map((facet) => [facet, new Map(facets[facet].values.map((value, number) => [fold(value), number]))]),
  );
  const titleOrder = ranks(columns.title);
  const lists = new Map(names.map((facet) => [facet, flat(facets[facet].rows)]));

  /** Every word there is, for close spellings; made when first needed. */
  function allWords() {
    if (!vocabulary) {
      vocabulary = new Set();
      for (const list of [heads, tags, texts])
        for (const text of list) for (const word of text.split(/[^\p{L}\p{N}+#]+/u)) if (word.length > 3) vocabulary.add(word);
    }
    return vocabulary;
  }

  /**
   * How well a row fits, 0 for not at all: each term must occur, in one of its spellings.
   * @param {number} row
   * @param {readonly (readonly string[])[]} terms
   */
  function fit(row, terms) {
    let total = 0;
    for (const spellings of terms) {
      let best = 0;
      for (let index = 0; index < spellings.length; index++) {
        const value = weight(row, spellings[index]) * (index ? 0.5 : 1);
        if (value > best) best = value;
      }
      if (!best) return 0;
      total += best;
    }
    return total;
  }

  /** @param {number} row @param {string} term */
  function weight(row, term) {
    const at = heads[row].indexOf(term);
    if (at === 0) return 12;
    if (at > 0) return BEFORE_WORD.includes(heads[row][at - 1]) ? 9 : 6;
    const tag = tags[row].indexOf(term);
    if (tag >= 0) return tag === 0 || tags[row][tag - 1] === " " ? 5 : 3;
    return texts[row].includes(term) ? 2 : 0;
  }

  /** @param {readonly (readonly string[])[]} terms */
  function matches(terms) {
    const fits = new Float32Array(count);
    let total = 0;
    for (let row = 0; row < count; row++) {
      fits[row] = fit(row, terms);
      if (fits[row]) total++;
    }
    return { fits, total };
  }

  /** @param {string} query */
  function searched(query) {
    const terms = words(query);
    if (!terms.length) return { fits: null, terms: [], meant: [], near: false };
    const exact = matches(terms.map((term) => [term]));
    if (exact.total >= FEW) return { fits: exact.fits, terms, meant: [], near: false };
    const spellings = terms.map((term) => [term, ...nearWords(term, allWords()).filter((word) => word !== term)]);
    const wide = matches(spellings);
    const near = wide.total > exact.total;
    const meant = terms.flatMap((term, index) => (weightless(term) ? spellings[index].slice(1, 4) : []));
    return { fits: near ? wide.fits : exact.fits, terms: near ? spellings.flat() : terms, meant, near };
  }

  /** @param {string} term whether no row has it */
  function weightless(term) {
    for (let row = 0; row < count; row++) if (weight(row, term)) return false;
    return true;
  }

  /**
   * The projects that fit, sorted, and the numbers beside the facets.
   * @param {import("./address.js").View} view
   * @returns {Found}
   */
  function find(view) {
    const { fits, terms, meant, near } = searched(view.query);
    const places = names.map((facet) => {
      const list = /** @type {Flat} */ (lists.get(facet));
      return { ...list, wanted: wantedOf(facet, view.filters.get(facet)), count: new Uint32Array(facets[facet].values.length) };
    });
    const active = places.filter((place) => place.wanted);
    const rows = [];
    for (let row = 0; row < count; row++) {
      if (fits && !fits[row]) continue;
      let failed = null;
      let failures = 0;
      for (const place of active) {
        if (!has(place, row)) {
          failed = place;
          if (++failures > 1) break;
        }
      }
      if (failures > 1) continue;
      // A row that only one facet refuses still counts in that facet: choosing more there would add it.
      if (failed) tally(failed, row);
      else {
        rows.push(row);
        for (const place of places) tally(place, row);
      }
    }
    const counts = new Map(names.map((facet, index) => [facet, places[index].count]));
    return { rows: sorted(rows, view, fits), counts, terms, meant, near };
  }

  /** @param {string} facet @param {Set<string> | undefined} values */
  function wantedOf(facet, values) {
    if (!values?.size) return null;
    const wanted = new Uint8Array(facets[facet].values.length);
    for (const value of values) {
      const number = numbers.get(facet)?.get(fold(value));
      if (number !== undefined) wanted[number] = 1;
    }
    return wanted;
  }

  /** @param {number[]} rows @param {import("./address.js").View} view @param {Float32Array | null} fits */
  function sorted(rows, view, fits) {
    const sort = view.sort || (fits ? "match" : "activity");
    /** @param {any[]} column */
    const most = (column) => rows.sort((a, b) => column[b] - column[a] || a - b);
    // The data come in the order of the activity score: a stable sort keeps it among equals.
    if (sort === "recent") return most(columns.updated);
    if (sort === "newest") return most(columns.seen);
    if (sort === "tasks") return most(columns.tasks);
    if (sort === "stars") return most(columns.stars);
    if (sort === "name") return rows.sort((a, b) => titleOrder[a] - titleOrder[b]);
    if (sort === "match" && fits) return rows.sort((a, b) => fits[b] - fits[a] || a - b);
    return rows;
  }

  return { data, find, written };
}

/** @typedef {ReturnType<typeof catalogue>} Catalogue */

/**
 * Lists of numbers laid end to end: those of a row are from `start[row]` to `start[row + 1]`.
 * @typedef {{start: Uint32Array, numbers: Uint32Array}} Flat
 */

/**
 * @param {number[][]} rows
 * @returns {Flat}
 */
function flat(rows) {
  const start = new Uint32Array(rows.length + 1);
  rows.forEach((row, index) => {
    start[index + 1] = start[index] + row.length;
  });
  return { start, numbers: Uint32Array.from(rows.flat()) };
}

/** @typedef {Flat & {wanted: Uint8Array | null, count: Uint32Array}} Place */

/** @param {Place} place @param {number} row whether it has a wanted value */
function has({ start, numbers, wanted }, row) {
  for (let index = start[row]; index < start[row + 1]; index++) if (wanted?.[numbers[index]]) return true;
  return false;
}

/** @param {Place} place @param {number} row */
function tally({ start, numbers, count }, row) {
  for (let index = start[row]; index < start[row + 1]; index++) count[numbers[index]]++;
}

/**
 * The place of each text in alphabetical order; comparing places is much quicker than texts.
 * @param {string[]} texts
 */
function ranks(texts) {
  const compare = new Intl.Collator(undefined, { sensitivity: "base", numeric: true }).compare;
  const order = texts.map((_, index) => index).sort((a, b) => compare(texts[a], texts[b]) || a - b);
  const places = new Uint32Array(texts.length);
  order.forEach((row, place) => {
    places[row] = place;
  });
  return places;
}
