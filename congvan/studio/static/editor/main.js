// The editor: text and form on the left, the page on the right, faults below; see the modules beside this one.
import { main, say } from "./shared.js";
import { ask, tell as send } from "./net.js";
import { done, notice } from "./notices.js";
import { Saving } from "./saving.js";
import { textView } from "./text.js";
import { formView } from "../form/form.js";
import * as faults from "./faults.js";

const paper = document.getElementById("paper") ? await import("./paper.js") : null; // the office's own files have no page
const $ = (id) => document.getElementById(id);
const REST = 300; // ms of rest before the true pages are drawn
const source = JSON.parse($("source").textContent);
let looking = false, again = false, drawing = 0, told = [], shown = null; // the text that the page is of, or soon will be

const view = textView($("panel-source"), source, () => { done("mended"); saving.changed(); look(); }, (line) => follow(line));
const saving = new Saving(() => view.text(), { etag: main.dataset.etag, text: source }, {
  replace: (text) => { view.replace(text); form.foreign(); },
  saved: () => { if (view.text() !== shown) look(); }, // a save of what is on the page already begins no wait anew
  settled: () => form.flush(),
  pending: () => form.pending(),
});
const form = formView($("panel-form"), {
  text: () => view.text(),
  waiting: (many) => { if (many) saving.state("unsaved", "busy"); else saving.changed(); },
  offer: (text) => saving.offer(text),
  put: (text) => { done("mended"); put(text); },
  here: (path) => paper?.show(path),
  open: (line) => { tab("source"); view.to(line); },
});

function put(text) { view.replace(text); saving.changed(); look(); }

// "Biểu mẫu" and "Văn bản nguồn"

function tab(name) {
  const now = name === "form";
  for (const [id, on] of [["form", now], ["source", !now]]) {
    $(`tab-${id}`).setAttribute("aria-selected", String(on));
    $(`tab-${id}`).tabIndex = on ? 0 : -1;
    $(`panel-${id}`).hidden = !on;
  }
  localStorage.setItem("congvan:tab", name);
  if (now) form.show().then(() => form.faults(told));
  else form.flush().then(() => { if ($("panel-form").hidden) form.hide(); }); // who has come back meanwhile is shown the form
}
for (const name of ["form", "source"]) $(`tab-${name}`).addEventListener("click", () => tab(name));
document.querySelector(".tabs").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  event.preventDefault();
  const other = event.target.id === "tab-form" ? "source" : "form";
  tab(other);
  $(`tab-${other}`).focus();
});

// the page: HTML with every key, one request at a time, the newest last; while one answer is put on the page the server
// draws the next; true pages when the hand rests

function asked() {
  again = false;
  shown = view.text();
  return ask("/xem", { method: "POST", body: shown });
}

async function look() {
  clearTimeout(drawing);
  if (looking) { again = true; return; }
  looking = true;
  for (let coming = asked(); coming; ) {
    const answer = await coming;
    coming = again ? asked() : null;
    if (answer.ok) await looked(answer.body); else shown = null;
    if (again) coming ??= asked();
  }
  looking = false;
  if (paper) drawing = setTimeout(draw, REST);
}

async function looked({ html, faults: found }) {
  if (html != null) await paper?.still(html, found);
  else paper?.status(say("no_page"));
  tell(found, html != null);
}

async function draw() {
  const text = view.text();
  const answer = await ask("/xem?trang", { method: "POST", body: text });
  if (answer.ok && answer.body.pages && text === view.text()) await paper.truly(answer.body);
}

/** Faults as the server names them, in every view; `drawn`: the page has them already. */
function tell(found, drawn) {
  told = found;
  if (faults.show(found)) view.faults(found); // else they have moved with the text
  form.faults(found);
  if (!drawn) paper?.faults(found);
}

function follow(line) {
  clearTimeout(follow.timer);
  follow.timer = setTimeout(() => paper?.at(line), 250);
}

faults.onGo((fault) => {
  if (form.shown() && form.to(fault.field, fault.code)) return;
  if (fault.line) { tab("source"); view.to(fault.line, fault.column ?? 1); }
});
// a correction is made by the server on the text as it is; who has typed meanwhile is left alone
faults.onMend(async (fault) => {
  await form.flush();
  const before = view.text();
  const answer = await send("/chua", { text: before, code: fault.code, line: fault.line, column: fault.column });
  if (view.text() !== before) return;
  if (!answer.ok) { notice("mended", answer.body.faults?.[0]?.message ?? answer.body.message ?? say("offline"), { kind: "warn", acts: { [say("close")]: () => done("mended") } }); return; }
  const after = answer.body.text;
  done("mended");
  const turn = (text) => { put(text); form.foreign(); };
  turn(after);
  notice("mended", say("mended", { line: fault.line }), { acts: { [say("undo")]: () => { done("mended"); if (view.text() === after) turn(before); }, [say("close")]: () => done("mended") } });
  $("faults-title").focus();
});
paper?.onOpen((path, line) => { if (!(form.shown() && form.to(path))) { tab("source"); view.to(line); } });

// buttons

$("save").addEventListener("click", async () => { await form.flush(); if (await saving.save()) saving.state(saving.at ? "saved_at" : "saved_as_is", "", { at: saving.at }); });
if (paper) for (const [id, act] of [["zoom-in", () => paper.resize(1)], ["zoom-out", () => paper.resize(-1)], ["zoom-fit", () => paper.resize(0)], ["print", () => paper.print()]]) $(id).addEventListener("click", act);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s") { event.preventDefault(); $("save").click(); }
});

// how wide the two sides are

function splitting(split) {
  const widen = (share) => {
    const now = Math.min(70, Math.max(25, share));
    main.style.setProperty("--left", `${now}%`);
    split.setAttribute("aria-valuenow", Math.round(now));
    localStorage.setItem("congvan:left", now);
  };
  widen(Number(localStorage.getItem("congvan:left") ?? 45));
  split.addEventListener("pointerdown", (event) => {
    split.setPointerCapture(event.pointerId);
    const move = (at) => widen((at.clientX / innerWidth) * 100);
    split.addEventListener("pointermove", move);
    split.addEventListener("pointerup", () => split.removeEventListener("pointermove", move), { once: true });
  });
  split.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (step) { event.preventDefault(); widen(Number(split.getAttribute("aria-valuenow")) + step); }
  });
}
if (paper) splitting($("split"));

if (main.dataset.issued) notice("issued", say("issued", { code: main.dataset.issued }), { kind: "warn" });
saving.restore();
form.restore();
for (const name of ["form", "source"]) $(`tab-${name}`).disabled = false; // a click before this would be lost
tab(localStorage.getItem("congvan:tab") === "source" ? "source" : "form");
look();
