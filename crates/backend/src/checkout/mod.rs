//! The checkout: what the shopper tells, what it comes to, and placing the order.
//!
//! What always holds: an order is placed in one transaction together with
//! everything that happens because of it (stock, payment attempt, jobs, the
//! emptied cart), or not at all; and only at exactly the prices that the
//! shopper has seen and agreed to. The rules are in `domain::checkout`; orders
//! and their payments go on in [`crate::orders`] and [`crate::payments`].

mod changing;
mod consent;
mod contact;
mod details;
mod placing;
mod terms;
mod view;

pub use changing::{ChangeError, Changed, change_order};
pub use contact::{
    BillingInput, ChooseShippingError, ContactField, ContactInput, ContactProblem,
    SaveContactError, choose_shipping, save_contact,
};
pub use placing::{PlaceError, Placed, place_order};
pub use terms::list_shipping_methods;
pub use view::{CheckoutError, list_shipping, view_checkout};
