// @ts-check
/* Lists of numbers of all rows, packed into one array so that counting is fast. */

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
