// Soft navigation: a click on a link fetches the page that the server renders anyway and swaps its content in, so that WASM,
// cart and header stay alive. Whatever is unusual (another origin, an error, a download) is left to the browser.
//
// The page gives: `<html data-frame data-build>`, `<main id="main" tabindex="-1">`, parts of the frame that differ between pages marked
// `data-swap="name"`, `#announcements`, and `hydrateIslands(root)` once the islands' script is there.

const NAVIGATIONS_BEFORE_RELOAD = 50; // islands' memory is not given back
const PREFETCH_AFTER_MS = 65;
const PREFETCH_LIVES_MS = 10_000;
const PRIVATE = /^\/[^/]+\/(cart|checkout|orders)\b|^\/(api|admin|test-gateway|webhooks)\b|logout/;
const HEAD = 'meta[name="description"], meta[name="robots"], meta[property^="og:"], link[rel="canonical"], link[rel="alternate"], script[type="application/ld+json"]';

let shown = location.href; // what is on the screen, which during Back is not what the address bar says
let underway = null;
let navigations = 0;
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

function fetchPage(url, signal) {
  return fetch(url, { headers: { accept: "text/html" }, signal }).catch((error) => {
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
 * `focused` is the id of an input that has the focus there too.
 */
async function navigate(url, entry, scroll, focused) {
  underway?.abort();
  const mine = (underway = new AbortController());
  const leave = () => (entry === "keep" ? location.reload() : location.assign(url));
  if (++navigations > NAVIGATIONS_BEFORE_RELOAD) return leave();
  document.documentElement.dataset.navigating = "";
  try {
    const response = (await takePrefetched(url)) ?? (await fetchPage(url, mine.signal));
    const html = response.headers.get("content-type")?.startsWith("text/html") && response.status < 500;
    if (!html) return leave();
    const text = await response.text();
    if (mine.signal.aborted) return;
    const next = new DOMParser().parseFromString(text, "text/html");
    if (!next.getElementById("main") || isOtherBuild(next) || lacksIslands(next)) return leave();
    const final = new URL(response.redirected ? response.url : url);
    if (!final.hash) final.hash = url.hash;
    if (entry === "push") rememberScroll();
    await show(next, () => {
      if (entry === "push") history.pushState({ x: 0, y: 0 }, "", final);
      else if (final.href !== location.href) history.replaceState(history.state, "", final);
      shown = final.href;
    });
    arrive(final, scroll, focused);
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

async function show(next, enter) {
  // Parsed without scripting, <noscript> holds real elements: a refresh in it would act on this page.
  for (const element of next.querySelectorAll("noscript")) element.remove();
  const swap = () => {
    enter();
    swapHead(next);
    swapBody(next);
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || !document.startViewTransition;
  if (still) swap();
  else await document.startViewTransition(swap).updateCallbackDone;
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

function swapBody(next) {
  document.querySelector("dialog[open]")?.close();
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
function arrive(url, scroll, focused) {
  const target = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
  const start = (focused && document.getElementById(focused)) || document.querySelector("[data-focus]") || document.getElementById("main");
  (target || start).focus({ preventScroll: true });
  if (target) target.scrollIntoView();
  else scrollTo({ left: scroll?.x ?? 0, top: scroll?.y ?? 0, behavior: "instant" });
  const announcements = document.getElementById("announcements");
  if (announcements) announcements.textContent = document.title;
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
  navigate(url, sameDocument(url) ? "replace" : "push");
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
  url.search = new URLSearchParams(new FormData(form, button));
  // A choice that sent its form goes on from where it is.
  const choice = button?.id && form.querySelector(`[data-submits="${button.id}"]`);
  if (choice) navigate(url, "push", { x: scrollX, y: scrollY }, choice.id);
  else navigate(url, "push");
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
  const { dataset, options, value } = event.target;
  const button = dataset?.submits && document.getElementById(dataset.submits);
  const shown = options && [...options].find((option) => option.defaultSelected)?.value;
  if (button && value !== shown) button.form.requestSubmit(button);
});
