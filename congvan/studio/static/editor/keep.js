// What was typed and is not on the disk yet, in this browser: written before anything is sent, dropped when the server
// has said that it is saved. One entry a window; those of windows that are gone are found by the next one.
import { main, orphan, tab } from "./shared.js";

const start = `congvan:kept:${main.dataset.office}:${main.dataset.id}:`;
const mine = start + tab;

export function keep(entry) {
  try {
    localStorage.setItem(mine, JSON.stringify({ ...entry, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** An entry beside those of the windows, for whoever chooses later; its name. */
export function lay(entry) {
  const name = start + crypto.randomUUID();
  localStorage.setItem(name, JSON.stringify({ at: Date.now(), ...entry }));
  return name;
}

export function drop(name = mine) {
  localStorage.removeItem(name);
}

/** What this window, or one that is gone, left unsaved: the newest first. */
export function kept() {
  const found = [];
  for (let at = 0; at < localStorage.length; at++) {
    const name = localStorage.key(at);
    if (!name.startsWith(start)) continue;
    try {
      const entry = JSON.parse(localStorage.getItem(name));
      if (name === mine || orphan(name, entry.at)) found.push({ name, ...entry });
    } catch {
      localStorage.removeItem(name);
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

/** A text that gave way to another: kept aside, ten of them at most. */
export function putAway(text) {
  const name = `congvan:away:${main.dataset.office}:${main.dataset.id}`;
  const before = JSON.parse(localStorage.getItem(name) ?? "[]");
  try {
    localStorage.setItem(name, JSON.stringify([{ text, at: Date.now() }, ...before].slice(0, 10)));
  } catch { /* no room: the text stays in the window */ }
}
