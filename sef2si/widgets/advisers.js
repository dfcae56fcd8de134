// The first view of an adviser: at most five lines of what matters now, then every school, searched, sorted and filtered.

import { button, el, heard, same, setText } from "./form_dom.js";
import { Opener, Say, Talks, ThreadList, beginner } from "./talks.js";

const served = () => document.documentElement.dataset.sef2si !== undefined;

const SHOW = [
  ["", "All schools"],
  ["waiting", "Waiting for you"],
  ["promised", "With a promise due"],
  ["changed", "Changed since you looked"],
  ["new", "Not looked into yet"],
  ["off", "Sharing nothing yet"],
];
const PICK = {
  waiting: (row) => row.waiting > 0,
  promised: (row) => row.promised > 0,
  changed: (row) => row.changes.length > 0,
  new: (row) => !row.looked && row.level !== "off",
  off: (row) => row.level === "off",
};

// What a list can be sorted by. Never by links unless somebody asks: it would reward filling boxes.
const last = (value, row) => value(row) ?? -Infinity;
const SORTS = {
  name: ["Name", null],
  waiting: ["Waiting for you first", (row) => row.waiting * 1000 + row.promised],
  sef: ["Oldest self-evaluation first", (row) => last((each) => each.by.sef, row)],
  overdue: ["Most checks overdue first", (row) => last((each) => each.by.overdue, row)],
  fsm: ["Highest FSM first", (row) => last((each) => each.by.fsm, row)],
  step: ["Earliest on the journey first", (row) => (row.by.step === null ? -Infinity : -row.by.step)],
  live: ["Most live priorities first", (row) => last((each) => each.by.live, row)],
  money: ["Most money a head first", (row) => last((each) => each.by.money, row)],
  hours: ["Most hours a head first", (row) => last((each) => each.by.hours, row)],
  links: ["Fewest links in place first", (row) => (row.by.links === null ? -Infinity : -row.by.links)],
};

const COLUMNS = [
  ["School", ""],
  ["Phase", ""],
  ["FSM", "n"],
  ["Where on the journey", ""],
  ["Links in place", "n"],
  ["Worst break", ""],
  ["Live priorities", ""],
  ["SEF last worked on", "n"],
  ["Checks overdue", "n"],
  ["Money a head", "n"],
  ["Hours a head", "n"],
];
const NOTHING = "Shares nothing with its advisers yet. Ask the school to choose what you see, on its page “Sharing”.";

function choice(label, options, change) {
  const select = el("select", { id: `sef2si-${label.toLowerCase().replace(/\W+/g, "-")}`, change });
  select.append(...options.map(([value, words]) => el("option", { value }, words)));
  return [el("div", { class: "field" }, el("label", { for: select.id }, label), select), select];
}

class Row {
  constructor(page, row) {
    this.page = page;
    this.node = el("tr", { "data-urn": row.urn });
    this.update(row);
  }

  update(row) {
    if (same(row, this.row)) return;
    this.row = row;
    const open = this.detail && !this.detail.hidden;
    this.opener = button("Talk", () => this.toggle(), { class: "quiet", "aria-expanded": String(Boolean(open)) });
    this.opener.append(heard(` with ${row.name}`));
    const marks = [
      row.waiting ? el("span", { class: "tag asked" }, row.waiting === 1 ? "1 for you" : `${row.waiting} for you`) : null,
      row.promised ? el("span", { class: "tag todo" }, row.promised === 1 ? "1 promise due" : `${row.promised} promises due`) : null,
      row.asked ? el("span", { class: "tag" }, row.asked === 1 ? "1 asked" : `${row.asked} asked`) : null,
    ];
    const name = el(
      "th",
      { scope: "row" },
      row.href ? el("a", { href: row.href }, row.name) : row.name,
      el("small", {}, `URN ${row.urn}${row.level === "summary" ? " · shares a summary" : ""}`),
      ...(row.changes.length ? [el("small", { class: "changed" }, `Since ${row.looked}: ${row.changes.join("; ")}`)] : []),
      el("span", { class: "marks" }, ...marks, this.opener),
    );
    if (row.level === "off") {
      this.node.replaceChildren(name, el("td", { class: "off", colspan: COLUMNS.length - 1 }, NOTHING));
      return;
    }
    const cells = [
      row.phase,
      row.fsm,
      [row.step, el("small", {}, row.steps)],
      row.links,
      row.worst,
      [row.live, row.themes ? el("small", {}, row.themes) : ""],
      row.sef,
      row.overdue,
      row.money,
      row.hours,
    ];
    this.node.replaceChildren(
      name,
      ...cells.map((cell, at) => {
        const [heading, look] = COLUMNS[at + 1];
        const late = heading === "Checks overdue" && row.by.overdue ? " todo" : "";
        return el("td", { class: look + late, "data-label": heading }, ...[cell].flat(), cell ? "" : heard("not said"));
      }),
    );
  }

