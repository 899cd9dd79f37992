// @ts-check
/* Puts the colour scheme chosen before on the page, or the one the system asks for, before it is drawn. */
(() => {
  /** @type {{color?: {media?: string, scheme?: string, primary?: string, accent?: string}} | null} */
  const remembered = /** @type {any} */ (window).__md_get("__palette");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const option = document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${dark ? "dark" : "light"})"]`);
  for (const name of ["media", "scheme", "primary", "accent"]) {
    const value = remembered?.color?.[/** @type {"scheme"} */ (name)] ?? option?.getAttribute(`data-md-color-${name}`);
    if (value) document.body.setAttribute(`data-md-color-${name}`, value);
  }
})();
