// @ts-check
/** @typedef {import("../filters/view-address.js").View} View */

/**
 * The catalogue in a worker. Each method sends a message and returns the answer to it.
 * @typedef {object} Catalogue
 * @property {import("./catalogue-queries.js").CatalogueSummary} summary
 * @property {() => Promise<void>} prepareSearch loads what every search needs
 * @property {(view: View) => Promise<import("./catalogue-queries.js").ResultPage>} find
 * @property {(view: View, random: number) => Promise<string | undefined>} randomPage
 * @property {(view: View, format: "csv" | "json") => Promise<string>} exportText
 */

/**
 * Starts the worker (see catalogue-worker.js) and loads the data file into it.
 * @param {string} address
 * @returns {Promise<Catalogue>}
 */
export async function openCatalogue(address) {
  const worker = new Worker(new URL("./catalogue-worker.js", import.meta.url), { type: "module" });
  /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
  const pending = new Map();
  /** @type {Error | null} */
  let failure = null;
  let lastId = 0;
  worker.addEventListener("message", ({ data: { id, answer, error } }) => {
    const request = pending.get(id);
    pending.delete(id);
    if (error) request?.reject(new Error(error));
    else request?.resolve(answer);
  });
  worker.addEventListener("error", (event) => {
    failure = new Error(event.message || "The worker did not start.");
    for (const { reject } of pending.values()) reject(failure);
    pending.clear();
  });
  /** @param {Record<string, unknown>} request @param {Transferable[]} [transferred] @returns {Promise<any>} */
  const send = (request, transferred = []) =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      const id = ++lastId;
      pending.set(id, { resolve, reject });
      worker.postMessage({ ...request, id }, transferred);
    });

  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  const data = await response.arrayBuffer();
  return {
    summary: await send({ kind: "open", data, search: new URL("search/", response.url).href }, [data]),
    prepareSearch: () => send({ kind: "prepare" }),
    find: (view) => send({ kind: "find", view }),
    randomPage: (view, random) => send({ kind: "randomPage", view, random }),
    exportText: (view, format) => send({ kind: "exportText", view, format, base: document.baseURI }),
  };
}