  toggle() {
    if (this.detail && !this.detail.hidden) {
      this.detail.hidden = true;
      this.opener.setAttribute("aria-expanded", "false");
      return;
    }
    this.open();
  }

  open() {
    const { page, row } = this;
    if (!this.detail) {
      this.inside = el("td", { colspan: COLUMNS.length }, el("p", { class: "muted", role: "status" }, "Reading what was said…"));
      this.detail = el("tr", { class: "detail" }, this.inside);
    }
    this.detail.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    page.place();
    page.send({ do: "open", urn: row.urn });
  }

  show(talks) {
    const { page, row } = this;
    const extra = { urn: row.urn };
    if (!this.list) {
      const link = (thread) =>
        row.href && thread.kind ? el("a", { href: row.href.replace(/dashboard$/, `workbook#${place(thread)}`) }, thread.about) : null;
      this.list = new ThreadList(page.talks, { link, extra, depth: 4 });
      this.promises = el("ul", { class: "promises" });
      const heading = el("h3", { tabindex: "-1" }, `Between you and ${row.name}`);
      const parts = [heading, this.list.node];
      if (row.level === "off") {
        parts.push(el("p", { class: "muted" }, "This school shares nothing just now, so nothing new can be asked or promised here. What was said stays."));
      } else {
        parts.push(beginner(page.talks, `school ${row.urn}`, "adviser", { kind: "", record: "" }, extra).node);
      }
      parts.push(el("h3", {}, "What you promised"), this.promises);
      if (row.level !== "off") {
        const sends = [["Promise", (text, due) => ({ do: "promise", text, due, ...extra })]];
        const begin = (close) =>
          new Say(page.talks, `promise ${row.urn}`, "What will you do?", sends, { day: "By which day?", hint: "The school sees it.", close });
        parts.push(new Opener("Promise something", begin, "quiet").node);
      }
      this.inside.replaceChildren(el("div", { class: "talked" }, ...parts));
      heading.focus();
    }
    this.list.update(talks.threads);
    const item = (each) => {
      const kept = Boolean(each.kept);
      const mark = each.mine
        ? button(el("span", {}, kept ? "Not kept yet" : "Kept", heard(`: ${each.text}`)), () => page.send({ do: "keep_promise", promise: each.id, kept: !kept, ...extra }), {
            class: kept ? "quiet" : "soft",
          })
        : null;
      const said = `${each.mine ? "" : `${each.by}: `}${each.text}`;
      return el("li", {}, el("span", {}, said, el("small", {}, kept ? `kept on ${each.kept}` : `by ${each.due}`)), mark);
    };
    this.promises.replaceChildren(...(talks.promises.length ? talks.promises.map(item) : [el("li", { class: "muted" }, "Nothing yet.")]));
  }
}

const place = (thread) => [thread.where?.step ?? "", thread.kind, thread.record].map(encodeURIComponent).join("/");

