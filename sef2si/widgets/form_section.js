// The records of one kind, in order, with the button that adds one.

import { CardView } from "./form_card.js";
import { arrange, button, el, heard, newId, same, setText } from "./form_dom.js";
import { addressOf } from "./form_place.js";

export class SectionView {
  constructor(form, section, depth, inside = null) {
    Object.assign(this, { form, depth, inside });
    this.views = new Map();
    this.ids = [];
    this.heading = null;
    this.groups = new Map();
    this.list = el("div", { class: "cards" });
    this.guidance = el("p", { class: "muted" });
    this.notes = el("div", { class: "nudges", hidden: true });
    this.empty = el("p", { class: "empty" });
    this.note = el("span", { class: "muted" });
    this.adding = button("", () => this.add(), { class: inside ? "soft add" : "add" });
    this.foot = el("p", { class: "foot" }, this.adding, " ", this.note);
    this.node = el("section", { class: inside ? "inner" : "records" });
    if (section.heading) {
      const id = newId("section");
      this.heading = el(`h${Math.min(depth, 6)}`, { class: inside ? "h4" : "", id });
      this.node.setAttribute("aria-labelledby", id);
      this.node.append(this.heading);
    }
    this.node.append(this.guidance, this.notes, this.empty, this.list, this.foot);
  }

  update(section, cards) {
    const changed = !same(section, this.section);
    this.section = section;
    if (changed) {
      if (this.heading) setText(this.heading, section.heading);
      for (const [node, text] of [[this.guidance, section.guidance], [this.empty, section.empty], [this.note, section.note]]) {
        setText(node, text ?? "");
        node.hidden = !text;
      }
      setText(this.adding, section.add ?? "");
      this.drawNotes(section.notes ?? []);
    }
    this.adding.hidden = !section.add || !(this.inside ? this.inside.mayEdit : this.form.mayEdit);
    this.foot.hidden = this.adding.hidden && !section.note;
    this.empty.hidden = cards.length > 0 || !section.empty;
    this.node.hidden = !cards.length && !section.empty && this.adding.hidden;
    // One clear next step a page: adding is it only where there is nothing yet.
    this.adding.classList.toggle("soft", Boolean(this.inside) || cards.length > 0);
    const before = this.ids;
    this.ids = cards.map((card) => card.id);
    const grouped = cards.some((card) => card.group);
    const depth = this.depth + (this.heading ? 1 : 0) + (grouped ? 1 : 0);
    const nodes = [];
    let group = "";
    for (const card of cards) {
      if (card.group && card.group !== group) nodes.push(this.groupHeading((group = card.group), depth - 1));
      let view = this.views.get(card.id);
      if (!view) {
        view = new CardView(this.form, this, card, depth);
        if (section.opened) view.open();
        this.views.set(card.id, view);
      } else {
        const moved = before.indexOf(card.id) !== this.ids.indexOf(card.id) || before.length !== cards.length;
        if (changed || moved || view.card !== card) view.update(card, changed);
      }
      nodes.push(view.node);
      if (section.presses_first && card.presses?.length && this.form.mayEdit) nodes.push(this.quick(view, card));
    }
    const gone = before.filter((id) => !this.ids.includes(id));
    const bereft = gone.find((id) => this.views.get(id)?.node.contains(document.activeElement));
    arrange(this.list, nodes);
    for (const id of gone) this.views.delete(id);
    if (bereft) {
      const place = Math.min(before.indexOf(bereft), this.ids.length - 1);
      const next = this.views.get(this.ids[place]);
      (next?.summary ?? (this.adding.hidden ? this.heading : this.adding))?.focus();
    }
  }

  /** What is worth a second look in several cards, or in all of them together: said once, with those it is about. */
  drawNotes(notes) {
    if (same(notes, this.noted)) return;
    this.noted = notes;
    const inside = this.notes.contains(document.activeElement);
    this.notes.hidden = !notes.length;
    this.notes.replaceChildren(...notes.map((note) => this.noteOf(note)));
    if (inside) (this.notes.querySelector("button, a") ?? this.views.get(this.ids[0])?.summary)?.focus();
  }

  noteOf({ sentence, about, ignore }) {
    const links = about.flatMap(({ title, where }, place) => [
      place ? ", " : "",
      el("a", { href: addressOf(where), click: (event) => this.form.follow(event, where) }, title),
    ]);
    const wave = ignore && button("Ignore", () => this.form.ask({ do: "ignore", ...ignore }), { class: "quiet", "aria-label": `Ignore: ${sentence}` });
    return el("div", { class: "nudge" }, el("span", {}, sentence, " About: ", ...links, ". "), ...(wave ? [wave] : []));
  }

  /** Buttons under a closed card, so that one click does it; the look hides them while the card is open and has its own. */
  quick(view, card) {
    if (!same(view.quickFor, card.presses)) {
      view.quickFor = card.presses;
      const act = (press) => {
        if (press.choose) view.open();
        view.press(press);
      };
      view.quick = el(
        "div",
        { class: "quick" },
        ...card.presses.map((press) => button(el("span", {}, press.label, heard(`: ${view.who}`)), () => act(press), { class: "soft" })),
      );
    }
    return view.quick;
  }

  groupHeading(text, depth) {
    if (!this.groups.has(text)) this.groups.set(text, el(`h${Math.min(depth, 6)}`, { class: "group" }, text));
    return this.groups.get(text);
  }

  add() {
    this.form.ask({ do: "add", section: this.section.key, parent: this.inside?.card.id ?? "" });
  }
}
