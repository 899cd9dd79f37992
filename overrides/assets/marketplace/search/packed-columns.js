// @ts-check
import { fold } from "./text-matching.js";

/**
 * Texts laid end to end, so that one search runs over all of them: the text of a row is from
 * `starts[row]` to `starts[row + 1]`.
 * @typedef {{whole: string, starts: Uint32Array}} Block
 */

/**
 * @param {number} count
 * @param {(row: number) => string} text
 * @returns {Block}
 */
export function block(count, text) {
  const pieces = new Array(count);
  const starts = new Uint32Array(count + 1);
  for (let row = 0; row < count; row++) {
    // What divides rows is in no search, so that nothing is found across.
    pieces[row] = `${fold(text(row))}\n`;
    starts[row + 1] = starts[row] + pieces[row].length;
  }
  return { whole: pieces.join(""), starts };
}

/**
 * Tells of each row that holds a term, with the place of its first occurrence in the whole.
 * @param {Block} texts
 * @param {string} term
 * @param {(row: number, at: number) => void} tell
 */
export function scan({ whole, starts }, term, tell) {
  let row = 0;
  for (let at = whole.indexOf(term); at >= 0; at = whole.indexOf(term, starts[row])) {
    while (starts[row + 1] <= at) row++;
    tell(row, at);
    row++;
    if (row + 1 >= starts.length) return;
  }
}

/**
 * Lists of numbers laid end to end: those of a row are from `start[row]` to `start[row + 1]`.
 * @typedef {{start: Uint32Array, numbers: Uint32Array}} Flat
 */

/**
 * @param {number[][]} rows
 * @returns {Flat}
 */
export function flat(rows) {
  const start = new Uint32Array(rows.length + 1);
  for (let row = 0; row < rows.length; row++) start[row + 1] = start[row] + rows[row].length;
  const numbers = new Uint32Array(start[rows.length]);
  for (let row = 0; row < rows.length; row++) numbers.set(rows[row], start[row]);
  return { start, numbers };
}

/**
 * Whether one of a row's numbers is among those that are wanted.
 * @param {Flat} lists
 * @param {number} row
 * @param {Uint8Array} wanted
 */
export function has({ start, numbers }, row, wanted) {
  for (let index = start[row]; index < start[row + 1]; index++) if (wanted[numbers[index]]) return true;
  return false;
}

/**
 * Adds a row to the counts of its numbers.
 * @param {Flat} lists
 * @param {number} row
 * @param {Uint32Array} counts
 */
export function tally({ start, numbers }, row, counts) {
  for (let index = start[row]; index < start[row + 1]; index++) counts[numbers[index]]++;
}
