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

// Which window this is. A window that is doubled takes the word of the first with it, so each holds a lock on its own;
// what no lock is held on was left by a window that is gone.
const SILENT = 10_000; // ms: where there are no locks, one that wrote nothing for so long is gone
const locks = navigator.locks;

const held = (id) => new Promise((done) => {
  locks.request(`congvan:tab:${id}`, { ifAvailable: true }, (lock) => { done(Boolean(lock)); return lock && new Promise(() => {}); });
});

async function own() {
  const id = sessionStorage.getItem("congvan:tab");
  if (id && !locks) return id;
  for (let n = 0; id && n < 10; n++) { // the page before this one, of the same window, may be on its way out
    if (await held(id)) return id;
    await new Promise((again) => setTimeout(again, 50));
  }
  const made = crypto.randomUUID();
  if (locks) await held(made);
  return made;
}

export const tab = await own();
sessionStorage.setItem("congvan:tab", tab);
const open = locks && new Set((await locks.query()).held.map((one) => one.name.replace("congvan:tab:", "")));

/** Whether what lies in the browser under a name that ends in a window's, written at `at`, was left by one that is gone. */
export const orphan = (name, at) => (open ? !open.has(name.split(":").at(-1)) : Date.now() - at > SILENT);
