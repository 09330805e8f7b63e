//! The lines of the cart page: quantity saves itself, removing can be undone.
//!
//! Every line is plain forms as well. With script a change shows at once, the
//! amounts dim until the server's answer replaces them, and a refusal brings
//! the last answer back.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::cart::{Cart, CartChange, CartLine, LineRequest};
use domain::ids::VariantId;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::api::{remove_line, restore_line, set_quantity};
use super::store::{announce, store};
use crate::error::ShopError;

/// How long typing rests before it is saved.
const TYPING_PAUSE: Duration = Duration::from_millis(500);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineTexts {
    /// The language's tag.
    pub locale: String,
    pub quantity: String,
    pub update: String,
    pub fewer: String,
    pub more: String,
    pub remove: String,
    pub undo: String,
    pub summary: String,
    pub subtotal: String,
    pub shipping_estimate: String,
    pub total: String,
    pub tax: String,
    pub checkout: String,
    pub continue_shopping: String,
    pub empty: String,
    pub empty_next: String,
    pub failed: String,
    pub offline: String,
    /// Paths.
    pub checkout_href: String,
    pub home_href: String,
}

/// What the island holds; all of it signals, so it is `Copy`.
#[derive(Clone, Copy)]
struct Desk {
    /// What is shown: the last answer with the wishes on top.
    cart: RwSignal<Cart>,
    /// The server's last answer.
    answered: StoredValue<Cart>,
    /// Quantities that the server has not been told yet, the newest of each line; 0 removes.
    wishes: StoredValue<BTreeMap<VariantId, i64>>,
    busy: RwSignal<bool>,
    message: RwSignal<String>,
    undo: RwSignal<Option<LineRequest>>,
    texts: StoredValue<LineTexts>,
}

#[island]
pub fn CartLines(cart: Cart, texts: LineTexts) -> impl IntoView {
    let desk = Desk {
        cart: RwSignal::new(cart.clone()),
        answered: StoredValue::new(cart),
        wishes: StoredValue::new(BTreeMap::new()),
        busy: RwSignal::new(false),
        message: RwSignal::new(String::new()),
        undo: RwSignal::new(None),
        texts: StoredValue::new(texts.clone()),
    };
    // The header follows what this page was told.
    Effect::new(move |_| store().cart.set(Some(desk.answered.get_value())));
    let is_empty = move || desk.cart.with(|cart| cart.lines.is_empty());
    let ids = move || {
        desk.cart
            .with(|cart| cart.lines.iter().map(|l| l.variant_id).collect::<Vec<_>>())
    };
    view! {
        <div class="cart-columns" class:saving=move || desk.busy.get()>
            <div>
                <div
                    id="cart-message"
                    class="notice"
                    tabindex="-1"
                    hidden=move || desk.message.with(String::is_empty)
                >
                    <p>{move || desk.message.get()}</p>
                    <button
                        type="button"
                        class="link-button"
                        hidden=move || desk.undo.with(Option::is_none)
                        on:click=move |_| desk.bring_back()
                    >
                        {texts.undo}
                    </button>
                </div>
                <ul class="cart-lines">
                    <For each=ids key=|id| *id let:id>
                        {line(desk, id)}
                    </For>
                </ul>
                <div class="empty" hidden=move || !is_empty()>
                    <p>{texts.empty}</p>
                    <a class="button" href=texts.home_href.clone()>{texts.empty_next}</a>
                </div>
            </div>
            <aside class="cart-summary" aria-labelledby="cart-summary" hidden=is_empty>
                <h2 id="cart-summary">{texts.summary}</h2>
                <dl class="totals">
                    <div>
                        <dt>{texts.subtotal}</dt>
                        <dd data-amount="subtotal">{amount(desk, |t| &t.subtotal.text)}</dd>
                    </div>
                    <div>
                        <dt>{texts.shipping_estimate}</dt>
                        <dd data-amount="shipping">{amount(desk, |t| &t.shipping_estimate.text)}</dd>
                    </div>
                    <div class="grand">
                        <dt>{texts.total}</dt>
                        <dd data-amount="total">{amount(desk, |t| &t.total.text)}</dd>
                    </div>
                </dl>
                <p class="hint">{texts.tax}</p>
                <a class="button wide" href=texts.checkout_href>{texts.checkout}</a>
                <a class="wide-link" href=texts.home_href>{texts.continue_shopping}</a>
            </aside>
        </div>
    }
}

