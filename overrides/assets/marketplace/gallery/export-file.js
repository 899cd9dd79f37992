// @ts-check

/**
 * The projects shown, as objects with plain keys.
 * @param {import("../search/catalogue-search.js").Catalogue} catalogue
 * @param {Uint32Array} rows
 * @param {string} base the address that pages are relative to
 */
function records({ data: { columns }, values }, rows, base) {
  return Array.from(rows, (row) => ({
    title: columns.title[row],
    path: columns.path[row],
    page: new URL(columns.page[row], base).href,
    purpose: columns.purpose[row],
    owner: values("owner", row)[0] ?? "",
    language: values("language", row)[0] ?? "",
    skills: values("skill", row),
    topics: values("topic", row),
    contributions: values("contribution", row),
    trusted_committers: columns.people[row],
    lifecycle: values("lifecycle", row)[0] ?? "",
    governance_level: values("governance", row)[0] ?? "",
    license: values("license", row)[0] ?? "",
    score: columns.score[row] < 0 ? null : columns.score[row],
    stars: columns.stars[row] < 0 ? null : columns.stars[row],
    tasks: columns.tasks[row] < 0 ? null : columns.tasks[row],
  }));
}

/**
 * One cell: always quoted, formulas defused.
 * @param {unknown} value
 */
function cell(value) {
  const raw = value === null ? "" : Array.isArray(value) ? value.join("; ") : String(value);
  // Some spreadsheets part cells at semicolons, so that a formula may begin after one too.
  const text = raw.replaceAll(/;(?="*[=+\-@\t\r\n＝＋－＠])/g, "; ");
  return `"${(/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/**
 * Writes projects as a file's text. The mark at the beginning of CSV tells spreadsheets that it is UTF-8.
 * @param {import("../search/catalogue-search.js").Catalogue} catalogue
 * @param {Uint32Array} rows
 * @param {"csv" | "json"} format
 * @param {string} base
 */
export function written(catalogue, rows, format, base) {
  const list = records(catalogue, rows, base);
  if (format === "json") return JSON.stringify(list, null, 2);
  const keys = Object.keys(list[0] ?? { title: "" });
  const lines = [keys, ...list.map((record) => Object.values(record))];
  return `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/**
 * Hands a text to the visitor as a file.
 * @param {string} text
 * @param {"csv" | "json"} format
 */
export function save(text, format) {
  const address = URL.createObjectURL(new Blob([text], { type: format === "json" ? "application/json" : "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `projects.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
