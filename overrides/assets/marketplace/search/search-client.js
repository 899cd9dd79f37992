// @ts-check
import { startWorker } from "../shared/worker-requests.js";

/**
 * The index of the site in a worker; each method fails where the index cannot be read (see site-index.js).
 * @param {string} base where the files of the index are, ending in a slash
 */
export function openSearchIndex(base) {
  /** @type {import("../shared/worker-requests.js").Send | undefined} */
  let started;
  /** @param {Record<string, unknown>} request */
  const send = async (request) => {
    started ??= startWorker(new URL("./search-worker.js", import.meta.url));
    return started({ base, ...request });
  };
  return {
    /** Brings what every search needs. */
    prepare: () => send({ kind: "prepare" }).catch(() => undefined),
    /** @param {string} query @param {number} kind @returns {Promise<import("./site-index.js").Ranked>} */
    ranked: (query, kind) => send({ kind: "ranked", query, of: kind }),
    /** @param {string} query @param {readonly number[]} kinds @returns {Promise<import("./site-index.js").Group[]>} */
    nearest: (query, kinds) => send({ kind: "nearest", query, of: kinds }),
    /** @param {string} query @param {readonly number[]} most @returns {ReturnType<import("./site-index.js").SiteIndex["grouped"]>} */
    grouped: (query, most) => send({ kind: "grouped", query, most }),
  };
}

/** @typedef {ReturnType<typeof openSearchIndex>} SearchIndex */
