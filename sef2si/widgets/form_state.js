// The line that says what is saved and what is not, and the banner for when nothing can be.

import { button, el, setText } from "./form_dom.js";
import { served } from "./form_place.js";

const REALLY_AWAY = 4; // tries after which a reload is offered

export class StateLine {
  constructor(page) {
    this.page = page;
    this.passing = el("span", { "aria-hidden": "true", class: "passing" }); // seen, not read out at every key
    this.status = el("span", { role: "status", "aria-live": "polite" });
    this.node = el("p", { class: "state" }, this.passing, this.status);
    this.banner = el("div", { class: "banner", role: "alert", hidden: true });
  }

  show(state) {
    let [name, passing, said] = ["saved", "", state.said];
    if (state.late) [name, said] = ["late", "Not saved, trying again"];
    else if (state.silent) [name, said] = ["late", "No answer yet"];
    else if (state.sending) [name, passing, said] = ["saving", "Saving…", ""];
    else if (state.refused) {
      [name, said] = ["refused", state.refused === 1 ? "1 answer is not saved yet" : `${state.refused} answers are not saved yet`];
    } else if (state.waiting) [name, passing, said] = ["typing", "Not saved yet", ""];
    this.node.dataset.state = name;
    setText(this.passing, passing);
    setText(this.status, said);
    this.warn(state);
  }

  warn(state) {
    const away = state.late > 0 || state.silent;
    if (!away) {
      if (this.banner.contains(document.activeElement)) this.page.question.focus();
      this.banner.hidden = true;
      this.banner.replaceChildren();
      return;
    }
    if (this.banner.hidden) {
      this.banner.hidden = false;
      this.banner.replaceChildren(
        el("b", {}, "We can’t reach the workbook just now."),
        el("p", {}, "You can go on typing. It stays on this page and is saved as soon as the connection is back."),
      );
    }
    const tries = [...this.page.talk.edits.values(), ...this.page.talk.asked.values()].map((each) => each.tries);
    if (served() && Math.max(...tries) >= REALLY_AWAY && !this.banner.querySelector("button")) {
      this.banner.append(
        el("p", {}, "If it lasts, load the page again. This tab keeps what you typed and offers it back."),
        button("Load the page again", () => {
          this.page.leaving = true;
          location.reload();
        }),
      );
    }
  }
}
