// @ts-check
/*
 * One ranking for the gallery, the header's search, commands and assistants. The same as `search/ranking.py`, in whole
 * numbers; a test compares both.
 */

import { GOOD, LEAST, SHOWN, base, match, telling } from "./fit.js";
import { readQuery } from "./query.js";
import { TRUST_HALF, isMeant, isOfParts } from "./ways.js";

/** @typedef {import("./reader.js").Index} Index */
/** @typedef {import("./reader.js").Posting} Posting */
/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./ways.js").Way} Way */
/**
 * How a word came to be found: the way, the terms that are there, and the bits of fields.
 * @typedef {{kind: import("./ways.js").Kind, terms: string[], bits: number}} Why
 */
/**
 * The results, best first: numbers of records, and how well each fits, of 100. The first `fitting` of them fit; if
 * none does, they are merely the closest. `why` explains one of them.
 * @typedef {{records: Uint32Array, scores: Float64Array, matches: Uint8Array, fitting: number, query: Query,
 *   why: (record: number) => Why[]}} Found
 */
/**
 * By record: how well a slot is filled, by which way (counted from one), in which fields, and how far that can be trusted.
 * @typedef {{values: Int32Array, ways: Uint16Array, bits: Uint8Array, trusts: Uint16Array}} Filled
 */

const FULL = 50;
const LOOKED_AT = 200;
/** What a match of a project counts that should not be used any more, of 100: its successor comes first. */
const ENDING = 70;
/** What a match counts of 100 where only a long README has the words: some of them are in most long ones. */
const BY_CHANCE = 40;
/** The bits of all fields but long texts and words of similar meaning. */
const FIELD_BITS = 63;

const NAMED_WORDS = 16;
const NAMES = 256;
/** More than there can be records, for sorting scores and records as one number. */
const RECORDS = 2 ** 20;

/**
 * Ranks the records of an index for what somebody typed. Raises `Missing` while pieces of the index are.
 * @param {string} text
 * @param {Index} index
 * @param {ReadonlySet<number>} [wanted] kinds of records; all, if left out
 * @returns {Found}
 */
export function search(text, index, wanted) {
  const query = readQuery(text, index);
  const { slots, ways } = query;
  index.expectPostings(ways.flatMap((way) => way.terms.map((term) => term.number)));
  const of = cached((number) => index.posting(number));
  const allowed = wanted ? ranges(index, wanted) : [[0, index.count]];
  /** @type {Filled[]} */
  const filled = slots.map(() => ({
    values: new Int32Array(index.count),
    ways: new Uint16Array(index.count),
    bits: new Uint8Array(index.count),
    trusts: new Uint16Array(index.count),
  }));
  const there = new Uint8Array(index.count);
  for (const [number, way] of ways.entries())
    fill(way, query, of, (record, value, impact, bits) => {
      if (wanted && !allowed.some(([begin, end]) => record >= begin && record < end)) return;
      const trust = way.trust * Math.max(Math.min(impact, SHOWN), LEAST);
      there[record] = 1;
      for (let at = way.first; at <= way.last; at++) {
        const slot = filled[at];
        if (trust > slot.trusts[record]) slot.trusts[record] = trust;
        if (value > slot.values[record]) {
          slot.values[record] = value;
          slot.ways[record] = number + 1;
          slot.bits[record] = bits;
        }
      }
    });
  return ranked(query, filled, there, of, index);
}

/**
 * @param {(number: number) => Posting} make
 */
function cached(make) {
  /** @type {Map<number, {posting: Posting, at: Map<number, number> | null}>} */
  const known = new Map();
  /** @param {number} number */
  const of = (number) => {
    let found = known.get(number);
    if (!found) known.set(number, (found = { posting: make(number), at: null }));
    return found;
  };
  return {
    posting: (/** @type {number} */ number) => of(number).posting,
    /** Where in a posting a record is, or undefined. @param {number} number @param {number} record */
    at(number, record) {
      const found = of(number);
      found.at ??= new Map(Array.from(found.posting.records, (each, at) => [each, at]));
      return found.at.get(record);
    },
  };
}

/** @typedef {ReturnType<typeof cached>} Postings */

/** @param {Index} index @param {ReadonlySet<number>} wanted */
function ranges(index, wanted) {
  return [...wanted].map((kind) => index.range(kind));
}

/**
 * Tells of the records that a way leads to, each with its value, its impact, and the bits of fields.
 * @param {Way} way
 * @param {Query} query
 * @param {Postings} of
 * @param {(record: number, value: number, impact: number, bits: number) => void} tell
 */
function fill({ first, last, weight, kind, terms }, { slots }, of, tell) {
  let most = 0;
  for (let at = first; at <= last; at++) most = Math.max(most, slots[at].rarity);
  // A rare word that merely begins as was typed, or means the same, says no more than what was typed would.
  const capped = isMeant(kind) || kind === "begun";
  const factors = terms.map(({ rarity }) => weight * (capped ? Math.min(rarity, most) : rarity));
  const { records, impacts, bits: fields } = of.posting(terms[0].number);
  for (let at = 0; at < records.length; at++) {
    const record = records[at];
    let impact = impacts[at];
    let bits = fields[at];
    let value = factors[0] * impact;
    let together = true;
    for (let other = 1; other < terms.length; other++) {
      const place = of.at(terms[other].number, record);
      if (place === undefined) {
        together = false;
        break;
      }
      const posting = of.posting(terms[other].number);
      const less = posting.impacts[place];
      const more = factors[other] * less;
      value = isOfParts(kind) ? value + more : Math.min(value, more);
      impact = Math.min(impact, less);
      bits |= posting.bits[place];
    }
    if (together) tell(record, value, impact, bits);
  }
}

