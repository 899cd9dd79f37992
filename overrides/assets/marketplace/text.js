// @ts-check

/**
 * Folds a text for comparing: lower case, no accents.
 * @param {string} text
 */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}+/gu, "").toLowerCase();
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
  /** @type {[number, number][]} */
  const found = [];
  for (const term of terms) {
    let start = folded.indexOf(term);
    while (start >= 0 && found.length < 50) {
      let end = start + term.length;
      // A character that folds to nothing belongs to the one before it.
      while (end < places.length - 1 && places[end] === places[end - 1]) end++;
      found.push([places[start], places[end]]);
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
 * A text with what was searched for marked.
 * @param {string} text
 * @param {readonly string[]} terms
 */
export function marked(text, terms) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const [start, end] of terms.length ? ranges(text, terms) : []) {
    fragment.append(text.slice(at, start));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    fragment.append(mark);
    at = end;
  }
  fragment.append(text.slice(at));
  return fragment;
}

/**
 * Edit distance (insert, drop, replace, swap neighbours), or `limit + 1` when it is more.
 * @param {string} a
 * @param {string} b
 * @param {number} limit
 */
export function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  /** @type {number[]} */
  let before = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2] + 1);
      row.push(value);
      if (value < least) least = value;
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length];
}

/**
 * The words of a vocabulary that a mistyped word may have meant, nearest first.
 * @param {string} term
 * @param {Iterable<string>} vocabulary
 */
export function nearWords(term, vocabulary) {
  if (term.length < 4) return [];
  const limit = term.length < 8 ? 1 : 2;
  /** @type {[string, number][]} */
  const near = [];
  for (const word of vocabulary) {
    // A beginning counts too: people stop typing before the end of a word.
    const compared = word.length > term.length + limit ? word.slice(0, term.length) : word;
    const apart = distance(term, compared, limit);
    if (apart <= limit) near.push([word, apart + (compared === word ? 0 : 0.5)]);
  }
  return near
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 12)
    .map(([word]) => word);
}
