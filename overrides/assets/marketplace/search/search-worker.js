// @ts-check
/* Worker that searches the index of the site, so that a long vocabulary does not hold up typing. See search-client.js. */
import { answerRequests } from "../shared/worker-requests.js";
import { siteIndex } from "./site-index.js";

/** @type {Map<string, import("./site-index.js").SiteIndex>} */
const known = new Map();

answerRequests(async ({ kind, base, query, of, most }) => {
  const index = known.get(base) ?? siteIndex(base);
  known.set(base, index);
  if (kind === "prepare") return void (await index.open());
  if (kind === "nearest") return index.nearest(query, of);
  if (kind === "grouped") return index.grouped(query, most);
  // A function, such as the reason of a row, cannot be sent.
  const { reason: _, ...rows } = await index.ranked(query, of);
  return rows;
});
