// Threads between a school and its advisers: what was said, and boxes to say more. What is typed stays until it is kept.

import { arrange, button, el, heard, newId, same, setText } from "./form_dom.js";

const freshId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Sends what is said, and tells each box what became of it. `send` passes a message on; `shelf` names this tab's drafts. */
export class Talks {
  constructor(send, shelf) {
    this.send = send;
    this.prefix = `sef2si:talk:${shelf}:`;
    this.waiting = new Map(); // id that was sent -> its box
  }

  post(message, box = null) {
    if (box) this.waiting.set(message.id, box);
    this.send(message);
  }

  /** Whether the message was about something said here. */
  hear(message) {
    const ours = message.is === "talked" || (message.is === "refused" && ["threads", "promises"].includes(message.kind));
    if (!ours) return false;
    const box = this.waiting.get(message.id);
    if (box && message.is === "talked") {
      this.waiting.delete(message.id);
      box.done();
    }
    if (box && message.is === "refused") box.refuse(message.sentence, message.field);
    return Boolean(box) || message.is === "talked";
  }

  draft(key, text) {
    try {
      if (text === undefined) return sessionStorage.getItem(this.prefix + key) ?? "";
      if (text) sessionStorage.setItem(this.prefix + key, text);
      else sessionStorage.removeItem(this.prefix + key);
    } catch {
      // Storage is full or forbidden: the text is still on the screen.
    }
    return "";
  }
}

/** A box to say something in. `sends` are its buttons, as [label, (text) => message]; `day` asks for a date too. */
export class Say {
  constructor(talks, key, label, sends, { hint = "", day = "", close = null } = {}) {
    Object.assign(this, { talks, key, close });
    this.sent = freshId();
    const [id, told, about] = [newId("say"), newId("told"), newId("hint")];
    this.told = el("p", { class: "refusal", id: told, role: "alert" });
    const described = [hint ? about : "", told].filter(Boolean).join(" ");
    this.box = el("textarea", { id, rows: "3", "aria-describedby": described, input: () => talks.draft(key, this.box.value) });
    this.box.value = talks.draft(key);
    this.day = day ? el("input", { id: newId("day"), type: "text", autocomplete: "off", "aria-describedby": told }) : null;
    this.buttons = sends.map(([words, message], at) =>
      button(words, () => this.post(message), { class: at ? "soft" : "", "aria-describedby": null }),
    );
    this.node = el(
      "div",
      { class: "say" },
      el("label", { for: id }, label),
      hint ? el("span", { class: "hint", id: about }, hint) : null,
      this.box,
      this.day ? el("div", { class: "day" }, el("label", { for: this.day.id }, day), this.day) : null,
      this.told,
      el("div", { class: "bar" }, ...this.buttons, close ? button("Not now", () => close(), { class: "quiet" }) : null),
    );
  }

  post(message) {
    setText(this.told, "");
    for (const each of [this.box, this.day]) each?.removeAttribute("aria-invalid");
    this.talks.post({ ...message(this.box.value, this.day?.value ?? ""), id: this.sent }, this);
  }

  done() {
    this.box.value = "";
    if (this.day) this.day.value = "";
    this.talks.draft(this.key, "");
    this.sent = freshId();
    this.close?.();
  }

  refuse(sentence, field) {
    const wrong = field === "due_on" && this.day ? this.day : this.box;
    wrong.setAttribute("aria-invalid", "true");
    wrong.focus();
    setText(this.told, sentence);
  }
}

/** A button that opens a box. `begin` makes it. */
export class Opener {
  constructor(label, begin, look = "soft") {
    this.button = button(label, () => this.open(), { class: look, "aria-expanded": "false" });
    this.place = el("div");
    this.node = el("div", { class: "opener" }, this.button, this.place);
    this.begin = begin;
  }

  open() {
    if (!this.say) {
      this.say = this.begin(() => this.shut());
      this.place.append(this.say.node);
    }
    this.place.hidden = false;
    this.button.hidden = true;
    this.button.setAttribute("aria-expanded", "true");
    this.say.box.focus();
  }

