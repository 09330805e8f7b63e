//! What the API offers for existing sessions, `payment_pages` included.
//!
//! `payment_pages` is what the hosted page itself uses at Stripe; it is here because
//! `stripe trigger checkout.session.completed` pays through it.

use serde_json::{Value, json};

use crate::attempts::{Authentication, Outcome};
use crate::completion::{self, Payment};
use crate::errors::ApiError;
use crate::form::Params;
use crate::intents::Pace;
use crate::lists;
use crate::methods;
use crate::sessions::{Line, Session, SessionStatus};
use crate::store::{Filter, Kind};
use crate::work::Work;

pub(crate) async fn get(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let session: Session = work.rows.get(Kind::Session, id).await?;
    session.wire(work)
}

pub(crate) async fn list(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let mut filter: Filter = lists::filter(&mut params)?;
    filter.parent = params.filled("payment_intent")?;
    filter.status = params.one_of("status", &["open", "complete", "expired"])?;
    params.finish()?;
    let sessions: Vec<Session> = work.rows.list(Kind::Session, &filter).await?;
    let rows = sessions
        .iter()
        .map(|s| s.wire(work))
        .collect::<Result<_, _>>()?;
    Ok(lists::page("/v1/checkout/sessions", &filter, rows))
}

pub(crate) async fn expire(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let mut session: Session = work.rows.get(Kind::Session, id).await?;
    if session.status != SessionStatus::Open {
        return Err(ApiError::invalid(format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `{}`.",
            session.status.as_str()
        ))
        .after_execution());
    }
    completion::expire(work, &mut session).await?;
    session.wire(work)
}

pub(crate) async fn line_items(
    work: &mut Work,
    id: &str,
    mut params: Params,
) -> Result<Value, ApiError> {
    let filter = lists::filter(&mut params)?;
    params.finish()?;
    let session: Session = work.rows.get(Kind::Session, id).await?;
    let mut rows = lines(work, &session).await?;
    if let Some(after) = &filter.after {
        let start = rows
            .iter()
            .position(|row| row["id"] == after.as_str())
            .map_or(0, |i| i + 1);
        rows.drain(..start);
    }
    Ok(lists::page(
        &format!("/v1/checkout/sessions/{id}/line_items"),
        &filter,
        rows,
    ))
}

/// All lines in their wire form.
pub(crate) async fn lines(work: &mut Work, session: &Session) -> Result<Vec<Value>, ApiError> {
    let mut rows = Vec::with_capacity(session.lines.len());
    for line in &session.lines {
        let price: Value = work.rows.get(Kind::Price, &line.price).await?;
        rows.push(line_wire(line, price));
    }
    Ok(rows)
}

fn line_wire(line: &Line, price: Value) -> Value {
    json!({
        "id": line.id,
        "object": "item",
        "adjustable_quantity": null,
        "amount_discount": line.discount,
        "amount_subtotal": line.subtotal,
        "amount_tax": 0,
        "amount_total": line.subtotal - line.discount,
        "currency": price["currency"],
        "description": line.description,
        "metadata": line.metadata,
        "price": price,
        "quantity": line.quantity,
    })
}

pub(crate) async fn payment_page(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let session: Session = work.rows.get(Kind::Session, id).await?;
    page_wire(work, &session).await
}

async fn page_wire(work: &mut Work, session: &Session) -> Result<Value, ApiError> {
    let lines = lines(work, session).await?;
    Ok(json!({
        "id": session.id.replacen("cs_test_", "ppage_", 1),
        "object": "checkout.session",
        "currency": crate::amounts::wire_code(session.currency),
        "customer_email": session.customer_email,
        "line_items": lines,
        "livemode": false,
        "mode": "payment",
        "payment_intent": session.intent,
        "session_id": session.id,
        "state": session.status.as_str(),
        "status": session.status.as_str(),
        "success_url": session.success_address(),
        "total": session.total()?,
    }))
}

pub(crate) async fn confirm_page(
    work: &mut Work,
    id: &str,
    mut params: Params,
) -> Result<Value, ApiError> {
    let mut session: Session = work.rows.get(Kind::Session, id).await?;
    let method = methods::named(work, &params.required("payment_method")?).await?;
    let expected = params.integer("expected_amount")?;
    params.finish()?;
    let total = session.total()?;
    if expected.is_some_and(|amount| amount != total) {
        return Err(
            ApiError::invalid(format!("The amount to pay is {total}.")).param("expected_amount")
        );
    }
    match completion::pay(
        work,
        &mut session,
        method,
        Pace::AtOnce,
        Authentication::NotAsked,
    )
    .await?
    {
        Payment::SessionEnded => {
            Err(ApiError::invalid("This Checkout Session is no longer open.").after_execution())
        }
        Payment::Attempted(Outcome::Failed(failure)) => Err(failure.error()),
        Payment::Attempted(_) => page_wire(work, &session).await,
    }
}
