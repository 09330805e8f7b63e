//! What runs jobs: each in a task of its own, a few at a time.
//!
//! A worker says every few seconds that it lives, in a task of its own, for
//! itself and for the jobs in its hands; with the answer it learns what was
//! cancelled and what is no longer its. A job that blocks its thread past its
//! time cannot be ended from inside: it gets no more signs of life, its lease
//! frees it, and the worker says that it is stuck.

use std::collections::{BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::JobId;
use futures::FutureExt;
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, interval, sleep, timeout, timeout_at};

use super::claims::{self, Claimed, LEASE_SECONDS, Outcome};
use super::sweep::enqueue_sweep;
use super::tasks::{Registration, TaskError};
use super::{queue, workers};
use crate::{Ctx, InternalError};

/// Looks for work so often when nobody wakes it: not every database can.
const POLL: Duration = Duration::from_secs(2);
/// Signs of life in the time of a lease.
const HEARTBEATS: u64 = 6;
const SWEEP: Duration = Duration::from_secs(60);
/// Running jobs get so long to end after the shop was told to stop.
const DRAIN: Duration = Duration::from_secs(20);
/// A time-out takes effect within this, or the job blocks its thread.
const GRACE: Duration = Duration::from_secs(5);

/// What a worker takes on.
#[derive(Clone, Debug)]
pub struct Work {
    /// Which queues; empty: all that the tasks of this program name.
    pub queues: Vec<String>,
    /// Jobs at a time.
    pub hands: usize,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            queues: Vec::new(),
            hands: 8,
        }
    }
}

/// Why a worker ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to.
    Told,
    /// A job blocks a thread past its time: only another process frees that.
    Stuck,
}

/// Whether a worker lives on with a job that blocks a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenStuck {
    /// Nobody would start it again: the web process is worth more than a hand.
    GoOn,
    /// A supervisor starts it again.
    End,
}

/// Runs jobs until `shutdown` is done, then lets the running ones end. What
/// does not end in time is left to its lease.
pub async fn run(
    ctx: Ctx,
    work: Work,
    when_stuck: WhenStuck,
    shutdown: impl Future<Output = ()>,
) -> Ended {
    let crew = Crew::new(&ctx, work);
    let _listening = crew.listen();
    let _living = crew.give_signs_of_life();
    let mut running = JoinSet::new();
    let mut sweep = interval(SWEEP);
    tokio::pin!(shutdown);
    let ended = loop {
        crew.fill(&mut running).await;
        if crew.is_stuck() && when_stuck == WhenStuck::End {
            break Ended::Stuck;
        }
        if crew.was_told_to_stop() {
            break Ended::Told;
        }
        tokio::select! {
            () = &mut shutdown => break Ended::Told,
            _ = sweep.tick() => report("sweep", enqueue_sweep(&ctx).await),
            Some(_) = running.join_next() => {}
            () = ctx.jobs.woken() => {}
            () = sleep(POLL) => {}
        }
    };
    let deadline = Instant::now() + DRAIN;
    while let Ok(Some(_)) = timeout_at(deadline, running.join_next()).await {}
    report("going", workers::forget(&ctx, &crew.id).await);
    ended
}

/// Runs all jobs that are due by the context's clock, one after the other;
/// gives how many attempts were made.
///
/// # Errors
/// [`InternalError`].
pub async fn drain(ctx: &Ctx) -> Result<usize, InternalError> {
    let crew = Crew::new(ctx, Work::default());
    let _living = crew.give_signs_of_life();
    let mut attempts = 0;
    claims::give_back_lost(ctx).await?;
    while let Some(job) = crew.claim(1).await?.pop() {
        crew.attempt(job).await?;
        attempts += 1;
    }
    report("going", workers::forget(ctx, &crew.id).await);
    Ok(attempts)
}

