// @ts-check
/*
 * Holds a document against the published schema, for the subset of JSON Schema that it uses, and
 * says what `marketplace check` would say. A test runs both over the same documents.
 */
import { LongNumber } from "./editor-json.js";
import { closest, kindOf, plain, quoted } from "./editor-words.js";

/** @typedef {import("./editor-json.js").Value} Value */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {Record<string, any>} Schema */
/**
 * @typedef {object} Broken a rule that a value breaks
 * @property {string} rule
 * @property {(string | number)[]} path from the place where the alternatives began
 * @property {Value} value
 * @property {any} wanted what the schema says under the rule
 * @property {Schema} schema
 * @property {Broken[][]} branches what is wrong with each alternative
 */
/**
 * @typedef {object} Problem
 * @property {string} pointer
 * @property {"error" | "warning"} severity
 * @property {string} code
 * @property {string} message
 * @property {string} fix
 */

/** Problems noted at most. */
const MOST = 200;
/** Items of one list or object looked at, a few more than the schema allows. */
const ITEMS = 120;

/**
 * Every rule of the schema that a document breaks.
 * @param {Value} value
 * @param {Schema} schema
 * @param {Say} say
 * @returns {Problem[]}
 */
export function schemaProblems(value, schema, say) {
  /** @type {Map<string, Problem>} */
  const found = new Map();
  for (const broken of leaves(hold(value, schema, schema, []))) {
    for (const problem of explain(broken, say)) {
      found.set(`${problem.pointer} ${problem.code} ${problem.message}`, problem);
      if (found.size >= MOST) return [...found.values()];
    }
  }
  return [...found.values()];
}

/**
 * @param {Value} value
 * @param {Schema} schema
 * @param {Schema} whole
 * @param {(string | number)[]} path
 * @returns {Broken[]}
 */
function hold(value, schema, whole, path) {
  /** @type {Broken[]} */
  const found = [];
  /** @param {string} rule @param {Broken[][]} [branches] */
  const breaks = (rule, branches = []) =>
    found.push({ rule, path, value, wanted: schema[rule], schema, branches });

  if (schema.$ref) found.push(...hold(value, resolve(whole, schema.$ref), whole, path));
  if (schema.type && !fits(value, schema.type)) breaks("type");
  if (schema.enum && !schema.enum.includes(value)) breaks("enum");
  if (schema.anyOf) {
    const branches = schema.anyOf.map((/** @type {Schema} */ one) => hold(value, one, whole, []));
    if (branches.every((/** @type {Broken[]} */ one) => one.length > 0)) breaks("anyOf", branches);
  }
  if (typeof value === "string") {
    const length = [...value].length;
    if (length < (schema.minLength ?? 0)) breaks("minLength");
    if (length > (schema.maxLength ?? Infinity)) breaks("maxLength");
    if (schema.pattern && !matches(value, schema.pattern)) breaks("pattern");
  } else if (kindOf(value) === "number") {
    const number = numberOf(value);
    if (number < (schema.minimum ?? -Infinity)) breaks("minimum");
    if (number > (schema.maximum ?? Infinity)) breaks("maximum");
  } else if (Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? Infinity)) breaks("maxItems");
    if (value.length < (schema.minItems ?? 0)) breaks("minItems");
    if (schema.items) {
      for (const [index, item] of value.slice(0, ITEMS).entries()) {
        found.push(...hold(item, schema.items, whole, [...path, index]));
      }
    }
  } else if (value instanceof Map) {
    if (value.size > (schema.maxProperties ?? Infinity)) breaks("maxProperties");
    for (const key of schema.required ?? []) {
      if (!value.has(key)) found.push({ rule: "required", path, value, wanted: [key], schema, branches: [] });
    }
    let extra = false;
    let seen = 0;
    for (const [key, item] of value) {
      if (seen++ >= ITEMS) break;
      const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => matches(key, pattern));
      if (own) found.push(...hold(item, own, whole, [...path, key]));
      for (const [, inner] of patterns) found.push(...hold(item, inner, whole, [...path, key]));
      if (own || patterns.length > 0) continue;
      if (schema.additionalProperties === false) extra = true;
      else if (typeof schema.additionalProperties === "object") {
        found.push(...hold(item, schema.additionalProperties, whole, [...path, key]));
      }
    }
    if (extra) breaks("additionalProperties");
  }
  return found;
}

