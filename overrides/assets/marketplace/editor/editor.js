// @ts-check
/*
 * The form that writes an innersource.json. A field changes only its own key, so that everything else in an imported
 * file stays as it is and in its order. Nothing leaves the browser.
 */
import { element } from "../shared/dom.js";
import { messageFormatter } from "../shared/messages.js";
import { checkDocument } from "./document-check.js";
import { draftStorage, renameKeys, withKey } from "./draft.js";
import { fieldFor, jsonField } from "./form-fields.js";
import { guessForge, hostLinks, parseRepository } from "./host-links.js";
import { preview } from "./preview.js";
import { describe, showProblems } from "./problem-display.js";
import { pointerTo } from "./schema-rules.js";
import { JsonError, formatJson, lineAndColumn, parseJson, toValue } from "./strict-json.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("./form-fields.js").Field} Field */
/** @typedef {import("../shared/messages.js").Say} Say */
/**
 * The data file of the editor.
 * @typedef {object} EditorData
 * @property {string} language
 * @property {Record<string, any>} words
 * @property {string[]} languages
 * @property {Record<string, string>} spellings the key for each folded spelling
 * @property {[name: string, keys: string[]][]} sections
 * @property {Record<string, import("./host-links.js").Forge>} forges
 * @property {number} bytes largest file that is read
 */

/** Milliseconds after a change until it is checked. */
const CHECK_DELAY = 150;
/** Remarks on an imported file at most. */
const MAX_REMARKS = 12;

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
    [page.dataset.source, page.dataset.schema].map(async (address = "") => {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
      return response.json();
    }),
  );
  start(page, data, schema);
}

/**
 * @param {HTMLElement} page
 * @param {EditorData} data
 * @param {Record<string, any>} schema
 */
