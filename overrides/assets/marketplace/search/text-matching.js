// @ts-check

/** Whether a text is plain ASCII, where folding is lower case and moves nothing. */
const ASCII = /^[\x00-\x7f]*$/;

/**
 * Folds a text for comparing: lower case, no accents.
 * @param {string} text
 */
export function fold(text) {
  return ASCII.test(text) ? text.toLowerCase() : text.normalize("NFD").replace(/\p{M}+/gu, "").toLowerCase();
}

/**
 * The words of a search, folded; at most eight.
 * @param {string} query
 */
export function words(query) {
  return [...new Set(fold(query).split(/\s+/).filter(Boolean))].slice(0, 8);
}

/**
 * Where folded words occur in a text, as sorted ranges that do not overlap.
 * @param {string} text
 * @param {readonly string[]} terms
 * @returns {[number, number][]}
 */
export function ranges(text, terms) {
  const quick = fold(text);
  if (!terms.some((term) => quick.includes(term))) return [];
  const { folded, places } = ASCII.test(text) ? { folded: quick, places: null } : placed(text);
  /** @type {[number, number][]} */
  const found = [];
  for (const term of terms) {
    let start = folded.indexOf(term);
    while (start >= 0 && found.length < 50) {
      let end = start + term.length;
      // A character that folds to nothing belongs to the one before it.
      while (places && end < places.length - 1 && places[end] === places[end - 1]) end++;
      found.push(places ? [places[start], places[end]] : [start, end]);
      start = folded.indexOf(term, start + term.length);
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
 * A text folded character by character, and where each folded character stood.
 * @param {string} text
 */
function placed(text) {
  let folded = "";
  /** @type {number[]} */
  const places = [];
  let at = 0;
  for (const character of text) {
    const piece = fold(character);
    for (let index = 0; index < piece.length; index++) places.push(at);
    folded += piece;
    at += character.length;
  }
  places.push(text.length);
  return { folded, places };
}

/**
 * A text with what was searched for marked.
 * @param {string} text
 * @param {readonly string[]} terms
 * @returns {string | DocumentFragment}
 */
export function marked(text, terms) {
  const found = terms.length ? ranges(text, terms) : [];
  if (!found.length) return text;
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const [start, end] of found) {
    fragment.append(text.slice(at, start));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    fragment.append(mark);
    at = end;
  }
  fragment.append(text.slice(at));
  return fragment;
}
