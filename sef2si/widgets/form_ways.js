// Ways to do what a card waits for: a few at once, all of them with their reasons when asked, and one to choose.

import { button, el, heard, newId, same } from "./form_dom.js";

const asked = () => ({ by: "", budget: "", no_cover: false, in_house: false, order: "" });

export class WaysView {
  /** `owner` is the card's view: it knows the card as it is now. */
  constructor(form, owner) {
    Object.assign(this, { form, owner, filters: asked(), whole: null, open: new Set() });
    this.title = el("h4", { class: "h4", id: newId("ways") });
    this.first = el("ul", { class: "ways" });
    this.summary = el("summary", {});
    this.said = el("p", { class: "muted", role: "status" });
    this.list = el("ul", { class: "ways" });
    this.all = el("details", { class: "all" }, this.summary);
    this.all.addEventListener("toggle", () => this.all.open && this.opened());
    this.node = el("section", { class: "waysof", "aria-labelledby": this.title.id, hidden: true }, this.title, this.first, this.all);
  }

  get ways() {
    return this.owner.card.ways;
  }

  update() {
    this.node.hidden = !this.ways;
    if (!this.ways || same(this.ways, this.drawn)) return;
    this.drawn = this.ways;
    this.whole = null; // the plan has changed: reasons are asked for anew
    this.open.clear();
    this.title.textContent = this.ways.heading;
    this.summary.textContent = this.ways.all;
    const none = el("li", { class: "muted" }, "Nothing stands out yet. The full list has every form of CPD.");
    this.first.replaceChildren(...(this.ways.first.length ? this.ways.first.map((way) => this.item(way)) : [none]));
    if (this.all.open) this.opened();
  }

  item(way) {
    const why = el("details", { class: "why" }, el("summary", {}, "Why, and what it takes", heard(`: ${way.title}`)));
    const behind = el("div");
    why.append(behind);
    const fill = () => {
      const found = way.facts ?? this.whole?.ways?.find((each) => each.key === way.key)?.facts;
      if (found) behind.replaceChildren(this.facts(found));
      else this.ask();
    };
    why.addEventListener("toggle", () => {
      if (!why.open) return this.open.delete(fill);
      this.open.add(fill);
      return fill();
    });
    return el(
      "li",
      { class: "way" },
      el("p", {}, el("b", { dir: "auto" }, way.title), el("br"), el("span", { dir: "auto" }, way.line)),
      el("div", { class: "bar" }, button(el("span", {}, "Choose this", heard(`: ${way.title}`)), () => this.choose(way), { class: "soft" })),
      why,
    );
  }

  facts(facts) {
    return el(
      "dl",
      { class: "facts" },
      ...facts.map((fact) =>
        el(
          "div",
          { class: fact.known ? null : "unknown" },
          el("dt", {}, fact.label),
          el("dd", { dir: "auto" }, fact.said, fact.how ? el("small", {}, fact.how) : null, fact.rule ? el("small", { class: "rule" }, `Rule ${fact.rule}`) : null),
        ),
      ),
    );
  }

  /** The full list, with what narrows it, drawn when it is first opened. */
  opened() {
    if (!this.narrowing) this.drawFilters();
    this.ask();
  }

  drawFilters() {
    const box = (name, label, attributes) => {
      const id = newId("filter");
      const input = el("input", { id, type: "text", autocomplete: "off", ...attributes, change: () => this.set(name, input.value) });
      input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), this.set(name, input.value)));
      return el("p", { class: "field" }, el("label", { for: id }, label), input);
    };
    const tick = (name, label) => {
      const id = newId("filter");
      const input = el("input", { id, type: "checkbox", change: () => this.set(name, input.checked) });
      return el("div", { class: "option" }, input, el("label", { for: id }, label));
    };
    const id = newId("order");
    this.order = el("select", { id, change: () => this.set("order", this.order.value) });
    this.narrowing = el(
      "fieldset",
      { class: "group filters" },
      el("legend", {}, "Only those that"),
      tick("no_cover", "need no cover"),
      tick("in_house", "are in-house"),
      el("div", { class: "row" }, box("by", "could change practice by", { placeholder: "9 July 2027" }), box("budget", "cost at most, in pounds", { inputmode: "decimal" })),
      el("p", { class: "field" }, el("label", { for: id }, "In order of"), this.order),
    );
    this.all.append(this.narrowing, this.said, this.list);
  }

  set(name, value) {
    if (this.filters[name] === value) return;
    this.filters[name] = value;
    this.ask();
  }

  ask() {
    const { card } = this.owner;
    this.form.ask({ do: "weigh", kind: card.kind, id: card.id, ...this.filters });
  }

  choose(way) {
    const { card } = this.owner;
    this.form.ask({ do: "choose", kind: card.kind, id: card.id, way: way.key });
  }

  /** All of them, as the kernel weighed them; or what it could not read. */
  weighed(message) {
    if (message.refused) {
      this.said.textContent = message.refused;
      this.said.classList.add("refusal");
      return;
    }
    this.whole = message;
    this.said.classList.remove("refusal");
    for (const fill of this.open) fill();
    if (!this.narrowing) return;
    this.said.textContent = message.said;
    this.order.replaceChildren(...message.orders.map(({ value, label }) => el("option", { value }, label)));
    this.order.value = message.order;
    this.list.replaceChildren(...message.ways.map((each) => this.item(each)));
  }
}
