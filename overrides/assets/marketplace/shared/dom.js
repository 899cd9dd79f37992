// @ts-check
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Creates an element. Texts become text nodes, never markup; empty children are skipped.
 * Attributes: `true` sets an empty one, `false` and null leave it out, functions are listeners (`onclick`).
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...Node} children
 */
export function svgElement(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * An icon of assets/icons.css.
 * @param {string} name
 */
export function icon(name) {
  return element("i", { class: `icon icon--${name}`, "aria-hidden": "true" });
}

/** @param {string | undefined} color */
export function colorDot(color) {
  const circle = svgElement("circle", { cx: "5", cy: "5", r: "5" });
  if (color) circle.setAttribute("fill", color);
  return svgElement("svg", { class: "dot", viewBox: "0 0 10 10", "aria-hidden": "true" }, circle);
}

/**
 * A text for screen readers only.
 * @param {string} text
 */
export function visuallyHidden(text) {
  return element("span", { class: "visually-hidden" }, text);
}

/**
 * A text with a writing direction of its own.
 * @param {...Child} children
 */
export function bdi(...children) {
  return element("bdi", {}, ...children);
}
