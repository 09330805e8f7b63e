// Soft navigation: a click on a link fetches the page that the server renders anyway and swaps its content in, so that WASM,
// cart and header stay alive. Whatever is unusual (another origin, an error, a download) is left to the browser.
//
// The page gives: `<html data-frame data-build>`, `<main id="main" tabindex="-1">`, parts of the frame that differ between pages marked
// `data-swap="name"`, `#announcements`, and `hydrateIslands(root)` once the islands' script is there.
//
// A choice that changes the page in place (a filter, a sort order) marks its control `data-submits="id of the form's button"`, or its link
// `data-stay="id of what gets the focus"`: focus and scroll stay, what was opened stays open, and `[data-announce]` says what has changed.

const NAVIGATIONS_BEFORE_RELOAD = 50; // islands' memory is not given back
const PREFETCH_AFTER_MS = 65;
const PREFETCH_LIVES_MS = 10_000;
const PRIVATE = /^\/[^/]+\/(cart|checkout|orders)\b|^\/(api|admin|test-gateway|webhooks)\b|logout/;
const HEAD = 'meta[name="description"], meta[name="robots"], meta[property^="og:"], link[rel="canonical"], link[rel="alternate"], script[type="application/ld+json"]';

let shown = location.href; // what is on the screen, which during Back is not what the address bar says
let underway = null;
let navigations = 0;
let chosen = null; // the control whose change sends its form
let swapping = false;
const prefetched = new Map();

if (document.readyState === "loading") addEventListener("DOMContentLoaded", startParts);
else startParts();
history.scrollRestoration = "manual";
history.replaceState({ ...history.state, x: scrollX, y: scrollY }, "");

/** The address that a click or form leads to, if it is ours to handle. */
function ours(url) {
  return url.origin === location.origin && !/^\/(api|admin|test-gateway|webhooks|media|pkg)\b/.test(url.pathname);
}

function sameDocument(url) {
  const now = new URL(shown);
  return url.pathname === now.pathname && url.search === now.search;
}

/** Neither the network nor the server is there. */
class Unreached extends Error {}

function fetchPage(url, signal, cache) {
  return fetch(url, { headers: { accept: "text/html" }, signal, cache }).catch((error) => {
    throw error.name === "AbortError" ? error : new Unreached();
  });
}

function takePrefetched(url) {
  const found = prefetched.get(url.href);
  prefetched.clear();
  return found && Date.now() - found.at < PREFETCH_LIVES_MS ? found.response : null;
}

/**
 * Shows another page. `entry` says what happens to the history: "push", "replace" or "keep" (Back and Forward).
 * `stay` is the id of what has the focus afterwards, if the page only changes in place.
 */
async function navigate(url, entry, scroll, stay) {
  underway?.abort();
  const mine = (underway = new AbortController());
  const at = document.activeElement;
  const leave = () => (entry === "keep" ? location.reload() : location.assign(url));
  if (++navigations > NAVIGATIONS_BEFORE_RELOAD) return leave();
  document.documentElement.dataset.navigating = "";
  try {
    // Back shows what was there, as the browser's own does, and asks only for what may not be kept or was for another cart.
    const cache = entry === "keep" ? "force-cache" : "default";
    const response = (await takePrefetched(url)) ?? (await fetchPage(url, mine.signal, cache));
    const html = response.headers.get("content-type")?.startsWith("text/html") && response.status < 500;
    if (!html) return leave();
    const text = await response.text();
    if (mine.signal.aborted) return;
    const next = new DOMParser().parseFromString(text, "text/html");
    if (!next.getElementById("main") || isOtherBuild(next) || lacksIslands(next)) return leave();
    const final = new URL(response.redirected ? response.url : url);
    if (!final.hash) final.hash = url.hash;
    if (entry === "push") rememberScroll();
    const place = stay && { id: goneOn(at) ?? stay, x: scrollX, y: scrollY };
    await show(next, stay, () => {
      if (entry === "push") history.pushState({ x: place?.x ?? 0, y: place?.y ?? 0 }, "", final);
      else if (final.href !== location.href) history.replaceState(history.state, "", final);
      shown = final.href;
    });
    arrive(final, place ?? scroll, place?.id);
  } catch (error) {
    if (error.name === "AbortError") return;
    // A real load would end at the browser's own error page, and the shop would be gone.
    if (error instanceof Unreached && showOffline(url, entry)) return;
    leave();
  } finally {
    if (underway === mine) {
      underway = null;
      delete document.documentElement.dataset.navigating;
    }
  }
}

