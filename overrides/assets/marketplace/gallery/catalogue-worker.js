// @ts-check
/*
 * Worker that holds the data of the catalogue, so that parsing, searching and counting do not block the page. A message
 * is a request of catalogue-client.js; the answer has the same `id`.
 */
import { catalogueQueries } from "./catalogue-queries.js";
import { exportText } from "./export-file.js";

/** Milliseconds after loading, when the page has drawn its first results. */
const VOCABULARY_DELAY = 200;

/** @type {ReturnType<typeof catalogueQueries> | null} */
let queries = null;

/** Collects the words for similar spellings in steps, so that requests are answered between them. */
function growVocabulary() {
  if (queries?.catalogue.growVocabulary()) setTimeout(growVocabulary);
}

/** @param {any} request */
function answer({ kind, data, view, random, format, base }) {
  if (kind === "open") {
    queries = catalogueQueries(JSON.parse(new TextDecoder().decode(data)));
    setTimeout(growVocabulary, VOCABULARY_DELAY);
    return queries.summary();
  }
  if (!queries) throw new Error(`There is no data yet for the request "${kind}".`);
  if (kind === "find") return queries.resultPage(view);
  if (kind === "randomPage") return queries.randomPage(view, random);
  if (kind === "exportText") return exportText(queries.catalogue, queries.catalogue.find(view).rows, format, base);
  throw new Error(`Unknown request "${kind}".`);
}

addEventListener("message", ({ data }) => {
  try {
    postMessage({ id: data.id, answer: answer(data) });
  } catch (error) {
    postMessage({ id: data.id, error: String(error) });
  }
});
