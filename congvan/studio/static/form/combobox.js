// Choices that are found by typing, with or without marks: an input that is a combobox, its list below. What somebody
// types stays theirs; a choice is written into the input only by choosing it.
import { make, say } from "../editor/shared.js";

const MOST = 50;

export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

/** `options(input)` → the choices (or a promise of them), `chosen(input, option)` when one was taken; null: when what stood there was taken out. */
export function comboboxes(host, options, chosen) {
  let open = null; // {input, list, found, at}
  let asked = 0;

  async function show(input, all) {
    const list = document.getElementById(input.getAttribute("aria-controls"));
    const mine = ++asked;
    const words = all ? [] : fold(input.value).split(/\s+/).filter(Boolean);
    const every = await options(input, input.value.trim());
    if (mine !== asked || document.activeElement !== input) return;
    const fits = every.filter((one) => one.any || words.every((word) => (one.search ?? fold(`${one.label} ${one.value}`)).includes(word)));
    const found = fits.slice(0, MOST);
    list.replaceChildren(...found.map((one, at) => make("li", { id: `${list.id}-${at}`, role: "option", "aria-selected": "false", class: one.group ? "group" : "" }, make("span", {}, one.label), one.about ? make("small", {}, one.about) : null, one.group ? make("small", {}, say("form.members", { count: one.members.length })) : null)));
    if (!found.length) list.append(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" }, say(input.dataset.register ? "form.no_document" : "form.nothing")));
    else if (fits.length > MOST) list.append(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" }, say("form.cut", { count: fits.length - MOST })));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    open = { input, list, found, at: -1 };
    mark(found.length && words.length ? 0 : -1);
  }

  function mark(at) {
    if (!open) return;
    open.at = at;
    [...open.list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) {
      open.input.setAttribute("aria-activedescendant", `${open.list.id}-${at}`);
      open.list.children[at].scrollIntoView({ block: "nearest" });
    } else open.input.removeAttribute("aria-activedescendant");
  }

  function close() {
    if (!open) return;
    open.list.hidden = true;
    open.input.setAttribute("aria-expanded", "false");
    open.input.removeAttribute("aria-activedescendant");
    open = null;
  }

  function take(at) {
    if (!open || !open.found[at]) return;
    const { input, found } = open;
    close();
    asked++;
    chosen(input, found[at]);
  }

  const combo = (event) => (event.target.getAttribute?.("role") === "combobox" ? event.target : null);

  host.addEventListener("input", (event) => { const input = combo(event); if (input && !event.isComposing) show(input); });
  host.addEventListener("compositionend", (event) => { const input = combo(event); if (input) show(input); });
  host.addEventListener("mousedown", (event) => {
    const one = event.target.closest("[role=option]");
    if (one && open?.list.contains(one)) { event.preventDefault(); take([...open.list.children].indexOf(one)); return; }
    const input = combo(event);
    if (!input || open?.input === input) return;
    const before = asked; // who has typed by then looks for what was typed
    setTimeout(() => { if (asked === before && document.activeElement === input) show(input, true); });
  });
  host.addEventListener("focusout", (event) => {
    const input = combo(event);
    if (!input) return;
    setTimeout(() => { if (open?.input === input && document.activeElement !== input) close(); });
    if (input.dataset.path) { // what was typed and not chosen is no choice: the name of what stands there comes back
      const stands = input.dataset.label ?? input.getAttribute("value") ?? "";
      if (stands && !input.value.trim() && !input.hasAttribute("aria-required")) { chosen(input, null); return; }
      setTimeout(() => { if (document.activeElement !== input) input.value = input.dataset.label ?? stands; });
    }
  });
  host.addEventListener("keydown", (event) => {
    const input = combo(event);
    if (!input || event.isComposing || event.ctrlKey || event.metaKey) return;
    const count = open?.input === input ? open.found.length : 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open?.input !== input) { show(input, true); return; }
      if (count) mark((open.at + (event.key === "ArrowDown" ? 1 : count - 1) + (open.at < 0 && event.key === "ArrowUp" ? 1 : 0)) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open?.input === input && open.at >= 0) take(open.at);
    } else if (event.key === "Escape" && open) { event.stopPropagation(); close(); }
  });
}
