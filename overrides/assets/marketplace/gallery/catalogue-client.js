// @ts-check

/**
 * Whom the page asks about the catalogue: the worker that holds the data.
 * @typedef {object} Desk
 * @property {(data: ArrayBuffer) => Promise<import("./catalogue-queries.js").About>} open
 * @property {(view: import("../filters/view-address.js").View) => Promise<import("./catalogue-queries.js").Answer>} find
 * @property {(view: import("../filters/view-address.js").View, chance: number) => Promise<string | undefined>} surprise
 * @property {(view: import("../filters/view-address.js").View, format: "csv" | "json") => Promise<string>} write
 */

/** @returns {Desk} */
export function desk() {
  const worker = new Worker(new URL("./catalogue-worker.js", import.meta.url), { type: "module" });
  /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  let last = 0;
  worker.addEventListener("message", ({ data: { number, answer, failed } }) => {
    const asked = waiting.get(number);
    waiting.delete(number);
    if (failed) asked?.reject(new Error(failed));
    else asked?.resolve(answer);
  });
  worker.addEventListener("error", (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message || "The worker did not start."));
    waiting.clear();
  });
  /** @param {Record<string, unknown>} question @param {Transferable[]} [moved] @returns {Promise<any>} */
  const ask = (question, moved = []) =>
    new Promise((resolve, reject) => {
      const number = ++last;
      waiting.set(number, { resolve, reject });
      worker.postMessage({ ...question, number }, moved);
    });
  return {
    open: (data) => ask({ kind: "open", data }, [data]),
    find: (view) => ask({ kind: "find", view }),
    surprise: (view, chance) => ask({ kind: "surprise", view, chance }),
    write: (view, format) => ask({ kind: "write", view, format, base: document.baseURI }),
  };
}
