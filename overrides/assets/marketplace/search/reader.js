// @ts-check
/*
 * Reads the files of an index, each when it is needed; `search/index_files.py` writes them.
 *
 * All answers come at once: what is not there yet raises `Missing`, and `loaded` brings it and asks again. So the
 * ranking reads as it does in Python, and a keystroke waits for nothing that is known already.
 */

import { kinds } from "./distances.js";

const FORMAT = 5;
const MANIFEST = "manifest.json";

/**
 * Gives the parsed content of a file of the index by its name.
 * @typedef {(name: string) => Promise<any>} Read
 */
/**
 * A term of the index: its number, how much it says that it occurs, and how it is written most often.
 * @typedef {{word: string, number: number, rarity: number, spelling: string}} Term
 */
/**
 * Where a term occurs. `places[at]` are those in short fields, if there are any.
 * @typedef {{records: Uint32Array, impacts: Uint8Array, bits: Uint8Array, places: Map<number, number[]>}} Posting
 */
/** @typedef {{kind: number, key: string, title: string, page: string, description: string, sentences: string[],
 *   topics: string[], language: string}} Shown */
/**
 * A piece of the vocabulary, with the kinds of characters in its words (see `distances.js`).
 * @typedef {{terms: Term[], words: string[], spellingKinds: Int32Array, formKinds: Int32Array}} Vocabulary
 */

/** Files that an answer needs and that are not there yet. */
export class Missing extends Error {
  /** @param {Iterable<string>} names */
  constructor(names) {
    super("pieces of the index are not there yet");
    this.names = [...names];
  }
}

/** The files are not an index of this format. */
export class Unreadable extends Error {}

/**
 * The number of the last of sorted values that is not greater, or -1.
 * @template T
 * @param {readonly T[]} values
 * @param {T} wanted
 */
function lastUpTo(values, wanted) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * How a term is written: `spelling` says how many letters to drop of it, and what to add; "" for none.
 * @param {string} term
 * @param {string} spelling
 */
const spelled = (term, spelling) =>
  spelling ? term.slice(0, term.length - Number(spelling[0])) + spelling.slice(1) : term;

/** The numbers whose distances these are. @param {number[]} distances */
function added(distances) {
  let sum = 0;
  return distances.map((distance) => (sum += distance));
}

/**
 * @template T, M
 * @param {Record<string, T>} listed
 * @param {(some: T) => M} make
 */
const byLanguage = (listed, make) =>
  Object.fromEntries(Object.entries(listed).map(([language, some]) => [language, make(some)]));

/**
 * Opens an index.
 * @param {Read} read
 */
export async function openIndex(read) {
  const manifest = await read(MANIFEST);
  if (manifest?.format !== FORMAT) throw new Unreadable(`${MANIFEST} is not of format ${FORMAT}`);
  /** @param {string} name */
  const file = (name) => read(`${manifest.folder}/${name}`);
  return index(manifest, await file("words.json"), file);
}

/**
 * @param {any} manifest
 * @param {any} words
 * @param {Read} read
 */
