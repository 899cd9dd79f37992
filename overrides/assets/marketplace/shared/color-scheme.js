// @ts-check
/* Sets the saved colour scheme, or the system's, before the page is drawn. Replaces a script inside Material's pages. */
(() => {
  /** @type {{color?: {media?: string, scheme?: string, primary?: string, accent?: string}} | null} */
  const saved = /** @type {any} */ (window).__md_get("__palette");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const option = document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${dark ? "dark" : "light"})"]`);
  for (const name of ["media", "scheme", "primary", "accent"]) {
    const value = saved?.color?.[/** @type {"scheme"} */ (name)] ?? option?.getAttribute(`data-md-color-${name}`);
    if (value) document.body.setAttribute(`data-md-color-${name}`, value);
  }
})();
