//! The checkout as its pages show it.

use domain::catalog::Picture;
use domain::checkout::{CheckoutView, Consent, Details, PricedCart, PricedLine, SummaryLine};
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::money::{Money, MoneyError};
use domain::shipping::{ShippingChoice, ShippingMethod};

use super::details::load_details;
use super::terms::{Terms, load_methods, load_terms};
use crate::cart::{self, CartPrices, CartToken};
use crate::prices::price_of;
use crate::{Ctx, InternalError, orders};

/// Why there is no checkout to show.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    #[error("the cart is empty")]
    EmptyCart,
    /// An order of this cart waits for its payment: it must be paid or changed first.
    #[error("order {0} of this cart awaits its payment")]
    Awaiting(OrderId),
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// Everything that the pages of the checkout show.
///
/// # Errors
/// [`CheckoutError`].
pub async fn view_checkout(
    ctx: &Ctx,
    token: Option<&CartToken>,
    locale: Locale,
) -> Result<CheckoutView, CheckoutError> {
    let token = token.ok_or(CheckoutError::EmptyCart)?;
    let mut reader = ctx.db.read().await?;
    let cart = cart::find_cart(&mut reader, token)
        .await?
        .ok_or(CheckoutError::EmptyCart)?;
    if let Some(order) = orders::find_awaiting_id(&mut reader, &cart).await? {
        return Err(CheckoutError::Awaiting(order));
    }
    let prices = cart::price_cart(&mut reader, ctx, &cart, locale).await?;
    if prices.cart.lines.is_empty() {
        return Err(CheckoutError::EmptyCart);
    }
    let details = load_details(&mut reader, &cart).await?;
    let terms = load_terms(&mut reader, ctx, locale).await?;
    let view = show(ctx, locale, prices, details, &terms).map_err(InternalError::Money)?;
    Ok(view)
}

fn show(
    ctx: &Ctx,
    locale: Locale,
    prices: CartPrices,
    details: Details,
    terms: &Terms,
) -> Result<CheckoutView, MoneyError> {
    let CartPrices {
        cart,
        pictures,
        notices,
        ..
    } = prices;
    let chosen = chosen_method(&details, terms);
    let subtotal = cart.subtotal()?;
    let shipping = chosen.map(|method| method.price);
    let total = subtotal.plus(shipping.unwrap_or(Money::zero(cart.currency)))?;
    let price = |amount| price_of(amount, locale);
    Ok(CheckoutView {
        lines: summary_lines(&cart, pictures, locale)?,
        shipping_choices: choices(
            ctx,
            &terms.methods,
            details.shipping_method.as_deref(),
            locale,
        ),
        subtotal: price(subtotal),
        shipping: shipping.map(price),
        tax: contained_tax(&cart, &details, chosen, terms)?.map(price),
        total: price(total),
        consent: consent(cart, &details, terms),
        notices,
        details,
    })
}

fn chosen_method<'a>(details: &Details, terms: &'a Terms) -> Option<&'a ShippingMethod> {
    let code = details.shipping_method.as_ref()?;
    terms.methods.iter().find(|method| method.code == *code)
}

/// `None` until everything is known.
fn consent(cart: PricedCart, details: &Details, terms: &Terms) -> Option<String> {
    let draft = cart
        .draft(details.clone(), &terms.methods, &terms.taxes)
        .ok()?;
    Some(Consent::to(&draft).encode())
}

/// Of what is known so far; `None` until the country is.
fn contained_tax(
    cart: &PricedCart,
    details: &Details,
    chosen: Option<&ShippingMethod>,
    terms: &Terms,
) -> Result<Option<Money>, MoneyError> {
    let Some(address) = &details.address else {
        return Ok(None);
    };
    let tax = |class, amount: Money| -> Result<Money, MoneyError> {
        Ok(terms
            .taxes
            .rate(address.country.code(), class)
            .split(amount)?
            .tax)
    };
    let mut taxes = Vec::new();
    for line in &cart.lines {
        taxes.push(tax(line.tax_class, line.total()?)?);
    }
    if let Some(method) = chosen {
        taxes.push(tax(method.tax_class, method.price)?);
    }
    Money::sum(cart.currency, taxes).map(Some)
}

fn summary_lines(
    cart: &PricedCart,
    pictures: Vec<Option<Picture>>,
    locale: Locale,
) -> Result<Vec<SummaryLine>, MoneyError> {
    let line = |(line, picture): (&PricedLine, Option<Picture>)| {
        Ok(SummaryLine {
            name: line.name.clone(),
            variant_name: line.variant_name.clone(),
            picture,
            quantity: line.quantity.get(),
            unit_price: price_of(line.unit_price, locale),
            total: price_of(line.total()?, locale),
        })
    };
    cart.lines.iter().zip(pictures).map(line).collect()
}

/// The ways a parcel can travel if it is ordered now, before anybody chose one.
///
/// # Errors
/// [`InternalError`].
pub async fn list_shipping(
    ctx: &Ctx,
    locale: Locale,
) -> Result<Vec<ShippingChoice>, InternalError> {
    let methods = load_methods(&mut ctx.db.read().await?, ctx, locale).await?;
    Ok(choices(ctx, &methods, None, locale))
}

fn choices(
    ctx: &Ctx,
    methods: &[ShippingMethod],
    chosen: Option<&str>,
    locale: Locale,
) -> Vec<ShippingChoice> {
    let choice = |method: &ShippingMethod| ShippingChoice {
        code: method.code.clone(),
        name: method.name.clone(),
        price: price_of(method.price, locale),
        arrives: orders::arrival(ctx, ctx.now(), method.days, locale),
        chosen: chosen == Some(method.code.as_str()),
    };
    methods.iter().map(choice).collect()
}
