//! A shop of its own for each test: a fresh database, a clock that stands
//! still, chance that repeats itself, a small catalogue.
//!
//! When it is dropped, the shop's invariants must hold, and which SQL ran is noted.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use backend::context::{Clock, MailTransport, Random, SecretKey, ShopSettings};
use backend::db::{Db, Engine};
use backend::{Ctx, demo, invariants};
use domain::identity::Identity;
use domain::ids::VariantId;
use domain::money::Currency;
use domain::payments::Mode;
use domain::time::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::{coverage, fixture};

/// 2026-11-21T12:00:00Z, a Saturday.
const START: Timestamp = Timestamp(1_795_262_400_000);

/// A clock that goes when it is told to.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

struct SeededRandom(Mutex<StdRng>);

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .expect("no test panics while it draws")
            .fill_bytes(bytes);
    }
}

/// Where the database is, to be thrown away.
enum Place {
    Sqlite(tempfile::TempDir),
    /// Name of the database on the server of `TEST_POSTGRES_URL`.
    Postgres(String),
}

pub(crate) struct TestShop {
    pub(crate) ctx: Ctx,
    pub(crate) clock: Arc<TestClock>,
    /// Whether the invariants must hold at the end.
    pub(crate) must_be_sound: bool,
    place: Place,
}

impl TestShop {
    /// A shop that sells the catalogue of `fixture.rs`.
    pub(crate) async fn new(engine: Engine) -> Self {
        let shop = Self::empty(engine).await;
        demo::seed_catalogue(&shop.ctx, &fixture::catalogue())
            .await
            .expect("the fixture is a catalogue");
        shop
    }

    /// A shop with nothing in it.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let place = match engine {
            Engine::Sqlite => Place::Sqlite(tempfile::tempdir().expect("a folder")),
            Engine::Postgres => Place::Postgres(create_database().await),
        };
        let clock = Arc::new(TestClock(AtomicI64::new(START.0)));
        let ctx = Ctx {
            db: open(&place).await,
            clock: clock.clone(),
            random: Arc::new(SeededRandom(Mutex::new(StdRng::seed_from_u64(7)))),
            settings: Arc::new(settings()),
            gateway: None,
            mail: Arc::new(MailTransport::Folder(std::env::temp_dir())),
            link_key: Arc::new(SecretKey::new([7; 32])),
            jobs: Arc::default(),
            catalog: Arc::default(),
        };
        Self {
            ctx,
            clock,
            must_be_sound: true,
            place,
        }
    }

    /// What another process of the same shop would have: connections and a memory of its own.
    pub(crate) async fn another_process(&self) -> Ctx {
        Ctx {
            db: open(&self.place).await,
            catalog: Arc::default(),
            ..self.ctx.clone()
        }
    }

    pub(crate) fn configure(&mut self, change: impl FnOnce(&mut ShopSettings)) {
        let mut settings = (*self.ctx.settings).clone();
        change(&mut settings);
        self.ctx.settings = Arc::new(settings);
    }

    /// The variant with this SKU.
    pub(crate) async fn variant(&self, sku: &str) -> VariantId {
        let mut connection = self.ctx.db.read().await.expect("a connection");
        let (id,): (i64,) = match &mut connection {
            backend::db::Reader::Sqlite(c) => {
                sqlx::query_as("SELECT id FROM variants WHERE sku = $1")
                    .bind(sku)
                    .fetch_one(&mut **c)
                    .await
            }
            backend::db::Reader::Postgres(c) => {
                sqlx::query_as("SELECT id FROM variants WHERE sku = $1")
                    .bind(sku)
                    .fetch_one(&mut **c)
                    .await
            }
        }
        .unwrap_or_else(|error| panic!("no variant {sku}: {error}"));
        VariantId(id)
    }

    /// Runs one statement on the database, past all rules.
    pub(crate) async fn meddle(&self, statement: impl Into<String>) {
        let statement = AssertSqlSafe(statement.into());
        match &self.ctx.db {
            Db::Sqlite { write, .. } => write.execute(statement).await.map(|_| ()),
            Db::Postgres(pool) => pool.execute(statement).await.map(|_| ()),
        }
        .unwrap_or_else(|error| panic!("a statement of a test: {error}"));
    }
}

impl Drop for TestShop {
    fn drop(&mut self) {
        let check = !std::thread::panicking();
        let broken = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                let broken = if check {
                    invariants::check(&self.ctx).await
                } else {
                    Ok(Vec::new())
                };
                self.ctx.db.close().await;
                if let Place::Postgres(name) = &self.place {
                    on_server(format!("DROP DATABASE {name} WITH (FORCE)")).await;
                }
                broken
            })
        });
        coverage::note();
        if check && self.must_be_sound {
            assert_eq!(
                broken.expect("the checks run"),
                Vec::<String>::new(),
                "broken invariants"
            );
        }
    }
}

fn settings() -> ShopSettings {
    ShopSettings {
        name: "Vitrine".to_owned(),
        identity: Identity::default(),
        currency: Currency::Usd,
        time_zone: jiff::tz::TimeZone::UTC,
        public_url: "https://shop.example".to_owned(),
        mode: Mode::Test,
        price_hold_seconds: 3_600,
        payment_seconds: 1_800,
        order_link_seconds: 86_400,
        max_per_line: 20,
        max_lines: 50,
        page_size: 2,
        mail_from: "shop@shop.example".to_owned(),
        previews_mail: true,
        shows_design: true,
    }
}

async fn open(place: &Place) -> Db {
    let url = match place {
        Place::Sqlite(folder) => format!("sqlite:{}", folder.path().join("shop.db").display()),
        Place::Postgres(name) => {
            let mut url = server();
            url.set_path(name);
            url.into()
        }
    };
    Db::open(&url).await.expect("a database")
}

/// A fresh database on the server; gives its name.
async fn create_database() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let name = format!(
        "vitrine_{}_{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    on_server(format!("CREATE DATABASE {name} TEMPLATE template0")).await;
    name
}

async fn on_server(statement: String) {
    let mut connection = PgConnection::connect(server().as_str())
        .await
        .expect("the PostgreSQL of TEST_POSTGRES_URL");
    connection
        .execute(AssertSqlSafe(statement))
        .await
        .expect("a statement of the harness");
    connection.close().await.expect("the connection ends");
}

#[allow(
    clippy::disallowed_methods,
    reason = "which server tests may use is told by the environment"
)]
fn server() -> url::Url {
    let url = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL must name a PostgreSQL; run the tests by scripts/with-postgres cargo test -p backend");
    url.parse().expect("TEST_POSTGRES_URL is a URL")
}
