// Where in the workbook we are. On a page of ours the address says so, and the browser's "back" works; elsewhere it is left alone.

export const served = () => document.documentElement.dataset.sef2si !== undefined;

/** The address of a place: `#step`, or `#step/kind/id/field` with what is known of it. */
export function addressOf({ step, kind, id, field }) {
  const parts = [step, kind, id, field].map((part) => encodeURIComponent(part ?? ""));
  return `#${parts.join("/").replace(/\/+$/, "")}`;
}

/** The place an address names. The step is "" where it names none of ours. */
export function placeFrom(hash, steps) {
  let parts;
  try {
    parts = hash.replace(/^#/, "").split("/").map(decodeURIComponent);
  } catch {
    parts = [""];
  }
  const [step = "", kind = "", id = "", field = ""] = parts;
  return steps && !steps.includes(step) ? { step: "", kind: "", id: "", field: "" } : { step, kind, id, field };
}

/** Writes the place into the address: a new step is a place to come back to, a card within it is not. */
export function show(place, { step }) {
  if (!served()) return;
  const address = addressOf(place);
  if (address === location.hash) return;
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Which drafts are this tab's for this school and this person. */
export const shelf = () => `${document.documentElement.dataset.sef2siPerson ?? ""}:${location.pathname}`;
