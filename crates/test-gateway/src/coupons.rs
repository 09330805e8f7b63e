//! Coupons: an amount or a percentage off, redeemed by paid sessions.

use domain::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::amounts;
use crate::errors::ApiError;
use crate::form::Params;
use crate::ids;
use crate::lists;
use crate::store::{Columns, Kind};
use crate::work::Work;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Coupon {
    pub(crate) id: String,
    created: i64,
    off: Off,
    duration: String,
    duration_in_months: Option<i64>,
    max_redemptions: Option<i64>,
    redeem_by: Option<i64>,
    times_redeemed: i64,
    name: Option<String>,
    metadata: BTreeMap<String, String>,
}

/// What a coupon takes off.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Off {
    Amount(Money),
    /// In hundredths of a percent.
    Percent(i64),
}

impl Coupon {
    /// Whether it can be put on another session.
    fn is_valid(&self, now: i64) -> bool {
        self.max_redemptions
            .is_none_or(|most| self.times_redeemed < most)
            && self.redeem_by.is_none_or(|last| now <= last)
    }

    /// What it takes off an amount; never more than that amount.
    pub(crate) fn off(&self, subtotal: Money) -> Result<Money, ApiError> {
        match self.off {
            Off::Amount(off) if off.currency != subtotal.currency => Err(ApiError::invalid(
                "The coupon's currency does not match the currency of the Checkout Session.",
            )
            .param("discounts[0][coupon]")),
            Off::Amount(off) => Ok(Money::new(off.minor.min(subtotal.minor), off.currency)),
            Off::Percent(hundredths) => {
                let exact = i128::from(subtotal.minor) * i128::from(hundredths);
                let rounded = (exact + 5_000) / 10_000;
                let minor = i64::try_from(rounded).map_err(|_| amounts::too_large())?;
                Ok(Money::new(minor, subtotal.currency))
            }
        }
    }

    pub(crate) fn wire(&self, now: i64) -> Result<Value, ApiError> {
        let (amount_off, currency, percent_off) = match self.off {
            Off::Amount(off) => (
                json!(off.minor),
                json!(amounts::wire_code(off.currency)),
                Value::Null,
            ),
            Off::Percent(hundredths) => (
                Value::Null,
                Value::Null,
                amounts::percent_number(hundredths)?,
            ),
        };
        Ok(json!({
            "id": self.id,
            "object": "coupon",
            "amount_off": amount_off,
            "created": self.created,
            "currency": currency,
            "duration": self.duration,
            "duration_in_months": self.duration_in_months,
            "livemode": false,
            "max_redemptions": self.max_redemptions,
            "metadata": self.metadata,
            "name": self.name,
            "percent_off": percent_off,
            "redeem_by": self.redeem_by,
            "times_redeemed": self.times_redeemed,
            "valid": self.is_valid(now),
        }))
    }
}

pub(crate) async fn create(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let id = params.filled("id")?.unwrap_or_else(|| ids::fresh("coupon"));
    if work.rows.find::<Coupon>(Kind::Coupon, &id).await?.is_some() {
        return Err(ApiError::invalid("Coupon already exists.")
            .code("resource_already_exists")
            .param("id"));
    }
    let off = take_off(&mut params)?;
    let duration = params.one_of("duration", &["forever", "once", "repeating"])?;
    let coupon = Coupon {
        id,
        created: work.now(),
        off,
        duration: duration.unwrap_or_else(|| "once".to_owned()),
        duration_in_months: params.integer("duration_in_months")?,
        max_redemptions: params.integer("max_redemptions")?,
        redeem_by: params.integer("redeem_by")?,
        times_redeemed: 0,
        name: params.filled("name")?,
        metadata: params.metadata("metadata")?,
    };
    if coupon.max_redemptions.is_some_and(|most| most < 1) {
        return Err(params.invalid("max_redemptions", "Invalid positive integer"));
    }
    params.finish()?;
    work.keep(Kind::Coupon, &coupon.id, &coupon).await?;
    coupon.wire(work.now())
}

fn take_off(params: &mut Params) -> Result<Off, ApiError> {
    match (
        params.integer("amount_off")?,
        amounts::percent(params, "percent_off")?,
    ) {
        (Some(amount), None) => {
            let currency: Currency = amounts::currency(params, "currency")?;
            if amount < 1 {
                return Err(params.invalid("amount_off", "Invalid positive integer"));
            }
            Ok(Off::Amount(Money::new(amount, currency)))
        }
        (None, Some(hundredths)) => Ok(Off::Percent(hundredths)),
        _ => Err(params.invalid(
            "percent_off",
            "You must pass one of amount_off or percent_off.",
        )),
    }
}

pub(crate) async fn get(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let coupon: Coupon = work.rows.get(Kind::Coupon, id).await?;
    coupon.wire(work.now())
}

pub(crate) async fn delete(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    if !work.rows.remove(Kind::Coupon, id).await? {
        return Err(ApiError::no_such(Kind::Coupon.noun(), id));
    }
    Ok(json!({ "id": id, "object": "coupon", "deleted": true }))
}

pub(crate) async fn list(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let filter = lists::filter(&mut params)?;
    params.finish()?;
    let coupons: Vec<Coupon> = work.rows.list(Kind::Coupon, &filter).await?;
    let now = work.now();
    let rows = coupons
        .iter()
        .map(|c| c.wire(now))
        .collect::<Result<_, _>>()?;
    Ok(lists::page("/v1/coupons", &filter, rows))
}

/// A coupon that a new session may use.
pub(crate) async fn usable(work: &mut Work, id: &str) -> Result<Coupon, ApiError> {
    let refuse = |message: String| ApiError::invalid(message).param("discounts[0][coupon]");
    let coupon: Option<Coupon> = work.rows.find(Kind::Coupon, id).await?;
    let coupon =
        coupon.ok_or_else(|| refuse(format!("No such coupon: '{id}'")).code("resource_missing"))?;
    if !coupon.is_valid(work.now()) {
        return Err(
            refuse(format!("Coupon {id} is expired and can't be used anymore."))
                .code("coupon_expired"),
        );
    }
    Ok(coupon)
}

/// Counts a redemption. The coupon may have been deleted since the session was made.
pub(crate) async fn redeem(work: &mut Work, id: &str) -> Result<(), ApiError> {
    let Some(mut coupon) = work.rows.find::<Coupon>(Kind::Coupon, id).await? else {
        return Ok(());
    };
    coupon.times_redeemed += 1;
    work.rows.update(id, Columns::default(), &coupon).await
}
