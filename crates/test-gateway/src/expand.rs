//! `expand[]=payment_intent.latest_charge`: ids in an answer replaced by what they name.

use std::future::Future;
use std::pin::Pin;

use serde_json::{Value, json};

use crate::charges::Charge;
use crate::coupons::Coupon;
use crate::errors::ApiError;
use crate::intents::Intent;
use crate::lists;
use crate::methods::PaymentMethod;
use crate::refunds::Refund;
use crate::session_api;
use crate::sessions::Session;
use crate::store::{Filter, Kind};
use crate::work::Work;

/// Stripe's bound.
const DEEPEST: usize = 4;

/// Expands every path in an answer.
///
/// # Errors
/// Refuses properties that are not there or are not references, as Stripe does.
pub(crate) async fn expand(
    work: &mut Work,
    answer: &mut Value,
    paths: &[String],
) -> Result<(), ApiError> {
    for path in paths {
        let steps: Vec<&str> = path.split('.').collect();
        if steps.len() > DEEPEST {
            return Err(ApiError::invalid(
                "You cannot expand more than 4 levels of a property.",
            ));
        }
        descend(work, answer, &steps, path).await?;
    }
    Ok(())
}

type Descent<'a> = Pin<Box<dyn Future<Output = Result<(), ApiError>> + Send + 'a>>;

fn descend<'a>(
    work: &'a mut Work,
    value: &'a mut Value,
    steps: &'a [&'a str],
    path: &'a str,
) -> Descent<'a> {
    Box::pin(async move {
        let Some((step, rest)) = steps.split_first() else {
            return Ok(());
        };
        if let Value::Array(items) = value {
            for item in items {
                descend(work, item, steps, path).await?;
            }
            return Ok(());
        }
        if let Some(sublist) = sublist(work, value, step).await? {
            value[*step] = sublist;
        }
        let Some(property) = value.get_mut(*step) else {
            return Err(not_expandable(path));
        };
        if let Value::String(id) = property {
            *property = named(work, id).await?.ok_or_else(|| not_expandable(path))?;
        }
        match property {
            // A reference to nothing stays so.
            Value::Null => Ok(()),
            Value::Object(_) | Value::Array(_) => descend(work, property, rest, path).await,
            _ => Err(not_expandable(path)),
        }
    })
}

fn not_expandable(path: &str) -> ApiError {
    ApiError::invalid(format!("This property cannot be expanded ({path})."))
}

/// Lists that are left out of an object unless they are asked for.
async fn sublist(work: &mut Work, value: &Value, step: &str) -> Result<Option<Value>, ApiError> {
    let id = value["id"].as_str().unwrap_or_default();
    match (value["object"].as_str(), step) {
        (Some("checkout.session"), "line_items") if value.get("line_items").is_none() => {
            let session: Session = work.rows.get(Kind::Session, id).await?;
            let lines = session_api::lines(work, &session).await?;
            Ok(Some(lists::whole(
                &format!("/v1/checkout/sessions/{id}/line_items"),
                lines,
                false,
            )))
        }
        (Some("charge"), "refunds") => {
            let parent = value["payment_intent"].as_str().map(str::to_owned);
            let filter = Filter {
                parent,
                limit: 100,
                ..Filter::default()
            };
            let refunds: Vec<Refund> = work.rows.list(Kind::Refund, &filter).await?;
            let rows = refunds.iter().map(Refund::wire).collect();
            Ok(Some(lists::page(
                &format!("/v1/charges/{id}/refunds"),
                &filter,
                rows,
            )))
        }
        (Some("checkout.session"), "total_details") => {
            let mut details = value["total_details"].clone();
            details["breakdown"] = json!({ "discounts": [], "taxes": [] });
            Ok(Some(details))
        }
        _ => Ok(None),
    }
}

/// The object behind an id, by the id's prefix.
async fn named(work: &mut Work, id: &str) -> Result<Option<Value>, ApiError> {
    let rows = &mut work.rows;
    let prefix = id.split('_').next().unwrap_or_default();
    Ok(match prefix {
        "pi" => match rows.find::<Intent>(Kind::Intent, id).await? {
            Some(intent) => Some(intent.wire(work).await?),
            None => None,
        },
        "ch" => rows
            .find::<Charge>(Kind::Charge, id)
            .await?
            .map(|c| c.wire()),
        "pm" => rows
            .find::<PaymentMethod>(Kind::PaymentMethod, id)
            .await?
            .map(|m| m.wire()),
        "re" => rows
            .find::<Refund>(Kind::Refund, id)
            .await?
            .map(|r| r.wire()),
        "price" => rows.find(Kind::Price, id).await?,
        "shr" => rows.find(Kind::ShippingRate, id).await?,
        _ => {
            let now = work.now();
            match work.rows.find::<Coupon>(Kind::Coupon, id).await? {
                Some(coupon) => Some(coupon.wire(now)?),
                None => work.rows.find(Kind::Product, id).await?,
            }
        }
    })
}
