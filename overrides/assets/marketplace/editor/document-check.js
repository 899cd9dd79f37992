// @ts-check
/* Finds the problems that `marketplace check` would report. A test runs both on the same documents. */
import { contentProblems } from "./content-rules.js";
import { closestWord, kindOf, quoted } from "./message-values.js";
import { brokenRules, mostSpecific, pointerTo } from "./schema-rules.js";
import { LongNumber } from "./strict-json.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("../shared/messages.js").Say} Say */
/** @typedef {import("./schema-rules.js").Schema} Schema */
/** @typedef {import("./schema-rules.js").BrokenRule} BrokenRule */
/**
 * @typedef {object} Problem
 * @property {string} pointer
 * @property {"error" | "warning"} severity
 * @property {string} code
 * @property {string} message
 * @property {string} fix
 */

/** Problems reported at most. */
const MAX_PROBLEMS = 200;

/**
 * All problems of a document. For one value, errors of content replace those of the schema, which replace warnings of
 * content.
 * @param {Value} value
 * @param {Schema} schema
 * @param {Say} say
 * @param {Record<string, string>} spellings
 */
export function checkDocument(value, schema, say, spellings) {
  const content = contentProblems(value, schema, say, spellings);
  const explained = new Set(
    content.filter(({ severity, code }) => severity === "error" || code === "placeholder").map(({ pointer }) => pointer),
  );
  const broken = schemaProblems(value, schema, say).filter(({ pointer }) => !explained.has(pointer));
  const errors = new Set(broken.map(({ pointer }) => pointer));
  return [...broken, ...content.filter(({ severity, pointer }) => severity === "error" || !errors.has(pointer))];
}

/**
 * The problems that the schema finds.
 * @param {Value} value
 * @param {Schema} schema
 * @param {Say} say
 * @returns {Problem[]}
 */
export function schemaProblems(value, schema, say) {
  /** @type {Map<string, Problem>} */
  const found = new Map();
  for (const broken of mostSpecific(brokenRules(value, schema, schema, []))) {
    for (const problem of explain(broken, say)) {
      found.set(`${problem.pointer} ${problem.code} ${problem.message}`, problem);
      if (found.size >= MAX_PROBLEMS) return [...found.values()];
    }
  }
  return [...found.values()];
}

/**
 * @param {BrokenRule} broken
 * @param {Say} say
 * @returns {Problem[]}
 */
function explain({ rule, path, value, wanted, schema, branches }, say) {
  const pointer = path.reduce(pointerTo, "");
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} fix
   * @param {Record<string, string>} [values]
   */
  const problem = (code, message, fix, values = {}) => ({
    pointer,
    severity: /** @type {const} */ ("error"),
    code,
    message: say(`editor.check.${message}`, values),
    fix: fix.startsWith("=") ? fix.slice(1) : say(`editor.check.${fix}`, values),
  });
  const kind = say(`editor.kind.${kindOf(value)}`);
  switch (rule) {
    case "additionalProperties": {
      // Other programs may add keys such as x-…: content-rules.js reports unknown keys.
      if (schema.patternProperties || !(value instanceof Map)) return [];
      const known = Object.keys(schema.properties ?? {}).sort();
      return [...value.keys()]
        .filter((key) => !known.includes(key))
        .map((key) => {
          const close = closestWord([...key.toLowerCase()].slice(0, 80).join(""), known, 0.7);
          return {
            ...problem("unknown-key", "unknown-key", close ? "did-you-mean" : "known-keys", {
              key: quoted(key),
              close: close ?? "",
              keys: known.join(", "),
            }),
            pointer: pointerTo(pointer, key),
          };
        });
    }
    case "required":
      return [problem("missing-key", "missing-key", "add-key", { key: quoted(wanted[0]), name: wanted[0] })];
    case "type":
      return [wrongKind([wanted].flat())];
    case "anyOf": {
      const inner = branches.flat();
      const needed = inner.filter((one) => one.rule === "required").map((one) => `"${one.wanted[0]}"`);
      if (needed.length > 0) {
        return [problem("missing-key", "missing-one", "add-one", { keys: needed.join(", ") })];
      }
      return [wrongKind(inner.filter((one) => one.rule === "type").flatMap((one) => one.wanted))];
    }
    case "enum": {
      const close = closestWord([...pythonText(value)].slice(0, 80).join("").toLowerCase(), wanted, 0.6);
      return [
        problem("unknown-word", "unknown-word", close ? "did-you-mean" : "use-one-of", {
          value: quoted(value),
          close: close ?? "",
          words: wanted.join(", "),
        }),
      ];
    }
    case "minimum":
    case "maximum":
      return [problem("out-of-range", "out-of-range", rule, { value: quoted(value), bound: String(wanted) })];
    case "minLength":
    case "minItems":
      return [problem("empty-value", "empty-value", "fill-in", { kind })];
    case "maxLength":
      return [
        problem("text-too-long", "text-too-long", "more-briefly", {
          length: String([.../** @type {string} */ (value)].length),
          most: String(wanted),
        }),
      ];
    case "maxItems":
    case "maxProperties": {
      const length = value instanceof Map ? value.size : /** @type {Value[]} */ (value).length;
      return [
        problem("too-many-items", "too-many-items", "keep-some", { length: String(length), most: String(wanted) }),
      ];
    }
    default:
      return [problem("invalid", "invalid", schema.description ? `=${schema.description}` : "see-schema")];
  }

  /** @param {string[]} types */
  function wrongKind(types) {
    const wantedWords = [...new Set(types)].filter((type) => type !== "null").map((type) => say(`editor.kind.${type}`));
    const words = wantedWords.join(say("editor.check.or")) || say("editor.check.another");
    const only = wantedWords.length === 1 ? types[0] : "";
    let fix = "write";
    let example = "";
    if (only === "string" && !Array.isArray(value) && !(value instanceof Map)) {
      fix = value === null ? "remove-unknown" : "put-in-quotes";
    } else if (only === "array" && typeof value === "string") {
      fix = "write-list";
      example = quoted(value).replaceAll("“", '"').replaceAll("”", '"');
    }
    return problem("wrong-type", "wrong-type", fix, { kind, wanted: words, example });
  }
}

/** A value as Python's `str` writes it. @param {Value} value @returns {string} */
function pythonText(value) {
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null) return "None";
  if (typeof value === "string") return value;
  if (value instanceof LongNumber) return value.raw;
  /** @param {Value} item */
  const inside = (item) => (typeof item === "string" ? `'${item}'` : pythonText(item));
  if (Array.isArray(value)) return `[${value.map(inside).join(", ")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `'${key}': ${inside(item)}`).join(", ")}}`;
  return String(value);
}
