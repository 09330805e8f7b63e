//! Every setting, parsed once. `docs/operations.md` describes each.

mod identity;
mod source;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use backend::context::{MailTransport, ShopSettings};
use domain::identity::Identity;
use domain::money::Currency;
use domain::payments::Mode;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use url::Url;

pub use identity::{LogoFile, LogoKind};
pub use source::{NAMES, SettingError, Source};

use crate::proxies::TrustedProxies;

/// What one process of the shop needs to know.
pub struct Config {
    pub listen: SocketAddr,
    pub database_url: String,
    pub data_dir: PathBuf,
    /// Whether an empty database is filled with the demo catalogue.
    pub demo: bool,
    pub shop: ShopSettings,
    pub payments: Payments,
    pub mail: MailTransport,
    pub web: Web,
    pub log: Log,
}

/// Which gateway takes the money.
pub enum Payments {
    /// The embedded test gateway, its API on this loopback port (0: any).
    Embedded { api_port: u16 },
    Stripe {
        secret_key: SecretString,
        webhook_secrets: Vec<SecretString>,
        api_base: Option<String>,
    },
    /// None configured: checkout says that the shop takes no orders yet.
    Off,
}

/// How requests are served.
pub struct Web {
    pub site_root: PathBuf,
    pub trusted_proxies: TrustedProxies,
    /// The longest that a request may take.
    pub request_timeout: Duration,
    pub session_days: i64,
    /// How often one address may start a payment.
    pub payment_attempts_per_minute: NonZeroU32,
    pub secure_cookies: bool,
    /// Memory for ready-made pages; 0 keeps none.
    pub kept_pages_megabytes: u64,
    pub logo: Option<LogoFile>,
    /// Set under `cargo leptos watch`: pages reload when something changed.
    pub watch_port: Option<u32>,
}

/// How the log is written.
pub struct Log {
    /// A filter as of `tracing_subscriber::EnvFilter`.
    pub filter: String,
    pub json: bool,
}

impl Config {
    /// Reads and checks all settings.
    ///
    /// # Errors
    /// [`SettingError`] for the first that cannot be used, in one line.
    pub fn read(source: &Source) -> Result<Self, SettingError> {
        let listen = listen_address(source)?;
        let data_dir = PathBuf::from(source.text_or("DATA_DIR", "data"));
        let public_url = public_url(source, listen)?;
        let payments = read_payments(source)?;
        let mode = payments.mode()?;
        let is_public = refuse_public_test_shop(source, &payments, mode, listen, &public_url)?;
        let sells_for_nothing = mode == Mode::Test && !matches!(payments, Payments::Off);
        let previews_mail = matches!(payments, Payments::Embedded { .. }) && !is_public;
        let secure_cookies = public_url.scheme() == "https";
        let mail_from = read_sender(source)?;
        let (identity, logo) = identity::read(source, &mail_from)?;
        let mut shop = read_shop(source, &public_url, identity, mail_from)?;
        (shop.mode, shop.previews_mail) = (mode, previews_mail);
        shop.shows_design = !mode.is_live() && !is_production(source)?;
        Ok(Self {
            listen,
            database_url: source.text("DATABASE_URL").map_or_else(
                || format!("sqlite:{}", data_dir.join("vitrine.db").display()),
                str::to_owned,
            ),
            demo: source.yes_or_no("DEMO", sells_for_nothing)?,
            shop,
            mail: read_mail(source, &data_dir, mode)?,
            web: read_web(source, secure_cookies, logo)?,
            log: read_log(source)?,
            payments,
            data_dir,
        })
    }
}

impl Payments {
    /// Whether real money moves: the key says it.
    fn mode(&self) -> Result<Mode, SettingError> {
        use secrecy::ExposeSecret;
        let Self::Stripe { secret_key, .. } = self else {
            return Ok(Mode::Test);
        };
        match secret_key.expose_secret() {
            key if key.starts_with("sk_test_") || key.starts_with("rk_test_") => Ok(Mode::Test),
            key if key.starts_with("sk_live_") || key.starts_with("rk_live_") => Ok(Mode::Live),
            _ => Err(SettingError(
                "STRIPE_SECRET_KEY must begin with sk_test_, rk_test_, sk_live_ or rk_live_"
                    .to_owned(),
            )),
        }
    }
}

