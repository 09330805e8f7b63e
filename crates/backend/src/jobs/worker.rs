//! What runs jobs: each in a task of its own, a few at a time.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep, timeout, timeout_at};

use super::queue::{self, Claimed, LEASE_SECONDS};
use super::sweep::enqueue_sweep;
use super::tasks::{Registration, TaskError};
use crate::{Ctx, InternalError};

/// Jobs at a time.
const CONCURRENCY: usize = 4;
/// Looks for work so often when nobody wakes it: other processes enqueue too.
const POLL: Duration = Duration::from_secs(2);
/// Signs of life in the time of a lease.
const HEARTBEATS: u64 = 6;
const SWEEP: Duration = Duration::from_secs(60);
/// Running jobs get so long to end after the shop was told to stop.
const DRAIN: Duration = Duration::from_secs(20);

/// Runs jobs until `shutdown` is done, then lets the running ones end. What
/// does not end in time is left to its lease.
pub async fn run(ctx: Ctx, shutdown: impl Future<Output = ()>) {
    let worker = ctx.new_uuid();
    let mut running = JoinSet::new();
    let mut sweep = interval(SWEEP);
    tokio::pin!(shutdown);
    loop {
        fill(&ctx, &worker, &mut running).await;
        tokio::select! {
            () = &mut shutdown => break,
            _ = sweep.tick() => report("sweep", enqueue_sweep(&ctx).await),
            Some(_) = running.join_next() => {}
            () = ctx.jobs_wakeup.notified() => {}
            () = sleep(POLL) => {}
        }
    }
    let deadline = Instant::now() + DRAIN;
    while let Ok(Some(_)) = timeout_at(deadline, running.join_next()).await {}
}

/// Claims jobs while there are any and hands are free.
async fn fill(ctx: &Ctx, worker: &str, running: &mut JoinSet<()>) {
    report("burying lost jobs", queue::bury_lost(ctx).await);
    while running.len() < CONCURRENCY {
        match queue::claim(ctx, worker).await {
            Ok(Some(job)) => {
                let ctx = ctx.clone();
                running.spawn(async move { report("job", attempt(&ctx, job).await) });
            }
            Ok(None) => return,
            // The database will be asked again at the next turn.
            Err(error) => return report("claiming", Err(error)),
        }
    }
}

/// Runs all jobs that are due by the context's clock, one after the other;
/// gives how many attempts were made. For tests.
///
/// # Errors
/// [`InternalError`].
pub async fn drain(ctx: &Ctx) -> Result<usize, InternalError> {
    let mut attempts = 0;
    queue::bury_lost(ctx).await?;
    while let Some(job) = queue::claim(ctx, "drain").await? {
        attempt(ctx, job).await?;
        attempts += 1;
    }
    Ok(attempts)
}

/// One attempt, from the claim to the recorded outcome.
async fn attempt(ctx: &Ctx, job: Claimed) -> Result<(), InternalError> {
    let outcome = tokio::select! {
        outcome = outcome_of(ctx, &job) => outcome,
        () = keep_lease(ctx, &job) => return Ok(()),
    };
    if let Err(error) = &outcome {
        tracing::warn!(job = %job.info.id, kind = job.kind, attempt = job.info.attempt, %error, "a job failed");
    }
    if !queue::acknowledge(ctx, &job, outcome).await? {
        tracing::warn!(job = %job.info.id, kind = job.kind, "the outcome of a stale attempt was dropped");
    }
    Ok(())
}

/// Errors, panics and time-outs are all the same: the attempt failed.
async fn outcome_of(ctx: &Ctx, job: &Claimed) -> Result<(), TaskError> {
    let Some(task) = Registration::find(&job.kind) else {
        // A newer release may have enqueued it; older workers leave it alone for a while.
        return Err(TaskError::Retry(format!("no task is called {}", job.kind)));
    };
    let work = (task.run)(job.payload.clone(), ctx.clone(), job.info.clone());
    match timeout(job.timeout, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(TaskError::Retry(format!(
            "panicked: {}",
            panic_text(&*panic)
        ))),
        Err(_) => Err(TaskError::Retry(format!(
            "took longer than {:?}",
            job.timeout
        ))),
    }
}

/// Ends when the job is no longer this worker's.
async fn keep_lease(ctx: &Ctx, job: &Claimed) {
    let beat = Duration::from_secs(LEASE_SECONDS.unsigned_abs() / HEARTBEATS);
    loop {
        sleep(beat).await;
        match queue::extend_lease(ctx, job).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!(job = %job.info.id, kind = job.kind, "another worker took over a job");
                return;
            }
            // The lease bears some more that are missed.
            Err(error) => report("heartbeat", Err(error)),
        }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a text")
}

fn report(what: &str, outcome: Result<(), InternalError>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "{what} failed");
    }
}
