//! The questions and answers between the shop and any gateway.

use async_trait::async_trait;
use domain::ids::{OrderId, PaymentId};
use domain::locale::Locale;
use domain::money::Money;
use domain::payments::{Mode, PaymentState};
use domain::time::Timestamp;

/// One line as the hosted page lists it. Lines plus shipping sum to the attempt's amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptLine {
    /// Name and variant, in the order's language.
    pub name: String,
    pub quantity: i64,
    /// Price of one piece, tax included.
    pub unit_price: Money,
}

/// An attempt to have an order paid. Everything in it is stored before the
/// gateway is called, so that a retry sends the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub payment_id: PaymentId,
    pub order_id: OrderId,
    pub order_number: String,
    pub email: String,
    pub locale: Locale,
    pub lines: Vec<AttemptLine>,
    pub shipping_name: String,
    pub shipping: Money,
    /// What the shopper agreed to; equals lines plus shipping.
    pub amount: Money,
    pub expires_at: Timestamp,
    /// Absolute; `{CHECKOUT_SESSION_ID}` in it is replaced by the gateway.
    pub success_url: String,
    pub cancel_url: String,
    /// `order:attempt:operation`, the same on every retry.
    pub idempotency_key: String,
}

/// A page of the gateway's where the shopper pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The gateway's reference of the attempt (Stripe: `cs_…`).
    pub reference: String,
    pub url: String,
    pub expires_at: Timestamp,
    /// What the gateway says it will charge: compared with the order before anybody is sent there.
    pub amount: Money,
}

/// What the gateway says of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSnapshot {
    pub reference: String,
    /// Never `Starting` or `Review`.
    pub state: PaymentState,
    /// Total of the attempt, whether captured or not.
    pub amount: Money,
    /// The order the gateway was told of (`client_reference_id`).
    pub order_id: Option<OrderId>,
    /// The reference of the capture (Stripe: `pi_…`), once there is one.
    pub capture_reference: Option<String>,
    pub livemode: bool,
    /// The page where the shopper can go on paying while `Open`.
    pub url: Option<String>,
}

/// The outcome of asking the gateway to take no more money for an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancellation {
    /// No money came and none will.
    Expired,
    /// Too late: money came or is under way; ask with `fetch`.
    AlreadyPaid,
}

/// The outcome of giving money back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundSnapshot {
    pub reference: String,
    pub amount: Money,
    pub succeeded: bool,
}

/// A webhook whose signature is right. What it says is not believed, only what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedEvent {
    /// The gateway's event id: the inbox takes each once.
    pub dedupe_key: String,
    /// `checkout.session.completed` …
    pub kind: String,
    /// The attempt the event is about, if it is about one (`cs_…`).
    pub reference: Option<String>,
    /// The capture it is about, if any (`pi_…`).
    pub capture_reference: Option<String>,
    pub livemode: bool,
    /// When the gateway made it.
    pub created_at: Timestamp,
}

/// Why the gateway did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The card or account said no. The code is the gateway's.
    #[error("declined: {code}")]
    Declined { code: String },
    /// Nothing happened; asking again with the same key is right.
    #[error("the gateway is busy or out of reach: {reason}")]
    Retryable { reason: String },
    /// It may have happened: ask with `fetch`, never charge again.
    #[error("the gateway's answer was lost: {reason}")]
    Unknown { reason: String },
    /// The gateway does not know the reference.
    #[error("the gateway does not know this reference")]
    NotFound,
    /// Keys, permissions or parameters are wrong: a person must look.
    #[error("the gateway refused the request: {reason}")]
    Config { reason: String },
}

/// Why a webhook was refused. All are the sender's fault (400).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("the signature header is missing or malformed")]
    MalformedSignature,
    #[error("the signature does not fit the body")]
    WrongSignature,
    #[error("the signature is too old or from the future")]
    OutsideTolerance,
    #[error("the event is for the other mode")]
    WrongMode,
    #[error("the body is not an event")]
    MalformedBody,
}

/// A payment gateway.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// The name in tables and addresses, `stripe`.
    fn id(&self) -> &'static str;

    fn mode(&self) -> Mode;

    /// The origin of the hosted page, for the policy on where forms may lead.
    fn page_origin(&self) -> String;

    /// Opens a page where the attempt can be paid.
    ///
    /// # Errors
    /// [`GatewayError`]; after `Unknown` and `Retryable` call again with the same attempt.
    async fn start(&self, attempt: &Attempt) -> Result<Redirect, GatewayError>;

    /// What has become of an attempt.
    ///
    /// # Errors
    /// [`GatewayError::NotFound`], [`GatewayError::Retryable`], [`GatewayError::Config`].
    async fn fetch(&self, reference: &str) -> Result<PaymentSnapshot, GatewayError>;

    /// Closes an attempt so that it can no longer be paid.
    ///
    /// # Errors
    /// As [`Gateway::fetch`].
    async fn cancel(&self, reference: &str) -> Result<Cancellation, GatewayError>;

    /// Gives back part or all of a capture.
    ///
    /// # Errors
    /// [`GatewayError`].
    async fn refund(
        &self,
        capture_reference: &str,
        amount: Money,
        idempotency_key: &str,
    ) -> Result<RefundSnapshot, GatewayError>;

    /// Checks a webhook's signature over its raw bytes and reads what it is about.
    ///
    /// `signature` is the value of the gateway's signature header, if there was one.
    ///
    /// # Errors
    /// [`WebhookError`], always the sender's fault.
    fn verify_webhook(
        &self,
        body: &[u8],
        signature: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<VerifiedEvent, WebhookError>;

    /// Where staff look at a capture in the gateway's own dashboard, if it has one.
    fn dashboard_url(&self, capture_reference: &str) -> Option<String>;
}
