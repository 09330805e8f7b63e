//! Where settings are read from: the environment first, then a file of the same names.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// A setting that cannot be used, in one line that says what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingError(pub String);

/// All settings as texts, by name.
#[derive(Clone, Default)]
pub struct Source {
    values: BTreeMap<String, String>,
}

/// Names that the file may hold: any other is a slip of the pen.
pub const NAMES: &[&str] = &[
    "ALLOW_PUBLIC_TEST_SHOP",
    "DATABASE_URL",
    "DATA_DIR",
    "DEMO",
    "ENVIRONMENT",
    "HOST",
    "LOG",
    "LOG_FORMAT",
    "MAIL",
    "MAIL_FROM",
    "MAX_LINES",
    "MAX_PER_LINE",
    "ORDER_LINK_DAYS",
    "PAGE_SIZE",
    "PAYMENTS",
    "PAYMENT_ATTEMPTS_PER_MINUTE",
    "PAYMENT_MINUTES",
    "PORT",
    "PRICE_HOLD_HOURS",
    "PUBLIC_URL",
    "REQUEST_SECONDS",
    "SESSION_DAYS",
    "SHOP_ADDRESS",
    "SHOP_CURRENCY",
    "SHOP_EMAIL",
    "SHOP_HUE",
    "SHOP_LEGAL_NAME",
    "SHOP_LOGO",
    "SHOP_NAME",
    "SHOP_PHONE",
    "SHOP_TAX_ID",
    "SHOP_TIME_ZONE",
    "SITE_ROOT",
    "STRIPE_API_BASE",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "TEST_GATEWAY_PORT",
    "TRUSTED_PROXIES",
];

impl Source {
    /// The process's environment over the file named by `CONFIG_FILE`
    /// (or `vitrine.toml` in the current folder, if there is one).
    ///
    /// # Errors
    /// [`SettingError`] if the file cannot be read or holds an unknown name.
    pub fn from_process() -> Result<Self, SettingError> {
        // A variable that is no text, of whatever program, is none of ours.
        let environment: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)))
            .collect();
        let mut values = match environment.get("CONFIG_FILE") {
            Some(path) => read_file(&PathBuf::from(path))?,
            None if PathBuf::from("vitrine.toml").exists() => {
                read_file(&PathBuf::from("vitrine.toml"))?
            }
            None => BTreeMap::new(),
        };
        let known = environment
            .into_iter()
            .filter(|(name, _)| NAMES.contains(&name.as_str()) || name.starts_with("LEPTOS_"));
        values.extend(known);
        Ok(Self { values })
    }

    /// Settings given directly, for tests.
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        Self {
            values: pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
        }
    }

    /// The setting's text; blank counts as not set.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values
            .get(name)
            .map(|v| v.trim())
            .filter(|v| !v.is_empty())
    }

    pub fn text_or<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.text(name).unwrap_or(default)
    }

    /// A whole number within a range.
    ///
    /// # Errors
    /// [`SettingError`] naming the setting, the text and the range.
    pub fn number(
        &self,
        name: &str,
        default: i64,
        range: std::ops::RangeInclusive<i64>,
    ) -> Result<i64, SettingError> {
        let Some(text) = self.text(name) else {
            return Ok(default);
        };
        text.parse()
            .ok()
            .filter(|n| range.contains(n))
            .ok_or_else(|| {
                SettingError(format!(
                    "{name} must be a whole number from {} to {}, not {text:?}",
                    range.start(),
                    range.end()
                ))
            })
    }

    /// `yes` or `no`.
    ///
    /// # Errors
    /// [`SettingError`] for any other word.
    pub fn yes_or_no(&self, name: &str, default: bool) -> Result<bool, SettingError> {
        match self.text(name) {
            None => Ok(default),
            Some("yes" | "true" | "1") => Ok(true),
            Some("no" | "false" | "0") => Ok(false),
            Some(other) => Err(SettingError(format!(
                "{name} must be yes or no, not {other:?}"
            ))),
        }
    }

    /// A text that some parser takes.
    ///
    /// # Errors
    /// [`SettingError`] naming the setting and what was expected.
    pub fn parsed<T>(
        &self,
        name: &str,
        default: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, SettingError> {
        let text = self.text_or(name, default);
        parse(text).ok_or_else(|| SettingError(format!("{name} must be {expected}, not {text:?}")))
    }
}

fn read_file(path: &std::path::Path) -> Result<BTreeMap<String, String>, SettingError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        SettingError(format!("the settings file {shown} cannot be read: {error}"))
    })?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        SettingError(format!(
            "the settings file {shown} is not TOML: {}",
            error.message()
        ))
    })?;
    table
        .into_iter()
        .map(|(name, value)| read_entry(&shown.to_string(), name, value))
        .collect()
}

fn read_entry(
    file: &str,
    name: String,
    value: toml::Value,
) -> Result<(String, String), SettingError> {
    if !NAMES.contains(&name.as_str()) {
        return Err(SettingError(format!("{file}: there is no setting {name}")));
    }
    let text = match value {
        toml::Value::String(text) => text,
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(yes) => if yes { "yes" } else { "no" }.to_owned(),
        _ => {
            return Err(SettingError(format!(
                "{file}: {name} must be a text, a whole number or true/false"
            )));
        }
    };
    Ok((name, text))
}
