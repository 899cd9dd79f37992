// @ts-check
/* The rules that no schema can express: placeholders, addresses, repeated items. The same as in `marketplace check`. */
import { closestWord, plainText, quoted } from "./message-values.js";
import { MAX_CHECKED_ITEMS, matchesPattern, pointerTo, resolveReference } from "./schema-rules.js";

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
 * @param {Value} value
 * @param {Schema} schema the whole schema
 * @param {Say} say
 * @param {Record<string, string>} spellings accepted spellings of keys, folded, with the key that each stands for
 * @returns {Problem[]}
 */
export function contentProblems(value, schema, say, spellings) {
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
  const report = (pointer, severity, code, message, fix, values = {}) =>
    found.push({
      pointer,
      severity,
      code,
      message: say(`editor.check.${message}`, values),
      fix: say(`editor.check.${fix}`, values),
    });

  /**
   * Returns whether the text is more than a placeholder.
   * @param {string} pointer
   * @param {string} text
   * @param {number} limit
   */
  const checkText = (pointer, text, limit) => {
    const without = text.replace(COMMENT, " ");
    const clean = plainText(without, limit);
    if (!clean && !text.trim()) return false; // the schema reports empty texts
    if (!clean || ([...clean].length <= 120 && PLACEHOLDER.test(clean))) {
      report(pointer, "warning", "placeholder", "placeholder", "fill-in", { value: quoted(text) });
      return false;
    }
    if (without !== text) report(pointer, "warning", "placeholder", "comment", "remove-comment");
    return true;
  };

  /** @param {string} pointer @param {string} address */
  const checkAddress = (pointer, address) => {
    if (PLACEHOLDER_ADDRESS.test([...address.trim()].slice(0, 2000).join(""))) {
      report(pointer, "warning", "placeholder", "placeholder", "fill-in", { value: quoted(address) });
      return;
    }
    if (!checkText(pointer, address, 2000) || matchesPattern(address, schema.$defs.address.pattern)) return;
    const start = address.trim();
    const values = { value: quoted(start) };
    if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/iu.test(start)) {
      report(pointer, "error", "address-refused", "address-user", "remove-user");
    } else if (/^(?:https?:|mailto:)/iu.test(start)) {
      report(pointer, "error", "address-refused", "address-malformed", "whole-address", values);
    } else if (/^[a-z][a-z0-9+.-]*:/iu.test(start)) {
      report(pointer, "error", "address-refused", "address-scheme", "use-https", values);
    } else if (!start.includes("@")) {
      report(pointer, "error", "address-refused", "address-relative", "begin-https", values);
    }
  };

  /** @param {Value} item @param {Schema} node @param {string} pointer */
  const checkValue = (item, node, pointer) => {
    const target = node.$ref ? resolveReference(schema, node.$ref) : node;
    if (typeof item === "string") {
      if (target === schema.$defs.address) checkAddress(pointer, item);
      else if (target.type === "string" && !target.pattern) checkText(pointer, item, target.maxLength ?? 2000);
    } else if (Array.isArray(item) && target.type === "array") {
      if (target.uniqueItems && !target.items.pattern) checkRepeated(item, pointer, target.items.maxLength);
      for (const [index, inner] of item.slice(0, MAX_CHECKED_ITEMS).entries()) checkValue(inner, target.items, pointerTo(pointer, index));
    } else if (item instanceof Map && target.properties) {
      for (const [key, inner] of item) {
        if (Object.hasOwn(target.properties, key)) checkValue(inner, target.properties[key], pointerTo(pointer, key));
      }
    } else if (target.anyOf && item instanceof Map) {
      const object = target.anyOf
        .map((/** @type {Schema} */ one) => (one.$ref ? resolveReference(schema, one.$ref) : one))
        .find((/** @type {Schema} */ one) => one.properties);
      if (object) checkValue(item, object, pointer);
    }
  };

  /** @param {Value[]} items @param {string} pointer @param {number} limit */
  const checkRepeated = (items, pointer, limit) => {
    /** @type {Set<string>} */
    const seen = new Set();
    for (const [index, item] of items.slice(0, MAX_CHECKED_ITEMS).entries()) {
      if (typeof item !== "string") continue;
      const clean = plainText(item.replace(COMMENT, " "), limit);
      if (!clean || PLACEHOLDER.test(clean)) continue;
      if (seen.has(clean.toLowerCase())) {
        report(pointerTo(pointer, index), "warning", "duplicate-item", "duplicate-item", "remove", {
          value: quoted(clean),
        });
      }
      seen.add(clean.toLowerCase());
    }
  };

  /** @param {string} key */
  const checkUnknownKey = (key) => {
    const folded = key.toLowerCase().replace(/[^a-z0-9]/gu, "");
    if (key.startsWith("x-") || Object.hasOwn(spellings, folded)) return;
    const known = Object.keys(schema.properties).filter((one) => !one.startsWith("$") && one !== "name");
    const close = closestWord([...key.toLowerCase()].slice(0, 80).join(""), known, 0.7);
    const values = { key: quoted(key), close: close ?? "" };
    if (close) report(pointerTo("", key), "error", "unknown-key", "unknown-key", "did-you-mean", values);
    else report(pointerTo("", key), "warning", "unknown-key", "unknown-here", "remove-or-x", values);
  };

  for (const [key, item] of value) {
    if (key === "$schema" || key === "$comment" || key === "logo" || (key === "name" && value.has("title"))) continue;
    if (!Object.hasOwn(schema.properties, key)) {
      checkUnknownKey(key);
      continue;
    }
    checkValue(item, schema.properties[key], pointerTo("", key));
  }
  return found;
}
