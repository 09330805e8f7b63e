//! Both folders of migrations make the same schema.

use std::collections::BTreeSet;

use backend::db::{Db, Engine};
use sqlx::{PgPool, SqlitePool};

use crate::shop::TestShop;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_schema() {
    let (sqlite, postgres) = tokio::join!(
        TestShop::empty(Engine::Sqlite),
        TestShop::empty(Engine::Postgres)
    );
    let (sqlite, postgres) = match (&sqlite.ctx.db, &postgres.ctx.db) {
        (Db::Sqlite { write, .. }, Db::Postgres(pool)) => {
            (of_sqlite(write).await, of_postgres(pool).await)
        }
        _ => panic!("two engines"),
    };
    assert!(sqlite.len() > 200, "only {} facts", sqlite.len());
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        (only(&sqlite, &postgres), only(&postgres, &sqlite)),
        (vec![], vec![]),
        "(only SQLite, only PostgreSQL)"
    );
}

/// SQLite once read all changes to find the newest, so that each of thousands cost more than the one before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn noting_a_change_reads_no_others() {
    let shop = TestShop::empty(Engine::Sqlite).await;
    let Db::Sqlite { write, .. } = &shop.ctx.db else {
        panic!("SQLite");
    };
    // As the triggers on option values and variants ask.
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(
        "EXPLAIN QUERY PLAN SELECT number FROM catalog_horizon
         WHERE EXISTS (SELECT id FROM products WHERE id = 1)",
    )
    .fetch_all(write)
    .await
    .expect("a plan");
    let whole: Vec<&str> = steps
        .iter()
        .map(|(.., step)| step.as_str())
        .filter(|step| step.contains("catalog_changes USING"))
        .collect();
    assert!(whole.is_empty(), "all rows of an index are read: {whole:?}");
}

/// Facts, one a line: columns with type and whether they may be null, keys, indexes, references, triggers.
type Facts = BTreeSet<String>;

async fn of_sqlite(pool: &SqlitePool) -> Facts {
    // A primary key is never null, though SQLite does not say so of texts.
    let columns: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0
         FROM sqlite_master t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '%migrations'",
    )
    .fetch_all(pool)
    .await
    .expect("columns");
    let keys: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, group_concat(pk, ', ') FROM (
             SELECT t.name AS name, c.name AS pk FROM sqlite_master t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.pk > 0 AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '%migrations'
             ORDER BY t.name, c.pk)
         GROUP BY name",
    )
    .fetch_all(pool)
    .await
    .expect("keys");
    let indexes: Vec<(String, String, bool, String)> = sqlx::query_as(
        "SELECT name, columns, uniq, COALESCE(text, '') FROM (
             SELECT t.name AS name, i.\"unique\" AS uniq,
                 CASE WHEN i.partial THEN (SELECT substr(m.sql, instr(m.sql, ' WHERE ')) FROM sqlite_master m
                     WHERE m.type = 'index' AND m.name = i.name) END AS text,
                 (SELECT group_concat(k.name, ', ') FROM pragma_index_info(i.name) k) AS columns
             FROM sqlite_master t JOIN pragma_index_list(t.name) i
             WHERE t.type = 'table' AND i.origin <> 'pk' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '%migrations')",
    )
    .fetch_all(pool)
    .await
    .expect("indexes");
    let references: Vec<(String, String, String, String, bool)> = sqlx::query_as(
        "SELECT t.name, f.\"from\", f.\"table\", f.\"to\", f.on_delete = 'CASCADE'
         FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'",
    )
    .fetch_all(pool)
    .await
    .expect("references");
    let triggers: Vec<(String, String)> = sqlx::query_as(
        "SELECT tbl_name, CASE WHEN sql LIKE '% AFTER INSERT ON %' THEN 'INSERT' WHEN sql LIKE '% AFTER UPDATE ON %' THEN 'UPDATE'
             WHEN sql LIKE '% AFTER DELETE ON %' THEN 'DELETE' ELSE sql END
         FROM sqlite_master WHERE type = 'trigger'",
    )
    .fetch_all(pool)
    .await
    .expect("triggers");
    facts(columns, keys, indexes, references, triggers)
}

