//! Payment methods: a test card or a test bank account, and whose it is.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::cards::{Expiry, TestCard};
use crate::errors::ApiError;
use crate::form::Params;
use crate::ids;
use crate::store::Kind;
use crate::work::Work;

const RAW_NUMBER: &str = "Sending credit card numbers directly to the Stripe API is generally unsafe. The test gateway takes test tokens only, such as tok_visa.";

/// Stripe's test IBAN whose debits fail; the others of that list succeed.
const FAILING_IBANS: [&str; 2] = ["AT861904300235473202", "DE62370400440532013001"];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PaymentMethod {
    pub(crate) id: String,
    created: i64,
    pub(crate) source: Source,
    pub(crate) billing: Billing,
    metadata: BTreeMap<String, String>,
}

/// Where the money would come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Source {
    Card {
        card: TestCard,
        expiry: Expiry,
    },
    SepaDebit {
        last4: String,
        country: String,
        fails: bool,
    },
}

impl Source {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Card { .. } => "card",
            Self::SepaDebit { .. } => "sepa_debit",
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Billing {
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) address: Address,
}

impl Billing {
    pub(crate) fn wire(&self) -> Value {
        json!({
            "address": self.address,
            "email": self.email,
            "name": self.name,
            "phone": self.phone,
            "tax_id": null,
        })
    }
}

/// An address in the order and with the names of the API.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) city: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) line1: Option<String>,
    pub(crate) line2: Option<String>,
    pub(crate) postal_code: Option<String>,
    pub(crate) state: Option<String>,
}

/// Takes a hash `address`.
pub(crate) fn address(params: &mut Params) -> Result<Address, ApiError> {
    let Some(mut hash) = params.hash("address")? else {
        return Ok(Address::default());
    };
    let address = Address {
        city: hash.text("city")?,
        country: hash.text("country")?,
        line1: hash.text("line1")?,
        line2: hash.text("line2")?,
        postal_code: hash.text("postal_code")?,
        state: hash.text("state")?,
    };
    hash.finish()?;
    Ok(address)
}

/// Takes a hash `shipping` and answers it in its wire form.
pub(crate) fn shipping(params: &mut Params) -> Result<Option<Value>, ApiError> {
    let Some(mut hash) = params.hash("shipping")? else {
        return Ok(None);
    };
    let shipping = json!({
        "address": address(&mut hash)?,
        "carrier": hash.text("carrier")?,
        "name": hash.required("name")?,
        "phone": hash.text("phone")?,
        "tracking_number": hash.text("tracking_number")?,
    });
    hash.finish()?;
    Ok(Some(shipping))
}

impl PaymentMethod {
    pub(crate) fn new(now: i64, source: Source, billing: Billing) -> Self {
        Self {
            id: ids::fresh("pm"),
            created: now,
            source,
            billing,
            metadata: BTreeMap::new(),
        }
    }

    pub(crate) fn wire(&self) -> Value {
        let mut wire = json!({
            "id": self.id,
            "object": "payment_method",
            "allow_redisplay": "unspecified",
            "billing_details": self.billing.wire(),
            "created": self.created,
            "customer": null,
            "customer_account": null,
            "livemode": false,
            "metadata": self.metadata,
            "type": self.source.kind(),
        });
        wire[self.source.kind()] = match &self.source {
            Source::Card { card, expiry } => card_wire(*card, *expiry),
            Source::SepaDebit { last4, country, .. } => json!({
                "bank_code": "19043",
                "branch_code": "",
                "country": country,
                "fingerprint": format!("TestSepa{last4}"),
                "generated_from": null,
                "last4": last4,
            }),
        };
        wire
    }
}

fn card_wire(card: TestCard, expiry: Expiry) -> Value {
    json!({
        "brand": "visa",
        "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
        "country": "US",
        "display_brand": "visa",
        "exp_month": expiry.month,
        "exp_year": expiry.year,
        "fingerprint": card.fingerprint(),
        "funding": "credit",
        "generated_from": null,
        "last4": card.last4(),
        "networks": { "available": ["visa"], "preferred": null },
        "regulated_status": "unregulated",
        "three_d_secure_usage": { "supported": true },
        "wallet": null,
    })
}

