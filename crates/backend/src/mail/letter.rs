//! A mail as it travels.

use std::time::{Duration, UNIX_EPOCH};

use domain::ids::OrderId;
use domain::time::Timestamp;
use lettre::Message;
use lettre::message::{Mailbox, MultiPart};
use url::Url;

use crate::{Ctx, InternalError};

/// A mail about an order, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) html: String,
    pub(super) text: String,
    /// `{order}.{kind}`: the same whenever it is sent.
    pub(super) name: String,
    /// `<{name}@{host}>`
    pub(super) message_id: String,
    pub(super) sent_at: Timestamp,
}

impl Letter {
    /// The Message-ID of the one mail of a kind about an order.
    pub(super) fn name(order: &OrderId, kind: &str) -> String {
        format!("{order}.{kind}")
    }

    pub(super) fn message_id(ctx: &Ctx, name: &str) -> String {
        let url = Url::parse(&ctx.settings.public_url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or("localhost");
        format!("<{name}@{host}>")
    }

    /// # Errors
    /// [`InternalError::Mail`] if an address is none.
    pub(super) fn message(&self) -> Result<Message, InternalError> {
        let sent_at = Duration::from_millis(u64::try_from(self.sent_at.0).unwrap_or(0));
        Message::builder()
            .from(self.from.parse().map_err(failure)?)
            .to(self.to.parse().map_err(failure)?)
            .subject(&self.subject)
            .message_id(Some(self.message_id.clone()))
            .date(UNIX_EPOCH + sent_at)
            .multipart(MultiPart::alternative_plain_html(
                self.text.clone(),
                self.html.clone(),
            ))
            .map_err(failure)
    }
}

/// Whether mail can be sent in this name, an address or `Name <address>`.
pub fn check_sender(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// Addresses stay out of the text: it is logged.
pub(super) fn failure(error: impl std::error::Error) -> InternalError {
    InternalError::Mail(error.to_string())
}
