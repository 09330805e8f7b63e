//! A database of a test's own, on either engine.

use std::io::Write;
use std::path::{Path, PathBuf};

use backend::db::{Engine, call_sites};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// A migrated-on-open, empty database.
pub(crate) struct Database {
    url: String,
    folder: tempfile::TempDir,
    /// Server address and name, to drop it again.
    postgres: Option<(String, String)>,
}

impl Database {
    /// # Panics
    /// For PostgreSQL without `TEST_POSTGRES_URL`: a suite that silently left out half of itself would be worth less than none.
    pub(crate) async fn create(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        match engine {
            Engine::Sqlite => Self {
                url: format!("sqlite:{}", folder.path().join("shop.db").display()),
                folder,
                postgres: None,
            },
            Engine::Postgres => {
                let server = std::env::var("TEST_POSTGRES_URL")
                    .expect("TEST_POSTGRES_URL names a PostgreSQL server: run this through ./test or scripts/with-postgres");
                let name = format!("vitrine_{}", uuid::Uuid::new_v4().simple());
                let mut connection = PgConnection::connect(&server)
                    .await
                    .expect("PostgreSQL answers");
                connection
                    .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                    .await
                    .expect("a new database");
                let (base, query) = server
                    .split_once('?')
                    .map_or((server.as_str(), ""), |(b, q)| (b, q));
                let base = base.rsplit_once('/').map_or(base, |(host, _)| host);
                let url = format!(
                    "{base}/{name}{}{query}",
                    if query.is_empty() { "" } else { "?" }
                );
                Self {
                    url,
                    folder,
                    postgres: Some((server, name)),
                }
            }
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn remove(self) {
        if let Some((server, name)) = self.postgres {
            let mut connection = PgConnection::connect(&server)
                .await
                .expect("PostgreSQL answers");
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            connection
                .execute(AssertSqlSafe(drop))
                .await
                .expect("the database goes");
        }
    }
}

/// Writes down which SQL ran on which engine, for `sql_call_sites` to read.
pub(crate) fn note_call_sites() {
    let target =
        std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root().join("target"), PathBuf::from);
    let folder = target.join("sql-coverage");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(format!(
        "{}-{}",
        std::process::id(),
        uuid::Uuid::new_v4().simple()
    ));
    let mut file = std::fs::File::create(path).expect("a file");
    for site in call_sites() {
        for (engine, name) in [(Engine::Sqlite, "sqlite"), (Engine::Postgres, "postgres")] {
            if site.ran_on(engine) {
                writeln!(file, "{name} {}:{}", site.file, site.line).expect("a line");
            }
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("server lies in the root")
        .to_owned()
}