class Page {
  constructor(model, root) {
    this.model = model;
    this.rows = new Map();
    this.order = [];
    this.send = (message) => {
      setText(this.live, "");
      model.send(message);
    };
    const shelf = `${document.documentElement.dataset.sef2siPerson ?? ""}:advisers`;
    this.talks = new Talks(this.send, shelf);
    this.live = el("p", { class: "state", role: "status" });
    this.notice = el("div", { class: "banner", role: "alert", hidden: true });
    this.today = el("p", { class: "lede" });
    this.matters = el("ol", { class: "matters" });
    this.quiet = el("p", {}, "Nothing waits for you. A good moment to look into a school you have not heard from for a while.");
    this.seen = button("Mark all changes as seen", () => this.send({ do: "look", urns: this.unseen() }), { class: "quiet" });
    const refresh = button("Bring up to date", () => this.send({ do: "refresh" }), { class: "quiet" });
    this.search = el("input", { id: "sef2si-search", type: "search", autocomplete: "off", input: () => this.filter() });
    const [showField, show] = choice("Show", SHOW, () => this.filter());
    const [phaseField, phase] = choice("Phase", [["", "All phases"]], () => this.filter());
    const [sortField, sort] = choice("Sort by", Object.entries(SORTS).map(([key, [words]]) => [key, words]), () => this.filter());
    Object.assign(this, { showing: show, phase, sort });
    this.count = el("p", { class: "muted", role: "status" });
    this.body = el("tbody");
    this.files = el("p", { class: "take" });
    const head = el("tr", {}, ...COLUMNS.map(([words, look]) => el("th", { scope: "col", class: look }, words)));
    this.table = el("table", { class: "schools" }, el("caption", { class: "heard" }, "The schools you advise"), el("thead", {}, head), this.body);
    this.list = el(
      "section",
      { "aria-labelledby": "sef2si-schools" },
      el("h2", { id: "sef2si-schools", tabindex: "-1" }, "Your schools"),
      el(
        "div",
        { class: "narrow", role: "search" },
        el("div", { class: "field" }, el("label", { for: this.search.id }, "Find a school"), this.search),
        showField,
        phaseField,
        sortField,
      ),
      this.count,
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Your schools, scrolls sideways on a small screen" }, this.table),
      this.files,
    );
    const main = el(
      served() ? "main" : "div",
      { id: "main", tabindex: "-1" },
      el("h1", {}, "What matters now"),
      this.today,
      this.notice,
      this.matters,
      this.quiet,
      el("div", { class: "bar" }, this.seen, refresh, this.live),
      this.list,
    );
    root.append(el("div", { class: "advisers" }, main));
    this.root = root;
  }

  get shown() {
    return this.order.map((urn) => this.rows.get(urn).row);
  }

  unseen() {
    return this.shown.filter((row) => row.changes.length || PICK.new(row)).map((row) => row.urn);
  }

  hear(message) {
    if (message.is === "patch") this.patch(message);
    else if (message.is === "talks") this.rows.get(message.urn)?.show(message.talks);
    else if (!this.talks.hear(message) && message.is === "refused") this.tell(message.sentence);
  }

  tell(sentence) {
    this.notice.hidden = !sentence;
    this.notice.replaceChildren(...(sentence ? [el("p", {}, sentence)] : []));
  }

  draw() {
    const view = this.model.get("view");
    this.files.replaceChildren();
    this.links = view.files.map(({ text, href }) => [href, el("a", { href }, text)]);
    if (this.links.length) this.files.append("Take away what you see here: ", ...this.links.flatMap(([, link], at) => [at ? " · " : "", link]));
    this.patch({ ...view, order: view.rows.map((row) => row.urn), say: "" });
    this.root.dataset.sef2siReady = "";
  }

  patch({ today, matters, order, rows, say }) {
    this.tell("");
    this.order = order;
    for (const row of rows) {
      if (this.rows.has(row.urn)) this.rows.get(row.urn).update(row);
      else this.rows.set(row.urn, new Row(this, row));
    }
    setText(this.today, today);
    this.drawMatters(matters);
    const phases = [...new Set(this.shown.map((row) => row.phase).filter(Boolean))].sort();
    if (!same(phases, this.phases)) {
      this.phases = phases;
      const chosen = this.phase.value;
      this.phase.replaceChildren(...[["", "All phases"], ...phases.map((each) => [each, each])].map(([value, words]) => el("option", { value, selected: value === chosen }, words)));
    }
    this.seen.hidden = !this.unseen().length;
    this.filter();
    setText(this.live, say);
  }

