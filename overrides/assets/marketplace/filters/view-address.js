// @ts-check
/**
 * What the visitor looks at. All of it stands in the address, so that a link restores the view.
 * @typedef {object} View
 * @property {string} query
 * @property {Map<string, Set<string>>} filters values by facet, as they are written
 * @property {string} sort "" is the default
 * @property {"cards" | "table"} shape
 * @property {string} group "" or the facet to group by
 * @property {number} page
 */

export const FACETS = /** @type {const} */ ([
  "language",
  "skill",
  "contribution",
  "topic",
  "owner",
  "activity",
  "ready-visibility",
  "ready-pull-requests",
  "ready-review",
  "ready-testing",
  "ready-documentation",
  "lifecycle",
  "governance",
  "license",
  "host",
]);
const SORTS = ["activity", "recent", "newest", "name", "tasks", "stars", "match"];
const GROUPS = ["owner", "topic"];
const SHAPE_KEY = "innersource-marketplace.shape";

/**
 * @param {string} search the part of an address from the question mark
 * @param {readonly string[]} [facets] those of the page
 * @returns {View}
 */
export function read(search, facets = FACETS) {
  const given = new URLSearchParams(search);
  const filters = new Map();
  for (const facet of facets) {
    const values = given.getAll(facet).filter(Boolean);
    if (values.length) filters.set(facet, new Set(values));
  }
  const sort = given.get("sort") ?? "";
  const group = given.get("group") ?? "";
  // A link shows what its sender saw; only the bare address follows the visitor's own habit.
  const shape = search.length > 1 ? given.get("view") : remembered();
  return {
    query: (given.get("q") ?? "").slice(0, 200),
    filters,
    sort: SORTS.includes(sort) ? sort : "",
    shape: shape === "table" ? "table" : "cards",
    group: GROUPS.includes(group) ? group : "",
    page: Math.min(Math.max(Number.parseInt(given.get("page") ?? "1", 10) || 1, 1), 100_000),
  };
}

/**
 * @param {View} view
 * @param {readonly string[]} [facets] those of the page
 * @returns {string} the part of an address from the question mark, or what leads to the bare address
 */
export function write(view, facets = FACETS) {
  const given = new URLSearchParams();
  if (view.query.trim()) given.set("q", view.query);
  for (const facet of facets) for (const value of view.filters.get(facet) ?? []) given.append(facet, value);
  if (view.sort) given.set("sort", view.sort);
  if (view.group) given.set("group", view.group);
  if (view.shape === "table") given.set("view", "table");
  if (view.page > 1) given.set("page", String(view.page));
  const text = given.toString();
  return text ? `?${text}` : location.pathname;
}

/** @returns {View} what the bare address shows to somebody without habits */
export function plain() {
  return { query: "", filters: new Map(), sort: "", shape: "cards", group: "", page: 1 };
}

/**
 * Whether two views are the same.
 * @param {View} one
 * @param {View} other
 */
export function same(one, other) {
  return write(one) === write(other);
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
