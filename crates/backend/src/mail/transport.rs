//! The ways out: SMTP, or a folder.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::letter::{Letter, failure};
use super::mailbox;
use crate::context::MailTransport;
use crate::{Ctx, InternalError};

type Relay = AsyncSmtpTransport<Tokio1Executor>;

/// The connections to each relay are kept and shared; a process has one relay.
static RELAYS: LazyLock<Mutex<HashMap<String, Relay>>> = LazyLock::new(Mutex::default);

/// Sends a mail.
///
/// # Errors
/// [`InternalError::Mail`]; trying again is right.
pub(super) async fn send(ctx: &Ctx, letter: &Letter) -> Result<(), InternalError> {
    match &*ctx.mail {
        MailTransport::Folder(folder) => put_into(folder, letter).await,
        MailTransport::Smtp(url) => {
            let sent = relay(url)?.send(letter.message()?).await;
            sent.map(|_| ()).map_err(|error| refusal(&error))
        }
    }
}

/// Relays repeat the recipient's address in what they say: of their answers only the code is kept.
fn refusal(error: &lettre::transport::smtp::Error) -> InternalError {
    InternalError::Mail(match error.status() {
        Some(code) => format!("the relay answered {code}"),
        None if error.is_response() || error.is_client() => {
            "the relay's answer cannot be read".to_owned()
        }
        None => error.to_string(),
    })
}

/// Whether the address of a relay, `smtp://` or `smtps://`, can be used.
pub fn check_relay(url: &str) -> bool {
    with_tls(url).is_ok_and(|url| Relay::from_url(&url).is_ok())
}

async fn put_into(folder: &Path, letter: &Letter) -> Result<(), InternalError> {
    let source = letter.message()?.formatted();
    mailbox::put(folder, letter, &source).await
}

fn relay(url: &SecretString) -> Result<Relay, InternalError> {
    let mut relays = RELAYS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(relay) = relays.get(url.expose_secret()) {
        return Ok(relay.clone());
    }
    let relay = Relay::from_url(&with_tls(url.expose_secret())?)
        .map_err(failure)?
        .build();
    relays.insert(url.expose_secret().to_owned(), relay.clone());
    Ok(relay)
}

/// Passwords and addresses leave this machine only encrypted, unless the owner has said otherwise.
fn with_tls(url: &str) -> Result<String, InternalError> {
    let mut url = Url::parse(url).map_err(failure)?;
    let local = url.host_str().is_some_and(is_this_machine);
    let says = url.query_pairs().any(|(key, _)| key == "tls");
    if url.scheme() == "smtp" && !local && !says {
        url.query_pairs_mut().append_pair("tls", "required");
    }
    Ok(url.into())
}

/// Of a URL of no well-known scheme, addresses are mere text to the parser.
fn is_this_machine(host: &str) -> bool {
    let address: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::with_tls;

    #[test]
    fn mail_leaves_the_machine_encrypted_unless_told_otherwise() {
        let check = |url: &str, expected: &str| {
            assert_eq!(with_tls(url).ok().as_deref(), Some(expected));
        };
        check(
            "smtp://mail.example.com:587",
            "smtp://mail.example.com:587?tls=required",
        );
        check(
            "smtp://mail.example.com?tls=opportunistic",
            "smtp://mail.example.com?tls=opportunistic",
        );
        check(
            "smtps://u:p@mail.example.com",
            "smtps://u:p@mail.example.com",
        );
        check("smtp://127.0.0.1:1025", "smtp://127.0.0.1:1025");
        check("smtp://localhost:1025", "smtp://localhost:1025");
        check("smtp://[::1]:1025", "smtp://[::1]:1025");
    }
}
