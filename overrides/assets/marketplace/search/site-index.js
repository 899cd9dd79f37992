// @ts-check
/*
 * Answers from the index of the site: rows of the gallery or the task board, what else comes near, and the groups of the
 * search dialog. Runs in a worker.
 */
import { asWritten } from "./as-written.js";
import { letters, plain, written } from "./folding.js";
import { search } from "./ranking.js";
import { openIndex } from "./reader.js";
import { PAGES, PROJECTS } from "./record-kinds.js";
import { sentenceWith } from "./sentences.js";
import { common } from "./text-matching.js";
import { isMeant } from "./ways.js";

/**
 * Rows, best first. The first `fitting` fit; if none does, they are merely the closest. `terms` are beginnings of
 * words to mark, `corrections` are what a mistyped search was to be.
 * @typedef {object} Ranked
 * @property {Uint32Array} rows
 * @property {number} fitting
 * @property {string[]} terms
 * @property {string[]} corrections
 */
/** @typedef {(row: number) => Promise<[string, string] | null>} Reason why a row was found, when no field shown tells */
/** @typedef {{kind: number, title: string, page: string, place: string, text: string}} Result */
/** @typedef {{kind: number, count: number, results: Result[]}} Group */

/** The closest that are shown without a good match: rows, projects and others in the dialog, others of each kind. */
const CLOSEST_ROWS = 6;
const CLOSEST_RESULTS = 3;
const CLOSEST_ELSEWHERE = 2;
const CLOSEST_OTHERS = 3;
/** The shortest beginning of a word that is marked wherever a word begins so. */
const MARKED = 2;
const SHOWN = 1 | 2 | 4 | 8;
const BODY = 64;

