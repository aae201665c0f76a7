// The field of a body: plain Markdown, the few buttons that a clerk needs. Everything goes in by insertText, so that one
// Ctrl+Z takes it back; what another program put on the clipboard is cleaned by the server first.
import { say, make } from "../editor/shared.js";
import { tell } from "../editor/net.js";
import { done, notice } from "../editor/notices.js";
import { grid, tableAround } from "./grid.js";
import { isPicture, picture, pictureOf } from "./picture.js";

/** Put a text in the place of the selection, as typing would. */
function insert(area, text) {
  area.focus();
  if (text ? !document.execCommand("insertText", false, text) : !document.execCommand("delete")) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(area, mark) {
  let { selectionStart: from, selectionEnd: to } = area;
  while (from < to && /\s/.test(area.value[from])) from++;
  while (to > from && /\s/.test(area.value[to - 1])) to--;
  const chosen = area.value.slice(from, to);
  const before = area.value.slice(0, from), after = area.value.slice(to);
  const stars = (text, end) => (end ? /^\*+/ : /\*+$/).exec(text)?.[0].length ?? 0;
  const has = (count) => (mark.length === 2 ? count >= 2 : count % 2 === 1);
  if (has(stars(before)) && has(stars(after, true))) { // it is so already: off again
    area.setSelectionRange(from - mark.length, to + mark.length);
    insert(area, chosen);
    area.setSelectionRange(from - mark.length, to - mark.length);
    return;
  }
  area.setSelectionRange(from, to);
  insert(area, chosen.includes("\n\n") ? chosen.split("\n\n").map((one) => (one.trim() ? mark + one + mark : one)).join("\n\n") : mark + chosen + mark);
  if (!chosen) area.setSelectionRange(from + mark.length, from + mark.length);
  else if (!chosen.includes("\n\n")) area.setSelectionRange(from + mark.length, from + mark.length + chosen.length);
}

function list(area) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = area.value.indexOf("\n", area.selectionEnd);
  const to = next < 0 ? area.value.length : next;
  const lines = area.value.slice(from, to).split("\n");
  const on = lines.some((one) => one.trim() && !/^\s*- /.test(one));
  area.setSelectionRange(from, to);
  insert(area, lines.map((one) => (!one.trim() && lines.length > 1 ? one : on ? (/^\s*- /.test(one) ? one : `- ${one}`) : one.replace(/^(\s*)- /, "$1"))).join("\n"));
}

function table(area) {
  const found = tableAround(area.value, area.selectionStart);
  grid(found.rows, found.rule, (made) => {
    area.setSelectionRange(found.from, found.to);
    const lead = found.fresh && found.from && !area.value.slice(0, found.from).endsWith("\n\n") ? (area.value[found.from - 1] === "\n" ? "\n" : "\n\n") : "";
    const tail = found.fresh && area.value.slice(found.to).trim() && !area.value.slice(found.to).startsWith("\n\n") ? "\n\n" : "";
    insert(area, lead + made + tail);
  }, () => area.focus());
}

function cite(area, references) {
  const from = area.selectionStart, to = area.selectionEnd;
  const dialog = make("dialog", { class: "sheetbox", "aria-labelledby": "cite-title" });
  const put = (text) => { dialog.close(); area.focus(); area.setSelectionRange(from, to); insert(area, text); };
  const rows = references.map((one) => make("li", {}, make("b", {}, one.label), one.about ? make("small", {}, one.about) : null, make("span", { class: "row" },
    ...[["cite_code", `{{ ${one.value} }}`], ["cite_dated", `{{ ${one.value}.with_date }}`], ["cite_subject", `{{ ${one.value}.with_subject }}`]].map(([name, text]) => make("button", { type: "button", class: "small", on: { click: () => put(text) } }, say(`form.${name}`))))));
  dialog.append(make("h2", { id: "cite-title" }, say("form.cite_title")), rows.length ? make("ul", { class: "cites" }, ...rows) : make("p", {}, say("form.cite_none")), make("button", { type: "button", class: "small", on: { click: () => dialog.close() } }, say("form.cancel")));
  document.body.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); area.focus(); });
  dialog.showModal();
}

export function markdown(host, references) {
  const acts = { bold: (area) => around(area, "**"), italic: (area) => around(area, "*"), list, table, cite: (area) => cite(area, references()), picture: (area) => picture(area, insert) };
  const body = (target) => (target.tagName === "TEXTAREA" && target.closest(".md") && !target.disabled ? target : null);
  host.addEventListener("dragover", (event) => { if (body(event.target) && [...event.dataTransfer.types].includes("Files")) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; } });
  host.addEventListener("drop", async (event) => {
    const area = body(event.target), files = [...event.dataTransfer.files];
    if (!area || !files.length) return;
    event.preventDefault(); // else the browser would leave the page for the file
    const strange = files.filter((one) => !isPicture(one)).map((one) => one.name).join(", ");
    if (strange) notice("picture", say("form.picture_strange", { name: strange }), { kind: "warn", acts: { [say("close")]: () => done("picture") } });
    else done("picture");
    for (const file of files.filter(isPicture)) await picture(area, insert, file);
  });
  document.addEventListener("dragover", (event) => { // a file that is dropped beside a text would take the page's place
    if (event.defaultPrevented || ![...event.dataTransfer.types].includes("Files") || event.target.closest?.("input[type=file], .cm-editor")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
  host.addEventListener("click", (event) => {
    const button = event.target.closest("[data-md]");
    if (button) acts[button.dataset.md](document.getElementById(button.dataset.for));
  });
  host.addEventListener("keydown", (event) => {
    const bar = event.target.closest("[role=toolbar]");
    if (bar && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const buttons = [...bar.querySelectorAll("button")];
      const at = (buttons.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : buttons.length - 1)) % buttons.length;
      event.preventDefault();
      buttons.forEach((one, n) => { one.tabIndex = n === at ? 0 : -1; });
      buttons[at].focus();
      return;
    }
    const area = event.target;
    if (area.tagName !== "TEXTAREA" || !area.closest(".md") || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.isComposing) return;
    const name = { b: "bold", i: "italic" }[event.key.toLowerCase()];
    if (name) { event.preventDefault(); acts[name](area); }
  });
  host.addEventListener("paste", async (event) => {
    const area = event.target;
    if (area.tagName !== "TEXTAREA" && area.tagName !== "INPUT") return;
    const drawn = !event.clipboardData.getData("text/plain") && body(area) && pictureOf(event.clipboardData); // a picture of the screen
    if (drawn) { event.preventDefault(); picture(area, insert, drawn); return; }
    const html = event.clipboardData.getData("text/html"), text = event.clipboardData.getData("text/plain");
    const plain = !html && !/[^\x00-\x7f]/.test(text) && !text.includes("\t");
    if (plain || (!html && !text) || !area.dataset.path) return;
    event.preventDefault();
    const answer = await tell("/dan", { html: area.closest(".md") ? html : "", text });
    const told = answer.ok ? answer.body.markdown : text.replace(/\r\n?/g, "\n");
    insert(area, area.tagName === "INPUT" ? told.replace(/\s*\n\s*/g, " ") : told);
    if (answer.ok && answer.body.said.length) notice("pasted", answer.body.said.join(" "), { kind: "warn", acts: { [say("close")]: () => done("pasted") } });
  });
}
