// The editor: text and form on the left, the page on the right, faults below; see the modules beside this one.
import { main, say } from "./shared.js";
import { ask } from "./net.js";
import { notice } from "./notices.js";
import { Saving } from "./saving.js";
import { textView } from "./text.js";
import * as faults from "./faults.js";

const paper = document.getElementById("paper") ? await import("./paper.js") : null; // the office's own files have no page
const $ = (id) => document.getElementById(id);
const REST = 350; // ms of rest before the true pages are drawn
const source = JSON.parse($("source").textContent);
let looking = false, again = false, drawing = 0, told = [];

const view = textView($("panel-source"), source, () => { saving.changed(); look(); }, (line) => follow(line));
const saving = new Saving(() => view.text(), { etag: main.dataset.etag, text: source }, {
  replace: (text) => view.replace(text),
  saved: () => look(),
});

// the page: HTML with every key, one request at a time, the newest last; true pages when the hand rests

async function look() {
  clearTimeout(drawing);
  if (looking) { again = true; return; }
  looking = true;
  do {
    again = false;
    const answer = await (shown === "form" ? ask("/xem?dia", { method: "POST" }) : ask("/xem", { method: "POST", body: view.text() }));
    if (answer.ok) {
      if (answer.body.html != null) await paper?.still(answer.body.html);
      else paper?.status(say("no_page"));
      tell(answer.body.faults);
    }
  } while (again);
  looking = false;
  if (paper) drawing = setTimeout(draw, REST);
}

async function draw() {
  const text = view.text(), etag = saving.base.etag;
  const answer = await (shown === "form" ? ask("/xem?trang&dia", { method: "POST" }) : ask("/xem?trang", { method: "POST", body: text }));
  if (answer.ok && answer.body.pages && !looking && text === view.text() && (shown !== "form" || etag === saving.base.etag)) await paper.truly(answer.body);
}

function tell(found) {
  told = found;
  faults.show(found);
  view.faults(found);
  form?.faults(found);
  paper?.faults(found);
}

function follow(line) {
  clearTimeout(follow.timer);
  follow.timer = setTimeout(() => paper?.at(line), 250);
}

// the two ways to write: the form where there is one, else the text

const tabs = { form: $("tab-form"), source: $("tab-source") };
let form = null; // what form.js gives: {faults(list), focus(path), show(html)}
let shown = "source";

async function turn(name) {
  if (name === shown) return;
  if (name === "source") await saving.fresh();
  else if (!(await saving.save()) || !(await load())) return;
  shown = name;
  for (const [key, tab] of Object.entries(tabs)) {
    tab.setAttribute("aria-selected", key === name);
    tab.tabIndex = key === name ? 0 : -1;
    $(`panel-${key}`).hidden = key !== name;
  }
  localStorage.setItem("congvan:tab", name);
  if (name === "form") form.faults(told);
}

/** The form as the server makes it of the text on the disk. */
async function load() {
  const answer = await ask("/bieu-mau");
  if (!answer.ok) { saving.lost(answer); return false; }
  if (form) form.show(answer.body);
  else form = (await import(`${main.dataset.release}/form/form.js`)).mount($("panel-form"), answer.body, studio);
  form.faults(told);
  return true;
}

/** What the form may ask of the editor around it. */
const studio = {
  say,
  operate: (operations, more) => saving.operate(operations, more),
  at: (path) => paper?.show(path), // somebody is in this field: show where it is printed
  reload: () => load(),
};
saving.taken = () => { if (shown === "form") load(); };

function go(path, line, column = 1) {
  if (shown === "form" && path && form.focus(path)) return;
  if (line) turn("source").then(() => view.to(line, column));
}
faults.onGo((fault) => { const own = !fault.file || fault.file.endsWith(main.dataset.file); if (own) go(fault.field, fault.line, fault.column ?? 1); });
paper?.onOpen((path, line) => go(path, line));

if (!tabs.form.hidden) {
  for (const [name, tab] of Object.entries(tabs)) tab.addEventListener("click", () => turn(name));
  tabs.form.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = shown === "form" ? "source" : "form";
    turn(next).then(() => tabs[next].focus());
  });
  if (localStorage.getItem("congvan:tab") !== "source") turn("form");
}

// buttons

$("save").addEventListener("click", async () => { if (await saving.save()) saving.state("saved_at", "", { at: new Date().toLocaleTimeString("vi-VN") }); });
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
look();
