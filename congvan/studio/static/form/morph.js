// A piece of the page made like another one, with as little as possible touched: what somebody is in stays as it is.
// Elements are the same where their data-key is; what has data-own is a script's and is left alone.

const CONTROL = new Set(["INPUT", "TEXTAREA", "SELECT"]);

/** `busy(element)`: whether a control has something that the server doesn't know yet. */
export function morph(old, made, busy = () => false) {
  if (old.hasAttribute?.("data-own")) return;
  attributes(old, made);
  if (CONTROL.has(old.tagName)) { value(old, made, busy); return; }
  children(old, made, busy);
}

function attributes(old, made) {
  const mine = (name) => (name === "open" && old.tagName === "DETAILS") || (old === document.activeElement && name.startsWith("aria-expanded")) || name === "aria-activedescendant" || name === "value" || name === "style";
  for (const { name } of [...old.attributes]) if (!made.hasAttribute(name) && !mine(name)) old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (!mine(name) && old.getAttribute(name) !== value && !(name === "data-value" && old === document.activeElement)) old.setAttribute(name, value);
}

function value(old, made, busy) {
  if (old.tagName === "SELECT") {
    if (old === document.activeElement || busy(old)) return;
    if (old.innerHTML !== made.innerHTML) old.replaceChildren(...made.childNodes);
    const chosen = [...old.options].find((one) => one.defaultSelected)?.value ?? "";
    if (old.value !== chosen) old.value = chosen;
    return;
  }
  if (old === document.activeElement || busy(old)) return; // the field belongs to who is in it
  if (old.value !== made.value) old.value = made.value;
}

function children(old, made, busy) {
  const known = new Map();
  for (const child of old.children) if (child.dataset.key) known.set(child.dataset.key, child);
  let at = old.firstChild;
  for (const next of [...made.childNodes]) {
    const key = next.dataset?.key;
    let found = null;
    if (key) found = known.get(key) ?? null;
    else if (at && !at.dataset?.key && at.nodeType === next.nodeType && at.nodeName === next.nodeName) found = at;
    if (found && found.nodeName !== next.nodeName) found = null;
    if (!found) { old.insertBefore(next, at); continue; }
    if (found !== at) old.insertBefore(found, at);
    else at = at.nextSibling;
    if (found.nodeType === Node.ELEMENT_NODE) morph(found, next, busy);
    else if (found.nodeValue !== next.nodeValue) found.nodeValue = next.nodeValue;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
