//! The languages of the shop.
//!
//! Texts are in the `texts` crate; here is only which languages there are and
//! how each is written in a URL, in `lang` and in an `Accept-Language` header.

use serde::{Deserialize, Serialize};

/// A language that every text of the shop exists in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Locale {
    #[default]
    #[serde(rename = "en")]
    En,
    #[serde(rename = "pt-BR")]
    PtBr,
    #[serde(rename = "zh-Hans")]
    ZhHans,
    #[serde(rename = "ru")]
    Ru,
}

impl Locale {
    /// All languages, the fallback first.
    pub const ALL: [Self; 4] = [Self::En, Self::PtBr, Self::ZhHans, Self::Ru];

    /// The BCP 47 tag: the value of `lang`, of database columns and file names.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::PtBr => "pt-BR",
            Self::ZhHans => "zh-Hans",
            Self::Ru => "ru",
        }
    }

    /// The first segment of every page's path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::PtBr => "pt-br",
            Self::ZhHans => "zh-hans",
            Self::Ru => "ru",
        }
    }

    /// The language's own name, as the language switcher shows it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::PtBr => "Português (Brasil)",
            Self::ZhHans => "简体中文",
            Self::Ru => "Русский",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.tag() == tag)
    }

    pub fn from_path(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.path() == segment)
    }

    /// The best of our languages for an `Accept-Language` header; English if none fits.
    ///
    /// Only the primary language counts (`pt` is served by `pt-BR`), except that
    /// traditional Chinese readers are not given simplified Chinese unasked.
    ///
    /// # Source
    /// RFC 9110, 12.5.4; RFC 4647, 3.4 (lookup).
    pub fn negotiate(accept_language: &str) -> Self {
        let mut wishes: Vec<(u16, usize, Self)> = accept_language
            .split(',')
            .enumerate()
            .filter_map(|(position, range)| {
                let (tag, quality) = parse_range(range)?;
                Some((quality, position, Self::for_range(&tag)?))
            })
            .filter(|(quality, _, _)| *quality > 0)
            .collect();
        wishes.sort_by_key(|(quality, position, _)| (std::cmp::Reverse(*quality), *position));
        wishes.first().map(|w| w.2).unwrap_or_default()
    }

    fn for_range(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        match parts.next()? {
            "en" => Some(Self::En),
            "pt" => Some(Self::PtBr),
            "ru" => Some(Self::Ru),
            "zh" if parts.all(|p| !matches!(p, "hant" | "tw" | "hk" | "mo")) => Some(Self::ZhHans),
            _ => None,
        }
    }
}

/// One range of the header as (lower-case tag, quality in thousandths).
fn parse_range(range: &str) -> Option<(String, u16)> {
    let mut parts = range.split(';');
    let tag = parts.next()?.trim().to_ascii_lowercase();
    let quality = match parts.next().map(str::trim) {
        None => 1_000,
        Some(q) => parse_quality(q.strip_prefix("q=")?)?,
    };
    (!tag.is_empty()).then_some((tag, quality))
}

/// `1`, `0.8`, `0.125` in thousandths.
fn parse_quality(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_header_chooses_a_language_by_quality_then_order() {
        let check = |header: &str, expected: Locale| {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        };
        check("", Locale::En);
        check("pt-PT,pt;q=0.9,en;q=0.8", Locale::PtBr);
        check("de;q=1, ru;q=0.5, en;q=0.4", Locale::Ru);
        check("zh-TW, en;q=0.5", Locale::En);
        check("zh-CN, en;q=0.5", Locale::ZhHans);
        check("zh-Hant-HK,ru;q=0", Locale::En);
        check("ru;q=2, nonsense;;, pt;q=x", Locale::En);
        check("en;q=0.3, ru;q=0.300", Locale::En);
    }

    #[test]
    fn tags_and_paths_lead_back_to_their_language() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
            assert_eq!(Locale::from_path(locale.path()), Some(locale));
        }
    }
}
