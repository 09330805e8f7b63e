//! Faults: what a real gateway and a real network do on bad days, on demand.
//!
//! Set in tests through [`crate::TestGateway::faults`], from outside through
//! `POST /v1/test_helpers/faults`. They live in memory: a restart ends them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::clock;

/// What goes wrong. The default is nothing.
///
/// Fields named `…_next…` count down as they are used up; the others hold until changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultSettings {
    /// How many more times each event is sent after it was first delivered.
    pub duplicate_events: u32,
    /// Newest events first, one at a time.
    pub reorder_events: bool,
    /// How long an event waits before it is first sent.
    pub delay_events_ms: u64,
    /// So many events are lost: counted as delivered, never sent.
    pub drop_next_events: u32,
    /// So many deliveries are signed with a wrong secret (and retried when refused).
    pub mis_sign_next_events: u32,
    /// The wait before the first retry of a delivery; it doubles from there.
    pub retry_base_ms: u64,
    /// So many changing requests are carried out and committed, but not answered in time.
    pub time_out_next_after_commit: u32,
    /// How long such an answer is held back before it comes as a 500.
    pub time_out_ms: u64,
    /// How long a changing request waits, its idempotency key in use, before it is carried out.
    pub delay_answers_ms: u64,
    /// The next answers, in this order, in place of carrying out the request: 500, 429, 409 …
    pub next_answers: Vec<u16>,
    /// So many refunds are accepted as pending and fail later.
    pub fail_next_refunds: u32,
    /// How long a delayed payment or a failing refund takes to settle.
    pub settle_after_ms: u64,
}

impl Default for FaultSettings {
    fn default() -> Self {
        Self {
            duplicate_events: 0,
            reorder_events: false,
            delay_events_ms: 0,
            drop_next_events: 0,
            mis_sign_next_events: 0,
            retry_base_ms: 1_000,
            time_out_next_after_commit: 0,
            time_out_ms: 30_000,
            delay_answers_ms: 0,
            next_answers: Vec::new(),
            fail_next_refunds: 0,
            settle_after_ms: 10_000,
        }
    }
}

/// The faults of one gateway, shared by all its parts.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    settings: Arc<Mutex<FaultSettings>>,
    ahead_ms: Arc<AtomicI64>,
}

impl Faults {
    /// The faults as they are now, counters as far as they have run down.
    pub fn get(&self) -> FaultSettings {
        self.settings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Replaces all faults.
    pub fn set(&self, settings: FaultSettings) {
        self.update(|s| *s = settings);
    }

    /// Changes some faults and answers what `change` answers.
    pub fn update<T>(&self, change: impl FnOnce(&mut FaultSettings) -> T) -> T {
        change(&mut self.settings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sets the gateway's clock forward, so that sessions expire and delayed payments settle.
    pub fn advance_clock(&self, seconds: i64) {
        self.ahead_ms
            .fetch_add(seconds.saturating_mul(1_000), Ordering::SeqCst);
    }

    /// The gateway's time in milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        clock::real_milliseconds().saturating_add(self.ahead_ms.load(Ordering::SeqCst))
    }

    /// Uses up one of a counter; true where there was one.
    pub(crate) fn take(&self, counter: impl FnOnce(&mut FaultSettings) -> &mut u32) -> bool {
        self.update(|settings| {
            let left = counter(settings);
            let had_one = *left > 0;
            *left = left.saturating_sub(1);
            had_one
        })
    }

    /// The answer that is to be given in place of carrying out the next request.
    pub(crate) fn take_answer(&self) -> Option<u16> {
        self.update(|s| (!s.next_answers.is_empty()).then(|| s.next_answers.remove(0)))
    }
}
