//! The lines of the cart page: quantity saves itself, removing can be undone.
//!
//! Every line is plain forms as well. With script a change shows at once, the
//! amounts dim until the server's answer replaces them, and a refusal brings
//! the last answer back.

use std::time::Duration;

use domain::cart::{Cart, CartChange, CartLine, LineRequest};
use domain::ids::VariantId;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api::{remove_line, restore_line, set_quantity};
use super::store::{announce, store};
use crate::error::ShopError;
use crate::wire::{Prop, in_browser, wire};

/// How long typing rests before it is saved.
const TYPING_PAUSE: Duration = Duration::from_millis(500);

wire! {
    pub struct LineTexts {
        /// The language's tag.
        pub locale: String,
        pub quantity: String,
        pub update: String,
        pub fewer: String,
        pub more: String,
        pub remove: String,
        pub undo: String,
        pub failed: String,
        pub offline: String,
    }
}

/// What the island holds; all of it signals, so it is `Copy`.
#[derive(Clone, Copy)]
struct Lines {
    /// What is shown: the last answer with the wishes on top.
    cart: RwSignal<Cart>,
    /// The server's last answer.
    answered: StoredValue<Cart>,
    /// Quantities that the server has not been told yet, at most one a line; 0 removes.
    wishes: StoredValue<Vec<(VariantId, i64)>>,
    busy: RwSignal<bool>,
    message: RwSignal<String>,
    undo: RwSignal<Option<LineRequest>>,
    texts: StoredValue<LineTexts>,
}

/// The lines that the page came with. A removed one is hidden, so that Undo
/// can show it again; one that appears elsewhere makes the page load anew.
#[island]
pub fn CartLines(model: Prop<(Cart, LineTexts)>) -> impl IntoView {
    let Prop((cart, texts)) = model;
    let lines = Lines {
        answered: StoredValue::new(cart.clone()),
        cart: RwSignal::new(cart.clone()),
        wishes: StoredValue::new(Vec::new()),
        busy: RwSignal::new(false),
        message: RwSignal::new(String::new()),
        undo: RwSignal::new(None),
        texts: StoredValue::new(texts.clone()),
    };
    // The header follows what this page was told, but not before the islands after this one have
    // taken over their HTML, which knows nothing of it.
    let told = cart.clone();
    in_browser(|| spawn_local(async move { store().set(Some(told)) }));
    let items: Vec<_> = cart
        .lines
        .into_iter()
        .map(|first| line(lines, first, &texts))
        .collect();
    view! {
        <div
            id="cart-message"
            class="notice"
            tabindex="-1"
            hidden=move || lines.message.with(String::is_empty)
        >
            <p>{move || lines.message.get()}</p>
            <button
                type="button"
                class="link-button"
                hidden=move || lines.undo.with(Option::is_none)
                on:click=move |_| lines.bring_back()
            >
                {texts.undo}
            </button>
        </div>
        <ul class="cart-lines" class:saving=move || lines.busy.get()>{items}</ul>
    }
}

fn line(lines: Lines, first: CartLine, texts: &LineTexts) -> impl IntoView + use<> {
    let id = first.variant_id;
    let (name_id, remove_id) = (format!("line-{id}"), format!("remove-{id}"));
    let remove_label = format!("{remove_id} {name_id}");
    let quantity = quantity_form(lines, &first, texts);
    let picture = first.picture.map(|picture| picture.thumbnail());
    let (unit, total) = (
        lines.text(id, |l| &l.unit_price.text),
        lines.text(id, |l| &l.line_total.text),
    );
    let notices = move || {
        let notices = lines.now(id).map(|line| line.notices).unwrap_or_default();
        notices
            .into_iter()
            .map(|notice| view! { <li>{notice}</li> })
            .collect::<Vec<_>>()
    };
    view! {
        <li
            class="cart-line"
            class:unbuyable=move || lines.now(id).is_some_and(|line| !line.buyable)
            hidden=move || lines.now(id).is_none()
        >
            <div class="thumb">
                <img src=picture alt="" width="96" height="120"/>
            </div>
            <div class="cart-line-text">
                <h2>
                    <a id=name_id href=first.href>{first.name}</a>
                </h2>
                <p class="variant">{first.variant_name}</p>
                <p class="unit">{unit}</p>
                <ul class="line-notices">{notices}</ul>
            </div>
            {quantity}
            <p class="amount">{total}</p>
            <form
                class="remove"
                method="post"
                action="/api/cart/remove"
                on:submit=move |event| {
                    event.prevent_default();
                    lines.wish(id, 0);
                }
            >
                <input type="hidden" name="locale" value=texts.locale.clone()/>
                <input type="hidden" name="variant_id" value=id.to_string()/>
                <button type="submit" id=remove_id class="link-button" aria-labelledby=remove_label>
                    {texts.remove.clone()}
                </button>
            </form>
        </li>
    }
}

