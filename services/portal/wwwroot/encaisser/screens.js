// One screen at a time. What is shown is told to whoever cannot see it: its heading has the focus.
const frame = document.getElementById("till");
const bar = document.getElementById("bar");
const side = document.getElementById("side");
const entering = new Map();
const leaving = new Map();
let shown;

export const byId = id => document.getElementById(id);

/** What happens when a screen comes and when it goes. */
export function on(name, enter, leave) {
  entering.set(name, enter);
  if (leave) {
    leaving.set(name, leave);
  }
}

export const current = () => shown;

export function show(name, ...values) {
  if (shown) {
    leaving.get(shown)?.();
  }
  shown = name;
  byId("no-script").hidden = true;
  let section;
  for (const each of document.querySelectorAll("[data-screen]")) {
    each.hidden = each.dataset.screen !== name;
    section = each.hidden ? section : each;
  }
  frame.className = `till ${section.dataset.tone ?? "with-list"}`;
  side.hidden = Boolean(section.dataset.tone) || ["link", "code", "ended", "today"].includes(name);
  frame.classList.toggle("with-list", !side.hidden);
  bar.querySelector("#to-today").hidden = ["link", "code", "ended", "today"].includes(name);
  entering.get(name)?.(...values);
  const heading = section.querySelector("h1");
  heading.focus({ preventScroll: true });
  document.title = `${heading.textContent} – ${frame.dataset.place ?? document.title.split(" – ").pop()}`;
  scrollTo(0, 0);
}

/** Text into an element, or the element away. */
export function tell(id, text) {
  const element = byId(id);
  element.textContent = text ?? "";
  element.hidden = !text;
  return element;
}

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
