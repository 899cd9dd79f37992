// @ts-check
/*
 * What somebody types, as places to fill: for each word, what in the index would fill it, and how well. The same as
 * `search/query.py`; a test compares both.
 */

import { compounds } from "./compounds.js";
import { chunk, letters, plain, unspaced, written } from "./folding.js";
import { CLEAR, isNearlyUsual, mistyped, mistypedGlossary } from "./mistyped.js";
import { stem } from "./stems.js";
import { DERIVED, EXACT, LANGUAGES, TRUST_DERIVED, derived, different, isCommon, isCorrect, isEnglish, isUsual, known, stems } from "./ways.js";

/** @typedef {import("./reader.js").Index} Index */
/** @typedef {import("./ways.js").Term} Term */
/** @typedef {import("./ways.js").Kind} Kind */
/** @typedef {import("./ways.js").Way} Way */
/** @typedef {{word: string, rarity: number, place: number, common: boolean, usual: boolean}} Slot */
/** @typedef {{slots: Slot[], ways: Way[], meant: [string, string][]}} Query */
/** @typedef {{text: string, extras: string[], place: number, last: boolean}} Word */

const CHARACTERS = 2_000;
const CHUNKS = 400;
const SLOTS = 24;

const COMMON = 50;
const JOINED = 95;
const APART = 80;
const PREFIX = 80;
const PREFIX_TOO = 40;

const TRUST_BEGUN = 90;
const TRUST_APART = 85;
/** What a word of the other language weighs, and one of the organisation's list. */
const TRANSLATION = 60;
const SYNONYM = 90;
const TRUST_RELATED = 95;
const TRUST_SIMILAR = 65;

const PREFIXES = 16;
const APART_FROM = 6;

/** Without a vowel no stem ends before an "s": "pdfs" are each a PDF. */
const ABBREVIATIONS = /^[b-df-hj-np-tv-z]{2,}s$/;
const UMLAUT = /[äöüÄÖÜß]/;
const ADVERB = /^[a-z]{4,}ly$/;
const PARTICIPLE = /^(ab|an|auf|aus|bei|ein|her|hin|mit|nach|vor|weg|wieder|zu|zuruck|zusammen)?(?:ge|zu)([a-z]{3,}?)(?:t|et|en)$/;

/**
 * Works out what a text looks for in an index.
 * @param {string} typed
 * @param {Index} index
 * @returns {Query}
 */
export function readQuery(typed, index) {
  const read = typed.length > CHARACTERS ? [...typed].slice(0, CHARACTERS).join("") : typed;
  const text = plain(read);
  const pieces = written(text);
  const chunks = pieces.slice(0, CHUNKS).map((piece) => chunk(piece, index.oneWord));
  const begun = pieces.length > 0 && pieces.length < CHUNKS && text.endsWith(pieces[pieces.length - 1]);
  const words = wordsOf(chunks, index, begun);
  index.expect(words.flatMap((word) => [word.text, ...stems(word.text, index)]));
  const kept = rarest(words, index);
  /** @type {Way[]} */
  const ways = [];
  /** @type {[string, string][]} */
  const meant = [];
  const said = kept.map((word, slot) => {
    const { ways: found, nearlyUsual } = waysOf(word, slot, index, meant);
    const common = isCommon(word.text, index) || (!found.length && ADVERB.test(word.text));
    ways.push(...found);
    // A word that is clearly mistyped says as much as the one that it was to be.
    const asTyped = found.filter(({ kind }) => kind === "word");
    const clear = asTyped.length ? asTyped : found.filter(({ kind, trust }) => kind === "mistyped" && trust === CLEAR).slice(0, 1);
    const least = clear.length ? Math.min(...clear.map(({ terms }) => terms[0].rarity)) : index.unknown;
    return { word, common, nearlyUsual, rarity: Math.max(Math.floor((least * (common ? COMMON : 100)) / 100), 1) };
  });
  for (let at = 0; at + 1 < kept.length; at++) {
    const [one, other, third] = kept.slice(at, at + 3);
    if (other.place !== one.place + 1) continue;
    ways.push(...joined(at, at + 1, one.text + other.text, index));
    if (third?.place === one.place + 2) ways.push(...joined(at, at + 2, one.text + other.text + third.text, index));
  }
  ways.push(...same(kept, index));
  // A word that the glossary lacks tells less where others had to be translated.
  const foreign = UMLAUT.test(read) || kept.some((_, at) => translated(ways.filter((way) => way.first <= at && at <= way.last)));
  const slots = said.map(({ word, common, nearlyUsual, rarity }, at) => ({
    ...{ word: word.text, rarity, place: word.place, common },
    usual:
      foreign ||
      isUsual(word.text, index) ||
      (nearlyUsual && !ways.some((way) => way.first <= at && at <= way.last)),
  }));
  return { slots, ways, meant };
}

