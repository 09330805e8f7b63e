//! The folder of sent mail, for the preview.
//!
//! A mail is two files: the `.eml` that would have travelled, and a `.json`
//! with its parts, so that nothing here has to take MIME apart. A file is
//! written under another name first and is therefore never seen half written.

use std::io::ErrorKind;
use std::path::Path;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::fs;

use super::letter::{Letter, failure};
use crate::context::MailTransport;
use crate::{Ctx, InternalError};

/// A mail in the folder.
/// In bytes; file systems take 255 with the ending.
const LONGEST_NAME: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// File stem, time and Message-ID; what [`read_mail`] takes.
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

/// Whether there is a mailbox that may be shown.
pub fn is_mailbox_open(ctx: &Ctx) -> bool {
    ctx.settings.previews_mail && matches!(*ctx.mail, MailTransport::Folder(_))
}

/// All mails in the folder, newest first; none where mail leaves by SMTP.
///
/// # Errors
/// [`InternalError::Mail`] if the folder cannot be read.
pub async fn list_mailbox(ctx: &Ctx) -> Result<Vec<SentMail>, InternalError> {
    let MailTransport::Folder(folder) = &*ctx.mail else {
        return Ok(Vec::new());
    };
    let mut names = list_names(folder).await?;
    names.sort_unstable_by(|a, b| b.cmp(a));
    let mut mails = Vec::new();
    for name in names {
        mails.extend(load(folder, &name).await?.map(|parts| parts.head));
    }
    Ok(mails)
}

/// One mail by its [`SentMail::name`].
///
/// # Errors
/// [`InternalError::Mail`] if the folder cannot be read.
pub async fn read_mail(ctx: &Ctx, name: &str) -> Result<Option<ReadMail>, InternalError> {
    match &*ctx.mail {
        MailTransport::Folder(folder) if is_name(name) => load(folder, name).await,
        MailTransport::Folder(_) | MailTransport::Smtp(_) => Ok(None),
    }
}

/// Puts a mail into the folder.
pub(super) async fn put(
    folder: &Path,
    letter: &Letter,
    source: &[u8],
) -> Result<(), InternalError> {
    let name = format!("{:013}-{}", letter.sent_at.0, letter.name);
    let parts = ReadMail {
        head: SentMail {
            name: name.clone(),
            from: letter.from.clone(),
            to: letter.to.clone(),
            subject: letter.subject.clone(),
            sent_at: letter.sent_at,
        },
        html: letter.html.clone(),
        text: letter.text.clone(),
        source: String::from_utf8_lossy(source).into_owned(),
    };
    fs::create_dir_all(folder).await.map_err(failure)?;
    write(folder, &format!("{name}.eml"), source).await?;
    // The list shows what has a .json: it comes last.
    write(
        folder,
        &format!("{name}.json"),
        &serde_json::to_vec(&parts)?,
    )
    .await
}

async fn write(folder: &Path, file: &str, bytes: &[u8]) -> Result<(), InternalError> {
    let unfinished = folder.join(format!(".{file}.part"));
    fs::write(&unfinished, bytes).await.map_err(failure)?;
    fs::rename(&unfinished, folder.join(file))
        .await
        .map_err(failure)
}

/// Nothing that could lead out of the folder.
fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.len() <= LONGEST_NAME && !name.starts_with('.') && name.chars().all(allowed)
}

async fn list_names(folder: &Path) -> Result<Vec<String>, InternalError> {
    let mut entries = match fs::read_dir(folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failure(error)),
    };
    let mut names = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(failure)? {
        let file = entry.file_name().to_string_lossy().into_owned();
        names.extend(file.strip_suffix(".json").map(str::to_owned));
    }
    Ok(names)
}

async fn load(folder: &Path, name: &str) -> Result<Option<ReadMail>, InternalError> {
    match fs::read(folder.join(format!("{name}.json"))).await {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failure(error)),
    }
}
