//! Between the checkout's pages and `backend::checkout`.

use std::collections::BTreeMap;

use backend::checkout::{
    BillingInput, CheckoutError, ChooseShippingError, ContactInput, PlaceError, SaveContactError,
};
use domain::address::Field;
use domain::checkout::{CheckoutView, Step};
use leptos::prelude::*;

// The pages name these from here.
pub(super) use backend::checkout::{ContactField, ContactProblem};

use super::problems::describe;
use crate::error::ShopError;
use crate::flash::{Flash, Problem};
use crate::form::Form;
use crate::orders::api::go_and_pay;
use crate::page::{Refusal, Visit};

/// Path of a step behind the language.
pub(super) fn path_of(step: Step) -> String {
    format!("/checkout/{}", step.as_str())
}

/// The checkout as it is, if its shopper has come as far as `step`.
///
/// # Errors
/// Leads to the first step that is open, or to the cart if there is nothing to check out.
pub(super) async fn view_step(visit: &Visit, step: Step) -> Result<CheckoutView, Refusal> {
    let visitor = &visit.visitor;
    visitor.forbid_storing();
    let token = visitor.cart_token();
    let view = backend::checkout::view_checkout(&visitor.ctx, token.as_ref(), visit.locale);
    let view = view.await.map_err(|error| match error {
        CheckoutError::EmptyCart | CheckoutError::Awaiting(_) => {
            Refusal::SeeOther(visit.href("/cart"))
        }
        CheckoutError::Internal(error) => visitor.failed(&error),
    })?;
    let open = view.details.first_open_step();
    if step > open {
        return Err(Refusal::SeeOther(visit.href(&path_of(open))));
    }
    Ok(view)
}

/// Keeps e-mail and addresses. With `update` only the form is shown again, by
/// the country that was chosen.
#[server(prefix = "/api", endpoint = "checkout/contact")]
pub async fn save_contact(
    #[server(default)] locale: String,
    #[server(default)] update: String,
    #[server(flatten)] entries: BTreeMap<String, String>,
) -> Result<(), ShopError> {
    let form = Form::current(&locale)?;
    let Some(token) = form.visitor.cart_token() else {
        form.lead_to("/cart");
        return Ok(());
    };
    let kept = Flash { entries: known(entries), ..Flash::default() };
    if update == "country" || update == "billing_country" {
        form.lead_with(kept, &format!("/checkout/contact#{update}")).await;
        return Ok(());
    }
    let input = contact_input(&kept.entries);
    match backend::checkout::save_contact(&form.visitor.ctx, &token, input).await {
        Ok(()) => form.lead_to("/checkout/shipping"),
        Err(SaveContactError::EmptyCart) => form.lead_to("/cart"),
        Err(SaveContactError::Invalid(found)) => {
            let problems = describe(form.texts, &kept.entries, &found);
            form.lead_with(Flash { problems, ..kept }, "/checkout/contact").await;
        }
        Err(SaveContactError::Internal(error)) => {
            form.apologize(form.visitor.failed(&error), kept, "/checkout/contact").await;
        }
    }
    Ok(())
}

/// Keeps the chosen way of shipping.
#[server(prefix = "/api", endpoint = "checkout/shipping")]
pub async fn choose_shipping(
    #[server(default)] locale: String,
    #[server(default)] method: String,
) -> Result<(), ShopError> {
    let form = Form::current(&locale)?;
    let Some(token) = form.visitor.cart_token() else {
        form.lead_to("/cart");
        return Ok(());
    };
    match backend::checkout::choose_shipping(&form.visitor.ctx, &token, &method).await {
        Ok(()) => form.lead_to("/checkout/payment"),
        Err(ChooseShippingError::EmptyCart) => form.lead_to("/cart"),
        Err(ChooseShippingError::NothingChosen | ChooseShippingError::UnknownMethod) => {
            let text = form.texts.errors_choose_shipping().to_owned();
            let problems = vec![Problem { field: "method".to_owned(), text }];
            form.lead_with(Flash { problems, ..Flash::default() }, "/checkout/shipping").await;
        }
        Err(ChooseShippingError::Internal(error)) => {
            form.apologize(form.visitor.failed(&error), Flash::default(), "/checkout/shipping").await;
        }
    }
    Ok(())
}

/// Places the order at the prices that the page has shown, and leads to the page to pay at.
#[server(prefix = "/api", endpoint = "checkout/place")]
pub async fn place_order(
    #[server(default)] locale: String,
    #[server(default)] consent: String,
) -> Result<(), ShopError> {
    let form = Form::current(&locale)?;
    let Some(token) = form.visitor.cart_token() else {
        form.lead_to("/cart");
        return Ok(());
    };
    let ctx = &form.visitor.ctx;
    match backend::checkout::place_order(ctx, &token, form.locale, &consent).await {
        Ok(placed) => {
            form.visitor.remember_order(&placed.order_id).await;
            form.visitor.remember_count(0);
            go_and_pay(&form, &placed.order_id, "").await;
        }
        Err(error) => explain(&form, error).await,
    }
    Ok(())
}

/// Why no order was placed, on the page where something can be done about it.
async fn explain(form: &Form, error: PlaceError) {
    let payment = &path_of(Step::Payment);
    match error {
        PlaceError::EmptyCart | PlaceError::Awaiting(_) => form.lead_to("/cart"),
        PlaceError::Incomplete(step) => form.lead_to(&path_of(step)),
        PlaceError::Changed(changes) => {
            form.lead_with(Flash { changes, ..Flash::default() }, payment).await;
        }
        // Nobody's browser sends this by itself; the page asks again.
        PlaceError::BadConsent => {
            form.lead_with(Flash::refused(form.texts.checkout_changed_text()), payment).await;
        }
        PlaceError::PaymentsDisabled => {
            form.lead_with(Flash::refused(form.texts.errors_payments_disabled()), payment).await;
        }
        PlaceError::Internal(error) => {
            form.apologize(form.visitor.failed(&error), Flash::default(), payment).await;
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
        Field::ALL.map(|field| (field, get(&format!("{prefix}{}", field.key())))).into()
    };
    let billing = !entries.contains_key("billing_same");
    ContactInput {
        email: get("email"),
        country: get("country"),
        fields: fields(""),
        billing: billing
            .then(|| BillingInput { country: get("billing_country"), fields: fields("billing_") }),
    }
}
