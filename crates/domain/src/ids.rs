//! Identifiers. A number or text of one kind can never stand for another kind.
//!
//! Catalogue rows are numbered by the database; carts, orders, payments and
//! jobs carry UUIDv7 texts made by the caller.

use serde::{Deserialize, Serialize};

macro_rules! decl_number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! decl_text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether it looks like one of ours; what comes from outside may hold anything.
            pub fn is_well_formed(&self) -> bool {
                let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
                (1..=64).contains(&self.0.len()) && self.0.chars().all(allowed)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

decl_number_id!(
    /// A category of the catalogue.
    CategoryId
);
decl_number_id!(
    /// A product of the catalogue.
    ProductId
);
decl_number_id!(
    /// What is bought: one SKU of a product.
    VariantId
);
decl_text_id!(
    /// A cart (UUIDv7). The shopper's browser knows only the cart's token.
    CartId
);
decl_text_id!(
    /// An order (UUIDv7); people see its [`OrderNumber`].
    OrderId
);
decl_text_id!(
    /// One attempt to have an order paid (UUIDv7).
    PaymentId
);
decl_text_id!(
    /// A background job (UUIDv7).
    JobId
);
decl_text_id!(
    /// The order's number for people: short, not guessable in sequence,
    /// with `TEST-` before it where no real money moves.
    OrderNumber
);
