// The conversation with the kernel: what was typed stays ours until the kernel says it is kept.

import { same } from "./form_dom.js";

const PAUSE = 2000; // ms without a key before what was typed is sent
const PATIENCE = 1800; // ms without an answer before we say "Not saved": within two seconds, drawing included
const LONGEST = 30000; // ms between two tries at most
const SAFE_TWICE = new Set(["ready", "go", "history", "weigh", "ask", "remark", "close_thread"]);

export const keyOf = (kind, id, field) => `${kind}/${id}/${field}`;

/** Drafts in this tab's storage: they outlive a reload and go with the tab. */
export class Drafts {
  constructor(shelf) {
    this.prefix = `sef2si:${shelf}:`;
  }

  keep(edit) {
    const { kind, id, field, typed, label, title, step } = edit;
    try {
      sessionStorage.setItem(
        this.prefix + keyOf(kind, id, field),
        JSON.stringify({ kind, id, field, typed, label, title, step }),
      );
    } catch {
      // Storage is full or forbidden: the text is still on the screen.
    }
  }

  drop({ kind, id, field }) {
    try {
      sessionStorage.removeItem(this.prefix + keyOf(kind, id, field));
    } catch {
      // As above.
    }
  }

  all() {
    try {
      return Object.keys(sessionStorage)
        .filter((key) => key.startsWith(this.prefix))
        .map((key) => JSON.parse(sessionStorage.getItem(key)));
    } catch {
      return [];
    }
  }
}

/**
 * Edits on their way. An edit is `typing` (not sent), `sent`, `late` (no answer, or the service is away: we try again),
 * `refused` or `conflict` (both wait for the person). It is gone once kept.
 */
export class Talk {
  constructor(send, drafts, { changed, kept, refused, now }) {
    Object.assign(this, { post: send, drafts, changed, kept, refused, now });
    this.seq = 0;
    this.edits = new Map();
    this.sent = new Map(); // seq -> the edit as it was sent
    this.asked = new Map(); // seq -> what was asked, other than edits
    this.said = "";
    this.also = ""; // what is said before the next "Saved"
  }

  edit(kind, id, field) {
    return this.edits.get(keyOf(kind, id, field));
  }

  /** Something was typed. `place` names the field and holds `base`, the value kept when typing began. */
  type(place, typed, { hold = false } = {}) {
    const key = keyOf(place.kind, place.id, place.field);
    const edit = this.edits.get(key) ?? { ...place, state: "typing", tries: 0 };
    this.edits.set(key, edit);
    edit.typed = typed;
    edit.held = hold;
    if (edit.state !== "conflict") {
      edit.state = "typing";
      clearTimeout(edit.pause);
      clearTimeout(edit.timer);
      if (!hold) edit.pause = setTimeout(() => this.commit(key), PAUSE);
    }
    this.drafts.keep(edit);
    this.changed(edit);
  }

  /** Send what was typed, unless it is on its way, waits for a decision, or is what is kept anyway. */
  commit(key, { mine = false } = {}) {
    const edit = this.edits.get(key);
    if (!edit || (edit.state !== "typing" && !mine)) return;
    clearTimeout(edit.pause);
    if (!mine && !edit.seq && same(edit.typed, edit.base)) {
      this.forget(edit);
      return;
    }
    const now = this.now(edit);
    if (!mine && !edit.seq && now !== undefined && ![edit.base, edit.typed].some((each) => same(each, now.value))) {
      // Somebody else's words arrived while these were being typed: the person decides.
      Object.assign(edit, { state: "conflict", sentence: "", theirs: { text: now.words, by: "" } });
      this.changed(edit);
      return;
    }
    this.also = "";
    edit.seq = ++this.seq;
    edit.state = "sent";
    edit.tries = 0;
    edit.message = {
      do: mine ? "keep_mine" : "edit",
      kind: edit.kind,
      id: edit.id,
      field: edit.field,
      typed: edit.typed,
      seen: edit.base,
      seq: edit.seq,
    };
    this.sent.set(edit.seq, { key, kind: edit.kind, id: edit.id, field: edit.field, typed: edit.typed, base: edit.base });
    this.try(edit);
    this.changed(edit);
  }

