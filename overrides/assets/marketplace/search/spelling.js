// @ts-check
/** Words that a mistyped one may have meant, out of all the words there are. */

/** Longest word that is compared; the rest of a longer one decides nothing. */
const LONGEST = 40;
/** Most words that a mistyped one may stand for. */
const MOST = 12;

let before = new Uint8Array(LONGEST + 4);
let previous = new Uint8Array(LONGEST + 4);
let current = new Uint8Array(LONGEST + 4);

/**
 * Edit distance (insert, drop, replace, swap neighbours) to the first `length` characters of `b`,
 * or `limit + 1` when it is more.
 * @param {string} a
 * @param {string} b
 * @param {number} length
 * @param {number} limit
 */
export function distance(a, b, length, limit) {
  if (Math.abs(a.length - length) > limit) return limit + 1;
  for (let j = 0; j <= length; j++) previous[j] = j;
  for (let i = 1; i <= a.length; i++) {
    current[0] = i;
    let least = i;
    const character = a.charCodeAt(i - 1);
    for (let j = 1; j <= length; j++) {
      const other = b.charCodeAt(j - 1);
      let value = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (character === other ? 0 : 1));
      if (i > 1 && j > 1 && character === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other)
        value = Math.min(value, before[j - 2] + 1);
      current[j] = value;
      if (value < least) least = value;
    }
    if (least > limit) return limit + 1;
    [before, previous, current] = [previous, current, before];
  }
  return previous[length];
}

/**
 * The kinds of characters in a word, as bits: an edit changes one kind at most, so that words with
 * too few in common need not be compared.
 * @param {string} word
 */
function kinds(word) {
  let bits = 0;
  for (let index = 0; index < word.length; index++) bits |= 1 << (word.charCodeAt(index) & 31);
  return bits;
}

/** @param {number} bits */
function size(bits) {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count++;
  return count;
}

/** A growing list of different words. */
export function vocabulary() {
  /** @type {Map<string, number>} */
  const known = new Map();
  /**
   * Take in the words of a folded text.
   * @param {string} text
   */
  function add(text) {
    for (const word of text.match(/[\p{L}\p{N}+#]{4,}/gu) ?? []) if (!known.has(word)) known.set(word, kinds(word));
  }
  /**
   * The words that a mistyped word may have meant, nearest first. A beginning counts too: people
   * stop typing before the end of a word.
   * @param {string} term
   */
  function near(term) {
    if (term.length < 4 || term.length > LONGEST) return [];
    const limit = term.length < 8 ? 1 : 2;
    const wanted = kinds(term);
    /** @type {[string, number][]} */
    const found = [];
    for (const [word, has] of known) {
      if (word.length < term.length - limit || size(wanted & ~has) > limit) continue;
      const whole = word.length <= term.length + limit;
      const apart = distance(term, word, whole ? word.length : term.length, limit);
      if (apart && apart <= limit) found.push([word, apart + (whole ? 0 : 0.5)]);
    }
    return found
      .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, MOST)
      .map(([word]) => word);
  }
  return { add, near };
}
