// A product's pictures, and on a phone its button: marks the small picture of the one that is shown, steps by key, press and
// swipe, opens pictures from close by, and keeps the button at hand while it is out of sight.
//
// The page gives: `.gallery` with `.strip`, `.thumbnails`, `[data-step]`, `[data-shown]` and a `dialog`; `form#buy` and `.buy-bar`.

const SWIPE = 48; // pixels
const REST_MS = 60; // so long does a strip lie still before it counts as having arrived

export function start(product) {
  const gallery = product.querySelector(".gallery");
  if (gallery) new Gallery(gallery);
  const form = product.querySelector("#buy");
  if (form) stepQuantity(form);
  keepButtonAtHand(form, product.querySelector(".buy-bar"));
}

class Gallery {
  constructor(gallery) {
    this.strip = gallery.querySelector(".strip");
    this.pictures = [...this.strip.children];
    this.small = [...gallery.querySelectorAll(".thumbnails a")];
    this.counts = [...gallery.querySelectorAll("[data-shown]")];
    this.steps = [...gallery.querySelectorAll("[data-step]")];
    this.lightbox = gallery.querySelector("dialog");
    this.stage = gallery.querySelector(".lightbox-stage");
    this.enlarge = gallery.querySelector("[data-enlarge]");
    gallery.addEventListener("click", (event) => this.pressed(event));
    gallery.addEventListener("keydown", (event) => this.typed(event));
    this.lightbox.addEventListener("close", () => this.closed());
    this.followStrip();
    this.followSwipes();
    this.mark(this.placeOfStrip());
  }

  /** Swipes, and the form's choice, move the strip. On its way to what was asked for, a slow machine may let it pause. */
  followStrip() {
    let resting;
    const rest = () => {
      const place = this.placeOfStrip();
      if (this.goal !== undefined && this.goal !== place) return;
      this.goal = undefined;
      this.mark(place);
    };
    const release = () => { this.goal = undefined; };
    this.strip.addEventListener("scroll", () => {
      clearTimeout(resting);
      resting = setTimeout(rest, REST_MS);
    }, { passive: true });
    this.strip.addEventListener("scrollend", () => (release(), rest()));
    // Whoever takes hold of it goes another way.
    for (const kind of ["pointerdown", "wheel"]) this.strip.addEventListener(kind, release, { passive: true });
  }

  followSwipes() {
    let from;
    this.stage.addEventListener("touchstart", ({ touches }) => { from = touches.length === 1 ? touches[0].clientX : undefined; }, { passive: true });
    this.stage.addEventListener("touchend", ({ changedTouches }) => {
      const way = changedTouches[0].clientX - from;
      const isSwipe = Math.abs(way) > SWIPE && !this.isEnlarged() && visualViewport.scale === 1;
      if (isSwipe) this.show(this.shown - Math.sign(way));
    }, { passive: true });
  }

  placeOfStrip() {
    return Math.round(Math.abs(this.strip.scrollLeft) / this.strip.clientWidth) || 0;
  }

