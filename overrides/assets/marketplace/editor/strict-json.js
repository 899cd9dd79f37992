// @ts-check
/*
 * Strict JSON that keeps what JavaScript's own would lose: the order of all keys, keys such as
 * `__proto__`, numbers to the last digit, and where a fault is. Objects become Maps.
 */

/** @typedef {null | boolean | number | string | LongNumber | Value[] | Map<string, Value>} Value */

/** A number that a double cannot hold as it is written. */
export class LongNumber {
  /** @param {string} raw */
  constructor(raw) {
    this.raw = raw;
  }
}

/** What is wrong with a text, in the words of the check: a key of the messages, and where. */
export class Fault extends Error {
  /**
   * @param {string} name the key of the message, after `editor.json.`
   * @param {number} offset
   * @param {Record<string, string>} [values]
   */
  constructor(name, offset, values = {}) {
    super(name);
    this.offset = offset;
    this.values = values;
  }
}

/** Deepest nesting read. */
const DEPTH = 64;
/** Longest number read. */
const DIGITS = 20;

/**
 * Reads a text; throws a `Fault`. Of a key that stands twice, the first counts.
 * @param {string} source
 * @returns {{value: Value, duplicates: string[]}}
 */
export function parse(source) {
  const text = source.startsWith("\ufeff") ? source.slice(1) : source;
  /** @type {string[]} */
  const duplicates = [];
  let at = 0;

  const space = () => {
    while (at < text.length && " \t\r\n".includes(text[at])) at++;
  };

  /** @param {number} depth @returns {Value} */
  const value = (depth) => {
    space();
    const start = at;
    const first = text[at];
    if (first === "{" || first === "[") {
      if (depth >= DEPTH) throw new Fault("deep", at);
      at++;
      return first === "{" ? object(depth) : list(depth);
    }
    if (first === '"') return string();
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
      if (token.length > DIGITS || !Number.isFinite(number)) throw new Fault("long-number", start);
      return String(number) === token ? number : new LongNumber(token);
    }
    throw named(start, "value");
  };

  /** @param {number} depth */
  const list = (depth) => {
    /** @type {Value[]} */
    const items = [];
    space();
    if (text[at] === "]") {
      at++;
      return items;
    }
    for (;;) {
      items.push(value(depth + 1));
      space();
      const next = text[at];
      if (next === "]") {
        at++;
        return items;
      }
      if (next !== ",") throw named(at, "comma");
      at++;
      space();
      if (text[at] === "]") throw new Fault("trailing-comma", at, { bracket: "]" });
    }
  };

  /** @param {number} depth */
  const object = (depth) => {
    /** @type {Map<string, Value>} */
    const entries = new Map();
    space();
    if (text[at] === "}") {
      at++;
      return entries;
    }
    for (;;) {
      space();
      if (text[at] !== '"') throw named(at, "key");
      const key = string();
      space();
      if (text[at] !== ":") throw named(at, "colon");
      at++;
      const inner = value(depth + 1);
      if (entries.has(key)) duplicates.push(key);
      else entries.set(key, inner);
      space();
      const next = text[at];
      if (next === "}") {
        at++;
        return entries;
      }
      if (next !== ",") throw named(at, "comma");
      at++;
      space();
      if (text[at] === "}") throw new Fault("trailing-comma", at, { bracket: "}" });
    }
  };

  const string = () => {
    const start = at;
    const pattern = /"(?:[^"\\\u0000-\u001f]|\\.)*"/suy;
    pattern.lastIndex = at;
    const lexeme = pattern.exec(text)?.[0];
    if (lexeme === undefined) {
      const broken = /"(?:[^"\\\u0000-\u001f]|\\.)*/suy;
      broken.lastIndex = at;
      const end = at + (broken.exec(text)?.[0].length ?? 0);
      throw end >= text.length ? new Fault("unterminated", start) : new Fault("control", end);
    }
    at += lexeme.length;
    try {
      return String(JSON.parse(lexeme));
    } catch {
      throw new Fault("backslash", start);
    }
  };

  /** @param {number} offset @param {string} expected */
  const named = (offset, expected) => {
    const rest = text.slice(offset, offset + 80);
    if (!rest) return new Fault("early-end", offset);
    if (/^(?:\/\/|\/\*|#)/u.test(rest)) return new Fault("comment", offset);
    if (/^(?:<{7}|={7}|>{7})/u.test(rest)) return new Fault("conflict", offset);
    if (rest.startsWith("'")) return new Fault("single-quote", offset);
    if (/^[“”„]/u.test(rest)) return new Fault("curly-quote", offset);
    if (/^(?:True|False|None)/u.test(rest)) return new Fault("capital", offset);
    if (rest.startsWith("undefined")) return new Fault("undefined", offset);
    if (/^(?:NaN|-?Infinity)/u.test(rest)) return new Fault("not-a-number", offset);
    return new Fault(expected, offset, { word: rest.split(/\s/u, 1)[0].slice(0, 20) });
  };

  space();
  if (at >= text.length) throw new Fault("empty", 0);
  const read = value(0);
  space();
  if (at < text.length) throw named(at, "extra");
  return { value: read, duplicates };
}

/**
 * The line and column of an offset, from 1.
 * @param {string} text
 * @param {number} offset
 */
export function place(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/**
 * Writes a value as people would: two spaces, short lists on one line.
 * @param {Value} value
 * @param {string} [indent]
 * @returns {string}
 */
export function write(value, indent = "") {
  if (value instanceof LongNumber) return value.raw;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((item) => write(item, inner));
    const line = `[${items.join(", ")}]`;
    const simple = value.every((item) => !Array.isArray(item) && !(item instanceof Map));
    if (simple && line.length + indent.length < 80) return line;
    return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
  }
  if (value instanceof Map) {
    if (value.size === 0) return "{}";
    const entries = [...value].map(([key, item]) => `${inner}${JSON.stringify(key)}: ${write(item, inner)}`);
    return `{\n${entries.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/**
 * JavaScript's own objects (a schema, say) as values; only for text that is ours.
 * @param {unknown} plain
 * @returns {Value}
 */
export function fromPlain(plain) {
  if (Array.isArray(plain)) return plain.map(fromPlain);
  if (plain !== null && typeof plain === "object") {
    return new Map(Object.entries(plain).map(([key, item]) => [key, fromPlain(item)]));
  }
  return /** @type {Value} */ (plain);
}
