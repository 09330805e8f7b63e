//! Changing the cart: for islands as data, for plain forms with a redirect and a notice.

use std::collections::BTreeMap;

use domain::cart::CartChange;
use leptos::prelude::*;

use crate::error::ShopError;
use crate::wire::FormPost;

#[cfg(feature = "ssr")]
pub(crate) use server::view_cart;

/// Puts a product into the cart. `choice`: value code by option code, as the product's form has them.
///
/// # Errors
/// [`ShopError`].
#[server(protocol = FormPost, prefix = "/api", endpoint = "cart/add")]
pub async fn add_to_cart(
    locale: String,
    product: String,
    #[server(default)] quantity: String,
    #[server(flatten)] choice: BTreeMap<String, String>,
) -> Result<CartChange, ShopError> {
    server::add(&locale, &product, &quantity, &choice).await
}

/// Sets how many pieces a line holds; 0 removes it.
///
/// # Errors
/// [`ShopError`].
#[server(protocol = FormPost, prefix = "/api", endpoint = "cart/set-quantity")]
pub async fn set_quantity(
    locale: String,
    variant_id: i64,
    quantity: String,
) -> Result<CartChange, ShopError> {
    server::set_quantity(&locale, variant_id, &quantity).await
}

/// Takes a line out of the cart.
///
/// # Errors
/// [`ShopError`].
#[server(protocol = FormPost, prefix = "/api", endpoint = "cart/remove")]
pub async fn remove_line(locale: String, variant_id: i64) -> Result<CartChange, ShopError> {
    server::remove(&locale, variant_id).await
}

/// Brings back the line that was taken out last.
///
/// # Errors
/// [`ShopError`].
#[server(protocol = FormPost, prefix = "/api", endpoint = "cart/restore")]
pub async fn restore_line(locale: String, variant_id: i64) -> Result<CartChange, ShopError> {
    server::restore(&locale, variant_id).await
}

#[cfg(feature = "ssr")]
mod server {
    use std::collections::BTreeMap;

    use backend::cart::CartError;
    use domain::cart::{Cart, CartChange, CartRejection};
    use domain::catalog::{BySlug, Product};
    use domain::ids::VariantId;

    use crate::desk::Desk;
    use crate::error::ShopError;
    use crate::flash::Flash;
    use crate::page::{Refusal, Visit};

    /// The visitor's cart; the browser is told of the count in it.
    pub(crate) async fn view_cart(visit: &Visit) -> Result<Cart, Refusal> {
        let visitor = &visit.visitor;
        let token = visitor.cart_token();
        let cart = backend::cart::view_cart(&visitor.ctx, token.as_ref(), visit.locale)
            .await
            .map_err(|error| visitor.failed(&error))?;
        visitor.remember_count(cart.count);
        Ok(cart)
    }

    pub(super) async fn add(
        locale: &str,
        slug: &str,
        quantity: &str,
        choice: &BTreeMap<String, String>,
    ) -> Result<CartChange, ShopError> {
        let desk = Desk::open(locale)?;
        let back = format!("/p/{}{}", percent_encoded(slug), query(choice));
        let known = !slug.chars().any(char::is_control);
        let found = match known {
            true => backend::catalog::find_product(&desk.visitor.ctx, desk.locale, slug).await,
            false => Ok(BySlug::Unknown),
        };
        let product = match found {
            Ok(BySlug::Found(product)) => product,
            Ok(_) => return Err(desk.refuse(desk.texts.cart_not_sold().into(), &back).await),
            Err(error) => return Err(desk.fail(&error, &back).await),
        };
        let variant = match chosen_variant(&product, choice) {
            Ok(variant) => variant,
            Err(missing) => {
                return Err(desk
                    .refuse(desk.texts.product_please_choose(missing), &back)
                    .await);
            }
        };
        let (ctx, token) = (&desk.visitor.ctx, desk.visitor.cart_token_or_new());
        let pieces = if quantity.is_empty() {
            1
        } else {
            pieces(quantity)
        };
        let outcome = backend::cart::add_to_cart(ctx, &token, desk.locale, variant, pieces).await;
        settle(&desk, outcome, &back).await
    }

