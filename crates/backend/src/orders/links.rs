//! Where an order is found, and by whom: links that are signed and expire.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Ctx;

/// Path of an order's page, `/en/orders/{id}`. Opens for the session that
/// placed the order; anybody else needs [`order_link`].
pub fn order_path(locale: Locale, order: &OrderId) -> String {
    format!("/{}/orders/{order}", locale.path())
}

/// The signature that lets its bearer see the order until `expires`; base64url.
pub fn sign_link(ctx: &Ctx, order: &OrderId, expires: Timestamp) -> String {
    URL_SAFE_NO_PAD.encode(keyed(ctx, order, expires).finalize().into_bytes())
}

/// Whether the signature was made by [`sign_link`] for this order and time, and
/// the time has not come. Takes equally long for every wrong signature.
pub fn verify_link(ctx: &Ctx, order: &OrderId, expires: Timestamp, signature: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(signature) else {
        return false;
    };
    let genuine = keyed(ctx, order, expires).verify_slice(&bytes).is_ok();
    genuine && ctx.now() < expires
}

/// Absolute link to an order, for its mails: `…/en/orders/{id}?expires=…&signature=…`.
/// Valid for the shop's `order_link_seconds` from now.
pub fn order_link(ctx: &Ctx, locale: Locale, order: &OrderId) -> String {
    let expires = ctx.now().plus_seconds(ctx.settings.order_link_seconds);
    let (base, path) = (&ctx.settings.public_url, order_path(locale, order));
    let signature = sign_link(ctx, order, expires);
    format!("{base}{path}?expires={}&signature={signature}", expires.0)
}

fn keyed(ctx: &Ctx, order: &OrderId, expires: Timestamp) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(ctx.link_key.bytes())
        .expect("HMAC takes keys of any length");
    // The purpose comes first, so that the key can sign other things too.
    mac.update(b"order-link\0");
    mac.update(order.as_str().as_bytes());
    mac.update(b"\0");
    mac.update(&expires.0.to_be_bytes());
    mac
}
