//! How many of a variant somebody wants.

use serde::{Deserialize, Serialize};

/// A number of pieces, 1 to [`Quantity::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(i64);

/// The number is not a quantity: zero, negative or beyond any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is a whole number from 1 to 9999")]
pub struct NotAQuantity;

impl Quantity {
    /// What no setting of a shop can raise the limit per line above.
    pub const MAX: i64 = 9_999;

    /// # Errors
    /// [`NotAQuantity`] outside of 1 to [`Quantity::MAX`].
    pub fn new(pieces: i64) -> Result<Self, NotAQuantity> {
        if (1..=Self::MAX).contains(&pieces) {
            Ok(Self(pieces))
        } else {
            Err(NotAQuantity)
        }
    }

    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Quantity {
    type Error = NotAQuantity;

    fn try_from(pieces: i64) -> Result<Self, NotAQuantity> {
        Self::new(pieces)
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}
