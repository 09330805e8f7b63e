//! What the shop asks of a payment gateway, and Stripe as one.
//!
//! Order logic believes only what [`Gateway::fetch`](gateway::Gateway::fetch) answers: a redirect, a
//! webhook and a timer are all merely reasons to ask. Nothing here knows of
//! orders in a database; sibling layers: `domain::payments` (states),
//! `backend::payments` (attempts, inbox, reconcile), `server` (the endpoint).

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "tests, their helpers included")
)]

pub mod gateway;
pub mod minor_units;
pub mod stripe;
pub mod webhook;