/// A worker: who it is and what is in its hands. Cheap to clone.
#[derive(Clone)]
struct Crew {
    ctx: Ctx,
    id: String,
    queues: Arc<[String]>,
    hands: usize,
    held: Arc<Mutex<HashMap<JobId, Held>>>,
    stuck: Arc<AtomicBool>,
    told: Arc<AtomicBool>,
}

/// A job in the worker's hands.
struct Held {
    lease_token: i64,
    /// Its time-out should have taken effect by then.
    deadline: Instant,
    /// Ends the attempt.
    stop: Option<oneshot::Sender<Stop>>,
}

/// Why an attempt is ended before its outcome.
#[derive(Clone, Copy, Debug)]
enum Stop {
    Cancelled,
    /// The job is another's by now.
    Taken,
}

/// Ends a task with the worker that needs it.
struct WhileAlive(AbortHandle);

impl Drop for WhileAlive {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Crew {
    fn new(ctx: &Ctx, work: Work) -> Self {
        let queues = if work.queues.is_empty() {
            Registration::queues()
        } else {
            work.queues
        };
        Self {
            id: ctx.new_uuid(),
            ctx: ctx.clone(),
            queues: queues.into(),
            hands: work.hands.max(1),
            held: Arc::default(),
            stuck: Arc::default(),
            told: Arc::default(),
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<JobId, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stuck(&self) -> bool {
        self.stuck.load(Ordering::Relaxed)
    }

    /// By staff, through the database.
    fn was_told_to_stop(&self) -> bool {
        self.told.load(Ordering::Relaxed)
    }

    /// Claims jobs while there are any and hands are free.
    async fn fill(&self, running: &mut JoinSet<()>) {
        report(
            "giving back lost jobs",
            claims::give_back_lost(&self.ctx).await,
        );
        loop {
            let free = self.hands.saturating_sub(running.len());
            if free == 0 {
                return;
            }
            match self.claim(free).await {
                Ok(jobs) if jobs.is_empty() => return,
                Ok(jobs) => {
                    for job in jobs {
                        let crew = self.clone();
                        running.spawn(async move { report("job", crew.attempt(job).await) });
                    }
                }
                // The database will be asked again at the next turn.
                Err(error) => return report("claiming", Err(error)),
            }
        }
    }

    /// Jobs of the first queue that has any. Each turn begins with another queue, so that none waits for a long one.
    async fn claim(&self, hands: usize) -> Result<Vec<Claimed>, InternalError> {
        let first = usize::from(u16::from_be_bytes(self.ctx.random_bytes()));
        for turn in 0..self.queues.len() {
            let queue = &self.queues[(first + turn) % self.queues.len()];
            let jobs = claims::claim(&self.ctx, &self.id, queue, hands).await?;
            if !jobs.is_empty() {
                return Ok(jobs);
            }
        }
        Ok(Vec::new())
    }

    /// One attempt, from the claim to the recorded outcome.
    async fn attempt(&self, job: Claimed) -> Result<(), InternalError> {
        let (stop, stopped) = oneshot::channel();
        let held = Held {
            lease_token: job.lease_token,
            deadline: Instant::now() + job.timeout + GRACE,
            stop: Some(stop),
        };
        self.held().insert(job.info.id.clone(), held);
        let outcome = tokio::select! {
            outcome = outcome_of(&self.ctx, &job) => Some(outcome),
            Ok(stop) = stopped => match stop {
                Stop::Cancelled => Some(Outcome::Cancelled),
                Stop::Taken => None,
            },
        };
        self.held().remove(&job.info.id);
        let Some(outcome) = outcome else {
            tracing::warn!(job = %job.info.id, kind = job.kind, "another worker took over a job");
            return Ok(());
        };
        if let Some(error) = outcome.error() {
            tracing::warn!(job = %job.info.id, kind = job.kind, attempt = job.info.attempt, error, "a job failed");
        }
        if !claims::acknowledge(&self.ctx, &job, &outcome).await? {
            tracing::warn!(job = %job.info.id, kind = job.kind, "the outcome of a stale attempt was dropped");
        }
        Ok(())
    }

    fn give_signs_of_life(&self) -> WhileAlive {
        let crew = self.clone();
        let beats = async move {
            let mut beat = interval(Duration::from_secs(
                LEASE_SECONDS.unsigned_abs() / HEARTBEATS,
            ));
            loop {
                beat.tick().await;
                // A lease bears some beats that are missed.
                report("a sign of life", crew.beat().await);
            }
        };
        WhileAlive(tokio::spawn(beats).abort_handle())
    }

    async fn beat(&self) -> Result<(), InternalError> {
        let jobs = self.jobs_in_time();
        if !jobs.is_empty() {
            let kept = claims::extend_leases(&self.ctx, &self.id, jobs.iter().cloned()).await?;
            self.learn(&jobs, &kept);
        }
        let running = self.held().len();
        let told = workers::note(&self.ctx, &self.id, &self.queues, self.hands, running).await?;
        if told && !self.told.swap(true, Ordering::Relaxed) {
            self.ctx.jobs.wake();
        }
        Ok(())
    }

    /// The jobs whose time-outs still can take effect. Of the others the lease runs out.
    fn jobs_in_time(&self) -> BTreeSet<JobId> {
        let now = Instant::now();
        let held = self.held();
        let (in_time, overdue): (Vec<_>, Vec<_>) =
            held.iter().partition(|(_, job)| now <= job.deadline);
        for (id, _) in overdue {
            if !self.stuck.swap(true, Ordering::Relaxed) {
                tracing::error!(job = %id, "a job blocks its thread past its time; only a new process frees it");
                self.ctx.jobs.wake();
            }
        }
        in_time.into_iter().map(|(id, _)| id.clone()).collect()
    }

    /// Ends what was cancelled or taken.
    fn learn(&self, asked: &BTreeSet<JobId>, kept: &[claims::Kept]) {
        let mut held = self.held();
        for (id, job) in held.iter_mut().filter(|(id, _)| asked.contains(*id)) {
            let now = kept
                .iter()
                .find(|kept| kept.id == id.0 && kept.lease_token == job.lease_token);
            let stop = match now {
                None => Stop::Taken,
                Some(kept) if kept.cancel_at.is_some() => Stop::Cancelled,
                Some(_) => continue,
            };
            if let Some(channel) = job.stop.take() {
                // The attempt may have ended just now.
                let _ = channel.send(stop);
            }
        }
    }

    /// Wakes the worker when another process says that there are jobs.
    fn listen(&self) -> WhileAlive {
        let ctx = self.ctx.clone();
        let listening = async move {
            loop {
                match ctx.db.listen(queue::CHANNEL).await {
                    Ok(Some(mut announcements)) => {
                        while announcements.next().await.is_ok() {
                            ctx.jobs.wake();
                        }
                    }
                    Ok(None) => return,
                    Err(error) => report("listening for jobs", Err(error)),
                }
                sleep(POLL).await;
            }
        };
        WhileAlive(tokio::spawn(listening).abort_handle())
    }
}

/// Errors, panics and time-outs are all the same: the attempt failed.
async fn outcome_of(ctx: &Ctx, job: &Claimed) -> Outcome {
    let Some(task) = Registration::find(&job.kind) else {
        // A newer release may have enqueued it; older workers leave it alone for a while.
        return Outcome::Failed(format!("no task is called {}", job.kind));
    };
    let work = (task.run)(job.payload.clone(), ctx.clone(), job.info.clone());
    match timeout(job.timeout, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(Ok(()))) => Outcome::Completed,
        Ok(Ok(Err(TaskError::Retry(error)))) => Outcome::Failed(error),
        Ok(Ok(Err(TaskError::Hopeless(error)))) => Outcome::Hopeless(error),
        Ok(Err(panic)) => Outcome::Panicked(panic_text(&*panic).to_owned()),
        Err(_) => Outcome::TimedOut(job.timeout),
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
