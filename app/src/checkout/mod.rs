//! The checkout: contact, shipping, payment, each a page of its own that works
//! without script. What happens on the way is decided in `backend::checkout`,
//! by the rules of `domain::checkout`.

pub(crate) mod address;
pub(crate) mod api;
mod contact;
pub(crate) mod layout;
mod payment;
mod problems;
mod promises;
pub(crate) mod shipping;
pub(crate) mod summary;

pub(crate) use api::list_shipping;
pub(crate) use contact::ContactPage;
pub(crate) use payment::PaymentPage;
pub(crate) use promises::{promises, shipping_table};
pub(crate) use shipping::ShippingPage;
