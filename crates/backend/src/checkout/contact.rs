//! The first two steps: who, where to, and which way.

use std::collections::BTreeMap;

use domain::address::{Address, Country, Field, FieldProblem};
use domain::checkout::Details;
use domain::contact::{Email, EmailError};
use domain::ids::CartId;
use domain::locale::Locale;
use serde::{Deserialize, Serialize};

use super::details::{load_details, save_details};
use super::terms::is_method;
use crate::cart::{self, CartToken};
use crate::db::{Tx, uninterrupted};
use crate::{Ctx, InternalError};

/// The contact form as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactInput {
    pub email: String,
    pub country: String,
    pub fields: BTreeMap<Field, String>,
    /// `None`: the same as the shipping address.
    pub billing: Option<BillingInput>,
}

/// Another address for the bill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingInput {
    pub country: String,
    pub fields: BTreeMap<Field, String>,
}

/// An input of the contact form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactField {
    Email,
    Country,
    Address(Field),
    BillingCountry,
    Billing(Field),
}

/// What is wrong with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactProblem {
    Email(EmailError),
    UnknownCountry,
    Address(FieldProblem),
}

/// Why the contact was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveContactError {
    /// Every input that has a problem, in the order of the form.
    #[error("the form has problems")]
    Invalid(Vec<(ContactField, ContactProblem)>),
    #[error("the cart is empty")]
    EmptyCart,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// Why no way of shipping was chosen.
#[derive(Debug, thiserror::Error)]
pub enum ChooseShippingError {
    #[error("this way of shipping is not offered")]
    UnknownMethod,
    #[error("no way of shipping was chosen")]
    NothingChosen,
    #[error("the cart is empty")]
    EmptyCart,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// Checks and keeps e-mail and addresses.
///
/// # Errors
/// [`SaveContactError`]; nothing is kept then.
pub async fn save_contact(
    ctx: &Ctx,
    token: &CartToken,
    input: ContactInput,
) -> Result<(), SaveContactError> {
    let contact = parse(&input).map_err(SaveContactError::Invalid)?;
    let (ctx, token) = (ctx.clone(), token.clone());
    uninterrupted(async move {
        let mut tx = ctx.db.begin().await?;
        let cart = lock_filled(&mut tx, &ctx, &token).await?;
        let cart = cart.ok_or(SaveContactError::EmptyCart)?;
        let told = load_details(&mut tx, &cart).await?;
        let details = Details {
            shipping_method: told.shipping_method,
            ..contact
        };
        save_details(&mut tx, &ctx, &cart, &details).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Keeps the chosen way of shipping.
///
/// # Errors
/// [`ChooseShippingError`]; the former choice stays then.
pub async fn choose_shipping(
    ctx: &Ctx,
    token: &CartToken,
    code: &str,
) -> Result<(), ChooseShippingError> {
    if code.is_empty() {
        return Err(ChooseShippingError::NothingChosen);
    }
    let (ctx, token, code) = (ctx.clone(), token.clone(), code.to_owned());
    uninterrupted(async move {
        let mut tx = ctx.db.begin().await?;
        let cart = lock_filled(&mut tx, &ctx, &token).await?;
        let cart = cart.ok_or(ChooseShippingError::EmptyCart)?;
        if !is_method(&mut tx, &code).await? {
            return Err(ChooseShippingError::UnknownMethod);
        }
        let told = load_details(&mut tx, &cart).await?;
        let details = Details {
            shipping_method: Some(code),
            ..told
        };
        save_details(&mut tx, &ctx, &cart, &details).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// The cart, locked; `None` if nothing in it can be bought.
async fn lock_filled(
    tx: &mut Tx,
    ctx: &Ctx,
    token: &CartToken,
) -> Result<Option<CartId>, InternalError> {
    let Some(id) = cart::lock_cart(tx, ctx, token).await? else {
        return Ok(None);
    };
    let prices = cart::price_cart(tx, ctx, &id, Locale::default()).await?;
    Ok((!prices.cart.lines.is_empty()).then_some(id))
}

/// Details without a way of shipping, or every problem in the order of the form.
fn parse(input: &ContactInput) -> Result<Details, Vec<(ContactField, ContactProblem)>> {
    let mut problems = Vec::new();
    let email = Email::parse(&input.email)
        .map_err(|e| problems.push((ContactField::Email, ContactProblem::Email(e))))
        .ok();
    let address = parse_address(
        &input.country,
        &input.fields,
        ContactField::Country,
        ContactField::Address,
    )
    .map_err(|mut found| problems.append(&mut found))
    .ok();
    let billing = input.billing.as_ref().and_then(|billing| {
        parse_address(
            &billing.country,
            &billing.fields,
            ContactField::BillingCountry,
            ContactField::Billing,
        )
        .map_err(|mut found| problems.append(&mut found))
        .ok()
    });
    if problems.is_empty() {
        Ok(Details {
            email,
            address,
            billing,
            shipping_method: None,
        })
    } else {
        Err(problems)
    }
}

fn parse_address(
    country: &str,
    fields: &BTreeMap<Field, String>,
    country_field: ContactField,
    field: impl Fn(Field) -> ContactField,
) -> Result<Address, Vec<(ContactField, ContactProblem)>> {
    let country = Country::parse(country)
        .ok_or_else(|| vec![(country_field, ContactProblem::UnknownCountry)])?;
    Address::parse(country, fields).map_err(|problems| {
        let named = |(f, problem)| (field(f), ContactProblem::Address(problem));
        problems.into_iter().map(named).collect()
    })
}
