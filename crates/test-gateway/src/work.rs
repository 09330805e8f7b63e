//! One unit of work: the rows of a transaction, the time, and whom it is done for.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use crate::errors::ApiError;
use crate::faults::Faults;
use crate::ids;
use crate::store::{Columns, Kind, Rows};

/// The API version whose objects the gateway writes.
pub(crate) const API_VERSION: &str = "2026-09-30.endive";

/// What every unit of work may need to know of the gateway.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    pub(crate) hosted_pages: Arc<Url>,
    pub(crate) faults: Faults,
    /// Whether there is anyone to deliver events to.
    pub(crate) delivers: bool,
}

impl Surroundings {
    /// The address of a hosted page.
    pub(crate) fn page(&self, path: &str) -> String {
        format!(
            "{}/{path}",
            self.hosted_pages.as_str().trim_end_matches('/')
        )
    }
}

/// The API request that something was done for; pages and timers have none.
#[derive(Clone, Debug)]
pub(crate) struct Requester {
    pub(crate) id: String,
    pub(crate) idempotency_key: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) rows: Rows,
    pub(crate) now_ms: i64,
    /// Real time, one for the whole unit of work: its events become due together.
    pub(crate) real_ms: i64,
    pub(crate) surroundings: Surroundings,
    pub(crate) requester: Option<Requester>,
}

impl Work {
    /// Seconds, as Stripe's `created` has them.
    pub(crate) fn now(&self) -> i64 {
        self.now_ms.div_euclid(1_000)
    }

    /// Stores an object that has nothing to search by.
    pub(crate) async fn keep(
        &mut self,
        kind: Kind,
        id: &str,
        document: &impl Serialize,
    ) -> Result<(), ApiError> {
        let now = self.now();
        self.rows
            .insert(kind, id, now, Columns::default(), document)
            .await
    }

    /// Records an event in the transaction of the change that it reports.
    pub(crate) async fn emit(&mut self, kind: &str, object: Value) -> Result<(), ApiError> {
        let id = ids::fresh("evt");
        let requester = self.requester.as_ref();
        let body = json!({
            "id": id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": { "object": object },
            "livemode": false,
            "pending_webhooks": i32::from(self.surroundings.delivers),
            "request": {
                "id": requester.map(|r| &r.id),
                "idempotency_key": requester.and_then(|r| r.idempotency_key.as_ref()),
            },
            "type": kind,
        });
        let real_ms = self.real_ms;
        let next_ms = self
            .surroundings
            .delivers
            .then(|| real_ms + self.first_wait_ms());
        self.rows
            .insert_event(&id, kind, real_ms, next_ms, &body)
            .await
    }

    fn first_wait_ms(&self) -> i64 {
        /// Long enough for a few events to gather that can be put out of order.
        const GATHERING_MS: u64 = 200;
        let faults = self.surroundings.faults.get();
        let gathering = if faults.reorder_events {
            GATHERING_MS
        } else {
            0
        };
        i64::try_from(faults.delay_events_ms.max(gathering)).unwrap_or(i64::MAX / 2)
    }
}