async fn of_postgres(pool: &PgPool) -> Facts {
    let columns: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '%migrations'
           AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')",
    )
    .fetch_all(pool)
    .await
    .expect("columns");
    let keys: Vec<(String, String)> = sqlx::query_as(
        "SELECT r.relname::text, string_agg(a.attname::text, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
         FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
         JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (i.indkey::int2[])
         WHERE i.indisprimary AND r.relnamespace = 'public'::regnamespace AND r.relname NOT LIKE '%migrations'
         GROUP BY r.relname",
    )
    .fetch_all(pool)
    .await
    .expect("keys");
    let indexes: Vec<(String, String, bool, String)> = sqlx::query_as(
        "SELECT r.relname::text, string_agg(a.attname::text, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum)),
                i.indisunique, COALESCE(pg_get_expr(i.indpred, i.indrelid), '')
         FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
         JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (i.indkey::int2[])
         WHERE NOT i.indisprimary AND r.relnamespace = 'public'::regnamespace AND r.relname NOT LIKE '%migrations'
         GROUP BY i.indexrelid, r.relname, i.indisunique, i.indpred, i.indrelid",
    )
    .fetch_all(pool)
    .await
    .expect("indexes");
    let references: Vec<(String, String, String, String, bool)> = sqlx::query_as(
        "SELECT r.relname::text, a.attname::text, o.relname::text, b.attname::text, c.confdeltype = 'c'
         FROM pg_constraint c
         JOIN pg_class r ON r.oid = c.conrelid JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.conkey[1]
         JOIN pg_class o ON o.oid = c.confrelid JOIN pg_attribute b ON b.attrelid = o.oid AND b.attnum = c.confkey[1]
         WHERE c.contype = 'f'",
    )
    .fetch_all(pool)
    .await
    .expect("references");
    let triggers: Vec<(String, String)> = sqlx::query_as(
        "SELECT event_object_table::text, event_manipulation::text FROM information_schema.triggers
         WHERE trigger_schema = 'public' AND action_timing = 'AFTER'",
    )
    .fetch_all(pool)
    .await
    .expect("triggers");
    facts(columns, keys, indexes, references, triggers)
}

fn facts(
    columns: Vec<(String, String, String, bool)>,
    keys: Vec<(String, String)>,
    indexes: Vec<(String, String, bool, String)>,
    references: Vec<(String, String, String, String, bool)>,
    triggers: Vec<(String, String)>,
) -> Facts {
    let columns = columns
        .into_iter()
        .map(|(table, column, type_name, nullable)| {
            format!(
                "{table}.{column} is {}{}",
                plain_type(&type_name),
                if nullable { " or null" } else { "" }
            )
        });
    let keys = keys
        .into_iter()
        .map(|(table, columns)| format!("{table} has the key ({columns})"));
    let indexes = indexes
        .into_iter()
        .map(|(table, columns, unique, condition)| {
            format!(
                "{table} has an index on ({columns}), unique: {unique}, for {:?}",
                constants(&condition)
            )
        });
    let references = references
        .into_iter()
        .map(|(table, column, other, key, cascades)| {
            format!("{table}.{column} refers to {other}.{key}, cascades: {cascades}")
        });
    let triggers = triggers
        .into_iter()
        .map(|(table, event)| format!("{table} has a trigger after {event}"));
    columns
        .chain(keys)
        .chain(indexes)
        .chain(references)
        .chain(triggers)
        .collect()
}

fn plain_type(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "bigint" | "integer" => "a number",
        "text" => "a text",
        "boolean" => "a boolean",
        other => panic!("no column is a {other}"),
    }
}

/// The texts that a condition names; the engines write the rest each in its own way.
fn constants(condition: &str) -> Vec<&str> {
    condition.split('\'').skip(1).step_by(2).collect()
}
