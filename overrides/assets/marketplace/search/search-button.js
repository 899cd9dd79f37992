// @ts-check
/*
 * Opens the search of the whole site with the button in the header, or Ctrl+K (Cmd+K). The dialog and its index are
 * loaded at the first use.
 */
const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-site-search]"));

async function open() {
  const { openSearch } = await import("./search-dialog.js");
  await openSearch();
}

if (button) {
  const keys = button.querySelector("[data-keys]");
  if (keys && /Mac|iPhone|iPad/.test(navigator.platform)) keys.textContent = "⌘ K";
  button.hidden = false;
  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
}