/** Whether these ways to fill a slot begin with a word of the other language. @param {Way[]} filling */
function translated(filling) {
  const trust = filling.reduce((most, way) => Math.max(most, way.trust), 0);
  const begins = filling.some((way) => way.kind === "translated" && way.trust === trust);
  return begins && filling.every((way) => way.kind !== "word");
}

/**
 * The words of the text that say something; those that do not, if there are no others.
 * @param {import("./folding.js").Chunk[]} chunks
 * @param {Index} index
 * @param {boolean} begun
 */
function wordsOf(chunks, index, begun) {
  /** @type {Word[]} */
  const words = [];
  for (const [number, { parts, extras }] of chunks.entries())
    for (const [at, text] of parts.entries()) {
      const more = extras.filter(({ first, last }) => first === at && last === at).map(({ word }) => word);
      const last = begun && number === chunks.length - 1 && at === parts.length - 1;
      words.push({ text, extras: more, place: words.length, last });
    }
  /** @param {Word[]} some @param {ReadonlySet<string>} without */
  const left = (some, without) => {
    const others = some.filter((word) => !without.has(word.text));
    return others.length ? others : some;
  };
  /** @type {Map<string, Word>} */
  const first = new Map();
  for (const word of left(left(words, index.stop), index.fillers)) if (!first.has(word.text)) first.set(word.text, word);
  return [...first.values()];
}

/** @param {Word[]} words @param {Index} index */
function rarest(words, index) {
  if (words.length <= SLOTS) return words;
  const rarity = words.map((word) => Math.max(0, ...stems(word.text, index).map((found) => index.term(found)?.rarity ?? 0)));
  const chosen = words.map((_, at) => at).sort((a, b) => rarity[b] - rarity[a] || a - b);
  return chosen
    .slice(0, SLOTS)
    .sort((a, b) => a - b)
    .map((at) => words[at]);
}

/**
 * The ways to fill a word, and whether it seems to be a usual one with a mistake.
 * @param {Word} word
 * @param {number} slot
 * @param {Index} index
 * @param {[string, string][]} meant
 * @returns {{ways: Way[], nearlyUsual: boolean}}
 */
