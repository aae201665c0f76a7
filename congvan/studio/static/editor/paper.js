// The frame "Trang in": the letter as HTML while somebody types, the true pages when the hand rests.
import { address, make, say } from "./shared.js";

const frame = document.getElementById("paper");
const count = document.getElementById("pages");
let sheets = null; // {pages, sizes, places} of the last true pages
let marked = []; // faults with a field or a line
let here = ""; // the field that somebody is in
let zoom = null; // null: as wide as the frame
let fitted = 0; // the scale that the page has now; 0: none yet
let ends = []; // where the true pages begin but for the first: {path, line, share of it that is before, page}
const steady = CSS.supports("overflow-anchor", "auto"); // the browser itself keeps what somebody reads in its place
let open = () => {};
let turn = 0; // what was asked for last is what shows, whichever is drawn first

const inside = () => frame.contentDocument;
const ready = new Promise((done) => {
  const loaded = () => inside()?.getElementById("true-pages");
  if (loaded()) done();
  else frame.addEventListener("load", () => done(), { once: true });
});

/** Called with the path and line of what was clicked. */
export function onOpen(act) {
  open = act;
}

/** The letter as it is now, with its faults. */
export async function still(html, found) {
  turn++;
  await ready;
  marked = found;
  const page = inside();
  const made = new frame.contentWindow.DOMParser().parseFromString(html, "text/html");
  const style = [...made.querySelectorAll("style")].map((one) => one.textContent).join("\n");
  const letter = page.getElementById("letter");
  if (letter.textContent !== style) letter.textContent = style;
  const goes = page.body.className !== "still";
  const held = goes || here || !steady ? anchor(page) : null;
  unmark(page);
  const pages = page.getElementById("true-pages");
  const own = (one) => one !== pages && one.className !== "cut";
  exchange(page.body, [...page.body.childNodes].filter(own), [...made.body.childNodes], pages);
  if (goes) page.body.className = "still";
  if (!fitted) fit(page);
  cuts(page);
  mark(page);
  if (held) back(page, held);
}

/** `old` children of `host` made into `next`, in front of `end`; what is the same already is not touched. */
function exchange(host, old, next, end = null) {
  let from = 0, to = 0;
  while (from < Math.min(old.length, next.length) && old[from].isEqualNode(next[from])) from++;
  while (to < Math.min(old.length, next.length) - from && old.at(-1 - to).isEqualNode(next.at(-1 - to))) to++;
  const gone = old.slice(from, old.length - to), come = next.slice(from, next.length - to);
  if (gone.length === come.length) { come.forEach((one, at) => become(gone[at], one)); return; }
  const before = to ? old.at(-to) : end;
  gone.forEach((one) => one.remove());
  come.forEach((one) => host.insertBefore(one, before));
}

function become(old, next) {
  if (old.isEqualNode(next)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== next.nodeName || !old.childNodes.length) { old.replaceWith(next); return; }
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  exchange(old, [...old.childNodes], [...next.childNodes]);
}

/** The true pages; only those that are not there yet are asked for. */
export async function truly(found) {
  const mine = ++turn;
  await ready;
  const page = inside();
  const host = page.getElementById("true-pages");
  const wanted = found.pages.map((name) => `${address}/trang/${name}.svg`);
  const old = new Map([...host.querySelectorAll("img")].map((one) => [one.getAttribute("src"), one]));
  const images = await Promise.all(wanted.map((source) => old.get(source) ?? drawn(page, source)));
  if (mine !== turn) return; // somebody typed on while the pages came
  const held = anchor(page);
  sheets = found;
  ends = begun(found);
  host.replaceChildren(...images.map((image, at) => {
    const sheet = page.createElement("div");
    sheet.className = "page";
    sheet.dataset.page = at + 1;
    sheet.append(image);
    return sheet;
  }));
  host.hidden = false;
  page.body.className = "true";
  fit(page);
  mark(page);
  back(page, held);
  count.textContent = say("pages", { count: wanted.length });
}

function drawn(page, source) {
  return new Promise((done) => {
    const image = page.createElement("img");
    image.alt = "";
    image.addEventListener("load", () => done(image), { once: true });
    image.addEventListener("error", () => done(image), { once: true });
    image.src = source;
  });
}

export const status = (text) => { count.textContent = text; };

// where the reader is, so that nothing jumps when HTML and pages take turns

