// @ts-check
/* Shows each problem beside its field. */
import { element, icon } from "../shared/dom.js";
import { pointerTo } from "./schema-rules.js";

/** @typedef {import("./document-check.js").Problem} Problem */
/** @typedef {import("./form-fields.js").Field} Field */

/**
 * Shows problems in the form. Those without a field go to the list `others`.
 * @param {Problem[]} problems
 * @param {HTMLElement} form
 * @param {HTMLElement} others
 * @param {Map<string, {field: Field, node: HTMLElement}>} fields by key
 */
export function showProblems(problems, form, others, fields) {
  /** @type {import("./form-fields.js").Controls} */
  const controls = new Map();
  for (const [key, { field }] of fields) field.read(pointerTo("", key), controls);
  for (const slot of form.querySelectorAll("[data-problems]")) slot.replaceChildren();
  for (const invalid of form.querySelectorAll("[aria-invalid]")) {
    invalid.removeAttribute("aria-invalid");
    describe(invalid, "");
  }
  others.replaceChildren();
  for (const [number, problem] of problems.entries()) {
    const key = problem.pointer.split("/")[1]?.replaceAll("~1", "/").replaceAll("~0", "~") ?? "";
    const id = `problem-${number}`;
    const message = element(
      "p",
      { class: `field__problem field__problem--${problem.severity}`, id },
      icon("alert-circle-outline"),
      element("span", {}, element("strong", {}, sentence(problem.message)), " ", problem.fix),
    );
    const input = nearestControl(controls, problem.pointer);
    const fieldNode = fields.get(key)?.node;
    const slot =
      input?.closest(".field-row__field")?.querySelector("[data-problems]") ??
      fieldNode?.querySelector(":scope > .field__body > .field__input > [data-problems]");
    if (!slot) {
      others.append(element("li", {}, element("code", {}, key || "{}"), " ", message));
      continue;
    }
    slot.append(message);
    if (input?.matches("input, textarea, select")) {
      if (problem.severity === "error") input.setAttribute("aria-invalid", "true");
      describe(input, id);
    }
  }
}

/**
 * The control for a pointer, or for the nearest value around it.
 * @param {import("./form-fields.js").Controls} controls
 * @param {string} pointer
 */
function nearestControl(controls, pointer) {
  for (let parent = pointer; parent; parent = parent.slice(0, parent.lastIndexOf("/"))) {
    const found = controls.get(parent);
    if (found) return found[0];
  }
  return undefined;
}

/**
 * Adds a description to a control. Any id but that of a problem removes the descriptions by problems.
 * @param {Element | null} control
 * @param {string} id of the description, or ""
 */
export function describe(control, id) {
  if (!control) return;
  const before = (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  const kept = id.startsWith("problem-") ? before : before.filter((other) => !other.startsWith("problem-"));
  if (id) kept.push(id);
  if (kept.length > 0) control.setAttribute("aria-describedby", [...new Set(kept)].join(" "));
  else control.removeAttribute("aria-describedby");
}

/** A message with a capital and a full stop. @param {string} message */
function sentence(message) {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
