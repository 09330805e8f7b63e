//! From a cart to an order: `PricedCart → OrderDraft`, each step refusing by name.
//!
//! `backend::checkout` loads what these need and stores what they give;
//! [`crate::orders`] goes on with `PlacedOrder → PaidOrder`.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::contact::Email;
use crate::ids::VariantId;
use crate::money::{Currency, Money, MoneyError, Price};
use crate::quantity::Quantity;
use crate::shipping::{ShippingChoice, ShippingMethod};
use crate::tax::{TaxClass, TaxTable, Taxed};
use crate::time::Timestamp;

/// The pages of the checkout, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    Contact,
    Shipping,
    Payment,
}

impl Step {
    pub const ALL: [Self; 3] = [Self::Contact, Self::Shipping, Self::Payment];

    /// The last segment of the step's path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Shipping => "shipping",
            Self::Payment => "payment",
        }
    }
}

/// What the shopper has told so far. Kept with the cart until the order is placed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    pub email: Option<Email>,
    pub address: Option<Address>,
    /// `None`: the same as the shipping address.
    pub billing: Option<Address>,
    pub shipping_method: Option<String>,
}

impl Details {
    /// The first step that still lacks something. The address belongs to
    /// contact, the way of shipping to shipping.
    pub fn first_open_step(&self) -> Step {
        match self {
            Self {
                email: Some(_),
                address: Some(_),
                shipping_method: Some(_),
                ..
            } => Step::Payment,
            Self {
                email: Some(_),
                address: Some(_),
                ..
            } => Step::Shipping,
            _ => Step::Contact,
        }
    }
}

/// The checkout, ready to be shown on any of its pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutView {
    pub details: Details,
    pub lines: Vec<SummaryLine>,
    pub shipping_choices: Vec<ShippingChoice>,
    pub subtotal: Price,
    /// `None` until a way of shipping is chosen.
    pub shipping: Option<Price>,
    /// The tax contained in the total; `None` until the country is known.
    pub tax: Option<Price>,
    /// Subtotal plus shipping as far as known.
    pub total: Price,
    /// What the shopper agrees to by pressing "Pay {total}"; `None` until everything is known.
    pub consent: Option<String>,
    /// What has changed since the lines were added, or keeps one from being bought; sentences.
    pub notices: Vec<String>,
}

/// A line of an order summary, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryLine {
    pub name: String,
    pub variant_name: String,
    pub picture: Option<crate::catalog::Picture>,
    pub quantity: i64,
    pub unit_price: Price,
    pub total: Price,
}

/// A cart whose lines can all be bought, at the prices that count now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedCart {
    pub currency: Currency,
    /// In the order of adding; each variant once.
    pub lines: Vec<PricedLine>,
}

/// A line at the price that counts now, with everything an order line keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    pub variant_id: VariantId,
    pub sku: String,
    pub name: String,
    pub variant_name: String,
    pub picture: Option<String>,
    pub quantity: Quantity,
    /// Tax included.
    pub unit_price: Money,
    /// Until when the cart was promised that price.
    pub price_held_until: Timestamp,
    pub tax_class: TaxClass,
}

/// An order as it would be placed: every amount final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderDraft {
    pub currency: Currency,
    pub email: Email,
    pub address: Address,
    pub billing: Option<Address>,
    /// In the cart's order.
    pub lines: Vec<DraftLine>,
    pub shipping_method: ShippingMethod,
    pub shipping: Taxed,
    pub totals: Totals,
}

/// A line of an order draft. `amount.gross` is unit price times quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    pub priced: PricedLine,
    pub amount: Taxed,
}

/// The sums of an order. `net + tax = gross`; `gross` is what is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Lines without shipping, tax included.
    pub subtotal: Money,
    /// Shipping, tax included.
    pub shipping: Money,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
}

/// Why no draft can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftRejection {
    #[error("the cart is empty")]
    EmptyCart,
    #[error("the step {0:?} is not filled in")]
    Incomplete(Step),
    #[error("the chosen way of shipping is not offered")]
    UnknownShippingMethod,
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl PricedCart {
    /// # Errors
    /// [`MoneyError`].
    pub fn subtotal(&self) -> Result<Money, MoneyError> {
        let totals: Vec<Money> = self
            .lines
            .iter()
            .map(PricedLine::total)
            .collect::<Result<_, _>>()?;
        Money::sum(self.currency, totals)
    }

    /// The order that this cart and these details make.
    ///
    /// Tax is taken out of each line and of shipping by the rate of the
    /// shipping country, rounded per line; the sums are sums of rounded lines.
    ///
    /// # Errors
    /// [`DraftRejection`].
    pub fn draft(
        self,
        details: Details,
        methods: &[ShippingMethod],
        taxes: &TaxTable,
    ) -> Result<OrderDraft, DraftRejection> {
        if self.lines.is_empty() {
            return Err(DraftRejection::EmptyCart);
        }
        let open = details.first_open_step();
        let Details {
            email: Some(email),
            address: Some(address),
            billing,
            shipping_method: Some(code),
        } = details
        else {
            return Err(DraftRejection::Incomplete(open));
        };
        let method = methods
            .iter()
            .find(|m| m.code == code)
            .ok_or(DraftRejection::UnknownShippingMethod)?
            .clone();
        let country = address.country.code();
        let shipping = taxes.rate(country, method.tax_class).split(method.price)?;
        let lines: Vec<DraftLine> = self
            .lines
            .into_iter()
            .map(|priced| {
                let amount = taxes
                    .rate(country, priced.tax_class)
                    .split(priced.total()?)?;
                Ok(DraftLine { priced, amount })
            })
            .collect::<Result<_, MoneyError>>()?;
        let totals = Totals::of(self.currency, &lines, shipping)?;
        Ok(OrderDraft {
            currency: self.currency,
            email,
            address,
            billing,
            lines,
            shipping_method: method,
            shipping,
            totals,
        })
    }
}