fn listen_address(source: &Source) -> Result<SocketAddr, SettingError> {
    let host = source.parsed("HOST", "127.0.0.1", "an IP address", |t| {
        t.parse::<IpAddr>().ok()
    })?;
    let port = source.number("PORT", 3_000, 0..=65_535)?;
    Ok(SocketAddr::new(host, u16::try_from(port).unwrap_or(3_000)))
}

fn public_url(source: &Source, listen: SocketAddr) -> Result<Url, SettingError> {
    let default = format!("http://{listen}");
    source.parsed(
        "PUBLIC_URL",
        &default,
        "an http or https address without a path",
        |text| {
            let url = Url::parse(text).ok()?;
            let plain = matches!(url.scheme(), "http" | "https")
                && url.host().is_some()
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty();
            plain.then_some(url)
        },
    )
}

fn read_payments(source: &Source) -> Result<Payments, SettingError> {
    let key = source.text("STRIPE_SECRET_KEY");
    match source.text_or("PAYMENTS", if key.is_some() { "stripe" } else { "off" }) {
        "off" => Ok(Payments::Off),
        "embedded" => embedded(source, key),
        "stripe" => stripe(source, key),
        other => Err(SettingError(format!(
            "PAYMENTS must be embedded, stripe or off, not {other:?}"
        ))),
    }
}

fn embedded(source: &Source, key: Option<&str>) -> Result<Payments, SettingError> {
    if key.is_some_and(|k| k.contains("_live_")) {
        return Err(SettingError(
            "PAYMENTS=embedded moves no money, but STRIPE_SECRET_KEY is a live key: remove one of the two".to_owned(),
        ));
    }
    let port = source.number("TEST_GATEWAY_PORT", 0, 0..=65_535)?;
    Ok(Payments::Embedded {
        api_port: u16::try_from(port).unwrap_or(0),
    })
}

fn stripe(source: &Source, key: Option<&str>) -> Result<Payments, SettingError> {
    let missing = |name: &str| SettingError(format!("PAYMENTS=stripe needs {name}"));
    let secrets = source
        .text("STRIPE_WEBHOOK_SECRET")
        .ok_or_else(|| missing("STRIPE_WEBHOOK_SECRET"))?;
    let webhook_secrets: Vec<SecretString> = secrets
        .split(',')
        .map(|s| SecretString::from(s.trim().to_owned()))
        .collect();
    if webhook_secrets.len() > 2 {
        return Err(SettingError(
            "STRIPE_WEBHOOK_SECRET holds at most two secrets, separated by a comma".to_owned(),
        ));
    }
    Ok(Payments::Stripe {
        secret_key: SecretString::from(key.ok_or_else(|| missing("STRIPE_SECRET_KEY"))?.to_owned()),
        webhook_secrets,
        api_base: source.text("STRIPE_API_BASE").map(str::to_owned),
    })
}

/// A shop that looks real but takes no money must not stand on the open net by accident.
///
/// Whether others than this machine may reach the shop.
fn refuse_public_test_shop(
    source: &Source,
    payments: &Payments,
    mode: Mode,
    listen: SocketAddr,
    public_url: &Url,
) -> Result<bool, SettingError> {
    let production = is_production(source)?;
    let allowed = source.yes_or_no("ALLOW_PUBLIC_TEST_SHOP", false)?;
    let public = !listen.ip().is_loopback() || !is_local(public_url);
    let is_test = mode == Mode::Test && !matches!(payments, Payments::Off);
    if is_test && !allowed && (production || public) {
        let why = if production {
            "ENVIRONMENT is production"
        } else {
            "HOST or PUBLIC_URL is public"
        };
        return Err(SettingError(format!(
            "this is a test shop, it takes no money, and {why}: set up a live Stripe key, or ALLOW_PUBLIC_TEST_SHOP=yes for a demo"
        )));
    }
    Ok(production || public)
}

