//! The cart: lines of variants, at most one line each, at prices held for a while.
//!
//! [`Cart`] is what pages and islands show. [`LineRequest`] and the functions
//! below it are the rules; `backend::cart` keeps the rows.

use serde::{Deserialize, Serialize};

use crate::catalog::Picture;
use crate::ids::VariantId;
use crate::money::{Money, Price};
use crate::quantity::Quantity;
use crate::time::Timestamp;

/// A cart, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// In the order in which they were added.
    pub lines: Vec<CartLine>,
    /// Pieces in all lines that can be bought: the number in the header.
    pub count: i64,
    /// The header's label, "Cart, 3 items".
    pub count_label: String,
    /// Sum of the lines that can be bought; `None` for an empty cart.
    pub totals: Option<CartTotals>,
    /// An order made of this cart that still waits for its payment.
    pub awaiting: Option<AwaitingOrder>,
}

/// What the lines come to. All prices include tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartTotals {
    pub subtotal: Price,
    /// The cheapest shipping, as an estimate.
    pub shipping_estimate: Price,
    /// Subtotal plus estimate.
    pub total: Price,
}

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub variant_id: VariantId,
    pub sku: String,
    pub name: String,
    /// "Sage, large"; empty for a product without options.
    pub variant_name: String,
    /// Path of the product's page with the variant chosen; `None` when it is gone.
    pub href: Option<String>,
    pub picture: Option<Picture>,
    pub quantity: i64,
    /// The most that can be asked for now.
    pub max_quantity: i64,
    pub unit_price: Price,
    pub line_total: Price,
    /// Whether it can be bought; if not, a notice says why and it is in no total.
    pub buyable: bool,
    /// What changed since it was added, in the reader's language, each a sentence.
    pub notices: Vec<String>,
}

/// An order that waits for its payment, as the cart page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitingOrder {
    pub number: String,
    pub total: Price,
    pub lines: Vec<String>,
    /// "until 15:40", in the reader's language.
    pub until: String,
    /// Path of the page where it can be paid or changed.
    pub href: String,
}

/// The outcome of changing a cart: the whole cart as it is now, and what to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartChange {
    pub cart: Cart,
    /// A sentence to announce; empty if there is nothing to say.
    pub message: String,
    /// Whether less was done than asked (limit, stock).
    pub limited: bool,
    /// After a removal: what brings the line back.
    pub undo: Option<LineRequest>,
}

/// So many of a variant, please.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRequest {
    pub variant_id: VariantId,
    pub quantity: Quantity,
}

/// Why a variant cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum CartRejection {
    #[error("this is not sold any more")]
    NotSold,
    #[error("this is sold out")]
    SoldOut,
    #[error("no variant was chosen")]
    NothingChosen,
    #[error("the quantity is not a whole number from 1 up")]
    BadQuantity,
    #[error("the cart has as many lines as a cart can have")]
    TooManyLines,
}

/// How many of a line are granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granted {
    Whole(Quantity),
    /// Fewer than asked, because a line holds no more.
    LimitedPerLine(Quantity),
    /// Fewer than asked, because no more are there.
    LimitedByStock(Quantity),
}

impl Granted {
    pub const fn quantity(self) -> Quantity {
        match self {
            Self::Whole(q) | Self::LimitedPerLine(q) | Self::LimitedByStock(q) => q,
        }
    }
}

/// How many pieces a line may hold, of `wanted`, when `stock` are there and a
/// line holds at most `max_per_line`.
///
/// # Errors
/// [`CartRejection::SoldOut`] if there are none, [`CartRejection::BadQuantity`] below one.
pub fn grant(wanted: i64, stock: i64, max_per_line: i64) -> Result<Granted, CartRejection> {
    if stock <= 0 {
        return Err(CartRejection::SoldOut);
    }
    let limit = stock.min(max_per_line).min(Quantity::MAX);
    let granted = Quantity::new(wanted.min(limit)).map_err(|_| CartRejection::BadQuantity)?;
    Ok(match () {
        () if wanted <= limit => Granted::Whole(granted),
        () if stock < max_per_line => Granted::LimitedByStock(granted),
        () => Granted::LimitedPerLine(granted),
    })
}

/// A unit price promised to the shopper until a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldPrice {
    pub unit_price: Money,
    pub until: Timestamp,
}

