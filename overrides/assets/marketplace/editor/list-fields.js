// @ts-check
/* The fields that grow: a row for each person, task or place to talk. */
import { element, hidden } from "../shared/dom.js";
import { pointerTo, resolve } from "./schema-rules.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("./form-fields.js").Field} Field */
/** @typedef {import("./form-fields.js").Making} Making */
/** @typedef {import("./schema-rules.js").Schema} Schema */

/** Most rows drawn; a longer list is edited as JSON. */
const ROWS = 100;

/**
 * A list of objects, of which each may also be a single text: people, tasks.
 * @param {Schema} schema
 * @param {Making} making
 * @param {(node: Schema, making: Making) => Field} fieldFor makes the fields of a row
 * @returns {Field}
 */
export function rows(schema, making, fieldFor) {
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
          slots.set(at, [one.node]);
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
export function pairs({ id, say }) {
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
        slots.set(pointerTo(pointer, name), [place]);
        values.set(name || "contact", place.value);
      }
      return values.size > 0 ? values : undefined;
    },
  };
}
