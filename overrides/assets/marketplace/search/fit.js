// @ts-check
/* How well a project meets a need: what its words tell for it, and what it lacks tells against it; see `search/fit.py`. */

/** What a word tells of a project, where it is there and where it is not. @typedef {{there: number, missing: number}} Telling */

export const GOOD = 50;
export const SHOWN = 60;
export const LEAST = 30;

const FULL = 100 * SHOWN;
const KNOWN = 4_000;
const POINT = 10;
const BASE = -220;
const ONE_WORD = 150;
const TOGETHER = 100;
const TEN_TIMES = -80;
const USUAL_SIZE = 250;
const THERE = 300;
const THERE_COMMON = 200;
const NOWHERE = -220;
const NOWHERE_USUAL = -130;

/**
 * What a word tells: of all days, usual in descriptions of software, or neither; `most` is how far it is there at most.
 * @param {boolean} common
 * @param {boolean} usual
 * @param {number} most
 * @param {boolean} alone a word alone is there in every result
 * @returns {Telling}
 */
export function telling(common, usual, most, alone) {
  if (common) return { there: THERE_COMMON, missing: 0 };
  return { there: THERE, missing: alone || most >= KNOWN ? 0 : usual ? NOWHERE_USUAL : NOWHERE };
}

/**
 * How well a project meets a need, of 100, from its words and how far each is there (of 6,000).
 * @param {readonly Telling[]} words
 * @param {(slot: number) => number} trust
 * @param {number} together how many stand beside the one before as typed
 * @param {number} start
 */
export function match(words, trust, together, start) {
  let told = 0;
  for (let slot = 0; slot < words.length; slot++) {
    const { there, missing } = words[slot];
    told += there * trust(slot) + missing * (FULL - trust(slot));
  }
  const points = Math.floor((start + Math.floor(told / FULL) + TOGETHER * together) / POINT);
  return Math.max(0, Math.min(100, GOOD + points));
}

/**
 * What is added for a catalogue of this size and a need of so many words.
 * @param {number} size
 * @param {number} words
 */
export function base(size, words) {
  return BASE + Math.floor((TEN_TIMES * (size - USUAL_SIZE)) / 100) + (words === 1 ? ONE_WORD : 0);
}