function anchor(page) {
  const path = here || topmost(page);
  const box = path && where(page, path);
  return box ? { path, top: box.top } : { scroll: page.defaultView.scrollY };
}

function back(page, held) {
  if (!held.path) { page.defaultView.scrollTo(0, held.scroll); return; }
  const box = where(page, held.path);
  if (box) page.defaultView.scrollBy(0, box.top - held.top);
}

function where(page, path) {
  if (page.body.classList.contains("true")) return page.querySelector(`[data-box="${CSS.escape(path)}"]`)?.getBoundingClientRect() ?? boxOf(page, path);
  return page.querySelector(`[data-path="${CSS.escape(path)}"]`)?.getBoundingClientRect();
}

function boxOf(page, path) {
  const place = sheets?.places.find((one) => one[5] === path);
  const sheet = place && page.querySelector(`.page[data-page="${place[0]}"]`);
  if (!sheet) return null;
  const box = sheet.getBoundingClientRect();
  return { top: box.top + (place[2] / sheets.sizes[place[0] - 1][1]) * box.height };
}

function topmost(page) {
  if (page.body.classList.contains("true")) {
    for (const sheet of page.querySelectorAll(".page")) {
      const box = sheet.getBoundingClientRect();
      if (box.bottom < 0) continue;
      const at = Number(sheet.dataset.page), scale = box.height / sheets.sizes[at - 1][1];
      return sheets.places.find((one) => one[0] === at && box.top + one[2] * scale >= 0)?.[5];
    }
    return "";
  }
  for (const element of page.querySelectorAll("[data-path]")) if (element.getBoundingClientRect().top >= 0) return element.dataset.path;
  return "";
}

// size

function fit(page) {
  const width = frame.clientWidth - 32;
  const first = sheets?.sizes[0]?.[0] ?? 595;
  const natural = (first * 96) / 72;
  const scale = zoom ?? Math.min(1.35, Math.max(0.3, width / natural));
  const root = page.documentElement;
  root.style.setProperty("--zoom", scale);
  root.style.setProperty("--left", `${Math.max(16, (frame.clientWidth - natural * scale) / 2)}px`);
  for (const sheet of page.querySelectorAll(".page")) {
    const [w, h] = sheets.sizes[sheet.dataset.page - 1];
    sheet.style.width = `${((w * 96) / 72) * scale}px`;
    sheet.style.height = `${((h * 96) / 72) * scale}px`;
  }
  fitted = scale;
  return scale;
}

export async function resize(step) {
  await ready;
  const now = fit(inside());
  zoom = step === 0 ? null : Math.min(3, Math.max(0.3, now * (step > 0 ? 1.2 : 1 / 1.2)));
  fit(inside());
  if (inside().body.classList.contains("still")) cuts(inside());
  mark(inside());
}

export async function print() {
  await ready;
  frame.contentWindow.print();
}

// page ends of the last true pages, as lines in the HTML

function cuts(page) {
  const lines = [...page.querySelectorAll(".cut")];
  const tops = ends.map((end) => {
    const element = [...page.querySelectorAll(`[data-path="${CSS.escape(end.path)}"]`)].find((one) => Number(one.dataset.line) === end.line);
    return element && offset(element, page.body) + element.offsetHeight * end.share;
  });
  tops.forEach((top, at) => {
    const line = lines[at] ?? page.body.appendChild(make("div", { class: "cut", "aria-hidden": "true" }));
    line.hidden = top == null;
    line.dataset.page = `${say("page")} ${ends[at].page}`;
    if (top != null) line.style.top = `${top}px`;
  });
  lines.slice(tops.length).forEach((one) => one.remove());
}

function begun({ pages, places }) {
  const found = [];
  for (let at = 2; at <= pages.length; at++) {
    const first = places.filter((one) => one[0] === at).sort((one, other) => one[2] - other[2] || other[4] - one[4]).at(0);
    if (!first) continue;
    const whole = places.filter((one) => one[5] === first[5] && one[6] === first[6]);
    const tall = (some) => some.reduce((sum, one) => sum + one[4] - one[2], 0);
    found.push({ page: at, path: first[5], line: first[6], share: tall(whole) && tall(whole.filter((one) => one[0] < at)) / tall(whole) });
  }
  return found;
}

function offset(element, until) {
  let top = 0;
  for (let one = element; one && one !== until; one = one.offsetParent) top += one.offsetTop;
  return top;
}

