// @ts-check
/**
 * Lets "/" lead to a search field, from the moment on that the page is there: a key pressed before
 * the data has come must not get lost.
 * @param {HTMLInputElement} input
 */
export function slashLeadsTo(input) {
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !input.isConnected) return;
    if (target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
