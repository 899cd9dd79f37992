// @ts-check
/*
 * Holds the catalogue's data beside the page, so that reading, searching and counting never keep
 * the page from answering. Each message asks one question; its `number` comes back with the answer.
 */
import { answering } from "./catalogue-queries.js";
import { written } from "./export-file.js";

/** @type {ReturnType<typeof answering> | null} */
let desk = null;

/** Learns the words for close spellings, a few at a time, between questions. */
function learn() {
  if (desk?.catalogue.learn()) setTimeout(learn);
}

/** @param {any} question */
function answer({ kind, data, view, chance, format, base }) {
  if (kind === "open") {
    desk = answering(JSON.parse(new TextDecoder().decode(data)));
    setTimeout(learn, 200);
    return desk.about();
  }
  if (!desk) throw new Error("The data come first.");
  if (kind === "find") return desk.answer(view);
  if (kind === "surprise") return desk.surprise(view, chance);
  return written(desk.catalogue, desk.catalogue.find(view).rows, format, base);
}

addEventListener("message", ({ data }) => {
  try {
    postMessage({ number: data.number, answer: answer(data) });
  } catch (error) {
    postMessage({ number: data.number, failed: String(error) });
  }
});
