//! What the pages about the shop ask the use cases.

use domain::shipping::ShippingMethod;
use texts::format;

use crate::page::{Refusal, Visit};

/// A way of shipping as the table shows it.
pub(super) struct Shipping {
    pub(super) name: String,
    pub(super) price: String,
    pub(super) days: String,
}

/// The shop's ways of shipping, as they are offered in the checkout.
pub(super) async fn list_shipping(visit: &Visit) -> Result<Vec<Shipping>, Refusal> {
    let methods = backend::checkout::list_shipping_methods(&visit.visitor.ctx, visit.locale)
        .await
        .map_err(|error| visit.visitor.failed(&error))?;
    Ok(methods
        .into_iter()
        .map(|method| shown(method, visit))
        .collect())
}

fn shown(method: ShippingMethod, visit: &Visit) -> Shipping {
    let t = visit.texts;
    let number = |days| format::number(days, visit.locale);
    Shipping {
        name: method.name,
        price: match method.price.minor {
            0 => t.cart_shipping_free().to_owned(),
            _ => format::money(method.price, visit.locale),
        },
        days: match method.days {
            (from, to) if from == to => t.information_shipping_days(to),
            (from, to) => t.information_shipping_days_between(number(from), number(to)),
        },
    }
}
