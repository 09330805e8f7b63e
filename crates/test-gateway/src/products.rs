//! Products, prices and shipping rates: what a session's lines are made of.
//!
//! They never change, so their wire form is what is stored.

use domain::money::Currency;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::amounts;
use crate::errors::ApiError;
use crate::form::Params;
use crate::ids;
use crate::lists;
use crate::store::{Filter, Kind};
use crate::work::Work;

/// A price as far as a line needs it.
#[derive(Clone, Debug)]
pub(crate) struct PricedProduct {
    pub(crate) price: String,
    pub(crate) name: String,
    pub(crate) unit_amount: i64,
    pub(crate) currency: Currency,
}

pub(crate) async fn create_product(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let active = params.boolean("active")?.unwrap_or(true);
    let kind = params.one_of("type", &["good", "service"])?;
    let id = params.filled("id")?;
    let shippable = params.boolean("shippable")?;
    let url = params.filled("url")?;
    let product = product(
        work,
        params,
        id,
        active,
        json!({ "shippable": shippable, "type": kind, "url": url }),
    )
    .await?;
    Ok(product)
}

/// The product of `product_data`, which Stripe makes inactive.
async fn inline_product(work: &mut Work, params: Params) -> Result<Value, ApiError> {
    product(work, params, None, false, json!({})).await
}

async fn product(
    work: &mut Work,
    mut params: Params,
    id: Option<String>,
    active: bool,
    rest: Value,
) -> Result<Value, ApiError> {
    let id = id.unwrap_or_else(|| ids::fresh("prod"));
    if work.rows.find::<Value>(Kind::Product, &id).await?.is_some() {
        return Err(ApiError::invalid("Product already exists.")
            .code("resource_already_exists")
            .param("id"));
    }
    let product = json!({
        "id": id,
        "object": "product",
        "active": active,
        "created": work.now(),
        "default_price": null,
        "description": params.filled("description")?,
        "images": params.texts("images")?,
        "livemode": false,
        "marketing_features": [],
        "metadata": params.metadata("metadata")?,
        "name": params.required("name")?,
        "package_dimensions": null,
        "shippable": rest["shippable"],
        "statement_descriptor": params.filled("statement_descriptor")?,
        "tax_code": params.filled("tax_code")?,
        "tax_details": null,
        "type": rest["type"].as_str().unwrap_or("service"),
        "unit_label": params.filled("unit_label")?,
        "updated": work.now(),
        "url": rest["url"],
    });
    params.finish()?;
    work.keep(Kind::Product, &id, &product).await?;
    Ok(product)
}

pub(crate) async fn create_price(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let nickname = params.filled("nickname")?;
    let metadata = params.metadata("metadata")?;
    let active = params.boolean("active")?.unwrap_or(true);
    price(work, params, active, nickname, metadata).await
}

/// The price of a line's `price_data`, which Stripe makes inactive.
pub(crate) async fn inline_price(
    work: &mut Work,
    params: Params,
) -> Result<PricedProduct, ApiError> {
    let price = price(work, params, false, None, BTreeMap::new()).await?;
    priced_product(work, &price).await
}

async fn price(
    work: &mut Work,
    mut params: Params,
    active: bool,
    nickname: Option<String>,
    metadata: BTreeMap<String, String>,
) -> Result<Value, ApiError> {
    let currency = amounts::currency(&mut params, "currency")?;
    let unit_amount = amounts::unit_amount(&mut params)?;
    let tax_behavior = params.one_of("tax_behavior", &["exclusive", "inclusive", "unspecified"])?;
    let product = match (params.filled("product")?, params.hash("product_data")?) {
        (Some(id), None) => named_product(work, &params, id).await?,
        (None, Some(data)) => inline_product(work, data).await?["id"].clone(),
        _ => return Err(params.missing("product")),
    };
    params.finish()?;
    let id = ids::fresh("price");
    let price = json!({
        "id": id,
        "object": "price",
        "active": active,
        "billing_scheme": "per_unit",
        "created": work.now(),
        "currency": amounts::wire_code(currency),
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": null,
        "metadata": metadata,
        "nickname": nickname,
        "product": product,
        "recurring": null,
        "tax_behavior": tax_behavior.unwrap_or_else(|| "unspecified".to_owned()),
        "tiers_mode": null,
        "transform_quantity": null,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": unit_amount.to_string(),
    });
    work.keep(Kind::Price, &id, &price).await?;
    Ok(price)
}

async fn named_product(work: &mut Work, params: &Params, id: String) -> Result<Value, ApiError> {
    match work.rows.find::<Value>(Kind::Product, &id).await? {
        Some(_) => Ok(json!(id)),
        None => Err(params
            .invalid("product", &format!("No such product: '{id}'"))
            .code("resource_missing")),
    }
}

