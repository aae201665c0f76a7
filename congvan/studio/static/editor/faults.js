// "Lỗi và cảnh báo": every fault with a link to its place; F8 goes to the next.
import { make, main, say } from "./shared.js";

const list = document.getElementById("faults");
const sum = document.getElementById("faults-sum");
let found = [];
let at = -1;
let go = () => {}, mend = null;

export function onGo(act) {
  go = act;
}

/** `act(fault)` makes the correction that a fault offers. */
export function onMend(act) {
  mend = act;
}

/** The list; whether it is another than before. */
export function show(faults) {
  const told = JSON.stringify(faults);
  if (told === JSON.stringify(found) && list.dataset.told) return false;
  list.dataset.told = "1";
  found = faults;
  at = -1;
  const errors = faults.filter((one) => one.severity === "error").length;
  sum.textContent = faults.length ? say("sum", { errors, warnings: faults.length - errors }) : say("no_faults");
  list.replaceChildren(...faults.map((fault, index) => {
    const place = where(fault);
    const link = place && make("a", { href: "#panel-source", on: { click: (event) => { event.preventDefault(); to(index); } } }, place);
    const words = make("span", {}, fault.message, fault.hint ? `; ${fault.hint}` : "", " ", make("small", {}, fault.code));
    return make("li", { class: fault.severity === "error" ? "" : "w" }, make("b", {}, say(fault.severity)), link, words, correction(fault, index));
  }));
  return true;
}

/** The button that mends a fault of this text, where the server knows how. */
function correction(fault, index) {
  if (fault.fix == null || !mend || main.dataset.issued) return null;
  const short = fault.fix.trim() && fault.fix.length <= 60 && !fault.fix.includes("\n");
  return make("button", { type: "button", class: "small mend", "data-code": fault.code, on: { click: () => mend(found[index]) } }, short ? say("fix", { text: fault.fix.trim() }) : say("fix_this"));
}

function where(fault) {
  if (!fault.line) return fault.field || null;
  const own = fault.file?.endsWith(main.dataset.file);
  return own ? say("line", { line: fault.line }) : say("elsewhere", { file: fault.file, line: fault.line });
}

function to(index) {
  at = index;
  list.querySelectorAll(".now").forEach((one) => one.classList.remove("now"));
  list.children[index]?.classList.add("now");
  list.children[index]?.scrollIntoView({ block: "nearest" });
  go(found[index]);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || !found.length) return;
  event.preventDefault();
  to((at + (event.shiftKey ? found.length - 1 : 1) + found.length) % found.length);
});
