// @ts-check
/*
 * The search of the gallery and of the task board: the records of a kind are the rows of their data, in the same order.
 * Where the index cannot be read, `ranked` gives nothing, and the page searches what it has.
 */
import { letters, plain, written } from "./folding.js";
import { search } from "./ranking.js";
import { openIndex } from "./reader.js";
import { sentenceWith } from "./sentences.js";
import { common } from "./text-matching.js";

/**
 * Rows, best first. The first `fitting` fit; if none does, they are merely the closest. `terms` are beginnings of
 * words to mark, `corrections` are what a mistyped search was to be.
 * @typedef {object} Ranked
 * @property {Uint32Array} rows
 * @property {number} fitting
 * @property {string[]} terms
 * @property {string[]} corrections
 * @property {(row: number) => Promise<[string, string] | null>} reason why a row was found, when no field shown tells
 */

/** The kinds of records whose rows are searched so; their places are those of the index. */
export const PROJECTS = 0;
export const TASKS = 1;
/** The closest that are shown without a good match. */
const CLOSEST = 6;
/** The shortest beginning of a word that is marked wherever a word begins so. */
const MARKED = 2;
const SHOWN = 1 | 2 | 4 | 8;
const BODY = 64;

/**
 * @param {string} base where the files of the index are, ending in a slash
 * @param {number} kind
 */
export function rowSearch(base, kind) {
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
   * Ranks the rows for what was typed; null where the index cannot be read.
   * @param {string} query
   * @returns {Promise<Ranked | null>}
   */
  async function ranked(query) {
    try {
      const index = await open();
      const found = await index.loaded(() => search(query, index, new Set([kind])));
      const [begin] = index.range(kind);
      const shown = found.records.subarray(0, found.fitting || CLOSEST);
      const terms = found.query.ways.flatMap((way) => way.terms.map((term) => common(term.word, term.spelling)));
      return {
        rows: shown.map((record) => record - begin),
        fitting: found.fitting,
        terms: [...new Set(terms)].filter((term) => letters(term) >= MARKED || term === query.trim().toLowerCase()),
        corrections: found.query.meant.length ? [corrected(query, new Map(found.query.meant))] : [],
        reason: (row) => reason(row + begin, found, index),
      };
    } catch (error) {
      console.warn("The index of the search cannot be read.", error);
      return null;
    }
  }

  return { open, ranked };
}

/**
 * A search with its mistyped words replaced.
 * @param {string} query
 * @param {ReadonlyMap<string, string>} meant
 */
function corrected(query, meant) {
  return written(plain(query))
    .map((word) => meant.get(word.toLowerCase()) ?? word)
    .join(" ");
}

/**
 * @param {number} record
 * @param {import("./ranking.js").Found} found
 * @param {import("./reader.js").Index} index
 * @returns {Promise<[string, string] | null>}
 */
async function reason(record, found, index) {
  const whys = found.why(record);
  const hidden = whys.filter(({ bits, kind }) => kind === "related" || !(bits & SHOWN));
  if (!hidden.length) return null;
  const body = hidden.filter(({ bits }) => bits & BODY && !(bits & SHOWN)).flatMap(({ terms }) => terms);
  if (body.length) {
    const { sentences } = await index.loaded(() => index.shown(record));
    const sentence = sentenceWith(sentences, new Set(body), index.oneWord);
    if (sentence) return ["readme", sentence];
  }
  if (whys.some(({ bits, kind }) => kind !== "related" && bits & SHOWN)) return null;
  const related = hidden.filter(({ kind }) => kind === "related").flatMap(({ terms }) => terms);
  if (!related.length) return null;
  const words = await index.loaded(() => related.map((word) => index.term(word)?.spelling ?? word));
  return ["related", [...new Set(words)].join(", ")];
}
