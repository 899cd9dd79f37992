// @ts-check
/* Values in messages: shortened, quoted, compared. The same as in `marketplace check`. */
import { LongNumber } from "./strict-json.js";

/** @typedef {import("./strict-json.js").Value} Value */

const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\u206a-\u206f]/gu;
/** Joiners change the shape of letters; no letter of ASCII has another. */
const JOINING_NOTHING = /(?<=^|[\0-\x7f])[\u200c\u200d\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]+/gu;
const SECRET =
  /gh[a-z]_[A-Za-z0-9_]{16,}|github_pat_[A-Za-z0-9_]{16,}|gl[a-z]{2,5}-[A-Za-z0-9_-]{16,}|xox[a-z]-[A-Za-z0-9-]{10,}|ATATT[A-Za-z0-9_=-]{20,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)?|-----BEGIN [A-Z ]*PRIVATE KEY/gu;
const REDACTED = "[redacted]";
const USER = /(?<=:\/\/)[^/?#@\s]*@/gu;
const SECRET_PARAMETER =
  /(?<=[?&;#]|%3f|%26)((?:[a-z0-9]+[-_.])*(?:token|secret|password|passwd|pwd|passphrase|credentials?|signature|sig|jwt|auth|authorization|api[-_]?key|access[-_]?key|private[-_]?key|client[-_]?key))(=|%3d)[^&;#\s"'<>]+/giu;

/** What gives access in the addresses of a text is replaced. @param {string} text */
function withoutSecrets(text) {
  return text.replace(USER, "").replace(SECRET_PARAMETER, `$1$2${REDACTED}`).replace(SECRET, REDACTED);
}

/**
 * A text on one line, without control and invisible characters, shortened to `limit` characters.
 * @param {string} text
 * @param {number} limit
 */
export function plainText(text, limit) {
  const start = [...text.slice(0, limit * 16 + 128)].slice(0, limit * 8 + 64).join("");
  const words = start
    .normalize("NFC")
    .replace(/[\t\n\r\v\f\u0085]|\p{Z}/gu, " ")
    .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu, "")
    .replace(INVISIBLE, "")
    .replace(JOINING_NOTHING, "")
    .replace(/(\p{M}{4})\p{M}+/gu, "$1")
    .split(" ")
    .filter(Boolean)
    .join(" ");
  const characters = [...words];
  return characters.length <= limit ? words : `${characters.slice(0, limit - 1).join("").trimEnd()}…`;
}

/**
 * A value in quotes, shortened, without secrets.
 * @param {Value} value
 * @param {number} [limit]
 */
export function quoted(value, limit = 40) {
  const words = typeof value === "string" ? value : asciiJson(value);
  return `“${plainText(withoutSecrets([...words.slice(0, 8000)].slice(0, 4000).join("")), limit)}”`;
}

/**
 * A value as JSON, as Python writes it: ASCII only.
 * @param {Value} value
 * @returns {string}
 */
function asciiJson(value) {
  if (value instanceof LongNumber) return value.raw;
  if (Array.isArray(value)) return `[${value.map(asciiJson).join(", ")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${asciiJson(key)}: ${asciiJson(item)}`).join(", ")}}`;
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * The type of a value in JSON: a key of the messages, after `editor.kind.`.
 * @param {Value} value
 */
export function kindOf(value) {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number" || value instanceof LongNumber) return "number";
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "array" : "object";
}

/**
 * The similarity of two words, from 0 to 1, as Python's difflib has it. Source: Ratcliff and Metzener, "Pattern Matching: The Gestalt Approach".
 * @param {string[]} a
 * @param {string[]} b
 */
function similarity(a, b) {
  return a.length + b.length === 0 ? 1 : (2 * commonLength(a, b)) / (a.length + b.length);
}

/** @param {string[]} a @param {string[]} b @returns {number} */
function commonLength(a, b) {
  let best = 0;
  let fromA = 0;
  let fromB = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let length = 0;
      while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length++;
      if (length > best) [best, fromA, fromB] = [length, i, j];
    }
  }
  if (best === 0) return 0;
  return (
    best + commonLength(a.slice(0, fromA), b.slice(0, fromB)) + commonLength(a.slice(fromA + best), b.slice(fromB + best))
  );
}

/**
 * The known word that is most similar to a misspelt one.
 * @param {string} word
 * @param {Iterable<string>} known
 * @param {number} cutoff least similarity
 * @returns {string | undefined}
 */
export function closestWord(word, known, cutoff) {
  const letters = [...word];
  /** @type {[number, string] | undefined} */
  let best;
  for (const candidate of known) {
    const score = similarity([...candidate], letters);
    if (score >= cutoff && (!best || score > best[0] || (score === best[0] && candidate > best[1]))) {
      best = [score, candidate];
    }
  }
  return best?.[1];
}
