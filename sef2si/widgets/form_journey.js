// The journey beside the page and the step after this one: links that stay as they are while nothing about them changed.

import { el, heard, same, setText } from "./form_dom.js";
import { addressOf } from "./form_place.js";

export function drawNav(page) {
  const { nav = [], links = [], step } = page.view;
  const drawn = { nav, links, key: step.key };
  if (same(drawn, page.navDrawn)) return;
  page.navDrawn = drawn;
  const focused = page.steps.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  page.steps.replaceChildren(...nav.map((stop) => stopOf(page, stop, step.key)), ...links.map(linkOf));
  const here = nav.find((stop) => stop.step === step.key);
  setText(page.where, here ? `Journey: ${here.title}` : "Journey");
  if (focused) [...page.steps.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
}

function stopOf(page, stop, current) {
  const link = el(
    "a",
    {
      href: addressOf({ step: stop.step }),
      "aria-current": stop.step === current ? "step" : null,
      click: (event) => page.follow(event, { step: stop.step }),
    },
    stop.title,
    stop.note ? el("small", {}, stop.note) : heard(stop.state === "done" ? ", complete" : ""),
  );
  return el("li", { class: stop.state }, link);
}

function linkOf({ title, note, href }) {
  return el("li", { class: "link" }, el("a", { href }, title, note ? el("small", {}, note) : null));
}

export function drawNext(page) {
  const { step, links = [] } = page.view;
  const onwards = links.slice(0, 1); // what comes of it all; the other pages are beside the journey
  const drawn = { next: step.next, links: onwards.map(({ title, href }) => [title, href]) };
  if (same(drawn, page.nextDrawn)) return;
  page.nextDrawn = drawn;
  const next = step.next
    ? el(
        "a",
        { class: "button", href: addressOf({ step: step.next.step }), click: (event) => page.follow(event, { step: step.next.step }) },
        step.next.title,
      )
    : null;
  // Each page has one clear next step: after the last question it is what comes of it all.
  const others = onwards.map(({ title, href }) => el("a", { href, class: next ? null : "button" }, title));
  page.next.replaceChildren(...(next ? [next] : []), ...others);
}
