//! A gateway in memory that does what a test tells it, for the faults that the
//! embedded one cannot be made to have.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use domain::money::Money;
use domain::payments::{Mode, PaymentState};
use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use payments::gateway::{
    Attempt, Cancellation, Gateway, GatewayError, PaymentSnapshot, Redirect, RefundSnapshot,
    VerifiedEvent, WebhookError,
};
use secrecy::SecretString;
use serde_json::json;
use sha2::Sha256;
use tokio::sync::Semaphore;

pub(crate) const SECRET: &str = "whsec_of_the_fake_gateway";

/// What goes wrong in the next call of `start`.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The page is made, but the answer is lost.
    LostAnswer,
    /// Nothing happens.
    Refused(GatewayError),
}

/// A page to pay at.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) attempt: Attempt,
    pub(crate) snapshot: PaymentSnapshot,
}

#[derive(Default)]
pub(crate) struct FakeGateway {
    sessions: Mutex<BTreeMap<String, Session>>,
    faults: Mutex<VecDeque<Fault>>,
    /// Set: the gateway is down for everything but `start`.
    down: Mutex<bool>,
    pub(crate) starts: AtomicUsize,
    /// Set: answers of `start` wait for a permit.
    gate: Mutex<Option<Arc<Semaphore>>>,
}

impl FakeGateway {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    pub(crate) fn fail_next_start(&self, fault: Fault) {
        self.faults.lock().unwrap().push_back(fault);
    }

    pub(crate) fn set_down(&self, down: bool) {
        *self.down.lock().unwrap() = down;
    }

    /// Holds the answers of `start` back until the semaphore has permits.
    pub(crate) fn hold_starts(&self) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        *self.gate.lock().unwrap() = Some(gate.clone());
        gate
    }

    pub(crate) fn sessions(&self) -> Vec<Session> {
        self.lock().values().cloned().collect()
    }

    /// The one page that was made.
    pub(crate) fn only_session(&self) -> Session {
        let sessions = self.sessions();
        assert_eq!(sessions.len(), 1, "there is one page to pay at");
        sessions[0].clone()
    }

    /// Changes what the gateway will say of a page.
    pub(crate) fn change(&self, reference: &str, change: impl FnOnce(&mut PaymentSnapshot)) {
        change(&mut self.lock().get_mut(reference).unwrap().snapshot);
    }

    /// The gateway was set up anew and knows nothing of the page.
    pub(crate) fn forget(&self, reference: &str) {
        self.lock().remove(reference).unwrap();
    }

    pub(crate) fn set_state(&self, reference: &str, state: PaymentState) {
        self.change(reference, |snapshot| {
            snapshot.state = state;
            if matches!(state, PaymentState::Paid | PaymentState::Processing) {
                snapshot.capture_reference = Some(format!("pi_{reference}"));
            }
        });
    }

    pub(crate) fn pay(&self, reference: &str) {
        self.set_state(reference, PaymentState::Paid);
    }

    /// An event about a page, with the header that signs it.
    pub(crate) fn event(
        &self,
        id: &str,
        kind: &str,
        reference: &str,
        now: Timestamp,
    ) -> (String, String) {
        let body = json!({
            "id": id, "object": "event", "type": kind, "livemode": false, "created": now.epoch_seconds(),
            "data": { "object": { "id": reference, "object": "checkout.session" } },
        })
        .to_string();
        let header = sign(&body, now);
        (body, header)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Session>> {
        self.sessions.lock().unwrap()
    }

    fn answer_if_up(&self) -> Result<(), GatewayError> {
        if *self.down.lock().unwrap() {
            return Err(GatewayError::Retryable {
                reason: "down".to_owned(),
            });
        }
        Ok(())
    }

    /// The page of this key, made if it is new.
    fn open(&self, attempt: &Attempt) -> Result<Redirect, GatewayError> {
        let mut sessions = self.lock();
        let known = sessions
            .values()
            .find(|s| s.attempt.idempotency_key == attempt.idempotency_key);
        let session = match known {
            Some(session) if session.attempt != *attempt => {
                return Err(GatewayError::Config {
                    reason: "other parameters".to_owned(),
                });
            }
            Some(session) => session.clone(),
            None => {
                let reference = format!("cs_fake_{}", sessions.len() + 1);
                let snapshot = PaymentSnapshot {
                    url: Some(format!("https://pay.example/{reference}")),
                    reference: reference.clone(),
                    state: PaymentState::Open,
                    amount: attempt.amount,
                    order_id: Some(attempt.order_id.clone()),
                    capture_reference: None,
                    livemode: false,
                };
                let session = Session {
                    attempt: attempt.clone(),
                    snapshot,
                };
                sessions.insert(reference, session.clone());
                session
            }
        };
        Ok(Redirect {
            reference: session.snapshot.reference,
            url: session.snapshot.url.unwrap_or_default(),
            expires_at: attempt.expires_at,
            amount: session.snapshot.amount,
        })
    }
}

/// `t=…,v1=…` as Stripe signs.
pub(crate) fn sign(body: &str, at: Timestamp) -> String {
    let seconds = at.epoch_seconds();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{seconds}.{body}").as_bytes());
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("t={seconds},v1={hex}")
}

#[async_trait]
impl Gateway for FakeGateway {
    fn id(&self) -> &'static str {
        "stripe"
    }

    fn mode(&self) -> Mode {
        Mode::Test
    }

    fn page_origin(&self) -> String {
        "https://pay.example".to_owned()
    }

    async fn start(&self, attempt: &Attempt) -> Result<Redirect, GatewayError> {
        self.starts.fetch_add(1, Ordering::SeqCst);
        let fault = self.faults.lock().unwrap().pop_front();
        if let Some(Fault::Refused(error)) = fault {
            return Err(error);
        }
        let redirect = self.open(attempt)?;
        let gate = self.gate.lock().unwrap().clone();
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
        match fault {
            Some(Fault::LostAnswer) => Err(GatewayError::Unknown {
                reason: "timed out".to_owned(),
            }),
            _ => Ok(redirect),
        }
    }

    async fn fetch(&self, reference: &str) -> Result<PaymentSnapshot, GatewayError> {
        self.answer_if_up()?;
        let snapshot = self
            .lock()
            .get(reference)
            .map(|session| session.snapshot.clone());
        snapshot.ok_or(GatewayError::NotFound)
    }

    async fn cancel(&self, reference: &str) -> Result<Cancellation, GatewayError> {
        self.answer_if_up()?;
        let mut sessions = self.lock();
        let session = sessions.get_mut(reference).ok_or(GatewayError::NotFound)?;
        match session.snapshot.state {
            PaymentState::Paid | PaymentState::Processing => Ok(Cancellation::AlreadyPaid),
            _ => {
                session.snapshot.state = PaymentState::Expired;
                Ok(Cancellation::Expired)
            }
        }
    }

    async fn refund(&self, _: &str, _: Money, _: &str) -> Result<RefundSnapshot, GatewayError> {
        Err(GatewayError::NotFound)
    }

    fn verify_webhook(
        &self,
        body: &[u8],
        signature: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<VerifiedEvent, WebhookError> {
        let secrets = [SecretString::from(SECRET)];
        payments::webhook::verify(body, signature, &secrets, Mode::Test, now)
    }

    fn dashboard_url(&self, capture_reference: &str) -> Option<String> {
        Some(format!("https://dashboard.example/{capture_reference}"))
    }
}
