// @ts-check
/* Changes to the keys of a document, and the draft of it in the browser. */

/** @typedef {import("./strict-json.js").Value} Value */

/**
 * A copy of a document with one more key, in the order of the schema.
 * @param {Map<string, Value>} content
 * @param {string} key
 * @param {Value} value
 * @param {string[]} order all keys of the schema
 */
export function withKey(content, key, value, order) {
  const entries = [...content];
  const next = entries.findIndex(([other]) => order.indexOf(other) > order.indexOf(key));
  entries.splice(next < 0 ? entries.length : next, 0, [key, value]);
  return new Map(entries);
}

/**
 * Replaces accepted spellings of keys by the keys of the schema, unless the document has both.
 * @param {Map<string, Value>} value
 * @param {Record<string, string>} spellings the key for each folded spelling
 * @param {Record<string, unknown>} properties those of the schema
 * @returns {{value: Map<string, Value>, renamed: [from: string, to: string][]}}
 */
export function renameKeys(value, spellings, properties) {
  /** @type {[string, string][]} */
  const renamed = [];
  const taken = new Set(value.keys());
  const entries = [...value].map(([key, item]) => {
    if (Object.hasOwn(properties, key) && key !== "name") return /** @type {[string, Value]} */ ([key, item]);
    const folded = key.toLowerCase().replace(/[^a-z0-9]/gu, "");
    const name = Object.hasOwn(spellings, folded) ? spellings[folded] : key;
    if (name === key || taken.has(name)) return /** @type {[string, Value]} */ ([key, item]);
    taken.add(name);
    renamed.push([key, name]);
    return /** @type {[string, Value]} */ ([name, item]);
  });
  return { value: new Map(entries), renamed };
}

/** The draft in the browser's storage, one for each site of a server. */
export function draftStorage() {
  const key = `${location.pathname}innersource-marketplace.draft`;
  return {
    /** @param {{text: string, address: string, branch: string, forge: string, empty: boolean}} state */
    save: (state) => {
      try {
        localStorage.setItem(key, JSON.stringify(state));
      } catch {
        // Storage is full or forbidden: the page works without a draft.
      }
    },
    /** @returns {{text?: string, address?: string, branch?: string, forge?: string, empty?: boolean} | null} */
    load: () => {
      try {
        const state = JSON.parse(localStorage.getItem(key) ?? "null");
        if (state === null || typeof state !== "object") return null;
        return Object.fromEntries(Object.entries(state).filter(([, value]) => typeof value !== "object"));
      } catch {
        return null;
      }
    },
  };
}
