// @ts-check
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element. Texts become text nodes, never markup; absent children are skipped.
 * Attributes: `true` sets an empty one, `false` and null leave it out, functions listen (`onclick`).
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...Node} children
 */
export function drawing(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * An icon of the site's stylesheet of icons.
 * @param {string} name
 */
export function icon(name) {
  return element("i", { class: `icon icon--${name}`, "aria-hidden": "true" });
}

/** @param {string | undefined} color */
export function dot(color) {
  const circle = drawing("circle", { cx: "5", cy: "5", r: "5" });
  if (color) circle.setAttribute("fill", color);
  return drawing("svg", { class: "dot", viewBox: "0 0 10 10", "aria-hidden": "true" }, circle);
}

/** @param {string} text */
export function hidden(text) {
  return element("span", { class: "visually-hidden" }, text);
}

/**
 * A text whose direction is its own.
 * @param {...Child} children
 */
export function bdi(...children) {
  return element("bdi", {}, ...children);
}
