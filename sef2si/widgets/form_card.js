// A record as a card that opens in place.

import { chooser } from "./form_controls.js";
import { arrange, button, el, heard, newId, same, setText } from "./form_dom.js";
import { FieldView, nudging, reading } from "./form_field.js";
import { SectionView } from "./form_section.js";
import { summing } from "./form_summary.js";
import { CardTalk } from "./form_talks.js";
import { WaysView } from "./form_ways.js";

const filled = (card, field) => {
  const value = card.values?.[field.name];
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
};

/** What decides how the inside of a card is laid out; options and hints may change without drawing it anew. */
const shapeOf = (section) =>
  JSON.stringify(section.fields.map(({ name, kind, label, hint, essential, group }) => [name, kind, label, hint, essential, group]));

/** What is inside a card and not essential stands under "More", as such fields do. */
const isExtra = (section) => section.essential === false;

export class CardView {
  /** `depth` is the level of the card's heading; `keeper` the section's view. */
  constructor(form, keeper, card, depth) {
    Object.assign(this, { form, keeper, card, depth });
    this.fields = new Map();
    this.children = new Map();
    this.talk = new CardTalk(this);
    this.summary = el("summary", { id: newId("card") });
    this.body = el("div", { class: "form" });
    this.paper = el("div", { class: "paper" });
    this.node = el("details", { class: depth > 2 && keeper.inside ? "card inner" : "card" }, this.summary);
    this.node.dataset.card = `${card.kind}/${card.id}`;
    this.node.append(this.body);
    this.node.addEventListener("toggle", () => {
      if (this.node.open) this.open();
    });
    this.update(card);
  }

  get section() {
    return this.keeper.section;
  }

  get who() {
    return this.card.title || `this ${this.section.singular}`;
  }

  /** Draws the inside when it is first needed: a plan of 76 priorities has 1,500 boxes. */
  open() {
    this.node.open = true;
    if (!this.drawn) {
      this.drawn = true;
      this.drawBody();
    }
  }

  update(card, sectionChanged = false) {
    const before = this.summed;
    this.card = card;
    const { title, sub, rank, dots } = card;
    const tags = [this.talk.tag(), ...(card.tags ?? [])].filter(Boolean);
    this.summed = { title, sub, rank, tags, dots };
    if (!same(before, this.summed)) this.drawSummary();
    if (this.drawn) this.updateBody(sectionChanged);
  }

  /** Whether this person may change this card: a priority lead reads those of others. */
  get mayEdit() {
    return this.form.mayEdit && !this.card.fixed;
  }

  drawSummary() {
    this.summary.replaceChildren(...summing({ ...this.card, ...this.summed }, `New ${this.section.singular}`, this.depth));
  }

  // --- the inside ---------------------------------------------------------------------------------------------

  drawBody() {
    this.body.replaceChildren();
    this.nudged = undefined;
    this.fields.clear();
    this.errors = el("div", { class: "errors", hidden: true });
    this.told = el("p", { class: "refusal told", role: "status" });
    this.bar = el("div", { class: "bar" });
    this.asking = el("div", { class: "asking" });
    this.past = el("div", { class: "past" });
    this.kids = el("div", { class: "kids" });
    this.more = null;
    if (!this.mayEdit) {
      this.read = el("div");
      this.body.append(this.read, this.kids);
    } else {
      this.ways = new WaysView(this.form, this);
      this.nudges = el("div");
      this.body.append(this.errors, this.nudges, this.ways.node, ...this.rows(this.section.fields.filter((field) => field.essential)), this.kids);
      if (this.section.fields.some((field) => !field.essential) || this.section.children?.some(isExtra)) {
        this.moreTitle = el("summary", {});
        this.moreBody = el("div", { class: "form" });
        this.moreKids = el("div", { class: "kids" });
        this.more = el("details", { class: "more" }, this.moreTitle, this.moreBody, this.moreKids);
        this.more.addEventListener("toggle", () => this.more.open && this.openMore());
        this.body.append(this.more);
      }
    }
    this.shape = shapeOf(this.section);
    this.body.append(this.talk.node, this.told, this.asking, this.past, this.bar);
    this.children.clear();
    this.updateBody(false);
  }

  openMore() {
    this.more.open = true;
    if (this.moreBody.childElementCount) return;
    this.moreBody.append(...this.rows(this.section.fields.filter((field) => !field.essential)));
  }

