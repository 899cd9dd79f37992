// @ts-check
/* Reads a view from the address of a page and writes it back, so that a link restores the view. */

/**
 * What the visitor searches for, and how results are shown.
 * @typedef {object} View
 * @property {string} query
 * @property {Map<string, Set<string>>} filters values by facet, as they are written
 * @property {string} sort "" is the default
 * @property {"cards" | "table"} shape
 * @property {string} group "" or the facet to group by
 * @property {number} page
 */

const FACETS = /** @type {const} */ ([
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
 * The view of an address. What is unknown or out of range is ignored.
 * @param {string} search the part of an address from the question mark
 * @param {readonly string[]} [facets] those of the page
 * @returns {View}
 */
export function readView(search, facets = FACETS) {
  const parameters = new URLSearchParams(search);
  const filters = new Map();
  for (const facet of facets) {
    const values = parameters.getAll(facet).filter(Boolean);
    if (values.length) filters.set(facet, new Set(values));
  }
  const sort = parameters.get("sort") ?? "";
  const group = parameters.get("group") ?? "";
  // A link shows what its sender saw; only the address without parameters uses the saved shape.
  const shape = search.length > 1 ? parameters.get("view") : savedShape();
  return {
    query: (parameters.get("q") ?? "").slice(0, 200),
    filters,
    sort: SORTS.includes(sort) ? sort : "",
    shape: shape === "table" ? "table" : "cards",
    group: GROUPS.includes(group) ? group : "",
    page: Math.min(Math.max(Number.parseInt(parameters.get("page") ?? "1", 10) || 1, 1), 100_000),
  };
}

/**
 * The address of a view, relative to the page.
 * @param {View} view
 * @param {readonly string[]} [facets] those of the page
 * @returns {string} from the question mark on; the path of the page if there are no parameters
 */
export function viewAddress(view, facets = FACETS) {
  const parameters = new URLSearchParams();
  if (view.query.trim()) parameters.set("q", view.query);
  for (const facet of facets) for (const value of view.filters.get(facet) ?? []) parameters.append(facet, value);
  if (view.sort) parameters.set("sort", view.sort);
  if (view.group) parameters.set("group", view.group);
  if (view.shape === "table") parameters.set("view", "table");
  if (view.page > 1) parameters.set("page", String(view.page));
  const text = parameters.toString();
  return text ? `?${text}` : location.pathname;
}

/** @returns {View} the view of an address without parameters, with no saved shape */
export function defaultView() {
  return { query: "", filters: new Map(), sort: "", shape: "cards", group: "", page: 1 };
}

/** @param {View} view */
export function isDefaultView(view) {
  return viewAddress(view) === viewAddress(defaultView());
}

function savedShape() {
  try {
    return localStorage.getItem(SHAPE_KEY) ?? "cards";
  } catch {
    return "cards"; // storage is forbidden
  }
}

/** @param {"cards" | "table"} shape */
export function saveShape(shape) {
  try {
    localStorage.setItem(SHAPE_KEY, shape);
  } catch {
    // Storage is full or forbidden: the next visit shows cards.
  }
}
