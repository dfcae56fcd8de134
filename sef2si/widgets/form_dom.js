// What every part of the form needs in order to draw. Text always goes in as text, never as markup.

let drawn = 0;

export const newId = (stem) => `sef2si-${stem}-${++drawn}`;

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** An element. Attributes that are functions are listeners; those that are null or false are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export const button = (label, click, attributes = {}) => el("button", { type: "button", click, ...attributes }, label);

/** Words for those who hear the page instead of seeing it. */
export const heard = (text) => el("span", { class: "heard" }, text);

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Makes `nodes` the children of `parent`, in this order. The one that holds the focus is never taken out of the page,
 * so neither the focus nor the place on the screen is lost: the others move around it.
 */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  const still = nodes.find((node) => node.parentNode === parent && node.contains(document.activeElement));
  const before = still?.getBoundingClientRect().top;
  if (!still) {
    nodes.forEach((node, place) => {
      if (parent.children[place] !== node) parent.insertBefore(node, parent.children[place] ?? null);
    });
    return;
  }
  const place = nodes.indexOf(still);
  let next = still;
  for (const node of nodes.slice(0, place).reverse()) {
    if (node.nextElementSibling !== next) parent.insertBefore(node, next);
    next = node;
  }
  let last = still;
  for (const node of nodes.slice(place + 1)) {
    if (last.nextElementSibling !== node) last.after(node);
    last = node;
  }
  const shift = still.getBoundingClientRect().top - before;
  if (shift) window.scrollBy({ top: shift, behavior: "instant" });
}