fn quantity_form(lines: Lines, first: &CartLine, texts: &LineTexts) -> impl IntoView + use<> {
    let id = first.variant_id;
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
    };
    let shown = move || lines.now(id).map(|line| line.quantity).unwrap_or_default();
    let save = move |text: String| {
        stop();
        // An empty or odd entry is put right by the next answer; nothing is sent.
        if let Some(pieces) = text.trim().parse::<i64>().ok().filter(|pieces| *pieces > 0) {
            lines.wish(id, pieces);
        }
    };
    let typed = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        stop();
        timer.set_value(set_timeout_with_handle(move || save(text), TYPING_PAUSE).ok());
    };
    let step = move |by: i64| save((untrack(shown) + by).to_string());
    let (label_id, label) = (
        format!("quantity-label-{id}"),
        format!("quantity-label-{id} line-{id}"),
    );
    let step_button = move |by: i64, sign: &'static str, kind: &'static str, label: String| {
        let own = format!("{kind}-{id}");
        let name = format!("{kind}-{id} line-{id}");
        view! {
            <button
                type="button"
                id=own
                class="step script"
                aria-label=label
                aria-labelledby=name
                on:click=move |_| step(by)
            >
                {sign}
            </button>
        }
    };
    view! {
        <div class="quantity">
            {step_button(-1, "−", "fewer", texts.fewer.clone())}
            <form
                method="post"
                action="/api/cart/set-quantity"
                on:submit=move |event| event.prevent_default()
            >
                <input type="hidden" name="locale" value=texts.locale.clone()/>
                <input type="hidden" name="variant_id" value=id.to_string()/>
                <span id=label_id class="visually-hidden">{texts.quantity.clone()}</span>
                <input
                    name="quantity"
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=first.max_quantity.to_string()
                    aria-labelledby=label
                    value=first.quantity.to_string()
                    prop:value=move || shown().to_string()
                    on:input=typed
                    on:change=move |event| save(event_target_value(&event))
                />
                <button type="submit" class="link-button no-script">{texts.update.clone()}</button>
            </form>
            {step_button(1, "+", "more", texts.more.clone())}
        </div>
    }
}

impl Lines {
    /// The line as it is shown now, if it is there.
    fn now(self, id: VariantId) -> Option<CartLine> {
        self.cart.with(|cart| {
            cart.lines
                .iter()
                .find(|line| line.variant_id == id)
                .cloned()
        })
    }

    fn text(self, id: VariantId, part: fn(&CartLine) -> &str) -> impl Fn() -> String + Copy {
        move || {
            self.now(id)
                .map(|line| part(&line).to_owned())
                .unwrap_or_default()
        }
    }

    /// Shows the new quantity at once and tells the server, one wish after the other.
    fn wish(self, id: VariantId, pieces: i64) {
        if untrack(|| self.now(id)).is_some_and(|line| line.quantity == pieces) {
            return;
        }
        self.message.set(String::new());
        self.undo.set(None);
        self.wishes.update_value(|wishes| {
            wishes.retain(|(other, _)| *other != id);
            wishes.push((id, pieces));
        });
        self.show();
        if !self.busy.get_untracked() {
            self.busy.set(true);
            spawn_local(self.tell());
        }
    }

    async fn tell(self) {
        while let Some((id, pieces)) = self.next_wish() {
            let locale = self.texts.with_value(|texts| texts.locale.clone());
            let answer = match pieces {
                0 => remove_line(locale, id.0).await,
                _ => set_quantity(locale, id.0, pieces.to_string()).await,
            };
            self.heard(answer);
        }
        self.busy.set(false);
    }

    fn next_wish(self) -> Option<(VariantId, i64)> {
        let mut wishes = self.wishes.get_value();
        let next = if wishes.is_empty() {
            None
        } else {
            Some(wishes.remove(0))
        };
        self.wishes.set_value(wishes);
        next
    }

    fn bring_back(self) {
        let Some(line) = self.undo.get_untracked() else {
            return;
        };
        self.undo.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let locale = self.texts.with_value(|texts| texts.locale.clone());
            self.heard(restore_line(locale, line.variant_id.0).await);
            self.busy.set(false);
            // The pressed button is gone: on with the line, or with why it is not back.
            if untrack(|| self.now(line.variant_id)).is_some() {
                focus(&format!("remove-{}", line.variant_id));
            } else {
                focus("cart-message");
            }
        });
    }

    /// Takes over the answer; a refusal brings back what was answered before.
    fn heard(self, answer: Result<CartChange, ShopError>) {
        let refusal = match answer {
            Ok(change) => {
                announce(&change.message);
                self.answered.set_value(change.cart.clone());
                store().set(Some(change.cart));
                self.undo.set(change.undo);
                // That all went as wished is plain to see; it is only said to screen readers.
                let is_shown = change.limited || change.undo.is_some();
                self.message.set(if is_shown {
                    change.message
                } else {
                    String::new()
                });
                None
            }
            Err(ShopError::Refused(text) | ShopError::Failed(text)) => Some(text),
            Err(ShopError::Unreadable) => Some(self.texts.with_value(|texts| texts.failed.clone())),
            Err(ShopError::Offline) => Some(self.texts.with_value(|texts| texts.offline.clone())),
        };
        self.show();
        if let Some(refusal) = refusal {
            announce(&refusal);
            self.message.set(refusal);
        }
        if self.undo.with_untracked(Option::is_some) {
            // The pressed button is gone with its line: the focus goes to the way back.
            focus("cart-message");
        }
    }

    /// The last answer, with what the server has yet to hear on top.
    fn show(self) {
        let mut cart = self.answered.get_value();
        for (id, pieces) in self.wishes.get_value() {
            if let Some(at) = cart.lines.iter().position(|line| line.variant_id == id) {
                match pieces {
                    0 => _ = cart.lines.remove(at),
                    _ => cart.lines[at].quantity = pieces,
                }
            }
        }
        self.cart.set(cart);
    }
}

/// Puts the focus on an element, once what was just set is shown.
fn focus(id: &str) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let id = id.to_owned();
        request_animation_frame(move || {
            let element = document().get_element_by_id(&id);
            let element = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(element) = element {
                let _ = element.focus();
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}
