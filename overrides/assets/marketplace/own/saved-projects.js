// @ts-check
/* The projects that a visitor has saved. They are kept in the browser only. */

/** @typedef {{page: string, title: string}} SavedProject `page` is from the root of the site. */

export const MAX_SAVED = 200;
const LONGEST_TITLE = 200;

/** Sites on one host have lists of their own. @param {string} root */
const storageKey = (root) => `innersource-marketplace.saved:${new URL(root, location.href).pathname}`;

/** @param {unknown} page */
export const isProjectPage = (page) => typeof page === "string" && /^projects\/[^?#\s"<>\\]{1,300}\/$/u.test(page) && !page.includes("..");

/** @param {string} root @returns {SavedProject[]} */
export function readSaved(root) {
  try {
    const saved = JSON.parse(localStorage.getItem(storageKey(root)) ?? "[]");
    if (!Array.isArray(saved)) return [];
    return saved
      .filter((one) => isProjectPage(one?.page))
      .map(({ page, title }) => ({ page, title: String(title ?? page).slice(0, LONGEST_TITLE) }))
      .slice(0, MAX_SAVED);
  } catch {
    return [];
  }
}

/** Returns whether it could be stored. @param {string} root @param {readonly SavedProject[]} saved */
export function writeSaved(root, saved) {
  try {
    localStorage.setItem(storageKey(root), JSON.stringify(saved.slice(0, MAX_SAVED)));
    return true;
  } catch {
    return false;
  }
}

/** Saves a project, or removes it. Returns whether it is saved now. @param {string} root @param {SavedProject} project */
export function toggleSaved(root, project) {
  const saved = readSaved(root);
  const others = saved.filter((one) => one.page !== project.page);
  const adding = others.length === saved.length;
  return writeSaved(root, adding ? [project, ...others] : others) ? adding : !adding;
}
