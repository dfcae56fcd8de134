// A page for the form without a kernel: a scripted one answers in its place. For development and tests only.
// ?many: 76 priorities of 20 fields · ?read: somebody who may not change it · ?one: the joined module, as in JupyterLab

const asked = new URLSearchParams(location.search);
const option = (value, label, context = "") => ({ value, label, context });
const field = (name, kind, label, more = {}) => ({
  name, kind, label, hint: "", essential: false, group: "", options: null, makes: "", makes_label: "", unit: "", ...more,
});
const section = (key, singular, fields, more = {}) => ({
  key, kind: key.split(".")[0], heading: "", singular, add: `Add a ${singular}`, empty: "", note: "", movable: false, removable: true,
  guidance: "", fields, children: [], ...more,
});
const card = (kind, id, title, values, more = {}) => ({
  kind, id, title, sub: "", rank: "", group: "", tags: [], dots: [], values, options: {}, presses: [], hints: [], children: {}, ...more,
});
const chain = (need, cpd, check) => [
  { label: "need", tone: "need", on: need }, { label: "CPD", tone: "cpd", on: cpd }, { label: "check", tone: "impact", on: check },
];
const GROUPS = ["Teachers", "Teaching assistants", "Early-career teachers", "Subject and middle leaders", "Senior leaders",
  "Pastoral staff", "Lunchtime supervisors", "Office and site staff", "Governors", "All staff"];
const AREAS = ["Curriculum and teaching", "Achievement", "Attendance and behaviour", "Inclusion"];

const goal = "By how much?";
const priorityFields = [
  field("title", "line", "What must improve?", { essential: true, hint: "One short line that a parent would understand." }),
  field("measure", "line", "Measure", { essential: true, group: goal, hint: "The same before and after" }),
  field("now", "line", "Now", { essential: true, group: goal }),
  field("target", "line", "Target", { essential: true, group: goal }),
  field("by", "date", "By", { essential: true, group: goal, hint: "Like 9 July 2027 or 9/7/27" }),
  field("lead", "line", "Led by", { essential: true }),
  field("why", "text", "Why this, and why now?", { hint: "What did you see, and where is the evidence?" }),
  field("areas", "choices", "Which areas?", { options: AREAS.map((each) => option(each, each)) }),
  field("urgency", "choice", "How pressing is it?", { options: [option("pressing", "Pressing"), option("can_wait", "Can wait")] }),
  field("cost", "money", "Cost"),
  field("share", "number", "Share of pupils", { unit: "%" }),
  field("shared", "yes_no", "Shared with governors?"),
];
const needFields = [
  field("group", "choice", "Who?", { essential: true, options: GROUPS.map((each) => option(each, each)) }),
  field("people", "number", "How many people?", { essential: true, unit: "people" }),
  field("priority", "link", "For which priority?", { essential: true, makes: "priorities", makes_label: "Make a new priority",
    options: [option("p1", "Calm behaviour at lunch", "45% → 75%"), option("p2", "Reading fluency in Year 3", "no target yet")] }),
  field("after", "links", "Which needs come first?", { options: Array.from({ length: 15 }, (_, place) => option(`n${place + 10}`, `Need ${place + 1}`, `for priority ${place % 3}`)) }),
];

