//! How a shopper is reached.

use serde::{Deserialize, Serialize};

/// An e-mail address that a mail server would take: one `@`, a dotted domain,
/// at most 254 characters, nothing that could break a header.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum EmailError {
    #[error("no e-mail address was given")]
    Missing,
    #[error("this is not an e-mail address")]
    Malformed,
}

impl Email {
    /// # Errors
    /// [`EmailError::Missing`] for blank input, else [`EmailError::Malformed`].
    ///
    /// # Source
    /// RFC 5321, 4.5.3.1 (lengths); the HTML standard's definition of a valid
    /// e-mail address for the characters, plus a dot in the domain.
    pub fn parse(input: &str) -> Result<Self, EmailError> {
        let input = input.trim();
        if input.is_empty() {
            return Err(EmailError::Missing);
        }
        let (local, domain) = input.rsplit_once('@').ok_or(EmailError::Malformed)?;
        if input.len() <= 254 && is_local_part(local) && is_domain(domain) {
            Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(EmailError::Malformed)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as a page may show it to somebody who has the order's link: `m•••@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}•••@{domain}")
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(text: String) -> Result<Self, EmailError> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

fn is_local_part(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    !text.is_empty()
        && text.len() <= 64
        && text.chars().all(allowed)
        && !text.starts_with('.')
        && !text.ends_with('.')
        && !text.contains("..")
}

fn is_domain(text: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn addresses_are_taken_or_refused() {
        let check = |input: &str, expected: Option<&str>| {
            assert_eq!(
                Email::parse(input).ok().as_ref().map(Email::as_str),
                expected,
                "{input}"
            );
        };
        check(
            " Maria.Silva+shop@Example.COM ",
            Some("Maria.Silva+shop@example.com"),
        );
        check("a@b.co", Some("a@b.co"));
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.co",
            "a b@c.de",
            "a@b..de",
            ".a@b.de",
            "a.@b.de",
            "a@-b.de",
            "a@b.de\r\nBcc: x@y.z",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn a_masked_address_keeps_only_its_first_letter_and_domain() {
        assert_eq!(
            Email::parse("maria@example.com").map(|e| e.masked()),
            Ok("m•••@example.com".into())
        );
    }
}
