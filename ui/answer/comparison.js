// Papers side by side: a column a paper, a row an aspect. Its papers can be put in another order.

import { button, download, element } from "../dom.js";
import { copyButton } from "./clipboard.js";
import { grownAll } from "./prose.js";

const byText = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

export function comparisonTable(data, tools) {
  const lines = []; // each row's own cells, a paper each, in the order in which the papers came
  const heads = [];
  let sorted = { head: null, down: false };

  const sort = (head, values) => {
    sorted = { head, down: sorted.head === head && !sorted.down };
    const turn = sorted.down ? -1 : 1;
    const order = values.map((_, i) => i);
    order.sort((a, b) => !values[a] - !values[b] || turn * byText(values[a], values[b]));
    for (const { row, cells } of lines) row.append(...order.map((i) => cells[i]));
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
  };
  const line = (name, scope, values, cells) => {
    const head = element("th", "", button("sort", `Sort the papers by ${name.toLowerCase()}`, () => sort(head, values), name));
    head.scope = scope;
    head.setAttribute("aria-sort", "none");
    heads.push(head);
    lines.push({ row: element("tr", "", head, ...cells), cells });
    return lines.at(-1).row;
  };

  const titles = data.rows.map((row) => element("th", "", row.title));
  for (const title of titles) title.scope = "col";
  const head = line("Paper", "col", data.rows.map((row) => row.title), titles);
  const rows = data.columns.map((name, i) => {
    const given = data.rows.map((row) => row.cells[i]);
    const cells = given.map((cell) => element("td", cell.stated ? "" : "unstated", ...grownAll(cell.nodes, tools)));
    return line(name, "row", given.map((cell) => cell.stated), cells); // what an abstract does not state comes last
  });
  if (data.rows.some((row) => row.year)) {
    const years = data.rows.map((row) => String(row.year ?? ""));
    rows.unshift(line("Year", "row", years, years.map((year) => element("td", year ? "" : "unstated", year || "not known"))));
  }
  const box = element("div", "scrolled", element("table", "", element("thead", "", head), element("tbody", "", ...rows)));
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "The papers side by side");
  const save = button("quiet", "", () => download("comparison.csv", "text/csv", data.csv), "Download CSV");
  return element("div", "compared", box, element("div", "actions", save, copyButton("Copy as Markdown", data.markdown)));
}
