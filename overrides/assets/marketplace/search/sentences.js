// @ts-check
/* The sentence of a README that says most of what was searched for; the same as in `search/reasons.py`. */
import { stemsIn } from "./as-written.js";
import { plain, written } from "./folding.js";

/**
 * The first of the sentences that hold most of the terms; "" if none holds any.
 * @param {readonly string[]} sentences
 * @param {ReadonlySet<string>} terms
 * @param {ReadonlySet<string>} oneWord
 */
export function sentenceWith(sentences, terms, oneWord) {
  let best = "";
  let most = 0;
  for (const sentence of sentences) {
    const found = new Set();
    for (const piece of written(plain(sentence)))
      for (const each of stemsIn(piece, oneWord)) if (terms.has(each)) found.add(each);
    if (found.size <= most) continue;
    best = sentence;
    most = found.size;
  }
  return best;
}
