// Lines above the text that say what has happened and what can be done; never in the way of who types.
import { make, say } from "./shared.js";

const host = document.getElementById("notices");
const shown = new Map();

/** One notice a name; `acts`: label → function. Called again, it is replaced only where its words are others. */
export function notice(name, text, { kind = "", acts = {}, once = false } = {}) {
  const known = shown.get(name);
  if (known && (known.text === text || once)) return known.element;
  known?.element.remove();
  const buttons = Object.entries(acts).map(([label, act]) => make("button", { type: "button", class: "small", on: { click: act } }, label));
  const element = make("div", { class: `notice ${kind}`, "data-notice": name }, make("p", {}, text), ...buttons);
  host.append(element);
  shown.set(name, { element, text });
  return element;
}

export function done(name) {
  shown.get(name)?.element.remove();
  shown.delete(name);
}

export function difference(into, parts) {
  into.querySelector(".diff")?.remove();
  const box = make("div", { class: "diff", tabindex: "0", role: "region", "aria-label": say("see_difference") });
  const changed = parts.some(([kind]) => kind !== "=");
  if (!changed) box.append(say("no_difference"));
  else for (const [kind, text] of parts) box.append(kind === "=" ? text : make(kind === "-" ? "del" : "ins", {}, text));
  into.append(box);
}