function waysOf(word, slot, index, meant) {
  const forms = stems(word.text, index);
  let exact = known([...forms, ...word.extras.flatMap((extra) => stems(extra, index))], index);
  if (!exact.length && ABBREVIATIONS.test(word.text)) exact = known(stems(word.text.slice(0, -1), index), index);
  /** @type {Way[]} */
  const ways = [];
  /** @param {number} weight @param {Kind} kind @param {Term[]} terms @param {number} trust */
  const add = (weight, kind, terms, trust) => ways.push({ first: slot, last: slot, weight, kind, terms, trust });
  for (const term of exact) add(EXACT, "word", [term], 100);
  const taken = new Set(exact.map((term) => term.word));
  let begun = false;
  if (word.last && (letters(word.text) > 1 || unspaced(word.text))) {
    const more = index.starting(word.text, PREFIXES).filter((term) => !taken.has(term.word));
    for (const term of more) {
      add(exact.length ? PREFIX_TOO : PREFIX, "begun", [term], TRUST_BEGUN);
      taken.add(term.word);
    }
    begun = more.length > 0;
  }
  for (const term of known(forms.flatMap(derived), index))
    if (!taken.has(term.word)) add(DERIVED, "word", [term], TRUST_DERIVED);
  if (exact.length || begun) return { ways, nearlyUsual: false };
  const named = [...forms, stem(word.text, "de")].some((form) => index.same.has(form));
  const correct = named || isCorrect(word.text, index);
  const near = correct ? [] : mistyped(word.text, forms, slot, index);
  // What is two mistakes away, or from a short word one, is mostly another word: it ranks low, and is not offered.
  if (near[0]?.trust === CLEAR) meant.push([word.text, near[0].terms[0].spelling]);
  ways.push(...near);
  if (letters(word.text) >= APART_FROM) {
    const pair = apart(word.text, index);
    if (pair) add(APART, "apart", pair, TRUST_APART);
  }
  if (near.length || named) return { ways, nearlyUsual: false };
  if (isNearlyUsual(word.text, index)) return { ways, nearlyUsual: true };
  const { both, halves } = compounds(word.text, slot, index);
  // By half it says little: sooner it is two words that were typed as one, or a mistake.
  if (ways.length) return { ways: [...ways, ...both], nearlyUsual: false };
  if (both.length) return { ways: [...both, ...halves], nearlyUsual: false };
  const meantWays = mistypedGlossary(word.text, slot, index);
  return { ways: meantWays.length ? meantWays : halves, nearlyUsual: false };
}

/**
 * Two words of the index that were typed as one.
 * @param {string} word
 * @param {Index} index
 */
function apart(word, index) {
  const characters = [...word];
  let most = 0;
  /** @type {Term[] | null} */
  let best = null;
  for (let at = 2; at < characters.length - 1; at++) {
    const value = Math.min(at, characters.length - at);
    if (value < 3 || value <= most) continue;
    const first = known(stems(characters.slice(0, at).join(""), index), index);
    const last = first.length ? known(stems(characters.slice(at).join(""), index), index) : [];
    if (!last.length) continue;
    most = value;
    best = [first[0], last[0]];
  }
  return best;
}

/**
 * Stems of the German verb of a form with "ge" or "zu" inside: "eingelesen" and "einzulesen" of "einlesen".
 * @param {string} word
 */
function infinitives(word) {
  const found = PARTICIPLE.exec(word);
  return found ? [stem(`${found[1] ?? ""}${found[2]}en`, "de")] : [];
}

/**
 * @param {number} first
 * @param {number} last
 * @param {string} word
 * @param {Index} index
 * @returns {Way[]}
 */
function joined(first, last, word, index) {
  return known(stems(word, index), index).map((term) => ({ first, last, weight: JOINED, kind: "joined", terms: [term], trust: 100 }));
}

/**
 * What words and phrases are the same as, by the organisation's list or the glossary.
 * @param {Word[]} words
 * @param {Index} index
 */
function same(words, index) {
  /** @type {Way[]} */
  const ways = [];
  for (let first = 0; first < words.length; first++)
    for (let last = first; last < Math.min(first + 3, words.length); last++) {
      if (last > first && words[last].place > words[last - 1].place + 2) break;
      const phrase = words.slice(first, last + 1);
      const languages = phrase.every((word) => isEnglish(word.text, index)) ? LANGUAGES.slice(0, 1) : LANGUAGES;
      let keys = languages.map((language) => phrase.map((word) => stem(word.text, language)).join(" "));
      if (first === last && !keys.some((key) => index.same.has(key))) keys = infinitives(words[first].text);
      for (const key of different(keys))
        for (const [weight, ...listed] of index.same.get(key) ?? []) {
          const terms = known(listed, index);
          if (terms.length < listed.length) continue;
          const kind = weight === TRANSLATION ? "translated" : "related";
          const trust = kind === "translated" || weight === SYNONYM ? TRUST_RELATED : TRUST_SIMILAR;
          ways.push({ first, last, weight, kind, terms, trust });
        }
    }
  return ways;
}
