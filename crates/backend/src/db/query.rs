//! One query for both engines. The only module that hands SQL to sqlx.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, FromRow, Postgres, Sqlite};

use super::counting::note_query;
use super::{CallSite, Connection, Engine, Handle};
use crate::error::InternalError;

/// A row type that both engines' rows can be read as: a tuple, or a struct
/// with `#[derive(sqlx::FromRow)]`. Integers are `i64`.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// A parameter of a query, in the few types that tables have.
#[derive(Clone, Debug)]
pub enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Boolean(Option<bool>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(Some(value))
    }
}

/// A query with its parameters, made by [`sql!`](crate::sql).
#[must_use]
pub struct Query {
    site: &'static CallSite,
    /// Set where a list was written into the text.
    expanded: Option<String>,
    values: Vec<Value>,
}

/// Makes a [`Query`]: `sql!("SELECT … WHERE id = $1", id)`.
///
/// The text must be a literal; parameters are anything [`Value`] can be made from.
#[macro_export]
macro_rules! sql {
    ($text:literal $(, $value:expr)* $(,)?) => {{
        static SITE: $crate::db::CallSite = $crate::db::CallSite::new(file!(), line!(), $text);
        inventory::submit! { $crate::db::SiteRef(&SITE) }
        $crate::db::Query::new(&SITE, vec![$($crate::db::Value::from($value)),*])
    }};
}

impl Query {
    pub fn new(site: &'static CallSite, values: Vec<Value>) -> Self {
        Self {
            site,
            expanded: None,
            values,
        }
    }

    /// Replaces `{list}` in the text by parameters for all of `values`: `IN ({list})`.
    /// An empty list becomes `NULL`, which is in no set.
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        let first = self.values.len() + 1;
        self.values.extend(values.into_iter().map(Into::into));
        let placeholders: Vec<String> = (first..=self.values.len())
            .map(|n| format!("${n}"))
            .collect();
        let list = if placeholders.is_empty() {
            "NULL".to_owned()
        } else {
            placeholders.join(", ")
        };
        self.expanded = Some(self.site.text.replace("{list}", &list));
        self
    }

    /// Runs it; gives how many rows were touched.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub async fn execute(self, connection: &mut impl Connection) -> Result<u64, InternalError> {
        note_query();
        Ok(match connection.handle() {
            Handle::Sqlite(c) => {
                self.site.mark(Engine::Sqlite);
                sqlx::query_with::<Sqlite, _>(
                    AssertSqlSafe(self.text(Engine::Sqlite)),
                    sqlite_arguments(self.values)?,
                )
                .execute(c)
                .await?
                .rows_affected()
            }
            Handle::Postgres(c) => {
                self.site.mark(Engine::Postgres);
                sqlx::query_with::<Postgres, _>(
                    AssertSqlSafe(self.text(Engine::Postgres)),
                    postgres_arguments(self.values)?,
                )
                .execute(c)
                .await?
                .rows_affected()
            }
        })
    }

    /// All rows.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub async fn fetch_all<R: Row>(
        self,
        connection: &mut impl Connection,
    ) -> Result<Vec<R>, InternalError> {
        note_query();
        Ok(match connection.handle() {
            Handle::Sqlite(c) => {
                self.site.mark(Engine::Sqlite);
                sqlx::query_as_with::<Sqlite, R, _>(
                    AssertSqlSafe(self.text(Engine::Sqlite)),
                    sqlite_arguments(self.values)?,
                )
                .fetch_all(c)
                .await?
            }
            Handle::Postgres(c) => {
                self.site.mark(Engine::Postgres);
                sqlx::query_as_with::<Postgres, R, _>(
                    AssertSqlSafe(self.text(Engine::Postgres)),
                    postgres_arguments(self.values)?,
                )
                .fetch_all(c)
                .await?
            }
        })
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub async fn fetch_optional<R: Row>(
        self,
        connection: &mut impl Connection,
    ) -> Result<Option<R>, InternalError> {
        Ok(self.fetch_all(connection).await?.into_iter().next())
    }

    /// The first row.
    ///
    /// # Errors
    /// [`InternalError::Database`], also if there is none.
    pub async fn fetch_one<R: Row>(
        self,
        connection: &mut impl Connection,
    ) -> Result<R, InternalError> {
        Ok(self
            .fetch_optional(connection)
            .await?
            .ok_or(sqlx::Error::RowNotFound)?)
    }

    /// `{skip_locked}` ends a choice of rows to be changed: PostgreSQL locks them and passes over those that others
    /// have locked; SQLite, with one writer, needs neither.
    fn text(&self, engine: Engine) -> String {
        let lock = match engine {
            Engine::Sqlite => "",
            Engine::Postgres => "FOR UPDATE SKIP LOCKED",
        };
        let text = self.expanded.as_deref().unwrap_or(self.site.text);
        text.replace("{skip_locked}", lock)
    }
}

fn sqlite_arguments(values: Vec<Value>) -> Result<SqliteArguments, InternalError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Integer(v) => arguments.add(v),
            Value::Text(v) => arguments.add(v),
            Value::Boolean(v) => arguments.add(v),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: Vec<Value>) -> Result<PgArguments, InternalError> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Integer(v) => arguments.add(v),
            Value::Text(v) => arguments.add(v),
            Value::Boolean(v) => arguments.add(v),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
