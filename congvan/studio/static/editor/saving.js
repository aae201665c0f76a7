// Never lost, never over somebody else's: one text, the state it was typed over (its ETag), and what is still unsaved.
//
// Each key is kept in the browser first, then sent; what the server has acknowledged is dropped from there. A write that
// somebody else was faster than is refused by the server (412) and becomes a person's choice.
import { main, say, tab } from "./shared.js";
import { ask, tell } from "./net.js";
import { drop, keep, kept, lay, putAway } from "./keep.js";
import { difference, done, notice } from "./notices.js";

const REST = 800, LONGEST = 4000; // ms of rest before a save; of typing without rest
const UNSURE = 12; // so many texts whose save had no answer are remembered
const label = document.getElementById("saved");

export class Saving {
  /** `text()` gives what the person sees, `replace(text)` puts another there, `saved()` is called after each state that came from the disk, `settled()` ends when no operation of the form is on its way, `pending()` tells whether one is. */
  constructor(text, base, { replace, saved, settled, pending }) {
    Object.assign(this, { text, base, replace, saved, settled, pending, busy: false, conflict: false, timer: 0, first: 0, wait: 1000 });
    this.sent = []; // texts that may lie on the disk, though nobody said so
    setInterval(() => this.beat(), 2500);
    addEventListener("pagehide", () => tell("/nhip", { tab, left: true }, { keepalive: true }));
    addEventListener("online", () => this.save());
    addEventListener("beforeunload", (event) => { if (this.dirty() && !this.stored) event.preventDefault(); });
    this.beat();
  }

  dirty() { return this.text() !== this.base.text; }

