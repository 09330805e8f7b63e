//! The gateway through its two routers, as a shop and a browser meet it.

mod api;
mod cards;
mod delayed;
mod faults;
mod idempotency;
mod intents;
mod pages;
mod refunds;
mod sessions;
mod support;
mod webhooks;