fn is_production(source: &Source) -> Result<bool, SettingError> {
    source.parsed(
        "ENVIRONMENT",
        "development",
        "development or production",
        |t| match t {
            "development" => Some(false),
            "production" => Some(true),
            _ => None,
        },
    )
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Everything but what the gateway decides: mode and who may read the mail.
fn read_shop(
    source: &Source,
    public_url: &Url,
    identity: Identity,
    mail_from: String,
) -> Result<ShopSettings, SettingError> {
    let currencies = Currency::ALL.map(Currency::code).join(", ");
    Ok(ShopSettings {
        name: source.text_or("SHOP_NAME", "Vitrine").to_owned(),
        identity,
        currency: source.parsed(
            "SHOP_CURRENCY",
            "USD",
            &format!("one of {currencies}"),
            Currency::from_code,
        )?,
        time_zone: source.parsed(
            "SHOP_TIME_ZONE",
            "UTC",
            "a time zone like America/Sao_Paulo",
            |t| TimeZone::get(t).ok(),
        )?,
        public_url: public_url.as_str().trim_end_matches('/').to_owned(),
        mode: Mode::Test,
        price_hold_seconds: source.number("PRICE_HOLD_HOURS", 24, 0..=720)? * 3_600,
        payment_seconds: source.number("PAYMENT_MINUTES", 60, 31..=1_439)? * 60,
        order_link_seconds: source.number("ORDER_LINK_DAYS", 60, 1..=3_650)? * 86_400,
        max_per_line: source.number("MAX_PER_LINE", 20, 1..=9_999)?,
        max_lines: source.number("MAX_LINES", 100, 1..=1_000)?,
        page_size: source.number("PAGE_SIZE", 12, 1..=100)?,
        mail_from,
        previews_mail: false,
        shows_design: false,
    })
}

fn read_sender(source: &Source) -> Result<String, SettingError> {
    source.parsed(
        "MAIL_FROM",
        "Vitrine <shop@localhost>",
        "an address like My shop <shop@example.com>",
        |text| backend::mail::check_sender(text).then(|| text.to_owned()),
    )
}

fn read_mail(
    source: &Source,
    data_dir: &std::path::Path,
    mode: Mode,
) -> Result<MailTransport, SettingError> {
    match source.text("MAIL") {
        // Nobody would notice for days that the customers get no mail.
        None if mode.is_live() => Err(SettingError(
            "MAIL is not set: a live shop needs smtp://… or smtps://…, or file:FOLDER if no mail shall leave it".to_owned(),
        )),
        None => Ok(MailTransport::Folder(data_dir.join("mail"))),
        Some(text)
            if (text.starts_with("smtp://") || text.starts_with("smtps://"))
                && backend::mail::check_relay(text) =>
        {
            Ok(MailTransport::Smtp(SecretString::from(text.to_owned())))
        }
        Some(text) => match text.strip_prefix("file:") {
            Some(folder) if !folder.is_empty() => Ok(MailTransport::Folder(PathBuf::from(folder))),
            // The text may hold a password: it is not repeated.
            _ => Err(SettingError(
                "MAIL must be file:FOLDER, smtp://… or smtps://…".to_owned(),
            )),
        },
    }
}

fn read_web(
    source: &Source,
    secure_cookies: bool,
    logo: Option<LogoFile>,
) -> Result<Web, SettingError> {
    let site_root = source
        .text("SITE_ROOT")
        .or(source.text("LEPTOS_SITE_ROOT"))
        .unwrap_or("target/site");
    let attempts = source.number("PAYMENT_ATTEMPTS_PER_MINUTE", 30, 1..=100_000)?;
    let seconds = source.number("REQUEST_SECONDS", 30, 1..=600)?;
    let watch_port = source.text("LEPTOS_WATCH").map(|_| {
        source
            .text_or("LEPTOS_RELOAD_PORT", "3001")
            .parse()
            .unwrap_or(3_001)
    });
    Ok(Web {
        site_root: PathBuf::from(site_root),
        trusted_proxies: TrustedProxies::parse(source.text_or("TRUSTED_PROXIES", ""))
            .map_err(SettingError)?,
        request_timeout: Duration::from_secs(seconds.unsigned_abs()),
        session_days: source.number("SESSION_DAYS", 14, 1..=400)?,
        payment_attempts_per_minute: u32::try_from(attempts)
            .ok()
            .and_then(NonZeroU32::new)
            .unwrap_or(NonZeroU32::MIN),
        secure_cookies,
        kept_pages_megabytes: source
            .number("KEPT_PAGES_MB", 64, 0..=65_536)?
            .unsigned_abs(),
        logo,
        watch_port,
    })
}

fn read_log(source: &Source) -> Result<Log, SettingError> {
    let filter = source.parsed(
        "LOG",
        "info",
        "a log filter like info or backend=debug,info",
        |t| {
            tracing_subscriber::EnvFilter::try_new(t)
                .ok()
                .map(|_| t.to_owned())
        },
    )?;
    let json = source.parsed("LOG_FORMAT", "text", "text or json", |t| match t {
        "text" => Some(false),
        "json" => Some(true),
        _ => None,
    })?;
    Ok(Log { filter, json })
}

#[cfg(test)]
mod tests {
    use super::{Config, Payments, Source};

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        Config::read(&Source::from_pairs(pairs)).map_err(|e| e.to_string())
    }

    #[test]
    fn without_settings_the_shop_is_local_and_takes_no_orders() {
        let config = read(&[]).expect("defaults are right");
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.shop.public_url, "http://127.0.0.1:3000");
        assert!(config.database_url.starts_with("sqlite:"));
        assert!(
            matches!(config.payments, Payments::Off),
            "never embedded because keys are missing"
        );
    }

    #[test]
    fn unreadable_settings_are_named_in_one_line() {
        let check = |name: &str, value: &str| {
            let error = read(&[(name, value)]).err().unwrap_or_default();
            assert!(
                error.contains(name) && !error.contains('\n'),
                "{name}={value}: {error}"
            );
        };
        for (name, value) in [
            ("PORT", "80000"),
            ("PORT", "http"),
            ("HOST", "localhost:3000"),
            ("PUBLIC_URL", "shop.example"),
            ("PUBLIC_URL", "https://shop.example/path"),
            ("PAYMENTS", "paypal"),
            ("PAYMENTS", "stripe"),
            ("SHOP_CURRENCY", "XYZ"),
            ("SHOP_TIME_ZONE", "Mars/Olympus"),
            ("PAYMENT_MINUTES", "5"),
            ("MAIL", "imap://x"),
            ("MAIL", "smtp://"),
            ("MAIL_FROM", "nobody"),
            ("TRUSTED_PROXIES", "10.0.0.0/99"),
            ("LOG", "==="),
            ("LOG_FORMAT", "xml"),
            ("DEMO", "maybe"),
            ("ENVIRONMENT", "prod"),
        ] {
            check(name, value);
        }
    }

    #[test]
    fn a_publishable_key_is_no_secret_key() {
        let error = read(&[
            ("STRIPE_SECRET_KEY", "pk_test_1"),
            ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
        ])
        .err();
        assert!(error.is_some_and(|e| e.contains("STRIPE_SECRET_KEY")));
    }

    #[test]
    fn a_test_shop_does_not_stand_on_the_open_net_unasked() {
        let embedded = ("PAYMENTS", "embedded");
        assert!(read(&[embedded]).is_ok());
        for public in [
            ("HOST", "0.0.0.0"),
            ("PUBLIC_URL", "https://shop.example"),
            ("ENVIRONMENT", "production"),
        ] {
            assert!(read(&[embedded, public]).is_err(), "{public:?}");
            assert!(
                read(&[embedded, public, ("ALLOW_PUBLIC_TEST_SHOP", "yes")]).is_ok(),
                "{public:?}"
            );
        }
        assert!(read(&[embedded, ("STRIPE_SECRET_KEY", "sk_live_1")]).is_err());
        let stripe = [
            ("STRIPE_SECRET_KEY", "sk_test_1"),
            ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
        ];
        let public = ("ENVIRONMENT", "production");
        assert!(read(&stripe).is_ok());
        assert!(read(&[stripe[0], stripe[1], public]).is_err());
    }

    #[test]
    fn mail_is_shown_where_nobody_else_can_look() {
        let shows = |pairs: &[(&str, &str)]| read(pairs).map(|c| c.shop.previews_mail);
        let embedded = ("PAYMENTS", "embedded");
        let secret = ("STRIPE_WEBHOOK_SECRET", "whsec_1");
        let mail = ("MAIL", "file:mail");
        assert_eq!(shows(&[embedded]), Ok(true));
        let public = [
            embedded,
            ("HOST", "0.0.0.0"),
            ("ALLOW_PUBLIC_TEST_SHOP", "yes"),
        ];
        assert_eq!(shows(&public), Ok(false));
        for key in ["sk_test_1", "sk_live_1"] {
            assert_eq!(
                shows(&[("STRIPE_SECRET_KEY", key), secret, mail]),
                Ok(false)
            );
        }
    }

    #[test]
    fn the_page_of_all_components_is_not_for_shoppers() {
        let shows = |pairs: &[(&str, &str)]| read(pairs).map(|c| c.shop.shows_design);
        let secret = ("STRIPE_WEBHOOK_SECRET", "whsec_1");
        let mail = ("MAIL", "file:mail");
        let production = ("ENVIRONMENT", "production");
        assert_eq!(shows(&[]), Ok(true));
        assert_eq!(shows(&[("PAYMENTS", "embedded")]), Ok(true));
        assert_eq!(
            shows(&[("STRIPE_SECRET_KEY", "sk_test_1"), secret]),
            Ok(true)
        );
        assert_eq!(shows(&[production]), Ok(false));
        let live = ("STRIPE_SECRET_KEY", "sk_live_1");
        assert_eq!(shows(&[live, secret, mail]), Ok(false));
        assert_eq!(shows(&[live, secret, mail, production]), Ok(false));
    }

    #[test]
    fn a_live_shop_is_told_how_to_send_its_mail() {
        let live = [
            ("STRIPE_SECRET_KEY", "sk_live_1"),
            ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
        ];
        let error = read(&live).err();
        assert!(error.is_some_and(|e| e.contains("MAIL")));
        assert!(read(&[live[0], live[1], ("MAIL", "smtps://mail.example")]).is_ok());
    }

    #[test]
    fn every_shop_with_test_money_starts_with_the_demo() {
        let demo = |pairs: &[(&str, &str)]| read(pairs).map(|c| c.demo);
        let secret = ("STRIPE_WEBHOOK_SECRET", "whsec_1");
        assert_eq!(demo(&[]), Ok(false));
        assert_eq!(demo(&[("PAYMENTS", "embedded")]), Ok(true));
        assert_eq!(
            demo(&[("STRIPE_SECRET_KEY", "sk_test_1"), secret]),
            Ok(true)
        );
    }

    #[test]
    fn the_key_decides_between_test_and_live() {
        let mode = |key: &str| {
            read(&[
                ("STRIPE_SECRET_KEY", key),
                ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
                ("MAIL", "file:mail"),
            ])
            .map(|c| c.shop.mode.is_live())
        };
        assert_eq!(mode("sk_test_1"), Ok(false));
        assert_eq!(mode("sk_live_1"), Ok(true));
    }
}