  /** Neighbours of one group stand in a row under one legend. */
  rows(fields) {
    const out = [];
    for (const field of fields) {
      const view = new FieldView(this.form, this, field);
      this.fields.set(field.name, view);
      const last = out.at(-1);
      if (field.group && last?.dataset.group === field.group) {
        last.querySelector(".row").append(view.node);
      } else if (field.group) {
        out.push(
          el(
            "fieldset",
            { class: "group", "data-group": field.group },
            el("legend", {}, field.group),
            el("div", { class: "row" }, view.node),
          ),
        );
      } else {
        out.push(view.node);
      }
    }
    return out;
  }

  updateBody(sectionChanged) {
    if (sectionChanged && this.shape !== shapeOf(this.section)) {
      this.drawBody();
      return;
    }
    for (const field of this.section.fields) this.fields.get(field.name)?.update(field);
    if (this.read) this.read.replaceChildren(reading(this.card, this.section.fields));
    if (this.more) {
      const fields = this.section.fields.filter((field) => !field.essential && filled(this.card, field));
      const lists = (this.section.children ?? []).filter((each) => isExtra(each) && this.card.children?.[each.key]?.length);
      const count = fields.length + lists.length;
      setText(this.moreTitle, count ? `More (${count} filled in)` : "More");
    }
    this.ways?.update();
    this.nudge();
    this.updateChildren();
    this.updateBar();
    this.updateErrors();
    this.talk.update();
  }

  /** What is worth a second look in the card as a whole. */
  nudge() {
    const hints = (this.card.hints ?? []).filter((hint) => !hint.field);
    if (!this.nudges || same(hints, this.nudged)) return;
    const inside = this.nudges.contains(document.activeElement);
    this.nudged = hints;
    this.nudges.replaceChildren(...nudging(this.form, this.card, ""));
    if (inside) this.summary.focus();
  }

  updateChildren() {
    const [nodes, extra] = [[], []];
    for (const section of this.section.children ?? []) {
      let view = this.children.get(section.key);
      if (!view) {
        view = new SectionView(this.form, section, this.depth + 1, this);
        this.children.set(section.key, view);
      }
      view.update(section, this.card.children?.[section.key] ?? []);
      (this.more && isExtra(section) ? extra : nodes).push(view.node);
    }
    arrange(this.kids, nodes);
    if (this.more) arrange(this.moreKids, extra);
  }

  updateBar() {
    const { card, section, form } = this;
    const place = this.keeper.ids.indexOf(card.id);
    const count = this.keeper.ids.length;
    const about = { kind: card.kind, id: card.id };
    const want = [["close", "Close", () => this.close()]];
    if (this.mayEdit) {
      for (const press of card.presses ?? []) {
        want.push([`press ${press.key}`, press.label, () => this.press(press), press]);
      }
      if (section.movable && count > 1) {
        want.push(["up", "Move up", () => this.move(-1), null, place === 0]);
        want.push(["down", "Move down", () => this.move(1), null, place === count - 1]);
      }
    }
    // The past is for those who may change the plan: for others the button would only ever refuse.
    if (form.mayEdit && form.view.past !== false) want.push(["history", "History", () => this.history()]);
    if ((this.mayEdit || this.card.takes_out) && section.removable) want.push(["remove", "Remove", () => this.confirmRemove()]);
    this.acts ??= new Map();
    const nodes = want.map(([key, label, act, press = null, off = false]) => {
      if (!this.acts.has(key)) this.acts.set(key, this.drawAct(key, press));
      const made = this.acts.get(key);
      made.act = act;
      setText(made.label, label);
      setText(made.about, `: ${this.who}`);
      if (off) made.node.setAttribute("aria-disabled", "true");
      else made.node.removeAttribute("aria-disabled");
      return made.node;
    });
    const lost = [...this.acts.values()].some(({ node }) => !nodes.includes(node) && node === document.activeElement);
    arrange(this.bar, nodes);
    for (const key of [...this.acts.keys()]) if (!want.some(([wanted]) => wanted === key)) this.acts.delete(key);
    if (lost) nodes[0].focus();
    this.about = about;
  }

  drawAct(key, press) {
    const made = { label: el("span"), about: heard("") };
    made.node = button(made.label, () => made.node.getAttribute("aria-disabled") !== "true" && made.act(), {
      class: key === "close" ? "soft" : "quiet",
      "data-act": key,
      "aria-expanded": press?.choose || key === "history" || key === "remove" ? "false" : null,
    });
    made.node.append(made.about);
    return made;
  }

