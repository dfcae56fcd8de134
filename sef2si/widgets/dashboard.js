// The dashboard: draws what the kernel computed. It adds up nothing itself.

import { el, button, setText } from "./form_dom.js";
import { Figures, drawTable } from "./chart_draw.js";

const narrow = matchMedia("(max-width: 60rem)");

// How much of the map a sheet of A4 across takes, in the map's own unit: the first stands under a heading.
const FIRST_SHEET = 620;
const SHEET = 730;
const ROW_GAP = 16;

const link = (text, href) => (href ? el("a", { href }, text) : text);

const computed = (how) => el("details", { class: "how" }, el("summary", {}, "How this is computed"), el("p", {}, how));

/** A picture of ours, parsed as what it is: SVG, in which nothing runs. */
function picture(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return parsed.nodeName === "svg" ? document.importNode(parsed, true) : null;
}

/** A picture as several, each no higher than a sheet, cut between its rows: paper can't scroll, and would cut anywhere. */
function sheets(svg) {
  const [, , width, bottom] = svg.getAttribute("viewBox").split(" ").map(Number);
  const tops = [...svg.querySelectorAll("rect.face")].map((face) => Number(face.getAttribute("y")));
  const cuts = [...new Set(tops)].sort((one, other) => one - other).map((top) => top - ROW_GAP / 2);
  const found = [];
  for (let [from, room] = [0, FIRST_SHEET]; from < bottom; room = SHEET) {
    const to = from + room >= bottom ? bottom : (cuts.findLast((cut) => cut > from && cut <= from + room) ?? from + room);
    const part = svg.cloneNode(true);
    part.setAttribute("viewBox", `0 ${from} ${width} ${to - from}`);
    found.push(el("div", { class: "sheet" }, part));
    from = to;
  }
  return found;
}

function journey(view) {
  const steps = view.steps.map((step) =>
    el("li", { class: step.state }, el("a", { href: step.href || null }, step.title, el("small", {}, step.note))),
  );
  const here = el("li", {}, el("a", { href: "#main", "aria-current": "page" }, "Dashboard and map", el("small", {}, view.links)));
  return el(
    "nav",
    { class: "journey", "aria-label": "Journey" },
    el("details", { open: !narrow.matches }, el("summary", {}, "Journey: Dashboard and map"), el("ol", {}, ...steps, here)),
  );
}

function tile(each) {
  return el(
    "div",
    { class: `tile ${each.tone}` },
    el("b", {}, each.value),
    each.label,
    ...(each.note ? [el("br"), el("small", {}, each.note)] : []),
    computed(each.how),
  );
}

function missing({ title, sentences }) {
  const item = (each) => el("li", {}, link(each.subject, each.href), each.words);
  const [first, rest] = [sentences.slice(0, 8), sentences.slice(8)];
  return el(
    "section",
    { class: "missing" },
    el("h2", { class: "h3" }, title),
    el("ul", {}, ...first.map(item)),
    rest.length ? el("details", {}, el("summary", {}, `and ${rest.length} more`), el("ul", {}, ...rest.map(item))) : null,
  );
}

function downloads(links) {
  return el("p", { class: "take" }, "Take the map away: ", ...links.flatMap((each, at) => [at ? " · " : "", el("a", { href: each.href }, each.text)]));
}

