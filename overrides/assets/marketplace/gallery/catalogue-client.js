// @ts-check
import { startWorker } from "../shared/worker-requests.js";

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
  const send = startWorker(new URL("./catalogue-worker.js", import.meta.url));
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
