// @ts-check
/* What only the meaning tells of a document: the lints of `marketplace check`. */
import { ITEMS, matches, pointerTo, resolve } from "./schema-rules.js";
import { closest, plain, quoted } from "./message-values.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("../shared/messages.js").Say} Say */
/** @typedef {import("./document-check.js").Problem} Problem */
/** @typedef {import("./schema-rules.js").Schema} Schema */

const COMMENT = /<!--.*?(?:-->|$)/gsu;
const PLACEHOLDER = new RegExp(
  String.raw`^(?:(?:to[ -]?do|tbd|tba|fixme|x{3,}|\.{3,}|…|change[ _-]?me|replace[ _-]?me|fill[ _-]?me` +
    String.raw`|n/?a|placeholder|lorem ipsum|to be (?:done|defined|decided|added|filled in))(?:[\s.!]*|\s*[:(].*)` +
    String.raw`|<[^<>@]{1,60}>|\[[^\[\]]{1,60}\]|\{\{[^\{\}]{1,60}\}\}|\$\{[^\{\}]{1,60}\}|.*\bpath/to/.*|.*\(optional\)` +
    String.raw`|(?:your|my)[ _\-](?:\w+[ _\-])?(?:project|team|title|name|repo|repository|channel|description|logo|motivation` +
    String.raw`|organi[sz]ation|language|skill|docs|documentation|url|link)s?(?:[ _\-](?:title|name|here|url|link|goes here))*)$`,
  "iu",
);

const PLACEHOLDER_ADDRESS =
  /^(?:https?:\/\/(?:[^/]*\.)?(?:your|my)[-_.]?(?:project|team|company|org|organi[sz]ation|domain|docs|url)\b.*|https?:\/\/.*(?:path\/to\/|<[^>]*>|\{[^}]*\}).*)$/iu;

/**
 * What only the meaning tells: texts left from a template, addresses that lead nowhere, words said twice.
 * @param {Value} value
 * @param {Schema} schema the whole schema
 * @param {Say} say
 * @param {Record<string, string>} spellings folded keys that are understood, to the key that is meant
 * @returns {Problem[]}
 */
export function meaningProblems(value, schema, say, spellings) {
  /** @type {Problem[]} */
  const found = [];
  if (!(value instanceof Map)) return found;

  /**
   * @param {string} pointer
   * @param {"error" | "warning"} severity
   * @param {string} code
   * @param {string} message
   * @param {string} fix
   * @param {Record<string, string>} [values]
   */
  const note = (pointer, severity, code, message, fix, values = {}) =>
    found.push({
      pointer,
      severity,
      code,
      message: say(`editor.check.${message}`, values),
      fix: say(`editor.check.${fix}`, values),
    });

  /** @param {string} pointer @param {string} words @param {number} limit @returns {boolean} whether there is more to see */
  const text = (pointer, words, limit) => {
    const without = words.replace(COMMENT, " ");
    const clean = plain(without, limit);
    if (!clean && !words.trim()) return false; // the schema, or the reader, says that it is empty
    if (!clean || ([...clean].length <= 120 && PLACEHOLDER.test(clean))) {
      note(pointer, "warning", "placeholder", "placeholder", "fill-in", { value: quoted(words) });
      return false;
    }
    if (without !== words) note(pointer, "warning", "placeholder", "comment", "remove-comment");
    return true;
  };

  /** @param {string} pointer @param {string} words */
  const address = (pointer, words) => {
    if (PLACEHOLDER_ADDRESS.test([...words.trim()].slice(0, 2000).join(""))) {
      note(pointer, "warning", "placeholder", "placeholder", "fill-in", { value: quoted(words) });
      return;
    }
    if (!text(pointer, words, 2000) || matches(words, schema.$defs.address.pattern)) return;
    const start = words.trim();
    const values = { value: quoted(start) };
    if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/iu.test(start)) {
      note(pointer, "error", "address-refused", "address-user", "remove-user");
    } else if (/^(?:https?:|mailto:)/iu.test(start)) {
      note(pointer, "error", "address-refused", "address-malformed", "whole-address", values);
    } else if (/^[a-z][a-z0-9+.-]*:/iu.test(start)) {
      note(pointer, "error", "address-refused", "address-scheme", "use-https", values);
    } else if (!start.includes("@")) {
      note(pointer, "error", "address-refused", "address-relative", "begin-https", values);
    }
  };

  /** @param {Value} item @param {Schema} node @param {string} pointer */
  const look = (item, node, pointer) => {
    const target = node.$ref ? resolve(schema, node.$ref) : node;
    if (typeof item === "string") {
      if (target === schema.$defs.address) address(pointer, item);
      else if (target.type === "string" && !target.pattern) text(pointer, item, target.maxLength ?? 2000);
    } else if (Array.isArray(item) && target.type === "array") {
      if (target.uniqueItems) twice(item, pointer, target.items.maxLength);
      for (const [index, inner] of item.slice(0, ITEMS).entries()) look(inner, target.items, pointerTo(pointer, index));
    } else if (item instanceof Map && target.properties) {
      for (const [key, inner] of item) {
        if (Object.hasOwn(target.properties, key)) look(inner, target.properties[key], pointerTo(pointer, key));
      }
    } else if (target.anyOf && item instanceof Map) {
      const object = target.anyOf
        .map((/** @type {Schema} */ one) => (one.$ref ? resolve(schema, one.$ref) : one))
        .find((/** @type {Schema} */ one) => one.properties);
      if (object) look(item, object, pointer);
    }
  };

  /** @param {Value[]} items @param {string} pointer @param {number} limit */
  const twice = (items, pointer, limit) => {
    /** @type {Set<string>} */
    const seen = new Set();
    for (const [index, item] of items.slice(0, ITEMS).entries()) {
      if (typeof item !== "string") continue;
      const clean = plain(item.replace(COMMENT, " "), limit);
      if (!clean || PLACEHOLDER.test(clean)) continue;
      if (seen.has(clean.toLowerCase())) {
        note(pointerTo(pointer, index), "warning", "duplicate-item", "duplicate-item", "remove", {
          value: quoted(clean),
        });
      }
      seen.add(clean.toLowerCase());
    }
  };

  /** @param {string} key */
  const unknown = (key) => {
    const folded = key.toLowerCase().replace(/[^a-z0-9]/gu, "");
    if (key.startsWith("x-") || Object.hasOwn(spellings, folded)) return;
    const known = Object.keys(schema.properties).filter((one) => !one.startsWith("$") && one !== "name");
    const close = closest([...key.toLowerCase()].slice(0, 80).join(""), known, 0.7);
    const values = { key: quoted(key), close: close ?? "" };
    if (close) note(pointerTo("", key), "error", "unknown-key", "unknown-key", "did-you-mean", values);
    else note(pointerTo("", key), "warning", "unknown-key", "unknown-here", "remove-or-x", values);
  };

  for (const [key, item] of value) {
    if (key === "$schema" || key === "$comment" || key === "logo" || (key === "name" && value.has("title"))) continue;
    if (!Object.hasOwn(schema.properties, key)) {
      unknown(key);
      continue;
    }
    look(item, schema.properties[key], pointerTo("", key));
  }
  return found;
}
