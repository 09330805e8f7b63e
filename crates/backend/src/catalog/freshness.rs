//! The snapshot that all requests of a process share, and how it stays right.
//!
//! Triggers note every change of the catalogue in `catalog_changes`, in the
//! transaction that makes it. Each request asks what was noted since the
//! snapshot was made: one small query. If there is something, one request reads
//! the products that were touched, in one transaction that sees one moment; the
//! others wait for it. See docs/adr/0009.
//!
//! PostgreSQL commits transactions in another order than they began, so that a
//! change may come to light after later ones. Changes therefore carry a number
//! that is compared with the horizon, the first number that may still come: all
//! below it were seen, those above that were seen are remembered by their ids.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use domain::time::Timestamp;
use tokio::sync::Mutex;

use super::snapshot::Snapshot;
use super::{building, loading, pages::Pages};
use crate::db::{Connection, Tx};
use crate::{Ctx, InternalError, sql};

/// A process that has not looked for so long reads everything: what it missed may be forgotten.
const LONGEST_SLEEP_SECONDS: i64 = 30 * 60;
/// How long changes are kept; twice the above.
const KEPT_MILLISECONDS: i64 = 60 * 60 * 1_000;
/// From so many on, changed products are read in one range.
const MANY: usize = 24;
/// Products read at a time when all are.
const CHUNK: usize = 2_000;
/// From so many changed products on, everything is read anew.
const TOO_MANY: usize = 1_000;

/// What a process keeps of the catalogue.
#[derive(Default)]
pub struct CatalogCache {
    current: RwLock<Option<Arc<Known>>>,
    /// Held by the one who reads.
    reading: Mutex<()>,
    /// When somebody last looked for changes.
    looked_at: AtomicI64,
    /// Snapshots made so far.
    versions: AtomicU64,
    pub(super) pages: Pages,
}

/// A snapshot and up to where it knows of changes.
struct Known {
    snapshot: Arc<Snapshot>,
    mark: RwLock<Arc<Mark>>,
}

#[derive(Debug)]
struct Mark {
    /// All changes with a smaller number are in.
    horizon: i64,
    /// Ids of those that are in as well.
    seen: HashSet<i64>,
}

/// A change that is not below the mark, or only the horizon.
#[derive(sqlx::FromRow)]
struct ChangeRow {
    horizon: i64,
    id: Option<i64>,
    number: Option<i64>,
    product_id: Option<i64>,
}

/// What has happened since a mark.
enum News {
    None,
    Products(Vec<i64>),
    Everything,
}

tokio::task_local! {
    static MOMENT: std::sync::Mutex<Option<Arc<Snapshot>>>;
}

/// Does work that reads only, and sees the catalogue as it is when it first looks:
/// a page of several lists asks once what has changed, and is of one piece.
pub async fn at_one_moment<T>(work: impl Future<Output = T>) -> T {
    MOMENT.scope(std::sync::Mutex::new(None), work).await
}

/// The catalogue as it is now: with everything that was committed before the
/// call or, in [`at_one_moment`], before the first.
pub(crate) async fn current(ctx: &Ctx) -> Result<Arc<Snapshot>, InternalError> {
    let of_the_moment = |known: Option<Arc<Snapshot>>| {
        let share = |moment: &std::sync::Mutex<Option<Arc<Snapshot>>>| {
            let mut moment = moment.lock().unwrap_or_else(PoisonError::into_inner);
            *moment = moment.take().or(known);
            moment.clone()
        };
        MOMENT.try_with(share).ok().flatten()
    };
    if let Some(known) = of_the_moment(None) {
        return Ok(known);
    }
    let now = look(ctx).await?;
    of_the_moment(Some(now.clone()));
    Ok(now)
}

async fn look(ctx: &Ctx) -> Result<Arc<Snapshot>, InternalError> {
    let now = ctx.now();
    if let Some(known) = ctx.catalog.known(now) {
        let mark = known.mark();
        let rows = changes(&mut ctx.db.read().await?, mark.horizon).await?;
        if matches!(mark.news(&rows), News::None) {
            ctx.catalog.looked_at.store(now.0, Ordering::Relaxed);
            known.advance(&mark, &rows);
            return Ok(known.snapshot.clone());
        }
    }
    read(ctx).await
}