  drawMatters(matters) {
    if (same(matters, this.mattered)) return;
    this.mattered = matters;
    this.quiet.hidden = matters.length > 0;
    this.matters.hidden = !matters.length;
    this.matters.replaceChildren(...matters.map((each) => this.matter(each)));
  }

  matter(each) {
    const tone = each.is_late ? "stop" : { waiting: "asked", promised: "todo" }[each.sort] ?? "";
    // A question opens its thread; a change leads into the school; a line of several filters the list.
    const href = this.rows.get(each.urn)?.row.href;
    const talk = each.thread_id || each.promise_id;
    const act = () => (each.urn ? this.talkWith(each.urn) : this.only(each.sort));
    const words = !each.urn ? "Show them" : each.promise_id ? "Open it" : each.thread_id ? "Read and answer" : "Look in";
    const about = each.urn ? heard(`: ${each.school}`) : "";
    const way = href && !talk ? el("a", { href }, words, about) : button(el("span", {}, words, about), act, { class: "quiet" });
    return el(
      "li",
      {},
      el("span", { class: `tag ${tone}` }, each.label),
      el("span", {}, ...(each.urn ? [el("b", {}, each.school), ` ${each.words}. `] : [`${each.words}. `]), way),
      each.quote ? el("blockquote", { dir: "auto" }, each.quote) : null,
    );
  }

  only(sort) {
    this.showing.value = sort;
    this.search.value = "";
    this.phase.value = "";
    this.filter();
    this.list.querySelector("h2").focus();
  }

  talkWith(urn) {
    if (!this.body.contains(this.rows.get(urn).node)) this.only("");
    const row = this.rows.get(urn);
    row.open();
    row.node.scrollIntoView({ block: "start" });
  }

  filter() {
    const wanted = this.search.value.trim().toLowerCase();
    const pick = PICK[this.showing.value] ?? (() => true);
    const fits = (row) =>
      pick(row) && (!this.phase.value || row.phase === this.phase.value) && `${row.name} ${row.urn} ${row.themes}`.toLowerCase().includes(wanted);
    const found = this.shown.filter(fits);
    const value = SORTS[this.sort.value][1];
    // The order that came is by name; sorting keeps it among equals.
    if (value) found.sort((one, other) => value(other) - value(one) || 0);
    this.found = found.map((row) => row.urn);
    this.place();
    const all = this.order.length;
    const told = found.length === all ? `${all} ${all === 1 ? "school" : "schools"}` : `${found.length} of ${all} schools`;
    setText(this.count, found.length ? told : all ? "No school fits. Show all schools, or search for something else." : "No school has asked you to advise it yet. Ask a school’s headteacher to invite you.");
    this.table.hidden = !found.length;
    const same = found.length === all && !value;
    for (const [href, link] of this.links ?? []) link.href = same ? href : `${href}?urns=${this.found.join(",")}`;
    this.files.hidden = !found.length;
  }

  /** Puts the rows in their order, each with what is open below it. */
  place() {
    const nodes = this.found.flatMap((urn) => {
      const row = this.rows.get(urn);
      return row.detail ? [row.node, row.detail] : [row.node];
    });
    const active = document.activeElement;
    this.body.replaceChildren(...nodes);
    if (active !== document.activeElement && this.body.contains(active)) active.focus();
  }
}

function render({ model, el: host }) {
  const root = el("div", { class: "sef2si", "data-lm-suppress-shortcuts": "true" });
  if (!served()) host.classList.add("sef2si-lab");
  host.append(root);
  const page = new Page(model, root);
  const hear = (message) => page.hear(message);
  model.on("msg:custom", hear);
  page.draw();
  return () => {
    model.off("msg:custom", hear);
    root.remove();
  };
}

export default { render };
