// @ts-check
/*
 * The project page: copies its address, saves the project, shows what has changed since the last visit, folds details
 * on a phone, opens the fold of the task that a link leads to.
 */
import { readSaved, toggleSaved } from "../own/saved-projects.js";
import { showChanges } from "./last-visit.js";

/** Milliseconds for which "copied" is shown. */
const MESSAGE_TIME = 4000;

for (const button of document.querySelectorAll("[data-copy-link]")) {
  const line = /** @type {HTMLElement | null} */ (button.closest("[hidden]"));
  const status = line?.querySelector("[data-copied]");
  // Browsers offer the clipboard only to pages loaded over https.
  if (!line || !status || !navigator.clipboard) continue;
  line.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href.replace(/[?#].*$/u, ""));
    status.textContent = button.getAttribute("data-done");
    setTimeout(() => (status.textContent = ""), MESSAGE_TIME);
  });
}

// On a phone, all parts of the side column but the first are closed.
if (matchMedia("(max-width: 59.984375em)").matches) {
  for (const part of document.querySelectorAll("[data-fold], .project__side > details.side[open]:not(:first-child)")) {
    part.removeAttribute("open");
  }
}

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-project]"));
const save = /** @type {HTMLElement | null} */ (page?.querySelector("[data-save]") ?? null);
if (page) showChanges(page);
if (page && save) {
  const root = page.dataset.root ?? "./";
  const project = { page: page.dataset.project ?? "", title: page.dataset.title ?? "" };
  const label = save.querySelector("span");
  const list = /** @type {HTMLElement | null} */ (page.querySelector("[data-saved-list]"));
  const unsaved = label?.textContent ?? "";
  /** @param {boolean} saved */
  const update = (saved) => {
    save.setAttribute("aria-pressed", String(saved));
    if (list) list.hidden = !saved;
    if (label) label.textContent = saved ? (save.dataset.saved ?? "") : unsaved;
  };
  update(readSaved(root).some((other) => other.page === project.page));
  save.addEventListener("click", () => update(toggleSaved(root, project)));
}

function openTarget() {
  const target = location.hash.startsWith("#task-") ? document.getElementById(location.hash.slice(1)) : null;
  const fold = target?.closest("details");
  if (!target || !fold || fold.open) return;
  fold.open = true;
  target.scrollIntoView();
}
openTarget();
addEventListener("hashchange", openTarget);
