// @ts-check

/**
 * The projects shown, as objects with plain keys.
 * @param {import("./catalogue.js").Catalogue} catalogue
 * @param {number[]} rows
 */
function records({ data }, rows) {
  const { columns, facets } = data;
  /** @param {string} facet @param {number} row */
  const values = (facet, row) => facets[facet].rows[row].map((value) => facets[facet].values[value]);
  return rows.map((row) => ({
    title: columns.title[row],
    path: columns.path[row],
    page: new URL(columns.page[row], document.baseURI).href,
    purpose: columns.purpose[row],
    owner: values("owner", row)[0] ?? "",
    language: values("language", row)[0] ?? "",
    skills: values("skill", row),
    topics: values("topic", row),
    contributions: values("contribution", row),
    lifecycle: values("lifecycle", row)[0] ?? "",
    governance_level: values("governance", row)[0] ?? "",
    license: values("license", row)[0] ?? "",
    score: columns.score[row] < 0 ? null : columns.score[row],
    tasks: columns.tasks[row] < 0 ? null : columns.tasks[row],
  }));
}

/**
 * One cell: always quoted, formulas defused.
 * @param {unknown} value
 */
function cell(value) {
  const text = value === null ? "" : Array.isArray(value) ? value.join("; ") : String(value);
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/**
 * Hands the projects shown to the visitor as a file.
 * @param {import("./catalogue.js").Catalogue} catalogue
 * @param {number[]} rows
 * @param {"csv" | "json"} format
 */
export function download(catalogue, rows, format) {
  const list = records(catalogue, rows);
  const keys = Object.keys(list[0] ?? { title: "" });
  const text =
    format === "json"
      ? JSON.stringify(list, null, 2)
      : // The mark at the beginning tells spreadsheets that this is UTF-8.
        `\ufeff${[keys, ...list.map((record) => Object.values(record))].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
  const address = URL.createObjectURL(new Blob([text], { type: format === "json" ? "application/json" : "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `projects.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
