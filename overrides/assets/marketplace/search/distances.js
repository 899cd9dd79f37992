// @ts-check
/* How far a mistyped word is from those that are known; the same as `search/text/distances.py`. */

import { letters } from "./folding.js";

const LONGEST = 40;
let before = new Uint8Array(LONGEST + 1);
let previous = new Uint8Array(LONGEST + 1);
let current = new Uint8Array(LONGEST + 1);

/**
 * How many mistakes a word of this length may have.
 * @param {string} word
 */
export function allowed(word) {
  const length = letters(word);
  return length < 4 ? 0 : length < 7 ? 1 : 2;
}

/**
 * The kinds of characters in a word, as bits: a mistake takes one kind away at most, so that words which lack more
 * need not be compared.
 * @param {string} word
 */
export function kinds(word) {
  let bits = 0;
  for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

/**
 * How many kinds of characters a word lacks that another has.
 * @param {number} wanted
 * @param {number} there
 */
export function lacking(wanted, there) {
  let count = 0;
  for (let rest = wanted & ~there; rest; rest &= rest - 1) count++;
  return count;
}

/**
 * Counts the letters to insert, drop, replace or swap with their neighbour; `limit + 1` when there are more.
 * @param {string} one
 * @param {string} other
 * @param {number} limit
 */
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit || one.length > LONGEST || other.length > LONGEST) return limit + 1;
  for (let j = 0; j <= other.length; j++) previous[j] = j;
  for (let i = 1; i <= one.length; i++) {
    const letter = one.charCodeAt(i - 1);
    current[0] = i;
    let least = i;
    for (let j = 1; j <= other.length; j++) {
      const against = other.charCodeAt(j - 1);
      let value = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter === against ? 0 : 1));
      if (i > 1 && j > 1 && letter === other.charCodeAt(j - 2) && one.charCodeAt(i - 2) === against)
        value = Math.min(value, before[j - 2] + 1);
      current[j] = value;
      if (value < least) least = value;
    }
    if (least > limit) return limit + 1;
    [before, previous, current] = [previous, current, before];
  }
  return Math.min(previous[other.length], limit + 1);
}