function start(page, data, schema) {
  const say = messageFormatter(data.words, data.language);
  /** @param {string} name @returns {any} */
  const part = (name) => page.querySelector(`[data-${name}]`);
  const form = part("form");
  const status = part("status");
  const output = part("output");
  const address = part("address");
  const branch = part("branch");
  const forge = part("forge");
  const draft = draftStorage();
  /** @type {Map<string, Value>} */
  let content = new Map();
  /** @type {Map<string, {field: Field, node: HTMLElement}>} */
  const fields = new Map();
  /** What "clear" removed, for "undo". @type {Map<string, Value> | null} */
  let cleared = null;
  let timer = 0;

  /**
   * A text of the schema in the language of the page.
   * @param {string} key
   * @param {"title" | "description"} kind
   * @param {string} text
   */
  const label = (key, kind, text) => {
    const message = say(`editor.field.${key}.${kind}`);
    return message.startsWith("editor.field.") ? text : message;
  };

  /** @param {string} key */
  const createField = (key) => {
    const node = schema.properties[key];
    const id = `field-${key}`;
    const options = { root: schema, say, label, id, name: key, languages: data.languages };
    let field = fieldFor(node, options);
    const shown = field.show(content.get(key));
    if (!shown) {
      field = jsonField(options);
      field.show(content.get(key));
    }
    const group = field.node.querySelector(".rows-frame, .rows") !== null || field.node.classList.contains("rows-frame");
    const title = label(key, "title", node.title);
    const example = exampleOf(node);
    const fieldNode = element(
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
    if (group) fieldNode.setAttribute("aria-describedby", `${id}-about`);
    else describe(/** @type {HTMLElement | null} */ (fieldNode.querySelector(`[id="${id}"]`)), `${id}-about`);
    fieldNode.addEventListener("input", () => {
      changeKey(key, field.read(pointerTo("", key), new Map()));
    });
    fields.set(key, { field, node: fieldNode });
    return fieldNode;
  };

  const drawForm = () => {
    fields.clear();
    const inSections = new Set(data.sections.flatMap(([, keys]) => keys));
    const rest = Object.keys(schema.properties).filter((key) => !inSections.has(key) && !["$schema", "$comment", "name"].includes(key));
    form.replaceChildren(
      ...[...data.sections, .../** @type {[string, string[]][]} */ (rest.length > 0 ? [["rest", rest]] : [])].map(([name, keys]) =>
        element(
          "section",
          { class: "editor-section", "aria-labelledby": `section-${name}` },
          element("h2", { id: `section-${name}` }, say(`editor.section.${name}`)),
          ...keys.filter((key) => Object.hasOwn(schema.properties, key)).map(createField),
        ),
      ),
    );
    update();
  };

  const parameters = new URL(location.href).searchParams;
  const folder = (parameters.get("folder") ?? "").slice(0, 200);

  /** @param {string} key @param {Value | undefined} value */
  const changeKey = (key, value) => {
    cleared = null;
    if (value === undefined) content.delete(key);
    else if (content.has(key)) content.set(key, value);
    else content = withKey(content, key, value, Object.keys(schema.properties));
    clearTimeout(timer);
    timer = setTimeout(update, CHECK_DELAY);
  };

  /** Updates everything that depends on the document: file, preview, problems, links, draft. */
  const update = () => {
    const text = content.size > 0 ? `${formatJson(content)}\n` : "{}\n";
    output.textContent = text;
    const repository = parseRepository(address.value);
    part("preview").replaceChildren(...preview(content, repository ?? { owner: "", name: "" }, say));
    const problems = checkDocument(content, schema, say, data.spellings);
    showProblems(problems, form, part("loose"), fields);
    showVerdict(problems);
    updateHostLinks(text, repository);
    draft.save({ text, address: address.value, branch: branch.value, forge: forge.value, empty: content.size === 0 });
  };

  /** @param {import("./document-check.js").Problem[]} problems */
  const showVerdict = (problems) => {
    const errors = problems.filter(({ severity }) => severity === "error").length;
    part("loose-frame").hidden = part("loose").children.length === 0;
    part("verdict").textContent =
      content.size === 0
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
   * @param {ReturnType<typeof parseRepository>} repository
   */
  const updateHostLinks = (text, repository) => {
    const kind = forge.value || (repository ? guessForge(repository.host) : "");
    const patterns = Object.hasOwn(data.forges, kind) ? data.forges[kind] : undefined;
    const links = repository && patterns ? hostLinks(repository.base, patterns, branch.value, text, folder) : null;
    const create = part("create");
    const edit = part("edit");
    for (const [anchor, target] of /** @type {[HTMLAnchorElement, string | undefined][]} */ ([
      [create, links?.create],
      [edit, links?.edit],
    ])) {
      if (target) anchor.href = target;
      else anchor.removeAttribute("href");
      anchor.hidden = !target;
    }
    part("where").textContent = links
      ? say(links.fits ? "editor.host.ready" : "editor.host.long")
      : address.value.trim() === ""
        ? say("editor.host.ask")
        : repository
          ? say("editor.host.kind")
          : say("editor.host.refused");
  };

  /** @param {string} text */
  const showStatus = (text) => {
    status.textContent = text;
  };

  /** Replaces the document by a text. Returns false, and shows why, if that fails. @param {string} text */
  const importText = (text) => {
    const importStatus = part("import-status");
    if (new Blob([text]).size > data.bytes) {
      importStatus.textContent = say("editor.import.large", { most: Math.round(data.bytes / 1024) });
      return false;
    }
    try {
      const { value, duplicates } = parseJson(text);
      if (!(value instanceof Map)) {
        importStatus.textContent = say("editor.import.object");
        return false;
      }
      const renamed = renameKeys(value, data.spellings, schema.properties);
      content = renamed.value;
      drawForm();
      const remarks = [say("editor.import.done")];
      for (const [from, to] of renamed.renamed) remarks.push(say("editor.import.renamed", { from, to }));
      for (const key of new Set(duplicates)) remarks.push(say("editor.import.duplicate", { key }));
      importStatus.textContent = remarks.slice(0, MAX_REMARKS).join(" ");
      return true;
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const position = lineAndColumn(text.replace(/^\ufeff/u, ""), error.offset);
      const message = say(`editor.json.${error.message}`, error.values);
      importStatus.textContent = `${say("editor.import.fault", position)} ${message}`;
      return false;
    }
  };

  part("import").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (importText(part("paste").value)) part("paste").value = "";
  });
  part("paste").addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    // Refuse it before it reaches the field: browsers need seconds for megabytes of text.
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
    importText(await file.text());
  });
  part("copy").addEventListener("click", async () => {
    update();
    try {
      await navigator.clipboard.writeText(output.textContent);
      showStatus(say("editor.copied"));
    } catch {
      getSelection()?.selectAllChildren(output);
      showStatus(say("editor.copy.failed"));
    }
  });
  part("download").addEventListener("click", () => {
    update();
    const target = URL.createObjectURL(new Blob([output.textContent], { type: "application/json" }));
    const anchor = /** @type {HTMLAnchorElement} */ (element("a", { href: target, download: "innersource.json" }));
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(target), 1000);
    showStatus(say("editor.downloaded"));
  });
  part("clear").addEventListener("click", () => {
    const before = content;
    content = new Map();
    drawForm();
    cleared = before;
    part("undo").hidden = before.size === 0;
    showStatus(say("editor.cleared"));
  });
  part("undo").addEventListener("click", () => {
    if (cleared) content = cleared;
    cleared = null;
    part("undo").hidden = true;
    drawForm();
    showStatus(say("editor.restored"));
    part("clear").focus();
  });
  for (const control of [address, branch, forge]) control.addEventListener("input", () => update());
  form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());

  const saved = draft.load();
  address.value = (parameters.get("repository") ?? saved?.address ?? "").slice(0, 2000);
  branch.value = (parameters.get("branch") ?? saved?.branch ?? "").slice(0, 200);
  forge.value = parameters.get("forge") ?? saved?.forge ?? "";
  if (forge.selectedIndex < 0) forge.value = "";
  if (saved?.text && !saved.empty) {
    try {
      const { value } = parseJson(saved.text);
      if (value instanceof Map) {
        content = value;
        showStatus(say("editor.restored"));
      }
    } catch {
      // Ignore a draft that is not valid JSON.
    }
  }
  drawForm();
  /** @type {HTMLElement} */ (part("work")).hidden = false;
}

/** The example of a field; "" if there is none, or if all choices are visible. @param {Record<string, any>} node */
function exampleOf(node) {
  const [example] = node.examples ?? [];
  if (example === undefined || node.enum || node.type === "boolean") return "";
  if (typeof example === "object" && !Array.isArray(example)) {
    return Object.entries(example)
      .map(([key, value]) => `${key}: ${value}`)
      .join("\n");
  }
  if (Array.isArray(example) && example.every((one) => typeof one === "string")) return example.join("\n");
  return Array.isArray(example) ? formatJson(toValue(example)) : String(example);
}
