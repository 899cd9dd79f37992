// @ts-check
/* Completes the snippets that embed a badge with the address of the site. */

for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-badges]"))) {
  const root = new URL(panel.dataset.root ?? "./", location.href);
  for (const code of panel.querySelectorAll("[data-complete]")) {
    const site = root.href.replace(/[?#].*$/u, "").replace(/\/$/u, "");
    // Addresses of the site begin with a slash, after a bracket in Markdown or a quote in HTML.
    code.textContent = (code.textContent ?? "").replaceAll(/([("])\/(?=badges\/|projects\/|embed\/)/gu, `$1${site}/`);
    panel.querySelector("[data-incomplete]")?.remove();
  }
}