/** The frame stays, `<main>` says that there is no connection; its link asks for the page again. */
function showOffline(url, entry) {
  const page = document.getElementById("offline")?.content.cloneNode(true);
  if (!page) return false;
  // Until it is shown, the page has but one heading.
  const title = page.querySelector(".title");
  const heading = document.createElement("h1");
  heading.textContent = title.textContent;
  title.replaceWith(heading);
  page.querySelector("a").href = url;
  if (entry === "push") {
    rememberScroll();
    history.pushState({ x: 0, y: 0 }, "", url);
  }
  shown = url.href;
  document.title = heading.textContent;
  document.getElementById("main").replaceChildren(page);
  arrive(new URL(url.pathname, url));
  return true;
}

/** After a deployment the new page wants other scripts and styles than those that are loaded. */
function isOtherBuild(next) {
  return document.documentElement.dataset.build !== next.documentElement.dataset.build;
}

/** A page that began without the islands' script (the checkout) cannot bring islands to life. */
function lacksIslands(next) {
  return !globalThis.hydrateIslands && next.querySelector("leptos-island");
}

/** The control that the reader has gone on to since the choice. */
function goneOn(from) {
  const now = document.activeElement;
  return now !== from && now?.matches("main [id][data-submits]") ? now.id : null;
}

async function show(next, stay, enter) {
  // Parsed without scripting, <noscript> holds real elements: a refresh in it would act on this page.
  for (const element of next.querySelectorAll("noscript")) element.remove();
  const swap = () => {
    enter();
    swapHead(next);
    const restore = stay && remember();
    // A field that is taken away says that it has changed.
    swapping = true;
    swapBody(next);
    swapping = false;
    if (restore) restore();
  };
  // What changes in place does so at once: nothing could be pressed during a transition.
  const still = stay || matchMedia("(prefers-reduced-motion: reduce)").matches || !document.startViewTransition;
  if (still) swap();
  else {
    const transition = document.startViewTransition(swap);
    // The next one may break it off before it began to move, which harms nothing.
    transition.ready.catch(() => {});
    await transition.updateCallbackDone;
  }
  startParts();
  await globalThis.hydrateIslands?.(document);
}

/** Parts of a page that bring a script of their own: `<div data-script="/product.js">`. Its `start` runs once for each such element. */
function startParts() {
  for (const part of document.querySelectorAll("[data-script]")) {
    if (part.started) continue;
    part.started = true;
    import(part.dataset.script).then(({ start }) => start(part), (error) => console.warn("The page works without this script:", error));
  }
}

function swapHead(next) {
  document.title = next.title;
  for (const element of document.head.querySelectorAll(HEAD)) element.remove();
  document.head.append(...next.head.querySelectorAll(HEAD));
}

/** What a reader has opened, and typed meanwhile; the answer puts it back. */
function remember() {
  const folds = [...document.querySelectorAll("main details[id]")].map(({ id, open }) => ({ id, open }));
  const cover = openPopover();
  const scrolled = cover?.scrollTop;
  const { id: typedIn, value: typed, dataset } = document.activeElement ?? {};
  const begun = dataset?.sent !== undefined && typed !== dataset.sent;
  return () => {
    for (const { id, open } of folds) if (document.getElementById(id)) document.getElementById(id).open = open;
    const input = begun && document.getElementById(typedIn);
    if (input) {
      input.value = typed;
      input.dataset.begun = "";
    }
    const again = cover && document.getElementById(cover.id);
    if (!again) return;
    // Where the focus goes when it is closed.
    document.querySelector(`[popovertarget="${again.id}"]:not([popovertargetaction])`)?.focus({ preventScroll: true });
    again.dataset.kept = "";
    again.showPopover();
    again.scrollTop = scrolled;
  };
}

function openPopover() {
  return CSS.supports("selector(:popover-open)") ? document.querySelector("main [popover]:popover-open") : null;
}

function swapBody(next) {
  document.querySelector("dialog[open]")?.close();
  for (const element of document.querySelectorAll("[inert]")) element.inert = false;
  const sameFrame = document.documentElement.lang === next.documentElement.lang && document.documentElement.dataset.frame === next.documentElement.dataset.frame;
  document.documentElement.lang = next.documentElement.lang;
  if (!sameFrame) {
    document.documentElement.dataset.frame = next.documentElement.dataset.frame;
    document.body.replaceChildren(...[...next.body.children].filter((element) => element.tagName !== "SCRIPT"));
    return;
  }
  document.getElementById("main").replaceWith(next.getElementById("main"));
  for (const part of document.querySelectorAll("[data-swap]")) {
    const other = next.querySelector(`[data-swap="${part.dataset.swap}"]`);
    if (other) part.replaceWith(other);
  }
  // An order's page has none; those after it need one.
  const region = next.getElementById("announcements");
  if (region && !document.getElementById("announcements")) document.body.append(region);
}

