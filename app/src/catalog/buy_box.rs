//! Choosing a variant and putting it into the cart.
//!
//! One form: its radio buttons carry the options, so that without script
//! "Show" (GET) brings the page of the choice and "Add to cart" (POST) adds
//! exactly what is chosen. With script the choice changes the page at once.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::cart::{self, add_to_cart};
use crate::error::ShopError;
use crate::wire::{Prop, wire};

wire! {
    /// Everything the box shows, ready-made.
    pub struct BuyModel {
        /// The language's tag.
        pub locale: String,
        pub slug: String,
        /// Path of the product's page.
        pub path: String,
        pub options: Vec<BuyOption>,
        /// Same order as in the catalogue.
        pub variants: Vec<BuyVariant>,
        /// Index of the chosen value of each option, same order.
        pub chosen: Vec<Option<usize>>,
        pub max_quantity: i64,
        /// What is shown while no variant is chosen: the lowest price.
        pub from_price: String,
        pub texts: BuyTexts,
    }
}

wire! {
    pub struct BuyOption {
        pub code: String,
        pub name: String,
        /// "Please choose: Colour"
        pub missing: String,
        pub values: Vec<BuyValue>,
    }
}

wire! {
    pub struct BuyValue {
        pub code: String,
        pub name: String,
        pub swatch: Option<String>,
    }
}

wire! {
    pub struct BuyVariant {
        /// Index of its value of each option, same order.
        pub values: Vec<usize>,
        pub price: String,
        /// Empty where it is not on sale.
        pub compare_at: String,
        pub stock: String,
        pub is_sold_out: bool,
        pub sku: String,
        /// Which picture to show.
        pub picture: usize,
    }
}

wire! {
    pub struct BuyTexts {
        pub tax_included: String,
        pub quantity: String,
        pub fewer: String,
        pub more: String,
        pub show: String,
        pub add: String,
        pub adding: String,
        pub sold_out: String,
        pub price_before: String,
        pub failed: String,
        pub offline: String,
    }
}

impl BuyModel {
    fn variant(&self, chosen: &[Option<usize>]) -> Option<&BuyVariant> {
        self.variants.iter().find(|v| {
            v.values
                .iter()
                .zip(chosen)
                .all(|(value, choice)| Some(*value) == *choice)
        })
    }

    /// Whether nothing is left of a value, given what is chosen of the other options.
    fn is_sold_out(&self, option: usize, value: usize, chosen: &[Option<usize>]) -> bool {
        let fits = |v: &&BuyVariant| {
            v.values
                .iter()
                .zip(chosen)
                .enumerate()
                .all(|(position, (own, choice))| {
                    if position == option {
                        *own == value
                    } else {
                        choice.is_none_or(|c| c == *own)
                    }
                })
        };
        self.variants.iter().filter(fits).all(|v| v.is_sold_out)
    }

    /// (option code, value code) of all that is chosen.
    fn choice(&self, chosen: &[Option<usize>]) -> BTreeMap<String, String> {
        let mut choice = BTreeMap::new();
        for (option, index) in self.options.iter().zip(chosen) {
            if let Some(value) = index.and_then(|index| option.values.get(index)) {
                // Not collected: that would bring a sort into the WASM.
                choice.insert(option.code.clone(), value.code.clone());
            }
        }
        choice
    }
}

/// The state of the box; all of it signals, so it is `Copy`.
#[derive(Clone, Copy)]
struct Buying {
    model: StoredValue<BuyModel>,
    chosen: RwSignal<Vec<Option<usize>>>,
    quantity: RwSignal<String>,
    message: RwSignal<String>,
    busy: RwSignal<bool>,
}

/// The form of a product's page.
#[island]
pub fn BuyBox(model: Prop<BuyModel>) -> impl IntoView {
    let Prop(model) = model;
    let buying = Buying {
        chosen: RwSignal::new(model.chosen.clone()),
        quantity: RwSignal::new("1".to_owned()),
        message: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        model: StoredValue::new(model.clone()),
    };
    let texts = model.texts;
    let fields: Vec<_> = model
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| option_field(at, option, &texts.sold_out, buying))
        .collect();
    let from_price = model.from_price;
    let price = move || {
        buying
            .shown(|v| &v.price)
            .unwrap_or_else(|| from_price.clone())
    };
    let before = move || buying.shown(|v| &v.compare_at).unwrap_or_default();
    let is_sold_out = move || buying.shown(|v| &v.is_sold_out).unwrap_or_default();
    let sold_out = texts.sold_out.clone();
    let label = move || {
        let text = match (buying.busy.get(), is_sold_out()) {
            (true, _) => &texts.adding,
            (false, true) => &sold_out,
            (false, false) => &texts.add,
        };
        text.clone()
    };
    view! {
        <form
            id="buy"
            class="buy-box"
            method="post"
            action="/api/cart/add"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                buying.add();
            }
        >
            <input type="hidden" name="locale" value=model.locale/>
            <input type="hidden" name="product" value=model.slug/>
            <p class="price">
                <span class="now">{price}</span>
                <s hidden=move || before().is_empty()>
                    <span class="visually-hidden">{format!("{} ", texts.price_before)}</span>
                    <span>{before}</span>
                </s>
            </p>
            <p class="hint">{texts.tax_included}</p>
            {fields}
            <div class="buy-row">
                <p class="stock" aria-live="polite">{move || buying.shown(|v| &v.stock).unwrap_or_default()}</p>
                <label for="quantity">{texts.quantity}</label>
                // Its buttons are the page's script's: they only change the number.
                <div class="quantity">
                    <button type="button" class="step script" data-step-quantity="-1" aria-label=texts.fewer>"−"</button>
                    <input
                        id="quantity"
                        name="quantity"
                        type="number"
                        inputmode="numeric"
                        min="1"
                        max=model.max_quantity.to_string()
                        value="1"
                        on:input=move |event| buying.quantity.set(event_target_value(&event))
                    />
                    <button type="button" class="step script" data-step-quantity="1" aria-label=texts.more>"+"</button>
                </div>
                <button class="secondary no-script" formmethod="get" formaction=model.path>
                    {texts.show}
                </button>
                <button
                    type="submit"
                    class="add"
                    disabled=is_sold_out
                    aria-busy=move || if buying.busy.get() { "true" } else { "false" }
                    aria-describedby="buy-message"
                >
                    {label}
                </button>
                <p id="buy-message" class="field-error" role="alert">{move || buying.message.get()}</p>
                <p class="sku">{move || buying.shown(|v| &v.sku).unwrap_or_default()}</p>
            </div>
        </form>
    }
}

