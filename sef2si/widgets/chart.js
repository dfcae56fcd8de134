// One chart: the figure, the same numbers as a table, and how they were computed.

import { el } from "./form_dom.js";
import { Figures, drawTable } from "./chart_draw.js";

function render({ model, el: host }) {
  const root = el("div", { class: "sef2si chart" });
  if (document.documentElement.dataset.sef2si === undefined) host.classList.add("sef2si-lab");
  host.append(root);
  const figures = new Figures(model);
  const draw = () => {
    figures.clear();
    const table = model.get("table");
    root.replaceChildren(
      el("figure", {}, figures.place(model.get("figure"), model.get("alt"))),
      ...(table?.headings ? [el("details", {}, el("summary", {}, "The same, as a table"), drawTable(table))] : []),
      ...(model.get("how") ? [el("details", {}, el("summary", {}, "How this is computed"), el("p", {}, model.get("how")))] : []),
    );
    root.dataset.sef2siReady = "";
  };
  const names = ["figure", "alt", "table", "how"].map((name) => `change:${name}`);
  for (const name of names) model.on(name, draw);
  draw();
  return () => {
    for (const name of names) model.off(name, draw);
    figures.close();
    root.remove();
  };
}

export default { render };
