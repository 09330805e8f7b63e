//! The first two steps: who, where to, and which way.

use std::collections::BTreeMap;

use domain::address::{Field, FieldProblem};
use domain::contact::EmailError;
use serde::{Deserialize, Serialize};

use crate::cart::CartToken;
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
    _ctx: &Ctx,
    _token: &CartToken,
    _input: ContactInput,
) -> Result<(), SaveContactError> {
    Err(SaveContactError::EmptyCart)
}

/// Keeps the chosen way of shipping.
///
/// # Errors
/// [`ChooseShippingError`]; the former choice stays then.
pub async fn choose_shipping(
    _ctx: &Ctx,
    _token: &CartToken,
    _code: &str,
) -> Result<(), ChooseShippingError> {
    Err(ChooseShippingError::EmptyCart)
}
