//! Deliveries: every event to the shop until it says yes.
//!
//! At least once and in no promised order, like Stripe: up to [`MOST_AT_ONCE`] at a
//! time, each retried with a doubling wait for three days. The same loop does what is
//! due by time: sessions expire, delayed payments settle.

use std::collections::HashSet;
use std::future::Future;
use std::time::Duration;

use reqwest::Client;
use tokio::task::JoinSet;

use crate::clock;
use crate::errors::ApiError;
use crate::gateway::TestGateway;
use crate::signature;
use crate::store::Delivery;

const MOST_AT_ONCE: usize = 16;
const TIMEOUT: Duration = Duration::from_secs(10);
const LONGEST_WAIT_MS: i64 = 5 * 60 * 1_000;
const GIVEN_UP_AFTER_MS: i64 = 3 * 24 * 60 * 60 * 1_000;
/// How long the loop sleeps at most: faults that are set meanwhile need a look.
const LONGEST_NAP_MS: i64 = 1_000;

/// A finished attempt and whether the shop said yes.
type Attempt = (Delivery, bool);

/// Delivers until the shutdown. What is under way then is sent again after the next start.
pub(crate) async fn run(gateway: TestGateway, shutdown: impl Future<Output = ()>) {
    tokio::pin!(shutdown);
    let mut courier = Courier::new(gateway);
    loop {
        let nap = courier.round().await.unwrap_or_else(|error| {
            tracing::error!(error = error.message, "a round of deliveries failed");
            Duration::from_secs(1)
        });
        let gateway = courier.gateway.clone();
        tokio::select! {
            () = &mut shutdown => return,
            () = gateway.changed() => {}
            Some(done) = courier.under_way.join_next() => courier.note(done),
            () = tokio::time::sleep(nap) => {}
        }
    }
}

struct Courier {
    gateway: TestGateway,
    client: Client,
    under_way: JoinSet<Attempt>,
    busy: HashSet<i64>,
    finished: Vec<Attempt>,
}

impl Courier {
    fn new(gateway: TestGateway) -> Self {
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client without TLS needs nothing that could be missing");
        Self {
            gateway,
            client,
            under_way: JoinSet::new(),
            busy: HashSet::new(),
            finished: Vec::new(),
        }
    }

    fn note(&mut self, done: Result<Attempt, tokio::task::JoinError>) {
        match done {
            Ok(attempt) => self.finished.push(attempt),
            // Its event stays busy until the next start rather than being sent in a tight loop.
            Err(panicked) => tracing::error!(%panicked, "a delivery panicked"),
        }
    }

    /// Records what is finished, does what is due, sends what is waiting; answers
    /// how long there is nothing to do.
    async fn round(&mut self) -> Result<Duration, ApiError> {
        while let Some(done) = self.under_way.try_join_next() {
            self.note(done);
        }
        self.record().await?;
        self.gateway.catch_up().await?;
        self.send_due().await?;
        self.nap().await
    }

    async fn record(&mut self) -> Result<(), ApiError> {
        if self.finished.is_empty() {
            return Ok(());
        }
        let base_ms =
            i64::try_from(self.gateway.faults().get().retry_base_ms).unwrap_or(LONGEST_WAIT_MS);
        let now_ms = clock::real_milliseconds();
        let mut work = self.gateway.begin(None).await?;
        for (delivery, accepted) in &self.finished {
            let next_ms = if *accepted {
                None
            } else {
                retry_at(delivery, now_ms, base_ms)
            };
            work.rows.record_delivery(delivery.seq, next_ms).await?;
        }
        work.rows.commit().await?;
        for (delivery, _) in self.finished.drain(..) {
            self.busy.remove(&delivery.seq);
        }
        Ok(())
    }

    async fn send_due(&mut self) -> Result<(), ApiError> {
        let reorder = self.gateway.faults().get().reorder_events;
        let at_once = if reorder { 1 } else { MOST_AT_ONCE };
        if self.under_way.len() >= at_once {
            return Ok(());
        }
        let now_ms = clock::real_milliseconds();
        let due = self
            .gateway
            .look()
            .await?
            .rows
            .due_events(now_ms, reorder)
            .await?;
        for delivery in due {
            if self.under_way.len() >= at_once {
                break;
            }
            if self.busy.insert(delivery.seq) {
                self.under_way
                    .spawn(deliver(self.gateway.clone(), self.client.clone(), delivery));
            }
        }
        Ok(())
    }

    async fn nap(&self) -> Result<Duration, ApiError> {
        let mut work = self.gateway.look().await?;
        let real_ms = clock::real_milliseconds();
        let event_ms = work.rows.next_event(real_ms).await?.map(|at| at - real_ms);
        let object_ms = work.rows.next_due().await?.map(|at| at - work.now_ms);
        let wait = [event_ms, object_ms]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(LONGEST_NAP_MS);
        let wait = wait.clamp(1, LONGEST_NAP_MS);
        Ok(Duration::from_millis(u64::try_from(wait).unwrap_or(1)))
    }
}

fn retry_at(delivery: &Delivery, now_ms: i64, base_ms: i64) -> Option<i64> {
    if now_ms - delivery.created_ms > GIVEN_UP_AFTER_MS {
        return None;
    }
    let doublings = u32::try_from(delivery.attempts).unwrap_or(u32::MAX).min(20);
    let wait = base_ms.saturating_mul(1 << doublings).min(LONGEST_WAIT_MS);
    Some(now_ms + wait)
}

/// Sends one event as often as the faults say; the last answer counts.
async fn deliver(gateway: TestGateway, client: Client, delivery: Delivery) -> Attempt {
    let faults = gateway.faults();
    if faults.take(|f| &mut f.drop_next_events) {
        return (delivery, true);
    }
    let times = 1 + faults.get().duplicate_events;
    let mut accepted = false;
    for _ in 0..times {
        accepted = send(&gateway, &client, &delivery.body).await;
    }
    (delivery, accepted)
}

async fn send(gateway: &TestGateway, client: &Client, body: &str) -> bool {
    let Some(url) = gateway.webhook_url() else {
        return true;
    };
    let mis_signed = gateway.faults().take(|f| &mut f.mis_sign_next_events);
    let secret = if mis_signed {
        "whsec_of_someone_else"
    } else {
        gateway.webhook_secret()
    };
    let at = clock::real_milliseconds().div_euclid(1_000);
    let sent = client
        .post(url.clone())
        .header("content-type", "application/json; charset=utf-8")
        .header("user-agent", "Stripe/1.0 (test gateway)")
        .header("stripe-signature", signature::header(secret, at, body))
        .body(body.to_owned())
        .send()
        .await;
    match sent {
        Ok(response) if response.status().is_success() => true,
        Ok(response) => {
            tracing::warn!(
                status = response.status().as_u16(),
                "an event was refused and will be sent again"
            );
            false
        }
        Err(error) => {
            tracing::warn!(%error, "an event could not be delivered and will be sent again");
            false
        }
    }
}