  /** Says everywhere which picture is shown. */
  mark(place) {
    this.shown = place;
    this.small.forEach((link, index) => (index === place ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    const small = this.small[place]?.parentElement;
    small?.parentElement.scrollTo({ left: small.offsetLeft - small.parentElement.clientWidth / 2 });
    // Tab leads to the picture that is shown and on.
    this.pictures.forEach((item, index) => { item.firstElementChild.tabIndex = index === place ? 0 : -1; });
    for (const count of this.counts) count.textContent = place + 1;
    for (const button of this.steps) button.disabled = !this.pictures[place + Number(button.dataset.step)];
  }

  show(place) {
    const item = this.pictures[place];
    if (!item) return;
    const focused = this.strip.contains(document.activeElement);
    const pressed = document.activeElement;
    this.goal = place === this.placeOfStrip() ? undefined : place;
    this.strip.scrollTo({ left: item.offsetLeft, behavior: this.lightbox.open ? "instant" : "auto" });
    this.mark(place);
    if (this.lightbox.open) this.fillStage();
    if (focused) item.firstElementChild.focus({ preventScroll: true });
    // At the end a button goes out under the finger: the focus goes to its twin.
    if (pressed?.disabled) this.steps.find((button) => !button.disabled && button.parentElement === pressed.parentElement)?.focus();
  }

  pressed(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const step = event.target.closest("[data-step]");
    if (step) return this.show(this.shown + Number(step.dataset.step));
    if (event.target.closest("[data-enlarge]") || (event.target !== this.stage && this.stage.contains(event.target))) return this.toggle();
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const small = this.small.indexOf(link);
    if (small >= 0) this.show(small);
    else this.open(this.pictures.indexOf(link.parentElement));
  }

  typed(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || this.isEnlarged()) return;
    const to = { ArrowLeft: this.shown - 1, ArrowRight: this.shown + 1, Home: 0, End: this.pictures.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.show(to);
  }

  open(place) {
    this.mark(place);
    this.fillStage();
    this.lightbox.showModal();
  }

  /** Focus goes back to the picture that was looked at last. */
  closed() {
    this.pictures[this.shown].firstElementChild.focus({ preventScroll: true });
    this.stage.replaceChildren();
  }

  fillStage() {
    const picture = this.pictures[this.shown].querySelector("picture").cloneNode(true);
    // The largest there is, for looking closely.
    for (const source of picture.querySelectorAll("source")) source.sizes = "1600px";
    picture.querySelector("img").removeAttribute("loading");
    this.stage.replaceChildren(picture);
    this.setEnlarged(false);
  }

  isEnlarged() {
    return this.lightbox.open && this.enlarge.ariaPressed === "true";
  }

  toggle() {
    this.setEnlarged(!this.isEnlarged());
    if (!this.isEnlarged()) return;
    this.stage.scrollTo({ left: (this.stage.scrollWidth - this.stage.clientWidth) / 2, top: (this.stage.scrollHeight - this.stage.clientHeight) / 2, behavior: "instant" });
    this.stage.focus();
  }

  setEnlarged(enlarged) {
    this.enlarge.ariaPressed = String(enlarged);
    // To be scrolled by key, it must be reached by key.
    if (enlarged) this.stage.tabIndex = 0;
    else this.stage.removeAttribute("tabindex");
  }
}

/** The buttons beside the number change it as its own small arrows would. */
function stepQuantity(form) {
  form.addEventListener("click", ({ target }) => {
    const by = target.dataset.stepQuantity;
    if (!by) return;
    const input = form.querySelector("#quantity");
    if (by > 0) input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** The bar shows while the form's own button does not, says what it says, and leads to what is still to be chosen. */
function keepButtonAtHand(form, bar) {
  if (!form || !bar) return;
  const [button, twin] = [form.querySelector(".add"), bar.querySelector("button")];
  const [price, message] = [form.querySelector(".price .now"), form.querySelector("#buy-message")];
  const copy = () => {
    twin.textContent = button.textContent;
    twin.disabled = button.disabled;
    bar.querySelector(".price").textContent = price.textContent;
  };
  const explain = () => {
    if (bar.hidden || !message.textContent) return;
    const open = [...form.querySelectorAll("fieldset")].find((field) => !field.querySelector(":checked"));
    open?.querySelector("input").focus({ preventScroll: true });
    (open ?? message).scrollIntoView({ block: "center" });
  };
  // What has the focus is not to be covered by a bar that comes after it.
  const uncover = () => {
    const focused = document.activeElement;
    const { top, bottom } = focused.getBoundingClientRect();
    const covered = bottom > bar.getBoundingClientRect().top && top < innerHeight;
    if (covered && focused !== document.body && !bar.contains(focused)) focused.scrollIntoView({ block: "nearest" });
  };
  new IntersectionObserver(([entry]) => {
    bar.hidden = entry.isIntersecting;
    if (!bar.hidden) uncover();
  }).observe(button);
  new MutationObserver(() => { copy(); }).observe(form, { subtree: true, childList: true, characterData: true, attributes: true });
  new MutationObserver(explain).observe(message, { subtree: true, childList: true, characterData: true });
  // A second press says the same again, which changes nothing.
  twin.addEventListener("click", () => setTimeout(explain));
  copy();
}
