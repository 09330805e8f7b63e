//! Background jobs: tried again, given up, taken over, and never two at once.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use backend::cart::{CartToken, view_cart};
use backend::jobs::{self, Ended, JobInfo, Jobs, Mode, NewJob, Task, TaskError, WhenStuck, Work};
use backend::{Ctx, sql};
use domain::ids::JobId;
use domain::locale::Locale;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::buying::fill;
use crate::shop::TestShop;

/// How often a probe of each name has run, in this process.
static RUNS: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

/// A task that does as it is told and counts its runs.
#[derive(Serialize, Deserialize)]
struct Probe {
    name: String,
    act: Act,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Act {
    Succeed,
    FailTimes(i64),
    FailForEver,
    GiveUp,
    Panic,
    Hang,
}

backend::task!(Probe);

impl Task for Probe {
    const KIND: &'static str = "probe";
    const MAX_ATTEMPTS: i64 = 3;
    const TIMEOUT: Duration = Duration::from_millis(300);

    async fn run(self, _ctx: &Ctx, info: &JobInfo) -> Result<(), TaskError> {
        *RUNS.lock().unwrap().entry(self.name).or_default() += 1;
        match self.act {
            Act::Succeed => Ok(()),
            Act::FailTimes(times) if info.attempt > times => Ok(()),
            Act::FailTimes(_) | Act::FailForEver => Err(TaskError::Retry("not yet".to_owned())),
            Act::GiveUp => Err(TaskError::Hopeless("never".to_owned())),
            Act::Panic => panic!("at the disco"),
            Act::Hang => std::future::pending().await,
        }
    }
}

/// Takes longer than the first sign of life is away.
#[derive(Serialize, Deserialize)]
struct Long {}

backend::task!(Long);

impl Task for Long {
    const KIND: &'static str = "long";

    async fn run(self, _ctx: &Ctx, _info: &JobInfo) -> Result<(), TaskError> {
        tokio::time::sleep(Duration::from_millis(7_500)).await;
        Ok(())
    }
}

/// Goes before whatever is less urgent.
#[derive(Serialize, Deserialize)]
struct Urgent(Probe);

backend::task!(Urgent);

impl Task for Urgent {
    const KIND: &'static str = "urgent";
    const PRIORITY: i64 = -10;

    async fn run(self, ctx: &Ctx, info: &JobInfo) -> Result<(), TaskError> {
        self.0.run(ctx, info).await
    }
}

/// How many of a name run at this moment, and how many ran together at most.
static TOGETHER: LazyLock<Mutex<HashMap<String, (usize, usize)>>> = LazyLock::new(Mutex::default);

/// Takes a little time, in a queue of its own.
#[derive(Serialize, Deserialize)]
struct Narrow(String);

backend::task!(Narrow);

impl Task for Narrow {
    const KIND: &'static str = "narrow";
    const QUEUE: &'static str = "narrow";

    async fn run(self, _ctx: &Ctx, _info: &JobInfo) -> Result<(), TaskError> {
        {
            let mut together = TOGETHER.lock().unwrap();
            let (now, most) = together.entry(self.0.clone()).or_default();
            *now += 1;
            *most = (*most).max(*now);
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
        TOGETHER.lock().unwrap().entry(self.0).or_default().0 -= 1;
        Ok(())
    }
}

/// Keeps its thread for longer than it may take, whatever anybody says.
#[derive(Serialize, Deserialize)]
struct Blocking {}

backend::task!(Blocking);

impl Task for Blocking {
    const KIND: &'static str = "blocking";
    const TIMEOUT: Duration = Duration::from_millis(100);