/**
 * A definition in the same schema.
 * @param {Schema} whole
 * @param {string} reference
 * @returns {Schema}
 */
export function resolve(whole, reference) {
  return reference
    .split("/")
    .slice(1)
    .reduce((/** @type {any} */ node, part) => node[part], whole);
}

/** @param {Value} value @param {string | string[]} types */
function fits(value, types) {
  const kind = kindOf(value);
  return [types]
    .flat()
    .some((type) => type === kind || (type === "integer" && kind === "number" && Number.isInteger(numberOf(value))));
}

/** @param {Value} value */
function numberOf(value) {
  return value instanceof LongNumber ? Number(value.raw) : Number(value);
}

/** @param {string} value @param {string} pattern */
function matches(value, pattern) {
  const expression = new RegExp(pattern, "u");
  // In the check's regular expressions, `$` also stands before a last line end.
  return expression.test(value) || (value.endsWith("\n") && expression.test(value.slice(0, -1)));
}

/**
 * Goes down through alternatives to the faults of the one that was meant.
 * @param {Broken[]} errors
 * @returns {Broken[]}
 */
function leaves(errors) {
  return errors.flatMap((error) => {
    const context = error.branches.flat();
    if (context.length === 0) return [error];
    /** @param {(one: Broken) => boolean} keep */
    const chosen = (keep) => error.branches.map((branch) => branch.filter(keep));
    let deeper = chosen((one) => one.path.length > 0);
    if (deeper.every((branch) => branch.length === 0)) deeper = chosen((one) => one.rule !== "type");
    const flat = deeper.flat();
    if (flat.length === 0 || context.every((one) => one.rule === "required")) return [error];
    /** @param {Broken} inner @returns {Broken} */
    const placed = (inner) => ({ ...inner, path: [...error.path, ...inner.path] });
    if (deeper.filter((branch) => branch.length > 0).length === 1) return leaves(flat).map(placed);
    return [placed(flat.find((one) => one.rule !== "anyOf") ?? flat[0])];
  });
}

/**
 * @param {string} parent
 * @param {string | number} key
 */
export function pointerTo(parent, key) {
  return `${parent}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/**
 * @param {Broken} broken
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
      // Where other programs may have keys of their own, an unknown one is no error.
      if (schema.patternProperties || !(value instanceof Map)) return [];
      const known = Object.keys(schema.properties ?? {}).sort();
      return [...value.keys()]
        .filter((key) => !known.includes(key))
        .map((key) => {
          const close = closest([...key.toLowerCase()].slice(0, 80).join(""), known, 0.7);
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
      const close = closest([...spelled(value)].slice(0, 80).join("").toLowerCase(), wanted, 0.6);
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

/** @param {Value} value @returns {string} */
function spelled(value) {
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null) return "None";
  if (typeof value === "string") return value;
  if (value instanceof LongNumber) return value.raw;
  /** @param {Value} item */
  const inside = (item) => (typeof item === "string" ? `'${item}'` : spelled(item));
  if (Array.isArray(value)) return `[${value.map(inside).join(", ")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `'${key}': ${inside(item)}`).join(", ")}}`;
  return String(value);
}

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

/**
 * Everything to say of a document, once for each value. Where both speak, the meaning's errors are
 * more telling than the schema's, and the schema's errors weigh more than a warning.
 * @param {Value} value
 * @param {Schema} schema
 * @param {Say} say
 * @param {Record<string, string>} spellings
 */
export function check(value, schema, say, spellings) {
  const meaning = meaningProblems(value, schema, say, spellings);
  const telling = new Set(
    meaning.filter(({ severity, code }) => severity === "error" || code === "placeholder").map(({ pointer }) => pointer),
  );
  const broken = schemaProblems(value, schema, say).filter(({ pointer }) => !telling.has(pointer));
  const errors = new Set(broken.map(({ pointer }) => pointer));
  return [...broken, ...meaning.filter(({ severity, pointer }) => severity === "error" || !errors.has(pointer))];
}
