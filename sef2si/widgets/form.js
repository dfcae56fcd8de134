// The form widget: draws what the kernel gives it and sends back what people do. It knows kinds of fields, no step and no record.

import { el } from "./form_dom.js";
import { Page } from "./form_page.js";
import { placeFrom, served } from "./form_place.js";

function render({ model, el: host, signal }) {
  const stop = new AbortController();
  signal?.addEventListener("abort", () => stop.abort());
  const on = (target, name, act) => target.addEventListener(name, act, { signal: stop.signal });
  // JupyterLab listens to single keys outside of its own boxes.
  const root = el("div", { class: "sef2si", "data-lm-suppress-shortcuts": "true" });
  if (!served()) host.classList.add("sef2si-lab");
  host.append(root);

  const page = new Page(root, (message) => model.send(message));
  const hear = (message) => page.hear(message);
  const redraw = () => page.showView(model.get("view"));
  model.on("msg:custom", hear);
  model.on("change:view", redraw);

  on(window, "beforeunload", (event) => {
    page.talk.flush();
    const leaving = page.leaving || document.documentElement.dataset.sef2siLeaving !== undefined;
    if (page.talk.state().unsaved && !leaving) event.preventDefault();
  });
  on(window, "pagehide", () => page.talk.flush());
  on(document, "visibilitychange", () => document.hidden && page.talk.flush());
  on(window, "online", () => page.talk.hurry());
  let restore = null;
  on(window, "beforeprint", () => (restore ??= page.print()));
  on(window, "afterprint", () => {
    restore?.();
    restore = null;
  });
  if (served()) on(window, "hashchange", () => page.addressChanged());

  const place = served() ? placeFrom(location.hash) : placeFrom("");
  const first = model.get("view");
  const steps = first?.nav?.map((item) => item.step);
  if (place.kind && (!steps || steps.includes(place.step))) page.pending = place;
  // A first view of another step than the address names would only flash by.
  if (!place.step || first?.step?.key === place.step || (steps && !steps.includes(place.step))) page.showView(first);
  page.ask({ do: "ready", step: steps && !steps.includes(place.step) ? "" : place.step });

  return () => {
    stop.abort();
    model.off("msg:custom", hear);
    model.off("change:view", redraw);
    page.unfold();
    root.remove();
  };
}

export default { render };
