//! Who the shop is: firm, ways to reach it, logo, hue.

use std::path::Path;

use domain::contact::Email;
use domain::identity::{Identity, Logo};

use super::{SettingError, Source};

/// Larger files would delay every page's header.
const LOGO_BYTES_MAX: usize = 256 * 1_024;
/// CSS pixels that the header has for it.
const LOGO_HEIGHT: u32 = 36;

/// The logo's file as it is served.
#[derive(Clone)]
pub struct LogoFile {
    pub kind: LogoKind,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    Svg,
    Png,
}

impl LogoKind {
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    /// Where the file is served.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Svg => "/identity/logo.svg",
            Self::Png => "/identity/logo.png",
        }
    }

    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

/// `sender`: who mail comes from, which is where shoppers write to unless they are told otherwise.
pub(super) fn read(
    source: &Source,
    sender: &str,
) -> Result<(Identity, Option<LogoFile>), SettingError> {
    let logo = source.text("SHOP_LOGO").map(read_logo).transpose()?;
    let identity = Identity {
        legal_name: source.text("SHOP_LEGAL_NAME").map(str::to_owned),
        tax_id: source.text("SHOP_TAX_ID").map(str::to_owned),
        email: read_email(source, sender)?,
        phone: read_phone(source)?,
        address: read_address(source),
        logo: logo.as_ref().map(shown),
        hue: read_hue(source)?,
    };
    Ok((identity, logo))
}

fn read_email(source: &Source, sender: &str) -> Result<String, SettingError> {
    let bare = sender.split_once('<').map_or(sender, |(_, rest)| rest);
    let bare = bare.trim_end_matches('>').trim();
    match source.text("SHOP_EMAIL") {
        None => Ok(bare.to_owned()),
        Some(text) => Email::parse(text)
            .map(|email| email.as_str().to_owned())
            .map_err(|_| {
                SettingError(format!(
                    "SHOP_EMAIL must be an address like shop@example.com, not {text:?}"
                ))
            }),
    }
}

fn read_phone(source: &Source) -> Result<Option<String>, SettingError> {
    let Some(text) = source.text("SHOP_PHONE") else {
        return Ok(None);
    };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let written = text
        .chars()
        .all(|c| c.is_ascii_digit() || "+-(). ".contains(c));
    if (5..=15).contains(&digits) && written {
        Ok(Some(text.to_owned()))
    } else {
        Err(SettingError(format!(
            "SHOP_PHONE must be a number like +55 11 5555-0100, not {text:?}"
        )))
    }
}

fn read_address(source: &Source) -> Vec<String> {
    source
        .text_or("SHOP_ADDRESS", "")
        .split([';', '|'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn read_hue(source: &Source) -> Result<Option<u16>, SettingError> {
    let Some(_) = source.text("SHOP_HUE") else {
        return Ok(None);
    };
    let hue = source.number("SHOP_HUE", 0, 0..=359)?;
    Ok(u16::try_from(hue).ok())
}

fn read_logo(text: &str) -> Result<LogoFile, SettingError> {
    let refuse = |why: &str| SettingError(format!("SHOP_LOGO {text:?} {why}"));
    let path = Path::new(text);
    let kind = LogoKind::of(path).ok_or_else(|| refuse("must be an .svg or .png file"))?;
    let bytes = std::fs::read(path).map_err(|error| refuse(&format!("cannot be read: {error}")))?;
    if bytes.len() > LOGO_BYTES_MAX {
        return Err(refuse("is larger than 256 KiB"));
    }
    let genuine = match kind {
        LogoKind::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        LogoKind::Svg => String::from_utf8_lossy(&bytes).contains("<svg"),
    };
    if !genuine {
        return Err(refuse("does not hold what its name says"));
    }
    Ok(LogoFile { kind, bytes })
}

fn shown(file: &LogoFile) -> Logo {
    let width = dimensions(file).and_then(|(width, height)| {
        let scaled = u64::from(width) * u64::from(LOGO_HEIGHT);
        u32::try_from(scaled.checked_div(u64::from(height))?).ok()
    });
    Logo {
        path: format!("{}?v={:08x}", file.kind.path(), checksum(&file.bytes)),
        width: width.filter(|width| (1..=1_000).contains(width)),
        height: LOGO_HEIGHT,
    }
}

/// Width and height in the file's own unit.
fn dimensions(file: &LogoFile) -> Option<(u32, u32)> {
    match file.kind {
        LogoKind::Png => {
            let number = |at: usize| -> Option<u32> {
                Some(u32::from_be_bytes(
                    file.bytes.get(at..at + 4)?.try_into().ok()?,
                ))
            };
            Some((number(16)?, number(20)?))
        }
        LogoKind::Svg => {
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            let (_, rest) = text.split_once("viewBox=")?;
            let inside = rest.get(1..)?.split(['"', '\'']).next()?;
            let whole = |text: &str| -> Option<u32> { text.split('.').next()?.parse().ok() };
            let mut numbers = inside.split([' ', ',']).filter(|t| !t.is_empty()).skip(2);
            Some((whole(numbers.next()?)?, whole(numbers.next()?)?))
        }
    }
}

/// FNV-1a: tells one version of a file from another, and nothing more.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::{LogoFile, LogoKind, read, shown};
    use crate::config::Source;

    fn identity(pairs: &[(&str, &str)]) -> Result<domain::identity::Identity, String> {
        read(&Source::from_pairs(pairs), "Shop <post@shop.example>")
            .map(|(identity, _)| identity)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_shop_without_settings_is_reached_where_its_mail_comes_from() {
        let found = identity(&[]).expect("nothing is needed");
        assert_eq!(found.email, "post@shop.example");
        assert!(found.address.is_empty() && found.hue.is_none() && found.logo.is_none());
    }

    #[test]
    fn an_address_has_lines() {
        let found = identity(&[("SHOP_ADDRESS", "Rua A, 1; 01000-000 São Paulo | Brasil;")]);
        assert_eq!(
            found.expect("an address").address,
            ["Rua A, 1", "01000-000 São Paulo", "Brasil"]
        );
    }

    #[test]
    fn what_cannot_be_shown_is_refused_by_name() {
        for (name, value) in [
            ("SHOP_EMAIL", "nobody"),
            ("SHOP_PHONE", "call us"),
            ("SHOP_PHONE", "12"),
            ("SHOP_HUE", "360"),
            ("SHOP_HUE", "green"),
            ("SHOP_LOGO", "logo.gif"),
            ("SHOP_LOGO", "/nowhere/logo.svg"),
        ] {
            let error = identity(&[(name, value)]).err().unwrap_or_default();
            assert!(error.contains(name) && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn a_logo_keeps_its_proportions() {
        let svg = |bytes: &[u8]| LogoFile {
            kind: LogoKind::Svg,
            bytes: bytes.to_vec(),
        };
        let wide = shown(&svg(b"<svg viewBox=\"0 0 120.5 40\"></svg>"));
        assert_eq!((wide.width, wide.height), (Some(108), 36));
        assert_eq!(shown(&svg(b"<svg></svg>")).width, None);
        assert_eq!(shown(&svg(b"<svg viewBox='0 0 9 0'/>")).width, None);
        assert_ne!(wide.path, shown(&svg(b"<svg/>")).path);
    }
}