  flush() {
    for (const key of [...this.edits.keys()]) this.commit(key);
  }

  try(edit) {
    this.deliver(edit.message);
    clearTimeout(edit.timer);
    edit.timer = setTimeout(() => this.late(edit), edit.tries ? this.wait(edit.tries) : PATIENCE);
  }

  wait(tries) {
    return Math.min(LONGEST, PATIENCE * 2 ** (tries - 1));
  }

  late(edit) {
    edit.state = "late";
    edit.tries += 1;
    this.try(edit);
    this.changed(edit);
  }

  /** Try now what waits for its next turn, as when the browser says it is on line again. */
  hurry() {
    for (const edit of this.edits.values()) if (edit.state === "late") this.try(edit);
  }

  forget(edit) {
    clearTimeout(edit.pause);
    clearTimeout(edit.timer);
    this.edits.delete(keyOf(edit.kind, edit.id, edit.field));
    this.drafts.drop(edit);
    this.changed(edit);
  }

  /** Ask for anything else. What is not safe to do twice is never sent twice. */
  ask(message) {
    this.flush();
    this.also = "";
    const asked = { message: { ...message, seq: ++this.seq }, tries: 0, silent: false };
    this.asked.set(this.seq, asked);
    const listen = () => {
      asked.timer = setTimeout(() => {
        asked.silent = true;
        asked.tries += 1;
        if (SAFE_TWICE.has(message.do)) this.deliver(asked.message);
        listen();
        this.changed();
      }, asked.tries ? this.wait(asked.tries) : PATIENCE);
    };
    listen();
    this.deliver(asked.message);
    return this.seq;
  }

  deliver(message) {
    try {
      this.post(message);
    } catch {
      // The connection is gone: no answer will come, and the timer says so.
    }
  }

  /** The kernel said something: it lives, so questions without an answer of their own are over. */
  hear(message) {
    for (const asked of this.asked.values()) clearTimeout(asked.timer);
    this.asked.clear();
    if (message.is === "saved") this.heardSaved(message);
    else if (message.is === "refused") this.heardRefused(message);
    else this.changed();
  }

  heardSaved({ seq, say }) {
    if (say) this.said = this.also ? `${this.also}. ${say}` : say;
    this.also = "";
    const was = this.sent.get(seq);
    this.sent.delete(seq);
    const edit = was && this.edits.get(was.key);
    if (was) {
      if (edit?.seq === seq && edit.state !== "typing") this.forget(edit);
      const value = this.kept(was);
      if (edit) edit.base = value;
    }
    this.changed();
  }

  heardRefused(message) {
    const was = this.sent.get(message.seq);
    this.sent.delete(message.seq);
    const edit = was && this.edits.get(was.key);
    if (edit && edit.seq === message.seq && (edit.state !== "typing" || message.theirs)) {
      clearTimeout(edit.timer);
      if (message.retry) {
        this.sent.set(edit.seq, was);
        edit.state = "late";
        edit.tries += 1;
        edit.timer = setTimeout(() => this.late(edit), this.wait(edit.tries));
      } else {
        clearTimeout(edit.pause);
        edit.state = message.theirs ? "conflict" : "refused";
        edit.sentence = message.sentence;
        edit.theirs = message.theirs;
      }
      this.changed(edit);
    } else if (!was) {
      this.refused(message);
    }
    this.changed();
  }

  /** What the state line has to say. */
  state() {
    const states = [...this.edits.values()].map((edit) => edit.state);
    const count = (name) => states.filter((state) => state === name).length;
    return {
      unsaved: states.length,
      late: count("late"),
      silent: [...this.asked.values()].some((asked) => asked.silent),
      waiting: count("typing"),
      sending: count("sent"),
      refused: count("refused") + count("conflict"),
      said: this.said,
    };
  }
}
