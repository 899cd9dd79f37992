// @ts-check
import { element, icon } from "../shared/dom.js";

/**
 * The sheet that holds the filters on a phone.
 * @param {object} given
 * @param {HTMLElement} given.gallery
 * @param {HTMLElement} given.opener the button that opens it
 * @param {readonly HTMLElement[]} given.parts what moves into it while it is open
 * @param {import("../shared/messages.js").Say} given.say
 */
export function filterSheet({ gallery, opener, parts, say }) {
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
  gallery.append(sheet);

  /** Where each part belongs while the sheet is closed. */
  const places = parts.map((part) => {
    const place = document.createComment("");
    part.before(place);
    return place;
  });
  opener.addEventListener("click", () => {
    body.append(...parts);
    sheet.showModal();
  });
  sheet.addEventListener("close", () => {
    parts.forEach((part, index) => places[index].after(part));
    opener.focus({ preventScroll: true });
  });
  // The backdrop belongs to the dialog itself; what is in it lies in its children.
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  // On a screen that grows wide the parts go back to their places.
  matchMedia("(min-width: 60em)").addEventListener("change", () => sheet.open && sheet.close());

  /** @param {number} total */
  return (total) => {
    done.textContent = say("filters.show", { count: total });
  };
}
