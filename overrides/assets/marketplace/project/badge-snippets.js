// @ts-check
/* Copies the words that embed a badge, completed with the address at which the visitor reads them. */

for (const panel of document.querySelectorAll("[data-badges]")) {
  const root = new URL(/** @type {HTMLElement} */ (panel).dataset.root ?? "./", location.href);
  for (const code of panel.querySelectorAll("[data-complete]")) {
    const site = root.href.replace(/[?#].*$/u, "").replace(/\/$/u, "");
    // Ours begin with a slash, after a bracket of Markdown or a quote of HTML.
    code.textContent = (code.textContent ?? "").replaceAll(/([("])\/(?=badges\/|projects\/)/gu, `$1${site}/`);
    panel.querySelector("[data-incomplete]")?.remove();
  }
  const said = panel.querySelector("[data-said]");
  for (const button of panel.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const { copied = "", failed = "" } = /** @type {HTMLElement} */ (panel).dataset;
      const code = button.parentElement?.querySelector("[data-snippet]");
      try {
        await navigator.clipboard.writeText(code?.textContent ?? "");
        if (said) said.textContent = copied;
      } catch {
        // The browser forbids it, or the site is not served over https: select the words instead.
        if (code) getSelection()?.selectAllChildren(code);
        if (said) said.textContent = failed;
      }
    });
  }
}
