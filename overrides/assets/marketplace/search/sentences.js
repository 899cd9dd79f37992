// @ts-check
/* The sentence of a README that says most of what was searched for; the same as in `search/reasons.py`. */
import { chunk, plain, written } from "./folding.js";
import { stem } from "./stems.js";

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
    for (const piece of written(plain(sentence))) {
      const { parts, extras } = chunk(piece, oneWord);
      for (const word of [...parts, ...extras.map((extra) => extra.word)])
        for (const language of ["en", "de"]) if (terms.has(stem(word, language))) found.add(stem(word, language));
    }
    if (found.size <= most) continue;
    best = sentence;
    most = found.size;
  }
  return best;
}