function priorities() {
  if (asked.has("many")) {
    return Array.from({ length: 76 }, (_, place) =>
      card("priorities", `m${place}`, `Priority ${place + 1}`, { title: `Priority ${place + 1}`, f3: "Something written here" }, { rank: `${place + 1}`, dots: chain(true, false, false) }),
    );
  }
  const presses = [{ key: "park", label: "Park it", choose: null }, { key: "point", label: "Add a point to it", choose: [option("a", "Boys’ writing"), option("b", "Lunchtimes")] }];
  return [
    card("priorities", "p1", "Calm behaviour at lunch and in corridors",
      { title: "Calm behaviour at lunch and in corridors", measure: "Pupil survey: others behave well", now: "45%", target: "75%", by: "9 July 2027", lead: "A. Okafor",
        why: "Only 45% of pupils said that other children behave well, the lowest answer in the survey. Lunchtime incidents doubled since spring.", areas: ["Inclusion"], urgency: "pressing", cost: "", share: "", shared: "" },
      { rank: "1", sub: "45% → 75% of pupils say others behave well, by July 2027 · Led by A. Okafor", dots: chain(true, true, true), presses,
        hints: [{ key: "effect", field: "lead", sentence: "This says what is happening. What is its effect on pupils’ learning?" }],
        children: { "criteria.all": [card("criteria", "c1", "Lunch feels calm", { text: "Lunch feels calm" })] } }),
    card("priorities", "p2", "Reading fluency in Year 3", { title: "Reading fluency in Year 3", measure: "", now: "", target: "", by: "", lead: "M. Shah", areas: [] },
      { rank: "2", sub: "Curriculum and teaching · Led by M. Shah", tags: [{ text: "no target", tone: "todo" }], dots: chain(false, false, false), presses, children: {} }),
    card("priorities", "p3", "French taught with confidence in every Key Stage 2 class", { title: "French taught with confidence in every Key Stage 2 class", now: "3", target: "9", lead: "C. Dubois", areas: [] },
      { rank: "3", sub: "3 → 9 staff confident by Easter · Led by C. Dubois", dots: chain(true, true, false), presses, children: {} }),
  ];
}

const twenty = Array.from({ length: 20 }, (_, place) => field(`f${place}`, place % 4 === 3 ? "text" : "line", `Field ${place}`, { essential: place < 6, hint: "A hint" }));
const criteria = section("criteria.all", "success criterion", [field("text", "text", "What will be seen?", { essential: true })], { heading: "Success criteria", add: "Add a success criterion" });
const steps = {
  priorities: {
    step: { key: "priorities", question: "What matters most?", guidance: "Choose the few things that would change most for your pupils. Say by how much, and by when, so that you will know.", next: { step: "needs", title: "Next: Who needs to learn what?" } },
    sections: [section("priorities", "priority", asked.has("many") ? [field("title", "line", "What must improve?", { essential: true }), ...twenty.slice(1)] : priorityFields,
      { movable: true, children: asked.has("many") ? [] : [criteria], note: "3 live, 1 parked. You set 5 as what the school can carry.", empty: "Nothing here yet. Add the first thing you want to change." })],
    cards: { priorities: priorities() },
    missing: [
      { subject: "Reading fluency in Year 3", sentence: " has no target yet: improve by how much?", where: { step: "priorities", kind: "priorities", id: "p2", field: "target" } },
      { subject: "Reading fluency in Year 3", sentence: " has no need behind it yet.", where: { step: "needs", kind: "needs", id: "n1", field: "people" } },
    ],
  },
  needs: {
    step: { key: "needs", question: "Who needs to learn what?", guidance: "For each priority, say which staff must know or do something new.", next: null },
    sections: [section("needs", "need", needFields, { empty: "No needs yet." })],
    cards: { needs: [card("needs", "n1", "Lunchtime supervisors", { group: "Lunchtime supervisors", people: "", priority: "", after: [] })] },
    missing: [],
  },
};

class Kernel {
  constructor() {
    Object.assign(this, { heard: [], silent: false, away: false, slow: 10, listeners: [], step: "priorities", undoable: false, ids: 0 });
  }

  view() {
    const nav = [
      { step: "school", title: "Our school", note: "Complete", state: "done" },
      { step: "evaluation", title: "1 Where are we?", note: "7 of 8 areas evaluated", state: "done" },
      { step: "priorities", title: "2 What matters most?", note: "2 things missing", state: "todo" },
      { step: "needs", title: "3 Who needs to learn what?", note: "1 priority has no need yet", state: "todo" },
      { step: "activities", title: "4 What will we do?", note: "3 activities", state: "none" },
    ];
    const links = [{ title: "Dashboard and map", note: "8 of 10 links", href: "/dashboard" }];
    return structuredClone({ may_edit: !asked.has("read"), nav, links, ...steps[this.step], can_undo: this.undoable });
  }

  say(message) {
    if (!this.silent) setTimeout(() => this.listeners.forEach((listener) => listener(structuredClone(message))), this.slow);
  }

  find(kind, id, cards = Object.values(steps).flatMap((each) => Object.values(each.cards).flat())) {
    for (const each of cards) {
      if (each.kind === kind && each.id === id) return { card: each, top: each };
      const below = this.find(kind, id, Object.values(each.children ?? {}).flat());
      if (below) return { card: below.card, top: each };
    }
    return null;
  }

