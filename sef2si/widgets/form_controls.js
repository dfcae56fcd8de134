// One control for each kind of field. Each can be read, written, described and marked as refused.

import { button, el, newId, same } from "./form_dom.js";

const FEW = 6; // options shown as radio buttons; more become a list
const MANY = 12; // tick boxes after which a box to search them appears
const NOT_SAID = { value: "", label: "Not said", context: "" };
const YES_NO = [{ value: "yes", label: "Yes", context: "" }, { value: "no", label: "No", context: "" }, NOT_SAID];
const KEYBOARD = { number: "decimal", money: "decimal" };
const GROWS = globalThis.CSS?.supports?.("field-sizing", "content");

/** The options of a field, with what is kept but no longer offered, so that it is never lost from sight. */
export function offered(options, value) {
  const values = [value].flat().filter((each) => each && !options.some((option) => option.value === each));
  return [...options, ...values.map((each) => ({ value: each, label: each, context: "" }))];
}

/** A value as a person reads it: a list of sentences, empty where there is nothing. */
export function inWords(field, options, value) {
  const values = [value].flat().filter((each) => each !== "" && each !== null && each !== undefined);
  if (field.kind === "yes_no") return values.map((each) => YES_NO.find((option) => option.value === each)?.label ?? each);
  if (["choice", "choices", "link", "links"].includes(field.kind)) {
    return values.map((each) => options.find((option) => option.value === each)?.label ?? each);
  }
  return values.map((each) => (field.kind === "money" ? `£${each}` : field.unit ? `${each} ${field.unit}` : each));
}

