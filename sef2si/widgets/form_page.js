// The page around the cards: the journey, the question, what is missing, the state line, and everything the kernel says.

import { CardView } from "./form_card.js";
import { inWords } from "./form_controls.js";
import { arrange, button, el, same, setText } from "./form_dom.js";
import { drawNav, drawNext } from "./form_journey.js";
import { Offer } from "./form_offer.js";
import { addressOf, placeFrom, served, shelf, show } from "./form_place.js";
import { SectionView } from "./form_section.js";
import { StateLine } from "./form_state.js";
import { Drafts, Talk } from "./form_talk.js";
import { FormTalks } from "./form_talks.js";

const SHOWN = 5; // missing things listed before the rest is folded away

export class Page {
  constructor(root, send) {
    this.root = root;
    this.view = null;
    this.sections = new Map();
    this.pending = null; // a place to open as soon as it is there
    this.drafts = new Drafts(shelf());
    this.talk = new Talk(send, this.drafts, {
      changed: (edit) => this.changed(edit),
      kept: (was) => this.kept(was),
      refused: (message) => this.refused(message),
      now: (edit) => this.now(edit),
    });
    this.draw();
  }

  get mayEdit() {
    return this.view.may_edit;
  }

  // --- drawing ------------------------------------------------------------------------------------------------

  draw() {
    this.line = new StateLine(this);
    this.undo = button("Undo", () => this.undo.getAttribute("aria-disabled") !== "true" && this.ask({ do: "undo" }), {
      class: "quiet undo",
      hidden: true,
    });
    this.steps = el("ol");
    this.where = el("summary");
    this.folded = el("details", {}, this.where, this.steps);
    this.nav = el("nav", { class: "journey", "aria-label": "Journey" }, this.folded);
    this.question = el("h1", { tabindex: "-1" });
    this.lede = el("p", { class: "lede" });
    this.offer = new Offer(this);
    this.talks = new FormTalks(this);
    this.missing = el("div", { class: "missing", hidden: true });
    this.complete = el("p", { class: "complete", hidden: true }, "Nothing is missing here.");
    this.parts = el("div");
    this.next = el("div", { class: "bar next" });
    this.main = el(
      served() ? "main" : "div",
      { id: "main", tabindex: "-1" },
      this.question,
      this.lede,
      this.offer.node,
      this.talks.node,
      this.missing,
      this.complete,
      this.parts,
      this.next,
    );
    const column = el("div", { class: "column" }, el("div", { class: "statebar" }, this.line.node, this.undo), this.line.banner, this.main);
    this.frame = el("div", { class: "frame", hidden: true }, this.nav, column);
    this.waiting = el("p", { class: "waiting", role: "status" }, "Opening the workbook…");
    this.root.append(this.waiting, this.frame);
    this.root.addEventListener("focusin", (event) => this.remember(event.target));
    const narrow = window.matchMedia("(max-width: 60rem)");
    const fold = () => (this.folded.open = !narrow.matches);
    narrow.addEventListener("change", fold);
    fold();
    this.unfold = () => narrow.removeEventListener("change", fold);
    this.folds = () => narrow.matches && (this.folded.open = false);
  }

  /** A whole view: the first, or of another step, or what is left of the truth after much has changed. */
  showView(view) {
    if (!view?.step) return;
    const first = !this.view;
    const moved = !first && this.view.step.key !== view.step.key;
    this.view = view;
    if (moved) {
      this.sections.clear();
      this.parts.replaceChildren();
    }
    this.frame.hidden = false;
    this.waiting.remove();
    this.redraw();
    if (served()) document.title = [view.step.question, this.name()].filter(Boolean).join(" – ");
    if (first) this.offer.start();
    if (!this.root.hasAttribute("data-sef2si-ready")) {
      this.root.setAttribute("data-sef2si-ready", "");
      this.root.dispatchEvent(new CustomEvent("sef2si:ready", { bubbles: true }));
    }
    const place = this.pending;
    if (place?.step === view.step.key && place.kind) {
      this.pending = null;
      this.focus(place);
    } else if (moved) {
      if (place?.step === view.step.key) this.pending = null;
      show({ step: view.step.key }, { step: placeFrom(location.hash).step !== view.step.key });
      this.folds();
      window.scrollTo({ top: 0, behavior: "instant" });
      this.question.focus({ preventScroll: true });
    }
  }

  name() {
    this.title ??= document.title;
    return this.title;
  }

