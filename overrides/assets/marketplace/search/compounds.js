// @ts-check
/* German compounds, divided into the words that an index or its glossary knows; the same as in `search/query.py`. */
import { stem } from "./stems.js";
import { EXACT, TRUST_HALF, meanings } from "./ways.js";

/** @typedef {import("./ways.js").Index} Index */
/** @typedef {import("./ways.js").Way} Way */
/** @typedef {import("./ways.js").Kind} Kind */

const COMPOUND = 80;
const HALF_COMPOUND = 50;
const PART = 4;
const TRUST_COMPOUND = 80;
const TRUST_MODIFIER = 30;

/**
 * Divides a German compound into two words that are known, or nothing; the longest last part decides.
 * @param {string} word
 * @param {(part: string) => boolean} knows
 */
function compoundParts(word, knows) {
  if (word.length < 9 || !/^[a-z]+$/.test(word)) return [];
  for (let at = 4; at < word.length - 3; at++) {
    const last = word.slice(at);
    if (!knows(last)) continue;
    const first = word.slice(0, at);
    for (const link of ["", "s", "es", "n", "en", "e"]) {
      if (!first.endsWith(link) || first.length - link.length < 4) continue;
      const start = stem(first.slice(0, first.length - link.length), "de");
      if (knows(start)) return [start, last];
    }
  }
  return [];
}

/**
 * A German compound, divided into words that the index or its glossary knows; each may mean others too. The ways by
 * both of its parts, and those by one.
 * @param {string} word
 * @param {number} slot
 * @param {Index} index
 * @returns {{both: Way[], halves: Way[]}}
 */
export function compounds(word, slot, index) {
  const whole = stem(word, "de");
  /** @param {string} part */
  const knows = (part) => index.same.has(part) || index.term(part) !== null;
  const parts = compoundParts(whole, knows);
  if (parts.length) {
    const [first, last] = parts.map((part) => meanings(part, index));
    const both = first.flatMap((one) =>
      last.map((other) => {
        const weight = Math.min(one.weight, other.weight);
        return {
          ...{ first: slot, last: slot, trust: TRUST_COMPOUND, weight: Math.floor((weight * COMPOUND) / 100) },
          kind: /** @type {Kind} */ (weight === EXACT ? "apart" : "divided"),
          terms: [...one.terms, ...other.terms],
        };
      }),
    );
    return { both, halves: [...partWays(first, slot, TRUST_MODIFIER), ...partWays(last, slot, TRUST_HALF)] };
  }
  /** @type {Way[]} */
  const halves = [];
  if (whole.length <= PART + 2 || !/^[a-z]+$/.test(whole)) return { both: [], halves };
  for (let at = whole.length - 2; at >= PART; at--) {
    const part = stem(whole.slice(0, at), "de");
    if (!knows(part)) continue;
    halves.push(...partWays(meanings(part, index), slot, TRUST_MODIFIER));
    break;
  }
  for (let at = 3; at <= whole.length - PART; at++) {
    if (!knows(whole.slice(at))) continue;
    halves.push(...partWays(meanings(whole.slice(at), index), slot, TRUST_HALF));
    break;
  }
  return { both: [], halves };
}

/**
 * @param {ReturnType<typeof meanings>} found
 * @param {number} slot
 * @param {number} trust
 * @returns {Way[]}
 */
function partWays(found, slot, trust) {
  return found.map(({ weight, terms }) => ({
    ...{ first: slot, last: slot, weight: Math.floor((weight * HALF_COMPOUND) / 100), terms, trust },
    kind: weight === EXACT ? "apart" : "related",
  }));
}
