// @ts-check
/*
 * What a word with mistakes was to be: a word of the index, a usual one, or one of the glossary. The same as
 * `search/mistyped.py`; a test compares both.
 */

import { allowed, distance, kinds, lacking } from "./distances.js";
import { letters } from "./folding.js";
import { stem } from "./stems.js";
import { DERIVED, EXACT, LANGUAGES, TRUST_DERIVED, derived, isUsual, known, meanings, stems } from "./ways.js";

/** @typedef {import("./ways.js").Index} Index */
/** @typedef {import("./ways.js").Term} Term */
/** @typedef {import("./ways.js").Way} Way */

/** By the number of mistakes. */
const WEIGHTS = [0, 75, 50];
const TRUSTS = [0, 90, 50];
/** A short word is soon that near to another one; so is a stem. */
const TRUSTS_SHORT = [0, 60, 30];
const TRUST_RELATED = 60;
/** The trust of a way whose word is clearly mistyped. */
export const CLEAR = TRUSTS[1];

const LONG = 6;
/** A word as long as this that is one mistake away from another one was hardly meant to be a third. */
const NO_CHANCE = 8;
const NEAREST = 4;
const DIGIT = /^\p{Nd}/u;
/** Endings that may hide a mistake: "valdation" is near "valid", "scaning" is "scan". */
const ENDINGS = ["ements", "ement", "ments", "ment", "ations", "ation", "ators", "ator", "ating", "ated", "ings", "ing", "ers", "er", "ed"];
/** Characters that take two units in JavaScript; nobody mistypes them. */
const ASTRAL = /[\ud800-\udfff]/;

/**
 * The words that a mistyped one is nearest to, the nearest first, and what is derived from that one.
 * @param {string} word
 * @param {string[]} forms its stems
 * @param {number} slot
 * @param {Index} index
 * @returns {Way[]}
 */
export function mistyped(word, forms, slot, index) {
  let near = nearest(word, forms, index);
  if (!near.some(({ trust }) => trust === CLEAR)) {
    const usual = nearestUsual(word, index);
    if (usual.length) near = usual;
  }
  if (!near.length) return [];
  /** @param {number} weight @param {Term} term @param {number} trust @returns {Way} */
  const way = (weight, term, trust) => ({ first: slot, last: slot, weight, kind: "mistyped", terms: [term], trust });
  const weight = Math.floor((DERIVED * WEIGHTS[near[0].apart]) / 100);
  return [
    ...near.map(({ apart, term, trust }) => way(WEIGHTS[apart], term, trust)),
    ...known(derived(near[0].term.word), index).map((term) => way(weight, term, TRUST_DERIVED)),
  ];
}

/**
 * What a mistyped word of the glossary means.
 * @param {string} word
 * @param {number} slot
 * @param {Index} index
 * @returns {Way[]}
 */
export function mistypedGlossary(word, slot, index) {
  const limit = Math.min(allowed(word), letters(word) < LONG + 3 ? 1 : 2);
  if (letters(word) < LONG || !limit || ASTRAL.test(word)) return [];
  const form = stem(word, "de");
  let least = limit + 1;
  let nearest = "";
  for (const key of index.same.keys()) {
    const far = key.includes(" ") ? limit + 1 : distance(form, key, limit);
    if (far < least || (far === least && far <= limit && key < nearest)) [least, nearest] = [far, key];
  }
  if (least > limit) return [];
  return meanings(nearest, index)
    .filter(({ weight }) => weight !== EXACT)
    .map(({ weight, terms }) => ({
      ...{ first: slot, last: slot, weight: Math.floor((weight * WEIGHTS[least]) / 100), kind: "related", terms },
      trust: TRUST_RELATED,
    }));
}

/**
 * @param {string} word
 * @param {string[]} forms
 * @param {Index} index
 */
function nearest(word, forms, index) {
  const limit = ASTRAL.test(word) ? 0 : allowed(word);
  if (!limit) return [];
  const wanted = kinds(word);
  const ending = ENDINGS.find((each) => word.endsWith(each));
  const asForms = [...forms, ...(ending ? [word.slice(0, -ending.length)] : [])]
    .map((form) => ({ form, bits: kinds(form), most: Math.min(limit, allowed(form)) }))
    .filter((form) => form.most);
  /** @type {{apart: number, other: number, term: Term, trust: number}[]} */
  const found = [];
  for (const { terms, spellingKinds, formKinds } of index.allTerms())
    for (const [at, term] of terms.entries()) {
      // The stem is often a word too ("calendar" beside "calendars").
      const whole = Math.min(
        lacking(wanted, spellingKinds[at]) > limit ? limit + 1 : distance(word, term.spelling, limit),
        lacking(wanted, formKinds[at]) > limit ? limit + 1 : distance(word, term.word, limit),
      );
      let far = whole;
      let same = false;
      if (far && term.word !== term.spelling)
        for (const { form, bits, most: allowance } of asForms) {
          if (lacking(bits, formKinds[at]) > allowance) continue;
          const next = distance(form, term.word, allowance);
          if (next > allowance) continue;
          far = Math.min(far, Math.max(next, 1));
          same ||= !next;
        }
      if (far > limit || letters(term.spelling) < 4 || DIGIT.test(term.word) || ASTRAL.test(term.word)) continue;
      // The same letters in another order are a slip of the fingers.
      const swapped = ordered(term.word) === ordered(word) || ordered(term.spelling) === ordered(word);
      const trusts = same || swapped || (whole === far && letters(word) >= LONG) ? TRUSTS : TRUSTS_SHORT;
      found.push({ apart: far, other: far + (term.word[0] === word[0] ? 0 : 1), term, trust: trusts[far] });
    }
  found.sort((a, b) => a.other - b.other || a.term.rarity - b.term.rarity || a.term.number - b.term.number);
  return found.slice(0, NEAREST);
}

/** @param {string} word */
const ordered = (word) => [...word].sort().join("");

/**
 * What was to be a word that software is often described with: the index knows one form of it only.
 * @param {string} word
 * @param {Index} index
 */
function nearestUsual(word, index) {
  const limit = allowed(word);
  if (letters(word) < LONG || ASTRAL.test(word)) return [];
  let least = limit + 2;
  let apart = 0;
  let closest = "";
  for (const language of LANGUAGES)
    for (const usual of index.usual[language]) {
      const far = distance(word, usual, limit);
      if (far > limit) continue;
      const other = far + (usual[0] === word[0] ? 0 : 1);
      if (other > least || (other === least && closest && (far > apart || (far === apart && usual >= closest)))) continue;
      [least, apart, closest] = [other, far, usual];
    }
  if (!closest) return [];
  return known(stems(closest, index), index).map((term) => ({ apart, term, trust: TRUSTS[apart], other: least }));
}

/**
 * Whether a word is one with a mistake that software of all kinds is described with.
 * @param {string} word
 * @param {Index} index
 */
export function isNearlyUsual(word, index) {
  if (letters(word) < NO_CHANCE || ASTRAL.test(word) || isUsual(word, index)) return false;
  return LANGUAGES.some((language) => index.usual[language].some((usual) => distance(word, usual, 1) <= 1));
}
