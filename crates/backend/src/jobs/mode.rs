//! Who runs this process's jobs, and how they are woken.

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Notify;

use super::worker::drain;
use crate::Ctx;

/// Who runs the jobs that this process enqueues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Workers: in this process, in others, or both.
    #[default]
    Workers,
    /// Whoever enqueues them, after the commit, through the same rows; for scripts and tests.
    Eager,
}

/// The bell between those who enqueue and the worker of this process.
#[derive(Debug, Default)]
pub struct Jobs {
    mode: Mode,
    bell: Notify,
}

tokio::task_local! {
    /// Set while an eager caller runs jobs: what these enqueue, it runs as well.
    static RUNNING: ();
}

impl Jobs {
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            bell: Notify::new(),
        }
    }

    /// Wakes the worker of this process.
    pub(crate) fn wake(&self) {
        self.bell.notify_one();
    }

    /// Until there may be work.
    pub(super) async fn woken(&self) {
        self.bell.notified().await;
    }
}

/// After a commit that has enqueued jobs: wakes the worker or, where nobody else runs jobs, runs them.
///
/// Boxed, for a job may enqueue jobs: the type would hold itself.
pub(crate) fn committed(ctx: &Ctx) -> BoxFuture<'_, ()> {
    async move {
        match ctx.jobs.mode {
            Mode::Workers => ctx.jobs.wake(),
            Mode::Eager if RUNNING.try_with(|()| ()).is_ok() => {}
            Mode::Eager => {
                if let Err(error) = RUNNING.scope((), drain(ctx)).await {
                    tracing::error!(%error, "running jobs failed; they wait for a worker");
                }
            }
        }
    }
    .boxed()
}
