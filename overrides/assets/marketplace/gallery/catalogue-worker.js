// @ts-check
/*
 * Worker that holds the data of the catalogue, so that parsing, searching and counting do not block the page. A message
 * is a request of catalogue-client.js; the answer has the same `id`.
 */
import { catalogueQueries } from "./catalogue-queries.js";
import { PROJECTS, rowSearch } from "../search/ranked-rows.js";
import { exportText } from "./export-file.js";

/** Milliseconds after loading, when the page has drawn its first results. */
const VOCABULARY_DELAY = 200;

/** @type {ReturnType<typeof catalogueQueries> | null} */
let queries = null;

/** @type {ReturnType<typeof rowSearch> | null} */
let index = null;

/**
 * Ranks a search by the index, once; null if that is not needed or not possible.
 * @param {string} query
 */
async function ranked(query) {
  const known = queries?.catalogue.ranking(query);
  if (known || !query.trim() || !index) return known ?? null;
  const found = await index.ranked(query);
  if (found) queries?.catalogue.setRanking(query, found);
  return found;
}

/** Collects the words for similar spellings in steps, so that requests are answered between them. */
function growVocabulary() {
  if (queries?.catalogue.growVocabulary()) setTimeout(growVocabulary);
}

/** @param {any} request */
async function answer({ kind, data, view, random, format, base, search }) {
  if (kind === "open") {
    index = rowSearch(search, PROJECTS);
    queries = catalogueQueries(JSON.parse(new TextDecoder().decode(data)));
    setTimeout(growVocabulary, VOCABULARY_DELAY);
    return queries.summary();
  }
  if (!queries) throw new Error(`There is no data yet for the request "${kind}".`);
  if (kind === "prepare") return void index?.open().catch(() => undefined);
  const found = await ranked(view.query);
  if (kind === "find") return queries.withReasons(queries.resultPage(view), found);
  if (kind === "randomPage") return queries.randomPage(view, random);
  if (kind === "exportText") return exportText(queries.catalogue, queries.catalogue.find(view).rows, format, base);
  throw new Error(`Unknown request "${kind}".`);
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ id: data.id, answer: await answer(data) });
  } catch (error) {
    postMessage({ id: data.id, error: String(error) });
  }
});
