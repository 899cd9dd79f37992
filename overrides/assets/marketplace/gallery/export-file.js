// @ts-check
/* Exports the projects that are shown as CSV or JSON. The worker makes the text, the page saves it. */

/**
 * @param {import("../search/catalogue-search.js").SearchableCatalogue} catalogue
 * @param {Uint32Array} rows
 * @param {string} base the address that pages are relative to
 */
function exportRecords({ data: { columns }, values }, rows, base) {
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
 * A quoted cell that no spreadsheet takes for a formula.
 * @param {unknown} value
 */
function csvCell(value) {
  const raw = value === null ? "" : Array.isArray(value) ? value.join("; ") : String(value);
  // Some spreadsheets split cells at semicolons, so that a formula may also begin after one.
  const text = raw.replaceAll(/;(?="*[=+\-@\t\r\n＝＋－＠])/g, "; ");
  return `"${(/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/**
 * The text of the file. CSV begins with a byte order mark, by which spreadsheets recognize UTF-8.
 * @param {import("../search/catalogue-search.js").SearchableCatalogue} catalogue
 * @param {Uint32Array} rows
 * @param {"csv" | "json"} format
 * @param {string} base the address that pages are relative to
 */
export function exportText(catalogue, rows, format, base) {
  const records = exportRecords(catalogue, rows, base);
  if (format === "json") return JSON.stringify(records, null, 2);
  const keys = Object.keys(records[0] ?? { title: "" });
  const lines = [keys, ...records.map((record) => Object.values(record))];
  return `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/**
 * Saves a text as a file on the visitor's machine.
 * @param {string} text
 * @param {"csv" | "json"} format
 */
export function saveFile(text, format) {
  const address = URL.createObjectURL(new Blob([text], { type: format === "json" ? "application/json" : "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `projects.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
