// Draws a figure: at once if it is near the screen, else when there is time. plotly is fetched once a page, and only if there is a figure.

import { el } from "./form_dom.js";

const KEY = "__sef2siPlotly";
const NEAR = "500px";
// A sheet of A4 across, within its margins.
const PRINT_PX = 940;
const NARROW_PX = 480;
const SHORT = 17;
const MANY = 16;
const AROUND_PX = 110;
const LINE_PX = 19;
const MORE_PX = 8;
const LETTER = /&\w+;|[\s\S]/gu;
const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, showTips: false };
const FAILED = "The chart could not be drawn just now. The table below has the same numbers.";

function script(url) {
  return new Promise((done, fail) => {
    const tag = el("script", { src: url, async: true, charset: "utf-8" });
    tag.addEventListener("load", () => (window.Plotly ? done(window.Plotly) : fail(new Error("no plotly"))));
    tag.addEventListener("error", () => fail(new Error("not loaded")));
    document.head.append(tag);
  });
}

/** Unpacks the gzipped script that a kernel sent and runs it from an address of its own. */
async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const url = URL.createObjectURL(new Blob([await new Response(stream).arrayBuffer()], { type: "text/javascript" }));
  try {
    return await script(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Asks the kernel for plotly, for pages that have no assets of ours. */
function fromKernel(model) {
  return new Promise((done, fail) => {
    const hear = (message, buffers) => {
      if (message?.is !== "plotly") return;
      model.off("msg:custom", hear);
      if (buffers?.length) unpacked(buffers[0]).then(done, fail);
      else fail(new Error("no plotly"));
    };
    model.on("msg:custom", hear);
    model.send({ do: "plotly" });
  });
}

export function plotly(model) {
  if (!window[KEY]) {
    const url = model.get("plotly_url");
    const found = window.Plotly ? Promise.resolve(window.Plotly) : url ? script(url) : fromKernel(model);
    window[KEY] = found.catch((error) => {
      window[KEY] = null;
      throw error;
    });
  }
  return window[KEY];
}

/** The page's own ink and lines, so that a chart is as readable in the dark as by day. */
function inked(node) {
  const style = getComputedStyle(node);
  const ink = style.getPropertyValue("--ink").trim() || "#14202b";
  const line = style.getPropertyValue("--line").trim() || "#d5dce2";
  const paper = style.getPropertyValue("--paper").trim() || "#fff";
  return {
    "font.color": ink,
    "xaxis.gridcolor": line,
    "xaxis.zerolinecolor": line,
    "yaxis.gridcolor": line,
    "hoverlabel.bgcolor": paper,
    "hoverlabel.bordercolor": ink,
    "hoverlabel.font.color": ink,
  };
}

/** Words in two lines at most, for an axis that has little room. */
function twoLines(text) {
  const lines = [""];
  for (const word of text.replaceAll("<br>", " ").split(" ")) {
    const letters = word.match(LETTER) ?? [];
    const now = (lines.at(-1).match(LETTER) ?? []).length;
    if (now && now + 1 + letters.length > SHORT) lines.push("");
    lines.push([lines.pop(), letters.length > SHORT ? `${letters.slice(0, SHORT - 1).join("")}…` : word].filter(Boolean).join(" "));
  }
  return lines.length > 2 ? `${lines[0]}<br>${lines[1].replace(/…$/, "")}…` : lines.join("<br>");
}

/** On a narrow screen the words on the axis give way to the bars. */
function fitted(figure, width) {
  const layout = structuredClone(figure.layout ?? {});
  if (width >= NARROW_PX) return layout;
  const words = layout.yaxis?.ticktext;
  if (words) {
    layout.yaxis.ticktext = words.map(twoLines);
    if (!words.some((each) => each.includes("<br>"))) layout.height += MORE_PX * words.length;
  }
  // The legend's entries stand under one another there.
  layout.height += LINE_PX * figure.data.length;
  layout.xaxis = { ...layout.xaxis, nticks: 3, tickangle: 0 };
  return layout;
}

/** On paper, where nothing scrolls, a figure with its heading stands on one sheet: words in one line, rows closer. */
function onPaper(figure) {
  const layout = structuredClone(figure.layout ?? {});
  const words = layout.yaxis?.ticktext ?? [];
  const many = words.length > MANY;
  if (words.length) {
    layout.yaxis.ticktext = words.map((each) => each.replaceAll("<br>", " "));
    layout.height = AROUND_PX + Math.max(words.length, 2) * (many ? 11.5 : 20);
  }
  return { ...layout, font: { color: "#000", size: many ? 10 : 12 }, width: PRINT_PX, autosize: false };
}

function set(object, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  let place = object;
  for (const key of keys) place = place[key] ??= {};
  place[last] = value;
}

/** All figures of one widget. `close` lets go of them. */
export class Figures {
  constructor(model) {
    this.model = model;
    this.waiting = new Map();
    this.drawn = new Map();
    this.eye = new IntersectionObserver((seen) => this.see(seen), { rootMargin: NEAR });
    // Fetched at once, run when the first figure comes near.
    const url = model.get("plotly_url");
    if (url && !window.Plotly && !window[KEY]) document.head.append(el("link", { rel: "preload", as: "script", href: url }));
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => this.each((node) => window.Plotly.relayout(node, inked(node)));
    this.dark.addEventListener("change", this.recolour);
    this.refit = () => this.each((node) => this.fit(node));
    addEventListener("resize", this.refit);
  }

  /** The place of a figure; it is drawn when it is near the screen, the others when there is time. */
  place(figure, alt) {
    const node = el("div", { class: "plot", role: "img", "aria-label": alt });
    node.style.minHeight = `${figure.layout?.height ?? 300}px`;
    this.waiting.set(node, figure);
    this.eye.observe(node);
    return node;
  }

  /** Called with the first frame, and whenever a figure comes near. */
  see(entries) {
    const near = entries.filter((entry) => entry.isIntersecting).map((entry) => this.draw(entry.target));
    Promise.all(near).then(() => this.rest());
  }

  /** What isn't near yet is drawn one by one while nothing else is to be done, so that it is there for print. */
  rest() {
    if (this.resting) return;
    this.resting = true;
    const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));
    const next = () => {
      const [node] = this.waiting.keys();
      if (!node) this.resting = false;
      else this.draw(node).then(() => idle(next));
    };
    idle(next);
  }

  async draw(node) {
    const figure = this.waiting.get(node);
    if (!figure) return;
    this.waiting.delete(node);
    this.eye.unobserve(node);
    try {
      const Plotly = await plotly(this.model);
      if (this.closed || !node.isConnected) return;
      await Plotly.newPlot(node, structuredClone(figure.data), this.layout(node, figure), CONFIG);
      this.drawn.set(node, { figure, narrow: node.clientWidth < NARROW_PX });
      node.dataset.drawn = "";
    } catch {
      node.replaceChildren(el("p", { class: "muted" }, FAILED));
      node.removeAttribute("role");
      node.removeAttribute("aria-label");
      node.style.minHeight = "";
      node.dataset.drawn = "failed";
    }
  }

  layout(node, figure) {
    const layout = fitted(figure, node.clientWidth);
    for (const [path, value] of Object.entries(inked(node))) set(layout, path, value);
    return { ...layout, autosize: true };
  }

  /** A screen that was turned or made smaller may have room for other words. */
  fit(node) {
    const seen = this.drawn.get(node);
    const narrow = node.clientWidth < NARROW_PX;
    if (!node.clientWidth || narrow === seen.narrow || this.printing) return;
    seen.narrow = narrow;
    this.redraw(node, this.layout(node, seen.figure));
  }

  redraw(node, layout) {
    window.Plotly.react(node, structuredClone(this.drawn.get(node).figure.data), layout, CONFIG);
  }

  each(act) {
    for (const node of this.drawn.keys()) if (node.isConnected) act(node);
  }

  /** What isn't drawn by now stays off the paper (dashboard.css); its table is there. */
  print() {
    this.printing = true;
    this.each((node) => this.redraw(node, onPaper(this.drawn.get(node).figure)));
  }

  printed() {
    this.printing = false;
    this.each((node) => this.redraw(node, this.layout(node, this.drawn.get(node).figure)));
  }

  /** Lets go of the figures drawn so far; new ones can be placed. */
  clear() {
    this.waiting.clear();
    this.eye.disconnect();
    for (const node of this.drawn.keys()) window.Plotly?.purge(node);
    this.drawn.clear();
  }

  close() {
    this.closed = true;
    this.clear();
    this.dark.removeEventListener("change", this.recolour);
    removeEventListener("resize", this.refit);
  }
}

function cell(value, number) {
  const inside = value.href ? el("a", { href: value.href }, value.text) : value.text;
  const said = value.tone && value.text ? el("span", { class: `said ${value.tone}` }, inside) : inside;
  return el("td", { class: number ? "n" : null }, said);
}

/** A table that scrolls sideways by itself on a small screen. */
export function drawTable(table) {
  const numbers = table.headings.map((heading) => heading.number);
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${table.caption}` },
    el(
      "table",
      {},
      el("caption", { class: "heard" }, table.caption),
      el("thead", {}, el("tr", {}, ...table.headings.map((h) => el("th", { scope: "col", class: h.number ? "n" : null }, h.text)))),
      el("tbody", {}, ...table.rows.map((row) => el("tr", {}, ...row.map((value, place) => cell(value, numbers[place]))))),
    ),
  );
}
