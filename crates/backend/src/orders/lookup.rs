//! A new link for whoever has lost the mail: sent to the order's own address, never shown.

use domain::contact::Email;
use domain::ids::OrderId;

use super::{Event, lock_order, record_event};
use crate::db::{Connection, Tx, uninterrupted};
use crate::jobs::{NewJob, enqueue};
use crate::mail::SendOrderLink;
use crate::{Ctx, InternalError, sql};

const LINK_REQUESTED: &str = "link_requested";
/// Asked for again within this time, the mail on its way is enough.
const QUIET_SECONDS: i64 = 300;

/// Sends the link to the order of this number, if it was placed with this
/// address. The caller learns nothing about which orders there are.
///
/// # Errors
/// [`InternalError`].
pub async fn request_link(ctx: &Ctx, number: &str, email: &Email) -> Result<(), InternalError> {
    let (ctx, number, email) = (ctx.clone(), normal_number(number), email.clone());
    uninterrupted(async move {
        let mut tx = ctx.db.begin().await?;
        if let Some(order) = find_placed(&mut tx, &number, &email).await? {
            send_once(&mut tx, &ctx, order).await?;
        }
        tx.commit().await?;
        ctx.wake_jobs().await;
        Ok(())
    })
    .await
}

/// As we write numbers, whatever was read out or typed: no blanks, and none of the letters that digits are taken for.
fn normal_number(text: &str) -> String {
    let meant = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(40)
        .map(meant)
        .collect()
}

async fn find_placed(
    connection: &mut impl Connection,
    number: &str,
    email: &Email,
) -> Result<Option<OrderId>, InternalError> {
    let row: Option<(String, String)> =
        sql!("SELECT id, email FROM orders WHERE number = $1", number)
            .fetch_optional(connection)
            .await?;
    // Mail servers tell no capitals apart; collations differ.
    Ok(row
        .filter(|(_, placed_with)| placed_with.eq_ignore_ascii_case(email.as_str()))
        .map(|(id, _)| OrderId(id)))
}

async fn send_once(tx: &mut Tx, ctx: &Ctx, order: OrderId) -> Result<(), InternalError> {
    // Two requests at once are one after the other from here.
    if lock_order(tx, &order).await?.is_none() || was_sent_lately(tx, ctx, &order).await? {
        return Ok(());
    }
    record_event(tx, ctx, &order, Event::new(LINK_REQUESTED)).await?;
    enqueue(tx, ctx, NewJob::now(&SendOrderLink { order_id: order })).await?;
    Ok(())
}

async fn was_sent_lately(tx: &mut Tx, ctx: &Ctx, order: &OrderId) -> Result<bool, InternalError> {
    let recent: Option<(String,)> = sql!(
        "SELECT id FROM order_events WHERE order_id = $1 AND kind = $2 AND at > $3 LIMIT 1",
        order.as_str(),
        LINK_REQUESTED,
        ctx.now().minus_seconds(QUIET_SECONDS).0
    )
    .fetch_optional(tx)
    .await?;
    Ok(recent.is_some())
}

#[cfg(test)]
mod tests {
    use super::normal_number;

    #[test]
    fn a_number_is_found_however_it_was_typed() {
        let check = |typed: &str, expected: &str| assert_eq!(normal_number(typed), expected);
        check("TEST-0A1B2C3D", "TEST-0A1B2C3D");
        check(" test-oaib2c3d ", "TEST-0A1B2C3D");
        check("№ 0A1B 2C3D", "0A1B2C3D");
        check("#0A1B2C3D\0", "0A1B2C3D");
        check("", "");
    }
}
