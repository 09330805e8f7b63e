//! The folder of sent mail, for the preview.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Ctx, InternalError};

/// A mail in the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// File stem; what [`read_mail`] takes.
    pub name: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub sent_at: Timestamp,
}

/// A mail with its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMail {
    pub head: SentMail,
    pub html: String,
    pub text: String,
    /// The whole message as it would travel.
    pub source: String,
}

/// All mails in the folder, newest first; none where mail leaves by SMTP.
///
/// # Errors
/// [`InternalError::Mail`] if the folder cannot be read.
pub async fn list_mailbox(_ctx: &Ctx) -> Result<Vec<SentMail>, InternalError> {
    Ok(Vec::new())
}

/// One mail by its [`SentMail::name`].
///
/// # Errors
/// [`InternalError::Mail`] if the folder cannot be read.
pub async fn read_mail(_ctx: &Ctx, _name: &str) -> Result<Option<ReadMail>, InternalError> {
    Ok(None)
}