function boxControl(field, changed) {
  const id = newId("box");
  const long = field.kind === "text";
  const box = long
    ? el("textarea", { id, rows: "3" })
    : el("input", { id, type: "text", inputmode: KEYBOARD[field.kind], autocomplete: "off" });
  let composing = false;
  const grow = () => {
    if (!long || GROWS) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 4}px`;
  };
  box.addEventListener("compositionstart", () => (composing = true));
  box.addEventListener("compositionend", () => {
    composing = false;
    changed("typed");
  });
  box.addEventListener("input", () => {
    grow();
    changed(composing ? "composing" : "typed");
  });
  box.addEventListener("change", () => changed("left"));
  box.addEventListener("blur", () => changed("left"));
  if (!long) {
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      changed("left");
    });
  }
  const unit = field.kind === "money" ? "£" : field.unit;
  const unitId = unit ? newId("unit") : "";
  const node = unit
    ? el(
        "span",
        { class: field.kind === "money" ? "withunit before" : "withunit" },
        el("span", { class: "unit", id: unitId }, unit),
        box,
      )
    : box;
  return {
    node,
    labels: id,
    read: () => box.value,
    write: (value) => {
      if (box.value === (value ?? "")) return;
      box.value = value ?? "";
      requestAnimationFrame(grow);
    },
    first: () => box,
    busy: () => document.activeElement === box,
    mark: (ids, wrong) => {
      const all = [...(unitId ? [unitId] : []), ...ids].join(" ");
      if (all) box.setAttribute("aria-describedby", all);
      else box.removeAttribute("aria-describedby");
      if (wrong) box.setAttribute("aria-invalid", "true");
      else box.removeAttribute("aria-invalid");
    },
    offer: () => {},
  };
}

function listControl(options, changed) {
  const id = newId("list");
  const list = el("select", { id, change: () => changed("left"), blur: () => changed("left") });
  let value = "";
  let have = options;
  const draw = () => {
    list.replaceChildren(
      el("option", { value: "" }, "Choose…"),
      ...offered(have, value).map((option) =>
        el("option", { value: option.value }, option.context ? `${option.label} (${option.context})` : option.label),
      ),
    );
    list.value = value;
  };
  draw();
  return {
    node: list,
    labels: id,
    read: () => (value = list.value),
    write: (next) => {
      value = next ?? "";
      draw();
    },
    first: () => list,
    busy: () => false,
    mark: (ids, wrong) => {
      if (ids.length) list.setAttribute("aria-describedby", ids.join(" "));
      else list.removeAttribute("aria-describedby");
      if (wrong) list.setAttribute("aria-invalid", "true");
      else list.removeAttribute("aria-invalid");
    },
    offer: (next) => {
      have = next;
      value = list.value;
      draw();
    },
  };
}

/** Radio buttons (one of a few) or tick boxes (any of them), in a set under one legend.
 * `nobody`: what no tick means, as a tick box of its own that takes the others off. */
function setControl(options, changed, { many, clear, nobody = "" }) {
  const name = newId("set");
  const set = el("div", { class: "options" });
  const node = el("div", { class: "set" }, set);
  let value = many ? [] : "";
  let have = options;
  let search = null;
  const none = nobody ? el("input", { id: newId("option"), type: "checkbox", name, value: "" }) : null;
  const inputs = () => [...set.querySelectorAll("input")].filter((input) => input !== none);
  const chosen = () => inputs().filter((input) => input.checked).map((input) => input.value);
  const off = clear ? button("Clear", () => clearAll(), { class: "quiet clear" }) : null;
  const clearAll = () => {
    inputs().forEach((input) => (input.checked = false));
    off.hidden = true;
    inputs()[0]?.focus();
    changed("left");
  };
  none?.addEventListener("change", () => {
    inputs().forEach((input) => (input.checked = false));
    picked();
  });
  const settle = () => {
    if (off) off.hidden = !chosen().length;
    if (none) none.checked = !chosen().length;
  };
  const picked = () => {
    settle();
    changed("left");
  };
  const draw = () => {
    const focused = inputs().find((input) => input === document.activeElement)?.value;
    set.replaceChildren(
      ...offered(have, value).map((option) => {
        const id = newId("option");
        const input = el("input", { id, type: many ? "checkbox" : "radio", name, value: option.value, change: picked });
        input.checked = many ? value.includes(option.value) : value === option.value;
        const label = el("label", { for: id }, option.label);
        if (option.context) label.append(el("small", {}, option.context));
        const row = el("div", { class: "option" }, input, label);
        return row;
      }),
    );
    if (none) set.prepend(el("div", { class: "option" }, none, el("label", { for: none.id }, nobody)));
    settle();
    if (focused !== undefined) inputs().find((input) => input.value === focused)?.focus();
    if (many && have.length > MANY && !search) addSearch();
  };
  const addSearch = () => {
    const id = newId("search");
    const found = el("span", { class: "heard", role: "status" });
    const narrow = () => {
      const words = search.value.trim().toLowerCase();
      let left = 0;
      for (const row of set.children) {
        row.hidden = !row.textContent.toLowerCase().includes(words) && !row.querySelector("input").checked;
        left += row.hidden ? 0 : 1;
      }
      found.textContent = `${left} of ${set.children.length} shown`;
    };
    search = el("input", { id, type: "search", autocomplete: "off", input: narrow });
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    node.prepend(el("div", { class: "search" }, el("label", { for: id }, "Find in this list"), search, found));
    set.classList.add("long");
    set.tabIndex = 0;
    set.setAttribute("role", "group");
    set.setAttribute("aria-label", "The list");
  };
  draw();
  if (off) node.append(off);
  return {
    node,
    labels: "",
    read: () => (value = many ? chosen() : (chosen()[0] ?? "")),
    write: (next) => {
      if (same(value, next) && same(many ? chosen() : (chosen()[0] ?? ""), next)) return;
      value = next ?? (many ? [] : "");
      draw();
    },
    first: () => inputs().find((input) => input.checked) ?? none ?? inputs()[0] ?? node.querySelector("button"),
    busy: () => false,
    mark: (ids, wrong, fieldset) => {
      if (ids.length) fieldset.setAttribute("aria-describedby", ids.join(" "));
      else fieldset.removeAttribute("aria-describedby");
      for (const input of inputs()) {
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    },
    offer: (next) => {
      if (same(have, next)) return;
      have = next;
      value = many ? chosen() : (chosen()[0] ?? "");
      draw();
    },
  };
}

/** The control for a field. `changed` hears "typed", "composing" or "left". */
export function control(field, options, changed) {
  const few = options.length <= FEW;
  switch (field.kind) {
    case "choice":
    case "link":
      return few && options.length
        ? setControl(options, changed, { many: false, clear: true })
        : listControl(options, changed);
    case "yes_no":
      return { ...setControl(YES_NO, changed, { many: false, clear: false }), offer: () => {} };
    case "choices":
    case "links":
      return setControl(options, changed, { many: true, clear: false, nobody: field.nobody });
    default:
      return boxControl(field, changed);
  }
}

/** Asks for one of a few things in place: a set of radio buttons or a list, "Choose" and "Cancel". */
export function chooser(question, options, choose, cancel) {
  const held = control({ kind: "choice" }, options, () => {});
  const message = el("p", { class: "refusal", role: "status" });
  const done = button("Choose", () => {
    const value = held.read();
    if (value) choose(value);
    else message.textContent = "Please choose one, or cancel.";
  });
  const label = held.labels ? el("label", { for: held.labels }, question) : el("legend", {}, question);
  const node = el(
    held.labels ? "div" : "fieldset",
    { class: "chooser field", keydown: (event) => event.key === "Escape" && (event.stopPropagation(), cancel()) },
    label,
    held.node,
    message,
    el("div", { class: "bar" }, done, button("Cancel", cancel, { class: "quiet" })),
  );
  return { node, first: held.first };
}