fn amount(desk: Desk, part: fn(&domain::cart::CartTotals) -> &str) -> impl Fn() -> String + Copy {
    move || {
        desk.cart.with(|cart| {
            cart.totals
                .as_ref()
                .map(|t| part(t).to_owned())
                .unwrap_or_default()
        })
    }
}

fn line(desk: Desk, id: VariantId) -> impl IntoView {
    // Gone lines are shown for one more moment at most, as they were.
    let first = desk.cart.with_untracked(|cart| find(cart, id));
    let Some(first) = first else {
        return ().into_any();
    };
    let texts = desk.texts.get_value();
    let now = Memo::new(move |before: Option<&Option<CartLine>>| {
        desk.cart
            .with(|cart| find(cart, id))
            .or_else(|| before.cloned().flatten())
    });
    let text = move |part: fn(&CartLine) -> &str| {
        move || {
            now.with(|line| {
                line.as_ref()
                    .map(|l| part(l).to_owned())
                    .unwrap_or_default()
            })
        }
    };
    let notices = move || {
        let notices = now.with(|line| line.as_ref().map(|l| l.notices.clone()).unwrap_or_default());
        notices
            .into_iter()
            .map(|notice| view! { <li>{notice}</li> })
            .collect_view()
    };
    let (name_id, remove_id) = (format!("line-{id}"), format!("remove-{id}"));
    let name = match first.href.clone() {
        Some(href) => view! { <a id=name_id.clone() href=href>{first.name.clone()}</a> }.into_any(),
        None => view! { <span id=name_id.clone()>{first.name.clone()}</span> }.into_any(),
    };
    view! {
        <li class="cart-line" class:unbuyable=move || now.with(|l| l.as_ref().is_some_and(|l| !l.buyable))>
            <div class="thumb">{thumbnail(&first)}</div>
            <div class="cart-line-text">
                <h3>{name}</h3>
                <p class="variant">{first.variant_name.clone()}</p>
                <p class="unit">{text(|l| &l.unit_price.text)}</p>
                <ul class="line-notices">{notices}</ul>
            </div>
            {quantity_form(desk, id, &first, now, &texts)}
            <p class="amount">{text(|l| &l.line_total.text)}</p>
            <form
                class="remove"
                method="post"
                action="/api/cart/remove"
                on:submit=move |event| {
                    event.prevent_default();
                    desk.wish(id, 0);
                }
            >
                <input type="hidden" name="locale" value=texts.locale.clone()/>
                <input type="hidden" name="variant_id" value=id.0/>
                <button
                    id=remove_id.clone()
                    class="link-button"
                    aria-labelledby=format!("{remove_id} {name_id}")
                >
                    {texts.remove}
                </button>
            </form>
        </li>
    }
    .into_any()
}

fn thumbnail(line: &CartLine) -> Option<impl IntoView + use<>> {
    line.picture.as_ref().map(|picture| {
        view! {
            <img src=format!("/media/{}-480.webp", picture.file) alt="" width="96" height="120"/>
        }
    })
}