/// Forgets changes that every process has seen or will never ask for.
pub(crate) async fn forget_changes(tx: &mut Tx) -> Result<(), InternalError> {
    sql!(
        "DELETE FROM catalog_changes
         WHERE at < (SELECT MAX(at) FROM catalog_changes) - $1 AND id < (SELECT MAX(id) FROM catalog_changes)",
        KEPT_MILLISECONDS
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn changes(
    connection: &mut impl Connection,
    from: i64,
) -> Result<Vec<ChangeRow>, InternalError> {
    sql!(
        "SELECT h.number AS horizon, c.id, c.number, c.product_id
         FROM catalog_horizon h LEFT JOIN catalog_changes c ON c.number >= $1",
        from
    )
    .fetch_all(connection)
    .await
}

async fn read(ctx: &Ctx) -> Result<Arc<Snapshot>, InternalError> {
    let cache = &ctx.catalog;
    let _turn = cache.reading.lock().await;
    let now = ctx.now();
    let known = cache.known(now);
    let from = known.as_ref().map_or(0, |known| known.mark().horizon);
    let mut tx = ctx.db.begin_snapshot().await?;
    let rows = changes(&mut tx, from).await?;
    let (mark, news) = match &known {
        Some(known) => (known.mark(), known.mark().news(&rows)),
        None => (Arc::new(Mark::start()), News::Everything),
    };
    let mut snapshot = match (known, news) {
        // Whoever was first has read it.
        (Some(known), News::None) => known.snapshot.clone(),
        (Some(known), News::Products(touched)) if touched.len() < TOO_MANY => {
            read_products(&mut tx, known.snapshot.clone(), touched).await?
        }
        _ => read_all(&mut tx).await?,
    };
    tx.commit().await?;
    // Nobody else has a new one yet; one that stayed the same keeps its version.
    if let Some(new) = Arc::get_mut(&mut snapshot) {
        new.version = cache.versions.fetch_add(1, Ordering::Relaxed);
    }
    cache.keep(Known {
        snapshot: snapshot.clone(),
        mark: RwLock::new(Arc::new(mark.after(&rows))),
    });
    cache.looked_at.store(now.0, Ordering::Relaxed);
    Ok(snapshot)
}

async fn read_all(tx: &mut Tx) -> Result<Arc<Snapshot>, InternalError> {
    let categories = loading::categories(tx).await?;
    let synonyms = loading::synonyms(tx).await?;
    let mut snapshot = Arc::new(building::empty(categories, &synonyms)?);
    let ids = loading::product_ids(tx).await?;
    for ids in ids.chunks(CHUNK) {
        snapshot = exchange(tx, snapshot, ids.to_vec()).await?;
    }
    Ok(snapshot)
}

/// `touched` is sorted.
async fn read_products(
    tx: &mut Tx,
    mut snapshot: Arc<Snapshot>,
    touched: Vec<i64>,
) -> Result<Arc<Snapshot>, InternalError> {
    if touched.len() >= MANY {
        return exchange(tx, snapshot, touched).await;
    }
    for id in touched {
        snapshot = exchange(tx, snapshot, vec![id]).await?;
    }
    Ok(snapshot)
}

/// Reads all that lies between the first and the last id.
async fn exchange(
    tx: &mut Tx,
    before: Arc<Snapshot>,
    touched: Vec<i64>,
) -> Result<Arc<Snapshot>, InternalError> {
    let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
        return Ok(before);
    };
    let mut rows = loading::products(tx, *first, *last).await?;
    rows.retain(|rows| touched.binary_search(&rows.product.id).is_ok());
    let work = move || Arc::new(building::exchange(&before, &touched, rows));
    Ok(tokio::task::spawn_blocking(work).await?)
}

impl CatalogCache {
    /// What is known, unless it is so old that changes may have been missed.
    fn known(&self, now: Timestamp) -> Option<Arc<Known>> {
        let looked_at = Timestamp(self.looked_at.load(Ordering::Relaxed));
        let awake = now.minus_seconds(LONGEST_SLEEP_SECONDS) <= looked_at;
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone().filter(|_| awake)
    }

    fn keep(&self, known: Known) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::new(known));
    }
}

impl Known {
    fn mark(&self) -> Arc<Mark> {
        self.mark
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Ids need not be remembered once the horizon has passed them.
    fn advance(&self, mark: &Mark, rows: &[ChangeRow]) {
        let horizon = rows.first().map_or(0, |row| row.horizon);
        if !mark.seen.is_empty() && horizon > mark.horizon {
            let mut current = self.mark.write().unwrap_or_else(PoisonError::into_inner);
            if current.horizon < horizon {
                *current = Arc::new(mark.after(rows));
            }
        }
    }
}

impl Mark {
    fn start() -> Self {
        Self {
            horizon: 0,
            seen: HashSet::new(),
        }
    }

    /// Products sorted.
    fn news(&self, rows: &[ChangeRow]) -> News {
        let horizon = rows.first().map_or(0, |row| row.horizon);
        if horizon < self.horizon {
            // Another database, such as one that was restored.
            return News::Everything;
        }
        let new: Vec<&ChangeRow> = rows
            .iter()
            .filter(|row| row.id.is_some_and(|id| !self.seen.contains(&id)))
            .collect();
        let products: Option<Vec<i64>> = new.iter().map(|row| row.product_id).collect();
        match products {
            None => News::Everything,
            Some(products) if products.is_empty() => News::None,
            Some(mut products) => {
                products.sort_unstable();
                products.dedup();
                News::Products(products)
            }
        }
    }

    /// The mark of one who has taken in these changes, too.
    fn after(&self, rows: &[ChangeRow]) -> Self {
        let horizon = rows.first().map_or(self.horizon, |row| row.horizon);
        let seen = rows
            .iter()
            .filter(|row| row.number.is_some_and(|number| number >= horizon))
            .filter_map(|row| row.id)
            .collect();
        Self { horizon, seen }
    }
}
