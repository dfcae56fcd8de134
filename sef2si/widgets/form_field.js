// A field of a card: its label, hint, control, and all that can be said beside it.

import { control, inWords } from "./form_controls.js";
import { button, el, heard, newId, same } from "./form_dom.js";
import { keyOf } from "./form_talk.js";

/** Whether the control changes its sort with the number of options, and must be drawn anew. */
const sort = (field, options) => (["choice", "link"].includes(field.kind) ? options.length > 6 || !options.length : false);

/** What is worth a second look in a field of a card, or where `name` is "" in the card as a whole; each can be waved away. */
export const nudging = (form, card, name) =>
  (card.hints ?? [])
    .filter((hint) => hint.field === name)
    .map((hint) =>
      el(
        "div",
        { class: "nudge" },
        el("span", {}, hint.sentence, " "),
        button("Ignore", () => form.ask({ do: "ignore", kind: card.kind, id: card.id, hint: hint.key }), {
          class: "quiet",
          "aria-label": `Ignore: ${hint.sentence}`,
        }),
      ),
    );

export class FieldView {
  /** `owner` is the card's view: it knows the card as it is now. */
  constructor(form, owner, field) {
    Object.assign(this, { form, owner, field });
    this.hintId = newId("hint");
    this.messageId = newId("message");
    this.notes = el("div", { class: "notes" });
    this.nudges = el("div", { class: "nudges" });
    this.made = field.makes
      ? button(field.makes_label || "Make a new one", () => this.make(), { class: "quiet make" })
      : null;
    this.draw();
    this.show();
  }

  get place() {
    const { card } = this.owner;
    const { label, name } = this.field;
    const step = this.form.view.step.key;
    return { kind: card.kind, id: card.id, field: name, base: this.seen, label, title: card.title, step };
  }

  get key() {
    return keyOf(this.owner.card.kind, this.owner.card.id, this.field.name);
  }

  get value() {
    const many = ["choices", "links"].includes(this.field.kind);
    return this.owner.card.values?.[this.field.name] ?? (many ? [] : "");
  }

  get options() {
    return this.owner.card.options?.[this.field.name] ?? this.field.options ?? [];
  }

  get edit() {
    return this.form.talk.edit(this.owner.card.kind, this.owner.card.id, this.field.name);
  }

  draw() {
    const { field } = this;
    this.sort = sort(field, this.options);
    this.control = control(field, this.options, (how) => this.changed(how));
    const set = !this.control.labels;
    const hint = field.hint ? el("span", { class: "hint", id: this.hintId }, field.hint) : el("span", { class: "nohint" });
    const label = set ? el("legend", {}, field.label) : el("label", { for: this.control.labels }, field.label);
    const node = el(
      set ? "fieldset" : "div",
      { class: `field is-${field.kind.replace("_", "-")}`, "data-field": field.name },
      label,
      hint,
      this.control.node,
      el("div", { class: "beside" }, this.made, this.notes, this.nudges),
    );
    this.node?.replaceWith(node);
    this.node = node;
  }

  /** The field or the card behind it may be new: draw what differs, and never over what is being typed. */
  update(field) {
    this.field = field;
    if (sort(field, this.options) !== this.sort) {
      const focused = this.node.contains(document.activeElement);
      this.draw();
      if (focused) this.control.first()?.focus();
    } else {
      this.control.offer(this.options);
    }
    this.show();
  }

  show() {
    const edit = this.edit;
    const busy = this.control.busy();
    if (edit) {
      if (!busy || this.seen === undefined) this.control.write(edit.typed);
      this.seen ??= edit.base;
    } else if (!busy) {
      this.control.write(this.value);
      this.shown = this.seen = this.value;
      this.settling = false;
    } else if (this.settling && !same(this.seen, this.value)) {
      // Our own words, written in another way (a date in full): shown once the person leaves the box.
      this.seen = this.value;
      this.settling = false;
    }
    this.say(edit);
    this.nudge();
  }

  changed(how) {
    const typed = this.control.read();
    const edit = this.edit;
    const ended = edit?.held && how !== "composing";
    if (ended || (edit ? !same(edit.typed, typed) : !same(typed, this.shown))) {
      this.form.talk.type(this.place, typed, { hold: how === "composing" });
    }
    if (how !== "left") return;
    if (this.edit) this.form.talk.commit(this.key);
    else this.show();
  }