fn quantity_form(
    desk: Desk,
    id: VariantId,
    first: &CartLine,
    now: Memo<Option<CartLine>>,
    texts: &LineTexts,
) -> impl IntoView + use<> {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear()
            }
        })
    };
    let shown = move || now.with(|line| line.as_ref().map_or(0, |line| line.quantity));
    let save = move |text: String| {
        stop();
        // An empty or odd entry is put right by the next answer; nothing is sent.
        if let Some(pieces) = text.trim().parse::<i64>().ok().filter(|pieces| *pieces > 0) {
            desk.wish(id, pieces);
        }
    };
    let typed = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        stop();
        let handle = set_timeout_with_handle(move || save(text), TYPING_PAUSE);
        timer.set_value(handle.ok());
    };
    let step = move |by: i64| {
        stop();
        let pieces = desk
            .cart
            .with_untracked(|cart| find(cart, id))
            .map_or(0, |l| l.quantity)
            + by;
        if pieces > 0 {
            desk.wish(id, pieces);
        }
    };
    let (quantity_id, name_id) = (format!("quantity-{id}"), format!("line-{id}"));
    let label_id = format!("quantity-label-{id}");
    view! {
        <form
            class="quantity"
            method="post"
            action="/api/cart/set-quantity"
            on:submit=move |event| {
                event.prevent_default();
                stop();
            }
        >
            <input type="hidden" name="locale" value=texts.locale.clone()/>
            <input type="hidden" name="variant_id" value=id.0/>
            <span id=label_id.clone() class="visually-hidden">{texts.quantity.clone()}</span>
            <button type="button" class="step script" aria-label=texts.fewer.clone() on:click=move |_| step(-1)>
                "−"
            </button>
            <input
                id=quantity_id
                name="quantity"
                type="number"
                inputmode="numeric"
                min="1"
                max=first.max_quantity
                aria-labelledby=format!("{label_id} {name_id}")
                value=first.quantity
                prop:value=move || shown().to_string()
                on:input=typed
                on:change=move |event| save(event_target_value(&event))
            />
            <button type="button" class="step script" aria-label=texts.more.clone() on:click=move |_| step(1)>
                "+"
            </button>
            <button class="link-button no-script">{texts.update.clone()}</button>
        </form>
    }
}

fn find(cart: &Cart, id: VariantId) -> Option<CartLine> {
    cart.lines
        .iter()
        .find(|line| line.variant_id == id)
        .cloned()
}

impl Desk {
    /// Shows the new quantity at once and tells the server, one wish after the other.
    fn wish(self, id: VariantId, pieces: i64) {
        let same = self
            .cart
            .with_untracked(|cart| find(cart, id))
            .is_some_and(|l| l.quantity == pieces);
        if same {
            return;
        }
        self.message.set(String::new());
        self.undo.set(None);
        self.wishes
            .update_value(|wishes| _ = wishes.insert(id, pieces));
        self.show();
        if !self.busy.get_untracked() {
            self.busy.set(true);
            spawn_local(self.tell());
        }
    }

    async fn tell(self) {
        let locale = self.texts.with_value(|texts| texts.locale.clone());
        while let Some((id, pieces)) = self.wishes.try_update_value(BTreeMap::pop_first).flatten() {
            let answer = match pieces {
                0 => remove_line(locale.clone(), id.0).await,
                _ => set_quantity(locale.clone(), id.0, pieces.to_string()).await,
            };
            self.heard(answer);
        }
        self.busy.set(false);
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
        });
    }

    /// Takes over the answer; a refusal brings back what was answered before.
    fn heard(self, answer: Result<CartChange, ShopError>) {
        let message = match answer {
            Ok(change) => {
                self.answered.set_value(change.cart.clone());
                store().cart.set(Some(change.cart));
                self.undo.set(change.undo);
                change.message
            }
            Err(ShopError::Refused(text) | ShopError::Failed(text)) => text,
            Err(ShopError::Unreadable) => self.texts.with_value(|texts| texts.failed.clone()),
            Err(ShopError::Offline) => self.texts.with_value(|texts| texts.offline.clone()),
        };
        self.show();
        announce(&message);
        self.message.set(message);
        if self.undo.with_untracked(Option::is_some) {
            focus_message();
        }
    }

    /// The last answer, with what the server has yet to hear on top.
    fn show(self) {
        let mut cart = self.answered.get_value();
        self.wishes.with_value(|wishes| {
            cart.lines
                .retain(|line| wishes.get(&line.variant_id) != Some(&0));
            for line in &mut cart.lines {
                line.quantity = wishes
                    .get(&line.variant_id)
                    .copied()
                    .unwrap_or(line.quantity);
            }
        });
        self.cart.set(cart);
    }
}

/// The pressed button is gone with its line: the focus goes to the way back.
fn focus_message() {
    #[cfg(feature = "hydrate")]
    request_animation_frame(|| {
        use leptos::wasm_bindgen::JsCast;
        let message = document().get_element_by_id("cart-message");
        if let Some(message) =
            message.and_then(|m| m.dyn_into::<leptos::web_sys::HtmlElement>().ok())
        {
            let _ = message.focus();
        }
    });
}
