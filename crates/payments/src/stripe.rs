//! Stripe as a [`Gateway`]: hosted Checkout Sessions, refunds, webhooks.
//!
//! What always holds: each call is bounded in time and in tries; a call that
//! moves money carries the caller's idempotency key on every try; an answer
//! that got lost is `Unknown` and never "failed". The embedded test gateway is
//! reached by this same code through [`StripeOptions::api_base`].
//!
//! Parts: `checks` (the options), `requests` (an attempt as Stripe's parameters),
//! `answers` (Stripe's objects as ours), `calls` (tries, time-outs, errors).

mod answers;
mod calls;
mod checks;
mod requests;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use domain::money::Money;
use domain::payments::{Mode, PaymentState};
use domain::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use stripe::{Client, ClientBuilder, RequestStrategy, StripeRequest};
use stripe_checkout::checkout_session::{ExpireCheckoutSession, RetrieveCheckoutSession};
use stripe_shared::{CheckoutSession, Refund};

use crate::gateway::{
    Attempt, Cancellation, Gateway, GatewayError, PaymentSnapshot, Redirect, RefundSnapshot,
    VerifiedEvent, WebhookError,
};
use crate::webhook;
use calls::{Calls, Silence};

/// Where Stripe's own hosted page is.
const HOSTED_ORIGIN: &str = "https://checkout.stripe.com";

/// How long and how often a call is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Time-out of one try, connecting included.
    pub timeout: Duration,
    /// Tries in all, at least 1. A time-out ends them at once.
    pub tries: u32,
    /// Pause after the first try; doubled after each further one.
    pub first_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(15),
            tries: 4,
            first_pause: Duration::from_millis(250),
        }
    }
}

/// What a [`StripeGateway`] is made from. Printing it shows no secret.
#[derive(Clone, Debug)]
pub struct StripeOptions {
    /// `sk_test_…`, `rk_test_…`, `sk_live_…` or `rk_live_…`; must be of `mode`.
    pub secret_key: SecretString,
    /// One secret of the webhook endpoint, or two while it is being rotated.
    pub webhook_secrets: Vec<SecretString>,
    /// Where Stripe's API is answered, without `/v1`; `None` is Stripe itself.
    pub api_base: Option<String>,
    /// The origin of the hosted page where it is not Stripe's own.
    pub hosted_origin: Option<String>,
    pub mode: Mode,
    pub patience: Patience,
}

impl StripeOptions {
    /// Stripe itself, with the usual patience.
    pub fn new(secret_key: SecretString, webhook_secrets: Vec<SecretString>, mode: Mode) -> Self {
        Self {
            secret_key,
            webhook_secrets,
            api_base: None,
            hosted_origin: None,
            mode,
            patience: Patience::default(),
        }
    }
}

/// Stripe, or a server that speaks its wire protocol.
#[derive(Clone)]
pub struct StripeGateway {
    client: Client,
    calls: Calls,
    webhook_secrets: Vec<SecretString>,
    hosted_origin: String,
    /// Not another server that speaks its protocol.
    is_stripe_itself: bool,
    mode: Mode,
}

impl fmt::Debug for StripeGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            mode,
            hosted_origin,
            ..
        } = self;
        f.debug_struct("StripeGateway")
            .field("mode", mode)
            .field("hosted_origin", hosted_origin)
            .finish_non_exhaustive()
    }
}

impl StripeGateway {
    /// Checks the options; nothing is sent yet.
    ///
    /// # Errors
    /// [`GatewayError::Config`] where the key is not one of the mode's, there
    /// are not one or two webhook secrets, or the address cannot be used.
    pub fn new(options: StripeOptions) -> Result<Self, GatewayError> {
        checks::check_key(options.secret_key.expose_secret(), options.mode)?;
        checks::check_webhook_secrets(&options.webhook_secrets)?;
        let mut builder = ClientBuilder::new(options.secret_key.expose_secret())
            .timeout(options.patience.timeout);
        if let Some(base) = &options.api_base {
            builder = builder.url(checks::api_base(base, options.mode)?);
        }
        // The library's own text is left out: it must not be trusted with the key.
        let client = builder
            .build()
            .map_err(|_| config("the secret key or the address is malformed"))?;
        Ok(Self {
            client,
            calls: Calls::new(options.patience),
            webhook_secrets: options.webhook_secrets,
            is_stripe_itself: options.api_base.is_none(),
            hosted_origin: options
                .hosted_origin
                .unwrap_or_else(|| HOSTED_ORIGIN.to_owned()),
            mode: options.mode,
        })
    }
}

