// @ts-check
/* The fields of the form, each made from its piece of the schema. A field shows only what it can keep. */
import { element } from "../shared/dom.js";
import { LongNumber, parse, write } from "./strict-json.js";
import { pairs, rows } from "./list-fields.js";
import { pointerTo, resolve } from "./schema-rules.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("../shared/messages.js").Say} Say */
/** @typedef {import("./schema-rules.js").Schema} Schema */
/** @typedef {Map<string, HTMLElement[]>} Slots which elements show the value at a pointer */
/**
 * @typedef {object} Field
 * @property {HTMLElement} node
 * @property {(value: Value | undefined) => boolean} show false where it cannot be shown without loss
 * @property {(pointer: string, slots: Slots) => Value | undefined} read undefined: left out of the file
 */
/**
 * @typedef {object} Making what a field is made with
 * @property {Schema} whole
 * @property {Say} say
 * @property {(key: string, part: "title" | "description", text: string) => string} label in the page's language
 * @property {string} id
 * @property {string} name where it stands in the schema, for its words
 * @property {string[]} languages
 */

/** Longest text that is written on one line. */
const ONE_LINE = 300;

/**
 * The field for a piece of the schema.
 * @param {Schema} node
 * @param {Making} making
 * @returns {Field}
 */
export function fieldFor(node, making) {
  const schema = node.$ref ? { ...resolve(making.whole, node.$ref), ...node } : node;
  if (schema.enum) return choice(schema.enum, making);
  if (schema.type === "boolean") return yesNo(making);
  if (schema.type === "integer") return numeric(making);
  if (schema.type === "string") return line(schema, making);
  if (schema.type === "array" && schema.items?.type === "string") return words(making);
  if (schema.type === "array") return rows(schema, making, fieldFor);
  return pairs(making);
}

/** @param {string} pointer @param {Slots} slots @param {HTMLElement[]} elements */
function claim(pointer, slots, ...elements) {
  slots.set(pointer, elements);
}

/** @param {Schema} schema @param {Making} making @returns {Field} */
function line(schema, { id, name, languages }) {
  const long = (schema.maxLength ?? 0) > ONE_LINE && !schema.pattern && !/\.(?:contact|email)$/u.test(name);
  const listed = name === "language" ? `${id}-known` : null;
  const input = /** @type {HTMLInputElement} */ (
    long
      ? element("textarea", { id, rows: 3 })
      : element("input", {
          id,
          type: "text",
          autocomplete: "off",
          list: listed,
          spellcheck: schema.pattern ? "false" : null,
          inputmode: schema.pattern ? "url" : null,
        })
  );
  const known = listed && element("datalist", { id: listed }, ...languages.map((one) => element("option", { value: one })));
  return {
    node: element("div", {}, input, known),
    show: (value) => {
      if (value === undefined) input.value = "";
      else if (typeof value !== "string" || (!long && /[\r\n]/u.test(value))) return false;
      else input.value = value;
      return true;
    },
    read: (pointer, slots) => {
      claim(pointer, slots, input);
      return input.value.trim() === "" ? undefined : input.value;
    },
  };
}

/** @param {Making} making @returns {Field} */
function words({ id, say }) {
  const input = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { id, rows: 3, "aria-describedby": `${id}-how` })
  );
  return {
    node: element("div", {}, input, element("p", { class: "meta", id: `${id}-how` }, say("editor.words.how"))),
    show: (value) => {
      if (value !== undefined && !isWords(value)) return false;
      input.value = (/** @type {string[] | undefined} */ (value) ?? []).join("\n");
      input.rows = Math.min(Math.max((/** @type {string[]} */ (value ?? [])).length + 1, 3), 8);
      return true;
    },
    read: (pointer, slots) => {
      const items = input.value
        .split("\n")
        .map((one) => one.trim())
        .filter(Boolean);
      claim(pointer, slots, input);
      for (const index of items.keys()) claim(pointerTo(pointer, index), slots, input);
      return items.length > 0 ? items : undefined;
    },
  };
}

/** @param {Value} value @returns {value is string[]} */
function isWords(value) {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === "string" && item.trim() === item && item !== "" && !/[\r\n]/u.test(item))
  );
}

/** @param {string[]} options @param {Making} making @returns {Field} */
function choice(options, { id, name, say }) {
  const input = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { id },
      element("option", { value: "" }, say("editor.choice.none")),
      ...options.map((option) => element("option", { value: option }, say(`editor.option.${name}.${option}`))),
    )
  );
  return {
    node: element("div", {}, input),
    show: (value) => {
      if (value !== undefined && !options.includes(/** @type {string} */ (value))) return false;
      input.value = String(value ?? "");
      return true;
    },
    read: (pointer, slots) => {
      claim(pointer, slots, input);
      return input.value || undefined;
    },
  };
}

/** @param {Making} making @returns {Field} */
function yesNo({ id, say }) {
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
    read: (pointer, slots) => {
      claim(pointer, slots, input);
      return input.value === "" ? undefined : input.value === "true";
    },
  };
}

/** @param {Making} making @returns {Field} */
function numeric({ id }) {
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
    read: (pointer, slots) => {
      claim(pointer, slots, input);
      const text = input.value.trim();
      if (text === "") return undefined;
      if (!/^-?\d{1,20}$/u.test(text)) return text; // for the check to say what is wrong with it
      return String(Number(text)) === text ? Number(text) : new LongNumber(text);
    },
  };
}

/**
 * A field for what the form cannot show: its JSON.
 * @param {Making} making
 * @returns {Field}
 */
export function rawField({ id, say }) {
  const input = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { id, rows: 6, spellcheck: "false", class: "field__json", "aria-describedby": `${id}-how` })
  );
  /** @type {Value | undefined} */
  let last;
  return {
    node: element("div", {}, input, element("p", { class: "meta", id: `${id}-how` }, say("editor.raw.how"))),
    show: (value) => {
      last = value;
      input.value = value === undefined ? "" : write(value);
      return true;
    },
    read: (pointer, slots) => {
      claim(pointer, slots, input);
      if (input.value.trim() === "") return undefined;
      try {
        last = parse(input.value).value;
        input.setCustomValidity("");
      } catch {
        input.setCustomValidity(say("editor.raw.fault"));
      }
      return last;
    },
  };
}
