// @ts-check
/*
 * Words of a text as they are written there, for people. The same as `search/text/as_written.py`; a test compares both.
 */
import { chunk, plain, unspaced, written } from "./folding.js";
import { stem } from "./stems.js";
import { LANGUAGES } from "./ways.js";

/**
 * The first word of some texts that has this stem, or two that have it together; "" if none has. A word that only
 * contains the stem, as a German compound does, is the last choice.
 * @param {string} term
 * @param {readonly string[]} texts
 * @param {ReadonlySet<string>} oneWord
 */
export function asWritten(term, texts, oneWord) {
  let containing = "";
  for (const text of texts) {
    let before = "";
    for (const word of written(plain(text))) {
      if (unspaced(word)) {
        if (word.includes(term)) return term;
      } else if (stemsIn(word, oneWord).has(term)) return word;
      else if (before && stemsIn(before + word, oneWord).has(term)) return `${before} ${word}`;
      else if (!containing && word.toLowerCase().includes(term)) containing = word;
      before = word;
    }
  }
  return containing;
}

/**
 * The stems of what was written without a blank, of its parts and of further forms, in each language.
 * @param {string} word
 * @param {ReadonlySet<string>} oneWord
 */
export function stemsIn(word, oneWord) {
  const { parts, extras } = chunk(word, oneWord);
  const forms = [...parts, ...extras.map((extra) => extra.word)];
  return new Set(forms.flatMap((form) => LANGUAGES.map((language) => stem(form, language))));
}