#[async_trait]
impl Gateway for StripeGateway {
    fn id(&self) -> &'static str {
        "stripe"
    }

    fn mode(&self) -> Mode {
        self.mode
    }

    fn page_origin(&self) -> String {
        self.hosted_origin.clone()
    }

    async fn start(&self, attempt: &Attempt) -> Result<Redirect, GatewayError> {
        let request = requests::create_session(attempt)?;
        let key = requests::idempotency_key(&attempt.idempotency_key)?;
        let send = || {
            let mut form = request.build();
            form.body = form.body.map(requests::with_metadata_in_order);
            let strategy = RequestStrategy::Idempotent(key.clone());
            form.customize::<CheckoutSession>()
                .request_strategy(strategy)
                .send(&self.client)
        };
        let session = self
            .calls
            .make("start", Silence::MayHaveHappened, send)
            .await?;
        answers::redirect(&session, self.mode)
    }

    async fn fetch(&self, reference: &str) -> Result<PaymentSnapshot, GatewayError> {
        let id = requests::session_id(reference)?;
        let request = RetrieveCheckoutSession::new(id).expand(["payment_intent".to_owned()]);
        let send = || request.customize().send(&self.client);
        let session = self
            .calls
            .make("fetch", Silence::ChangedNothing, send)
            .await?;
        answers::snapshot(&session)
    }

    async fn cancel(&self, reference: &str) -> Result<Cancellation, GatewayError> {
        let request = ExpireCheckoutSession::new(requests::session_id(reference)?);
        let send = || request.customize().send(&self.client);
        // Expiring twice is as good as once, so a lost answer is no worry: ask again below.
        let refusal = match self
            .calls
            .make("cancel", Silence::ChangedNothing, send)
            .await
        {
            Ok(session) => match cancellation(answers::state(&session)?) {
                Some(cancellation) => return Ok(cancellation),
                None => config("the gateway expired the session and left it open"),
            },
            Err(GatewayError::NotFound) => return Err(GatewayError::NotFound),
            Err(refusal) => refusal,
        };
        // Stripe refuses with one and the same error what is paid and what has expired.
        let state = self.fetch(reference).await?.state;
        cancellation(state).ok_or(refusal)
    }

    async fn refund(
        &self,
        capture_reference: &str,
        amount: Money,
        idempotency_key: &str,
    ) -> Result<RefundSnapshot, GatewayError> {
        let request = requests::create_refund(capture_reference, amount)?;
        let key = requests::idempotency_key(idempotency_key)?;
        let send = || {
            let strategy = RequestStrategy::Idempotent(key.clone());
            request
                .customize()
                .request_strategy(strategy)
                .send(&self.client)
        };
        let refund: Refund = self
            .calls
            .make("refund", Silence::MayHaveHappened, send)
            .await?;
        answers::refund(&refund)
    }

    fn verify_webhook(
        &self,
        body: &[u8],
        signature: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<VerifiedEvent, WebhookError> {
        webhook::verify(body, signature, &self.webhook_secrets, self.mode, now)
    }

    fn dashboard_url(&self, capture_reference: &str) -> Option<String> {
        let section = if self.mode.is_live() { "" } else { "test/" };
        self.is_stripe_itself
            .then(|| format!("https://dashboard.stripe.com/{section}payments/{capture_reference}"))
    }
}

/// What an attempt in this state has become of being cancelled; `None` while it can be paid.
fn cancellation(state: PaymentState) -> Option<Cancellation> {
    match state {
        PaymentState::Expired | PaymentState::Failed => Some(Cancellation::Expired),
        PaymentState::Paid | PaymentState::Processing => Some(Cancellation::AlreadyPaid),
        PaymentState::Starting | PaymentState::Open | PaymentState::Review => None,
    }
}

fn config(reason: &str) -> GatewayError {
    GatewayError::Config {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests;
