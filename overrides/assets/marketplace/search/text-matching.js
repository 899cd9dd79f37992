// @ts-check
/** In plain ASCII text, folding only lowers the case and moves nothing. */
const ASCII = /^[\x00-\x7f]*$/;
const MAX_TERMS = 8;
/** Matches of one search marked in one text. */
const MAX_MATCHES = 50;

/**
 * Folds a text for comparison: lower case, no accents.
 * @param {string} text
 */
export function fold(text) {
  return ASCII.test(text) ? text.toLowerCase() : text.normalize("NFD").replace(/\p{M}+/gu, "").toLowerCase();
}

/**
 * The folded words of a search, each once.
 * @param {string} query
 */
export function searchTerms(query) {
  return [...new Set(fold(query).split(/\s+/).filter(Boolean))].slice(0, MAX_TERMS);
}

const LETTERS = /^[a-z]{3,}$/;
/** The rest of a word of which the beginning was searched for; longer ones are other words. */
const ENDING = /^[a-z]*/;
const MAX_ENDING = 5;

/**
 * The next offset of a term: at the beginning of a word, or anywhere if it begins no word.
 * @param {string} folded
 * @param {string} term
 * @param {number} from
 */
function indexOfTerm(folded, term, from) {
  for (let at = folded.indexOf(term, from); at >= 0; at = folded.indexOf(term, at + 1))
    if (!at || !/[a-z0-9]/.test(folded[at - 1]) || !/[a-z0-9]/.test(term[0])) return at;
  return from ? -1 : folded.indexOf(term);
}

/**
 * Where folded terms occur in a text, as sorted ranges that do not overlap.
 * @param {string} text
 * @param {readonly string[]} terms
 * @returns {[start: number, end: number][]}
 */
export function matchRanges(text, terms) {
  const whole = fold(text);
  if (!terms.some((term) => whole.includes(term))) return [];
  const { folded, offsets } = ASCII.test(text) ? { folded: whole, offsets: null } : foldWithOffsets(text);
  /** @type {[number, number][]} */
  const found = [];
  for (const term of terms) {
    let start = indexOfTerm(folded, term, 0);
    while (start >= 0 && found.length < MAX_MATCHES) {
      let end = start + term.length;
      if (LETTERS.test(term)) end += /** @type {RegExpExecArray} */ (ENDING.exec(folded.slice(end, end + MAX_ENDING)))[0].length;
      // A character that folds to nothing, such as an accent, belongs to the one before it.
      while (offsets && end < offsets.length - 1 && offsets[end] === offsets[end - 1]) end++;
      found.push(offsets ? [offsets[start], offsets[end]] : [start, end]);
      start = indexOfTerm(folded, term, start + term.length);
    }
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  /** @type {[number, number][]} */
  const merged = [];
  for (const range of found) {
    const last = merged[merged.length - 1];
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else merged.push(range);
  }
  return merged;
}

/**
 * Folds a text character by character, with the offset of each folded character in the text.
 * @param {string} text
 */
function foldWithOffsets(text) {
  let folded = "";
  /** @type {number[]} */
  const offsets = [];
  let offset = 0;
  for (const character of text) {
    const piece = fold(character);
    for (let index = 0; index < piece.length; index++) offsets.push(offset);
    folded += piece;
    offset += character.length;
  }
  offsets.push(text.length);
  return { folded, offsets };
}

/**
 * A text with the terms in `<mark>`.
 * @param {string} text
 * @param {readonly string[]} terms
 * @returns {string | DocumentFragment}
 */
export function highlighted(text, terms) {
  const ranges = terms.length ? matchRanges(text, terms) : [];
  if (!ranges.length) return text;
  const fragment = document.createDocumentFragment();
  let written = 0;
  for (const [start, end] of ranges) {
    fragment.append(text.slice(written, start));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    fragment.append(mark);
    written = end;
  }
  fragment.append(text.slice(written));
  return fragment;
}

/**
 * The beginning that two words have in common.
 * @param {string} one
 * @param {string} other
 */
export function common(one, other) {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  return one.slice(0, same);
}
