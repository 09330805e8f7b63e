//! The server: configuration, router, webhooks, workers, command line.
//!
//! The only crate that reads the environment. It puts the parts together
//! ([`startup`]), lays the web's layers around the pages ([`router`]) and
//! keeps the process's life ([`serve`]).

pub mod addresses;
pub mod assets;
pub mod command;
pub mod config;
pub mod crawlers;
pub mod health;
pub mod identity;
pub mod kept_pages;
pub mod mailbox;
pub mod pages;
pub mod pictures;
pub mod policy;
pub mod problems;
pub mod proxies;
pub mod router;
pub mod serve;
pub mod startup;
pub mod telemetry;
pub mod throttle;
pub mod webhooks;
