//! A payment gateway to try the shop with: it speaks Stripe's wire protocol, so that the
//! shop's Stripe client, npm `stripe` and the `stripe` command line work against it
//! unchanged, and it moves no money.
//!
//! What always holds: a change, the events that report it and the answer kept under its
//! idempotency key are one transaction ([`store`]); a session completes once; refunds never
//! pass what was captured; no card number is stored, logged or sent.
//!
//! The `stripe` command line finds it by `--api-base http://127.0.0.1:PORT` and is given
//! the configured key by `--api-key`.

#![recursion_limit = "256"]

mod amounts;
mod api;
mod attempts;
mod authentication;
mod cards;
mod charges;
mod clock;
mod completion;
mod coupons;
mod endpoints;
mod errors;
mod events;
mod expand;
mod faults;
mod form;
mod gateway;
mod idempotency;
mod ids;
mod intent_api;
mod intents;
mod lists;
mod methods;
mod page_forms;
mod page_responses;
mod page_texts;
mod pages;
mod products;
mod refunds;
mod session_api;
mod session_create;
mod sessions;
mod signature;
mod store;
mod webhooks;
mod work;

pub use faults::{FaultSettings, Faults};
pub use gateway::{OpenError, Options, TestGateway};
