//! Choosing a variant and putting it into the cart.
//!
//! One form: its radio buttons carry the options, so that without script
//! "Show" (GET) brings the page of the choice and "Add to cart" (POST) adds
//! exactly what is chosen. With script the choice changes the page at once.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cart::{self, AddToCart};
use crate::error::ShopError;

/// Everything the box shows, ready-made.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BuyOption {
    pub code: String,
    pub name: String,
    /// "Please choose: Colour"
    pub missing: String,
    pub values: Vec<BuyValue>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BuyValue {
    pub code: String,
    pub name: String,
    /// "Sage, sold out"
    pub sold_out: String,
    pub swatch: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
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

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BuyTexts {
    pub quantity: String,
    pub show: String,
    pub add: String,
    pub adding: String,
    pub price_before: String,
    pub sold_out: String,
    pub failed: String,
    pub offline: String,
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
        let pairs = self
            .options
            .iter()
            .zip(chosen)
            .filter_map(|(option, choice)| {
                Some((
                    option.code.clone(),
                    option.values.get((*choice)?)?.code.clone(),
                ))
            });
        pairs.collect()
    }
}

/// The form of a product's page.
#[island]
pub fn BuyBox(model: BuyModel) -> impl IntoView {
    let chosen = RwSignal::new(model.chosen.clone());
    let quantity = RwSignal::new("1".to_owned());
    let message = RwSignal::new(String::new());
    let add = ServerAction::<AddToCart>::new();
    let texts = model.texts.clone();
    let (path, locale, slug) = (model.path.clone(), model.locale.clone(), model.slug.clone());
    let max = model.max_quantity;
    let model = StoredValue::new(model);

    let shown = move |part: fn(&BuyVariant) -> &str| {
        model.with_value(|m| chosen.with(|c| m.variant(c).map(|v| part(v).to_owned())))
    };
    let price =
        move || shown(|v| &v.price).unwrap_or_else(|| model.with_value(|m| m.from_price.clone()));
    let before = move || shown(|v| &v.compare_at).unwrap_or_default();
    let stock = move || shown(|v| &v.stock).unwrap_or_default();
    let sku = move || shown(|v| &v.sku).unwrap_or_default();
    let adding = texts.adding.clone();
    let label = move || {
        if add.pending().get() {
            adding.clone()
        } else {
            texts.add.clone()
        }
    };

    let fields = model.with_value(|m| {
        let options = m.options.iter().enumerate();
        options
            .map(|(position, option)| option_field(position, option, model, chosen))
            .collect_view()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if add.pending().get_untracked() {
            return;
        }
        let (missing, choice) = model.with_value(|m| {
            let chosen = chosen.get_untracked();
            let missing = m.options.iter().zip(&chosen).find(|(_, c)| c.is_none());
            (
                missing.map(|(option, _)| option.missing.clone()),
                m.choice(&chosen),
            )
        });
        message.set(missing.clone().unwrap_or_default());
        if missing.is_none() {
            let (locale, product) = model.with_value(|m| (m.locale.clone(), m.slug.clone()));
            add.dispatch(AddToCart {
                locale,
                product,
                quantity: quantity.get_untracked(),
                choice,
            });
        }
    };
    Effect::new(move |_| match add.value().get() {
        Some(Ok(change)) => cart::show_added(change),
        Some(Err(error)) => message.set(sentence(error, model)),
        None => {}
    });

    view! {
        <form class="buy-box" method="get" action=path novalidate=true on:submit=submit>
            <input type="hidden" name="locale" value=locale/>
            <input type="hidden" name="product" value=slug/>
            <p class="price">
                <span class="now">{price}</span>
                " "
                <s hidden=move || before().is_empty()>
                    <span class="visually-hidden">{texts.price_before} " "</span>
                    {before}
                </s>
            </p>
            {fields}
            <p class="stock" aria-live="polite">{stock}</p>
            <div class="buy-row">
                <label for="quantity">{texts.quantity}</label>
                <input
                    id="quantity"
                    name="quantity"
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=max
                    value="1"
                    on:input=move |event| quantity.set(event_target_value(&event))
                />
                <button class="secondary no-script">{texts.show}</button>
                <button
                    class="add"
                    formmethod="post"
                    formaction="/api/cart/add"
                    aria-busy=move || add.pending().get().to_string()
                    aria-describedby="buy-message"
                >
                    {label}
                </button>
            </div>
            <p id="buy-message" class="field-error" role="alert">{move || message.get()}</p>
            <p class="sku">{sku}</p>
        </form>
    }
}

fn sentence(error: ShopError, model: StoredValue<BuyModel>) -> String {
    model.with_value(|m| match error {
        ShopError::Refused(text) | ShopError::Failed(text) => text,
        ShopError::Unreadable => m.texts.failed.clone(),
        ShopError::Offline => m.texts.offline.clone(),
    })
}

fn option_field(
    position: usize,
    option: &BuyOption,
    model: StoredValue<BuyModel>,
    chosen: RwSignal<Vec<Option<usize>>>,
) -> impl IntoView + use<> {
    let values = option.values.iter().enumerate().map(|(index, value)| {
        let (name, sold_out) = (value.name.clone(), value.sold_out.clone());
        let is_sold_out = move || {
            chosen.with(|chosen| model.with_value(|m| m.is_sold_out(position, index, chosen)))
        };
        let text = move || {
            if is_sold_out() {
                sold_out.clone()
            } else {
                name.clone()
            }
        };
        let swatch = value.swatch.clone().map(|colour| {
            view! {
                <svg class="swatch" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                    <circle cx="12" cy="12" r="11" fill=colour/>
                </svg>
            }
        });
        let choose = move |_| {
            chosen.update(|chosen| chosen[position] = Some(index));
            model.with_value(|m| chosen.with_untracked(|chosen| show_choice(m, chosen)));
        };
        view! {
            <label class="choice" class:sold-out=is_sold_out>
                <input
                    type="radio"
                    name=option.code.clone()
                    value=value.code.clone()
                    checked=model.with_value(|m| m.chosen[position] == Some(index))
                    on:change=choose
                />
                {swatch}
                <span>{text}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{option.name.clone()}</legend>
            {values.collect_view()}
        </fieldset>
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
