//! The Stripe gateway over HTTP: against a scripted stand-in for what goes
//! wrong, against the embedded test gateway for what goes right.

#![allow(clippy::unwrap_used, reason = "tests, their helpers included")]

mod answers;
mod attempts;
mod embedded;
mod faults;
mod setting;
mod stand_in;
