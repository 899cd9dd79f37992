// @ts-check
/**
 * Closes a menu that folds out when the visitor presses Escape, points elsewhere, or moves the focus elsewhere.
 * @param {HTMLDetailsElement} menu
 * @returns {() => void} closes it, with the focus on what opens it
 */
export function closeLikeMenu(menu) {
  const close = () => {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) close();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(/** @type {Node} */ (relatedTarget))) menu.open = false;
  });
  return close;
}