  redraw() {
    const { view } = this;
    setText(this.question, view.step.question);
    setText(this.lede, view.step.guidance ?? "");
    this.lede.hidden = !view.step.guidance;
    drawNav(this);
    this.talks.update();
    this.drawMissing();
    this.drawSections();
    drawNext(this);
    this.undo.hidden = !view.may_edit;
    this.root.classList.toggle("reader", !view.may_edit);
    if (view.can_undo) this.undo.removeAttribute("aria-disabled");
    else this.undo.setAttribute("aria-disabled", "true");
    this.changed();
  }

  drawMissing() {
    const { missing = [], nav = [], step } = this.view;
    this.complete.hidden = missing.length > 0 || nav.find((item) => item.step === step.key)?.state !== "done";
    if (same(missing, this.missed)) return;
    this.missed = missing;
    const inside = this.missing.contains(document.activeElement);
    const open = this.missing.querySelector("details")?.open ?? false;
    const item = (each) =>
      el(
        "li",
        {},
        this.mayEdit || each.where.step !== step.key
          ? el("a", { href: addressOf(each.where), click: (event) => this.follow(event, each.where) }, each.subject)
          : each.subject,
        each.sentence,
      );
    const rest = missing.slice(SHOWN);
    this.missing.hidden = !missing.length;
    this.missing.replaceChildren(
      el("h2", { class: "h4" }, missing.length === 1 ? "1 thing missing here" : `${missing.length} things missing here`),
      el("ul", {}, ...missing.slice(0, SHOWN).map(item)),
      ...(rest.length ? [el("details", { open }, el("summary", {}, `and ${rest.length} more`), el("ul", {}, ...rest.map(item)))] : []),
    );
    if (inside) (this.missing.querySelector("a") ?? this.question).focus();
  }

  drawSections() {
    const { sections = [], cards = {} } = this.view;
    const nodes = [];
    for (const section of sections) {
      let part = this.sections.get(section.key);
      if (!part) {
        part = new SectionView(this, section, 2);
        this.sections.set(section.key, part);
      }
      part.update(section, cards[section.key] ?? []);
      nodes.push(part.node);
    }
    for (const key of [...this.sections.keys()]) if (!sections.some((section) => section.key === key)) this.sections.delete(key);
    arrange(this.parts, nodes);
  }

  // --- what the kernel says -----------------------------------------------------------------------------------

  hear(message) {
    const talked = this.talks.hear(message);
    this.talk.hear(talked ? { is: "talked" } : message);
    if (talked) return;
    switch (message.is) {
      case "view":
        this.showView(message.view);
        break;
      case "patch":
        this.patch(message);
        break;
      case "focus":
        this.focus(message.where);
        break;
      case "history":
        this.card(message.kind, message.id, { open: true })?.showHistory(message.rows);
        break;
      case "weighed":
        this.card(message.kind, message.id)?.ways?.weighed(message);
        break;
      case "notice":
        this.say(message.text);
        break;
      default:
    }
  }

  patch(patch) {
    if (!this.view) return;
    const view = { ...this.view };
    for (const key of ["nav", "missing", "sections", "links", "can_undo", "talks"]) if (patch[key] !== undefined) view[key] = patch[key];
    if (patch.cards) {
      view.cards = { ...view.cards };
      for (const [key, { order, changed = [] }] of Object.entries(patch.cards)) {
        const known = new Map((view.cards[key] ?? []).map((card) => [card.id, card]));
        for (const card of changed) known.set(card.id, card);
        view.cards[key] = (order ?? [...known.keys()]).map((id) => known.get(id)).filter(Boolean);
      }
    }
    this.view = view;
    this.redraw();
    if (this.moved) this.sayPlace();
    if (this.pending?.step === view.step.key && this.find(this.pending)) this.focus(this.pending);
  }

  /** After "move up": where the card stands now. */
  sayPlace() {
    const { section, id } = this.moved;
    const cards = this.view.cards[section];
    const place = cards?.findIndex((card) => card.id === id) ?? -1;
    this.moved = null;
    if (place < 0) return;
    const sentence = `Moved to place ${place + 1} of ${cards.length}`;
    this.say(sentence);
    this.talk.also = sentence;
  }

  /** A refusal that belongs to no field: said beside its card, or in the state line. */
  refused({ kind, id, sentence }) {
    const card = kind && id ? this.card(kind, id) : null;
    if (card) card.tell(sentence);
    this.say(sentence);
  }

