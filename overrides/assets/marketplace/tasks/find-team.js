// @ts-check
/* The field above many teams: those whose names do not contain what is typed are hidden. */
import { fold } from "../search/text-matching.js";
import { messageFormatter } from "../shared/messages.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-find-team]"));
const list = form && document.querySelector("[data-teams]");
if (form && list) start(form, list);

/** @param {HTMLFormElement} form @param {HTMLElement} list */
function start(form, list) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const count = /** @type {HTMLElement} */ (document.querySelector("[data-count]"));
  const say = messageFormatter(JSON.parse(form.dataset.words ?? "{}"), document.documentElement.lang);
  const entries = [...list.children].map((entry) => ({ entry: /** @type {HTMLElement} */ (entry), text: fold(nameOf(entry)) }));

  function show() {
    const terms = fold(field.value).split(/\s+/u).filter(Boolean);
    let found = 0;
    for (const { entry, text } of entries) {
      entry.hidden = !terms.every((term) => text.includes(term));
      if (!entry.hidden) found++;
    }
    count.textContent = terms.length ? say("site.teams", { count: found }) : "";
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", show);
  // The browser may have kept what was typed, when somebody comes back.
  show();
}

/** @param {Element} entry */
function nameOf(entry) {
  return entry.querySelector("bdi")?.textContent ?? "";
}
