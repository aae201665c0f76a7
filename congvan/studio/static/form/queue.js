// Operations on their way to the text: one request at a time, in the order in which they were done; what nobody has
// answered yet is kept in this browser, with the text that it was done to, and tried again: a server that is away, late
// or at fault loses nothing.
import { main, make, orphan, say, tab } from "../editor/shared.js";
import { tell } from "../editor/net.js";
import { done, notice } from "../editor/notices.js";

const start = `congvan:operations:${main.dataset.office}:${main.dataset.id}:`;
const name = start + tab;
const REFUSED = new Set([400, 413, 422]); // the operation itself can't be done; whatever else is wrong passes

/** What this window before it was loaded, or one that is gone, could not send, [{text, operations}], and where that lies. */
function left() {
  const found = [], names = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(start)) continue;
    try {
      const { at, text, operations, left: before = [] } = JSON.parse(localStorage.getItem(key));
      if (key !== name && !orphan(key, at)) continue;
      found.push(...before, ...(operations.length ? [{ text, operations }] : []));
    } catch { /* nothing that we wrote */ }
    if (key !== name) names.push(key);
  }
  return { found, names };
}

export class Queue {
  /** `text()` is the text as it is, `put(text)` takes the one that the operations made of it; `waiting(whether)` tells that some are on their way, or none any more; `offer(text)` shows one that they made of another state; `refused()` when one could not be done. */
  constructor({ text, put, waiting, offer, refused }) {
    const { found, names } = left();
    Object.assign(this, { text, put, told: waiting, offer, refused, waiting: [], flying: [], alone: 0, running: null, wait: 500, left: found, wake: () => {} });
    this.keep();
    if (this.kept) names.forEach((one) => localStorage.removeItem(one)); // this window's from now on
    addEventListener("beforeunload", (event) => { if (this.pending && !this.kept) event.preventDefault(); });
    addEventListener("online", () => this.wake());
  }

  get pending() { return this.waiting.length + this.flying.length; }

  /** Whether something about a path is on its way. */
  has(path) { return [...this.waiting, ...this.flying].some((one) => one.path === path); }

  add(operation) {
    const last = this.waiting.at(-1);
    const typed = (one) => "prose" in one || "day" in one;
    if (last && typed(last) && typed(operation) && last.path === operation.path) this.waiting[this.waiting.length - 1] = operation;
    else this.waiting.push(operation);
    this.keep();
    this.told(true);
    return this.run();
  }

  /** When everything is in the text. */
  run() {
    if (this.waiting.length) this.running ??= this.work();
    return this.running ?? Promise.resolve();
  }

  async work() {
    while (this.waiting.length) await this.turn();
    this.running = null; // in the same breath: what is added from now on begins anew
  }

  async turn() {
    this.flying = this.waiting.splice(0, this.alone ? 1 : this.waiting.length);
    const base = this.text();
    const answer = await tell("/thao-tac", { text: base, operations: this.flying });
    if (answer.ok && this.text() !== base) this.back(); // another text came between
    else if (answer.ok) this.next(() => this.put(answer.body.text));
    else if (REFUSED.has(answer.status) && this.flying.length > 1) { // one of them stands in the way of the others
      this.alone = this.flying.length;
      this.back();
    } else if (REFUSED.has(answer.status)) {
      const [one] = this.flying;
      this.next(() => this.say(answer, one));
    } else await this.later(); // nobody there, or nobody knows us
  }

  /** What was flying has its answer; what is then done may add more. */
  next(act) {
    this.flying = [];
    this.alone = Math.max(0, this.alone - 1);
    this.wait = 500;
    this.keep();
    done("operations");
    act();
    if (!this.pending) this.told(false);
  }

  back() {
    this.waiting = [...this.flying, ...this.waiting];
    this.flying = [];
  }

  async later() {
    this.back();
    this.keep();
    notice("operations", say("form.waiting", { count: this.left.reduce((sum, one) => sum + one.operations.length, this.waiting.length) }), { kind: "bad" });
    await new Promise((again) => { this.wake = again; setTimeout(again, this.wait); });
    this.wait = Math.min(this.wait * 1.6, 8000);
  }

  say(answer, operation) {
    const told = (answer.body.faults ?? []).map((one) => one.message).join("; ");
    const place = document.querySelector('[data-notice="refused"]') ? `refused:${crypto.randomUUID()}` : "refused"; // each stays until it was read
    const element = notice(place, say("form.refused", { message: told || answer.body.message || "" }), { kind: "bad", acts: { [say("close")]: () => done(place) } });
    const typed = operation.prose ?? operation.day;
    if (typed) element.append(make("div", { class: "diff", tabindex: "0" }, typed)); // still there to be taken from
    this.refused();
  }

  keep() {
    const { text, left } = { text: this.text(), left: this.left };
    try {
      if (this.pending || left.length) localStorage.setItem(name, JSON.stringify({ at: Date.now(), text, operations: [...this.flying, ...this.waiting], left }));
      else localStorage.removeItem(name);
      this.kept = true;
    } catch { this.kept = false; }
  }

  /** What an earlier window could not send: done where the text is the one that it was done to, else shown as what it would have become. */
  async restore() {
    for (let one = this.left[0]; one; one = this.left[0]) {
      if (one.text === undefined || one.text === this.text()) {
        this.left.shift();
        this.waiting = [...one.operations, ...this.waiting];
        this.keep();
        await this.run();
        continue;
      }
      const answer = await tell("/thao-tac", one);
      if (answer.ok) this.offer(answer.body.text);
      else if (REFUSED.has(answer.status)) one.operations.forEach((operation) => this.say(answer, operation));
      else { await this.later(); continue; }
      this.left.shift();
      this.keep();
      done("operations");
    }
  }
}