/// What a line costs now, and whether that differs from what was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceNow {
    AsHeld(Money),
    /// The catalogue became cheaper: the lower price wins at once.
    Lower {
        was: Money,
        now: Money,
    },
    /// The promise ran out and the catalogue is dearer.
    Higher {
        was: Money,
        now: Money,
    },
}

impl PriceNow {
    pub const fn unit_price(self) -> Money {
        match self {
            Self::AsHeld(price)
            | Self::Lower { now: price, .. }
            | Self::Higher { now: price, .. } => price,
        }
    }
}

/// Which of two promises for the same variant counts where their pieces become one line: the cheaper one that still holds.
pub fn better_promise(one: HeldPrice, other: HeldPrice, now: Timestamp) -> HeldPrice {
    let cheaper = other.unit_price.minor < one.unit_price.minor;
    match (now < one.until, now < other.until) {
        (true, true) if cheaper => other,
        (false, true) => other,
        _ => one,
    }
}

/// A lower catalogue price always wins; a higher one only counts once the promise has run out.
pub fn price_now(held: HeldPrice, catalogue: Money, now: Timestamp) -> PriceNow {
    let was = held.unit_price;
    match () {
        () if catalogue.minor < was.minor => PriceNow::Lower {
            was,
            now: catalogue,
        },
        () if catalogue.minor > was.minor && now >= held.until => PriceNow::Higher {
            was,
            now: catalogue,
        },
        () => PriceNow::AsHeld(was),
    }
}

#[cfg(test)]
mod tests {
    use super::{CartRejection, Granted, HeldPrice, PriceNow, better_promise, grant, price_now};
    use crate::money::{Currency, Money};
    use crate::quantity::Quantity;
    use crate::time::Timestamp;

    fn pieces(n: i64) -> Quantity {
        Quantity::new(n).expect("a quantity")
    }

    #[test]
    fn stock_and_the_limit_per_line_bound_what_is_granted() {
        let check = |wanted, stock, max, expected| assert_eq!(grant(wanted, stock, max), expected);
        check(3, 10, 20, Ok(Granted::Whole(pieces(3))));
        check(12, 10, 20, Ok(Granted::LimitedByStock(pieces(10))));
        check(30, 100, 20, Ok(Granted::LimitedPerLine(pieces(20))));
        check(1, 0, 20, Err(CartRejection::SoldOut));
        check(0, 5, 20, Err(CartRejection::BadQuantity));
        check(-4, 5, 20, Err(CartRejection::BadQuantity));
        check(i64::MAX, 5, 20, Ok(Granted::LimitedByStock(pieces(5))));
    }

    #[test]
    fn of_two_promises_the_cheaper_one_that_still_holds_counts() {
        let held = |minor, until| HeldPrice {
            unit_price: Money::new(minor, Currency::Usd),
            until: Timestamp(until),
        };
        let (dear, cheap) = (held(100, 20), held(80, 10));
        for (now, expected) in [(5, cheap), (10, dear), (15, dear)] {
            assert_eq!(better_promise(dear, cheap, Timestamp(now)), expected);
            assert_eq!(better_promise(cheap, dear, Timestamp(now)), expected);
        }
        assert_eq!(better_promise(dear, cheap, Timestamp(30)), dear);
    }

    #[test]
    fn a_promised_price_holds_until_it_runs_out_and_a_lower_one_always_wins() {
        let usd = |minor| Money::new(minor, Currency::Usd);
        let held = HeldPrice {
            unit_price: usd(100),
            until: Timestamp(1_000),
        };
        let check = |catalogue, now, expected| {
            assert_eq!(price_now(held, usd(catalogue), Timestamp(now)), expected);
        };
        check(100, 0, PriceNow::AsHeld(usd(100)));
        check(120, 999, PriceNow::AsHeld(usd(100)));
        check(
            120,
            1_000,
            PriceNow::Higher {
                was: usd(100),
                now: usd(120),
            },
        );
        check(
            80,
            0,
            PriceNow::Lower {
                was: usd(100),
                now: usd(80),
            },
        );
        check(
            80,
            2_000,
            PriceNow::Lower {
                was: usd(100),
                now: usd(80),
            },
        );
    }
}
