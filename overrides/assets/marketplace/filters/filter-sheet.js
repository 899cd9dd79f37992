// @ts-check
import { element, icon } from "../shared/dom.js";

/**
 * Adds the dialog that contains the filters on a phone.
 * @param {object} options
 * @param {HTMLElement} options.page
 * @param {HTMLElement} options.opener the button that opens the dialog
 * @param {readonly HTMLElement[]} options.parts what moves into the dialog while it is open
 * @param {import("../shared/messages.js").Say} options.say
 * @returns {(total: number) => void} sets the number of results on the button that closes the dialog
 */
export function filterSheet({ page, opener, parts, say }) {
  const done = element("button", { class: "button button--main", type: "button", onclick: () => sheet.close() });
  const body = element("div", { class: "sheet__body" });
  const sheet = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { class: "sheet", "aria-label": say("filters") },
      element(
        "div",
        { class: "sheet__head" },
        element("h2", {}, say("filters")),
        element(
          "button",
          { class: "icon-button", type: "button", "aria-label": say("filters.close"), onclick: () => sheet.close() },
          icon("close"),
        ),
      ),
      body,
      element("div", { class: "sheet__foot", "aria-live": "polite" }, done),
    )
  );
  page.append(sheet);

  /** A comment before each part, where it returns when the dialog closes. */
  const positions = parts.map((part) => {
    const position = document.createComment("");
    part.before(position);
    return position;
  });
  opener.addEventListener("click", () => {
    body.append(...parts);
    sheet.showModal();
  });
  sheet.addEventListener("close", () => {
    parts.forEach((part, index) => positions[index].after(part));
    opener.focus({ preventScroll: true });
  });
  // A click on the backdrop has the dialog itself as its target.
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  // A wide screen shows the parts in their usual places.
  matchMedia("(min-width: 60em)").addEventListener("change", () => sheet.open && sheet.close());

  return (total) => {
    done.textContent = say("filters.show", { count: total });
  };
}
