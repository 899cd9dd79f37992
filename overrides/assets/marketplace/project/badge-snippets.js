// @ts-check
/* Completes the snippets that embed a badge with the address of the site, and copies them. */

for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-badges]"))) {
  const root = new URL(panel.dataset.root ?? "./", location.href);
  for (const code of panel.querySelectorAll("[data-complete]")) {
    const site = root.href.replace(/[?#].*$/u, "").replace(/\/$/u, "");
    // Addresses of the site begin with a slash, after a bracket in Markdown or a quote in HTML.
    code.textContent = (code.textContent ?? "").replaceAll(/([("])\/(?=badges\/|projects\/)/gu, `$1${site}/`);
    panel.querySelector("[data-incomplete]")?.remove();
  }
  const status = panel.querySelector("[data-said]");
  for (const button of panel.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const { copied = "", failed = "" } = panel.dataset;
      const code = button.parentElement?.querySelector("[data-snippet]");
      try {
        await navigator.clipboard.writeText(code?.textContent ?? "");
        if (status) status.textContent = copied;
      } catch {
        // Forbidden, or not loaded over https: select the snippet for the visitor to copy.
        if (code) getSelection()?.selectAllChildren(code);
        if (status) status.textContent = failed;
      }
    });
  }
}
