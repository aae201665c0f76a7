// "Biểu mẫu": the fields of the text. The server makes them; every change is an operation that the server does on the
// text. Nothing is ever written into a field that somebody is in.
import { main, make, say } from "../editor/shared.js";
import { ask } from "../editor/net.js";
import { done, notice } from "../editor/notices.js";
import { comboboxes, fold } from "./combobox.js";
import { markdown } from "./markdown.js";
import { morph } from "./morph.js";
import { Queue } from "./queue.js";

const BLANK = /^\s*<<[^<>]*>>\s*$/; // what a new document has where something is to be filled in
const REST = 600; // ms of rest before the fields are made anew

/** `text()` is the text as it is, `put(text)` takes another; `waiting(whether)`: operations are on their way, or none any more; `offer(text)`: one made over another state; `here(path)`: the field that somebody is in; `open(line)` shows a line of the text. */
export function formView(panel, { text, put, waiting, offer, here, open }) {
  let choices = {}, timer = 0, composing = false, acting = false, shown = false, made = null, refreshing = null, turn = Promise.resolve();
  const typed = new Set(); // paths of the fields that were typed in since somebody came to them
  const queue = new Queue({ text, waiting, offer, put: (next) => { put(next); rest(); }, refused: () => { made = null; refresh(); } });
  const locked = () => panel.classList.contains("locked");

  // the fields, from the server

  function rest() {
    clearTimeout(timer);
    timer = setTimeout(refresh, REST);
  }

  /** One at a time: whoever asks meanwhile waits for the same. */
  function refresh() {
    refreshing ??= again().finally(() => { refreshing = null; });
    return refreshing;
  }

  async function again() {
    clearTimeout(timer);
    if (!shown) return;
    if (composing || queue.pending) { rest(); return; }
    const base = text();
    if (base === made) return;
    const answer = await ask("/bieu-mau", { method: "POST", body: base });
    if (!shown) return;
    if (!answer.ok || composing || queue.pending || text() !== base) { rest(); return; }
    made = base;
    choices = answer.body.choices;
    lock(answer.body.unfit);
    if (!answer.body.html) return;
    const page = new DOMParser().parseFromString(answer.body.html, "text/html");
    const old = panel.querySelector("#form");
    if (old) morph(old, page.getElementById("form"), (control) => queue.has(control.dataset.path));
    else panel.replaceChildren(page.getElementById("form"));
    if (main.dataset.issued) panel.querySelectorAll("input, textarea, select, button[data-do], button[data-md]").forEach((one) => { one.disabled = true; });
    panel.querySelectorAll("input[role=combobox][data-path]").forEach((one) => { if (one !== document.activeElement) one.dataset.label = one.value; });
    panel.querySelectorAll("textarea").forEach(size);
  }

  /** A text that is no YAML now: the fields are for reading only, and the line is named. */
  function lock(unfit) {
    panel.classList.toggle("locked", Boolean(unfit));
    panel.querySelectorAll("#form input, #form textarea, #form select, #form button").forEach((one) => { if (unfit) one.disabled = true; else if (!main.dataset.issued) one.disabled = one.dataset.do === "up" || one.dataset.do === "down" ? one.disabled : false; });
    if (!unfit) { done("locked"); return; }
    notice("locked", unfit.message, { kind: "warn", acts: { [say("form.to_line", { line: unfit.line ?? 1 })]: () => open(unfit.line ?? 1) } });
    if (!panel.querySelector("#form")) panel.replaceChildren(make("p", { class: "hint" }, unfit.message));
  }

  const size = (area) => { area.style.height = "auto"; area.style.height = `${Math.min(area.scrollHeight + 2, innerHeight * 0.7)}px`; };

  // what somebody does

  panel.addEventListener("compositionstart", () => { composing = true; });
  panel.addEventListener("compositionend", () => { composing = false; });

  panel.addEventListener("input", (event) => {
    const control = event.target;
    if (control.tagName === "TEXTAREA") size(control);
    const { path, verb } = control.dataset;
    if (path && (verb === "prose" || verb === "day")) { typed.add(path); queue.add({ path, [verb]: control.value }); }
  });

  panel.addEventListener("change", (event) => {
    const control = event.target;
    if (control.dataset.verb === "choose") act(control.value ? { path: control.dataset.path, set: control.value } : { path: control.dataset.path, remove: true }, control.id);
    if (control.dataset.rename) rename(control);
    if (control.dataset.upload && control.files[0]) upload(control);
  });

  /** A table's file beside the text, which then names it. */
  async function upload(control) {
    const path = control.dataset.upload, file = control.files[0], why = document.getElementById(`upw-${path}`);
    const answer = await ask(`/bang?ten=${encodeURIComponent(file.name)}`, { method: "POST", body: file, type: "application/octet-stream" });
    control.value = "";
    if (why) why.textContent = answer.ok ? "" : [answer.body.faults?.[0]?.message, answer.body.faults?.[0]?.hint].filter(Boolean).join("; ") || answer.body.message || say("offline");
    if (answer.ok) act({ path, prose: answer.body.path }, control.id);
  }

  panel.addEventListener("focusin", (event) => {
    const field = event.target.closest("[data-field]");
    if (field) here(field.dataset.field);
    if (BLANK.test(event.target.value ?? "") && event.target.dataset.path) {
      event.target.select();
      event.target.addEventListener("click", () => { if (BLANK.test(event.target.value)) event.target.select(); }, { once: true }); // the mouse sets its cursor after that
    }
  });
  panel.addEventListener("focusout", (event) => { // what was emptied inside a record is no key of it any more
    const { path } = event.target.dataset, emptied = typed.delete(path) && !event.target.value;
    if (emptied && /\.[^.[\]]+$/.test(path) && !event.target.hasAttribute("aria-required")) queue.add({ path, clear: true });
    rest();
  });

  /** An operation that changes which fields there are; the focus goes to `focus` then. */
  function act(operation, focus) {
    turn = turn.then(() => change(operation, focus)).finally(() => { acting = false; });
    return turn;
  }

  async function change(operation, focus) {
    const before = document.activeElement;
    acting = true; // what is pressed meanwhile would mean another item
    await queue.add(typeof operation === "function" ? operation() : operation);
    made = null;
    for (let n = 0; n < 20 && made !== text(); n++) {
      await refresh();
      if (made !== text()) await new Promise((next) => setTimeout(next, 50));
    }
    rest();
    const target = typeof focus === "function" ? focus() : focus && document.getElementById(focus);
    acting = false;
    const now = document.activeElement; // who has gone to another field meanwhile stays there
    if (target && !target.disabled && (now === before || now === document.body || !now)) target.focus();
  }

  const parent = (path) => path.replace(/\[\d+\]$/, "");
  const index = (path) => Number(/\[(\d+)\]$/.exec(path)?.[1] ?? 0);
  const first = (path) => () => { const item = panel.querySelector(`[data-item="${CSS.escape(path)}"]`); item?.querySelectorAll("details").forEach((one) => { if (one.classList.contains("entry")) one.open = true; }); return item?.querySelector("input:not([data-rename]), textarea, select"); };

  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.disabled || acting) return;
    const { path } = button.dataset, at = index(path), list = parent(path);
    if (button.dataset.do === "up") act({ path, move: at - 1 }, () => usable(`up-${list}[${at - 1}]`, `down-${list}[${at - 1}]`));
    if (button.dataset.do === "down") act({ path, move: at + 1 }, () => usable(`down-${list}[${at + 1}]`, `up-${list}[${at + 1}]`));
    if (button.dataset.do === "remove") act({ path, remove: true }, () => usable(`remove-${list}[${at}]`, `remove-${list}[${at - 1}]`, `a-${list}`, `add-${list}`, `f-${path}`) ?? inside(path));
    if (button.dataset.do === "add") act({ path: `${path}[${button.dataset.count}]`, insert: JSON.parse(button.dataset.new) }, first(`${path}[${button.dataset.count}]`));
    if (button.dataset.do === "addkey") addKey(path, JSON.parse(button.dataset.new));
  });

  const inside = (path) => panel.querySelector(`[data-field="${CSS.escape(path)}"]`)?.querySelector("input, textarea, select");
  const usable = (...ids) => ids.map((id) => document.getElementById(id)).find((one) => one && !one.disabled);

  function addKey(path, value) {
    const input = document.getElementById(`n-${path}`);
    const key = input.value.trim();
    if (!key) { input.focus(); return; }
    if (panel.querySelector(`[data-item="${CSS.escape(`${path}.${key}`)}"]`)) { notice("refused", say("form.key_taken", { key }), { kind: "bad", acts: { [say("close")]: () => done("refused") } }); return; }
    input.value = "";
    done("refused");
    act({ path: [...steps(path), key], set: value }, first(`${path}.${key}`));
  }

  function rename(control) {
    const path = control.dataset.rename, key = control.value.trim(), list = path.slice(0, path.lastIndexOf("."));
    if (!key || path.endsWith(`.${key}`)) { control.value = path.slice(path.lastIndexOf(".") + 1); return; }
    act({ path, rename: key }, () => document.getElementById(`k-${list}.${key}`));
  }

  const steps = (path) => [...path.matchAll(/(?:^|\.)([^.[\]]+)|\[(\d+)\]/g)].map((one) => (one[1] !== undefined ? one[1] : Number(one[2])));

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.dataset?.newkey && !event.isComposing) { event.preventDefault(); document.getElementById(`add-${event.target.dataset.newkey}`).click(); }
  });
  panel.addEventListener("submit", (event) => event.preventDefault());

  // choices

  async function options(input, typed) {
    if (input.dataset.register) {
      const answer = await ask(`/so?tim=${encodeURIComponent(typed)}`);
      return (answer.ok ? answer.body.found : []).map((one) => ({ ...one, value: one.key, any: true, reference: one.value }));
    }
    const found = choices[input.dataset.choices] ?? [];
    const free = input.dataset.add && input.dataset.choices === "recipients" && typed && !found.some((one) => fold(one.label) === fold(typed));
    return free ? [...found, { value: "", label: say("form.as_text", { text: typed }), any: true, text: typed }] : found;
  }

  comboboxes(panel, options, (input, one) => {
    if (!one) {
      input.value = input.dataset.label = input.dataset.value = "";
      act({ path: input.dataset.path, clear: true });
    } else if (input.dataset.register) {
      const taken = new Set(input.dataset.keys.split(" "));
      let key = one.key;
      for (let n = 2; taken.has(key); n++) key = `${one.key}_${n}`;
      input.value = "";
      act({ path: `${input.dataset.register}.${key}`, set: one.reference }, input.id);
    } else if (input.dataset.add) {
      input.value = "";
      const value = one.text ? { text: one.text } : one.value; // what stands there only to be filled in gives way
      act(() => (input.dataset.instead ? { path: input.dataset.instead, set: value } : { path: `${input.dataset.add}[${input.dataset.count}]`, insert: value }), input.id);
    } else {
      input.value = input.dataset.label = one.label;
      input.dataset.value = one.value;
      act({ path: input.dataset.path, prose: one.value }, input.id);
    }
  });

  markdown(panel, () => choices.references ?? []);

  // order by dragging, beside the buttons

  let dragged = null;
  panel.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".grip")?.closest("[data-item]") ?? null;
    if (dragged) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", ""); event.dataTransfer.setDragImage(dragged, 8, 8); dragged.classList.add("dragged"); }
  });
  panel.addEventListener("dragover", (event) => {
    const over = event.target.closest?.("[data-item]");
    if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    panel.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    over.classList.add("over");
  });
  panel.addEventListener("drop", (event) => {
    const over = event.target.closest?.("[data-item]");
    if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    act({ path: dragged.dataset.item, move: index(over.dataset.item) });
  });
  panel.addEventListener("dragend", () => { panel.querySelectorAll(".over, .dragged").forEach((one) => one.classList.remove("over", "dragged")); dragged = null; });

  // faults, in the words of the command line

  function why(fault) {
    return make("p", { class: fault.severity === "error" ? "why" : "why w", "data-code": fault.code, "data-severity": fault.severity }, make("b", {}, say(fault.severity)), ` ${fault.message}${fault.hint ? `; ${fault.hint}` : ""} `, make("small", {}, fault.line ? `${say("line", { line: fault.line })} · ${fault.code}` : fault.code));
  }

  function nearest(path) {
    for (let now = path; now; now = now.replace(/(?:\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, "")) {
      const found = panel.querySelector(`[data-field="${CSS.escape(now)}"]`);
      if (found) return found;
    }
    return null;
  }

  function faults(found) {
    if (!shown || queue.pending) return;
    const at = new Map();
    for (const fault of found) {
      const field = fault.field && nearest(fault.field);
      if (field) at.set(field, [...(at.get(field) ?? []), fault]);
    }
    for (const field of panel.querySelectorAll("[data-field]")) {
      const mine = at.get(field) ?? [];
      const box = document.getElementById(`w-${field.dataset.field}`);
      const placed = [...box.children].filter((one) => !mine.some((fault) => fault.code === one.dataset.code) && found.some((fault) => !fault.field && fault.code === one.dataset.code) || one.dataset.severity === "accepted");
      const next = [...mine.map(why), ...placed.map((one) => one.cloneNode(true))];
      if (next.map((one) => one.textContent).join("\n") === [...box.children].map((one) => one.textContent).join("\n")) continue;
      box.replaceChildren(...next);
      const control = document.getElementById(`f-${field.dataset.field}`);
      const wrong = next.some((one) => !one.classList.contains("w"));
      field.classList.toggle("bad", wrong);
      if (control) { if (wrong) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid"); }
    }
  }

  return {
    async show() { shown = true; made = null; await refresh(); },
    hide() { shown = false; },
    /** Another text has come from elsewhere. */
    foreign() { made = null; if (shown) refresh(); },
    faults,
    flush: () => queue.run(),
    restore: () => queue.restore(),
    pending: () => queue.pending > 0,
    shown: () => shown,
    /** The focus to the field of a path, or at which a fault of that code is told; false where there is none. */
    to(path, code = "") {
      const field = (path && nearest(path)) || panel.querySelector(`[data-code="${CSS.escape(code)}"]`)?.closest("[data-field]");
      if (!field) return false;
      for (let one = field; one && one !== panel; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
      const control = document.getElementById(`f-${field.dataset.field}`) ?? field.querySelector("input, textarea, select, button");
      if (!control || control.disabled) { field.scrollIntoView({ block: "center" }); return true; }
      control.focus();
      field.scrollIntoView({ block: "nearest" });
      return true;
    },
    locked,
  };
}
