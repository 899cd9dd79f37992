// @ts-check
/* Copies what a button names (the page's address, the badge's Markdown), and says so. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = button.getAttribute("data-copy");
  const said = button.parentElement?.querySelector("[data-copied]");
  if (!navigator.clipboard) continue;
  /** @type {HTMLElement} */ (button).hidden = false;
  button.addEventListener("click", async () => {
    const field = source ? document.getElementById(source) : null;
    await navigator.clipboard.writeText(field?.textContent ?? location.href.split("#")[0]);
    if (!said) return;
    said.textContent = button.getAttribute("data-done");
    setTimeout(() => (said.textContent = ""), 4000);
  });
}
