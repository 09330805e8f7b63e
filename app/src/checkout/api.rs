//! Between the checkout's pages and `backend::checkout`.

use std::collections::BTreeMap;

use backend::checkout::{
    BillingInput, CheckoutError, ChooseShippingError, ContactInput, PlaceError, SaveContactError,
};
use domain::address::Field;
use domain::checkout::{CheckoutView, Step};
use domain::shipping::ShippingChoice;
use leptos::prelude::*;

// The pages name these from here.
pub(super) use backend::checkout::{ContactField, ContactProblem};

use super::problems::describe;
use crate::desk::Desk;
use crate::error::ShopError;
use crate::flash::{Flash, Problem};
use crate::orders::api::go_and_pay;
use crate::page::{Refusal, Visit};

/// Path of a step behind the language.
pub(super) fn path_of(step: Step) -> String {
    format!("/checkout/{}", step.as_str())
}

/// The ways a parcel can travel if it is ordered now.
pub(crate) async fn list_shipping(visit: &Visit) -> Result<Vec<ShippingChoice>, Refusal> {
    backend::checkout::list_shipping(&visit.visitor.ctx, visit.locale)
        .await
        .map_err(|error| visit.visitor.failed(&error))
}

/// The checkout as it is, if its shopper has come as far as `step`.
///
/// # Errors
/// Leads to the first step that is open, or to the cart if there is nothing to check out.
pub(super) async fn view_step(visit: &Visit, step: Step) -> Result<CheckoutView, Refusal> {
    let visitor = &visit.visitor;
    visitor.forbid_storing();
    if visitor.ctx.gateway.is_none() {
        return Err(back_to_cart(visit, visit.texts.errors_payments_disabled()).await);
    }
    let token = visitor.cart_token();
    let view = backend::checkout::view_checkout(&visitor.ctx, token.as_ref(), visit.locale);
    let view = match view.await {
        Ok(view) => view,
        Err(CheckoutError::EmptyCart) => return Err(Refusal::SeeOther(visit.href("/cart"))),
        Err(CheckoutError::Awaiting(_)) => {
            return Err(back_to_cart(visit, visit.texts.checkout_awaiting_first()).await);
        }
        Err(CheckoutError::Internal(error)) => return Err(visitor.failed(&error)),
    };
    let open = view.details.first_open_step();
    if step > open {
        return Err(Refusal::SeeOther(visit.href(&path_of(open))));
    }
    Ok(view)
}

/// To the cart, which says why there is no checkout.
async fn back_to_cart(visit: &Visit, why: &str) -> Refusal {
    let flash = Flash::refused(why);
    visit.visitor.flash(visit.locale, flash).await;
    Refusal::SeeOther(visit.href("/cart"))
}

/// Keeps e-mail and addresses. With `update` only the form is shown again, by
/// the country that was chosen.
#[server(prefix = "/api", endpoint = "checkout/contact")]
pub async fn save_contact(
    #[server(default)] locale: String,
    #[server(default)] update: String,
    #[server(flatten)] entries: BTreeMap<String, String>,
) -> Result<(), ShopError> {
    let desk = Desk::open(&locale)?;
    let token = desk.visitor.cart_token_or_new();
    let kept = Flash {
        entries: known(entries),
        ..Flash::default()
    };
    if update == "country" || update == "billing_country" {
        desk.lead(&format!("/checkout/contact#{update}"), kept)
            .await;
        return Ok(());
    }
    let input = contact_input(&kept.entries);
    match backend::checkout::save_contact(&desk.visitor.ctx, &token, input).await {
        Ok(()) => desk.lead("/checkout/shipping", Flash::default()).await,
        Err(error) => refuse_contact(&desk, error, kept).await,
    }
    Ok(())
}

/// The form again, with what was entered and what is wrong with it.
async fn refuse_contact(desk: &Desk, error: SaveContactError, kept: Flash) {
    match error {
        SaveContactError::EmptyCart => desk.lead("/cart", Flash::default()).await,
        SaveContactError::Invalid(found) => {
            let problems = describe(desk.texts, &kept.entries, &found);
            desk.lead("/checkout/contact", Flash { problems, ..kept })
                .await;
        }
        SaveContactError::Internal(error) => {
            desk.apologize(&error, "/checkout/contact", kept).await;
        }
    }
}

