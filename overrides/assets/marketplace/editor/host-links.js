// @ts-check
/* Links to the pages of a repository's host where innersource.json is added or edited. */

/**
 * How a kind of host builds its links: paths after the address of the repository, and the parameter for the content.
 * @typedef {{create: string, content: string, edit: string}} Forge
 */

const FILE = "innersource.json";
/** Longest address that all hosts and browsers accept. */
const MAX_ADDRESS = 7000;
/** How host names of each kind begin. */
const HOST_NAMES = { github: ["github", "ghe"], gitlab: ["gitlab"], gitea: ["gitea", "forgejo", "codeberg"] };

/**
 * The repository of a web address; null if it is not one.
 * @param {string} input what the visitor typed
 */
export function parseRepository(input) {
  const text = input.trim();
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
  const owner = segments.slice(0, -1).map(decode).join("/");
  return { base: `${address.origin}/${segments.join("/")}`, host: address.hostname, owner, name: decode(segments.at(-1) ?? "") };
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * The kind of a host by its name; "" if unknown.
 * @param {string} host
 */
export function guessForge(host) {
  const labels = host.toLowerCase().split(".");
  for (const [forge, names] of Object.entries(HOST_NAMES)) {
    if (labels.some((label) => names.some((name) => label.startsWith(name)))) return forge;
  }
  return "";
}

/**
 * The links of a repository; `create` includes the content if the address stays short enough (`fits`). Null if the
 * branch cannot be part of an address.
 * @param {string} base
 * @param {Forge} forge
 * @param {string} branch
 * @param {string} content
 * @param {string} folder the folder of a project in one, "" for the repository itself
 */
export function hostLinks(base, forge, branch, content, folder = "") {
  const name = branch.trim() || "main";
  if (name.split("/").some((segment) => ["", ".", ".."].includes(segment))) return null;
  const path = folder === "" ? FILE : `${folder}/${FILE}`;
  if (path.split("/").some((segment) => ["", ".", ".."].includes(segment))) return null;
  let encodedBranch = "";
  let encodedContent = "";
  try {
    encodedBranch = name.split("/").map(encodeURIComponent).join("/");
    encodedContent = encodeURIComponent(content);
  } catch {
    return null; // an unpaired surrogate
  }
  const create = base + forge.create.replace("{branch}", () => encodedBranch).replace(FILE, () => encodeURIComponent(path));
  const whole = `${create}&${forge.content}=${encodedContent}`;
  const fits = whole.length <= MAX_ADDRESS;
  return { create: fits ? whole : create, edit: base + forge.edit.replace("{branch}", () => encodedBranch).replace(FILE, () => path.split("/").map(encodeURIComponent).join("/")), fits };
}