impl PricedLine {
    /// Unit price times quantity.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.unit_price.times(self.quantity.get())
    }
}

impl Totals {
    fn of(currency: Currency, lines: &[DraftLine], shipping: Taxed) -> Result<Self, MoneyError> {
        let amounts = || lines.iter().map(|l| l.amount).chain([shipping]);
        Ok(Self {
            subtotal: Money::sum(currency, lines.iter().map(|l| l.amount.gross))?,
            shipping: shipping.gross,
            net: Money::sum(currency, amounts().map(|a| a.net))?,
            tax: Money::sum(currency, amounts().map(|a| a.tax))?,
            gross: Money::sum(currency, amounts().map(|a| a.gross))?,
        })
    }
}

/// What a shopper agreed to: every price that makes the total.
///
/// It travels in the payment form as text, so that the page that comes back
/// can say exactly what has changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub total: i64,
    pub shipping: i64,
    /// (variant, pieces, unit price in minor units), sorted by variant.
    pub lines: Vec<(VariantId, i64, i64)>,
    /// Of e-mail, addresses and shipping method together; equal where they are.
    pub details: u64,
}

/// A difference between what was agreed to and what would be charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentChange {
    UnitPrice {
        name: String,
        was: Money,
        now: Money,
    },
    Quantity {
        name: String,
        was: i64,
        now: i64,
    },
    Added {
        name: String,
    },
    /// The cart no longer has the line; its name is not known any more.
    Removed,
    Shipping {
        was: Money,
        now: Money,
    },
    /// E-mail, an address or the shipping method.
    Details,
    /// Only the total differs.
    Total {
        was: Money,
        now: Money,
    },
}

/// Tells different details apart; against a mistake, not against an attacker, who would only deceive themself.
fn fingerprint(draft: &OrderDraft) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    let OrderDraft {
        email,
        address,
        billing,
        shipping_method,
        ..
    } = draft;
    format!("{email:?}{address:?}{billing:?}{}", shipping_method.code).hash(&mut hasher);
    hasher.finish()
}

impl Consent {
    pub fn to(draft: &OrderDraft) -> Self {
        let mut lines: Vec<_> = draft
            .lines
            .iter()
            .map(|l| {
                (
                    l.priced.variant_id,
                    l.priced.quantity.get(),
                    l.priced.unit_price.minor,
                )
            })
            .collect();
        lines.sort();
        Self {
            total: draft.totals.gross.minor,
            shipping: draft.shipping.gross.minor,
            lines,
            details: fingerprint(draft),
        }
    }

    /// `total;shipping;variant:pieces:price,…;details`
    pub fn encode(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|(v, q, p)| format!("{v}:{q}:{p}"))
            .collect();
        let (total, shipping, details) = (self.total, self.shipping, self.details);
        format!("{total};{shipping};{};{details}", lines.join(","))
    }

    /// Reads [`Consent::encode`]'s text; anything else is `None`.
    pub fn decode(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let total = parts.next()?.parse().ok()?;
        let shipping = parts.next()?.parse().ok()?;
        let mut lines = Vec::new();
        for line in parts.next()?.split(',').filter(|l| !l.is_empty()) {
            let numbers: Vec<i64> = line
                .split(':')
                .map(|n| n.parse().ok())
                .collect::<Option<_>>()?;
            let [variant, pieces, price] = numbers[..] else {
                return None;
            };
            lines.push((VariantId(variant), pieces, price));
        }
        lines.sort();
        let details = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self {
            total,
            shipping,
            lines,
            details,
        })
    }

    /// What would be charged beyond or besides what was agreed to; empty if nothing differs.
    pub fn changes(&self, draft: &OrderDraft) -> Vec<ConsentChange> {
        let money = |minor| Money::new(minor, draft.currency);
        let mut changes = Vec::new();
        for line in &draft.lines {
            let name = line.priced.name.clone();
            let (pieces, price) = (line.priced.quantity.get(), line.priced.unit_price);
            let agreed = self
                .lines
                .iter()
                .find(|(v, _, _)| *v == line.priced.variant_id);
            let Some((_, agreed_pieces, agreed_price)) = agreed else {
                changes.push(ConsentChange::Added { name });
                continue;
            };
            if *agreed_price != price.minor {
                changes.push(ConsentChange::UnitPrice {
                    name: name.clone(),
                    was: money(*agreed_price),
                    now: price,
                });
            }
            if *agreed_pieces != pieces {
                changes.push(ConsentChange::Quantity {
                    name,
                    was: *agreed_pieces,
                    now: pieces,
                });
            }
        }
        let gone = |v: &VariantId| draft.lines.iter().all(|l| l.priced.variant_id != *v);
        changes.extend(
            self.lines
                .iter()
                .filter(|(v, _, _)| gone(v))
                .map(|_| ConsentChange::Removed),
        );
        if self.shipping != draft.shipping.gross.minor {
            changes.push(ConsentChange::Shipping {
                was: money(self.shipping),
                now: draft.shipping.gross,
            });
        }
        if self.details != fingerprint(draft) {
            changes.push(ConsentChange::Details);
        }
        if changes.is_empty() && self.total != draft.totals.gross.minor {
            changes.push(ConsentChange::Total {
                was: money(self.total),
                now: draft.totals.gross,
            });
        }
        changes
    }
}