/// Keeps the chosen way of shipping.
#[server(prefix = "/api", endpoint = "checkout/shipping")]
pub async fn choose_shipping(
    #[server(default)] locale: String,
    #[server(default)] method: String,
) -> Result<(), ShopError> {
    let desk = Desk::open(&locale)?;
    let token = desk.visitor.cart_token_or_new();
    match backend::checkout::choose_shipping(&desk.visitor.ctx, &token, &method).await {
        Ok(()) => desk.lead("/checkout/payment", Flash::default()).await,
        Err(error) => refuse_shipping(&desk, error).await,
    }
    Ok(())
}

async fn refuse_shipping(desk: &Desk, error: ChooseShippingError) {
    let page = &path_of(Step::Shipping);
    match error {
        ChooseShippingError::EmptyCart => desk.lead("/cart", Flash::default()).await,
        ChooseShippingError::NothingChosen | ChooseShippingError::UnknownMethod => {
            let text = desk.texts.errors_choose_shipping().to_owned();
            let problems = vec![Problem {
                field: "method".to_owned(),
                text,
            }];
            let flash = Flash {
                problems,
                ..Flash::default()
            };
            desk.lead(page, flash).await;
        }
        ChooseShippingError::Internal(error) => {
            desk.apologize(&error, page, Flash::default()).await;
        }
    }
}

/// Places the order at the prices that the page has shown, and leads to the page to pay at.
#[server(prefix = "/api", endpoint = "checkout/place")]
pub async fn place_order(
    #[server(default)] locale: String,
    #[server(default)] consent: String,
) -> Result<(), ShopError> {
    let desk = Desk::open(&locale)?;
    let token = desk.visitor.cart_token_or_new();
    let ctx = &desk.visitor.ctx;
    match backend::checkout::place_order(ctx, &token, desk.locale, &consent).await {
        Ok(placed) => {
            desk.visitor.remember_order(&placed.order_id).await;
            desk.visitor.remember_count(0);
            go_and_pay(&desk, &placed.order_id, "").await;
        }
        Err(error) => explain(&desk, error).await,
    }
    Ok(())
}

/// Why no order was placed, on the page where something can be done about it.
async fn explain(desk: &Desk, error: PlaceError) {
    let payment = &path_of(Step::Payment);
    match error {
        PlaceError::EmptyCart => desk.lead("/cart", Flash::default()).await,
        PlaceError::Awaiting(_) => {
            let flash = Flash::refused(desk.texts.checkout_awaiting_first());
            desk.lead("/cart", flash).await;
        }
        PlaceError::Incomplete(step) => desk.lead(&path_of(step), Flash::default()).await,
        PlaceError::Changed(changes) => {
            desk.lead(
                payment,
                Flash {
                    changes,
                    ..Flash::default()
                },
            )
            .await;
        }
        // Nobody's browser sends this by itself; the page asks again.
        PlaceError::BadConsent => {
            desk.lead(payment, Flash::refused(desk.texts.checkout_changed_text()))
                .await;
        }
        PlaceError::PaymentsDisabled => {
            desk.lead(
                payment,
                Flash::refused(desk.texts.errors_payments_disabled()),
            )
            .await;
        }
        PlaceError::Internal(error) => {
            desk.apologize(&error, payment, Flash::default()).await;
        }
    }
}

/// Only what the form has: nothing else gets into the session.
fn known(mut entries: BTreeMap<String, String>) -> BTreeMap<String, String> {
    entries.retain(|name, _| {
        let field = name.strip_prefix("billing_").unwrap_or(name);
        matches!(field, "email" | "country" | "same")
            || Field::ALL.iter().any(|known| known.key() == field)
    });
    entries
}

fn contact_input(entries: &BTreeMap<String, String>) -> ContactInput {
    let get = |name: &str| entries.get(name).cloned().unwrap_or_default();
    let fields = |prefix: &str| {
        Field::ALL
            .map(|field| (field, get(&format!("{prefix}{}", field.key()))))
            .into()
    };
    let billing = !entries.contains_key("billing_same");
    ContactInput {
        email: get("email"),
        country: get("country"),
        fields: fields(""),
        billing: billing.then(|| BillingInput {
            country: get("billing_country"),
            fields: fields("billing_"),
        }),
    }
}
