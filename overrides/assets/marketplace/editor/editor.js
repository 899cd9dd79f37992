// @ts-check
/*
 * Writes an innersource.json. The document is what counts: a field changes its own key and nothing
 * else, so that whatever was imported stays, in its order. Nothing leaves the browser.
 */
import { element } from "../shared/dom.js";
import { check } from "./document-check.js";
import { inserted, memory, renameKeys } from "./draft.js";
import { fieldFor, rawField } from "./form-fields.js";
import { forgeOf, pages, repositoryAt } from "./host-links.js";
import { Fault, fromPlain, parse, place, write } from "./strict-json.js";
import { preview } from "./preview.js";
import { describe, showProblems } from "./problem-display.js";
import { pointerTo } from "./schema-rules.js";
import { speaker } from "../shared/messages.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("./form-fields.js").Field} Field */
/** @typedef {import("../shared/messages.js").Say} Say */
/**
 * @typedef {object} Data
 * @property {string} language
 * @property {Record<string, any>} words
 * @property {string[]} languages
 * @property {Record<string, string>} spellings folded key to the name that is meant
 * @property {[string, string[]][]} sections
 * @property {Record<string, import("./host-links.js").Forge>} forges
 * @property {number} bytes
 */

const WAIT = 150;
const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-editor]"));
if (page) {
  load(page).catch((error) => {
    /** @type {HTMLElement} */ (page.querySelector("[data-failed]")).hidden = false;
    page.querySelector("[data-work]")?.remove();
    console.warn("The editor could not start.", error);
  });
}

/** @param {HTMLElement} page */
async function load(page) {
  const [data, schema] = await Promise.all(
    [page.dataset.source, page.dataset.schema].map(async (address) => {
      const answer = await fetch(address ?? "");
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      return answer.json();
    }),
  );
  start(page, data, schema);
}

/**
 * @param {HTMLElement} page
 * @param {Data} data
 * @param {Record<string, any>} schema
 */
