//! Making a call: bounded tries, bounded time, and what a failure means.
//!
//! The client library does not repeat a request that carries a key of ours
//! (its repeating strategies draw keys of their own), so the loop is here.

use std::future::Future;
use std::time::Duration;

use stripe::{ApiErrors, ApiErrorsCode, StripeError};

use super::Patience;
use crate::gateway::GatewayError;

/// What it means when a call was sent and its answer never came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// Reading, or something that is as good done twice.
    ChangedNothing,
    /// Money may have moved.
    MayHaveHappened,
}

impl Silence {
    fn error(self, reason: &str) -> GatewayError {
        let reason = reason.to_owned();
        match self {
            Self::ChangedNothing => GatewayError::Retryable { reason },
            Self::MayHaveHappened => GatewayError::Unknown { reason },
        }
    }
}

/// Whether another try, with the same key, can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    TryAgain,
    GiveUp,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Calls {
    patience: Patience,
}

impl Calls {
    pub(super) fn new(patience: Patience) -> Self {
        Self { patience }
    }

    /// Sends until there is an answer, a refusal, or no patience left.
    pub(super) async fn make<T, Answer>(
        &self,
        operation: &'static str,
        silence: Silence,
        send: impl Fn() -> Answer + Send,
    ) -> Result<T, GatewayError>
    where
        Answer: Future<Output = Result<T, StripeError>> + Send,
    {
        let mut tries_left = self.patience.tries.max(1);
        let mut pause = self.patience.first_pause;
        loop {
            let failure = match send().await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let (error, next) = judge(&failure, silence);
            tries_left -= 1;
            if next == Next::GiveUp || tries_left == 0 {
                tracing::warn!(operation, %error, "a call to the payment gateway failed");
                return Err(error);
            }
            tracing::info!(operation, %error, tries_left, "asking the payment gateway again");
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(PAUSE_MAX);
        }
    }
}

const PAUSE_MAX: Duration = Duration::from_secs(8);

fn judge(failure: &StripeError, silence: Silence) -> (GatewayError, Next) {
    match failure {
        StripeError::Stripe(refusal, status) => judge_refusal(refusal, *status),
        StripeError::ClientError(_) => (
            GatewayError::Retryable {
                reason: "no connection".to_owned(),
            },
            Next::TryAgain,
        ),
        // Not Stripe's words, perhaps a proxy's: nothing is known of what became of the request.
        StripeError::JSONDeserialize(_) => {
            (silence.error("the answer cannot be read"), Next::TryAgain)
        }
        // The time is spent: whoever waits for this call has waited long enough.
        StripeError::Timeout => (silence.error("no answer in time"), Next::GiveUp),
        StripeError::ConfigError(_) => (
            GatewayError::Config {
                reason: "the client is set up wrongly".to_owned(),
            },
            Next::GiveUp,
        ),
    }
}

/// # Source
/// Stripe's documentation, "Error codes", "Idempotent requests", "Advanced error handling".
fn judge_refusal(refusal: &ApiErrors, status: u16) -> (GatewayError, Next) {
    if status == 404 || refusal.code == Some(ApiErrorsCode::ResourceMissing) {
        return (GatewayError::NotFound, Next::GiveUp);
    }
    match status {
        402 => (
            GatewayError::Declined {
                code: decline_code(refusal),
            },
            Next::GiveUp,
        ),
        // 409: a request with this key is still at work. 424: a service behind Stripe failed.
        409 | 424 | 429 | 500..=599 => (
            GatewayError::Retryable {
                reason: describe(refusal, status),
            },
            Next::TryAgain,
        ),
        _ => (
            GatewayError::Config {
                reason: describe(refusal, status),
            },
            Next::GiveUp,
        ),
    }
}

fn decline_code(refusal: &ApiErrors) -> String {
    let issuers = refusal.decline_code.clone();
    issuers
        .or_else(|| refusal.code.as_ref().map(ToString::to_string))
        .unwrap_or_else(|| "declined".to_owned())
}

/// Stripe's message is left out, as it repeats what was sent, e-mail addresses
/// and pieces of keys; its page in the dashboard tells staff all.
fn describe(refusal: &ApiErrors, status: u16) -> String {
    let mut text = format!("status {status}, {}", refusal.type_);
    let code = refusal.code.as_ref().map(ToString::to_string);
    for (name, value) in [
        ("code", &code),
        ("parameter", &refusal.param),
        ("see", &refusal.request_log_url),
    ] {
        if let Some(value) = value {
            text.push_str(&format!(", {name} {value}"));
        }
    }
    text
}
