// @ts-check
/* The card and the top of the page as they will be, drawn from the document. Texts become text nodes only. */
import { bdi, element } from "../shared/dom.js";
import { plain } from "./message-values.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("../shared/messages.js").Say} Say */

/** Skills on a card. */
const SKILLS = 3;

/**
 * @param {Map<string, Value>} said
 * @param {{owner: string, name: string}} repository
 * @param {Say} say
 * @returns {HTMLElement[]} the card, and the top of the page
 */
export function preview(said, repository, say) {
  const title = text(said.get("title")) || repository.name || say("editor.preview.untitled");
  const path = repository.name ? `${repository.owner}/${repository.name}` : say("editor.preview.path");
  const purpose = text(said.get("description"), 2000) || text(said.get("motivation"), 2000);
  const skills = texts(said.get("skills"));
  const language = text(said.get("language"), 60);
  const governance = option(said.get("governance_level"), "governance", say);
  const lifecycle = option(said.get("lifecycle"), "lifecycle", say);
  const gigs = Array.isArray(said.get("gigs")) ? /** @type {Value[]} */ (said.get("gigs")).length : 0;
  const avatar = () => element("span", { class: "avatar tint-3", "aria-hidden": "true" }, initials(title));
  const card = element(
    "div",
    { class: "card" },
    element(
      "div",
      { class: "card__head" },
      avatar(),
      element(
        "div",
        { class: "card__names" },
        element("p", { class: "card__title" }, bdi(title)),
        element("p", { class: "card__path" }, bdi(path)),
      ),
    ),
    purpose && element("p", { class: "card__purpose", dir: "auto" }, purpose),
    skills.length > 0 &&
      element(
        "ul",
        { class: "chips" },
        ...skills.slice(0, SKILLS).map((skill) => element("li", {}, element("span", { class: "chip" }, bdi(skill)))),
        skills.length > SKILLS &&
          element(
            "li",
            {},
            element("span", { class: "chip chip--more" }, say("card.more", { count: skills.length - SKILLS })),
          ),
      ),
    element(
      "div",
      { class: "card__foot" },
      element(
        "div",
        { class: "card__facts" },
        language && element("span", { class: "card__fact" }, bdi(language)),
        gigs > 0 && element("span", { class: "card__fact" }, say("card.tasks", { count: gigs })),
        governance && element("span", { class: "card__fact card__governance" }, governance),
      ),
    ),
  );
  const people = list(said.get("trusted_committers")).map((one) =>
    one instanceof Map ? text(one.get("name")) || text(one.get("account")) : text(one),
  );
  const channels = said.get("communication") instanceof Map ? [.../** @type {Map<string, Value>} */ (said.get("communication")).keys()] : [];
  const wanted = texts(said.get("contributions"));
  /** @param {string} key @param {string[]} items */
  const section = (key, items) =>
    items.length > 0 &&
    element(
      "div",
      {},
      element("p", { class: "meta" }, say(key)),
      element(
        "ul",
        { class: "chips" },
        ...items
          .filter(Boolean)
          .slice(0, 12)
          .map((one) => element("li", {}, element("span", { class: "chip" }, bdi(plain(one, 60))))),
      ),
    );
  const badges = [language, text(said.get("license"), 60), lifecycle, governance, text(said.get("owner"))].filter(Boolean);
  const top = element(
    "div",
    { class: "preview-page" },
    element(
      "div",
      { class: "preview-page__head" },
      avatar(),
      element("div", {}, element("p", { class: "preview-page__title" }, bdi(title)), element("p", { class: "meta" }, bdi(path))),
    ),
    purpose && element("p", { dir: "auto" }, purpose),
    badges.length > 0 &&
      element("ul", { class: "badges" }, ...badges.map((one) => element("li", {}, element("span", { class: "badge" }, bdi(one))))),
    section("project.contribute.wanted", wanted),
    section("project.contribute.skills", skills),
    section("project.people.committers", people),
    section("project.people.channels", channels),
  );
  return [card, top];
}

/** @param {Value | undefined} value @param {number} [limit] */
function text(value, limit = 120) {
  return typeof value === "string" ? plain(value.replace(/<!--.*?(?:-->|$)/gsu, " "), limit) : "";
}

/** @param {Value | undefined} value @returns {Value[]} */
function list(value) {
  return Array.isArray(value) ? value.slice(0, 100) : [];
}

/** @param {Value | undefined} value */
function texts(value) {
  return list(value)
    .map((one) => text(one, 60))
    .filter(Boolean);
}

/** @param {Value | undefined} value @param {string} kind @param {Say} say */
function option(value, kind, say) {
  const key = `${kind}.${String(value)}`;
  return typeof value === "string" && say(key) !== key ? say(key) : "";
}

/** @param {string} title */
function initials(title) {
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return "?";
  const first = [...words[0]];
  return words.length > 1 ? (first[0] + [...words[1]][0]).toUpperCase() : first[0].toUpperCase() + (first[1] ?? "");
}
