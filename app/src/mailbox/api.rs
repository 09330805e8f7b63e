//! Between the mailbox's pages and `backend::mail`.

use texts::format;

use crate::page::{Refusal, Visit};

/// A mail of the list.
pub(super) struct Sent {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) sent_at: String,
}

/// Newest first.
///
/// # Errors
/// [`Refusal::NotFound`] unless this shop shows its mail.
pub(super) async fn list_mails(visit: &Visit) -> Result<Vec<Sent>, Refusal> {
    let ctx = &visit.visitor.ctx;
    allow(visit)?;
    let mails = backend::mail::list_mailbox(ctx).await;
    let mails = mails.map_err(|error| visit.visitor.failed(&error))?;
    Ok(mails.into_iter().map(|mail| sent(mail, visit)).collect())
}

/// One mail and its text part.
///
/// # Errors
/// [`Refusal::NotFound`] for an unknown name too.
pub(super) async fn find_mail(visit: &Visit, name: &str) -> Result<(Sent, String), Refusal> {
    allow(visit)?;
    let mail = backend::mail::read_mail(&visit.visitor.ctx, name).await;
    let mail = mail.map_err(|error| visit.visitor.failed(&error))?;
    mail.map(|mail| (sent(mail.head, visit), mail.text))
        .ok_or(Refusal::NotFound)
}

fn allow(visit: &Visit) -> Result<(), Refusal> {
    visit.visitor.forbid_storing();
    if backend::mail::is_mailbox_open(&visit.visitor.ctx) {
        Ok(())
    } else {
        Err(Refusal::NotFound)
    }
}

fn sent(mail: backend::mail::SentMail, visit: &Visit) -> Sent {
    let zone = &visit.visitor.ctx.settings.time_zone;
    Sent {
        name: mail.name,
        from: mail.from,
        to: mail.to,
        subject: mail.subject,
        sent_at: format::date_time(mail.sent_at, zone, visit.locale),
    }
}
