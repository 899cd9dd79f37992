// @ts-check
/* The few things on a project's page that need a script: copying its address, and reaching what scrolls by keyboard. */

for (const button of document.querySelectorAll("[data-copy-link]")) {
  const line = /** @type {HTMLElement | null} */ (button.closest("[hidden]"));
  const said = line?.querySelector("[data-copied]");
  // Browsers offer the clipboard to pages that came over https only.
  if (!line || !said || !navigator.clipboard) continue;
  line.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href.replace(/[?#].*$/u, ""));
    said.textContent = button.getAttribute("data-done");
    setTimeout(() => (said.textContent = ""), 4000);
  });
}

const scrolling = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".readme :is(pre, table)"));
const measure = () => {
  for (const box of scrolling) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
measure();
addEventListener("resize", measure);

// On a phone the side column is an accordion: its parts begin closed, except the facts.
if (matchMedia("(max-width: 59.984375em)").matches) {
  for (const part of document.querySelectorAll(".project__side > details.side[open]:not(:first-child)")) {
    part.removeAttribute("open");
  }
}
