// Suggestions for the search field: a combobox with a list, as the ARIA Authoring Practices describe it. The form works without this.
//
// The page gives: `<form data-script="/search.js" data-suggest="address"><input type="search" id></form>`, and `#announcements`. The address answers with what is shown,
// in the page's language: { label, status, groups: [{ kind, name, items: [{ text, href, price?, picture? }] }] }.
// Listens on the document, since soft navigation puts other fields in place of these.

const PAUSE_MS = 150;
const FIELD = "[data-suggest] input[type=search]";
const PHONE = "(max-width: 48rem)";

let field = null; // the one in use
let list = null;
let options = [];
let active = -1;
let timer;
let underway = null;

/** Makes the field in use a combobox. */
function attach(input) {
  if (field === input && list.isConnected) return;
  detach();
  field = input;
  list = make("div", { id: `${input.id}-suggestions`, role: "listbox", class: "suggestions", hidden: "" });
  // The focus stays in the field while a suggestion is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", choose);
  input.form.append(list);
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });
}

function detach() {
  close();
  list?.remove();
  field = list = null;
  options = [];
}

function isOpen() {
  return !!list && !list.hidden;
}

function open() {
  if (!options.length) return;
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
}

function close() {
  clearTimeout(timer);
  underway?.abort();
  if (!isOpen()) return;
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  activate(-1);
}

/** Asks once there was a pause. What is shown stays until there is something to put in its place. */
function askSoon() {
  clearTimeout(timer);
  underway?.abort();
  if (field.value.trim()) timer = setTimeout(ask, PAUSE_MS);
  else forget();
}

function forget() {
  close();
  options = [];
  list.replaceChildren();
}

async function ask() {
  const mine = (underway = new AbortController());
  const input = field;
  const q = input.value.trim();
  const limit = matchMedia(PHONE).matches ? 8 : 10;
  const query = new URLSearchParams({ locale: document.documentElement.lang, q, limit });
  try {
    const response = await fetch(`${input.form.dataset.suggest}?${query}`, { signal: mine.signal, headers: { accept: "application/json" } });
    const found = response.ok && (await response.json());
    if (mine.signal.aborted || input !== field || document.activeElement !== input) return;
    if (found) show(found, q);
    else forget();
  } catch (error) {
    // Without suggestions the field still searches.
    if (error.name !== "AbortError") forget();
  }
}

function show({ label, status, groups }, query) {
  active = -1;
  field.removeAttribute("aria-activedescendant");
  list.setAttribute("aria-label", label);
  list.replaceChildren(...groups.map((group, index) => groupOf(group, `${list.id}-${index}`, query)));
  options = [...list.querySelectorAll("[role=option]")];
  if (options.length) open();
  else close();
  const announcements = document.getElementById("announcements");
  if (announcements) announcements.textContent = status;
}

function groupOf({ kind, name, items }, id, query) {
  const head = make("div", { id, class: "suggestions-head" }, name);
  const links = items.map((item, index) => optionOf(item, `${id}-${index}`, query));
  return make("div", { role: "group", "aria-labelledby": id, class: kind }, head, ...links);
}

function optionOf({ text, href, price, picture }, id, query) {
  const parts = [make("span", { class: "suggestion-text" }, ...marked(text, query))];
  if (picture) parts.unshift(make("img", { src: picture, alt: "", width: "48", height: "60" }));
  if (price) parts.push(make("span", { class: "price" }, price));
  // A link, so that it opens as any other does; it is reached by arrows and not by Tab.
  return make("a", { id, href, role: "option", tabindex: "-1", "aria-selected": "false" }, ...parts);
}

/** The text with the letters that were typed in <mark>. */
function marked(text, query) {
  const words = query.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const parts = text.split(new RegExp(`(${words.join("|")})`, "iu"));
  return parts.map((part, index) => (index % 2 ? make("mark", {}, part) : part));
}

/** Moves through the list, round its ends. */
function move(step) {
  const count = options.length;
  activate(active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count);
}

function activate(index) {
  options[active]?.setAttribute("aria-selected", "false");
  active = index;
  const option = options[active];
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function choose(event) {
  const option = event.target.closest("[role=option]");
  if (!option || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (option.parentElement.className === "queries") field.value = option.textContent;
  close();
}

function press(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    if (isOpen()) return move(step);
    if (!options.length) return askSoon();
    open();
    move(step);
  } else if (event.key === "Enter" && isOpen() && active >= 0) {
    event.preventDefault();
    options[active].click();
  } else if (event.key === "Escape") {
    if (!isOpen() && !field.value) return;
    event.preventDefault();
    if (isOpen()) return close();
    field.value = "";
    forget();
  } else if (event.key === "Tab") close();
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

addEventListener("focusin", ({ target }) => {
  if (target.matches?.(FIELD)) attach(target);
});

addEventListener("focusout", ({ target, relatedTarget }) => {
  if (target === field && !list.contains(relatedTarget)) close();
});

// While characters are being composed (Chinese, for one) there is nothing to ask for yet, and the keys belong to the composition.
addEventListener("input", (event) => {
  if (event.target === field && !event.isComposing) askSoon();
});
addEventListener("compositionend", ({ target }) => {
  if (target === field) askSoon();
});
addEventListener("keydown", (event) => {
  if (event.target === field && !event.isComposing && event.keyCode !== 229) press(event);
});

addEventListener("submit", ({ target }) => {
  if (target === field?.form) close();
}, true);

/** A field that has the focus already when its script comes. */
export function start(form) {
  if (form.contains(document.activeElement) && document.activeElement.matches(FIELD)) attach(document.activeElement);
}