pub(crate) async fn create(work: &mut Work, params: Params) -> Result<Value, ApiError> {
    let method = from_params(work, params).await?;
    Ok(method.wire())
}

/// Makes a payment method of the parameters of `payment_methods` or `payment_method_data`.
pub(crate) async fn from_params(
    work: &mut Work,
    mut params: Params,
) -> Result<PaymentMethod, ApiError> {
    let kind = params.required("type")?;
    let source = match kind.as_str() {
        "card" => card(&mut params)?,
        "sepa_debit" => sepa_debit(&mut params)?,
        _ => {
            return Err(params.invalid(
                "type",
                "The test gateway supports these types: card, sepa_debit.",
            ));
        }
    };
    params.one_of("allow_redisplay", &["always", "limited", "unspecified"])?;
    let billing = billing(&mut params)?;
    let metadata = params.metadata("metadata")?;
    params.finish()?;
    let method = PaymentMethod {
        metadata,
        ..PaymentMethod::new(work.now(), source, billing)
    };
    work.keep(Kind::PaymentMethod, &method.id, &method).await?;
    Ok(method)
}

fn card(params: &mut Params) -> Result<Source, ApiError> {
    let mut hash = params.hash("card")?.ok_or_else(|| params.missing("card"))?;
    if hash.text("number")?.is_some() {
        return Err(ApiError::card("card_declined", None, RAW_NUMBER).param("card[number]"));
    }
    let token = hash.required("token")?;
    hash.finish()?;
    let card = TestCard::from_token(&token).ok_or_else(|| {
        ApiError::invalid(format!("No such token: '{token}'"))
            .code("resource_missing")
            .param("card[token]")
    })?;
    Ok(Source::Card {
        card,
        expiry: Expiry::READY_MADE,
    })
}

fn sepa_debit(params: &mut Params) -> Result<Source, ApiError> {
    let mut hash = params
        .hash("sepa_debit")?
        .ok_or_else(|| params.missing("sepa_debit"))?;
    let iban = hash.required("iban")?;
    hash.finish()?;
    // Stripe's test accounts all have this shape; anything else may be someone's real one.
    let known =
        iban.len() > 8 && iban.is_ascii() && ["AT", "DE"].iter().any(|c| iban.starts_with(c));
    if !known {
        return Err(ApiError::invalid(
            "The test gateway takes Stripe's Austrian and German test IBANs only.",
        )
        .param("sepa_debit[iban]"));
    }
    Ok(Source::SepaDebit {
        last4: iban[iban.len() - 4..].to_owned(),
        country: iban[..2].to_owned(),
        fails: FAILING_IBANS.contains(&iban.as_str()),
    })
}

fn billing(params: &mut Params) -> Result<Billing, ApiError> {
    let Some(mut hash) = params.hash("billing_details")? else {
        return Ok(Billing::default());
    };
    let billing = Billing {
        address: address(&mut hash)?,
        email: hash.text("email")?,
        name: hash.text("name")?,
        phone: hash.text("phone")?,
    };
    hash.finish()?;
    Ok(billing)
}

pub(crate) async fn get(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let method: PaymentMethod = work.rows.get(Kind::PaymentMethod, id).await?;
    Ok(method.wire())
}

/// The method that a confirmation names: one of ours, or a new one for `pm_card_visa` and the like.
pub(crate) async fn named(work: &mut Work, id: &str) -> Result<PaymentMethod, ApiError> {
    if let Some(method) = work.rows.find(Kind::PaymentMethod, id).await? {
        return Ok(method);
    }
    let card = TestCard::from_token(id)
        .filter(|_| id.starts_with("pm_card_"))
        .ok_or_else(|| {
            ApiError::invalid(format!("No such PaymentMethod: '{id}'"))
                .code("resource_missing")
                .param("payment_method")
        })?;
    let source = Source::Card {
        card,
        expiry: Expiry::READY_MADE,
    };
    let method = PaymentMethod::new(work.now(), source, Billing::default());
    work.keep(Kind::PaymentMethod, &method.id, &method).await?;
    Ok(method)
}
