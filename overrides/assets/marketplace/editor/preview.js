// @ts-check
/* A preview of the card in the gallery, and of the top of the project page. */
import { bdi, element } from "../shared/dom.js";
import { plainText } from "./message-values.js";

/** @typedef {import("./strict-json.js").Value} Value */
/** @typedef {import("../shared/messages.js").Say} Say */

const SHOWN_SKILLS = 3;

/**
 * @param {Map<string, Value>} content
 * @param {{owner: string, name: string}} repository
 * @param {Say} say
 * @returns {HTMLElement[]} the card, and the top of the page
 */
export function preview(content, repository, say) {
  const title = text(content.get("title")) || repository.name || say("editor.preview.untitled");
  const path = repository.name ? `${repository.owner}/${repository.name}` : say("editor.preview.path");
  const purpose = text(content.get("description"), 2000) || text(content.get("motivation"), 2000);
  const skills = texts(content.get("skills"));
  const language = text(content.get("language"), 60);
  const governance = option(content.get("governance_level"), "governance", say);
  const lifecycle = option(content.get("lifecycle"), "lifecycle", say);
  const gigs = Array.isArray(content.get("gigs")) ? /** @type {Value[]} */ (content.get("gigs")).length : 0;
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
        ...skills.slice(0, SHOWN_SKILLS).map((skill) => element("li", {}, element("span", { class: "chip" }, bdi(skill)))),
        skills.length > SHOWN_SKILLS &&
          element(
            "li",
            {},
            element("span", { class: "chip chip--more" }, say("card.more", { count: skills.length - SHOWN_SKILLS })),
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
  const people = list(content.get("trusted_committers")).map((one) =>
    one instanceof Map ? text(one.get("name")) || text(one.get("account")) : text(one),
  );
  const channels = content.get("communication") instanceof Map ? [.../** @type {Map<string, Value>} */ (content.get("communication")).keys()] : [];
  const wanted = texts(content.get("contributions"));
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
          .map((one) => element("li", {}, element("span", { class: "chip" }, bdi(plainText(one, 60))))),
      ),
    );
  const badges = [language, text(content.get("license"), 60), lifecycle, governance, text(content.get("owner"))].filter(Boolean);
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
  return typeof value === "string" ? plainText(value.replace(/<!--.*?(?:-->|$)/gsu, " "), limit) : "";
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
  const [first, second] = (title.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => [...word]);
  if (!first) return "?";
  return second ? (first[0] + second[0]).toUpperCase() : first[0].toUpperCase() + (first[1] ?? "");
}
