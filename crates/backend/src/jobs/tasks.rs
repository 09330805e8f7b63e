//! What a job does: a serializable struct with a name and a `run`.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::ids::JobId;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Ctx, InternalError};

/// Work that is kept as a row until it is done. Its fields are the row's payload.
pub trait Task: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name in the table; never changed once jobs of it exist.
    const KIND: &'static str;
    /// Queues can be paused and limited each by itself.
    const QUEUE: &'static str = "default";
    /// Within the queue, the smaller the sooner.
    const PRIORITY: i64 = 0;
    const MAX_ATTEMPTS: i64 = 10;
    /// Of one attempt.
    const TIMEOUT: Duration = Duration::from_secs(60);

    /// Does the work. May run more than once, so doing it again must do no harm.
    ///
    /// # Errors
    /// [`TaskError`].
    fn run(self, ctx: &Ctx, info: &JobInfo) -> impl Future<Output = Result<(), TaskError>> + Send;
}

/// Which attempt of which job this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobInfo {
    pub id: JobId,
    /// The first is 1.
    pub attempt: i64,
    pub max_attempts: i64,
}

impl JobInfo {
    /// Whether a failure of this attempt is the last.
    pub const fn is_last_attempt(&self) -> bool {
        self.attempt >= self.max_attempts
    }
}

/// Why an attempt failed. The text is kept with the job, for staff.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// Another attempt may succeed.
    #[error("{0}")]
    Retry(String),
    /// No attempt will ever succeed.
    #[error("{0}")]
    Hopeless(String),
}

impl From<InternalError> for TaskError {
    fn from(error: InternalError) -> Self {
        Self::Retry(error.to_string())
    }
}

pub(super) type Run = fn(String, Ctx, JobInfo) -> BoxFuture<'static, Result<(), TaskError>>;

/// A kind of task that workers know.
pub struct Registration {
    pub(super) kind: &'static str,
    queue: &'static str,
    pub(super) run: Run,
}

inventory::collect!(Registration);

impl Registration {
    pub const fn of<T: Task>() -> Self {
        Self {
            kind: T::KIND,
            queue: T::QUEUE,
            run: run_payload::<T>,
        }
    }

    pub(super) fn find(kind: &str) -> Option<&'static Self> {
        inventory::iter::<Self>
            .into_iter()
            .find(|known| known.kind == kind)
    }

    /// The queues of all tasks there are, sorted.
    pub(super) fn queues() -> Vec<String> {
        let queues: BTreeSet<&str> = inventory::iter::<Self>
            .into_iter()
            .map(|known| known.queue)
            .collect();
        queues.into_iter().map(str::to_owned).collect()
    }
}

/// Makes a [`Task`](crate::jobs::Task) known to the workers.
#[macro_export]
macro_rules! task {
    ($task:ty) => {
        inventory::submit! { $crate::jobs::Registration::of::<$task>() }
    };
}

fn run_payload<T: Task>(
    payload: String,
    ctx: Ctx,
    info: JobInfo,
) -> BoxFuture<'static, Result<(), TaskError>> {
    async move {
        let task: T = serde_json::from_str(&payload)
            .map_err(|e| TaskError::Hopeless(format!("the payload cannot be read: {e}")))?;
        task.run(&ctx, &info).await
    }
    .boxed()
}
