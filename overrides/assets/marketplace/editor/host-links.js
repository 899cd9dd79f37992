// @ts-check
/* Addresses at the repository's own host: where the file is added, and where it is edited. */

/** @typedef {{create: string, content: string, edit: string}} Forge patterns after the repository's address */

/** Longest address that hosts and browsers take for sure. */
const LONGEST = 7000;
/** What a kind of host calls itself in names of hosts. */
const NAMES = { github: ["github", "ghe"], gitlab: ["gitlab"], gitea: ["gitea", "forgejo", "codeberg"] };

/**
 * The repository that an address names; null where it is none that people open in a browser.
 * @param {string} written
 */
export function repositoryAt(written) {
  const text = written.trim();
  if (text.length > 2000 || /[\s\\]/u.test(text) || !/^https?:\/\/[^/]/iu.test(text)) return null;
  let address;
  try {
    address = new URL(text);
  } catch {
    return null;
  }
  if (address.username || address.password || !["http:", "https:"].includes(address.protocol)) return null;
  const segments = address.pathname
    .replace(/\/+$/u, "")
    .replace(/\.git$/u, "")
    .split("/")
    .filter(Boolean);
  if (segments.length < 2) return null;
  const owner = segments.slice(0, -1).map(decoded).join("/");
  return { base: `${address.origin}/${segments.join("/")}`, host: address.hostname, owner, name: decoded(segments.at(-1) ?? "") };
}

/** @param {string} segment */
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * The kind of host that a name suggests.
 * @param {string} host
 */
export function forgeOf(host) {
  const labels = host.toLowerCase().split(".");
  for (const [forge, names] of Object.entries(NAMES)) {
    if (labels.some((label) => names.some((name) => label.startsWith(name)))) return forge;
  }
  return "";
}

/**
 * The page where the file is added, with its content where that fits into an address; and where it is edited.
 * @param {string} base
 * @param {Forge} forge
 * @param {string} branch
 * @param {string} content
 */
export function pages(base, forge, branch, content) {
  const segments = branch.trim() || "main";
  if (segments.split("/").some((segment) => ["", ".", ".."].includes(segment))) return null;
  let named;
  let written;
  try {
    named = segments.split("/").map(encodeURIComponent).join("/");
    written = encodeURIComponent(content);
  } catch {
    return null; // half of a surrogate pair
  }
  const create = base + forge.create.replace("{branch}", () => named);
  const whole = `${create}&${forge.content}=${written}`;
  const fits = whole.length <= LONGEST;
  return { create: fits ? whole : create, edit: base + forge.edit.replace("{branch}", () => named), fits };
}
