// @ts-check
/*
 * What somebody types, as places to fill: for each word, what in the index would fill it, and how well. The same as
 * `search/query.py`; a test compares both.
 */

import { EXACT, compounds, different, known, meanings } from "./compounds.js";
import { allowed, distance, kinds, lacking } from "./distances.js";
import { chunk, letters, plain, unspaced, written } from "./folding.js";
import { stem } from "./stems.js";

/** @typedef {import("./reader.js").Index} Index */
/** @typedef {import("./reader.js").Term} Term */
/** @typedef {"word" | "begun" | "mistyped" | "joined" | "apart" | "related"} Kind */
/**
 * One way to fill the slots from `first` to `last`: all these terms occur. `weight` and `trust` are of 100.
 * @typedef {{first: number, last: number, weight: number, kind: Kind, terms: Term[], trust: number}} Way
 */
/** @typedef {{word: string, rarity: number, place: number, common: boolean, usual: boolean}} Slot */
/** @typedef {{slots: Slot[], ways: Way[], meant: [string, string][]}} Query */
/** @typedef {{text: string, extras: string[], place: number, last: boolean}} Word */

const LANGUAGES = ["en", "de"];
const CHARACTERS = 2_000;
const CHUNKS = 400;
const SLOTS = 24;

const COMMON = 50;
const JOINED = 95;
const APART = 80;
const PREFIX = 80;
const PREFIX_TOO = 40;
const DERIVED = 60;
const MISTYPED = [0, 75, 50];

const TRUST_BEGUN = 90;
const TRUST_DERIVED = 60;
const TRUST_APART = 85;
/** By weight: a word of the organisation's list, and one of the other language. */
const TRUST_TRANSLATED = 95;
const TRUST_RELATED = new Map([
  [90, 95],
  [60, TRUST_TRANSLATED],
]);
const TRUST_SIMILAR = 65;
const TRUST_RELATED_MISTYPED = 60;
const TRUST_MISTYPED = [0, 90, 50];
const TRUST_SHORT = [0, 60, 30];
const LONG = 6;

const PREFIXES = 16;
const NEAREST = 4;
const APART_FROM = 6;

const DIGIT = /^\p{Nd}/u;
const UMLAUT = /[äöüÄÖÜß]/;
const ADVERB = /^[a-z]{4,}ly$/;
const PARTICIPLE = /^(ab|an|auf|aus|bei|ein|her|hin|mit|nach|vor|weg|wieder|zu|zuruck|zusammen)?(?:ge|zu)([a-z]{3,}?)(?:t|et|en)$/;
/** Endings that may hide a mistake: "valdation" is near "valid", "scaning" is "scan". */
const ENDINGS = ["ements", "ement", "ments", "ment", "ations", "ation", "ators", "ator", "ating", "ated", "ings", "ing", "ers", "er", "ed"];
/** Characters that take two units in JavaScript; nobody mistypes them. */
const ASTRAL = /[\ud800-\udfff]/;

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
    const found = waysOf(word, slot, index, meant);
    const common =
      LANGUAGES.some((language) => index.common[language].has(stem(word.text, language))) ||
      (!found.length && ADVERB.test(word.text));
    ways.push(...found);
    // A word that is clearly mistyped says as much as the one that it was to be.
    const asTyped = found.filter(({ kind }) => kind === "word");
    const clear = asTyped.length ? asTyped : found.filter(({ kind, trust }) => kind === "mistyped" && trust === TRUST_MISTYPED[1]).slice(0, 1);
    const least = clear.length ? Math.min(...clear.map(({ terms }) => terms[0].rarity)) : index.unknown;
    return { word, common, rarity: Math.max(Math.floor((least * (common ? COMMON : 100)) / 100), 1) };
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
  const slots = said.map(({ word, common, rarity }) => ({
    ...{ word: word.text, rarity, place: word.place, common },
    usual: foreign || isUsual(word.text, index),
  }));
  return { slots, ways, meant };
}

