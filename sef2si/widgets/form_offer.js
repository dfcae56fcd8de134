// What an earlier visit typed and could not save, offered back.

import { button, el, same } from "./form_dom.js";

export class Offer {
  constructor(page) {
    this.page = page;
    this.left = page.drafts.all();
    this.returning = null; // being put back as soon as its field is there
    this.node = el("div", { class: "kept", hidden: true });
  }

  start() {
    this.left = this.left.filter((draft) => {
      const now = this.page.now(draft);
      if (!now || !same(now.value, draft.typed)) return true;
      this.page.drafts.drop(draft);
      return false;
    });
    this.draw();
  }

  draw() {
    const inside = this.node.contains(document.activeElement);
    this.node.hidden = !this.left.length;
    this.node.replaceChildren(
      el("h2", { class: "h4" }, "We kept what you typed and could not save"),
      ...this.left.map((draft) => {
        const about = [draft.label, draft.title].filter(Boolean).join(", ");
        return el(
          "div",
          {},
          el("p", {}, el("b", {}, about || "Your text")),
          el("blockquote", {}, [draft.typed].flat().join(", ") || "(nothing)"),
          el(
            "div",
            { class: "bar" },
            button("Put it back", () => this.putBack(draft), { "aria-label": `Put it back: ${about}` }),
            button("Throw away", () => this.throwAway(draft), { class: "quiet", "aria-label": `Throw away: ${about}` }),
          ),
        );
      }),
    );
    if (inside) (this.node.querySelector("button") ?? this.page.question).focus();
  }

  throwAway(draft) {
    this.page.drafts.drop(draft);
    this.left = this.left.filter((each) => each !== draft);
    this.draw();
  }

  putBack(draft) {
    this.returning = draft;
    this.page.focus({ step: draft.step, kind: draft.kind, id: draft.id, field: draft.field });
  }

  putBackNow() {
    const draft = this.returning;
    if (!draft) return;
    const field = this.page.card(draft.kind, draft.id)?.fields.get(draft.field);
    if (!field) return;
    this.returning = null;
    this.left = this.left.filter((each) => each !== draft);
    this.draw();
    field.putBack(draft.typed);
  }
}
