// @ts-check
/* The document as a map of keys, and the draft of it that the browser keeps. */

/** @typedef {import("./strict-json.js").Value} Value */

/**
 * A map with one more key, where the schema's order has it.
 * @param {Map<string, Value>} said
 * @param {string} key
 * @param {Value} value
 * @param {string[]} order
 */
export function inserted(said, key, value, order) {
  const own = order.indexOf(key);
  const entries = [...said];
  const at = entries.findIndex(([other]) => order.indexOf(other) > own);
  entries.splice(at < 0 ? entries.length : at, 0, [key, value]);
  return new Map(entries);
}

/**
 * Gives keys in a spelling that is understood their own name, where that is free.
 * @param {Map<string, Value>} value
 * @param {Record<string, string>} spellings
 * @param {Record<string, unknown>} properties
 */
export function renameKeys(value, spellings, properties) {
  /** @type {[string, string][]} */
  const renamed = [];
  const taken = new Set(value.keys());
  const entries = [...value].map(([key, item]) => {
    if (Object.hasOwn(properties, key) && key !== "name") return /** @type {[string, Value]} */ ([key, item]);
    const folded = key.toLowerCase().replace(/[^a-z0-9]/gu, "");
    const meant = Object.hasOwn(spellings, folded) ? spellings[folded] : key;
    if (meant === key || taken.has(meant)) return /** @type {[string, Value]} */ ([key, item]);
    taken.add(meant);
    renamed.push([key, meant]);
    return /** @type {[string, Value]} */ ([meant, item]);
  });
  return { value: new Map(entries), renamed };
}

/** A draft in the browser, kept apart for each site of a server; where storage is forbidden, none. */
export function memory() {
  const key = `${location.pathname}innersource-marketplace.draft`;
  return {
    /** @param {{text: string, address: string, branch: string, forge: string, empty: boolean}} state */
    keep: (state) => {
      try {
        localStorage.setItem(key, JSON.stringify(state));
      } catch {
        // Full or forbidden: the page works without.
      }
    },
    /** @returns {{text?: string, address?: string, branch?: string, forge?: string, empty?: boolean} | null} */
    recall: () => {
      try {
        const kept = JSON.parse(localStorage.getItem(key) ?? "null");
        if (kept === null || typeof kept !== "object") return null;
        return Object.fromEntries(Object.entries(kept).filter(([, value]) => typeof value !== "object"));
      } catch {
        return null;
      }
    },
  };
}