/** Whether these ways to fill a slot begin with a word of the other language. @param {Way[]} filling */
function translated(filling) {
  const trust = filling.reduce((most, way) => Math.max(most, way.trust), 0);
  return trust === TRUST_TRANSLATED && filling.every((way) => way.kind !== "word");
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

/** @param {string} word @param {Index} index */
function stems(word, index) {
  return different(LANGUAGES.filter((language) => index.languages.includes(language)).map((language) => stem(word, language)));
}

/**
 * @param {Word} word
 * @param {number} slot
 * @param {Index} index
 * @param {[string, string][]} meant
 */
function waysOf(word, slot, index, meant) {
  const forms = stems(word.text, index);
  const exact = known([...forms, ...word.extras.flatMap((extra) => stems(extra, index))], index);
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
  if (exact.length || begun) return ways;
  const named = [...forms, stem(word.text, "de")].some((form) => index.same.has(form));
  const usual = isUsual(word.text, index);
  let near = named || usual ? [] : mistyped(word.text, forms, index, allowed(word.text));
  if (!(named || usual) && !near.some(({ trust }) => trust === TRUST_MISTYPED[1])) {
    const meantUsual = mistypedUsual(word.text, index);
    if (meantUsual.length) near = meantUsual;
  }
  if (near.length) meant.push([word.text, near[0].term.spelling]);
  for (const { apart, term, trust } of near) add(MISTYPED[apart], "mistyped", [term], trust);
  if (near.length)
    for (const term of known(derived(near[0].term.word), index))
      add(Math.floor((DERIVED * MISTYPED[near[0].apart]) / 100), "mistyped", [term], TRUST_DERIVED);
  if (letters(word.text) >= APART_FROM) {
    const pair = apart(word.text, index);
    if (pair) add(APART, "apart", pair, TRUST_APART);
  }
  if (!ways.length && !named) ways.push(...compounds(word.text, slot, index));
  if (!ways.length && !named) ways.push(...mistypedRelated(word.text, slot, index));
  return ways;
}

/**
 * Stems of who or what does it, and of doing: "scanner" for "scan", "print" for "printer".
 * @param {string} form
 */
function derived(form) {
  if (!/^[a-z]{3,}$/.test(form)) return [];
  const made = [`${form}er`, `${form}${form.slice(-1)}er`, `${form}or`];
  if (form.length > 4 && /[eo]r$/.test(form)) {
    const base = form.slice(0, -2);
    made.push(base.length > 3 && base.at(-1) === base.at(-2) ? base.slice(0, -1) : base);
  }
  return made;
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
 * @param {string} word
 * @param {string[]} forms
 * @param {Index} index
 * @param {number} most
 */
function mistyped(word, forms, index, most) {
  const limit = ASTRAL.test(word) ? 0 : Math.min(most, allowed(word));
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
      const trusts = same || (whole === far && letters(word) >= LONG) ? TRUST_MISTYPED : TRUST_SHORT;
      found.push({ apart: far, other: far + (term.word[0] === word[0] ? 0 : 1), term, trust: trusts[far] });
    }
  found.sort((a, b) => a.other - b.other || a.term.rarity - b.term.rarity || a.term.number - b.term.number);
  return found.slice(0, NEAREST);
}

/** @param {string} word @param {Index} index */
function isUsual(word, index) {
  return LANGUAGES.some((language) => index.usualStems[language].has(stem(word, language)));
}

/**
 * What was to be a word that software is often described with: the index knows one form of it only.
 * @param {string} word
 * @param {Index} index
 */
function mistypedUsual(word, index) {
  const limit = allowed(word);
  if (letters(word) < LONG || ASTRAL.test(word)) return [];
  let least = limit + 2;
  let apart = 0;
  let nearest = "";
  for (const language of LANGUAGES)
    for (const usual of index.usual[language]) {
      const far = distance(word, usual, limit);
      if (far > limit) continue;
      const other = far + (usual[0] === word[0] ? 0 : 1);
      if (other > least || (other === least && nearest && (far > apart || (far === apart && usual >= nearest)))) continue;
      [least, apart, nearest] = [other, far, usual];
    }
  if (!nearest) return [];
  return known(stems(nearest, index), index).map((term) => ({ apart, term, trust: TRUST_MISTYPED[apart], other: least }));
}

/**
 * What a mistyped word of the glossary means.
 * @param {string} word
 * @param {number} slot
 * @param {Index} index
 * @returns {Way[]}
 */
function mistypedRelated(word, slot, index) {
  const limit = Math.min(allowed(word), letters(word) < APART_FROM + 3 ? 1 : 2);
  if (letters(word) < APART_FROM || !limit || ASTRAL.test(word)) return [];
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
      ...{ first: slot, last: slot, weight: Math.floor((weight * MISTYPED[least]) / 100), kind: "related", terms },
      trust: TRUST_RELATED_MISTYPED,
    }));
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
      let keys = LANGUAGES.map((language) =>
        words
          .slice(first, last + 1)
          .map((word) => stem(word.text, language))
          .join(" "),
      );
      if (first === last && !keys.some((key) => index.same.has(key))) keys = infinitives(words[first].text);
      for (const key of different(keys))
        for (const [weight, ...listed] of index.same.get(key) ?? []) {
          const terms = known(listed, index);
          const share = Math.floor(weight / (last - first + 1));
          if (terms.length === listed.length)
            ways.push({ first, last, weight: share, kind: "related", terms, trust: TRUST_RELATED.get(weight) ?? TRUST_SIMILAR });
        }
    }
  return ways;
}