class Page {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.figures = new Figures(model);
    this.live = el("p", { class: "heard", role: "status" });
    this.notice = el("div", { class: "banner", role: "alert", hidden: true });
    this.nav = el("div", { class: "side" });
    this.lede = el("p", { class: "lede" });
    this.note = el("p", { class: "muted" });
    this.select = el("select", { id: "sef2si-priority", change: () => this.ask("show") });
    this.bar = el(
      "div",
      { class: "narrow" },
      el("div", { class: "field" }, el("label", { for: "sef2si-priority" }, "Show"), this.select),
      button("Bring up to date", () => this.ask("refresh"), { class: "quiet" }),
    );
    this.parts = el("div", { class: "parts" });
    const main = el("main", { id: "main", tabindex: "-1" }, el("h1", {}, "From priorities to impact"), this.lede, this.note, this.notice, this.bar, this.live, this.parts);
    root.append(el("div", { class: "frame wide dashboard" }, this.nav, main));
  }

  ask(what) {
    setText(this.live, "Reading the plan");
    this.root.setAttribute("aria-busy", "true");
    this.model.send({ do: what, priority: this.select.value });
  }

  hear(message) {
    if (message?.is !== "notice" && message?.is !== "fresh") return;
    this.root.removeAttribute("aria-busy");
    this.notice.hidden = message.is === "fresh";
    this.notice.replaceChildren(...(message.is === "notice" ? [el("p", {}, message.text)] : []));
    setText(this.live, message.is === "fresh" ? message.text : "");
  }

  draw() {
    const view = this.model.get("view");
    this.figures.clear();
    this.nav.replaceChildren(journey(view));
    setText(this.lede, view.lede);
    setText(this.note, view.note ?? "");
    this.note.hidden = !view.note;
    this.bar.hidden = !view.choices.length;
    this.select.replaceChildren(
      el("option", { value: "" }, "The whole plan"),
      ...view.choices.map(([id, title]) => el("option", { value: id, selected: id === view.priority }, title)),
    );
    this.parts.replaceChildren(
      el("div", { class: "tiles" }, ...view.tiles.map(tile)),
      ...view.broken.map(missing),
      ...(view.left_out.length ? [el("ul", { class: "muted" }, ...view.left_out.map((said) => el("li", {}, said)))] : []),
      ...view.panels.map((panel) => this.panel(panel, view)),
    );
    this.root.removeAttribute("aria-busy");
    this.root.dataset.sef2siReady = "";
  }

  panel(panel, view) {
    // What stands on one sheet of paper together.
    const whole = [el("h2", {}, panel.title)];
    if (panel.lede) whole.push(el("p", { class: "muted" }, panel.lede));
    if (panel.empty) whole.push(el("p", {}, panel.empty));
    if (panel.svg) {
      const region = { class: "scroll", tabindex: "0", role: "region", "aria-label": "Map, scrolls sideways on a small screen" };
      whole.push(el("figure", {}, el("div", region, picture(panel.svg))));
    }
    if (panel.figure) whole.push(el("figure", {}, this.figures.place(panel.figure, panel.alt)));
    const parts = [el("div", { class: "whole" }, ...whole)];
    if (panel.key === "map" && view.downloads.length) parts.push(downloads(view.downloads));
    if (panel.table) {
      const table = drawTable(panel.table);
      const folded = panel.figure || panel.svg;
      parts.push(folded ? el("details", { class: "same" }, el("summary", {}, "The same, as a table"), table) : table);
    }
    if (!panel.empty) parts.push(computed(panel.how));
    return el("section", { class: "panel", id: panel.key }, ...parts);
  }

  /** On paper everything is open. Returns what undoes it. */
  print() {
    const folded = [...this.root.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
    this.figures.print();
    const whole = [...this.root.querySelectorAll("svg.sef2si-map")];
    const cut = whole.flatMap((svg) => {
      const parts = sheets(svg);
      svg.after(...parts);
      svg.classList.add("cut");
      return parts;
    });
    return () => {
      for (const part of cut) part.remove();
      for (const svg of whole) svg.classList.remove("cut");
      for (const each of folded) each.open = false;
      this.figures.printed();
    };
  }
}

function render({ model, el: host }) {
  const stop = new AbortController();
  const root = el("div", { class: "sef2si", "data-lm-suppress-shortcuts": "true" });
  if (document.documentElement.dataset.sef2si === undefined) host.classList.add("sef2si-lab");
  host.append(root);
  const page = new Page(model, root);
  const draw = () => page.draw();
  const hear = (message) => page.hear(message);
  model.on("change:view", draw);
  model.on("msg:custom", hear);
  let restore = null;
  const on = (name, act) => window.addEventListener(name, act, { signal: stop.signal });
  on("beforeprint", () => (restore ??= page.print()));
  on("afterprint", () => {
    restore?.();
    restore = null;
  });
  const fold = () => page.nav.querySelector("details")?.toggleAttribute("open", !narrow.matches);
  narrow.addEventListener("change", fold, { signal: stop.signal });
  draw();
  return () => {
    stop.abort();
    model.off("change:view", draw);
    model.off("msg:custom", hear);
    page.figures.close();
    root.remove();
  };
}

export default { render };