  kept(was) {
    const card = this.find(was)?.at(-1).card;
    if (!card) return was.typed;
    card.values ??= {};
    const before = card.values[was.field] ?? (Array.isArray(was.typed) ? [] : "");
    if (same(before, was.base)) card.values[was.field] = was.typed;
    const view = this.card(was.kind, was.id);
    view?.fields.get(was.field)?.keep(was.typed);
    return card.values[was.field];
  }

  /** What is kept of a field at this moment, as far as this page knows. */
  now({ kind, id, field }) {
    const found = this.find({ kind, id })?.at(-1);
    if (!found) return undefined;
    const about = found.section.fields.find((each) => each.name === field);
    if (!about) return undefined;
    const value = found.card.values?.[field] ?? (["choices", "links"].includes(about.kind) ? [] : "");
    return { value, words: inWords(about, found.card.options?.[field] ?? about.options ?? [], value).join(", ") };
  }

  // --- finding and going --------------------------------------------------------------------------------------

  /** The way from the page to a card, as pairs of section and card; undefined where this step has no such card. */
  find({ kind, id }) {
    const search = (sections, cards, way) => {
      for (const section of sections ?? []) {
        for (const card of cards?.[section.key] ?? []) {
          const here = [...way, { section, card }];
          if (card.id === id && card.kind === kind) return here;
          const below = section.children?.length ? search(section.children, card.children, here) : undefined;
          if (below) return below;
        }
      }
      return undefined;
    };
    return this.view ? search(this.view.sections, this.view.cards, []) : undefined;
  }

  /** The view of a card, if it is drawn; `open` opens it and whatever holds it. */
  card(kind, id, { open = false } = {}) {
    const way = this.find({ kind, id });
    let parts = this.sections;
    let found;
    for (const { section, card } of way ?? []) {
      const holder = found;
      found = parts.get(section.key)?.views.get(card.id);
      if (!found) return undefined;
      if (open && holder?.more && section.essential === false) holder.openMore();
      if (open) found.open();
      parts = found.children;
    }
    return found instanceof CardView ? found : undefined;
  }

  follow(event, where) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.go(where);
  }

  go(where) {
    if (this.view && where.step === this.view.step.key) {
      if (where.kind) this.focus(where);
      else {
        this.folds();
        this.question.focus();
      }
      return;
    }
    this.pending = where;
    this.ask({ do: "go", step: where.step });
  }

  focus(where, tries = 100) {
    if (!this.root.isConnected && tries) {
      // Drawn, but not on the page yet: nothing there can take the focus.
      setTimeout(() => this.focus(where, tries - 1), 20);
      return;
    }
    const step = where.step || this.view?.step.key;
    if (step !== this.view?.step.key) {
      this.pending = { ...where, step };
      this.ask({ do: "go", step });
      return;
    }
    if (!where.id) {
      const part = [...this.sections.values()].find((each) => each.section.kind === where.kind);
      const target = part && (part.adding.hidden ? part.views.values().next().value?.summary : part.adding);
      (target ?? this.question).focus();
      return;
    }
    const card = this.card(where.kind, where.id, { open: true });
    if (!card) {
      this.pending = { ...where, step };
      return;
    }
    this.pending = null;
    if (this.folded.open) this.folds();
    card.focusField(where.field);
    this.offer.putBackNow();
  }

  /** The address follows the card in hand, so that a reload comes back to it. */
  remember(target) {
    const card = target.closest?.("[data-card]");
    if (!card || !this.view) return;
    const [kind, id] = card.dataset.card.split("/");
    const field = target.closest("[data-field]")?.dataset.field ?? "";
    show({ step: this.view.step.key, kind, id, field }, { step: false });
  }

  addressChanged() {
    const steps = (this.view?.nav ?? []).map((item) => item.step);
    const place = placeFrom(location.hash, steps);
    if (place.step && (place.step !== this.view.step.key || place.kind)) this.go(place);
  }

  ask(message) {
    this.talk.ask(message);
  }

  // --- what is kept, and what is not --------------------------------------------------------------------------

  say(text) {
    this.talk.said = text;
    this.changed();
  }

  changed(edit) {
    if (edit) {
      const card = this.card(edit.kind, edit.id);
      card?.fields.get(edit.field)?.show();
      card?.updateErrors();
    }
    this.line.show(this.talk.state());
  }

  print() {
    if (!this.view) return () => {};
    const restore = [...this.sections.values()].flatMap((part) => [...part.views.values()].map((card) => card.print()));
    return () => restore.forEach((back) => back());
  }
}