function start(page, data, schema) {
  const say = speaker(data.words, data.language);
  /** @param {string} name @returns {any} */
  const part = (name) => page.querySelector(`[data-${name}]`);
  const form = part("form");
  const status = part("status");
  const output = part("output");
  const address = part("address");
  const branch = part("branch");
  const forge = part("forge");
  const draft = memory();
  /** @type {Map<string, Value>} */
  let said = new Map();
  /** @type {Map<string, {field: Field, node: HTMLElement}>} */
  const fields = new Map();
  /** @type {Map<string, Value> | null} */
  let cleared = null;
  let timer = 0;

  /** @param {string} key @param {"title" | "description"} kind @param {string} text */
  const label = (key, kind, text) => {
    const own = say(`editor.field.${key}.${kind}`);
    return own.startsWith("editor.field.") ? text : own;
  };

  /** @param {string} key */
  const make = (key) => {
    const node = schema.properties[key];
    const id = `field-${key}`;
    const making = { whole: schema, say, label, id, name: key, languages: data.languages };
    let field = fieldFor(node, making);
    const shown = field.show(said.get(key));
    if (!shown) {
      field = rawField(making);
      field.show(said.get(key));
    }
    const group = field.node.querySelector(".rows-frame, .rows") !== null || field.node.classList.contains("rows-frame");
    const title = label(key, "title", node.title);
    const example = exampleOf(node);
    const made = element(
      group ? "fieldset" : "div",
      { class: "field", "data-key": key },
      group ? element("legend", { class: "field__label" }, title) : element("label", { class: "field__label", for: id }, title),
      element("p", { class: "field__about meta", id: `${id}-about` }, label(key, "description", node.description)),
      element(
        "div",
        { class: "field__body" },
        element(
          "div",
          { class: "field__input" },
          !shown && element("p", { class: "notice field__notice" }, say("editor.raw")),
          field.node,
          element("div", { class: "field__problems", id: `${id}-problems`, "data-problems": true }),
        ),
        example && element("p", { class: "field__example meta" }, element("span", {}, say("editor.example")), " ", element("code", {}, example)),
      ),
    );
    if (group) made.setAttribute("aria-describedby", `${id}-about`);
    else describe(/** @type {HTMLElement | null} */ (made.querySelector(`[id="${id}"]`)), `${id}-about`);
    made.addEventListener("input", () => {
      change(key, field.read(pointerTo("", key), new Map()));
    });
    fields.set(key, { field, node: made });
    return made;
  };

  const draw = () => {
    fields.clear();
    const placed = new Set(data.sections.flatMap(([, keys]) => keys));
    const rest = Object.keys(schema.properties).filter((key) => !placed.has(key) && !["$schema", "$comment", "name"].includes(key));
    form.replaceChildren(
      ...[...data.sections, .../** @type {[string, string[]][]} */ (rest.length > 0 ? [["rest", rest]] : [])].map(([name, keys]) =>
        element(
          "section",
          { class: "editor-section", "aria-labelledby": `section-${name}` },
          element("h2", { id: `section-${name}` }, say(`editor.section.${name}`)),
          ...keys.filter((key) => Object.hasOwn(schema.properties, key)).map(make),
        ),
      ),
    );
    refresh();
  };

  /** @param {string} key @param {Value | undefined} value */
  const change = (key, value) => {
    cleared = null;
    if (value === undefined) said.delete(key);
    else if (said.has(key)) said.set(key, value);
    else said = inserted(said, key, value, Object.keys(schema.properties));
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  };

  const refresh = () => {
    const text = said.size > 0 ? `${write(said)}\n` : "{}\n";
    output.textContent = text;
    const repository = repositoryAt(address.value);
    part("preview").replaceChildren(...preview(said, repository ?? { owner: "", name: "" }, say));
    const problems = check(said, schema, say, data.spellings);
    showProblems(problems, form, part("loose"), fields);
    judge(problems);
    link(text, repository);
    draft.keep({ text, address: address.value, branch: branch.value, forge: forge.value, empty: said.size === 0 });
    return problems;
  };

  /** Says in a sentence how it stands. @param {import("./document-check.js").Problem[]} problems */
  const judge = (problems) => {
    const errors = problems.filter(({ severity }) => severity === "error").length;
    part("loose-frame").hidden = part("loose").children.length === 0;
    part("verdict").textContent =
      said.size === 0
        ? say("editor.verdict.empty")
        : problems.length === 0
          ? say("editor.verdict.well")
          : errors === 0
            ? say("editor.verdict.warnings", { count: problems.length })
            : say("editor.verdict.errors", { count: errors });
    part("verdict").dataset.state = errors > 0 ? "errors" : problems.length > 0 ? "warnings" : "well";
  };

  /**
   * @param {string} text
   * @param {ReturnType<typeof repositoryAt>} repository
   */
  const link = (text, repository) => {
    const kind = forge.value || (repository ? forgeOf(repository.host) : "");
    const patterns = Object.hasOwn(data.forges, kind) ? data.forges[kind] : undefined;
    const found = repository && patterns ? pages(repository.base, patterns, branch.value, text) : null;
    const create = part("create");
    const edit = part("edit");
    for (const [anchor, target] of /** @type {[HTMLAnchorElement, string | undefined][]} */ ([
      [create, found?.create],
      [edit, found?.edit],
    ])) {
      if (target) anchor.href = target;
      else anchor.removeAttribute("href");
      anchor.hidden = !target;
    }
    part("where").textContent = found
      ? say(found.fits ? "editor.host.ready" : "editor.host.long")
      : address.value.trim() === ""
        ? say("editor.host.ask")
        : repository
          ? say("editor.host.kind")
          : say("editor.host.refused");
  };

  /** @param {string} text */
  const tell = (text) => {
    status.textContent = text;
  };

  /** Takes a text as the document; says what is wrong with it otherwise. @param {string} text */
  const take = (text) => {
    const told = part("import-status");
    if (new Blob([text]).size > data.bytes) {
      told.textContent = say("editor.import.large", { most: Math.round(data.bytes / 1024) });
      return false;
    }
    try {
      const { value, duplicates } = parse(text);
      if (!(value instanceof Map)) {
        told.textContent = say("editor.import.object");
        return false;
      }
      const renamed = renameKeys(value, data.spellings, schema.properties);
      said = renamed.value;
      draw();
      const notes = [say("editor.import.done")];
      for (const [from, to] of renamed.renamed) notes.push(say("editor.import.renamed", { from, to }));
      for (const key of new Set(duplicates)) notes.push(say("editor.import.duplicate", { key }));
      told.textContent = notes.slice(0, 12).join(" ");
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const at = place(text.replace(/^\ufeff/u, ""), error.offset);
      told.textContent = `${say("editor.import.fault", at)} ${say(`editor.json.${error.message}`, error.values)}`;
      return false;
    }
  };

  part("import").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (take(part("paste").value)) part("paste").value = "";
  });
  part("paste").addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    // Refused before it reaches the field: a browser takes seconds to lay out megabytes.
    if ((event.clipboardData?.getData("text").length ?? 0) > data.bytes) {
      event.preventDefault();
      part("import-status").textContent = say("editor.import.large", { most: Math.round(data.bytes / 1024) });
    }
  });
  part("file").addEventListener("change", async () => {
    const [file] = part("file").files ?? [];
    part("file").value = "";
    if (!file) return;
    if (file.size > data.bytes) {
      part("import-status").textContent = say("editor.import.large", { most: Math.round(data.bytes / 1024) });
      return;
    }
    take(await file.text());
  });
  part("copy").addEventListener("click", async () => {
    refresh();
    try {
      await navigator.clipboard.writeText(output.textContent);
      tell(say("editor.copied"));
    } catch {
      getSelection()?.selectAllChildren(output);
      tell(say("editor.copy.failed"));
    }
  });
  part("download").addEventListener("click", () => {
    refresh();
    const target = URL.createObjectURL(new Blob([output.textContent], { type: "application/json" }));
    const anchor = /** @type {HTMLAnchorElement} */ (element("a", { href: target, download: "innersource.json" }));
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(target), 1000);
    tell(say("editor.downloaded"));
  });
  part("clear").addEventListener("click", () => {
    const before = said;
    said = new Map();
    draw();
    cleared = before;
    part("undo").hidden = before.size === 0;
    tell(say("editor.cleared"));
  });
  part("undo").addEventListener("click", () => {
    if (cleared) said = cleared;
    cleared = null;
    part("undo").hidden = true;
    draw();
    tell(say("editor.restored"));
    part("clear").focus();
  });
  for (const control of [address, branch, forge]) control.addEventListener("input", () => refresh());
  form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());

  const kept = draft.recall();
  const asked = new URL(location.href).searchParams;
  address.value = (asked.get("repository") ?? kept?.address ?? "").slice(0, 2000);
  branch.value = (asked.get("branch") ?? kept?.branch ?? "").slice(0, 200);
  forge.value = asked.get("forge") ?? kept?.forge ?? "";
  if (forge.selectedIndex < 0) forge.value = "";
  if (kept?.text && !kept.empty) {
    try {
      const { value } = parse(kept.text);
      if (value instanceof Map) {
        said = value;
        tell(say("editor.restored"));
      }
    } catch {
      // A draft that cannot be read is no draft.
    }
  }
  draw();
  /** @type {HTMLElement} */ (part("work")).hidden = false;
}

/** @param {Record<string, any>} node */
function exampleOf(node) {
  const [example] = node.examples ?? [];
  if (example === undefined || node.enum || node.type === "boolean") return ""; // the choices say it themselves
  if (typeof example === "object" && !Array.isArray(example)) {
    return Object.entries(example)
      .map(([key, value]) => `${key}: ${value}`)
      .join("\n");
  }
  if (Array.isArray(example) && example.every((one) => typeof one === "string")) return example.join("\n");
  return Array.isArray(example) ? write(fromPlain(example)) : String(example);
}
