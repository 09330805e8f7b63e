//! Background jobs: rows of the shop's own database, so that a job is enqueued
//! in the transaction of what causes it.
//!
//! What always holds: a job runs at least once; claiming raises `attempt` and
//! `lease_token`, and only the holder of the newest token can record an
//! outcome; errors, panics and time-outs are failed attempts, tried again
//! later and `dead` after the last. A task of the code is a [`Task`], made
//! known by [`task!`](crate::task); `queue` keeps the rows, `worker` runs them.

mod queue;
mod sweep;
mod tasks;
mod worker;

pub use queue::{NewJob, enqueue};
pub use tasks::{JobInfo, Registration, Task, TaskError};
pub use worker::{drain, run};