    pub(super) async fn set_quantity(
        locale: &str,
        variant: i64,
        quantity: &str,
    ) -> Result<CartChange, ShopError> {
        let desk = Desk::open(locale)?;
        let (ctx, token) = (&desk.visitor.ctx, desk.visitor.cart_token_or_new());
        let (variant, pieces) = (VariantId(variant), pieces(quantity));
        let outcome = backend::cart::set_quantity(ctx, &token, desk.locale, variant, pieces).await;
        settle(&desk, outcome, "/cart").await
    }

    pub(super) async fn remove(locale: &str, variant: i64) -> Result<CartChange, ShopError> {
        let desk = Desk::open(locale)?;
        let (ctx, token) = (&desk.visitor.ctx, desk.visitor.cart_token_or_new());
        let outcome =
            backend::cart::remove_line(ctx, &token, desk.locale, VariantId(variant)).await;
        settle(&desk, outcome, "/cart").await
    }

    pub(super) async fn restore(locale: &str, variant: i64) -> Result<CartChange, ShopError> {
        let desk = Desk::open(locale)?;
        let (ctx, token) = (&desk.visitor.ctx, desk.visitor.cart_token_or_new());
        let outcome =
            backend::cart::restore_line(ctx, &token, desk.locale, VariantId(variant)).await;
        settle(&desk, outcome, "/cart").await
    }

    /// Answers with the cart, or leads a plain browser to it; `back` is where a refusal is shown.
    async fn settle(
        desk: &Desk,
        outcome: Result<CartChange, CartError>,
        back: &str,
    ) -> Result<CartChange, ShopError> {
        match outcome {
            Ok(change) => {
                desk.visitor.remember_count(change.cart.count);
                if desk.visitor.wants_page() {
                    desk.lead("/cart", flash(&change)).await;
                }
                Ok(change)
            }
            Err(CartError::Rejected(rejection)) => {
                Err(desk.refuse(sentence(desk, rejection), back).await)
            }
            Err(CartError::Internal(error)) => Err(desk.fail(&error, back).await),
        }
    }

    /// What the next page says of a change, with the way back from a removal.
    fn flash(change: &CartChange) -> Flash {
        if change.message.is_empty() {
            return Flash::default();
        }
        let mut flash = Flash::done(change.message.clone());
        if let Some(notice) = &mut flash.notice {
            notice.undo = change.undo;
        }
        flash
    }

    fn sentence(desk: &Desk, rejection: CartRejection) -> String {
        let t = desk.texts;
        match rejection {
            CartRejection::NotSold => t.cart_not_sold().into(),
            CartRejection::SoldOut => t.cart_sold_out().into(),
            CartRejection::NothingChosen => t.product_please_choose(t.product_options()),
            CartRejection::BadQuantity => t.cart_bad_quantity().into(),
            CartRejection::TooManyLines => {
                t.cart_too_many_lines(desk.visitor.ctx.settings.max_lines)
            }
        }
    }

    /// What no number can be read from is no quantity either, and refused as such.
    fn pieces(text: &str) -> i64 {
        text.trim().parse().unwrap_or(-1)
    }

    /// The variant of the chosen values, or the name of the first option without one.
    fn chosen_variant(
        product: &Product,
        choice: &BTreeMap<String, String>,
    ) -> Result<VariantId, String> {
        let chosen: Vec<Option<String>> = product
            .options
            .iter()
            .map(|option| match &option.values[..] {
                [only] => Some(only.code.clone()),
                _ => choice.get(&option.code).cloned(),
            })
            .collect();
        let missing = product
            .missing_options(&chosen)
            .first()
            .map(|option| option.name.clone());
        match (product.variant(&chosen), missing) {
            (Some(variant), _) => Ok(variant.id),
            (None, Some(name)) => Err(name),
            (None, None) => {
                let names: Vec<&str> = product.options.iter().map(|o| o.name.as_str()).collect();
                Err(names.join(", "))
            }
        }
    }

    fn percent_encoded(text: &str) -> String {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
            .to_string()
            .replace("%2D", "-")
    }

    /// The choice as the product's page takes it. Only letters, digits and dashes are codes.
    fn query(choice: &BTreeMap<String, String>) -> String {
        let is_code = |text: &str| {
            text.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        };
        let pairs: Vec<String> = choice
            .iter()
            .filter(|(option, value)| is_code(option) && is_code(value))
            .map(|(option, value)| format!("{option}={value}"))
            .collect();
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
    }
}