// faults, and the field that somebody is in

export async function faults(found, field = here) {
  marked = found;
  here = field;
  await ready;
  mark(inside());
}

function unmark(page) {
  page.querySelectorAll(".mark, .here").forEach((old) => old.remove());
  for (const old of page.querySelectorAll(".fault")) {
    old.classList.remove("fault");
    if (!old.className) old.removeAttribute("class");
  }
}

function mark(page) {
  unmark(page);
  const seen = new Set();
  for (const fault of marked) {
    if (page.body.classList.contains("true")) {
      for (const place of places(fault)) {
        const name = place.slice(0, 5).join();
        if (!seen.has(name)) box(page, place, `mark ${fault.severity === "error" ? "" : "w"}`);
        seen.add(name);
      }
    } else elements(page, fault).forEach((one) => one.classList.add("fault"));
  }
}

function matches(path, line, fault) {
  if (!fault.field) return line === fault.line;
  return path === fault.field ? !fault.line || line === fault.line : false;
}

function places(fault) {
  const exact = sheets.places.filter((one) => matches(one[5], one[6], fault));
  if (exact.length || !fault.line) return exact;
  const under = sheets.places.filter((one) => one[6] <= fault.line && (!fault.field || one[5] === fault.field || fault.field.startsWith(one[5])));
  const last = under.at(-1);
  return last ? under.filter((one) => one[5] === last[5] && one[6] === last[6]) : [];
}

function elements(page, fault) {
  const all = [...page.querySelectorAll("[data-path]")];
  const exact = all.filter((one) => matches(one.dataset.path, Number(one.dataset.line), fault));
  if (exact.length || !fault.line) return exact;
  const under = all.filter((one) => Number(one.dataset.line) <= fault.line && fault.field && fault.field.startsWith(one.dataset.path));
  return under.slice(-1);
}

function box(page, place, kind) {
  const sheet = page.querySelector(`.page[data-page="${place[0]}"]`);
  if (!sheet) return;
  const [w, h] = sheets.sizes[place[0] - 1];
  const made = page.createElement("div");
  made.className = kind;
  made.style.cssText = `left:${(place[1] / w) * 100 - 0.8}%;top:${(place[2] / h) * 100}%;width:${((place[3] - place[1]) / w) * 100 + 0.8}%;height:${((place[4] - place[2]) / h) * 100}%`;
  sheet.append(made);
}

/** Show where a field is printed. */
export async function show(path, line) {
  await ready;
  const page = inside();
  page.querySelectorAll(".here").forEach((old) => old.remove());
  here = path;
  if (page.body.classList.contains("true")) {
    const found = places({ field: path, line });
    found.forEach((place) => box(page, place, "here"));
    page.querySelector(".here")?.scrollIntoView({ block: "nearest" });
  } else elements(page, { field: path, line })[0]?.scrollIntoView({ block: "nearest" });
}

/** Show where the line of the text is printed that the cursor stands in. */
export async function at(line) {
  await ready;
  const page = inside();
  const lines = page.body.classList.contains("true") ? sheets.places.map((one) => [one[6], one[5]]) : [...page.querySelectorAll("[data-path]")].map((one) => [Number(one.dataset.line), one.dataset.path]);
  const under = lines.filter(([one]) => one <= line).sort((one, other) => one[0] - other[0]).at(-1);
  if (under) await show(under[1], under[0]);
}

// a click on the page

ready.then(() => {
  const page = inside();
  page.addEventListener("click", (event) => {
    const element = event.target.closest?.("[data-path]");
    if (element) { open(element.dataset.path, Number(element.dataset.line)); return; }
    const sheet = event.target.closest?.(".page");
    if (!sheet || !sheets) return;
    const box = sheet.getBoundingClientRect(), at = Number(sheet.dataset.page);
    const [w, h] = sheets.sizes[at - 1];
    const x = ((event.clientX - box.left) / box.width) * w, y = ((event.clientY - box.top) / box.height) * h;
    const hit = sheets.places.filter((one) => one[0] === at && one[1] <= x && x <= one[3] && one[2] <= y && y <= one[4]).at(-1);
    if (hit) open(hit[5], hit[6]);
  });
  new ResizeObserver(() => { fit(page); if (page.body.classList.contains("still")) cuts(page); }).observe(frame);
});
