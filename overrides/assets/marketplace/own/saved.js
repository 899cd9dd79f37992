// @ts-check
/* Saved projects: the list in this browser, and a link that carries it to another one. */
import { bdi, element } from "../shared/dom.js";
import { allProjects, ownPage } from "./own-page.js";
import { MAX_SAVED, isProjectPage, readSaved, writeSaved } from "./saved-projects.js";

const COMPARED = 3;

ownPage("saved", async (page, say) => {
  const root = page.dataset.root ?? "./";
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (page.querySelector(`[data-${name}]`));
  const titles = await allProjects(root);
  const names = (/** @type {readonly {page: string}[]} */ projects) => projects.map((one) => one.page.slice("projects/".length, -1));

  function show() {
    const saved = readSaved(root);
    part("status").textContent = say(saved.length ? "own.saved.count" : "own.saved.none", { count: saved.length });
    part("list").replaceChildren(
      ...saved.map((project) => {
        const title = titles.get(project.page);
        const remove = () => {
          writeSaved(root, saved.filter((one) => one.page !== project.page));
          show();
          part("status").focus();
        };
        return element(
          "li",
          {},
          title ? element("a", { href: root + project.page }, bdi(title)) : bdi(project.title),
          element("span", { class: "meta" }, title ? bdi(names([project])[0]) : say("own.saved.gone")),
          element("button", { class: "quiet quiet--button", type: "button", onclick: remove }, say("own.remove"), element("span", { class: "visually-hidden" }, `: ${title ?? project.title}`)),
        );
      }),
    );
    const compare = /** @type {HTMLAnchorElement} */ (part("compare"));
    compare.href = `${root}compare/?${new URLSearchParams(names(saved).slice(0, COMPARED).map((name) => ["p", name]))}`;
    compare.hidden = saved.length < 2;
    part("find").hidden = saved.length > 0;
    const link = /** @type {HTMLInputElement} */ (part("link"));
    // Behind the # nothing is sent to a server.
    link.value = `${location.href.replace(/[?#].*$/u, "")}#${new URLSearchParams(names(saved).map((name) => ["p", name]))}`;
    part("export").hidden = !saved.length;
  }

  function offerImport() {
    const wanted = new URLSearchParams(location.hash.slice(1)).getAll("p").map((name) => `projects/${name}/`);
    const have = new Set(readSaved(root).map((one) => one.page));
    const found = [...new Set(wanted)].filter((address) => isProjectPage(address) && titles.has(address) && !have.has(address));
    const box = part("import");
    box.hidden = !wanted.length;
    if (!wanted.length) return;
    const add = () => {
      const added = found.map((address) => ({ page: address, title: titles.get(address) ?? "" }));
      const stored = writeSaved(root, [...added, ...readSaved(root)].slice(0, MAX_SAVED));
      history.replaceState(null, "", location.pathname);
      show();
      box.replaceChildren(element("p", {}, say(stored ? "own.import.done" : "own.storage", { count: added.length })));
    };
    box.replaceChildren(
      element("p", {}, say(found.length ? "own.import.offer" : "own.import.nothing", { count: found.length })),
      ...(found.length
        ? [
            element("ul", {}, ...found.map((address) => element("li", {}, bdi(titles.get(address) ?? address)))),
            element("button", { class: "button button--main", type: "button", onclick: add }, say("own.import.add", { count: found.length })),
          ]
        : []),
    );
  }

  part("link").addEventListener("focus", (event) => /** @type {HTMLInputElement} */ (event.target).select());
  addEventListener("hashchange", offerImport);
  show();
  offerImport();
});
