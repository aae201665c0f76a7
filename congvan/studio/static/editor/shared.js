// What all scripts of the editor share: the words of the page, its addresses, elements made without markup.
export const main = document.getElementById("main");
export const address = main.dataset.address;
const words = JSON.parse(document.getElementById("words").textContent);

export function say(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (place, key) => (key in values ? String(values[key]) : place));
}

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export const tab = sessionStorage.getItem("congvan:tab") ?? crypto.randomUUID();
sessionStorage.setItem("congvan:tab", tab);
