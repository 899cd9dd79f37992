// @ts-check
/*
 * Texts reduced to what searching compares: one form of each character, no accents, words apart. The same as
 * `search/text/folding.py`; a test compares both.
 */

const MOST_LETTERS = 40;

const ASCII = /^[\x00-\x7f]*$/;
/** @type {Record<string, string>} */
const LETTERS = {
  ß: "ss", ẞ: "SS", đ: "d", Đ: "D", ø: "o", Ø: "O", ł: "l", Ł: "L", æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", þ: "th",
  Þ: "TH", ð: "d", Ð: "D", ı: "i", ħ: "h", Ħ: "H", "’": "'",
};
const REPLACED = /[ßẞđĐøØłŁæÆœŒþÞðÐıħĦ’]/g;
const DROPPED =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+/g;

const BLOCKS = "\\u0900-\\u0963\\u0966-\\u0dff\\u0e00-\\u0fff\\u1000-\\u109f\\u1780-\\u17ff";
const WORD = `[\\p{L}\\p{N}${BLOCKS}]`;
const CHUNK = new RegExp(
  `(?:(?<![\\p{L}\\p{N}])\\.(?=[Nn][Ee][Tt](?![\\p{L}\\p{N}])))?${WORD}+(?:[-_.']${WORD}+)*(?:\\+\\+|#)?`,
  "gu",
);
const CAMEL = /(?<=[a-z0-9])(?=[A-Z][a-z]{2})|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})/;
/** Several of them: "LLMs". */
const ABBREVIATIONS = /^[A-Z]{2,}s$/;
/** Names with a number or a version: "python3", "SSHv2". What may be either is read as both ("opencv4"). */
const WITH_NUMBER = [/^([a-z]{3,})[0-9]+$/, /^([a-z]{3,}|ip)v[0-9]+$/];
const DECIMAL = /^\p{Nd}+$/u;
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;
const STARTS_UNSPACED = new RegExp(`^${UNSPACED.source}`, "u");

/**
 * A word that stands for the parts from `first` up to and including `last` of its chunk.
 * @typedef {{word: string, first: number, last: number}} Extra
 */
/**
 * What was written without a blank: its words, and further forms of one or several of them.
 * @typedef {{parts: string[], extras: Extra[]}} Chunk
 */

/**
 * Gives a text one form of each character and no accents, with upper and lower case as they were.
 * @param {string} text
 */
export function plain(text) {
  if (ASCII.test(text)) return text;
  return text
    .normalize("NFKC")
    .normalize("NFD")
    .replace(REPLACED, (letter) => LETTERS[letter])
    .replace(DROPPED, "")
    .normalize("NFC");
}

/**
 * Finds what is written without a blank in a text that is `plain`, in order.
 * @param {string} text
 * @returns {string[]}
 */
export function written(text) {
  return text.match(CHUNK) ?? [];
}

/** @param {string} word */
export function letters(word) {
  return ASCII.test(word) ? word.length : [...word].length;
}

/**
 * Divides one such piece into its words.
 * @param {string} text
 * @param {ReadonlySet<string>} oneWord names written with a capital inside that are one word
 * @returns {Chunk}
 */
export function chunk(text, oneWord) {
  let small = text.toLowerCase();
  const mark = small.endsWith("++") ? "++" : small.endsWith("#") ? "#" : "";
  if (mark) {
    if (letters(small) <= mark.length + 1) return { parts: [small], extras: [] };
    text = text.slice(0, -mark.length);
    small = small.slice(0, -mark.length);
  }
  if (small === ".net") return { parts: [".net"], extras: [] };
  /** @type {string[]} */
  const parts = [];
  /** @type {[number, number][]} */
  const pieces = [];
  /** @type {Extra[]} */
  const extras = [];
  for (const [number, piece] of text.split(/[-_.]/).entries()) {
    const { words, spaced } = piece === "NET" && number ? { words: [".net"], spaced: true } : divided(piece, oneWord);
    if (!words.length) continue;
    const first = parts.length;
    parts.push(...words);
    if (words.length > 1 && spaced) extras.push({ word: words.join(""), first, last: parts.length - 1 });
    pieces.push([first, parts.length - 1]);
  }
  extras.push(...joined(parts, pieces));
  for (const [at, word] of parts.entries())
    for (const form of WITH_NUMBER) {
      const found = form.exec(word);
      if (found) extras.push({ word: found[1], first: at, last: at });
    }
  /** @type {Map<string, Extra>} */
  const different = new Map();
  for (const extra of extras) {
    const key = `${extra.word} ${extra.first} ${extra.last}`;
    if (letters(extra.word) <= MOST_LETTERS && !different.has(key)) different.set(key, extra);
  }
  return { parts, extras: [...different.values()] };
}

/**
 * Divides a piece without hyphens. It is `spaced` unless it ends in a run without blanks, which is no word as a whole.
 * @param {string} piece
 * @param {ReadonlySet<string>} oneWord
 */
function divided(piece, oneWord) {
  let bare = (piece.endsWith("'s") ? piece.slice(0, -2) : piece).replaceAll("'", "");
  if (ABBREVIATIONS.test(bare)) bare = bare.slice(0, -1);
  const small = bare.toLowerCase();
  if (small.search(UNSPACED) >= 0) return unspacedWords(small);
  const words = oneWord.has(small) ? [small] : camel(bare).map((word) => word.toLowerCase());
  return { words: words.filter((word) => word && letters(word) <= MOST_LETTERS), spaced: true };
}

/** @param {string} piece */
function camel(piece) {
  const found = piece.split(CAMEL);
  return found.length < 2 || letters(found[0]) > 1 ? found : [found[0] + found[1], ...found.slice(2)];
}

/** @param {string} word */
const cut = (word) => (letters(word) > MOST_LETTERS ? [...word].slice(0, MOST_LETTERS).join("") : word);

/** @param {string} small */
function unspacedWords(small) {
  /** @type {string[]} */
  const words = [];
  let spaced = true;
  let at = 0;
  for (const run of small.matchAll(UNSPACED)) {
    const before = small.slice(at, run.index);
    if (before) words.push(cut(before));
    const characters = [...run[0]];
    for (let place = 0; place + 1 < characters.length; place++) words.push(characters[place] + characters[place + 1]);
    if (characters.length === 1) words.push(run[0]);
    spaced = characters.length === 1;
    at = run.index + run[0].length;
  }
  const after = small.slice(at);
  if (after) {
    words.push(cut(after));
    spaced = true;
  }
  return { words, spaced };
}

/**
 * Joins what hyphens and dots hold together: neighbours, and all of a few.
 * @param {string[]} parts
 * @param {[number, number][]} pieces
 * @returns {Extra[]}
 */
function joined(parts, pieces) {
  /** @type {[number, number][]} */
  const found = pieces.slice(1).map((piece, at) => [pieces[at][0], piece[1]]);
  if (pieces.length > 2 && pieces.length <= 4) found.push([0, parts.length - 1]);
  return found
    .map(([first, last]) => ({ word: parts.slice(first, last + 1).join(""), first, last }))
    .filter(({ word }) => !DECIMAL.test(word));
}

/**
 * Whether a word is of a script without blanks, so that one character of it is worth something.
 * @param {string} word
 */
export function unspaced(word) {
  return STARTS_UNSPACED.test(word);
}
