// @ts-check
/* The fields of the form, each made from its piece of the schema. A field shows only what it can keep. */
import { element, hidden } from "./dom.js";
import { pointerTo, resolve } from "./editor-check.js";
import { LongNumber, parse, write } from "./editor-json.js";

/** @typedef {import("./editor-json.js").Value} Value */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {Record<string, any>} Schema */
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
/** Most rows drawn; a longer list is edited as JSON. */
const ROWS = 100;

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
  if (schema.type === "array") return rows(schema, making);
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
 * A list of objects, of which each may also be a single text: people, tasks.
 * @param {Schema} schema
 * @param {Making} making
 * @returns {Field}
 */
function rows(schema, making) {
  const { id, name, say, whole } = making;
  const item = schema.items.$ref ? resolve(whole, schema.items.$ref) : schema.items;
  const shape = item.anyOf
    .map((/** @type {Schema} */ one) => (one.$ref ? resolve(whole, one.$ref) : one))
    .find((/** @type {Schema} */ one) => one.properties);
  const keys = Object.keys(shape.properties);
  const first = keys[0];
  const list = element("ol", { class: "rows" });
  /** @type {{node: HTMLElement, read: Field["read"]}[]} */
  let made = [];
  let serial = 0;

  /** @param {Value | undefined} value */
  const row = (value) => {
    const prefix = `${id}-${serial++}`;
    const asText = typeof value === "string";
    const object = value instanceof Map ? value : new Map(asText ? [[first, value]] : []);
    // Spellings that mean the same as another key are offered only where they are used.
    const shown = keys.filter((key) => !ALIASES.has(key) || object.has(key));
    const fields = shown.map((key) => {
      const inner = fieldFor(shape.properties[key], { ...making, id: `${prefix}-${key}`, name: `${name}.${key}` });
      return { key, inner, fits: inner.show(object.get(key)) };
    });
    if (fields.some(({ fits }) => !fits)) return false;
    const node = element(
      "li",
      { class: "row-of" },
      ...fields.map(({ key, inner }) =>
        element(
          "div",
          { class: "row-of__field" },
          element("label", { for: `${prefix}-${key}` }, making.label(`${name}.${key}`, "title", shape.properties[key].title)),
          inner.node,
          element("div", { class: "field__problems", "data-problems": true }),
        ),
      ),
      element(
        "button",
        {
          type: "button",
          class: "button button--quiet",
          onclick: () => {
            const position = made.findIndex((one) => one.node === node);
            made.splice(position, 1);
            node.remove();
            add.focus();
            list.dispatchEvent(new Event("input", { bubbles: true }));
          },
        },
        say("editor.row.remove"),
        hidden(` ${made.length + 1}`),
      ),
    );
    list.append(node);
    made.push({
      node,
      read: (pointer, slots) => {
        /** @type {Map<string, Value>} */
        const read = new Map(object); // what is not shown stays, in its place
        for (const { key, inner } of fields) {
          const field = inner.read(pointerTo(pointer, key), slots);
          if (field === undefined) read.delete(key);
          else read.set(key, field);
        }
        if (read.size === 0) return undefined;
        return asText && read.size === 1 && read.has(first) ? read.get(first) : read;
      },
    });
    return true;
  };

  const add = element(
    "button",
    {
      type: "button",
      class: "button button--quiet",
      onclick: () => {
        row(undefined);
        /** @type {HTMLElement | null | undefined} */ (list.lastElementChild?.querySelector("input, textarea"))?.focus();
      },
    },
    say(`editor.row.add.${name}`),
  );
  return {
    node: element("div", { id, class: "rows-frame", role: "group" }, list, add),
    show: (value) => {
      list.replaceChildren();
      made = [];
      if (value === undefined) return true;
      if (!Array.isArray(value) || value.length > ROWS) return false;
      return value.every((one) => (typeof one === "string" || one instanceof Map) && row(one));
    },
    read: (pointer, slots) => {
      /** @type {Value[]} */
      const values = [];
      for (const one of made) {
        const at = pointerTo(pointer, values.length);
        const value = one.read(at, slots);
        if (value !== undefined) {
          claim(at, slots, one.node);
          values.push(value);
        }
      }
      return values.length > 0 ? values : undefined;
    },
  };
}

const ALIASES = new Set(["github", "gitlab", "email"]);

/**
 * A place to talk for each purpose.
 * @param {Making} making
 * @returns {Field}
 */
function pairs({ id, say }) {
  const list = element("ol", { class: "rows" });
  /** @type {{node: HTMLElement, purpose: HTMLInputElement, place: HTMLInputElement}[]} */
  let made = [];
  let serial = 0;

  /** @param {string} purpose @param {string} place */
  const row = (purpose, place) => {
    const prefix = `${id}-${serial++}`;
    const left = /** @type {HTMLInputElement} */ (
      element("input", { id: `${prefix}-purpose`, type: "text", autocomplete: "off", list: `${id}-purposes` })
    );
    const right = /** @type {HTMLInputElement} */ (
      element("input", { id: `${prefix}-place`, type: "text", autocomplete: "off" })
    );
    left.value = purpose;
    right.value = place;
    const node = element(
      "li",
      { class: "row-of row-of--pair" },
      element("div", { class: "row-of__field" }, element("label", { for: left.id }, say("editor.pair.purpose")), left),
      element(
        "div",
        { class: "row-of__field" },
        element("label", { for: right.id }, say("editor.pair.place")),
        right,
        element("div", { class: "field__problems", "data-problems": true }),
      ),
      element(
        "button",
        {
          type: "button",
          class: "button button--quiet",
          onclick: () => {
            made = made.filter((one) => one.node !== node);
            node.remove();
            add.focus();
            list.dispatchEvent(new Event("input", { bubbles: true }));
          },
        },
        say("editor.row.remove"),
        hidden(` ${made.length + 1}`),
      ),
    );
    list.append(node);
    made.push({ node, purpose: left, place: right });
  };

  const add = element(
    "button",
    {
      type: "button",
      class: "button button--quiet",
      onclick: () => {
        row("", "");
        made.at(-1)?.purpose.focus();
      },
    },
    say("editor.row.add.communication"),
  );
  const purposes = element(
    "datalist",
    { id: `${id}-purposes` },
    ...["chat", "issues", "mail", "announcements", "meeting"].map((one) => element("option", { value: one })),
  );
  return {
    node: element("div", { id, class: "rows-frame", role: "group" }, list, add, purposes),
    show: (value) => {
      list.replaceChildren();
      made = [];
      if (value === undefined) return true;
      if (!(value instanceof Map) || value.size > ROWS) return false;
      for (const [purpose, place] of value) {
        if (typeof place !== "string" || /[\r\n]/u.test(purpose + place)) return false;
        row(purpose, place);
      }
      return true;
    },
    read: (pointer, slots) => {
      /** @type {Map<string, Value>} */
      const values = new Map();
      for (const { purpose, place } of made) {
        const name = purpose.value.trim();
        if (!name && !place.value.trim()) continue;
        claim(pointerTo(pointer, name), slots, place);
        values.set(name || "contact", place.value);
      }
      return values.size > 0 ? values : undefined;
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