    async fn run(self, _ctx: &Ctx, _info: &JobInfo) -> Result<(), TaskError> {
        std::thread::sleep(Duration::from_secs(15));
        Ok(())
    }
}

/// A name that no other test counts by.
fn probe(act: Act) -> Probe {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    Probe {
        name: NUMBER.fetch_add(1, Ordering::SeqCst).to_string(),
        act,
    }
}

fn runs(probe: &Probe) -> usize {
    RUNS.lock()
        .unwrap()
        .get(&probe.name)
        .copied()
        .unwrap_or_default()
}

async fn enqueue(ctx: &Ctx, job: NewJob<'_, Probe>) -> JobId {
    let mut tx = ctx.db.begin().await.unwrap();
    let id = jobs::enqueue(&mut tx, ctx, job).await.unwrap();
    tx.commit().await.unwrap();
    ctx.wake_jobs().await;
    id
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    state: String,
    attempt: i64,
    run_at: i64,
    last_error: Option<String>,
    lease_token: i64,
}

async fn row(ctx: &Ctx, id: &JobId) -> Row {
    sql!(
        "SELECT state, attempt, run_at, last_error, lease_token FROM jobs WHERE id = $1",
        id.as_str()
    )
    .fetch_one(&mut ctx.db.read().await.unwrap())
    .await
    .unwrap()
}

/// "2 failed: not yet", one an attempt.
async fn attempts(ctx: &Ctx, id: &JobId) -> Vec<String> {
    let rows: Vec<(i64, Option<String>, Option<String>)> = sql!(
        "SELECT attempt, outcome, error FROM job_attempts WHERE job_id = $1 ORDER BY attempt",
        id.as_str()
    )
    .fetch_all(&mut ctx.db.read().await.unwrap())
    .await
    .unwrap();
    let line = |(attempt, outcome, error): (i64, Option<String>, Option<String>)| {
        let error = error.map(|error| format!(": {error}")).unwrap_or_default();
        format!("{attempt} {}{error}", outcome.as_deref().unwrap_or("runs"))
    };
    rows.into_iter().map(line).collect()
}

/// A worker of all queues.
pub(crate) fn work<Stop: Future<Output = ()>>(
    ctx: &Ctx,
    stop: Stop,
) -> impl Future<Output = Ended> + use<Stop> {
    jobs::run(ctx.clone(), Work::default(), WhenStuck::End, stop)
}

/// Drains and steps past the wait of the next attempt, until nothing is left to do.
async fn run_out(shop: &TestShop) {
    for _ in 0..5 {
        jobs::drain(&shop.ctx).await.unwrap();
        shop.clock.advance_seconds(3_600);
    }
}

on_both_engines! {
    async fn a_job_runs_once_and_only_when_it_is_due(shop) {
        let ctx = &shop.ctx;
        let (now, later) = (probe(Act::Succeed), probe(Act::Succeed));
        let first = enqueue(ctx, NewJob::now(&now)).await;
        enqueue(ctx, NewJob::at(&later, ctx.now().plus_seconds(60))).await;
        assert_eq!(jobs::drain(ctx).await.unwrap(), 1);
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
        assert_eq!((runs(&now), runs(&later)), (1, 0));
        assert_eq!(row(ctx, &first).await.state, "completed");
        shop.clock.advance_seconds(60);
        assert_eq!(jobs::drain(ctx).await.unwrap(), 1);
        assert_eq!((runs(&now), runs(&later)), (1, 1));
    }

    async fn a_job_that_failed_is_tried_again_later_and_later(shop) {
        let ctx = &shop.ctx;
        let flaky = probe(Act::FailTimes(2));
        let id = enqueue(ctx, NewJob::now(&flaky)).await;
        let began = ctx.now().0;
        jobs::drain(ctx).await.unwrap();
        let failed = row(ctx, &id).await;
        assert_eq!((failed.state.as_str(), failed.attempt), ("retryable", 1));
        assert_eq!(failed.last_error.as_deref(), Some("not yet"));
        let first_wait = failed.run_at - began;
        assert!((2_000..=2_500).contains(&first_wait), "{first_wait}");
        // Not before its time.
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
        run_out(shop).await;
        assert_eq!(row(ctx, &id).await.state, "completed");
        assert_eq!(runs(&flaky), 3);
    }

    async fn errors_panics_and_time_outs_all_end_dead_after_the_last_attempt(shop) {
        let ctx = &shop.ctx;
        for (act, said) in [(Act::FailForEver, "not yet"), (Act::Panic, "panicked: at the disco"), (Act::Hang, "took longer than 300ms")] {
            let bad = probe(act);
            let id = enqueue(ctx, NewJob::now(&bad)).await;
            run_out(shop).await;
            let dead = row(ctx, &id).await;
            assert_eq!((dead.state.as_str(), dead.attempt), ("dead", 3));
            assert_eq!(dead.last_error.as_deref(), Some(said));
            assert_eq!(runs(&bad), 3);
        }
    }

    async fn a_hopeless_job_is_dead_at_once(shop) {
        let ctx = &shop.ctx;
        let hopeless = probe(Act::GiveUp);
        let id = enqueue(ctx, NewJob::now(&hopeless)).await;
        run_out(shop).await;
        assert_eq!((row(ctx, &id).await.state.as_str(), runs(&hopeless)), ("dead", 1));
    }

    async fn a_job_of_a_kind_nobody_knows_waits_for_somebody_who_does(shop) {
        let ctx = &shop.ctx;
        let id = enqueue(ctx, NewJob::now(&probe(Act::Succeed))).await;
        let mut tx = ctx.db.begin().await.unwrap();
        sql!("UPDATE jobs SET kind = 'of tomorrow' WHERE id = $1", id.as_str()).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        jobs::drain(ctx).await.unwrap();
        let unknown = row(ctx, &id).await;
        assert_eq!(unknown.state, "retryable");
        assert_eq!(unknown.last_error.as_deref(), Some("no task is called of tomorrow"));
    }

    async fn of_one_key_there_is_one_job_until_it_is_done(shop) {
        let ctx = &shop.ctx;
        let one = probe(Act::Succeed);
        let first = enqueue(ctx, NewJob::now(&one).unique("key")).await;
        assert_eq!(enqueue(ctx, NewJob::now(&one).unique("key")).await, first);
        assert_ne!(enqueue(ctx, NewJob::now(&one).unique("other")).await, first);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(runs(&one), 2);
        assert_ne!(enqueue(ctx, NewJob::now(&one).unique("key")).await, first);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(runs(&one), 3);
    }

    async fn a_rolled_back_transaction_enqueues_nothing(shop) {
        let ctx = &shop.ctx;
        let never = probe(Act::Succeed);
        let mut tx = ctx.db.begin().await.unwrap();
        jobs::enqueue(&mut tx, ctx, NewJob::now(&never)).await.unwrap();
        drop(tx);
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
    }

    async fn many_workers_run_every_job_once(shop) {
        let ctx = &shop.ctx;
        let probes: Vec<Probe> = (0..40).map(|_| probe(Act::Succeed)).collect();
        for probe in &probes {
            enqueue(ctx, NewJob::now(probe)).await;
        }
        let workers = (0..6).map(|_| { let ctx = ctx.clone(); tokio::spawn(async move { jobs::drain(&ctx).await.unwrap() }) });
        let attempts: usize = futures::future::join_all(workers).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(attempts, 40);
        assert!(probes.iter().all(|probe| runs(probe) == 1));
    }

    async fn a_lost_workers_job_is_taken_over_and_its_own_outcome_refused(shop) {
        let ctx = &shop.ctx;
        let slow = probe(Act::Hang);
        let id = enqueue(ctx, NewJob::now(&slow)).await;
        let stale = tokio::spawn({ let ctx = ctx.clone(); async move { jobs::drain(&ctx).await } });
        wait_until(|| runs(&slow) == 1).await;
        // The worker is frozen past its lease: another one claims the job, and its outcome counts.
        shop.clock.advance_seconds(31);
        let mut tx = ctx.db.begin().await.unwrap();
        let payload = serde_json::to_string(&Probe { name: slow.name.clone(), act: Act::Succeed }).unwrap();
        sql!("UPDATE jobs SET payload = $1 WHERE id = $2", payload, id.as_str()).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        // Like any attempt that failed it is followed by a wait.
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
        shop.clock.advance_seconds(3);
        assert_eq!(jobs::drain(ctx).await.unwrap(), 1);
        assert_eq!(stale.await.unwrap().unwrap(), 1);
        let done = row(ctx, &id).await;
        assert_eq!((done.state.as_str(), done.attempt, done.lease_token), ("completed", 2, 2));
        assert_eq!(done.last_error, None);
        assert_eq!(attempts(ctx, &id).await, ["1 lost: its worker was lost", "2 completed"]);
    }

    async fn a_long_job_stays_its_workers(shop) {
        let ctx = &shop.ctx;
        let mut tx = ctx.db.begin().await.unwrap();
        let id = jobs::enqueue(&mut tx, ctx, NewJob::now(&Long {})).await.unwrap();
        tx.commit().await.unwrap();
        let working = tokio::spawn({ let ctx = ctx.clone(); async move { jobs::drain(&ctx).await.unwrap() } });
        tokio::time::sleep(Duration::from_secs(1)).await;
        shop.clock.advance_seconds(20);
        tokio::time::sleep(Duration::from_secs(5)).await;
        // After the first sign of life, the lease is as long as at first.
        shop.clock.advance_seconds(20);
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
        assert_eq!(working.await.unwrap(), 1);
        let done = row(ctx, &id).await;
        assert_eq!((done.state.as_str(), done.attempt), ("completed", 1));
    }

    async fn the_sweep_forgets_old_carts_and_finished_jobs(shop) {
        let ctx = &shop.ctx;
        let (old, recent) = (CartToken::generate(ctx), CartToken::generate(ctx));
        fill(shop, &old, &[("BOWL", 1)]).await;
        let done = probe(Act::Succeed);
        let done = enqueue(ctx, NewJob::now(&done)).await;
        jobs::drain(ctx).await.unwrap();
        shop.clock.advance_seconds(60 * 86_400 + 1);
        fill(shop, &recent, &[("BOWL", 1)]).await;
        let (stop, stopped) = oneshot::channel::<()>();
        let worker = tokio::spawn(work(ctx, async { stopped.await.unwrap_or(()) }));
        let lines = async |token| view_cart(ctx, Some(token), Locale::En).await.unwrap().lines.len();
        for _ in 0..500 {
            if lines(&old).await == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.send(()).unwrap();
        worker.await.unwrap();
        assert_eq!((lines(&old).await, lines(&recent).await), (0, 1));
        let (left,): (i64,) = sql!("SELECT COUNT(*) FROM jobs WHERE id = $1", done.as_str())
            .fetch_one(&mut ctx.db.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(left, 0);
    }

    async fn a_job_lost_in_its_last_attempt_is_dead(shop) {
        let ctx = &shop.ctx;
        let id = enqueue(ctx, NewJob::now(&probe(Act::Succeed))).await;
        let mut tx = ctx.db.begin().await.unwrap();
        sql!("UPDATE jobs SET state = 'running', attempt = 3, lease_until = $1 WHERE id = $2", ctx.now().0, id.as_str())
            .execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
        assert_eq!(row(ctx, &id).await.state, "dead");
    }

    async fn every_attempt_is_recorded_with_how_it_ended(shop) {
        let ctx = &shop.ctx;
        for (act, expected) in [
            (Act::FailTimes(1), ["1 failed: not yet", "2 completed", ""]),
            (Act::Panic, ["1 panicked: panicked: at the disco", "2 panicked: panicked: at the disco", "3 panicked: panicked: at the disco"]),
            (Act::Hang, ["1 timed_out: took longer than 300ms", "2 timed_out: took longer than 300ms", "3 timed_out: took longer than 300ms"]),
            (Act::GiveUp, ["1 failed: never", "", ""]),
        ] {
            let id = enqueue(ctx, NewJob::now(&probe(act))).await;
            run_out(shop).await;
            let expected: Vec<&str> = expected.into_iter().filter(|line| !line.is_empty()).collect();
            assert_eq!(attempts(ctx, &id).await, expected);
        }
    }

    async fn what_is_more_urgent_goes_first(shop) {
        let ctx = &shop.ctx;
        let (usual, urgent) = (probe(Act::Succeed), Urgent(probe(Act::Succeed)));
        enqueue(ctx, NewJob::now(&usual)).await;
        let mut tx = ctx.db.begin().await.unwrap();
        let first = jobs::enqueue(&mut tx, ctx, NewJob::now(&urgent)).await.unwrap();
        tx.commit().await.unwrap();
        jobs::drain(ctx).await.unwrap();
        let order: Vec<(String,)> = sql!("SELECT kind FROM jobs ORDER BY lease_owner, started_at, priority").fetch_all(&mut ctx.db.read().await.unwrap()).await.unwrap();
        assert_eq!(order.first().map(|(kind,)| kind.as_str()), Some("urgent"));
        assert_eq!((row(ctx, &first).await.state.as_str(), runs(&usual)), ("completed", 1));
    }

    async fn a_paused_queue_runs_nothing_until_it_is_resumed(shop) {
        let ctx = &shop.ctx;
        let waiting = probe(Act::Succeed);
        jobs::pause_queue(ctx, "default").await.unwrap();
        enqueue(ctx, NewJob::now(&waiting)).await;
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
        jobs::resume_queue(ctx, "default").await.unwrap();
        assert_eq!((jobs::drain(ctx).await.unwrap(), runs(&waiting)), (1, 1));
    }

    async fn no_more_of_a_queue_run_than_its_limit_allows(shop) {
        let ctx = &shop.ctx;
        let name = probe(Act::Succeed).name;
        jobs::limit_queue(ctx, "narrow", Some(2)).await.unwrap();
        let mut tx = ctx.db.begin().await.unwrap();
        for _ in 0..20 {
            jobs::enqueue(&mut tx, ctx, NewJob::now(&Narrow(name.clone()))).await.unwrap();
        }
        tx.commit().await.unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let workers: Vec<_> = (0..3).map(|_| {
            let mut stopped = stopped.clone();
            // Each has a bell of its own, as in a process of its own.
            let ctx = Ctx { jobs: Arc::new(Jobs::new(Mode::Workers)), ..ctx.clone() };
            tokio::spawn(async move { work(&ctx, async move { _ = stopped.wait_for(|stop| *stop).await; }).await })
        }).collect();
        for _ in 0..1_500 {
            let (left,): (i64,) = sql!("SELECT COUNT(*) FROM jobs WHERE kind = 'narrow' AND state <> 'completed'").fetch_one(&mut ctx.db.read().await.unwrap()).await.unwrap();
            if left == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(true).unwrap();
        for worker in workers {
            assert_eq!(worker.await.unwrap(), Ended::Told);
        }
        assert_eq!(TOGETHER.lock().unwrap().get(&name), Some(&(0, 2)));
        let (done,): (i64,) = sql!("SELECT COUNT(*) FROM jobs WHERE kind = 'narrow' AND state = 'completed'").fetch_one(&mut ctx.db.read().await.unwrap()).await.unwrap();
        assert_eq!(done, 20);
    }

    async fn a_waiting_job_is_cancelled_at_once(shop) {
        let ctx = &shop.ctx;
        let never = probe(Act::Succeed);
        let id = enqueue(ctx, NewJob::now(&never)).await;
        assert!(jobs::cancel_job(ctx, &id).await.unwrap());
        assert_eq!((jobs::drain(ctx).await.unwrap(), runs(&never)), (0, 0));
        assert_eq!(row(ctx, &id).await.state, "cancelled");
        assert!(!jobs::cancel_job(ctx, &id).await.unwrap(), "it has ended");
    }

    async fn a_running_job_is_cancelled_with_its_workers_next_sign_of_life(shop) {
        let ctx = &shop.ctx;
        let mut tx = ctx.db.begin().await.unwrap();
        let id = jobs::enqueue(&mut tx, ctx, NewJob::now(&Long {})).await.unwrap();
        tx.commit().await.unwrap();
        let working = tokio::spawn({ let ctx = ctx.clone(); async move { jobs::drain(&ctx).await.unwrap() } });
        for _ in 0..500 {
            if row(ctx, &id).await.state == "running" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(jobs::cancel_job(ctx, &id).await.unwrap());
        assert_eq!(working.await.unwrap(), 1);
        assert_eq!(row(ctx, &id).await.state, "cancelled");
        assert_eq!(attempts(ctx, &id).await, ["1 cancelled"]);
    }

    async fn a_dead_job_can_be_tried_again_unless_another_took_its_key(shop) {
        let ctx = &shop.ctx;
        let bad = probe(Act::FailTimes(3));
        let id = enqueue(ctx, NewJob::now(&bad).unique("again")).await;
        run_out(shop).await;
        assert_eq!(row(ctx, &id).await.state, "dead");
        let other = enqueue(ctx, NewJob::at(&bad, ctx.now().plus_seconds(60)).unique("again")).await;
        assert!(!jobs::retry_job(ctx, &id).await.unwrap());
        assert!(jobs::cancel_job(ctx, &other).await.unwrap());
        assert!(jobs::retry_job(ctx, &id).await.unwrap());
        jobs::drain(ctx).await.unwrap();
        let done = row(ctx, &id).await;
        assert_eq!((done.state.as_str(), done.attempt), ("completed", 4));
        assert!(jobs::delete_job(ctx, &id).await.unwrap());
        assert_eq!(attempts(ctx, &id).await, [""; 0]);
    }

    async fn a_job_that_blocks_its_thread_loses_its_lease_and_its_worker_ends(shop) {
        let ctx = &shop.ctx;
        let mut tx = ctx.db.begin().await.unwrap();
        let id = jobs::enqueue(&mut tx, ctx, NewJob::now(&Blocking {})).await.unwrap();
        tx.commit().await.unwrap();
        let worker = tokio::spawn(work(ctx, std::future::pending()));
        // Its time and the grace are over: no sign of life is given for it any more.
        tokio::time::sleep(Duration::from_secs(11)).await;
        shop.clock.advance_seconds(31);
        assert_eq!(jobs::drain(ctx).await.unwrap(), 0);
        assert_eq!(tokio::time::timeout(Duration::from_secs(60), worker).await.unwrap().unwrap(), Ended::Stuck);
        // It said that it was done, but too late.
        assert_eq!(attempts(ctx, &id).await, ["1 lost: its worker was lost"]);
        assert_eq!(row(ctx, &id).await.state, "retryable");
    }

    async fn a_worker_is_seen_and_goes_when_it_is_asked_to(shop) {
        let ctx = &shop.ctx;
        let worker = tokio::spawn(work(ctx, std::future::pending()));
        let seen = async || -> Vec<(String, i64)> {
            sql!("SELECT id, hands FROM job_workers").fetch_all(&mut ctx.db.read().await.unwrap()).await.unwrap()
        };
        let mut workers = seen().await;
        for _ in 0..500 {
            if !workers.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
            workers = seen().await;
        }
        assert_eq!(workers[0].1, 8);
        assert!(jobs::stop_worker(ctx, &workers[0].0).await.unwrap());
        assert_eq!(tokio::time::timeout(Duration::from_secs(30), worker).await.unwrap().unwrap(), Ended::Told);
        assert!(seen().await.is_empty());
    }

    async fn where_nobody_else_runs_jobs_who_enqueues_them_does(shop) {
        let eager = Ctx { jobs: Arc::new(Jobs::new(Mode::Eager)), ..shop.ctx.clone() };
        let done = probe(Act::Succeed);
        let id = enqueue(&eager, NewJob::now(&done)).await;
        assert_eq!((runs(&done), row(&eager, &id).await.state.as_str()), (1, "completed"));
    }

    async fn the_worker_is_woken_runs_and_stops_when_told(shop) {
        let ctx = &shop.ctx;
        let (stop, stopped) = oneshot::channel::<()>();
        let worker = tokio::spawn(work(ctx, async { stopped.await.unwrap_or(()) }));
        for _ in 0..10 {
            let woken = probe(Act::Succeed);
            enqueue(ctx, NewJob::now(&woken)).await;
            wait_until(|| runs(&woken) == 1).await;
        }
        stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(5), worker).await.unwrap().unwrap();
    }
}

pub(crate) async fn wait_until(mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come true in 5 s");
}
