// @ts-check
/* "For you": which dependencies of a pasted manifest are here. The text never leaves the browser. */
import { bdi, element } from "../shared/dom.js";
import { loadJson, ownPage } from "./own-page.js";

/** Characters of a manifest that are read. */
const LONGEST = 2_000_000;
const MAX_SUGGESTIONS = 8;
/** The keys of a package.json under which packages are named. */
const DEPENDENCY_KEYS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/**
 * `projects` are [title, page, number of the successor or -1]; `names` has the projects of each package; `uses` has
 * the projects that a project uses.
 * @typedef {{projects: [string, string, number][], names: Record<string, number[]>, uses: Record<string, number[]>}} PackageIndex
 */

ownPage("for-you", async (page, say) => {
  const root = page.dataset.root ?? "./";
  /** @type {PackageIndex} */
  const index = await loadJson(`${root}assets/packages.json`);
  const names = new Map(Object.entries(index.names));
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (page.querySelector(`[data-${name}]`));
  const field = /** @type {HTMLTextAreaElement} */ (part("manifest"));

  function show() {
    const text = field.value;
    if (!text.trim()) {
      part("status").textContent = "";
      part("found").replaceChildren();
      return;
    }
    const matched = new Map();
    for (const name of packageNames(text.slice(0, LONGEST)))
      for (const number of names.get(name) ?? names.get(normalized(name)) ?? []) if (!matched.has(number)) matched.set(number, name);
    const parts = [];
    if (matched.size) parts.push(section("own.foryou.here", [...matched].map(([number, name]) => item(number, name))));
    const suggested = otherUses(new Set(matched.keys()));
    if (suggested.length) parts.push(section("own.foryou.others", suggested.map(([number, users]) => item(number, say("own.foryou.users", { count: users })))));
    part("status").textContent = say(matched.size ? "own.foryou.count" : "own.foryou.none", { count: matched.size });
    part("found").replaceChildren(...parts);
  }

  /** @param {string} title @param {Node[]} items */
  function section(title, items) {
    return element("section", {}, element("h2", {}, say(title)), element("ul", { class: "relatives" }, ...items));
  }

  /** @param {number} number @param {string} note */
  function item(number, note) {
    const [title, address, successor] = index.projects[number];
    const newer = successor >= 0 && index.projects[successor];
    return element(
      "li",
      {},
      element("p", {}, element("a", { href: root + address }, bdi(title)), " ", element("span", { class: "meta" }, bdi(note))),
      newer && element("p", { class: "replaced" }, `${say("own.foryou.replaced")} `, element("a", { href: root + newer[1] }, bdi(newer[0]))),
    );
  }

  /** What else is used by those who use the same; the most used first. @param {Set<number>} matched */
  function otherUses(matched) {
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const used of Object.values(index.uses))
      if (used.some((number) => matched.has(number)))
        for (const number of used) if (!matched.has(number)) counts.set(number, (counts.get(number) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MAX_SUGGESTIONS);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  });
  part("file").addEventListener("change", async (event) => {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (!file) return;
    field.value = await file.slice(0, LONGEST).text();
    show();
  });
  show();
});

/** As Python's index, Cargo and NuGet compare names. @param {string} name */
const normalized = (name) => name.toLowerCase().replace(/[-_.]+/gu, "-");

/**
 * The names that a manifest may mean: the dependencies of a package.json, or every word of any other file.
 * @param {string} text
 * @returns {Set<string>}
 */
export function packageNames(text) {
  try {
    const manifest = JSON.parse(text);
    if (manifest && typeof manifest === "object" && DEPENDENCY_KEYS.some((key) => key in manifest))
      return new Set(DEPENDENCY_KEYS.flatMap((key) => Object.keys(manifest[key] ?? {})));
  } catch {
    // Not JSON: read it line by line.
  }
  if (text.includes("<artifactId>")) return mavenNames(text);
  const names = new Set();
  let own = false;
  for (const line of text.split(/\r?\n/u)) {
    if (/^\s*(?:#|\/\/|--|;)/u.test(line)) continue;
    // What the file calls itself is none of its dependencies.
    if (/^\s*\[/u.test(line)) own = /^\s*\[(?:project|package|tool\.poetry)\]/u.test(line);
    if (/^module\s/u.test(line) || (own && /^\s*name\s*=/u.test(line))) continue;
    for (const [word] of line.matchAll(/[@A-Za-z0-9_][\w@./:~-]*/gu)) {
      names.add(word);
      // "group:artifact:version" names a package by its first two parts.
      const [group, artifact] = word.split(":");
      if (artifact) names.add(`${group}:${artifact}`);
    }
  }
  return names;
}

/**
 * The names that a pom.xml uses, "group:artifact": those of its parent, and all from the first dependency on, so that its
 * own name is none of them.
 * @param {string} text
 */
function mavenNames(text) {
  const parent = text.slice(text.indexOf("<parent>"), Math.max(text.indexOf("</parent>"), 0));
  const used = text.slice(text.search(/<(?:dependency|dependencies|dependencyManagement|build)>/u));
  const names = new Set();
  let group = "";
  for (const [, tag, value] of `${parent}${used}`.matchAll(/<(groupId|artifactId)>\s*([^<\s]+)\s*</gu))
    if (tag === "groupId") group = value;
    // A group that is a property may be any; the index has names without it, too.
    else names.add(group.startsWith("$") ? value : `${group}:${value}`);
  return names;
}
