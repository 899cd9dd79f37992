// @ts-check
/* Fields with any number of rows: people, tasks, channels of communication. */
import { element, visuallyHidden } from "../shared/dom.js";
import { pointerTo, resolveReference } from "./schema-rules.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("./form-fields.js").Field} Field */
/** @typedef {import("./form-fields.js").FieldOptions} FieldOptions */
/** @typedef {import("./schema-rules.js").Schema} Schema */

/** A longer list is edited as JSON. */
const MAX_ROWS = 100;

/** Keys that mean the same as another key: offered only if the file has them. */
const ALIASES = new Set(["github", "gitlab", "email"]);

/**
 * A list of people or tasks. An item may also be a text, which stands for its first key.
 * @param {Schema} schema
 * @param {FieldOptions} options
 * @param {(node: Schema, options: FieldOptions) => Field} fieldFor creates the fields of a row
 * @returns {Field}
 */
export function objectListField(schema, options, fieldFor) {
  const { id, name, say, root } = options;
  const item = schema.items.$ref ? resolveReference(root, schema.items.$ref) : schema.items;
  const objectSchema = item.anyOf
    .map((/** @type {Schema} */ one) => (one.$ref ? resolveReference(root, one.$ref) : one))
    .find((/** @type {Schema} */ one) => one.properties);
  const keys = Object.keys(objectSchema.properties);
  const first = keys[0];
  const list = element("ol", { class: "rows" });
  /** @type {{node: HTMLElement, read: Field["read"]}[]} */
  let rows = [];
  let nextId = 0;

  /** Returns false if the fields would change the value. @param {Value | undefined} value */
  const addRow = (value) => {
    const prefix = `${id}-${nextId++}`;
    const isText = typeof value === "string";
    const object = value instanceof Map ? value : new Map(isText ? [[first, value]] : []);
    const shown = keys.filter((key) => !ALIASES.has(key) || object.has(key));
    const fields = shown.map((key) => {
      const field = fieldFor(objectSchema.properties[key], { ...options, id: `${prefix}-${key}`, name: `${name}.${key}` });
      return { key, field, fits: field.show(object.get(key)) };
    });
    if (fields.some(({ fits }) => !fits)) return false;
    const node = element(
      "li",
      { class: "field-row" },
      ...fields.map(({ key, field }) =>
        element(
          "div",
          { class: "field-row__field" },
          element("label", { for: `${prefix}-${key}` }, options.label(`${name}.${key}`, "title", objectSchema.properties[key].title)),
          field.node,
          element("div", { class: "field__problems", "data-problems": true }),
        ),
      ),
      element(
        "button",
        {
          type: "button",
          class: "button button--quiet",
          onclick: () => {
            rows = rows.filter((row) => row.node !== node);
            node.remove();
            add.focus();
            list.dispatchEvent(new Event("input", { bubbles: true }));
          },
        },
        say("editor.row.remove"),
        visuallyHidden(` ${rows.length + 1}`),
      ),
    );
    list.append(node);
    rows.push({
      node,
      read: (pointer, controls) => {
        /** @type {Map<string, Value>} */
        const content = new Map(object); // with the keys that have no field
        for (const { key, field } of fields) {
          const value = field.read(pointerTo(pointer, key), controls);
          if (value === undefined) content.delete(key);
          else content.set(key, value);
        }
        if (content.size === 0) return undefined;
        return isText && content.size === 1 && content.has(first) ? content.get(first) : content;
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
        addRow(undefined);
        /** @type {HTMLElement | null | undefined} */ (list.lastElementChild?.querySelector("input, textarea"))?.focus();
      },
    },
    say(`editor.row.add.${name}`),
  );
  return {
    node: element("div", { id, class: "rows-frame", role: "group" }, list, add),
    show: (value) => {
      list.replaceChildren();
      rows = [];
      if (value === undefined) return true;
      if (!Array.isArray(value) || value.length > MAX_ROWS) return false;
      return value.every((one) => (typeof one === "string" || one instanceof Map) && addRow(one));
    },
    read: (pointer, controls) => {
      /** @type {Value[]} */
      const values = [];
      for (const row of rows) {
        const itemPointer = pointerTo(pointer, values.length);
        const value = row.read(itemPointer, controls);
        if (value !== undefined) {
          controls.set(itemPointer, [row.node]);
          values.push(value);
        }
      }
      return values.length > 0 ? values : undefined;
    },
  };
}

/**
 * The channels of communication: an object with the channel for each purpose.
 * @param {FieldOptions} options
 * @returns {Field}
 */
export function communicationField({ id, say }) {
  const list = element("ol", { class: "rows" });
  /** @type {{node: HTMLElement, purpose: HTMLInputElement, channel: HTMLInputElement}[]} */
  let rows = [];
  let nextId = 0;

  /** @param {string} purpose @param {string} channel */
  const addRow = (purpose, channel) => {
    const prefix = `${id}-${nextId++}`;
    const purposeInput = /** @type {HTMLInputElement} */ (
      element("input", { id: `${prefix}-purpose`, type: "text", autocomplete: "off", list: `${id}-purposes` })
    );
    const channelInput = /** @type {HTMLInputElement} */ (
      element("input", { id: `${prefix}-place`, type: "text", autocomplete: "off" })
    );
    purposeInput.value = purpose;
    channelInput.value = channel;
    const node = element(
      "li",
      { class: "field-row field-row--pair" },
      element("div", { class: "field-row__field" }, element("label", { for: purposeInput.id }, say("editor.pair.purpose")), purposeInput),
      element(
        "div",
        { class: "field-row__field" },
        element("label", { for: channelInput.id }, say("editor.pair.place")),
        channelInput,
        element("div", { class: "field__problems", "data-problems": true }),
      ),
      element(
        "button",
        {
          type: "button",
          class: "button button--quiet",
          onclick: () => {
            rows = rows.filter((row) => row.node !== node);
            node.remove();
            add.focus();
            list.dispatchEvent(new Event("input", { bubbles: true }));
          },
        },
        say("editor.row.remove"),
        visuallyHidden(` ${rows.length + 1}`),
      ),
    );
    list.append(node);
    rows.push({ node, purpose: purposeInput, channel: channelInput });
  };

  const add = element(
    "button",
    {
      type: "button",
      class: "button button--quiet",
      onclick: () => {
        addRow("", "");
        rows.at(-1)?.purpose.focus();
      },
    },
    say("editor.row.add.communication"),
  );
  const purposes = element(
    "datalist",
    { id: `${id}-purposes` },
    ...["chat", "issues", "mail", "announcements", "meeting"].map((purpose) => element("option", { value: purpose })),
  );
  return {
    node: element("div", { id, class: "rows-frame", role: "group" }, list, add, purposes),
    show: (value) => {
      list.replaceChildren();
      rows = [];
      if (value === undefined) return true;
      if (!(value instanceof Map) || value.size > MAX_ROWS) return false;
      for (const [purpose, channel] of value) {
        if (typeof channel !== "string" || /[\r\n]/u.test(purpose + channel)) return false;
        addRow(purpose, channel);
      }
      return true;
    },
    read: (pointer, controls) => {
      /** @type {Map<string, Value>} */
      const values = new Map();
      for (const { purpose, channel } of rows) {
        const name = purpose.value.trim();
        if (!name && !channel.value.trim()) continue;
        controls.set(pointerTo(pointer, name), [channel]);
        values.set(name || "contact", channel.value);
      }
      return values.size > 0 ? values : undefined;
    },
  };
}
