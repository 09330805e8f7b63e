//! The log: structured, one line an event, without personal data.
//!
//! A request's line holds its id, method, route pattern, status and time; never
//! its query, body, cookies or address, since those name people.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Starts logging to standard error. Later calls do nothing.
pub fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr)
        // Colours are for terminals, not for files and collectors.
        .with_ansi(std::io::stderr().is_terminal());
    let outcome = if log.json {
        builder.json().try_init()
    } else {
        builder.compact().try_init()
    };
    if outcome.is_err() {
        tracing::debug!("logging was started before");
    }
}
