//! Refusals in Stripe's JSON, with Stripe's status codes.

use serde_json::{Value, json};

/// Why a request was refused: the `error` object of Stripe's answers.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) kind: &'static str,
    pub(crate) code: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) param: Option<String>,
    pub(crate) decline_code: Option<&'static str>,
    /// Further fields, such as the payment intent that a decline concerns.
    pub(crate) details: Box<serde_json::Map<String, Value>>,
    /// Whether the operation ran before it was refused. Such an answer is kept
    /// under its idempotency key together with what was written (a decline
    /// leaves a failed charge); any other refusal leaves nothing behind.
    pub(crate) executed: bool,
}

impl ApiError {
    fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            code: None,
            message: message.into(),
            param: None,
            decline_code: None,
            details: Box::default(),
            executed: false,
        }
    }

    /// 400: the request can never succeed as it is.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", message)
    }

    /// 404: `No such coupon: 'x'`.
    pub(crate) fn no_such(noun: &str, id: &str) -> Self {
        Self {
            status: 404,
            ..Self::invalid(format!("No such {noun}: '{id}'"))
        }
        .code("resource_missing")
        .param("id")
    }

    /// 401: the key is missing or is not this gateway's.
    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(401, "invalid_request_error", message)
    }

    /// 404: no endpoint of that name.
    pub(crate) fn unknown_url(method: &str, path: &str) -> Self {
        Self {
            status: 404,
            ..Self::invalid(format!(
                "Unrecognized request URL ({method}: {path}). The test gateway speaks only a part of Stripe's API."
            ))
        }
    }

    /// 402: the card was refused.
    pub(crate) fn card(
        code: &'static str,
        decline_code: Option<&'static str>,
        message: &str,
    ) -> Self {
        Self {
            decline_code,
            executed: true,
            ..Self::new(402, "card_error", message)
        }
        .code(code)
    }

    /// 400: the key was used with other parameters.
    pub(crate) fn idempotency(message: impl Into<String>) -> Self {
        Self::new(400, "idempotency_error", message)
    }

    /// 409: the same key is being worked on.
    pub(crate) fn key_in_use(key: &str) -> Self {
        Self::new(409, "idempotency_error", format!(
            "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): {key}. You can try again later."
        ))
        .code("idempotency_key_in_use")
    }

    /// An answer that a fault asks for.
    pub(crate) fn of_fault(status: u16) -> Self {
        match status {
            409 => Self::new(409, "invalid_request_error", "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.").code("lock_timeout"),
            429 => Self::new(429, "invalid_request_error", "Request rate limit exceeded.").code("rate_limit"),
            status => Self { executed: status >= 500, ..Self::new(status, "api_error", "An unknown error occurred (a fault that was asked for).") },
        }
    }

    /// 500: something of ours broke; the cause is logged and never sent.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "the test gateway failed");
        Self::new(500, "api_error", "The test gateway failed; see the log.")
    }

    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    pub(crate) fn detail(mut self, name: &str, value: Value) -> Self {
        self.details.insert(name.to_owned(), value);
        self
    }

    /// Marks the refusal as the outcome of an operation that ran.
    pub(crate) fn after_execution(mut self) -> Self {
        self.executed = true;
        self
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut error = (*self.details).clone();
        error.insert("type".into(), json!(self.kind));
        error.insert("message".into(), json!(self.message));
        let optional = [
            ("code", self.code),
            ("param", self.param.as_deref()),
            ("decline_code", self.decline_code),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                error.insert(name.into(), json!(value));
            }
        }
        if let Some(code) = self.code {
            let page = code.replace('_', "-");
            error.insert(
                "doc_url".into(),
                json!(format!("https://stripe.com/docs/error-codes/{page}")),
            );
        }
        json!({ "error": error })
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(&error)
    }
}
