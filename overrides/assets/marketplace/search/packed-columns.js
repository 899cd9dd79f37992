// @ts-check
/* Texts and lists of numbers of all rows, packed into one string or array so that searching and counting are fast. */
import { fold } from "./text-matching.js";

/**
 * Folded texts, joined: the text of a row is `whole.slice(starts[row], starts[row + 1])`.
 * @typedef {{whole: string, starts: Uint32Array}} PackedTexts
 */

/**
 * @param {number} count
 * @param {(row: number) => string} textOf
 * @returns {PackedTexts}
 */
export function packTexts(count, textOf) {
  const pieces = new Array(count);
  const starts = new Uint32Array(count + 1);
  for (let row = 0; row < count; row++) {
    // No search term contains a line break, so that no match spans two rows.
    pieces[row] = `${fold(textOf(row))}\n`;
    starts[row + 1] = starts[row] + pieces[row].length;
  }
  return { whole: pieces.join(""), starts };
}

/**
 * Calls `onMatch` for each row that contains the term, with the offset of the first occurrence in `whole`.
 * @param {PackedTexts} texts
 * @param {string} term
 * @param {(row: number, offset: number) => void} onMatch
 */
export function scanTexts({ whole, starts }, term, onMatch) {
  let row = 0;
  for (let offset = whole.indexOf(term); offset >= 0; offset = whole.indexOf(term, starts[row])) {
    while (starts[row + 1] <= offset) row++;
    onMatch(row, offset);
    row++;
    if (row + 1 >= starts.length) return;
  }
}

/**
 * Lists of numbers, joined: those of a row are `numbers.subarray(starts[row], starts[row + 1])`.
 * @typedef {{starts: Uint32Array, numbers: Uint32Array}} PackedLists
 */

/**
 * @param {number[][]} lists
 * @returns {PackedLists}
 */
export function packLists(lists) {
  const starts = new Uint32Array(lists.length + 1);
  for (let row = 0; row < lists.length; row++) starts[row + 1] = starts[row] + lists[row].length;
  const numbers = new Uint32Array(starts[lists.length]);
  for (let row = 0; row < lists.length; row++) numbers.set(lists[row], starts[row]);
  return { starts, numbers };
}

/**
 * Whether a row has one of the wanted numbers.
 * @param {PackedLists} lists
 * @param {number} row
 * @param {Uint8Array} wanted 1 for each wanted number
 */
export function hasAny({ starts, numbers }, row, wanted) {
  for (let index = starts[row]; index < starts[row + 1]; index++) if (wanted[numbers[index]]) return true;
  return false;
}

/**
 * Adds one to the count of each number of a row.
 * @param {PackedLists} lists
 * @param {number} row
 * @param {Uint32Array} counts by number
 */
export function countNumbers({ starts, numbers }, row, counts) {
  for (let index = starts[row]; index < starts[row + 1]; index++) counts[numbers[index]]++;
}