  /** Several answers that could not be kept are listed at the top of the card, each a link to its field. */
  updateErrors() {
    if (!this.errors) return;
    const wrong = [...this.fields.values()].filter((view) => ["refused", "conflict"].includes(view.edit?.state));
    const listed = wrong.map((view) => [view.field.name, view.edit.sentence]);
    if (same(listed, this.listed)) return;
    this.listed = listed;
    this.errors.hidden = wrong.length < 2;
    this.errors.replaceChildren(
      ...(wrong.length < 2
        ? []
        : [
            el("b", {}, `${wrong.length} answers are not saved yet`),
            el(
              "ul",
              {},
              ...wrong.map((view) =>
                el(
                  "li",
                  {},
                  el("a", { href: `#${newId("error")}`, click: (event) => (event.preventDefault(), view.focus()) }, view.field.label),
                  `: ${view.edit.sentence || "someone else changed it too."}`,
                ),
              ),
            ),
          ]),
    );
  }

  // --- what can be done with it -------------------------------------------------------------------------------

  close() {
    this.form.talk.flush();
    this.node.open = false;
    this.summary.focus();
  }

  move(by) {
    this.form.moved = { id: this.card.id, section: this.section.key };
    this.form.ask({ do: "move", ...this.about, by });
  }

  /** Shows a question in place under the buttons; `node` null takes it away and gives the focus back. */
  question(act, node, first) {
    const opener = this.acts.get(act)?.node;
    for (const { node: other } of this.acts.values()) {
      if (other.hasAttribute("aria-expanded")) other.setAttribute("aria-expanded", "false");
    }
    this.asking.replaceChildren(...(node ? [node] : []));
    if (node) {
      opener?.setAttribute("aria-expanded", "true");
      first()?.focus();
    } else {
      opener?.focus();
    }
  }

  press(press) {
    const key = `press ${press.key}`;
    const send = (choice) => this.form.ask({ do: "press", press: press.key, ...this.about, choice });
    if (!press.choose) {
      send("");
      return;
    }
    const { node, first } = chooser(
      press.label,
      press.choose,
      (choice) => {
        this.question(key, null);
        send(choice);
      },
      () => this.question(key, null),
    );
    this.question(key, node, first);
  }

  confirmRemove() {
    const keep = () => this.question("remove", null);
    const yes = button("Remove", () => {
      this.question("remove", null);
      this.form.ask({ do: "remove", ...this.about });
    });
    const node = el(
      "div",
      { class: "confirm", role: "group", "aria-label": "Remove?", keydown: (event) => event.key === "Escape" && keep() },
      el("p", {}, `Remove this ${this.section.singular}? Undo brings it back.`),
      el("div", { class: "bar" }, yes, button("Keep it", keep, { class: "quiet" })),
    );
    this.question("remove", node, () => yes);
  }

  history() {
    const opener = this.acts.get("history").node;
    if (this.past.childElementCount) {
      this.past.replaceChildren();
      opener.setAttribute("aria-expanded", "false");
      return;
    }
    this.form.ask({ do: "history", ...this.about });
  }

  showHistory(rows) {
    const title = el("p", { class: "h4", tabindex: "-1" }, "What was changed, newest first");
    this.past.replaceChildren(
      rows.length
        ? el(
            "div",
            {},
            title,
            el("ol", { class: "history" }, ...rows.map((row) => el("li", {}, el("b", {}, `${row.at}, ${row.by}`), ` ${row.what}`))),
          )
        : el("p", { tabindex: "-1" }, "Nothing has been changed here yet."),
    );
    this.acts.get("history")?.node.setAttribute("aria-expanded", "true");
    this.past.querySelector("[tabindex]").focus();
  }

  tell(sentence) {
    this.open();
    this.told.textContent = sentence;
  }

  focusField(name) {
    this.open();
    const field = name && this.section.fields.find((each) => each.name === name);
    if (field && !field.essential && this.more) this.openMore();
    const view = this.fields.get(name) ?? (name ? undefined : this.fields.values().next().value);
    if (view) view.focus();
    else this.summary.focus();
    (view?.node ?? this.node).scrollIntoView({ block: "nearest" });
  }

  /** Everything of this card as text, for paper. Returns how to take it away again. */
  print() {
    const was = this.node.open;
    const typed = (name) => this.form.talk.edit(this.card.kind, this.card.id, name)?.typed;
    this.paper.replaceChildren(reading(this.card, this.section.fields, typed));
    for (const section of this.section.children ?? []) {
      const cards = this.card.children?.[section.key] ?? [];
      if (!cards.length) continue;
      this.paper.append(
        el("p", { class: "h4" }, section.heading || section.singular),
        el("ul", {}, ...cards.map((card) => el("li", {}, card.title, card.sub ? ` (${card.sub})` : "", reading(card, section.fields)))),
      );
    }
    this.node.append(this.paper);
    this.node.open = true;
    return () => {
      this.paper.remove();
      this.node.open = was;
    };
  }
}