/**
 * @param {Query} query
 * @param {Filled[]} filled
 * @param {Uint8Array} there
 * @param {Postings} of
 * @param {Index} index
 * @returns {Found}
 */
function ranked(query, filled, there, of, index) {
  const caps = query.slots.map((slot) => slot.rarity * 100 * FULL);
  const all = caps.reduce((sum, cap) => sum + cap, 0);
  /** @param {number} score @param {number} record */
  const counted = (score, record) => (index.ending.has(record) ? Math.floor((score * ENDING) / 100) : score);
  /** @type {number[]} */
  const keys = [];
  for (let record = 0; record < there.length; record++) {
    if (!there[record]) continue;
    let total = 0;
    let covered = 0;
    let bits = 0;
    for (let slot = 0; slot < filled.length; slot++) {
      const value = filled[slot].values[record];
      total += value;
      covered += Math.min(value, caps[slot]);
      bits |= filled[slot].bits[record];
    }
    const score = counted(total + Math.floor((total * covered) / all), record);
    const byChance = index.wordy.has(record) && !(bits & FIELD_BITS);
    keys.push(key(byChance ? Math.floor((score * BY_CHANCE) / 100) : score, record));
  }
  const sorted = Float64Array.from(keys).sort().reverse();
  /** @type {Map<number, number>} */
  const together = new Map();
  const first = sorted.slice(0, LOOKED_AT).map((each) => {
    const record = recordOf(each);
    const more = bonus(record, query, filled, of);
    together.set(record, more.together);
    return key(scoreOf(each) + counted(more.bonus, record), record);
  });
  sorted.set(first.sort().reverse());

  const records = Uint32Array.from(sorted, recordOf);
  const start = base(index.size, query.slots.length);
  const words = query.slots.map(({ common, usual }, slot) => {
    const most = filled[slot].trusts.reduce((one, other) => Math.max(one, other), 0);
    // Half of a compound is not the word.
    return telling(common, usual, most, filled.length === 1 && most > TRUST_HALF * SHOWN);
  });
  const matches = Uint8Array.from(records, (record) =>
    match(words, (slot) => filled[slot].trusts[record], together.get(record) ?? 0, start),
  );
  const order = Array.from(records, (_, at) => at);
  const fitting = order.filter((at) => matches[at] >= GOOD);
  const places = [...fitting, ...order.filter((at) => matches[at] < GOOD)];
  return {
    records: Uint32Array.from(places, (at) => records[at]),
    scores: Float64Array.from(places, (at) => scoreOf(sorted[at])),
    matches: Uint8Array.from(places, (at) => matches[at]),
    fitting: fitting.length,
    query,
    why: (record) => why(record, query, filled),
  };
}

/** Better scores first, then lower numbers, when sorted from great to small. @param {number} score @param {number} record */
const key = (score, record) => score * RECORDS + (RECORDS - 1 - record);
/** @param {number} each */
const scoreOf = (each) => Math.floor(each / RECORDS);
/** @param {number} each */
const recordOf = (each) => RECORDS - 1 - (each % RECORDS);

/**
 * What is added for words that stand together as typed, and for a name that is what was typed; also how many stand so.
 * @param {number} record
 * @param {Query} query
 * @param {Filled[]} filled
 * @param {Postings} of
 */
function bonus(record, query, filled, of) {
  let sum = 0;
  let together = 0;
  /** @type {number[]} */
  let before = [];
  /** @type {Map<number, number>} */
  const named = new Map();
  for (const [number, { values, ways }] of filled.entries()) {
    const way = ways[record];
    const terms = way ? query.ways[way - 1].terms : [];
    const places = terms.flatMap((term) => of.posting(term.number).places.get(record) ?? []);
    if (number && places.some((place) => before.includes(place - 1))) {
      together += query.slots[number].place === query.slots[number - 1].place + 1 ? 1 : 0;
      sum += Math.floor(Math.min(values[record], filled[number - 1].values[record]) / 2);
    }
    before = places;
    for (const place of places)
      if (place < 2 * NAMES) named.set(place, Math.max(named.get(place) ?? 0, values[record]));
  }
  for (const field of [0, NAMES]) {
    const there = [...named].filter(([place]) => place >= field && place < field + NAMES);
    if (!there.length) continue;
    const words = Math.floor((there[0][0] - field) / NAMED_WORDS);
    if (there.length !== words) continue;
    const values = there.reduce((total, [, value]) => total + value, 0);
    return { bonus: sum + Math.floor((values * words) / Math.max(filled.length, words)), together };
  }
  return { bonus: sum, together };
}

/**
 * @param {number} record
 * @param {Query} query
 * @param {Filled[]} filled
 * @returns {Why[]}
 */
function why(record, query, filled) {
  return filled.flatMap(({ ways, bits }) => {
    const way = ways[record] ? query.ways[ways[record] - 1] : null;
    return way ? [{ kind: way.kind, terms: way.terms.map((term) => term.word), bits: bits[record] }] : [];
  });
}
