// @ts-check
/* Checks a value against the published schema. Knows the part of JSON Schema that this schema uses. */
import { LongNumber } from "./strict-json.js";
import { kindOf } from "./message-values.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {Record<string, any>} Schema */
/**
 * A rule that a value breaks.
 * @typedef {object} BrokenRule
 * @property {string} rule the keyword of the schema
 * @property {(string | number)[]} path from the value, or from the alternative of an `anyOf`
 * @property {Value} value
 * @property {any} wanted the value of the keyword
 * @property {Schema} schema
 * @property {BrokenRule[][]} branches of `anyOf`: what each alternative breaks
 */

/** Items of a list or object that are checked: a few more than the schema allows. */
export const MAX_CHECKED_ITEMS = 120;

/**
 * All rules that a value breaks, the outermost first.
 * @param {Value} value
 * @param {Schema} schema
 * @param {Schema} root the whole schema, for references
 * @param {(string | number)[]} path
 * @returns {BrokenRule[]}
 */
export function brokenRules(value, schema, root, path) {
  /** @type {BrokenRule[]} */
  const found = [];
  /** @param {string} rule @param {BrokenRule[][]} [branches] */
  const breaks = (rule, branches = []) =>
    found.push({ rule, path, value, wanted: schema[rule], schema, branches });

  if (schema.$ref) found.push(...brokenRules(value, resolveReference(root, schema.$ref), root, path));
  if (schema.type && !hasType(value, schema.type)) breaks("type");
  if (schema.enum && !schema.enum.includes(value)) breaks("enum");
  if (schema.anyOf) {
    const branches = schema.anyOf.map((/** @type {Schema} */ one) => brokenRules(value, one, root, []));
    if (branches.every((/** @type {BrokenRule[]} */ one) => one.length > 0)) breaks("anyOf", branches);
  }
  if (typeof value === "string") {
    const length = [...value].length;
    if (length < (schema.minLength ?? 0)) breaks("minLength");
    if (length > (schema.maxLength ?? Infinity)) breaks("maxLength");
    if (schema.pattern && !matchesPattern(value, schema.pattern)) breaks("pattern");
  } else if (kindOf(value) === "number") {
    const number = numberOf(value);
    if (number < (schema.minimum ?? -Infinity)) breaks("minimum");
    if (number > (schema.maximum ?? Infinity)) breaks("maximum");
  } else if (Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? Infinity)) breaks("maxItems");
    if (value.length < (schema.minItems ?? 0)) breaks("minItems");
    if (schema.items) {
      for (const [index, item] of value.slice(0, MAX_CHECKED_ITEMS).entries()) {
        found.push(...brokenRules(item, schema.items, root, [...path, index]));
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
      if (seen++ >= MAX_CHECKED_ITEMS) break;
      const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => matchesPattern(key, pattern));
      if (own) found.push(...brokenRules(item, own, root, [...path, key]));
      for (const [, inner] of patterns) found.push(...brokenRules(item, inner, root, [...path, key]));
      if (own || patterns.length > 0) continue;
      if (schema.additionalProperties === false) extra = true;
      else if (typeof schema.additionalProperties === "object") {
        found.push(...brokenRules(item, schema.additionalProperties, root, [...path, key]));
      }
    }
    if (extra) breaks("additionalProperties");
  }
  return found;
}

/**
 * The definition that a reference such as `#/$defs/address` names.
 * @param {Schema} root
 * @param {string} reference
 * @returns {Schema}
 */
export function resolveReference(root, reference) {
  return reference
    .split("/")
    .slice(1)
    .reduce((/** @type {any} */ node, part) => node[part], root);
}

/** @param {Value} value @param {string | string[]} types */
function hasType(value, types) {
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
export function matchesPattern(value, pattern) {
  const expression = new RegExp(pattern, "u");
  // In Python's regular expressions, which `marketplace check` uses, `$` also matches before a final line break.
  return expression.test(value) || (value.endsWith("\n") && expression.test(value.slice(0, -1)));
}

/**
 * Replaces broken alternatives by the broken rules of the alternative that the author probably had in mind.
 * @param {BrokenRule[]} errors
 * @returns {BrokenRule[]}
 */
export function mostSpecific(errors) {
  return errors.flatMap((error) => {
    const context = error.branches.flat();
    if (context.length === 0) return [error];
    /** @param {(one: BrokenRule) => boolean} keep */
    const chosen = (keep) => error.branches.map((branch) => branch.filter(keep));
    let deeper = chosen((one) => one.path.length > 0);
    if (deeper.every((branch) => branch.length === 0)) deeper = chosen((one) => one.rule !== "type");
    const flat = deeper.flat();
    if (flat.length === 0 || context.every((one) => one.rule === "required")) return [error];
    /** @param {BrokenRule} inner @returns {BrokenRule} */
    const placed = (inner) => ({ ...inner, path: [...error.path, ...inner.path] });
    if (deeper.filter((branch) => branch.length > 0).length === 1) return mostSpecific(flat).map(placed);
    return [placed(flat.find((one) => one.rule !== "anyOf") ?? flat[0])];
  });
}

/**
 * The JSON pointer to a key or an item.
 * @param {string} parent
 * @param {string | number} key
 */
export function pointerTo(parent, key) {
  return `${parent}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
