//! How many pieces there are, and the ledger of why.
//!
//! What always holds: a level never goes below zero, because pieces are taken
//! by one conditional statement; levels change in the order of variant ids, so
//! that two orders never wait for each other in a circle; the movements of a
//! variant sum to its level.

use domain::ids::{OrderId, VariantId};

use crate::db::Tx;
use crate::{Ctx, InternalError, sql};

/// So many pieces of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pieces {
    pub(crate) variant_id: VariantId,
    pub(crate) quantity: i64,
}

/// Whether all pieces were there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    All,
    /// Nothing was taken, because of this variant.
    Missing(VariantId),
}

/// Takes the pieces of a new order, all or none.
pub(crate) async fn reserve(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    pieces: &[Pieces],
) -> Result<Taken, InternalError> {
    take(tx, ctx, order, pieces, "reserved").await
}

/// Takes the pieces of an order again that had given them back, all or none.
pub(crate) async fn retake(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    pieces: &[Pieces],
) -> Result<Taken, InternalError> {
    take(tx, ctx, order, pieces, "retaken").await
}

/// Gives the pieces of an order back.
pub(crate) async fn release(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    pieces: &[Pieces],
) -> Result<(), InternalError> {
    for piece in by_variant(pieces) {
        if put(tx, piece).await? {
            record(tx, ctx, order, piece.variant_id, piece.quantity, "released").await?;
        }
    }
    Ok(())
}

async fn take(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    pieces: &[Pieces],
    reason: &str,
) -> Result<Taken, InternalError> {
    let pieces = by_variant(pieces);
    for (done, piece) in pieces.iter().enumerate() {
        if !take_one(tx, *piece).await? {
            for taken in &pieces[..done] {
                put(tx, *taken).await?;
            }
            return Ok(Taken::Missing(piece.variant_id));
        }
    }
    for piece in pieces {
        record(tx, ctx, order, piece.variant_id, -piece.quantity, reason).await?;
    }
    Ok(Taken::All)
}

fn by_variant(pieces: &[Pieces]) -> Vec<Pieces> {
    let mut sorted = pieces.to_vec();
    sorted.sort();
    sorted
}

/// Whether so many were there.
async fn take_one(tx: &mut Tx, piece: Pieces) -> Result<bool, InternalError> {
    let rows = sql!(
        "UPDATE variants SET stock = stock - $1 WHERE id = $2 AND stock >= $1",
        piece.quantity,
        piece.variant_id.0
    )
    .execute(tx)
    .await?;
    Ok(rows == 1)
}

/// Whether the variant still exists.
async fn put(tx: &mut Tx, piece: Pieces) -> Result<bool, InternalError> {
    let rows = sql!(
        "UPDATE variants SET stock = stock + $1 WHERE id = $2",
        piece.quantity,
        piece.variant_id.0
    )
    .execute(tx)
    .await?;
    Ok(rows == 1)
}

async fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    variant: VariantId,
    change: i64,
    reason: &str,
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO stock_movements (id, variant_id, order_id, change, reason, at) VALUES ($1, $2, $3, $4, $5, $6)",
        ctx.new_uuid(),
        variant.0,
        order.as_str(),
        change,
        reason,
        ctx.now().0
    )
    .execute(tx)
    .await?;
    Ok(())
}
