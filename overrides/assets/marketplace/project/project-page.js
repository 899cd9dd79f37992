// @ts-check
/* The project page: copies its address, makes wide code and tables scrollable by keyboard, folds details on a phone. */

/** Milliseconds for which "copied" is shown. */
const MESSAGE_TIME = 4000;

for (const button of document.querySelectorAll("[data-copy-link]")) {
  const line = /** @type {HTMLElement | null} */ (button.closest("[hidden]"));
  const status = line?.querySelector("[data-copied]");
  // Browsers offer the clipboard only to pages loaded over https.
  if (!line || !status || !navigator.clipboard) continue;
  line.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href.replace(/[?#].*$/u, ""));
    status.textContent = button.getAttribute("data-done");
    setTimeout(() => (status.textContent = ""), MESSAGE_TIME);
  });
}

const wideParts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".readme :is(pre, table)"));
const updateTabStops = () => {
  for (const part of wideParts) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
};
updateTabStops();
addEventListener("resize", updateTabStops);

// On a phone, all parts of the side column but the first are closed.
if (matchMedia("(max-width: 59.984375em)").matches) {
  for (const part of document.querySelectorAll(".project__side > details.side[open]:not(:first-child)")) {
    part.removeAttribute("open");
  }
}
