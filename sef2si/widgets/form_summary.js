// The closed card: its title, marks and the line below.

import { el, heard } from "./form_dom.js";

const dot = ({ label, tone, on }) =>
  el(
    "span",
    { class: `link ${on ? "on" : ""}` },
    label,
    el("i", { class: `dot ${tone} ${on ? "on" : ""}`, "aria-hidden": "true" }),
    heard(on ? " in place; " : " not yet; "),
  );

/** What stands in a card's summary. `empty` is its title where it has none; `depth` the level of its heading. */
export function summing(card, empty, depth) {
  const tags = (card.tags ?? []).map((tag) => el("span", { class: `tag ${tag.tone}` }, tag.text));
  const dots = card.dots?.length ? el("span", { class: "links" }, ...card.dots.map(dot)) : null;
  return [
    el("span", { class: "rank" }, card.rank || ""),
    el(`h${Math.min(depth, 6)}`, { class: "h3", dir: "auto" }, card.title || empty),
    el("span", { class: "marks" }, ...tags, dots),
    ...(card.sub ? [el("span", { class: "sub" }, card.sub)] : []),
  ];
}
