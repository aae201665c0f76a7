// A pipe table as a grid of cells, in a dialog; what is pasted from Excel or Word fills it.
import { make, say } from "../editor/shared.js";
import { tell } from "../editor/net.js";

const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const cells = (line) => line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "").split(/(?<!\\)\|/).map((one) => one.trim());
const escaped = (text) => text.replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\|/g, "\\|").trim();

/** The table that the cursor stands in, or an empty one to be put there. */
export function tableAround(text, at) {
  const lines = text.split("\n");
  const starts = lines.map(((sum) => (one) => (sum += one.length + 1) - one.length - 1)(0));
  const here = starts.findLastIndex((one) => one <= at);
  const isRow = (n) => n >= 0 && n < lines.length && lines[n].includes("|");
  let from = here, to = here;
  while (isRow(from) && isRow(from - 1)) from--;
  while (isRow(to) && isRow(to + 1)) to++;
  const rule = isRow(here) ? lines.slice(from, to + 1).findIndex((one) => RULE.test(one)) : -1;
  if (rule < 1) {
    const end = starts[here] + lines[here].length;
    return { rows: [["", "", ""], ["", "", ""]], rule: null, from: end, to: end, fresh: true };
  }
  const found = lines.slice(from, to + 1);
  const rows = found.filter((_, n) => n !== rule).map(cells);
  return { rows, rule: { at: rule, text: cells(found[rule]) }, from: starts[from], to: starts[to] + lines[to].length, fresh: false };
}

function written(rows, rule) {
  const wide = Math.max(...rows.map((one) => one.length));
  const lines = rows.map((row) => `| ${Array.from({ length: wide }, (_, n) => escaped(row[n] ?? "")).join(" | ")} |`);
  const marks = Array.from({ length: wide }, (_, n) => rule?.text[n] ?? "---");
  lines.splice(rule?.at ?? 1, 0, `|${marks.join("|")}|`);
  return lines.join("\n");
}

/** `put(markdown)` where somebody puts it in, `left()` when the dialog is gone. */
export function grid(rows, rule, put, left) {
  const body = make("tbody", {});
  const read = () => [...body.rows].map((row) => [...row.cells].map((cell) => cell.firstChild.value));
  const show = (values) => {
    const wide = Math.max(1, ...values.map((one) => one.length));
    body.replaceChildren(...values.map((row, r) => make("tr", {}, ...Array.from({ length: wide }, (_, c) => {
      const input = make("input", { type: "text", "aria-label": say("form.cell", { row: r + 1, column: c + 1 }), "data-row": r, "data-column": c, autocomplete: "off", spellcheck: "false" });
      input.value = (row[c] ?? "").replace(/\\\|/g, "|");
      return make(r < (rule?.at ?? 1) ? "th" : "td", {}, input);
    }))));
  };
  const change = (act) => () => { const now = read(); act(now); show(now); };
  const dialog = make("dialog", { class: "sheetbox grid", "aria-labelledby": "grid-title" },
    make("h2", { id: "grid-title" }, say("form.grid")), make("p", { class: "hint" }, say("form.grid_hint")),
    make("div", { class: "scroll" }, make("table", { class: "cells" }, body)),
    make("p", { class: "row" },
      make("button", { type: "button", class: "small", on: { click: change((now) => now.push(now[0].map(() => ""))) } }, say("form.row_more")),
      make("button", { type: "button", class: "small", on: { click: change((now) => { if (now.length > (rule?.at ?? 1)) now.pop(); }) } }, say("form.row_less")),
      make("button", { type: "button", class: "small", on: { click: change((now) => now.forEach((row) => row.push(""))) } }, say("form.column_more")),
      make("button", { type: "button", class: "small", on: { click: change((now) => { if (now[0].length > 1) now.forEach((row) => row.pop()); }) } }, say("form.column_less"))),
    make("p", { class: "row" },
      make("button", { type: "button", class: "main", on: { click: () => { const made = written(read(), rule); dialog.close(); put(made); } } }, say("form.put_in")),
      make("button", { type: "button", on: { click: () => dialog.close() } }, say("form.cancel"))));
  dialog.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html"), text = event.clipboardData.getData("text/plain");
    if (!/<table/i.test(html) && !text.includes("\t") && !text.trim().includes("\n")) return;
    const input = event.target.closest("input");
    if (!input) return;
    event.preventDefault();
    const answer = await tell("/dan", { html, text });
    const told = answer.ok ? answer.body.markdown.split("\n").filter((one) => one.trim() && !RULE.test(one)).map(cells) : text.split(/\r?\n/).filter(Boolean).map((one) => one.split("\t"));
    const now = read(), [row, column] = [Number(input.dataset.row), Number(input.dataset.column)];
    told.forEach((line, r) => line.forEach((cell, c) => {
      while (now.length <= row + r) now.push(now[0].map(() => ""));
      while (now[0].length <= column + c) now.forEach((one) => one.push(""));
      now[row + r][column + c] = cell.replace(/\*\*/g, "");
    }));
    show(now);
    body.rows[row].cells[column].firstChild.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("input");
    if (!input || event.isComposing) return;
    const move = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    if (!move) return;
    event.preventDefault();
    body.rows[Number(input.dataset.row) + move]?.cells[Number(input.dataset.column)].firstChild.focus();
  });
  dialog.addEventListener("close", () => { dialog.remove(); left(); });
  document.body.append(dialog);
  show(rows);
  dialog.showModal();
  body.rows[0].cells[0].firstChild.focus();
}
