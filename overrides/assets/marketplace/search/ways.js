// @ts-check
/*
 * Ways to fill a word that is looked for: terms of the index, and how they came from what was typed. The same as
 * `search/ways.py`; a test compares both.
 */

import { stem } from "./stems.js";

/** @typedef {import("./reader.js").Index} Index */
/** @typedef {import("./reader.js").Term} Term */
/** @typedef {"word" | "begun" | "mistyped" | "joined" | "apart" | "related" | "translated" | "divided"} Kind */
/**
 * One way to fill the slots from `first` to `last`: all these terms occur. `weight` and `trust` are of 100.
 * @typedef {{first: number, last: number, weight: number, kind: Kind, terms: Term[], trust: number}} Way
 */

export const LANGUAGES = ["en", "de"];
export const EXACT = 100;
export const DERIVED = 60;
export const TRUST_DERIVED = 60;
/** The most that half of a compound shows. */
export const TRUST_HALF = 40;
const MEANINGS = 8;

/** Whether terms are other words than those typed, with the same or a similar meaning. @param {Kind} kind */
export const isMeant = (kind) => kind === "related" || kind === "translated" || kind === "divided";

/** Whether terms are the parts of one word, so that both together are worth more than a part. @param {Kind} kind */
export const isOfParts = (kind) => kind === "apart" || kind === "divided";

/** @template T @param {Iterable<T>} values */
export const different = (values) => [...new Set(values)];

/**
 * @param {Iterable<string>} listed
 * @param {Index} index
 * @returns {Term[]}
 */
export function known(listed, index) {
  return different(listed).flatMap((word) => index.term(word) ?? []);
}

/** The stems of a word in the languages of an index. @param {string} word @param {Index} index */
export function stems(word, index) {
  return different(LANGUAGES.filter((language) => index.languages.includes(language)).map((language) => stem(word, language)));
}

/** Whether a word is of all days. @param {string} word @param {Index} index */
export function isCommon(word, index) {
  return LANGUAGES.some((language) => index.common[language].has(stem(word, language)));
}

/** Whether software of all kinds is described with a word. @param {string} word @param {Index} index */
export function isUsual(word, index) {
  return LANGUAGES.some((language) => index.usualStems[language].has(stem(word, language)));
}

/**
 * Whether a word is one that people write: of all days, a usual or an ordinary one, or of the glossary.
 * @param {string} word
 * @param {Index} index
 */
export function isCorrect(word, index) {
  const stems = LANGUAGES.map((language) => stem(word, language));
  return stems.some((each) => index.glossary.has(each) || index.ordinary.has(each)) || isUsual(word, index) || isCommon(word, index);
}

/**
 * Whether a word is a usual English one and no German one, so that its German stem misleads: in German, "dates"
 * has the stem of "Daten", and "page" that of "pager".
 * @param {string} word
 * @param {Index} index
 */
export function isEnglish(word, index) {
  return index.usualStems.en.has(stem(word, "en")) && !index.usual.de.includes(word);
}

/**
 * Stems of who or what does it, and of doing: "scanner" for "scan", "print" for "printer".
 * @param {string} form
 */
export function derived(form) {
  if (!/^[a-z]{3,}$/.test(form)) return [];
  const made = [`${form}er`, `${form}${form.slice(-1)}er`, `${form}or`];
  if (form.length > 4 && /[eo]r$/.test(form)) {
    const base = form.slice(0, -2);
    made.push(base.length > 3 && base.at(-1) === base.at(-2) ? base.slice(0, -1) : base);
  }
  return made;
}

/**
 * What a part of a compound means: itself, and what means the same.
 * @param {string} part
 * @param {Index} index
 */
export function meanings(part, index) {
  const found = known([part], index).map((term) => ({ weight: EXACT, terms: [term] }));
  for (const [weight, ...words] of index.same.get(part) ?? []) {
    const terms = known(words, index);
    if (terms.length === words.length) found.push({ weight, terms });
  }
  return found.slice(0, MEANINGS);
}
