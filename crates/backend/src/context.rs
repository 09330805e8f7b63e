//! What every use case gets: the database, the time, chance, the shop's settings, the gateway.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::identity::Identity;
use domain::money::Currency;
use domain::payments::Mode;
use domain::time::Timestamp;
use payments::gateway::Gateway;
use rand::Rng;
use secrecy::SecretString;

use crate::catalog::freshness::CatalogCache;
use crate::db::Db;
use crate::jobs::{self, Jobs};

/// Where "now" comes from, so that tests can set it.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Where chance comes from: ids, tokens, order numbers.
pub trait Random: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator, through the thread's.
pub struct SystemRandom;

impl Random for SystemRandom {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place that draws random numbers"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// What a shop owner can set about selling; parsed once by the server.
#[derive(Clone, Debug)]
pub struct ShopSettings {
    pub name: String,
    pub identity: Identity,
    pub currency: Currency,
    /// IANA name, `America/Sao_Paulo`: what "today" means in the shop.
    pub time_zone: jiff::tz::TimeZone,
    /// Absolute, without a trailing slash: what every absolute link starts with.
    pub public_url: String,
    pub mode: Mode,
    /// Seconds that a cart line's price is promised for.
    pub price_hold_seconds: i64,
    /// Seconds that an order waits for its payment (30 minutes to 24 hours).
    pub payment_seconds: i64,
    /// Seconds that a signed link to an order stays valid.
    pub order_link_seconds: i64,
    pub max_per_line: i64,
    pub max_lines: i64,
    /// Products on a page of a listing.
    pub page_size: i64,
    pub mail_from: String,
    /// Whether anybody who reaches the shop may read the mail it has put into a folder: where only
    /// this machine does, and no real money moves.
    pub previews_mail: bool,
    /// Whether `/design` is served, the page of all components: neither in production nor where real money moves.
    pub shows_design: bool,
}

/// How mail leaves the shop.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// Into a folder, one `.eml` a mail: what the demo does.
    Folder(std::path::PathBuf),
    /// `smtp://user:password@host:port` or `smtps://…`.
    Smtp(SecretString),
}

/// The shop's own secret, which signs links to orders. Has no `Debug`, so that no log can hold it.
pub struct SecretKey([u8; 32]);

impl SecretKey {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub settings: Arc<ShopSettings>,
    /// `None`: nobody configured one, and checkout says so.
    pub gateway: Option<Arc<dyn Gateway>>,
    pub mail: Arc<MailTransport>,
    /// From the shop's row, see `shop::claim`.
    pub link_key: Arc<SecretKey>,
    /// Who runs jobs, and how they are woken.
    pub jobs: Arc<Jobs>,
    /// What this process keeps of the catalogue in memory.
    pub catalog: Arc<CatalogCache>,
}

impl Ctx {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// To be called after a commit that has enqueued jobs.
    pub async fn wake_jobs(&self) {
        jobs::committed(self).await;
    }

    /// A UUIDv7 of now.
    pub fn new_uuid(&self) -> String {
        let mut random = [0_u8; 10];
        self.random.fill(&mut random);
        let millis = u64::try_from(self.now().0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random)
            .into_uuid()
            .to_string()
    }

    /// `N` random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.random.fill(&mut bytes);
        bytes
    }
}
