// @ts-check
/* Buttons that copy a text of the page: `data-copy` names its element by id, or it is in the same parent. */

for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-copies]"))) {
  const { copied = "", failed = "" } = panel.dataset;
  // On the panel, so that buttons work that come later.
  panel.addEventListener("click", async (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-copy]"));
    if (!button) return;
    const text = button.dataset.copy
      ? document.getElementById(button.dataset.copy)
      : button.parentElement?.querySelector("[data-snippet]");
    let message = copied;
    try {
      await navigator.clipboard.writeText(text?.textContent ?? "");
    } catch {
      // Forbidden, or not loaded over https: select the text for the visitor to copy.
      if (text) getSelection()?.selectAllChildren(text);
      message = failed;
    }
    const status = (button.closest("article") ?? panel).querySelector("[data-said]");
    if (status) status.textContent = message;
  });
}