  /** The kernel keeps what was typed, perhaps written in another way. */
  keep(typed) {
    this.shown = typed;
    this.seen = this.value;
    this.settling = true;
    this.show();
  }

  /** Words of an earlier visit that were never saved. */
  putBack(typed) {
    this.control.write(typed);
    this.form.talk.type(this.place, typed);
    this.form.talk.commit(this.key);
    this.focus();
  }

  say(edit) {
    const state = edit?.state;
    const wrong = state === "refused" || state === "conflict";
    const key = wrong ? `${state}|${edit.sentence}|${edit.theirs?.text}|${state === "conflict" ? edit.typed : ""}` : "";
    if (key !== this.saidKey) {
      this.saidKey = key;
      const inside = this.notes.contains(document.activeElement);
      this.notes.replaceChildren(...(wrong ? [this.refusal(edit)] : []));
      if (inside) this.control.first()?.focus();
    }
    const ids = [...(this.field.hint ? [this.hintId] : []), ...(wrong ? [this.messageId] : [])];
    this.control.mark(ids, wrong, this.node);
    this.node.classList.toggle("wrong", wrong);
  }

  refusal(edit) {
    if (!edit.theirs) return el("p", { class: "refusal", id: this.messageId }, heard("Not saved: "), edit.sentence);
    const mine = inWords(this.field, this.options, edit.typed).join(", ") || "(nothing)";
    const who = edit.theirs.by || "Someone else";
    return el(
      "div",
      { class: "conflict" },
      el("p", { class: "refusal", id: this.messageId }, edit.sentence || `${who} changed this while you were writing.`),
      el(
        "div",
        { class: "both" },
        el("div", {}, el("b", {}, `${who} wrote:`), el("blockquote", {}, edit.theirs.text || "(nothing)")),
        el("div", {}, el("b", {}, "You wrote:"), el("blockquote", {}, mine)),
      ),
      el(
        "div",
        { class: "bar" },
        button("Use theirs", () => this.useTheirs(edit)),
        button("Keep mine", () => this.keepMine()),
      ),
    );
  }

  useTheirs(edit) {
    const words = ["line", "text", "number", "money", "date"].includes(this.field.kind);
    if (words) this.owner.card.values[this.field.name] = edit.theirs.text ?? "";
    this.form.talk.forget(edit);
    this.control.write(this.value);
    this.shown = this.seen = this.value;
    this.control.first()?.focus();
    this.form.say("Their words stand. Yours were not saved.");
  }

  keepMine() {
    this.control.first()?.focus();
    this.form.talk.commit(this.key, { mine: true });
  }

  nudge() {
    const { card } = this.owner;
    const hints = (card.hints ?? []).filter((hint) => hint.field === this.field.name);
    if (same(hints, this.nudged)) return;
    this.nudged = hints;
    const inside = this.nudges.contains(document.activeElement);
    this.nudges.replaceChildren(...nudging(this.form, card, this.field.name));
    if (inside) this.control.first()?.focus();
  }

  make() {
    const { card } = this.owner;
    this.form.ask({ do: "make", kind: card.kind, id: card.id, field: this.field.name });
  }

  focus() {
    for (let node = this.node.parentElement; node && node !== this.form.root; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    (this.control.first() ?? this.made)?.focus();
  }
}

/**
 * A card to read rather than write: on paper, and for those who may not change it. Neighbours of one group share a row;
 * what the card's title says already is left out. `typed` gives what is in a box and not yet kept.
 */
export function reading(card, fields, typed = () => undefined) {
  const list = el("dl", { class: "reading" });
  let row = null;
  for (const field of fields) {
    const options = card.options?.[field.name] ?? field.options ?? [];
    const words = inWords(field, options, typed(field.name) ?? card.values?.[field.name] ?? "");
    if (!words.length || (words.length === 1 && words[0] === card.title)) continue;
    if (!field.group || row?.dataset.group !== field.group) {
      row = el("div", { "data-group": field.group || null }, el("dt", {}, field.group || field.label));
      list.append(row);
    }
    row.append(...words.map((text) => el("dd", { dir: "auto" }, field.group ? `${field.label}: ${text}` : text)));
  }
  return list;
}