impl Buying {
    /// A part of the chosen variant.
    fn shown<T: ToOwned + ?Sized>(self, part: fn(&BuyVariant) -> &T) -> Option<T::Owned> {
        self.model.with_value(|m| {
            self.chosen
                .with(|c| m.variant(c).map(|v| part(v).to_owned()))
        })
    }

    fn choose(self, option: usize, value: usize) {
        self.chosen.update(|chosen| chosen[option] = Some(value));
        self.message.set(String::new());
        self.model
            .with_value(|m| self.chosen.with_untracked(|chosen| show_choice(m, chosen)));
    }

    /// Adds what is chosen, or says what is still to be chosen.
    fn add(self) {
        if self.busy.get_untracked() {
            return;
        }
        let missing = self.model.with_value(|m| {
            let chosen = self.chosen.get_untracked();
            let missing = m
                .options
                .iter()
                .zip(&chosen)
                .find(|(_, index)| index.is_none());
            missing.map(|(option, _)| option.missing.clone())
        });
        if let Some(missing) = missing {
            self.message.set(missing);
            return;
        }
        self.message.set(String::new());
        self.busy.set(true);
        spawn_local(self.send());
    }

    async fn send(self) {
        let model = self.model.get_value();
        let choice = self.chosen.with_untracked(|chosen| model.choice(chosen));
        let quantity = self.quantity.get_untracked();
        let answer = add_to_cart(model.locale, model.slug, quantity, choice).await;
        self.busy.set(false);
        match answer {
            Ok(change) => cart::show_added(change),
            Err(ShopError::Refused(text) | ShopError::Failed(text)) => self.message.set(text),
            Err(ShopError::Unreadable) => self.message.set(model.texts.failed),
            Err(ShopError::Offline) => self.message.set(model.texts.offline),
        }
    }
}

fn option_field(
    at: usize,
    option: &BuyOption,
    sold_out: &str,
    buying: Buying,
) -> impl IntoView + use<> {
    let values: Vec<_> = option
        .values
        .iter()
        .enumerate()
        .map(|(index, value)| choice((at, index), &option.code, value, sold_out, buying))
        .collect();
    view! {
        <fieldset class="choices">
            <legend>{option.name.clone()}</legend>
            {values}
        </fieldset>
    }
}

/// A sold-out value stays where it is and can be chosen: it is struck through and carries a label.
fn choice(
    (at, index): (usize, usize),
    code: &str,
    value: &BuyValue,
    sold_out: &str,
    buying: Buying,
) -> impl IntoView + use<> {
    let BuyValue {
        code: value_code,
        name,
        swatch,
    } = value.clone();
    let is_available = move || {
        buying.chosen.with(|chosen| {
            buying
                .model
                .with_value(|m| !m.is_sold_out(at, index, chosen))
        })
    };
    let swatch = swatch.map(|colour| {
        view! {
            <svg class="swatch" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                <circle cx="12" cy="12" r="11" fill=colour/>
            </svg>
        }
    });
    view! {
        <label class="choice">
            <input
                type="radio"
                name=code.to_owned()
                value=value_code
                checked=buying.chosen.with_untracked(|chosen| chosen[at] == Some(index))
                on:change=move |_| buying.choose(at, index)
            />
            {swatch}
            <span>{name}</span>
            <small hidden=is_available>{sold_out.to_owned()}</small>
        </label>
    }
}

/// Puts the choice into the address bar and brings its picture into view.
#[cfg(feature = "hydrate")]
fn show_choice(model: &BuyModel, chosen: &[Option<usize>]) {
    let choice = model.choice(chosen);
    // Codes are our own, of letters, digits and dashes: nothing to escape.
    let query: Vec<String> = choice
        .iter()
        .map(|(option, value)| format!("{option}={value}"))
        .collect();
    let url = format!("{}?{}", model.path, query.join("&"));
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(&url));
    }
    if let Some(variant) = model.variant(chosen)
        && let Some(picture) =
            document().get_element_by_id(&format!("picture-{}", variant.picture + 1))
        && let Some(gallery) = picture.parent_element()
    {
        use wasm_bindgen::JsCast;
        if let Ok(picture) = picture.dyn_into::<web_sys::HtmlElement>() {
            // Not `scrollIntoView`: that may scroll the page as well.
            gallery.set_scroll_left(picture.offset_left());
        }
    }
}

#[cfg(not(feature = "hydrate"))]
fn show_choice(_: &BuyModel, _: &[Option<usize>]) {}
