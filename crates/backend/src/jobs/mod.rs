//! Background jobs: rows of the shop's own database, so that a job is enqueued
//! in the transaction of what causes it.
//!
//! What always holds: a job runs at least once; claiming raises `attempt` and
//! `lease_token`, and only the holder of the newest token can record an
//! outcome; errors, panics and time-outs are failed attempts, tried again
//! later and `dead` after the last.

mod worker;

pub use worker::{drain, run};
