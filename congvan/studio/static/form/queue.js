// Operations on their way to the text: one request at a time, the newest of a field last; what nobody has answered yet
// is kept in this browser and tried again, so that a server that is away loses nothing.
import { main, say } from "../editor/shared.js";
import { tell } from "../editor/net.js";
import { done, notice } from "../editor/notices.js";

const name = `congvan:operations:${main.dataset.office}:${main.dataset.id}`;

export class Queue {
  /** `text()` is the text as it is, `put(text)` takes the one that the operations made of it; `refused()` when one could not be done. */
  constructor({ text, put, refused }) {
    Object.assign(this, { text, put, refused, waiting: [], flying: [], running: null, wait: 500 });
    addEventListener("beforeunload", (event) => { if (this.pending && !this.kept) event.preventDefault(); });
    addEventListener("online", () => this.run());
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
    return this.run();
  }

  /** When everything is in the text. */
  run() {
    this.running ??= this.work().finally(() => { this.running = null; });
    return this.running;
  }

  async work() {
    while (this.waiting.length) {
      this.flying = this.waiting.splice(0);
      const base = this.text();
      const answer = await tell("/thao-tac", { text: base, operations: this.flying });
      if (answer.ok && this.text() !== base) { this.back(); continue; } // another text came between
      if (answer.ok) {
        this.flying = [];
        this.wait = 500;
        this.keep();
        done("operations");
        this.put(answer.body.text);
      } else if (answer.status === 422 || answer.status === 400 || answer.status === 413) await this.refuse(answer);
      else { // nobody there, or nobody knows us
        this.back();
        notice("operations", say("form.waiting", { count: this.waiting.length }), { kind: "bad" });
        await new Promise((again) => setTimeout(again, this.wait));
        this.wait = Math.min(this.wait * 1.6, 8000);
      }
    }
  }

  back() {
    this.waiting = [...this.flying, ...this.waiting];
    this.flying = [];
  }

  async refuse(answer) {
    const many = this.flying;
    this.flying = [];
    if (many.length > 1) { // one of them stands in the way of the others
      for (const one of many) {
        const base = this.text();
        const alone = await tell("/thao-tac", { text: base, operations: [one] });
        if (alone.ok && this.text() === base) this.put(alone.body.text);
        else if (alone.ok || alone.status === 0 || alone.status >= 500 || alone.status === 401) this.waiting.push(one);
        else this.say(alone);
      }
    } else this.say(answer);
    this.keep();
  }

  say(answer) {
    const told = (answer.body.faults ?? []).map((one) => one.message).join("; ");
    notice("refused", say("form.refused", { message: told || answer.body.message || "" }), { kind: "bad", acts: { [say("close")]: () => done("refused") } });
    this.refused();
  }

  keep() {
    try {
      if (this.pending) localStorage.setItem(name, JSON.stringify([...this.flying, ...this.waiting]));
      else localStorage.removeItem(name);
      this.kept = true;
    } catch { this.kept = false; }
  }

  /** What an earlier window could not send. */
  restore() {
    try {
      const found = JSON.parse(localStorage.getItem(name) ?? "[]");
      if (Array.isArray(found) && found.length) { this.waiting = [...found, ...this.waiting]; this.run(); }
    } catch { localStorage.removeItem(name); }
  }
}