  shut() {
    const inside = this.place.contains(document.activeElement);
    this.place.hidden = true;
    this.button.hidden = false;
    this.button.setAttribute("aria-expanded", "false");
    if (inside) this.button.focus();
  }
}

class ThreadView {
  constructor(talks, thread, { link, extra, depth }) {
    Object.assign(this, { talks, link, extra });
    this.title = el(`h${depth}`, { class: "h4" });
    this.note = el("p", { class: "muted note" });
    this.said = el("ol", { class: "said" });
    this.acts = el("div", { class: "bar" });
    const begin = (close) =>
      new Say(talks, `thread ${thread.id}`, "Your answer", [["Send", (text) => ({ do: "remark", thread: thread.id, text, ...extra })]], { close });
    this.what = el("span");
    this.opener = new Opener(el("span", {}, this.what, heard(`: ${thread.remarks[0].text.slice(0, 60)}`)), begin);
    this.node = el("article", {}, this.title, this.note, this.said, this.opener.node, this.acts);
    if (talks.draft(`thread ${thread.id}`)) this.opener.open();
  }

  update(thread) {
    if (same(thread, this.thread)) return;
    this.thread = thread;
    // Only what waits for an answer asks for one; everything else is there to be read.
    const yours = thread.state === "yours";
    this.node.className = `thread ${thread.sort === "praise" ? "praise" : ""} ${thread.state}`;
    setText(this.what, yours ? "Answer" : "Write more");
    this.opener.button.className = yours ? "" : "quiet";
    const what = thread.sort === "praise" ? "A word of praise" : "Question";
    const about = thread.about ? [`${what} about `, this.link(thread) ?? thread.about] : [`${what} for the school as a whole`];
    this.title.replaceChildren(...about);
    setText(this.note, thread.note);
    this.note.hidden = thread.state === "praise";
    this.said.replaceChildren(
      ...thread.remarks.map((each) =>
        el("li", { class: each.mine ? "mine" : "" }, el("p", { class: "who" }, el("b", {}, each.by), `, ${each.at}`), el("blockquote", { dir: "auto" }, each.text)),
      ),
    );
    const praise = thread.sort === "praise";
    const close = (closed) => this.talks.post({ do: "close_thread", thread: thread.id, closed, ...this.extra });
    const acts = [];
    if (thread.may_close && !(praise && thread.remarks[0].mine)) {
      acts.push(button(praise ? "Thank you, I have read it" : "This is settled", () => close(true), { class: "quiet" }));
    }
    if (thread.closed && !praise) acts.push(button("Open it again", () => close(false), { class: "quiet" }));
    const inside = this.acts.contains(document.activeElement);
    this.acts.replaceChildren(...acts);
    if (inside) (acts[0] ?? this.opener.button).focus();
  }
}

/** Threads under one another, in the order they come. `link` makes of a thread a link to what it is about, or null. */
export class ThreadList {
  constructor(talks, { link = () => null, extra = {}, depth = 3 } = {}) {
    Object.assign(this, { talks, how: { link, extra, depth } });
    this.views = new Map();
    this.node = el("div", { class: "threads" });
  }

  update(threads) {
    for (const thread of threads) {
      if (!this.views.has(thread.id)) this.views.set(thread.id, new ThreadView(this.talks, thread, this.how));
      this.views.get(thread.id).update(thread);
    }
    arrange(this.node, threads.map((thread) => this.views.get(thread.id).node));
  }
}

/** A button and a box to begin a thread: an adviser asks or praises, a school asks. */
export function beginner(talks, key, side, about, extra = {}) {
  const message = (sort) => (text) => ({ do: "ask", sort, text, ...about, ...extra });
  const label = side === "adviser" ? "Ask a question, or leave a word of praise" : "Ask your advisers something";
  const sends =
    side === "adviser"
      ? [["Send as a question", message("question")], ["Send as praise", message("praise")]]
      : [["Send", message("question")]];
  const hint = side === "adviser" ? "The school’s leaders read it, and whoever leads the priority it is about." : "All advisers of your school read it.";
  const opener = new Opener(label, (close) => new Say(talks, key, side === "adviser" ? "Your question or praise" : "Your question", sends, { hint, close }), "quiet");
  if (talks.draft(key)) opener.open();
  return opener;
}