/** @param {string} base where the files of the index are, ending in a slash */
export function siteIndex(base) {
  /** @type {Promise<import("./reader.js").Index> | null} */
  let opening = null;

  /** @param {string} name */
  async function read(name) {
    // The list of pieces must be of today; the pieces lie in a folder named by what is in them.
    const answer = await fetch(base + name, name.includes("/") ? {} : { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  }

  /** Brings what every search needs. */
  function open() {
    opening ??= openIndex(read).catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  /**
   * Ranks rows for what was typed; fails where the index cannot be read.
   * @param {string} query
   * @param {number} kind
   * @returns {Promise<Ranked & {reason: Reason}>}
   */
  async function ranked(query, kind) {
    const index = await open();
    const found = await index.loaded(() => search(query, index, new Set([kind])));
    const [begin] = index.range(kind);
    const shown = found.records.subarray(0, found.fitting || CLOSEST_ROWS);
    return {
      rows: shown.map((record) => record - begin),
      fitting: found.fitting,
      terms: marked(query, found),
      corrections: corrections(query, found.query.meant),
      reason: (row) => reason(row + begin, found, index),
    };
  }

  /**
   * The closest of each of some kinds.
   * @param {string} query
   * @param {readonly number[]} kinds
   * @returns {Promise<Group[]>}
   */
  async function nearest(query, kinds) {
    const index = await open();
    const groups = kinds.map(async (kind) => {
      const found = await index.loaded(() => search(query, index, new Set([kind])));
      const near = Array.from(found.records.subarray(0, CLOSEST_OTHERS), (record) => result(record, found, index));
      return { kind, count: near.length, results: await Promise.all(near) };
    });
    return (await Promise.all(groups)).filter(({ count }) => count);
  }

  /**
   * Results of all kinds, in groups; if none fits, the closest.
   * @param {string} query
   * @param {readonly number[]} most results of each kind
   * @returns {Promise<{groups: Group[], closest: Result[], terms: string[]}>}
   */
  async function grouped(query, most) {
    const index = await open();
    const found = await index.loaded(() => search(query, index));
    /** @param {Iterable<number>} records */
    const results = (records) => Promise.all(Array.from(records, (record) => result(record, found, index)));
    const groups = most.map(async (shown, kind) => {
      const [begin, end] = index.range(kind);
      const fitting = found.records.subarray(0, found.fitting).filter((record) => record >= begin && record < end);
      return { kind, count: fitting.length, results: await results(fitting.subarray(0, shown)) };
    });
    return {
      groups: await Promise.all(groups),
      closest: found.fitting ? [] : await results(closest(found.records, index.range(PROJECTS))),
      terms: marked(query, found),
    };
  }

  return { open, ranked, nearest, grouped };
}

/** @typedef {ReturnType<typeof siteIndex>} SiteIndex */

/** @param {string} query @param {import("./ranking.js").Found} found */
function marked(query, found) {
  const terms = found.query.ways.flatMap((way) => way.terms.map((term) => common(term.word, term.spelling)));
  return [...new Set(terms)].filter((term) => letters(term) >= MARKED || term === query.trim().toLowerCase());
}

/**
 * The closest records of all kinds: projects first, for a sentence of a help page is seldom what a need is about.
 * @param {Uint32Array} records
 * @param {[number, number]} projects the first of them, and the one after the last
 */
function closest(records, [begin, end]) {
  const isProject = (/** @type {number} */ record) => record >= begin && record < end;
  return [
    ...records.filter(isProject).subarray(0, CLOSEST_RESULTS),
    ...records.filter((record) => !isProject(record)).subarray(0, CLOSEST_ELSEWHERE),
  ];
}

/**
 * The search with its mistyped words replaced, if that makes another one: a part of a word is left as it is.
 * @param {string} query
 * @param {[string, string][]} meant
 */
function corrections(query, meant) {
  const known = new Map(meant);
  const words = written(plain(query));
  const others = words.map((word) => known.get(word.toLowerCase()) ?? word);
  return others.some((word, at) => word !== words[at]) ? [others.join(" ")] : [];
}

/**
 * What is shown of a record: of a page its text, otherwise what it is for, or a sentence that says what was looked for.
 * @param {number} record
 * @param {import("./ranking.js").Found} found
 * @param {import("./reader.js").Index} index
 * @returns {Promise<Result>}
 */
async function result(record, found, index) {
  const { title, page, key, kind, description, sentences } = await index.loaded(() => index.shown(record));
  const hidden = found.why(record).flatMap(({ bits, terms }) => (bits & BODY ? terms : []));
  const text = sentenceWith(sentences, new Set(hidden), index.oneWord) || description || sentences[0] || "";
  const place = kind === PROJECTS ? key.split("/").slice(1).join("/") : kind === PAGES ? description : "";
  return { kind, title, page, place, text };
}

/**
 * @param {number} record
 * @param {import("./ranking.js").Found} found
 * @param {import("./reader.js").Index} index
 * @returns {Promise<[string, string] | null>}
 */
async function reason(record, found, index) {
  const whys = found.why(record);
  const hidden = whys.filter(({ bits, kind }) => isMeant(kind) || !(bits & SHOWN));
  if (!hidden.length) return null;
  const body = hidden.filter(({ bits }) => bits & BODY && !(bits & SHOWN)).flatMap(({ terms }) => terms);
  if (body.length) {
    const { sentences } = await index.loaded(() => index.shown(record));
    const sentence = sentenceWith(sentences, new Set(body), index.oneWord);
    if (sentence) return ["readme", sentence];
  }
  if (whys.some(({ bits, kind }) => !isMeant(kind) && bits & SHOWN)) return null;
  const related = hidden.filter(({ kind }) => isMeant(kind)).flatMap(({ terms }) => terms);
  if (!related.length) return null;
  const words = await index.loaded(() => {
    const { title, description, topics, language, sentences } = index.shown(record);
    const texts = [title, description, ...topics, language, ...sentences];
    return related.map((word) => asWritten(word, texts, index.oneWord) || (index.term(word)?.spelling ?? word));
  });
  return ["related", [...new Set(words)].join(", ")];
}
