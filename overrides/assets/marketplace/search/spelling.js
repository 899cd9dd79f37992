// @ts-check
/* Finds known words that resemble a mistyped one. */

/** Longer words have no suggestions. */
const MAX_LENGTH = 40;
const MAX_SUGGESTIONS = 12;

let rowBefore = new Uint8Array(MAX_LENGTH + 4);
let previous = new Uint8Array(MAX_LENGTH + 4);
let current = new Uint8Array(MAX_LENGTH + 4);

/**
 * Edit distance (insert, delete, replace, swap neighbours) to the first `length` characters of `b`, or `limit + 1`
 * when it is larger.
 * @param {string} a
 * @param {string} b
 * @param {number} length
 * @param {number} limit
 */
function editDistance(a, b, length, limit) {
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
        value = Math.min(value, rowBefore[j - 2] + 1);
      current[j] = value;
      if (value < least) least = value;
    }
    if (least > limit) return limit + 1;
    [rowBefore, previous, current] = [previous, current, rowBefore];
  }
  return previous[length];
}

/**
 * A bit for each character of a word, modulo 32. One edit removes one bit at most, so that words which lack more need
 * no comparison.
 * @param {string} word
 */
function characterBits(word) {
  let bits = 0;
  for (let index = 0; index < word.length; index++) bits |= 1 << (word.charCodeAt(index) & 31);
  return bits;
}

/** @param {number} bits */
function bitCount(bits) {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count++;
  return count;
}

/** Returns an empty set of words that can be searched for similar ones. */
export function vocabulary() {
  /** @type {Map<string, number>} */
  const known = new Map();
  /**
   * Adds the words of a folded text.
   * @param {string} text
   */
  function add(text) {
    for (const word of text.match(/[\p{L}\p{N}+#]{4,}/gu) ?? []) if (!known.has(word)) known.set(word, characterBits(word));
  }
  /**
   * Known words with a similar spelling or a similar beginning, best first; not the word itself.
   * @param {string} term
   */
  function similar(term) {
    if (term.length < 4 || term.length > MAX_LENGTH) return [];
    const limit = term.length < 8 ? 1 : 2;
    const wanted = characterBits(term);
    /** @type {[string, number][]} */
    const found = [];
    for (const [word, bits] of known) {
      if (word.length < term.length - limit || bitCount(wanted & ~bits) > limit) continue;
      const whole = word.length <= term.length + limit;
      const distance = editDistance(term, word, whole ? word.length : term.length, limit);
      if (distance && distance <= limit) found.push([word, distance + (whole ? 0 : 0.5)]);
    }
    return found
      .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, MAX_SUGGESTIONS)
      .map(([word]) => word);
  }
  return { add, similar };
}