/// The price that a line names.
pub(crate) async fn named_price(
    work: &mut Work,
    params: &Params,
    id: &str,
) -> Result<PricedProduct, ApiError> {
    let price: Option<Value> = work.rows.find(Kind::Price, id).await?;
    let price = price.ok_or_else(|| {
        params
            .invalid("price", &format!("No such price: '{id}'"))
            .code("resource_missing")
    })?;
    priced_product(work, &price).await
}

async fn priced_product(work: &mut Work, price: &Value) -> Result<PricedProduct, ApiError> {
    let text = |name: &str| price[name].as_str().unwrap_or_default().to_owned();
    let product: Value = work.rows.get(Kind::Product, &text("product")).await?;
    let corrupt = || ApiError::internal(&format!("the price {} does not parse", price["id"]));
    Ok(PricedProduct {
        price: text("id"),
        name: product["name"].as_str().unwrap_or_default().to_owned(),
        unit_amount: price["unit_amount"].as_i64().ok_or_else(corrupt)?,
        currency: Currency::from_code(&text("currency")).ok_or_else(corrupt)?,
    })
}

/// A way of shipping that a session offers.
#[derive(Clone, Debug)]
pub(crate) struct ShippingRate {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) amount: i64,
    pub(crate) currency: Currency,
}

pub(crate) async fn create_shipping_rate(
    work: &mut Work,
    mut params: Params,
) -> Result<Value, ApiError> {
    params.one_of("type", &["fixed_amount"])?;
    let mut fixed = params
        .hash("fixed_amount")?
        .ok_or_else(|| params.missing("fixed_amount"))?;
    let currency = amounts::currency(&mut fixed, "currency")?;
    let amount = fixed
        .integer("amount")?
        .filter(|a| *a >= 0)
        .ok_or_else(|| fixed.missing("amount"))?;
    fixed.finish()?;
    let id = ids::fresh("shr");
    let tax_behavior = params.one_of("tax_behavior", &["exclusive", "inclusive", "unspecified"])?;
    let rate = json!({
        "id": id,
        "object": "shipping_rate",
        "active": true,
        "created": work.now(),
        "delivery_estimate": delivery_estimate(&mut params)?,
        "display_name": params.required("display_name")?,
        "fixed_amount": { "amount": amount, "currency": amounts::wire_code(currency) },
        "livemode": false,
        "metadata": params.metadata("metadata")?,
        "tax_behavior": tax_behavior.unwrap_or_else(|| "unspecified".to_owned()),
        "tax_code": params.filled("tax_code")?,
        "type": "fixed_amount",
    });
    params.finish()?;
    work.keep(Kind::ShippingRate, &id, &rate).await?;
    Ok(rate)
}

fn delivery_estimate(params: &mut Params) -> Result<Value, ApiError> {
    let Some(mut estimate) = params.hash("delivery_estimate")? else {
        return Ok(Value::Null);
    };
    let mut bound = |name: &str| -> Result<Value, ApiError> {
        let Some(mut bound) = estimate.hash(name)? else {
            return Ok(Value::Null);
        };
        let unit = bound.one_of("unit", &["business_day", "day", "hour", "month", "week"])?;
        let value = bound.integer("value")?;
        bound.finish()?;
        Ok(json!({ "unit": unit, "value": value }))
    };
    let (minimum, maximum) = (bound("minimum")?, bound("maximum")?);
    estimate.finish()?;
    Ok(json!({ "minimum": minimum, "maximum": maximum }))
}

/// The rate of one of a session's `shipping_options`, named or described there.
pub(crate) async fn shipping_option(
    work: &mut Work,
    mut params: Params,
) -> Result<ShippingRate, ApiError> {
    let rate: Value = match (
        params.filled("shipping_rate")?,
        params.hash("shipping_rate_data")?,
    ) {
        (Some(id), None) => work
            .rows
            .find(Kind::ShippingRate, &id)
            .await?
            .ok_or_else(|| {
                params
                    .invalid("shipping_rate", &format!("No such shipping rate: '{id}'"))
                    .code("resource_missing")
            })?,
        (None, Some(data)) => create_shipping_rate(work, data).await?,
        _ => return Err(params.missing("shipping_rate")),
    };
    params.finish()?;
    let fixed = &rate["fixed_amount"];
    let corrupt =
        || ApiError::internal(&format!("the shipping rate {} does not parse", rate["id"]));
    Ok(ShippingRate {
        id: rate["id"].as_str().unwrap_or_default().to_owned(),
        display_name: rate["display_name"].as_str().unwrap_or_default().to_owned(),
        amount: fixed["amount"].as_i64().ok_or_else(corrupt)?,
        currency: fixed["currency"]
            .as_str()
            .and_then(Currency::from_code)
            .ok_or_else(corrupt)?,
    })
}

/// Lists objects that are stored in their wire form.
pub(crate) async fn list(
    work: &mut Work,
    kind: Kind,
    url: &str,
    mut params: Params,
) -> Result<Value, ApiError> {
    let filter: Filter = lists::filter(&mut params)?;
    params.finish()?;
    let rows: Vec<Value> = work.rows.list(kind, &filter).await?;
    Ok(lists::page(url, &filter, rows))
}