  patch(...changed) {
    const cards = Object.fromEntries(Object.entries(steps[this.step].cards).map(([key, all]) => [key, { order: all.map((each) => each.id), changed: all.filter((each) => changed.includes(each)) }]));
    this.undoable = true;
    this.say({ is: "patch", cards, can_undo: true });
  }

  hear(message) {
    this.heard.push(message);
    if (this.silent) return;
    const { seq, kind, id } = message;
    const found = id ? this.find(kind, id) : null;
    const saved = () => this.say({ is: "saved", seq, at: "10:32", say: "Saved 10:32" });
    if (this.away) {
      this.say({ is: "refused", seq, kind, id, field: message.field ?? "", sentence: "The service can’t be reached.", theirs: null, retry: true });
      return;
    }
    switch (message.do) {
      case "ready":
      case "go":
        if (steps[message.step]) this.step = message.step;
        this.say({ is: "view", view: this.view() });
        break;
      case "edit":
      case "keep_mine":
        if (String(message.typed).includes("bad")) {
          this.say({ is: "refused", seq, kind, id, field: message.field, sentence: `“${message.typed}” can’t be kept. Please write it another way.`, theirs: null, retry: false });
          break;
        }
        if (message.do === "edit" && String(message.typed).includes("clash")) {
          this.say({ is: "refused", seq, kind, id, field: message.field, sentence: "B. Shah changed this while you were writing.", theirs: { text: "Their words", by: "B. Shah" }, retry: false });
          break;
        }
        found.card.values[message.field] = message.typed === "9/7/28" ? "9 July 2028" : message.typed;
        if (message.field === "title" || message.field === "text") found.card.title = message.typed;
        this.patch(found.top);
        saved();
        break;
      case "add": {
        const fresh = `new${++this.ids}`;
        if (message.parent) {
          const parent = this.find("priorities", message.parent).card;
          (parent.children[message.section] ??= []).push(card("criteria", fresh, "", {}));
          this.patch(parent);
          saved();
          this.say({ is: "focus", where: { step: this.step, kind: "criteria", id: fresh, field: "" } });
        } else {
          const made = card(message.section, fresh, "", {}, { rank: `${steps[this.step].cards[message.section].length + 1}` });
          steps[this.step].cards[message.section].push(made);
          this.patch(made);
          saved();
          this.say({ is: "focus", where: { step: this.step, kind: made.kind, id: fresh, field: "" } });
        }
        break;
      }
      case "remove":
        for (const each of Object.values(steps)) for (const key of Object.keys(each.cards)) each.cards[key] = each.cards[key].filter((other) => other.id !== id);
        this.patch();
        saved();
        break;
      case "move": {
        const all = steps[this.step].cards[kind];
        const place = all.findIndex((each) => each.id === id);
        all.splice(place + message.by, 0, ...all.splice(place, 1));
        all.forEach((each, rank) => (each.rank = `${rank + 1}`));
        this.patch(...all);
        saved();
        break;
      }
      case "ignore":
        found.card.hints = [];
        this.patch(found.top);
        saved();
        break;
      case "history":
        this.say({ is: "history", kind, id, rows: [{ at: "9 July 2026, 10:31", by: "B. Shah", what: "changed “Target” from 70% to 75%" }] });
        break;
      case "undo":
        this.undoable = false;
        this.say({ is: "patch", can_undo: false });
        this.say({ is: "notice", text: "Taken back" });
        break;
      case "press":
        if (message.press === "point" && message.choice === "b") this.say({ is: "refused", seq, kind, id, field: "", sentence: "That point has gone.", theirs: null, retry: false });
        else saved();
        break;
      default:
        saved();
    }
  }
}

const kernel = (window.kernel = new Kernel());
kernel.steps = steps;
const model = {
  get: () => (asked.has("late") ? {} : kernel.view()),
  send: (message) => kernel.hear(structuredClone(message)),
  on: (name, act) => name === "msg:custom" && kernel.listeners.push(act),
  off: (name, act) => (kernel.listeners = kernel.listeners.filter((other) => other !== act)),
};
const started = performance.now();
const form = await import(asked.has("one") ? "/one.js" : "/assets/form.js");
await form.default.render({ model, el: document.getElementById("form"), signal: new AbortController().signal });
window.took = performance.now() - started;