function index(manifest, words, read) {
  /** @type {Map<string, any>} */
  const pieces = new Map();
  /** @type {Map<string, Promise<void>>} */
  const coming = new Map();
  /** @type {Map<number, Vocabulary>} */
  const vocabularies = new Map();
  /** @type {Map<number, Posting>} */
  const postings = new Map();
  /** @type {string[]} */
  const firsts = manifest.vocabulary;
  /** @type {Record<string, [string[], string[]]>} */
  const usual = words.usual;

  /**
   * Brings files; fails as reading them does.
   * @param {Iterable<string>} names
   */
  async function bring(names) {
    await Promise.all(
      [...new Set(names)].map((name) => {
        if (pieces.has(name)) return undefined;
        let promise = coming.get(name);
        if (!promise) {
          promise = read(name)
            .then((content) => void pieces.set(name, content))
            .finally(() => coming.delete(name));
          coming.set(name, promise);
        }
        return promise;
      }),
    );
  }

  /**
   * Asks until nothing is missing.
   * @template T
   * @param {() => T} ask
   * @returns {Promise<T>}
   */
  async function loaded(ask) {
    for (;;) {
      try {
        return ask();
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        await bring(error.names);
      }
    }
  }

  /** @param {readonly string[]} names */
  function need(names) {
    const missing = names.filter((name) => !pieces.has(name));
    if (missing.length) throw new Missing(missing);
  }

  /** @param {number} piece */
  function vocabulary(piece) {
    let found = vocabularies.get(piece);
    if (found) return found;
    const name = `vocabulary-${piece}.json`;
    need([name]);
    const [shortened, rarities, spellings] = pieces.get(name);
    /** @type {Term[]} */
    const terms = [];
    let word = "";
    for (let at = 0; at < rarities.length; at++) {
      word = word.slice(0, shortened[2 * at]) + shortened[2 * at + 1];
      terms.push({
        word,
        number: piece * manifest.vocabulary_terms + at,
        rarity: rarities[at],
        spelling: spelled(word, spellings[at]),
      });
    }
    found = {
      terms,
      words: terms.map((term) => term.word),
      spellingKinds: Int32Array.from(terms, (term) => kinds(term.spelling)),
      formKinds: Int32Array.from(terms, (term) => kinds(term.word)),
    };
    vocabularies.set(piece, found);
    return found;
  }

  /**
   * Says which words will be looked up, so that what they need comes together.
   * @param {readonly string[]} listed
   */
  function expect(listed) {
    need([...new Set(listed.map((word) => `vocabulary-${Math.max(lastUpTo(firsts, word), 0)}.json`))].filter(() => firsts.length));
  }

  /**
   * Finds a term by its stem.
   * @param {string} word
   * @returns {Term | null}
   */
  function term(word) {
    const piece = lastUpTo(firsts, word);
    if (piece < 0) return null;
    const { terms, words: sorted } = vocabulary(piece);
    const at = lastUpTo(sorted, word);
    return at >= 0 && sorted[at] === word ? terms[at] : null;
  }

  /**
   * Finds the most frequent terms that begin with a word; among equally frequent ones the first.
   * @param {string} prefix
   * @param {number} most
   */
  function starting(prefix, most) {
    /** @type {Term[]} */
    const found = [];
    const characters = [...prefix];
    for (let length = 3; length < characters.length; length++) {
      const shorter = term(characters.slice(0, length).join(""));
      if (shorter?.spelling.startsWith(prefix)) found.push(shorter);
    }
    for (let piece = Math.max(lastUpTo(firsts, prefix), 0); piece < firsts.length; piece++) {
      const { terms, words: sorted } = vocabulary(piece);
      let at = lastUpTo(sorted, prefix);
      if (at < 0 || sorted[at] !== prefix) at++;
      while (at < terms.length && sorted[at].startsWith(prefix)) found.push(terms[at++]);
      if (at < terms.length) break;
    }
    return found.sort((a, b) => a.rarity - b.rarity || a.number - b.number).slice(0, most);
  }

  /** All terms, piece by piece. */
  function allTerms() {
    need(firsts.map((_, piece) => `vocabulary-${piece}.json`));
    return firsts.map((_, piece) => vocabulary(piece));
  }

  /**
   * Says which postings will be read.
   * @param {readonly number[]} numbers
   */
  function expectPostings(numbers) {
    const unknown = numbers.filter((number) => !postings.has(number));
    need([...new Set(unknown.map((number) => `postings-${lastUpTo(manifest.postings, number)}.json`))]);
  }

  /**
   * Where a term occurs, in the order of the records.
   * @param {number} number
   * @returns {Posting}
   */
  function posting(number) {
    const known = postings.get(number);
    if (known) return known;
    const piece = lastUpTo(manifest.postings, number);
    const name = `postings-${piece}.json`;
    need([name]);
    const made = spread(pieces.get(name)[number - manifest.postings[piece]], manifest.impacts);
    postings.set(number, made);
    return made;
  }

  /**
   * What is shown of a record.
   * @param {number} record
   * @returns {Shown}
   */
  function shown(record) {
    const name = `records-${Math.floor(record / manifest.records)}.json`;
    need([name]);
    const [kind, key, title, page, description, sentences, topics, language] = pieces.get(name)[record % manifest.records];
    return { kind, key, title, page, description, sentences, topics, language };
  }

  /**
   * Where the records of a kind begin and end.
   * @param {number} kind
   */
  function range(kind) {
    const begin = manifest.kinds.slice(0, kind).reduce((/** @type {number} */ sum, /** @type {number} */ count) => sum + count, 0);
    return [begin, begin + manifest.kinds[kind]];
  }

  return {
    count: /** @type {number} */ (manifest.count),
    size: /** @type {number} */ (manifest.size),
    ending: new Set(/** @type {number[]} */ (manifest.ending ?? [])),
    wordy: new Set(added(manifest.wordy ?? [])),
    languages: /** @type {string[]} */ (manifest.languages),
    unknown: /** @type {number} */ (manifest.unknown),
    stop: new Set(/** @type {string[]} */ (Object.values(words.stop).flat())),
    fillers: new Set(/** @type {string[]} */ (words.fillers)),
    common: byLanguage(/** @type {Record<string, string[]>} */ (words.common), (stems) => new Set(stems)),
    usual: byLanguage(usual, ([stems, spellings]) => stems.map((word, at) => spelled(word, spellings[at]))),
    usualStems: byLanguage(usual, ([stems]) => new Set(stems)),
    oneWord: new Set(/** @type {string[]} */ (words.one)),
    glossary: /** @type {ReadonlySet<string>} */ (new Set(words.glossary ?? [])),
    ordinary: /** @type {ReadonlySet<string>} */ (new Set(words.ordinary ?? [])),
    same: new Map(/** @type {[string, [number, ...string[]][]][]} */ (Object.entries(words.same))),
    loaded, expect, term, starting, allTerms, expectPostings, posting, shown, range,
  };
}

/** @typedef {Awaited<ReturnType<typeof openIndex>>} Index */

const BODY_BIT = 64;
const RELATED_BIT = 128;

/**
 * @param {number[][]} row
 * @param {number[]} levels what a mention in a body counts, by level
 * @returns {Posting}
 */
function spread([short, ...bodies], levels) {
  /** @type {number[]} */
  const records = [];
  /** @type {number[]} */
  const impacts = [];
  /** @type {number[]} */
  const bits = [];
  /** @type {Map<number, number[]>} */
  const places = new Map();
  let record = 0;
  for (let at = 0; at < short.length; at += 4 + short[at + 3]) {
    record += short[at];
    records.push(record);
    impacts.push(short[at + 1]);
    bits.push(short[at + 2]);
    if (short[at + 3]) places.set(record, short.slice(at + 4, at + 4 + short[at + 3]));
  }
  for (const [level, distances] of bodies.entries()) {
    record = 0;
    for (const far of distances) {
      record += far;
      records.push(record);
      impacts.push(levels[level]);
      bits.push(level === levels.length - 1 ? RELATED_BIT : BODY_BIT);
    }
  }
  return { records: Uint32Array.from(records), impacts: Uint8Array.from(impacts), bits: Uint8Array.from(bits), places };
}
