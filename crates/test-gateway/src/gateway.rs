//! The gateway itself: its options, its state, and the units of work done on it.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use url::Url;

use crate::api;
use crate::clock;
use crate::completion;
use crate::errors::ApiError;
use crate::faults::Faults;
use crate::idempotency::KeysInUse;
use crate::pages;
use crate::refunds;
use crate::store::{Kind, Rows, Store};
use crate::webhooks;
use crate::work::{Requester, Surroundings, Work};

/// How a gateway is set up.
///
/// Without `Debug`, since it holds secrets.
#[derive(Clone)]
pub struct Options {
    /// A SQLite file of the gateway's own; created where it is missing.
    pub database: PathBuf,
    /// Where [`TestGateway::pages`] is reached, under the shop's public address.
    pub hosted_pages: Url,
    /// Where events are sent, plain HTTP; without it they are only recorded.
    pub webhook_url: Option<Url>,
    /// What deliveries are signed with.
    pub webhook_secret: String,
    /// The only key that the API accepts. The `stripe` command line is given it by
    /// `--api-key`, and takes none shorter than 12 characters.
    pub secret_key: String,
}

/// Why a gateway could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the test gateway's secret key must begin with sk_test_")]
    NotATestKey,
    #[error("the test gateway's database could not be opened")]
    Database(#[from] sqlx::Error),
}

/// A payment gateway that speaks Stripe's wire protocol and moves no money.
#[derive(Clone)]
pub struct TestGateway {
    options: Arc<Options>,
    store: Store,
    faults: Faults,
    keys: KeysInUse,
    surroundings: Surroundings,
}

impl TestGateway {
    /// Opens the database and makes its tables where they are missing.
    ///
    /// # Errors
    /// [`OpenError::NotATestKey`], so that no real key is ever asked for here;
    /// [`OpenError::Database`].
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        if !options.secret_key.starts_with("sk_test_") {
            return Err(OpenError::NotATestKey);
        }
        let store = Store::open(&options.database).await?;
        let faults = Faults::default();
        let surroundings = Surroundings {
            hosted_pages: Arc::new(options.hosted_pages.clone()),
            faults: faults.clone(),
            delivers: options.webhook_url.is_some(),
        };
        Ok(Self {
            options: Arc::new(options),
            store,
            faults,
            keys: KeysInUse::default(),
            surroundings,
        })
    }

    /// Stripe's API, `/v1/…`; to be served on a loopback port of its own.
    pub fn api(&self) -> Router {
        api::router(self.clone())
    }

    /// The hosted pages, to be nested at the path of [`Options::hosted_pages`].
    pub fn pages(&self) -> Router {
        pages::router(self.clone())
    }

    /// Delivers events, expires sessions and settles delayed payments until the shutdown.
    pub async fn deliver_webhooks(self, shutdown: impl Future<Output = ()>) {
        webhooks::run(self, shutdown).await;
    }

    /// What goes wrong on purpose.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    pub(crate) fn secret_key(&self) -> &str {
        &self.options.secret_key
    }

    pub(crate) fn webhook_url(&self) -> Option<&Url> {
        self.options.webhook_url.as_ref()
    }

    pub(crate) fn webhook_secret(&self) -> &str {
        &self.options.webhook_secret
    }

    pub(crate) fn hosted_pages(&self) -> &Url {
        &self.options.hosted_pages
    }

    pub(crate) fn keys_in_use(&self) -> &KeysInUse {
        &self.keys
    }

    /// Ends when something was committed since the last call.
    pub(crate) async fn changed(&self) {
        self.store.changed().notified().await;
    }

    /// Makes the delivery loop look around.
    pub(crate) fn wake(&self) {
        self.store.changed().notify_one();
    }

    /// A unit of work that may change things.
    pub(crate) async fn begin(&self, requester: Option<Requester>) -> Result<Work, ApiError> {
        let rows = self.store.begin().await?;
        Ok(self.work(rows, requester))
    }

    /// A unit of work that only looks.
    pub(crate) async fn look(&self) -> Result<Work, ApiError> {
        let rows = self.store.read().await?;
        Ok(self.work(rows, None))
    }

    fn work(&self, rows: Rows, requester: Option<Requester>) -> Work {
        Work {
            rows,
            now_ms: self.faults.now_ms(),
            real_ms: clock::real_milliseconds(),
            surroundings: self.surroundings.clone(),
            requester,
        }
    }

    /// Does what time has made due, so that nobody ever reads a session that should
    /// have expired. Asks without the writer first: mostly nothing is due.
    pub(crate) async fn catch_up(&self) -> Result<(), ApiError> {
        loop {
            let mut look = self.look().await?;
            let now_ms = look.now_ms;
            if look.rows.due(now_ms).await?.is_none() {
                return Ok(());
            }
            drop(look);
            let mut work = self.begin(None).await?;
            let Some((kind, id)) = work.rows.due(now_ms).await? else {
                return Ok(());
            };
            if kind == Kind::Refund.noun() {
                refunds::come_due(&mut work, &id).await?;
            } else {
                completion::come_due(&mut work, &id).await?;
            }
            work.rows.commit().await?;
        }
    }
}
