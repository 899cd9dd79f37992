// @ts-check
/**
 * What the visitor looks at. All of it stands in the address, so that a link restores the view.
 * @typedef {object} View
 * @property {string} query
 * @property {Map<string, Set<string>>} filters values by facet, as they are written
 * @property {string} sort "" is the default
 * @property {"cards" | "table"} shape
 * @property {number} page
 */

export const FACETS = /** @type {const} */ ([
  "language",
  "skill",
  "contribution",
  "topic",
  "owner",
  "activity",
  "lifecycle",
  "governance",
  "license",
  "host",
]);
export const SORTS = /** @type {const} */ (["activity", "recent", "newest", "name", "tasks", "stars", "match"]);
const SHAPE_KEY = "innersource-marketplace.shape";

/**
 * @param {string} search the part of an address from the question mark
 * @returns {View}
 */
export function read(search) {
  const given = new URLSearchParams(search);
  const filters = new Map();
  for (const facet of FACETS) {
    const values = given.getAll(facet).filter(Boolean);
    if (values.length) filters.set(facet, new Set(values));
  }
  const sort = given.get("sort") ?? "";
  const shape = given.get("view") ?? remembered();
  return {
    query: (given.get("q") ?? "").slice(0, 200),
    filters,
    sort: /** @type {readonly string[]} */ (SORTS).includes(sort) ? sort : "",
    shape: shape === "table" ? "table" : "cards",
    page: Math.max(Number.parseInt(given.get("page") ?? "1", 10) || 1, 1),
  };
}

/**
 * @param {View} view
 * @returns {string} "" or the part of an address from the question mark
 */
export function write(view) {
  const given = new URLSearchParams();
  if (view.query.trim()) given.set("q", view.query);
  for (const facet of FACETS) for (const value of view.filters.get(facet) ?? []) given.append(facet, value);
  if (view.sort) given.set("sort", view.sort);
  if (view.shape === "table") given.set("view", "table");
  if (view.page > 1) given.set("page", String(view.page));
  const text = given.toString();
  return text ? `?${text}` : "";
}

/** The shape chosen last time. Storage may be forbidden; then it is cards. */
function remembered() {
  try {
    return localStorage.getItem(SHAPE_KEY) ?? "cards";
  } catch {
    return "cards";
  }
}

/** @param {string} shape */
export function remember(shape) {
  try {
    localStorage.setItem(SHAPE_KEY, shape);
  } catch {
    // Nothing is lost but the memory of a choice.
  }
}
