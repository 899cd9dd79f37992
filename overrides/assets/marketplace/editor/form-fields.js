// @ts-check
/* The fields of the form, made from the schema. A field refuses a value that it would change. */
import { element } from "../shared/dom.js";
import { communicationField, objectListField } from "./list-fields.js";
import { pointerTo, resolveReference } from "./schema-rules.js";
import { LongNumber, formatJson, parseJson } from "./strict-json.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("../shared/messages.js").Say} Say */
/** @typedef {import("./schema-rules.js").Schema} Schema */
/** @typedef {Map<string, HTMLElement[]>} Controls the elements for the value at a JSON pointer */
/**
 * @typedef {object} Field
 * @property {HTMLElement} node
 * @property {(value: Value | undefined) => boolean} show returns false if the field would change the value
 * @property {(pointer: string, controls: Controls) => Value | undefined} read adds to the controls; undefined: no value
 */
/**
 * @typedef {object} FieldOptions
 * @property {Schema} root the whole schema, for references
 * @property {Say} say
 * @property {(key: string, part: "title" | "description", text: string) => string} label translates a text of the schema
 * @property {string} id
 * @property {string} name the path in the schema, as in the keys of messages
 * @property {string[]} languages
 */

/** A longer text gets several lines. */
const ONE_LINE = 300;

/**
 * The field for a part of the schema.
 * @param {Schema} node
 * @param {FieldOptions} options
 * @returns {Field}
 */
export function fieldFor(node, options) {
  const schema = node.$ref ? { ...resolveReference(options.root, node.$ref), ...node } : node;
  if (schema.enum) return choiceField(schema.enum, options);
  if (schema.type === "boolean") return booleanField(options);
  if (schema.type === "integer") return integerField(options);
  if (schema.type === "string") return textField(schema, options);
  if (schema.type === "array" && schema.items?.type === "string") return textListField(options);
  if (schema.type === "array") return objectListField(schema, options, fieldFor);
  return communicationField(options);
}

/** @param {Schema} schema @param {FieldOptions} options @returns {Field} */
function textField(schema, { id, name, languages }) {
  const long = (schema.maxLength ?? 0) > ONE_LINE && !schema.pattern && !/\.(?:contact|email)$/u.test(name);
  const suggestions = name === "language" ? `${id}-known` : null;
  const input = /** @type {HTMLInputElement} */ (
    long
      ? element("textarea", { id, rows: 3 })
      : element("input", {
          id,
          type: "text",
          autocomplete: "off",
          list: suggestions,
          spellcheck: schema.pattern ? "false" : null,
          inputmode: schema.pattern ? "url" : null,
        })
  );
  const datalist =
    suggestions &&
    element("datalist", { id: suggestions }, ...languages.map((language) => element("option", { value: language })));
  return {
    node: element("div", {}, input, datalist),
    show: (value) => {
      if (value === undefined) input.value = "";
      else if (typeof value !== "string" || (!long && /[\r\n]/u.test(value))) return false;
      else input.value = value;
      return true;
    },
    read: (pointer, controls) => {
      controls.set(pointer, [input]);
      return input.value.trim() === "" ? undefined : input.value;
    },
  };
}

/** One text on each line. @param {FieldOptions} options @returns {Field} */
function textListField({ id, say }) {
  const input = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { id, rows: 3, "aria-describedby": `${id}-how` })
  );
  return {
    node: element("div", {}, input, element("p", { class: "meta", id: `${id}-how` }, say("editor.words.how"))),
    show: (value) => {
      if (value !== undefined && !isLines(value)) return false;
      const lines = value ?? [];
      input.value = lines.join("\n");
      input.rows = Math.min(Math.max(lines.length + 1, 3), 8);
      return true;
    },
    read: (pointer, controls) => {
      const items = input.value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
      controls.set(pointer, [input]);
      for (const index of items.keys()) controls.set(pointerTo(pointer, index), [input]);
      return items.length > 0 ? items : undefined;
    },
  };
}

/** @param {Value} value @returns {value is string[]} */
function isLines(value) {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === "string" && item.trim() === item && item !== "" && !/[\r\n]/u.test(item))
  );
}

/** @param {string[]} values @param {FieldOptions} options @returns {Field} */
function choiceField(values, { id, name, say }) {
  const input = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { id },
      element("option", { value: "" }, say("editor.choice.none")),
      ...values.map((value) => element("option", { value }, say(`editor.option.${name}.${value}`))),
    )
  );
  return {
    node: element("div", {}, input),
    show: (value) => {
      if (value !== undefined && !values.includes(/** @type {string} */ (value))) return false;
      input.value = String(value ?? "");
      return true;
    },
    read: (pointer, controls) => {
      controls.set(pointer, [input]);
      return input.value || undefined;
    },
  };
}

/** @param {FieldOptions} options @returns {Field} */
function booleanField({ id, say }) {
  const input = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { id },
      element("option", { value: "" }, say("editor.choice.none")),
      element("option", { value: "true" }, say("editor.yes")),
      element("option", { value: "false" }, say("editor.no")),
    )
  );
  return {
    node: element("div", {}, input),
    show: (value) => {
      if (value !== undefined && typeof value !== "boolean") return false;
      input.value = value === undefined ? "" : String(value);
      return true;
    },
    read: (pointer, controls) => {
      controls.set(pointer, [input]);
      return input.value === "" ? undefined : input.value === "true";
    },
  };
}

/** @param {FieldOptions} options @returns {Field} */
function integerField({ id }) {
  const input = /** @type {HTMLInputElement} */ (
    element("input", { id, type: "text", inputmode: "numeric", autocomplete: "off", class: "field__number" })
  );
  return {
    node: element("div", {}, input),
    show: (value) => {
      if (value !== undefined && typeof value !== "number") return false;
      input.value = value === undefined ? "" : String(value);
      return true;
    },
    read: (pointer, controls) => {
      controls.set(pointer, [input]);
      const text = input.value.trim();
      if (text === "") return undefined;
      if (!/^-?\d{1,20}$/u.test(text)) return text; // the check reports it
      return String(Number(text)) === text ? Number(text) : new LongNumber(text);
    },
  };
}

/**
 * A field with the JSON of a value that no other field can show.
 * @param {FieldOptions} options
 * @returns {Field}
 */
export function jsonField({ id, say }) {
  const input = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { id, rows: 6, spellcheck: "false", class: "field__json", "aria-describedby": `${id}-how` })
  );
  /** The last value that was valid JSON. @type {Value | undefined} */
  let last;
  return {
    node: element("div", {}, input, element("p", { class: "meta", id: `${id}-how` }, say("editor.raw.how"))),
    show: (value) => {
      last = value;
      input.value = value === undefined ? "" : formatJson(value);
      return true;
    },
    read: (pointer, controls) => {
      controls.set(pointer, [input]);
      if (input.value.trim() === "") return undefined;
      try {
        last = parseJson(input.value).value;
        input.setCustomValidity("");
      } catch {
        input.setCustomValidity(say("editor.raw.fault"));
      }
      return last;
    },
  };
}
