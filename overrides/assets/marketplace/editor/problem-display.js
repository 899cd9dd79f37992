// @ts-check
/* Puts each problem beside the field that it is about. */
import { element, icon } from "../shared/dom.js";
import { pointerTo } from "./schema-rules.js";

/** @typedef {import("./document-check.js").Problem} Problem */
/** @typedef {import("./form-fields.js").Field} Field */

/**
 * Shows the problems in the form, and those that are about no field of it in the list `loose`.
 * @param {Problem[]} problems
 * @param {HTMLElement} form
 * @param {HTMLElement} loose
 * @param {Map<string, {field: Field, node: HTMLElement}>} fields by key
 */
export function showProblems(problems, form, loose, fields) {
  /** @type {Map<string, HTMLElement[]>} */
  const slots = new Map();
  for (const [key, { field }] of fields) field.read(pointerTo("", key), slots);
  for (const slot of form.querySelectorAll("[data-problems]")) slot.replaceChildren();
  for (const marked of form.querySelectorAll("[aria-invalid]")) {
    marked.removeAttribute("aria-invalid");
    describe(marked, "");
  }
  loose.replaceChildren();
  for (const [serial, problem] of problems.entries()) {
    const key = problem.pointer.split("/")[1]?.replaceAll("~1", "/").replaceAll("~0", "~") ?? "";
    const id = `problem-${serial}`;
    const words = element(
      "p",
      { class: `field__problem field__problem--${problem.severity}`, id },
      icon("alert-circle-outline"),
      element("span", {}, element("strong", {}, sentence(problem.message)), " ", problem.fix),
    );
    const input = nearest(slots, problem.pointer);
    const home = fields.get(key)?.node;
    const slot =
      input?.closest(".row-of__field")?.querySelector("[data-problems]") ??
      home?.querySelector(":scope > .field__body > .field__input > [data-problems]");
    if (!slot) {
      loose.append(element("li", {}, element("code", {}, key || "{}"), " ", words));
      continue;
    }
    slot.append(words);
    if (input?.matches("input, textarea, select")) {
      if (problem.severity === "error") input.setAttribute("aria-invalid", "true");
      describe(input, id);
    }
  }
}

/**
 * The element that shows a pointer, or what is around it.
 * @param {Map<string, HTMLElement[]>} slots
 * @param {string} pointer
 */
function nearest(slots, pointer) {
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = slots.get(at);
    if (found) return found[0];
  }
  return undefined;
}

/**
 * Names what describes a control, beside what always does; an empty id takes the problems away again.
 * @param {Element | null} control
 * @param {string} id
 */
export function describe(control, id) {
  if (!control) return;
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && !one.startsWith("problem-"));
  const kept = id.startsWith("problem-") ? (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean) : ids;
  if (id) kept.push(id);
  if (kept.length > 0) control.setAttribute("aria-describedby", [...new Set(kept)].join(" "));
  else control.removeAttribute("aria-describedby");
}

/** @param {string} message */
function sentence(message) {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
