//! How many queries a piece of work makes: pages are to cost a small constant number.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

tokio::task_local! {
    static COUNT: Arc<AtomicU32>;
}

/// Does the work and tells how many queries it ran, those of [`super::uninterrupted`] included.
/// `BEGIN` and `COMMIT` are not counted.
pub async fn counting<T>(work: impl Future<Output = T>) -> (T, u32) {
    let count = Arc::new(AtomicU32::new(0));
    let done = COUNT.scope(Arc::clone(&count), work).await;
    (done, count.load(Ordering::Relaxed))
}

/// A query is about to run.
pub(super) fn note_query() {
    // Nobody counts in jobs.
    let _ = COUNT.try_with(|count| count.fetch_add(1, Ordering::Relaxed));
}

/// Lets work that leaves this task count for whoever counts here.
pub(super) async fn counted_here<T>(
    work: impl Future<Output = T>,
    count: Option<Arc<AtomicU32>>,
) -> T {
    match count {
        Some(count) => COUNT.scope(count, work).await,
        None => work.await,
    }
}

pub(super) fn current() -> Option<Arc<AtomicU32>> {
    COUNT.try_with(Arc::clone).ok()
}