  /** After every key. */
  changed() {
    this.hold();
    if (!this.dirty()) { drop(); this.state("saved_as_is"); return; }
    if (this.conflict) return;
    this.state(this.down ? "kept" : "unsaved", this.down ? "bad" : "busy");
    const now = Date.now();
    this.first ||= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(REST, this.first + LONGEST - now)));
  }

  hold() { this.stored = keep({ etag: this.base.etag, text: this.text(), sent: this.sent }); }

  state(name, kind = "", values = {}) {
    if (name.startsWith("saved") && this.pending()) [name, kind] = ["unsaved", "busy"]; // what the form has yet to do is no text yet
    const text = say(name, values);
    if (label.textContent !== text) label.textContent = text;
    label.className = `saved ${kind}`.trim();
    if (values.at) this.at = values.at;
  }

  /** Send what is unsaved; true where everything is on the disk afterwards. */
  async save() {
    clearTimeout(this.timer);
    if (this.busy) { this.again = true; return (await this.running, !this.dirty()); }
    if (!this.dirty() || this.conflict) return !this.dirty();
    this.busy = true;
    this.first = 0;
    this.running = this.send(this.text());
    await this.running;
    this.busy = false;
    if (this.again && this.dirty() && !this.conflict && !this.down) { this.again = false; return this.save(); }
    this.again = false;
    return !this.dirty();
  }

  async send(text) {
    if (!this.down) this.state("saving", "busy");
    const answer = await ask("/nguon", { method: "PUT", body: text, match: this.base.etag });
    if (answer.ok) this.written(text, answer.body);
    else if (answer.status === 412) { if (!this.ours(answer.body)) this.meets(answer.body); }
    else if (answer.status === 422 || answer.status === 413) { this.state("kept", "bad"); notice("unsaved", [answer.body.message, ...(answer.body.faults ?? []).map((one) => one.message)].join(" "), { kind: "bad" }); }
    else {
      if (answer.status === 0 || answer.status >= 500) this.unsure(text);
      this.lost(answer);
    }
  }

  /** A save without an answer may have been done all the same. The first is kept: what came behind it was refused. */
  unsure(text) {
    if (!this.sent.includes(text)) this.sent.push(text);
    if (this.sent.length > UNSURE) this.sent.splice(1, 1);
    this.hold();
  }

  /** Whether what lies on the disk is what this window had sent without ever hearing of it: then it goes on from there. */
  ours({ etag, text }) {
    if (!this.sent.includes(text)) return false;
    [this.base, this.sent, this.again, this.down] = [{ etag, text }, [], true, false];
    done("offline");
    this.hold();
    return true;
  }

  written(text, { etag, at }) {
    [this.base, this.sent] = [{ etag, text }, []];
    ["offline", "unsaved", "changed"].forEach(done);
    [this.down, this.wait] = [false, 1000];
    if (this.dirty()) this.changed(); else { drop(); this.state("saved_at", "", { at }); }
    this.saved();
  }

  /** Nobody answered, or nobody knows us: what was typed is kept, and sent as soon as it can be. */
  lost(answer) {
    this.down = true;
    if (this.dirty()) this.state("kept", "bad");
    const text = answer.status === 401 ? say("signed_out") : answer.status ? (answer.body.message ?? say("offline")) : say("offline");
    notice("offline", text, { kind: "bad" });
    clearTimeout(this.timer);
    if (answer.status !== 404) this.timer = setTimeout(() => this.save(), this.wait);
    this.wait = Math.min(this.wait * 1.6, 8000);
  }

  // somebody else

  /** A write that was refused, with what stands on the disk now. */
  meets({ etag, text, who, when, difference: parts }) {
    this.conflict = true;
    this.theirs = { etag, text };
    this.state("kept", "bad");
    this.choose(who, when, parts);
  }

  choose(who, when, parts) {
    done("changed");
    const element = notice("changed", say("changed", { who, when }), {
      kind: "bad",
      acts: {
        [say("see_difference")]: async () => {
          const answer = parts && this.parted === this.text() ? { body: { difference: parts } } : await ask("/khac", { method: "POST", body: this.text() });
          if (answer.body.difference) difference(element, answer.body.difference);
        },
        [say("take_theirs")]: () => this.take(),
        [say("write_mine")]: () => this.over(),
      },
    });
    this.parted = this.text();
  }

  /** The text on the disk in place of mine, which is put away. */
  async take() {
    await this.settled(); // what was done in the form was done to mine, and goes where mine goes
    const answer = await ask("/nguon");
    if (!answer.ok) { this.lost(answer); return; }
    if (this.dirty()) { putAway(this.text()); notice("away", say("kept_copy"), { acts: { [say("close")]: () => done("away") } }); }
    this.settle(answer.etag, answer.body);
    this.replace(answer.body);
    drop();
    this.state("saved_as_is");
    this.saved();
  }

  /** Mine over theirs, which the person has been told of: over that one and over no third. */
  async over() {
    const theirs = this.theirs;
    putAway(theirs.text);
    this.settle(theirs.etag, theirs.text);
    if (!(await this.save()) && !this.dirty()) this.state("saved_as_is");
  }

  settle(etag, text) {
    this.conflict = false;
    [this.base, this.sent] = [{ etag, text }, []];
    done("changed");
  }

  // every few seconds: I am here; who else is; is the text still the one I know

  async beat() {
    if (this.beating) return; // one at a time: a late answer must not be taken for a later state
    this.beating = true;
    try { await this.asked(); } finally { this.beating = false; }
  }

  async asked() {
    const answer = await tell("/nhip", { tab, etag: this.base.etag, typing: this.dirty() });
    if (!answer.ok) { if (answer.status !== 404) this.lost(answer); return; }
    if (this.down) { this.down = false; done("offline"); this.wait = 1000; if (this.dirty()) this.save(); }
    const { others, etag, gone, who, when } = answer.body;
    if (others.length) notice("others", others.map((one) => say("others", one)).join(" "));
    else done("others");
    if (gone) { notice("gone", say("gone"), { kind: "bad" }); return; }
    done("gone");
    if (!who || this.busy || etag === this.base.etag || this.theirs?.etag === etag) return;
    await this.noticed(etag, who, when);
  }

  async noticed(etag, who, when) {
    const base = this.base;
    const answer = await ask("/nguon");
    if (!answer.ok || this.busy || this.base !== base || answer.etag === base.etag) return; // a save of ours came between
    if (this.ours({ etag: answer.etag, text: answer.body })) { this.again = false; this.changed(); return; }
    if (answer.body === this.text()) { this.settle(answer.etag, answer.body); drop(); this.state("saved_as_is"); return; }
    this.theirs = { etag: answer.etag, text: answer.body };
    if (this.dirty()) { this.conflict = true; this.choose(who, when, null); this.state("kept", "bad"); return; }
    this.conflict = true; // what is typed from now on is typed over the old text: nothing is sent before somebody chose
    const element = notice("changed", say("changed_clean", { who, when }), {
      kind: "warn",
      acts: {
        [say("see_difference")]: async () => { const seen = await ask("/khac", { method: "POST", body: this.text() }); if (seen.body.difference) difference(element, seen.body.difference); },
        [say("take_theirs")]: () => this.take(),
        [say("write_mine")]: () => this.over(),
      },
    });
  }

  /** What an earlier window left unsaved: put back where it still fits, offered where the text is another by now. */
  restore() {
    for (const old of kept()) this.found(old);
  }

  /** A text that was made of another state than this one: offered. */
  offer(text) { this.found({ name: lay({ etag: null, text }), etag: null, text, at: Date.now() }); }

  found(old) {
    const at = new Date(old.at).toLocaleTimeString(main.ownerDocument.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    if (old.text == null || old.text === this.base.text) { drop(old.name); return; }
    if ((old.etag === this.base.etag || old.sent?.includes(this.base.text)) && !this.dirty()) {
      this.replace(old.text);
      drop(old.name);
      notice("restored", say("restored", { at }), { acts: { [say("close")]: () => done("restored") } });
      this.changed();
      this.saved();
      return;
    }
    const element = notice(`kept:${old.name}`, say("old_kept", { at }), {
      kind: "warn",
      acts: {
        [say("see_difference")]: async () => { const seen = await ask("/khac", { method: "POST", body: old.text }); if (seen.body.difference) difference(element, seen.body.difference); },
        [say("take_kept")]: () => { putAway(this.text()); this.replace(old.text); drop(old.name); done(`kept:${old.name}`); this.changed(); this.saved(); },
        [say("forget")]: () => { putAway(old.text); drop(old.name); done(`kept:${old.name}`); },
      },
    });
  }
}
