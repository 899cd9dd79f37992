// @ts-check
/*
 * Worker that holds the data of the catalogue, so that parsing, searching and counting do not block the page. It
 * answers the requests of catalogue-client.js.
 */
import { PROJECTS, TASKS, TEAMS } from "../search/record-kinds.js";
import { siteIndex } from "../search/site-index.js";
import { answerRequests } from "../shared/worker-requests.js";
import { catalogueQueries } from "./catalogue-queries.js";
import { exportText } from "./export-file.js";

/** @type {ReturnType<typeof catalogueQueries> | null} */
let queries = null;

/** @type {import("../search/site-index.js").SiteIndex | null} */
let index = null;

/** @typedef {import("./catalogue-queries.js").Explained} Explained */

/**
 * Ranks a search by the index, once; null if that is not needed or not possible.
 * @param {string} query
 * @returns {Promise<Explained | null>}
 */
async function ranked(query) {
  const known = /** @type {Explained | undefined} */ (queries?.catalogue.ranking(query));
  if (known || !query.trim() || !index) return known ?? null;
  try {
    const found = await index.ranked(query, PROJECTS);
    queries?.catalogue.setRanking(query, found);
    return found;
  } catch (error) {
    console.warn("The index of the search cannot be read.", error);
    return null;
  }
}

/**
 * A page of results; where nothing matches well, also tasks and teams that come near.
 * @param {import("../filters/view-address.js").View} view
 * @param {ReturnType<typeof catalogueQueries>} all
 */
async function found(view, all) {
  const ranking = await ranked(view.query);
  const page = await all.withReasons(all.resultPage(view), ranking);
  const others = ranking && page.instead ? index?.nearest(view.query, [TASKS, TEAMS]).catch(() => []) : [];
  return { ...page, others: (await others) ?? [] };
}

answerRequests(async ({ kind, data, view, random, format, base, search }) => {
  if (kind === "open") {
    index = siteIndex(search);
    queries = catalogueQueries(JSON.parse(new TextDecoder().decode(data)));
    return queries.summary();
  }
  if (!queries) throw new Error(`There is no data yet for the request "${kind}".`);
  if (kind === "prepare") return void index?.open().catch(() => undefined);
  if (kind === "find") return found(view, queries);
  await ranked(view.query);
  if (kind === "randomPage") return queries.randomPage(view, random);
  if (kind === "exportText") return exportText(queries.catalogue, queries.catalogue.find(view).rows, format, base);
  throw new Error(`Unknown request "${kind}".`);
});