/** Puts focus and scroll where a page load would have put them, and says what page this is. */
function arrive(url, scroll, stay) {
  const target = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
  const start = (stay && document.getElementById(stay)) || document.querySelector("[data-focus]") || document.getElementById("main");
  (target || start).focus({ preventScroll: true });
  if (target) target.scrollIntoView();
  else scrollTo({ left: scroll?.x ?? 0, top: scroll?.y ?? 0, behavior: "instant" });
  const announcements = document.getElementById("announcements");
  const change = stay && document.querySelector("[data-announce]")?.dataset.announce;
  if (announcements) announcements.textContent = change || document.title;
}

function rememberScroll() {
  history.replaceState({ ...history.state, x: scrollX, y: scrollY }, "");
}

function linkOf(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || link.hasAttribute("download") || link.rel.includes("external")) return null;
  const url = new URL(link.href);
  return ours(url) ? url : null;
}

addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = linkOf(event);
  // A place on this very page is the browser's own business.
  if (!url || (url.hash && sameDocument(url))) return;
  event.preventDefault();
  navigate(url, sameDocument(url) ? "replace" : "push", null, event.target.closest("a").dataset.stay);
});

addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  // Not the properties: an input named "method" would stand in their place.
  const attribute = (name, otherwise) => button?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? otherwise;
  if (event.defaultPrevented || attribute("method", "get") !== "get" || attribute("target", "")) return;
  const url = new URL(attribute("action", ""), location);
  if (!ours(url)) return;
  event.preventDefault();
  // What is left empty need not be said.
  const pairs = [...new FormData(form, button)].filter(([, value]) => value !== "");
  url.search = new URLSearchParams(pairs);
  for (const input of form.elements) if (input.type === "text") input.dataset.sent = input.value;
  // A choice that sent its form, or Enter in its field, goes on from where it is.
  const at = chosen ?? document.activeElement;
  const stay = button?.id && at?.dataset?.submits === button.id ? at.id : null;
  navigate(url, sameDocument(url) ? "replace" : "push", null, stay);
});

addEventListener("popstate", (event) => {
  const url = new URL(location.href);
  if (sameDocument(url)) {
    shown = url.href;
    if (!url.hash) scrollTo(event.state?.x ?? 0, event.state?.y ?? 0);
    return;
  }
  navigate(url, "keep", event.state);
});

// Back must find where the reader was, also after a scroll that no click followed.
let scrollTimer;
addEventListener("scroll", () => {
  clearTimeout(scrollTimer);
  scrollTimer = setTimeout(() => { if (!underway) rememberScroll(); }, 100);
}, { passive: true });

function prefetch(event) {
  const url = linkOf(event);
  if (!url || navigator.connection?.saveData || PRIVATE.test(url.pathname) || sameDocument(url) || prefetched.has(url.href)) return;
  const start = () => {
    prefetched.clear();
    prefetched.set(url.href, { at: Date.now(), response: fetchPage(url).catch(() => null) });
  };
  if (event.type !== "mouseover") return start();
  const timer = setTimeout(start, PREFETCH_AFTER_MS);
  event.target.addEventListener("mouseout", () => clearTimeout(timer), { once: true });
}

for (const kind of ["mouseover", "focusin", "touchstart"]) addEventListener(kind, prefetch, { passive: true });

// A choice that decides which inputs follow presses its form's button; without script a reader presses it.
addEventListener("change", (event) => {
  if (!swapping) send(event.target);
});

// What was put back into a field is no change to the browser.
addEventListener("focusout", ({ target }) => {
  if (target.dataset?.begun !== undefined && !swapping) send(target);
});

function send(control) {
  const { dataset, options, value } = control;
  const button = dataset?.submits && document.getElementById(dataset.submits);
  const shown = options && [...options].find((option) => option.defaultSelected)?.value;
  if (!button || value === shown) return;
  delete dataset.begun;
  chosen = control;
  button.form.requestSubmit(button);
  chosen = null;
}

// While something covers the page, nothing behind it takes part; what is announced is still heard. Before it opens or closes: what it was
// opened with gets the focus back.
addEventListener("beforetoggle", ({ target, newState }) => {
  if (!target.matches?.("[data-covers]")) return;
  for (let part = target; part !== document.body; part = part.parentElement) {
    for (const other of part.parentElement.children) if (other !== part && other.id !== "announcements") other.inert = newState === "open";
  }
}, true);
