// @ts-check
/* What the pages "Compare", "Saved" and "For you" share: their words, and the list of all projects. */
import { messageFormatter } from "../shared/messages.js";

/**
 * @param {string} name
 * @param {(page: HTMLElement, say: import("../shared/messages.js").Say, language: string) => Promise<void> | void} start
 */
export async function ownPage(name, start) {
  const page = /** @type {HTMLElement | null} */ (document.querySelector(`[data-own="${name}"]`));
  if (!page) return;
  try {
    const { words, language } = await loadJson(page.dataset.words ?? "");
    await start(page, messageFormatter(words, language), language);
  } catch (error) {
    const failed = /** @type {HTMLElement | null} */ (page.querySelector("[data-failed]"));
    if (failed) failed.hidden = false;
    console.warn("The data of this page could not be loaded.", error);
  }
}

/** @param {string} address */
export async function loadJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  return response.json();
}

/** The titles of all projects by their page. @param {string} root @returns {Promise<Map<string, string>>} */
export async function allProjects(root) {
  const { columns } = await loadJson(`${root}assets/gallery.json`);
  return new Map(columns.page.map((/** @type {string} */ page, /** @type {number} */ row) => [page, columns.title[row]]));
}
