// Threads in the workbook: a friendly list at its top, and each beside its record. Never in the way of who writes.

import { el, same, setText } from "./form_dom.js";
import { addressOf, shelf } from "./form_place.js";
import { Talks, ThreadList, beginner } from "./talks.js";

const many = (count, one, several) => (count === 1 ? `1 ${one}` : `${count} ${several}`);

/** The line above the list: who waits for whom. */
function summed({ side, threads, promises }) {
  const count = (state) => threads.filter((thread) => thread.state === state).length;
  const [yours, theirs, praise] = [count("yours"), count("theirs"), count("praise")];
  const parts = [];
  if (side === "school") {
    if (yours) parts.push(many(yours, "question from your adviser", "questions from your advisers"));
    if (praise) parts.push(many(praise, "word of praise", "words of praise"));
    const due = promises.filter((each) => !each.kept).length;
    if (due) parts.push(many(due, "promise of your adviser", "promises of your advisers"));
    if (!parts.length) parts.push(theirs ? "You answered your adviser" : "Questions and answers");
  } else {
    if (yours) parts.push(`The school answered ${many(yours, "question", "questions")}`);
    if (theirs) parts.push(`${many(theirs, "question waits", "questions wait")} for the school`);
    if (!parts.length) parts.push("Your questions and praise");
  }
  return parts.join(", ");
}

export class FormTalks {
  constructor(page) {
    this.page = page;
    this.talks = new Talks((message) => page.ask(message), shelf());
    this.title = el("summary");
    const link = (thread) =>
      thread.where && el("a", { href: addressOf(thread.where), click: (event) => page.follow(event, thread.where) }, thread.about);
    this.list = new ThreadList(this.talks, { link });
    this.promises = el("ul", { class: "promised" });
    this.inside = el("div", { class: "inside" }, this.list.node, this.promises);
    this.node = el("details", { class: "talks", hidden: true }, this.title, this.inside);
  }

  get view() {
    return this.page.view?.talks ?? { side: "", threads: [], promises: [] };
  }

  update() {
    const { view } = this;
    const first = this.page.view.nav?.[0]?.step === this.page.view.step.key;
    // A school that nobody has asked anything begins on the first step; an adviser finds the box on every one.
    this.node.hidden = !view.side || !(view.threads.length || view.promises.length || view.side === "adviser" || (view.begins && first));
    if (view.side && view.begins && !this.begin) {
      this.begin = beginner(this.talks, "school", view.side, { kind: "", record: "" });
      this.inside.append(this.begin.node);
    }
    setText(this.title, view.threads.length || view.promises.length || view.side === "adviser" ? summed(view) : "Ask your advisers");
    this.node.classList.toggle("yours", view.threads.some((each) => ["yours", "praise"].includes(each.state)));
    if (!same(view, this.shown)) {
      this.shown = view;
      const said = (each) => `${each.mine ? "You promised" : `${each.by} promised`}: ${each.text} (${each.kept ? `kept on ${each.kept}` : `by ${each.due}`})`;
      this.promises.replaceChildren(...view.promises.map((each) => el("li", {}, said(each))));
      this.promises.hidden = !view.promises.length;
      refresh(this.page.sections);
    }
    this.list.update([...view.threads].sort((one, other) => order(one) - order(other)));
  }

  /** What of it is about this record. */
  of({ kind, id }) {
    return this.view.threads.filter((thread) => thread.kind === kind && thread.record === id);
  }

  hear(message) {
    return this.talks.hear(message);
  }
}

/** Cards that are drawn, and those inside them, show what was said since. */
function refresh(parts) {
  for (const part of parts.values()) {
    for (const view of part.views.values()) {
      view.update(view.card);
      refresh(view.children);
    }
  }
}

const order = (thread) => ["yours", "praise", "theirs", "closed"].indexOf(thread.state);

/** The threads beside one record, inside its card. */
export class CardTalk {
  constructor(card) {
    this.card = card;
    this.node = el("div", { class: "beside-talk", hidden: true });
  }

  update() {
    const { form, card } = this.card;
    const about = { kind: card.kind, id: card.id };
    const { side } = form.talks.view;
    const threads = side ? form.talks.of(about) : [];
    if (!this.list && threads.length) {
      this.list = new ThreadList(form.talks.talks, { depth: Math.min(this.card.depth + 1, 6) });
      this.node.prepend(this.list.node);
    }
    // Nothing is asked about what nobody has written yet.
    if (!this.begin && side === "adviser") {
      this.begin = beginner(form.talks.talks, `${card.kind}/${card.id}`, side, { kind: card.kind, record: card.id });
      this.node.append(this.begin.node);
    }
    this.node.hidden = !threads.length && !this.begin;
    if (!same(threads, this.shown)) {
      this.shown = threads;
      this.list?.update(threads);
    }
  }

  /** What stands on the closed card. */
  tag() {
    const { form, card } = this.card;
    const threads = form.talks.of({ kind: card.kind, id: card.id });
    const yours = threads.some((thread) => thread.state === "yours");
    if (yours) return { text: form.talks.view.side === "school" ? "Question" : "Answered", tone: "asked" };
    if (threads.some((thread) => thread.state === "praise")) return { text: "Praise", tone: "done" };
    return threads.some((thread) => thread.state === "theirs") ? { text: "Asked", tone: "plain" } : null;
  }
}
