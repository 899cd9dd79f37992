// @ts-check
/* Holds a document against the published schema, for the subset of JSON Schema that it uses. */
import { LongNumber } from "./strict-json.js";
import { kindOf } from "./message-values.js";

/** @typedef {import("./strict-json.js").Value} Value */
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

/** Items of one list or object looked at, a few more than the schema allows. */
export const ITEMS = 120;

/**
 * Every rule of a schema that a value breaks, from the outside in.
 * @param {Value} value
 * @param {Schema} schema
 * @param {Schema} whole
 * @param {(string | number)[]} path
 * @returns {Broken[]}
 */
export function hold(value, schema, whole, path) {
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
export function matches(value, pattern) {
  const expression = new RegExp(pattern, "u");
  // In the check's regular expressions, `$` also stands before a last line end.
  return expression.test(value) || (value.endsWith("\n") && expression.test(value.slice(0, -1)));
}

/**
 * Goes down through alternatives to the faults of the one that was meant.
 * @param {Broken[]} errors
 * @returns {Broken[]}
 */
export function leaves(errors) {
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
