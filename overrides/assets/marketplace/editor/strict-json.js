// @ts-check
/*
 * A strict JSON parser that keeps what `JSON.parse` loses: the order of all keys, keys such as `__proto__`, all digits
 * of numbers, and the position of an error. Objects become Maps.
 */

/** @typedef {null | boolean | number | string | LongNumber | Value[] | Map<string, Value>} Value */

/** A number that would change if it were parsed and written again, such as 1.50. */
export class LongNumber {
  /** @param {string} raw */
  constructor(raw) {
    this.raw = raw;
  }
}

/** A syntax error. Its message is a key of the page's messages, after `editor.json.`. */
export class JsonError extends Error {
  /**
   * @param {string} name
   * @param {number} offset
   * @param {Record<string, string>} [values] for the placeholders of the message
   */
  constructor(name, offset, values = {}) {
    super(name);
    this.offset = offset;
    this.values = values;
  }
}

/** Nesting levels that are read. */
const MAX_DEPTH = 64;
/** Characters of a number that are read. */
const MAX_DIGITS = 20;

/**
 * Parses a text. Of a repeated key, the first value counts.
 * @throws {JsonError}
 * @param {string} source
 * @returns {{value: Value, duplicates: string[]}}
 */
export function parseJson(source) {
  const text = source.startsWith("\ufeff") ? source.slice(1) : source;
  /** @type {string[]} */
  const duplicates = [];
  let at = 0;

  const skipSpace = () => {
    while (at < text.length && " \t\r\n".includes(text[at])) at++;
  };

  /** @param {number} depth @returns {Value} */
  const readValue = (depth) => {
    skipSpace();
    const start = at;
    const first = text[at];
    if (first === "{" || first === "[") {
      if (depth >= MAX_DEPTH) throw new JsonError("deep", at);
      at++;
      return first === "{" ? readObject(depth) : readList(depth);
    }
    if (first === '"') return readString();
    const word = /[^\s[\]{},:"]*/uy;
    word.lastIndex = at;
    const token = word.exec(text)?.[0] ?? "";
    if (token === "true" || token === "false" || token === "null") {
      at += token.length;
      return token === "null" ? null : token === "true";
    }
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u.test(token)) {
      at += token.length;
      const number = Number(token);
      if (token.length > MAX_DIGITS || !Number.isFinite(number)) throw new JsonError("long-number", start);
      return String(number) === token ? number : new LongNumber(token);
    }
    throw unexpected(start, "value");
  };

  /** @param {number} depth */
  const readList = (depth) => {
    /** @type {Value[]} */
    const items = [];
    skipSpace();
    if (text[at] === "]") {
      at++;
      return items;
    }
    for (;;) {
      items.push(readValue(depth + 1));
      skipSpace();
      const next = text[at];
      if (next === "]") {
        at++;
        return items;
      }
      if (next !== ",") throw unexpected(at, "comma");
      at++;
      skipSpace();
      if (text[at] === "]") throw new JsonError("trailing-comma", at, { bracket: "]" });
    }
  };

  /** @param {number} depth */
  const readObject = (depth) => {
    /** @type {Map<string, Value>} */
    const entries = new Map();
    skipSpace();
    if (text[at] === "}") {
      at++;
      return entries;
    }
    for (;;) {
      skipSpace();
      if (text[at] !== '"') throw unexpected(at, "key");
      const key = readString();
      skipSpace();
      if (text[at] !== ":") throw unexpected(at, "colon");
      at++;
      const inner = readValue(depth + 1);
      if (entries.has(key)) duplicates.push(key);
      else entries.set(key, inner);
      skipSpace();
      const next = text[at];
      if (next === "}") {
        at++;
        return entries;
      }
      if (next !== ",") throw unexpected(at, "comma");
      at++;
      skipSpace();
      if (text[at] === "}") throw new JsonError("trailing-comma", at, { bracket: "}" });
    }
  };

  const readString = () => {
    const start = at;
    const pattern = /"(?:[^"\\\u0000-\u001f]|\\.)*"/suy;
    pattern.lastIndex = at;
    const lexeme = pattern.exec(text)?.[0];
    if (lexeme === undefined) {
      const broken = /"(?:[^"\\\u0000-\u001f]|\\.)*/suy;
      broken.lastIndex = at;
      const end = at + (broken.exec(text)?.[0].length ?? 0);
      throw end >= text.length ? new JsonError("unterminated", start) : new JsonError("control", end);
    }
    at += lexeme.length;
    try {
      return String(JSON.parse(lexeme));
    } catch {
      throw new JsonError("backslash", start);
    }
  };

  /**
   * The error for an unexpected text: names a common mistake, or what was expected.
   * @param {number} offset
   * @param {string} expected
   */
  const unexpected = (offset, expected) => {
    const rest = text.slice(offset, offset + 80);
    if (!rest) return new JsonError("early-end", offset);
    if (/^(?:\/\/|\/\*|#)/u.test(rest)) return new JsonError("comment", offset);
    if (/^(?:<{7}|={7}|>{7})/u.test(rest)) return new JsonError("conflict", offset);
    if (rest.startsWith("'")) return new JsonError("single-quote", offset);
    if (/^[“”„]/u.test(rest)) return new JsonError("curly-quote", offset);
    if (/^(?:True|False|None)/u.test(rest)) return new JsonError("capital", offset);
    if (rest.startsWith("undefined")) return new JsonError("undefined", offset);
    if (/^(?:NaN|-?Infinity)/u.test(rest)) return new JsonError("not-a-number", offset);
    return new JsonError(expected, offset, { word: rest.split(/\s/u, 1)[0].slice(0, 20) });
  };

  skipSpace();
  if (at >= text.length) throw new JsonError("empty", 0);
  const value = readValue(0);
  skipSpace();
  if (at < text.length) throw unexpected(at, "extra");
  return { value, duplicates };
}

/**
 * The line and column of an offset, from 1.
 * @param {string} text
 * @param {number} offset
 */
export function lineAndColumn(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/**
 * Formats a value: indented by two spaces, short lists on one line.
 * @param {Value} value
 * @param {string} [indent]
 * @returns {string}
 */
export function formatJson(value, indent = "") {
  if (value instanceof LongNumber) return value.raw;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((item) => formatJson(item, inner));
    const line = `[${items.join(", ")}]`;
    const simple = value.every((item) => !Array.isArray(item) && !(item instanceof Map));
    if (simple && line.length + indent.length < 80) return line;
    return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
  }
  if (value instanceof Map) {
    if (value.size === 0) return "{}";
    const entries = [...value].map(([key, item]) => `${inner}${JSON.stringify(key)}: ${formatJson(item, inner)}`);
    return `{\n${entries.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/**
 * Converts the result of `JSON.parse`. Only for text of the site itself, such as its schema.
 * @param {unknown} parsed
 * @returns {Value}
 */
export function toValue(parsed) {
  if (Array.isArray(parsed)) return parsed.map(toValue);
  if (parsed !== null && typeof parsed === "object") {
    return new Map(Object.entries(parsed).map(([key, item]) => [key, toValue(item)]));
  }
  return /** @type {Value} */ (parsed);
}
