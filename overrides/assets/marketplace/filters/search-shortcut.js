// @ts-check
/**
 * Makes "/" focus a search field. Works before the data is loaded, so that an early key is not lost.
 * @param {HTMLInputElement} input
 */
export function focusOnSlash(input) {
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !input.isConnected) return;
    if (target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
