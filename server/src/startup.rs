//! Putting the shop together: database, marker, gateway, demo.

use std::net::SocketAddr;
use std::sync::Arc;

use backend::context::{Clock, Random, SecretKey, SystemClock, SystemRandom};
use backend::db::Db;
use backend::demo::{Seeded, seed_if_empty};
use backend::{Ctx, shop};
use payments::gateway::Gateway;
use payments::stripe::{StripeGateway, StripeOptions};
use secrecy::SecretString;
use test_gateway::TestGateway;
use url::Url;

use crate::command::Failure;
use crate::config::{Config, Payments};

/// The embedded gateway's key. It opens nothing but this process's loopback port.
pub const TEST_GATEWAY_KEY: &str = "sk_test_vitrine";

/// The running gateway of a test shop.
pub struct Embedded {
    pub gateway: TestGateway,
    /// Already bound, so that the address is known before anything is served.
    pub api_listener: std::net::TcpListener,
    pub api_address: SocketAddr,
    /// What its events are signed with; a new one each start.
    pub webhook_secret: String,
}

/// Opens the shop as a command finds it, without serving anything.
///
/// # Errors
/// [`Failure`].
pub async fn open(config: &Config) -> Result<Opened, Failure> {
    std::fs::create_dir_all(&config.data_dir).map_err(|error| {
        Failure::start(format!(
            "DATA_DIR {} cannot be made: {error}",
            config.data_dir.display()
        ))
    })?;
    let db = Db::open(&config.database_url).await.map_err(|error| {
        Failure::start(format!(
            "the database {} cannot be opened: {error}",
            without_password(&config.database_url)
        ))
    })?;
    let ctx = make_ctx(config, db).await?;
    Ok(Opened { ctx })
}

/// An opened shop.
pub struct Opened {
    pub ctx: Ctx,
}

impl Opened {
    /// Fills an empty database with the demo shop, if settings say so.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn seed(&self, config: &Config) -> Result<(), Failure> {
        if !config.demo {
            return Ok(());
        }
        match seed_if_empty(&self.ctx).await.map_err(Failure::start)? {
            Seeded::Now { products } => tracing::info!(products, "the demo shop was set up"),
            Seeded::Already => {}
        }
        Ok(())
    }

    /// Connects the payment gateway; `shop` is where this process serves.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn connect_gateway(
        &mut self,
        config: &Config,
        shop: SocketAddr,
    ) -> Result<Option<Embedded>, Failure> {
        let mode = self.ctx.settings.mode;
        match &config.payments {
            Payments::Off => Ok(None),
            Payments::Stripe {
                secret_key,
                webhook_secrets,
                api_base,
            } => {
                let mut options =
                    StripeOptions::new(secret_key.clone(), webhook_secrets.clone(), mode);
                options.api_base.clone_from(api_base);
                self.use_stripe(options)?;
                Ok(None)
            }
            Payments::Embedded { api_port } => {
                let (embedded, options) = self.open_embedded(config, *api_port, shop).await?;
                self.use_stripe(options)?;
                Ok(Some(embedded))
            }
        }
    }

    fn use_stripe(&mut self, options: StripeOptions) -> Result<(), Failure> {
        let gateway = StripeGateway::new(options).map_err(Failure::start)?;
        self.ctx.gateway = Some(Arc::new(gateway) as Arc<dyn Gateway>);
        Ok(())
    }

    async fn open_embedded(
        &self,
        config: &Config,
        port: u16,
        shop: SocketAddr,
    ) -> Result<(Embedded, StripeOptions), Failure> {
        let api_listener = listen(
            SocketAddr::from(([127, 0, 0, 1], port)),
            "TEST_GATEWAY_PORT",
        )?;
        let api_address = api_listener.local_addr().map_err(Failure::start)?;
        let public = &self.ctx.settings.public_url;
        let webhook_secret = format!("whsec_{}", self.ctx.new_uuid());
        let options = test_gateway::Options {
            database: config.data_dir.join("test-gateway.db"),
            hosted_pages: Url::parse(&format!("{public}/test-gateway/")).map_err(Failure::start)?,
            webhook_url: Url::parse(&format!("http://{}/webhooks/stripe", loopback(shop))).ok(),
            webhook_secret: webhook_secret.clone(),
            secret_key: TEST_GATEWAY_KEY.to_owned(),
        };
        let gateway = TestGateway::open(options).await.map_err(Failure::start)?;
        let key = SecretString::from(TEST_GATEWAY_KEY.to_owned());
        let secrets = vec![SecretString::from(webhook_secret.clone())];
        let mut stripe = StripeOptions::new(key, secrets, self.ctx.settings.mode);
        stripe.api_base = Some(format!("http://{api_address}/"));
        stripe.hosted_origin = Some(public.clone());
        Ok((
            Embedded {
                gateway,
                api_listener,
                api_address,
                webhook_secret,
            },
            stripe,
        ))
    }
}

/// A bound, non-blocking listener.
///
/// # Errors
/// [`Failure`] naming the address and the setting that can change it.
pub fn listen(address: SocketAddr, setting: &str) -> Result<std::net::TcpListener, Failure> {
    let listener = std::net::TcpListener::bind(address).map_err(|error| {
        Failure::start(format!(
            "{address} cannot be listened on ({error}): choose another {setting}"
        ))
    })?;
    listener.set_nonblocking(true).map_err(Failure::start)?;
    Ok(listener)
}

async fn make_ctx(config: &Config, db: Db) -> Result<Ctx, Failure> {
    let mut link_key = [0_u8; 32];
    SystemRandom.fill(&mut link_key);
    let mut settings = config.shop.clone();
    let (mode, currency) = (settings.mode, settings.currency);
    let row = match config.payments {
        // Who takes no payments does not decide what the database is for.
        Payments::Off => shop::find(&db, currency).await,
        Payments::Stripe { .. } | Payments::Embedded { .. } => {
            shop::claim(&db, mode, currency, SystemClock.now(), link_key)
                .await
                .map(Some)
        }
    };
    if let Some(row) = row.map_err(Failure::start)? {
        settings.mode = row.mode;
        link_key = row.link_key;
    }
    Ok(Ctx {
        db,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        settings: Arc::new(settings),
        gateway: None,
        mail: Arc::new(config.mail.clone()),
        link_key: Arc::new(SecretKey::new(link_key)),
        jobs: Arc::default(),
        catalog: Arc::default(),
    })
}

/// Where this machine reaches the shop, whatever it listens on.
fn loopback(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    }
}

/// The database's address as it may be shown.
fn without_password(url: &str) -> String {
    let hidden = "(hidden)".to_owned();
    match Url::parse(url) {
        _ if url.starts_with("sqlite:") => url.to_owned(),
        Ok(mut parsed) => {
            // After the question mark there may be one, too.
            parsed.set_query(None);
            if parsed.password().is_some() && parsed.set_password(Some("***")).is_err() {
                return hidden;
            }
            parsed.to_string()
        }
        // A password with a character that should have been escaped.
        Err(_) => hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_database_password_is_not_shown() {
        assert_eq!(
            without_password("postgres://shop:secret@db/shop"),
            "postgres://shop:***@db/shop"
        );
        assert_eq!(
            without_password("postgres://db/shop?user=shop&password=secret"),
            "postgres://db/shop"
        );
        assert_eq!(
            without_password("postgres://shop:se#cret@db/shop"),
            "(hidden)"
        );
        assert_eq!(
            without_password("sqlite:data/vitrine.db"),
            "sqlite:data/vitrine.db"
        );
    }
}
