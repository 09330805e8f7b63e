//! Background jobs: rows of the shop's own database, so that a job is enqueued
//! in the transaction of what causes it.
//!
//! What always holds: a job runs at least once; claiming raises `attempt` and
//! `lease_token`, and only the holder of the newest token can record an
//! outcome; errors, panics, time-outs and lost workers are failed attempts,
//! tried again later and `dead` after the last. A task of the code is a
//! [`Task`], made known by [`task!`](crate::task); `queue` enqueues, `claims`
//! keeps the rows, `worker` runs them, `control` and `queues` are for staff.

mod claims;
mod control;
mod mode;
mod queue;
mod queues;
mod retention;
mod sweep;
mod tasks;
mod worker;
mod workers;

pub use control::{cancel_job, delete_job, retry_job};
pub(crate) use mode::committed;
pub use mode::{Jobs, Mode};
pub use queue::{NewJob, enqueue};
pub use queues::{limit_queue, pause_queue, resume_queue};
pub use tasks::{JobInfo, Registration, Task, TaskError};
pub use worker::{Ended, WhenStuck, Work, drain, run};
pub use workers::stop_worker;
