// @ts-check
/* Buttons that copy a text of the page: `data-copy` names its element by id, or it is in the same parent. */

for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-copies]"))) {
  const { copied = "", failed = "" } = panel.dataset;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-copy]"))) {
    const text = button.dataset.copy
      ? document.getElementById(button.dataset.copy)
      : button.parentElement?.querySelector("[data-snippet]");
    button.addEventListener("click", async () => {
      let message = copied;
      try {
        await navigator.clipboard.writeText(text?.textContent ?? "");
      } catch {
        // Forbidden, or not loaded over https: select the text for the visitor to copy.
        if (text) getSelection()?.selectAllChildren(text);
        message = failed;
      }
      const status = panel.querySelector("[data-said]");
      if (status) status.textContent = message;
    });
  }
}
